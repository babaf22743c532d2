//! A text that must not be shown by accident: no Display, no Debug, no serialisation, wiped when dropped.

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
}
