//! Words as a shell takes them, for commands that are printed to be pasted.

use std::borrow::Cow;

/// The text as one word of a shell, quoted where it must be.
pub fn word(text: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+=,".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

/// Several words.
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_shell_would_change_is_quoted() {
        assert_eq!(super::words(["chmod", "600", "/a b/it's", "", "*"]), r"chmod 600 '/a b/it'\''s' '' '*'");
    }
}
