//! Text on its way into bytes, and the characters that must not reach a terminal. It knows no format.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::Write;

/// Appends what a value displays as.
pub fn put(out: &mut Vec<u8>, shown: impl Display) {
    // Cannot fail: a Vec takes every write.
    let _ = write!(out, "{shown}");
}

/// Whether a character steers a terminal, breaks a line or turns the direction of text instead of being seen.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Whether a text holds a hidden character; quick for plain ASCII.
pub fn hides(text: &str) -> bool {
    text.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) && text.contains(is_hidden)
}

/// The text with every hidden character spelled out: `\n`, `\x1b`, `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !hides(text) {
        return Cow::Borrowed(text);
    }
    let spelled = text.chars().map(|character| match character {
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        '\0'..='\u{ff}' if is_hidden(character) => format!("\\x{:02x}", u32::from(character)),
        _ if is_hidden(character) => character.escape_unicode().to_string(),
        _ => character.to_string(),
    });
    Cow::Owned(spelled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out_and_others_stay() {
        for (text, shown) in [
            ("plain ~ text", "plain ~ text"),
            ("größe 漢字 👩‍💻", "größe 漢字 👩‍💻"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31mred\u{7f}\u{9b}", "\\x1b[31mred\\x7f\\x9b"),
            ("\u{202e}live\u{2066}\u{200f}\u{2028}", "\\u{202e}live\\u{2066}\\u{200f}\\u{2028}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
