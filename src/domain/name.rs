//! Names that people give to records: 1 to 128 characters, no control characters.

use super::credential::check_kept;
use crate::error::{Error, Result};

/// The longest name, in characters.
pub const LONGEST: usize = 128;

/// The name, if it can be one; `field` is the argument that an error names.
pub fn check<'a>(name: &'a str, field: &str) -> Result<&'a str> {
    let length = name.chars().count();
    if length == 0 || length > LONGEST {
        return Err(Error::invalid(field, format!("{field} has {length} characters; 1 to {LONGEST} are allowed")));
    }
    if name.trim().is_empty() {
        return Err(Error::invalid(field, format!("{field} is blank")));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(field, format!("{field} holds a control character")));
    }
    check_kept(name, field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_characters_not_bytes() {
        assert!(check(&"ü".repeat(128), "NAME").is_ok());
        assert!(check(&"ü".repeat(129), "NAME").is_err());
        assert!(check("", "NAME").is_err());
        assert!(check("a\u{7}b", "NAME").is_err());
    }
}
