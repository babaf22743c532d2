//! Words for a person to choose from: the nearest to a mistyped one, and those that may complete one.

/// A word that may be meant, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub text: String,
    /// What it stands for, in a few words.
    pub about: String,
}

impl Candidate {
    /// A word and what it stands for.
    pub fn new(text: impl Into<String>, about: impl Into<String>) -> Candidate {
        Candidate { text: text.into(), about: about.into() }
    }
}

/// The word that was probably meant, if one is near enough (Jaro similarity above 0.7, as clap uses for
/// commands and flags).
pub fn nearest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    words
        .into_iter()
        .map(|word| (strsim::jaro(wrong, word), word))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// ` (did you mean X?)`, or nothing: the end of a message.
pub fn did_you_mean<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, words).map(|word| format!("; did you mean {word}?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_noise_is_not() {
        let words = ["orders:read", "orders:write", "users:read"];
        assert_eq!(nearest("order:read", words), Some("orders:read"));
        assert_eq!(nearest("zzz", words), None);
    }
}
