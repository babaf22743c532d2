//! Ids: a prefix that names the kind and a lower-case ULID (<https://github.com/ulid/spec>), so that ids
//! sort by time and are one word in every shell. Drawing the random part is the caller's matter.

use super::time::Millis;

/// Crockford's base 32, lower case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a ULID.
pub const ULID_LENGTH: usize = 26;
/// How many characters of an id stand in the indexed column `tail`.
pub const TAIL: usize = 6;

/// An id of kind `prefix` (with its underscore), made at a moment from ten random bytes.
pub fn new(prefix: &str, at: Millis, random: [u8; 10]) -> String {
    let time = u128::from(at.0.max(0) as u64) & 0xffff_ffff_ffff;
    let noise = random.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
    let bits = time << 80 | noise;
    let mut id = String::with_capacity(prefix.len() + ULID_LENGTH);
    id.push_str(prefix);
    for index in (0..ULID_LENGTH).rev() {
        id.push(ALPHABET[(bits >> (5 * index) & 31) as usize].into());
    }
    id
}

/// Its last six characters: how most references name it.
pub fn tail(id: &str) -> &str {
    &id[id.len() - TAIL..]
}

/// Whether a text is a whole id of kind `prefix`.
pub fn is_whole(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|ulid| ulid.len() == ULID_LENGTH && is_part(ulid))
}

/// Whether a text could be part of a ULID.
pub fn is_part(text: &str) -> bool {
    text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_sort_by_time(a in 0i64..1 << 47, b in 0i64..1 << 47, noise: [u8; 10], other: [u8; 10]) {
            let (first, second) = (new("tok_", Millis(a), noise), new("tok_", Millis(b), other));
            prop_assert_eq!(first.len(), 30);
            prop_assert!(is_whole("tok_", &first));
            if a != b {
                prop_assert_eq!(a < b, first < second);
            }
        }
    }

    #[test]
    fn the_specification_s_example_holds() {
        // The specification prints 01ARYZ6S41TSV4RRFFQ69G5FAV for this moment; its first ten are the time.
        let id = new("", Millis(1_469_918_176_385), [0; 10]);
        assert_eq!(&id[..10], "01aryz6s41");
    }
}
