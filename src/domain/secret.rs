//! A text that must not be shown by accident: no Display, no Debug, no serialisation, wiped when dropped, compared in
//! a time that does not tell where two differ.
//!
//! ```compile_fail,E0277
//! println!("{}", gatepost::domain::secret::Secret::new("text".to_owned()));
//! ```
//! ```compile_fail,E0277
//! println!("{:?}", gatepost::domain::secret::Secret::new("text".to_owned()));
//! ```
//! ```compile_fail,E0277
//! serde_json::to_value(gatepost::domain::secret::Secret::new("text".to_owned()));
//! ```
//! ```compile_fail,E0599
//! gatepost::domain::secret::Secret::new("text".to_owned()).clone();
//! ```

use std::hint::black_box;

use zeroize::Zeroizing;

/// A secret text.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }

    /// Takes a copy of bytes into custody; nothing where they are no text.
    pub fn from_bytes(bytes: &[u8]) -> Option<Secret> {
        str::from_utf8(bytes).ok().map(|text| Secret::new(text.to_owned()))
    }

    /// The text, for the one place that must have it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is this text. Only its length shows in the time that it takes.
    pub fn is(&self, text: &str) -> bool {
        let pairs = self.0.bytes().zip(text.bytes());
        let differs = pairs.fold(0, |differs, (ours, other)| black_box(differs | (ours ^ other)));
        differs == 0 && self.0.len() == text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_compared_to_its_end() {
        let secret = Secret::new("whsec_a".to_owned());
        assert!(secret.is("whsec_a"));
        assert!(["", "whsec_", "whsec_b", "Xhsec_a", "whsec_aa"].iter().all(|other| !secret.is(other)));
    }
}
