//! The text of a token: `<prefix>_<env>_<27 random characters><6 check characters>`, all base 62. The check
//! is the CRC-32/ISO-HDLC of everything before it, most significant digit first, padded with `0`, so that
//! a slip or a guess is told apart from a token without opening the store.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::secret::Secret;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Random characters of a token: 27 of base 62 are 160 bits.
pub const RANDOM: usize = 27;
const CHECK: usize = 6;
/// The longest text that is looked up.
const LONGEST: usize = 512;
/// How many of the random characters a displayed prefix shows.
const SHOWN: usize = 4;

/// What a text is, as far as it says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It cannot be a token.
    Malformed,
    /// Ours, or a token of another shape that was imported: only the store knows.
    Possible,
}

/// Adds to `digits` the base-62 digits that these random bytes give: a byte of 248 or more is thrown away,
/// so that every digit is as likely as any other.
pub fn digits(random: &[u8], digits: &mut String) {
    let fair = random.iter().filter(|byte| **byte < 248);
    digits.extend(fair.map(|byte| char::from(ALPHABET[usize::from(byte % 62)])));
}

/// The token of these parts; `random` has [`RANDOM`] digits.
pub fn compose(prefix: &str, env: &str, random: &str) -> Secret {
    let mut text = format!("{prefix}_{env}_{random}");
    let check = check_digits(text.as_bytes());
    text.extend(check.map(char::from));
    Secret::new(text)
}

fn check_digits(text: &[u8]) -> [u8; CHECK] {
    let mut rest = crc32fast::hash(text);
    let mut digits = [b'0'; CHECK];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

/// Judges a text by itself. `prefix` is ours, without its underscore.
pub fn shape(text: &[u8], prefix: &str) -> Shape {
    let printable = text.iter().all(|byte| (b' '..=b'~').contains(byte));
    if text.is_empty() || text.len() > LONGEST || !printable {
        return Shape::Malformed;
    }
    let ours = text.strip_prefix(prefix.as_bytes()).and_then(|rest| rest.strip_prefix(b"_"));
    if ours.is_some_and(|rest| !is_sound(text, rest)) { Shape::Malformed } else { Shape::Possible }
}

/// Whether a text that begins with our prefix holds its promise; `rest` follows the prefix.
fn is_sound(text: &[u8], rest: &[u8]) -> bool {
    let Some(at) = text.len().checked_sub(CHECK) else { return false };
    let (said, check) = text.split_at(at);
    let env = [&b"live_"[..], b"test_"].into_iter().find_map(|env| rest.strip_prefix(env));
    env.is_some_and(|tail| tail.len() == RANDOM + CHECK && tail.iter().all(u8::is_ascii_alphanumeric))
        && check == check_digits(said)
}

/// Whether a text is a whole token, whatever its prefix: such a text must not be repeated in an error.
pub fn is_secret(text: &str) -> bool {
    text.is_ascii() && text.split_once('_').is_some_and(|(_, rest)| is_sound(text.as_bytes(), rest.as_bytes()))
}

/// The text with every whole token in it masked.
pub fn masked(text: &str) -> Cow<'_, str> {
    let is_letter = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    if !text.split(|letter| !is_letter(letter)).any(is_secret) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(|letter| !is_letter(letter)) {
        let word = piece.trim_end_matches(|letter| !is_letter(letter));
        shown.push_str(if is_secret(word) { "(a token)" } else { word });
        shown.push_str(&piece[word.len()..]);
    }
    Cow::Owned(shown)
}

/// What may be shown of a token: up to its fourth random character.
pub fn displayed(token: &Secret) -> String {
    let text = token.expose();
    text[..text.len() - CHECK - RANDOM + SHOWN].to_owned()
}

/// What the store keeps of a token.
pub fn hash(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(env: &str, random: &[u8]) -> Secret {
        let mut text = String::new();
        digits(random, &mut text);
        let text: String = text.chars().chain("0".repeat(RANDOM).chars()).take(RANDOM).collect();
        compose("gp", env, &text)
    }

    #[test]
    fn the_check_is_the_one_of_the_catalogue() {
        // CRC-32/ISO-HDLC of "123456789" is 0xCBF43926: 3421780262 is 3jZSSA in this alphabet.
        let digits = check_digits(b"123456789");
        let value = digits
            .iter()
            .fold(0u64, |sum, digit| sum * 62 + ALPHABET.iter().position(|letter| letter == digit).unwrap() as u64);
        assert_eq!(value, 0xCBF4_3926);
    }

    proptest! {
        #[test]
        fn a_token_is_possible_and_any_slip_malformed(random: [u8; 64], at in 0usize..41, with in 0usize..62) {
            let token = sample("live", &random);
            let text = token.expose().as_bytes();
            prop_assert_eq!(text.len(), 41);
            prop_assert_eq!(shape(text, "gp"), Shape::Possible);
            prop_assert!(displayed(&token).len() == 12 && text.starts_with(displayed(&token).as_bytes()));
            let mut slipped = text.to_vec();
            slipped[at] = ALPHABET[with];
            if slipped != text && at >= 3 {
                prop_assert_eq!(shape(&slipped, "gp"), Shape::Malformed);
            }
        }

        #[test]
        fn every_digit_is_equally_likely(byte in 0u8..) {
            let mut text = String::new();
            digits(&[byte], &mut text);
            prop_assert_eq!(text.is_empty(), byte >= 248);
        }
    }

    #[test]
    fn a_token_is_masked_wherever_it_stands() {
        let token = sample("live", &[7; 64]);
        let token = token.expose();
        for (text, shown) in [
            (token.to_owned(), "(a token)"),
            (format!("no --scope={token}, \"{token}\""), "no --scope=(a token), \"(a token)\""),
            (format!("{token}x"), &format!("{token}x")),
            ("größe gp_live_x".to_owned(), "größe gp_live_x"),
        ] {
            assert_eq!(masked(&text), shown);
        }
    }

    #[test]
    fn foreign_shapes_are_looked_up() {
        assert_eq!(shape(b"sk_live_abc", "gp"), Shape::Possible);
        assert_eq!(shape(b"gpx_1", "gp"), Shape::Possible);
        for text in [&b""[..], b"gp_", b"gp_live_short", b"with\0nul", b"\xff\xfe", b"tab\there", &[b'a'; 513]] {
            assert_eq!(shape(text, "gp"), Shape::Malformed);
        }
    }
}
