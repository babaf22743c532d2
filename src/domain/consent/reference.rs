//! How a person is named: by the caller's own word, a user id or an address. Several ways to write the same word
//! find the same person; what looks the same and is not is refused.

use unicode_normalization::UnicodeNormalization;

use super::SUBJECT;
use super::export::WITHHELD;
use crate::error::{Error, Result};

/// The longest reference, in bytes.
pub const LONGEST: usize = 1024;

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The one with this pseudonym, or a part of it.
    Id(String),
    /// The one whom the caller calls so.
    Reference(Reference),
}

/// A reference, as it was given and as it is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// As given.
    pub given: String,
    /// In its one form.
    pub normal: String,
}

impl Subject {
    /// Reads a word: a pseudonym, or a reference.
    pub fn parse(text: &str) -> Result<Subject> {
        if text.starts_with(SUBJECT) {
            return Ok(Subject::Id(text.to_owned()));
        }
        if text.trim() == WITHHELD {
            return Err(Error::invalid(
                "SUBJECT",
                format!("the subject is {WITHHELD}, which stands for what an export withholds"),
            ));
        }
        Reference::parse(text).map(Subject::Reference)
    }
}

impl Reference {
    /// Reads a reference. White space around it is not part of it.
    pub fn parse(text: &str) -> Result<Reference> {
        let refused = |why: String| Err(Error::invalid("SUBJECT", why));
        let given = text.trim();
        if given.is_empty() {
            return refused("the subject is empty".to_owned());
        }
        if given.len() > LONGEST {
            return refused(format!("the subject has {} bytes; at most {LONGEST} are allowed", given.len()));
        }
        if let Some(letter) = given.chars().find(|letter| letter.is_control() || is_invisible(*letter)) {
            let code = u32::from(letter);
            return refused(format!("the subject holds U+{code:04X}, which nobody sees, so it could pass for another"));
        }
        Ok(Reference { given: given.to_owned(), normal: normal(given) })
    }

    /// How else it may have been written: each part of an address in lower case, as a name, or in capitals.
    pub fn spellings(&self) -> Vec<String> {
        let mut all = vec![self.given.clone(), self.normal.clone()];
        if let Some((name, host)) = self.normal.split_once('@') {
            let forms = |text: &str| [text.to_owned(), capitalized(text), text.to_uppercase()];
            let hosts = forms(host);
            all.extend(forms(name).iter().flat_map(|name| hosts.iter().map(move |host| format!("{name}@{host}"))));
        }
        all
    }
}

/// With a capital at the beginning of each word.
fn capitalized(text: &str) -> String {
    let mut begins = true;
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        if begins {
            all.extend(letter.to_uppercase());
        } else {
            all.push(letter);
        }
        begins = !letter.is_alphanumeric();
    }
    all
}

/// Letters without a shape of their own: marks of direction, joiners, spaces of no width.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The one form: composed (NFC), and an address in lower case, since providers do not tell the cases apart.
fn normal(given: &str) -> String {
    let composed: String = given.nfc().collect();
    let is_address = composed.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !composed.contains(char::is_whitespace)
    });
    // A letter may have several when it is lower, so the form is made once more.
    if is_address { composed.to_lowercase().nfc().collect() } else { composed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        Reference::parse(text).unwrap().normal
    }

    #[test]
    fn ways_to_write_one_reference_are_one() {
        assert_eq!(read("Jane.Doe@Example.COM"), "jane.doe@example.com");
        assert_eq!(read(" jane@example.com\n"), "jane@example.com");
        assert_eq!(read("Jose\u{301}"), read("Jos\u{e9}"));
        assert_ne!(read("User-7"), read("user-7"));
        assert_ne!(read("A@b@c"), read("a@b@c"));
        assert_eq!(Reference::parse(" Jose\u{301} ").unwrap().given, "Jose\u{301}");
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        for text in ["", "  ", "a\0b", "a\nb", "a\u{202e}b", "a\u{200b}", "\u{feff}a", &"x".repeat(LONGEST + 1)] {
            let cause = Reference::parse(text).unwrap_err();
            assert_eq!(cause.field.as_deref(), Some("SUBJECT"), "{text:?}");
        }
        assert!(Reference::parse(&"x".repeat(LONGEST)).is_ok());
    }

    #[test]
    fn a_pseudonym_is_no_reference() {
        assert_eq!(Subject::parse("sub_01").unwrap(), Subject::Id("sub_01".to_owned()));
        assert!(matches!(Subject::parse("subject").unwrap(), Subject::Reference(_)));
    }

    proptest! {
        #[test]
        fn the_normal_form_of_the_normal_form_is_itself(text in "[^\\p{C}]{1,40}") {
            if let Ok(reference) = Reference::parse(&text) {
                prop_assert_eq!(read(&reference.normal), reference.normal.trim());
            }
        }
    }
}
