//! Sizes in bytes as people write them: `512KB`, `1MB`, units of 1024.

use std::fmt;

use crate::error::{Code, Error, Result};

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const UNITS: &[(&str, u64)] = &[("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1)];

impl Size {
    /// Reads a number and a unit; no unit means bytes.
    pub fn parse(text: &str) -> Result<Size> {
        let (digits, unit) =
            UNITS.iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, *unit))).unwrap_or((text, 1));
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u64>().ok()?.checked_mul(unit)).flatten().map(Size).ok_or_else(|| {
            Error::new(Code::InvalidValue, format!("not a size: {text:?}"))
                .hint("write a number and a unit: 512KB, 1MB, 2GB")
        })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (suffix, unit) =
            UNITS.iter().find(|(_, unit)| self.0 >= *unit && self.0.is_multiple_of(*unit)).unwrap_or(&UNITS[3]);
        write!(f, "{}{suffix}", self.0 / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_of_1024() {
        assert_eq!(Size::parse("512KB").unwrap(), Size(524_288));
        assert_eq!(Size(1_048_576).to_string(), "1MB");
        assert_eq!(Size(1_000).to_string(), "1000B");
        assert_eq!(Size::parse("0").unwrap().to_string(), "0B");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "KB", "1.5MB", "-1B", "1 MB", "99999999999GB"] {
            assert!(Size::parse(text).is_err(), "{text}");
        }
    }
}
