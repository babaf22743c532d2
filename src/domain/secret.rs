//! A text that must not be shown by accident: no Display, no Debug, no serialisation, wiped when dropped.

use zeroize::Zeroizing;

/// A secret text.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }

    /// The text, for the one place that must have it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
