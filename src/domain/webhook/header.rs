//! Headers that an endpoint's requests carry beside our own.

use super::signature;
use crate::error::{Error, Result};

/// What the client, the signature or the payload decides.
const RESERVED: [&str; 9] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "expect",
    "te",
    "upgrade",
    "user-agent",
];

/// The longest value, in bytes.
const LONGEST: usize = 4_096;

/// The name of a header, in lower case, if an endpoint may have it.
pub fn name(text: &str, field: &str) -> Result<String> {
    let name = text.to_ascii_lowercase();
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || name.len() > 128 || !name.bytes().all(token) {
        return Err(
            Error::invalid(field, format!("not the name of a header: {text:?}")).hint("write it as X-Api-Key=@FILE")
        );
    }
    let signs = [signature::GITHUB, signature::STRIPE].contains(&name.as_str()) || name.starts_with("webhook-");
    if signs || RESERVED.contains(&name.as_str()) {
        return Err(Error::invalid(field, format!("the header {name} is written by gatepost itself")));
    }
    Ok(name)
}

/// Refuses what cannot be the value of a header. The error does not show it.
pub fn check_value(name: &str, value: &str, field: &str) -> Result<()> {
    let plain = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
    if value.len() <= LONGEST && value.trim() == value && value.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("the value of {name} is not printable ASCII of at most {LONGEST} bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_our_own_is_refused() {
        for text in ["Host", "webhook-id", "Webhook-Anything", "X-Hub-Signature-256", "a b", "", "a\r\nb", "a:b"] {
            assert!(name(text, "--header").is_err(), "{text:?}");
        }
        assert_eq!(name("X-Api-Key", "--header").unwrap(), "x-api-key");
    }

    #[test]
    fn a_value_cannot_begin_another_header() {
        assert!(check_value("a", "b\r\nc: d", "--header").is_err());
        assert!(check_value("a", " b", "--header").is_err());
        assert!(check_value("a", "Bearer abc", "--header").is_ok());
    }
}
