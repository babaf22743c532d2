//! Policies: the texts that people consent to, in versions and languages.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::domain::name;
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::error::{Error, Result};

/// The longest text of a policy, in bytes.
pub const LONGEST: usize = 4 << 20;
/// The longest name of a language, in bytes.
const LONGEST_LOCALE: usize = 35;

/// A name and a version, as in `privacy@3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameVersion {
    /// The policy.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl NameVersion {
    /// Reads `NAME@VERSION`; a name may hold an @, a version does not.
    pub fn parse(text: &str, field: &str) -> Result<NameVersion> {
        let (name, version) = text
            .rsplit_once('@')
            .filter(|(name, version)| !name.is_empty() && !version.is_empty())
            .ok_or_else(|| {
            Error::invalid(field, format!("{field} is no policy and version: {text:?}")).hint("write it as privacy@3")
        })?;
        name::check(name, field)?;
        name::check(version, field)?;
        Ok(NameVersion { name: name.to_owned(), version: version.to_owned() })
    }
}

/// A language as RFC 5646 writes it: `de`, `pt-BR`. Kept as it is written.
pub fn check_locale<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let begins = text.split('-').next().is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if text.len() <= LONGEST_LOCALE && begins && text.split('-').all(is_part) {
        return Ok(text);
    }
    Err(Error::invalid(field, format!("{field} is no language: {text:?}")).hint("write it as en, de or pt-BR"))
}

/// The digest of the exact text.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// One version of a policy in one language. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its language, where one was said.
    pub locale: Option<String>,
    /// Which version of the name it is, in the order of their publication.
    pub number: i64,
    /// The digest of its text.
    pub sha256: [u8; 32],
    /// Whether it changes what matters, so that people must be asked again.
    pub material: bool,
    /// When it was published.
    pub published_at: Millis,
    /// By whom.
    pub published_by: String,
}

record! { Policy {
    id: Id, shown, "The policy's id" => |p| &p.id;
    workspace: Text, hidden, "The workspace that it belongs to" => |p| &p.workspace;
    name: Text, shown, "Its name" => |p| &p.name;
    version: Text, shown, "Its version" => |p| &p.version;
    locale: Text, shown, "Its language" => |p| p.locale.as_ref();
    material: Bool, shown, "Whether what was given under earlier versions is stale by it" => |p| p.material;
    sha256: Text, hidden, "SHA-256 of the exact text, in base 16" => |p| HEXLOWER.encode(&p.sha256);
    published_at: Time, shown, "When it was published" => |p| p.published_at;
    published_by: Text, hidden, "By whom" => |p| &p.published_by;
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_follows_the_last_at() {
        let read = NameVersion::parse("a@b@3", "POLICY").unwrap();
        assert_eq!((read.name.as_str(), read.version.as_str()), ("a@b", "3"));
        for text in ["", "a", "a@", "@1", "a\n@1"] {
            assert!(NameVersion::parse(text, "POLICY").is_err(), "{text:?}");
        }
    }

    #[test]
    fn languages_are_those_of_the_web() {
        for text in ["en", "pt-BR", "zh-Hant-TW", "de-1996"] {
            assert!(check_locale(text, "--locale").is_ok(), "{text}");
        }
        for text in ["", "-", "en_US", "1a", "de-", "en-ümlaut", "toolonglang"] {
            assert!(check_locale(text, "--locale").is_err(), "{text}");
        }
    }
}
