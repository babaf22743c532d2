//! A data key and what it seals: XChaCha20-Poly1305 (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha>)
//! with a nonce that was drawn, bound to the place where the value is kept, so that it opens nowhere else.
//!
//! A sealed value is, in bytes: 1 (its form), 1 (its algorithm), the number of its data key (32 bits, big endian),
//! the nonce (24), and the ciphertext with its tag (16 more than the value).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// The bytes of a key.
pub const LENGTH: usize = 32;
/// The bytes of a nonce.
pub const NONCE: usize = 24;
/// The form of a sealed value, and its algorithm.
const BEGINNING: [u8; 2] = [1, 1];
/// Where its nonce begins, and where the rest.
const NONCE_AT: usize = 6;
const TEXT_AT: usize = NONCE_AT + NONCE;

/// Where a value is kept: it opens there only. Table and column are constants, which stay as they are when a table
/// gets another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound<'a> {
    /// The id of the store.
    pub store: &'a str,
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The id of the row.
    pub row: &'a str,
}

impl Bound<'_> {
    /// What is authenticated beside the value: each part after its length (32 bits, big endian).
    fn to_bytes(self) -> Vec<u8> {
        let parts = ["gatepost/1", self.store, self.table, self.column, self.row];
        let mut bytes = Vec::with_capacity(128);
        for part in parts {
            // No name has 4 GiB, so the length fits.
            bytes.extend((part.len() as u32).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

/// A key that seals values, wiped when dropped.
pub struct DataKey {
    id: u32,
    bytes: Zeroizing<[u8; LENGTH]>,
}

impl DataKey {
    /// The key of this number.
    pub fn new(id: u32, bytes: Zeroizing<[u8; LENGTH]>) -> DataKey {
        DataKey { id, bytes }
    }

    /// Its number in its store.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Seals a value with a nonce that was never used before.
    pub fn seal(&self, nonce: [u8; NONCE], bound: &Bound<'_>, value: &[u8]) -> Result<Vec<u8>> {
        seal(&self.bytes, self.id, nonce, bound, value)
    }

    /// The value; nothing where it was sealed by another key, for another place, or was changed.
    pub fn open(&self, bound: &Bound<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.bytes, self.id, bound, sealed)
    }

    /// The key itself, to be wrapped.
    pub fn bytes(&self) -> &[u8; LENGTH] {
        &self.bytes
    }
}

/// The number of the data key that a sealed value names; nothing where it is none.
pub fn key_of(sealed: &[u8]) -> Option<u32> {
    let id = sealed.strip_prefix(&BEGINNING)?.first_chunk()?;
    Some(u32::from_be_bytes(*id))
}

pub(super) fn seal(
    key: &[u8; LENGTH],
    id: u32,
    nonce: [u8; NONCE],
    bound: &Bound<'_>,
    value: &[u8],
) -> Result<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let text = cipher.encrypt(&XNonce::from(nonce), Payload { msg: value, aad: &bound.to_bytes() });
    let text = text.map_err(|_| Error::new(Code::Internal, "a value is too large to be sealed"))?;
    let mut sealed = Vec::with_capacity(TEXT_AT + text.len());
    sealed.extend(BEGINNING);
    sealed.extend(id.to_be_bytes());
    sealed.extend(nonce);
    sealed.extend(text);
    Ok(sealed)
}

pub(super) fn open(key: &[u8; LENGTH], id: u32, bound: &Bound<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if key_of(sealed) != Some(id) {
        return None;
    }
    let nonce: [u8; NONCE] = *sealed.get(NONCE_AT..)?.first_chunk()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let payload = Payload { msg: sealed.get(TEXT_AT..)?, aad: &bound.to_bytes() };
    cipher.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(id: u32, byte: u8) -> DataKey {
        DataKey::new(id, Zeroizing::new([byte; LENGTH]))
    }

    const HERE: Bound<'static> = Bound { store: "s", table: "t", column: "c", row: "r" };

    proptest! {
        #[test]
        fn what_is_sealed_opens(value: Vec<u8>, nonce: [u8; 24], id: u32) {
            let sealed = key(id, 7).seal(nonce, &HERE, &value).unwrap();
            prop_assert_eq!(sealed.len(), value.len() + 46);
            prop_assert_eq!(key_of(&sealed), Some(id));
            prop_assert_eq!(key(id, 7).open(&HERE, &sealed).unwrap().to_vec(), value);
        }

        #[test]
        fn what_was_changed_does_not(value: Vec<u8>, at: prop::sample::Index, bit in 0u32..8) {
            let mut sealed = key(1, 7).seal([3; 24], &HERE, &value).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1u8 << bit;
            prop_assert!(key(1, 7).open(&HERE, &sealed).is_none());
            sealed[at] ^= 1u8 << bit;
            prop_assert!(key(1, 7).open(&HERE, &sealed[..at]).is_none());
        }
    }

    #[test]
    fn a_value_opens_in_its_place_only() {
        let sealed = key(1, 7).seal([3; 24], &HERE, b"value").unwrap();
        let elsewhere = [
            Bound { store: "x", ..HERE },
            Bound { table: "x", ..HERE },
            Bound { column: "x", ..HERE },
            Bound { row: "x", ..HERE },
            // The same letters, cut at another place.
            Bound { table: "tc", column: "", ..HERE },
        ];
        assert!(elsewhere.iter().all(|bound| key(1, 7).open(bound, &sealed).is_none()));
        assert!(key(1, 8).open(&HERE, &sealed).is_none() && key(2, 7).open(&HERE, &sealed).is_none());
    }
}
