//! The text of a token: `<prefix>_<env>_<27 random characters><6 check characters>`, all base 62. The check
//! is the CRC-32/ISO-HDLC of everything before it, most significant digit first, padded with `0`, so that
//! a slip or a guess is told apart from a token without opening the store.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::secret::Secret;
use crate::error::{Code, Error, Result};

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

/// What may be shown of a text that was presented as a token: as much as [`displayed`] shows of a token of
/// ours, nothing of any other text.
pub fn shown<'a>(text: &'a [u8], prefix: &str) -> &'a str {
    let ours = text.strip_prefix(prefix.as_bytes()).and_then(|rest| rest.strip_prefix(b"_"));
    let sound = ours.filter(|rest| is_sound(text, rest));
    let length = sound.map_or(0, |_| text.len() - CHECK - RANDOM + SHOWN);
    str::from_utf8(&text[..length]).unwrap_or_default()
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

/// How many letters and digits after the environment may be part of a token.
const SUSPICIOUS: usize = 12;

/// Where texts that look like tokens, whole or not, hold more than may be shown.
fn suspicious(text: &str) -> Vec<std::ops::Range<usize>> {
    let envs = text.match_indices("_live_").chain(text.match_indices("_test_"));
    let ranges = envs.filter_map(|(at, env)| {
        let start = at + env.len();
        let length = text[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let follows_word = text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
        (follows_word && length >= SUSPICIOUS).then_some(start + SHOWN..start + length)
    });
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// A text for eyes that should see no token: what looks like one ends after what may be shown of it.
pub fn masked(text: &str) -> Cow<'_, str> {
    let ranges = suspicious(text);
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_owned();
    for range in ranges.into_iter().rev() {
        masked.replace_range(range, "…");
    }
    Cow::Owned(masked)
}

/// Refuses a text that is to be kept and looks like a token.
pub fn check_kept<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    if suspicious(text).is_empty() {
        return Ok(text);
    }
    Err(Error::new(Code::SecretOnCommandLine, format!("{field} holds a token, which must not be kept")).field(field))
}

/// How long a token with this prefix is at most, in bytes.
pub fn longest(prefix: &str) -> usize {
    prefix.len() + "_live_".len() + RANDOM + CHECK
}

/// The token that begins at the beginning of these bytes and ends before another letter or digit, if its
/// check holds. `prefix` is ours, without its underscore.
pub fn at_beginning<'a>(bytes: &'a [u8], prefix: &str) -> Option<&'a [u8]> {
    let token = bytes.get(..longest(prefix))?;
    let ends = bytes.get(token.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    let rest = token.strip_prefix(prefix.as_bytes())?.strip_prefix(b"_")?;
    (ends && is_sound(token, rest)).then_some(token)
}

/// Whether a text is a whole token, whatever its prefix: such a text must not be repeated in an error.
pub fn is_secret(text: &str) -> bool {
    text.is_ascii() && text.split_once('_').is_some_and(|(_, rest)| is_sound(text.as_bytes(), rest.as_bytes()))
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
    fn what_looks_like_a_token_is_masked_and_not_kept() {
        let token = sample("live", &[7; 64]);
        let said = format!("no token \"{}\", nor sk_test_51Habcdefghijk.", token.expose());
        let shown = format!("no token \"{}…\", nor sk_test_51Ha….", displayed(&token));
        assert_eq!(masked(&said), shown);
        assert!(check_kept(&said, "NAME").is_err());
        for text in ["ci_live_1", "_live_abcdefghijklmnop", "tok_01m819eke0r5knw2xsg2jqba4q", "gp_live_short"] {
            assert_eq!(masked(text), text);
            assert!(check_kept(text, "NAME").is_ok());
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
