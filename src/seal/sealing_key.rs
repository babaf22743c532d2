//! The key outside the store: all that is sealed opens with it, and without it nothing does. It wraps data keys
//! and seals nothing else.

use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::value::{Bound, DataKey, LENGTH, open, seal};
use crate::error::{Code, Error, Result};

/// Where wrapped data keys are kept, as their wrap is bound to it.
const TABLE: &str = "seal_wraps";
const COLUMN: &str = "wrapped";

/// 32 secret bytes, wiped when dropped.
pub struct SealingKey {
    bytes: Zeroizing<[u8; LENGTH]>,
    id: String,
}

impl SealingKey {
    /// The key of these bytes.
    pub fn new(bytes: Zeroizing<[u8; LENGTH]>) -> SealingKey {
        let id = HEXLOWER.encode(&derived(&bytes, b"gatepost kek id")[..8]);
        SealingKey { bytes, id }
    }

    /// What names it and does not show it: 16 digits of base 16.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key that is written in a text: one line of base64; empty lines and those that begin with # say nothing.
    pub fn parse(text: &str) -> Result<SealingKey> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (line, rest) = (lines.next().unwrap_or_default(), lines.next());
        let bytes = BASE64.decode(line.as_bytes()).ok().map(Zeroizing::new).filter(|_| rest.is_none());
        let key = bytes.and_then(|bytes| bytes.as_slice().try_into().ok());
        let key: [u8; LENGTH] = key.ok_or_else(|| {
            Error::new(Code::KeyWrong, "there is no sealing key in it: a line of 44 characters of base64, 32 bytes")
        })?;
        Ok(SealingKey::new(Zeroizing::new(key)))
    }

    /// The text that [`SealingKey::parse`] reads.
    pub fn to_text(&self) -> Zeroizing<String> {
        let id = &self.id;
        let key = Zeroizing::new(BASE64.encode(self.bytes.as_slice()));
        Zeroizing::new(format!(
            "# The sealing key {id} of gatepost. Keep a copy elsewhere: without it, what is sealed is lost.\n{}\n",
            *key
        ))
    }

    /// A data key as it is kept in the store.
    pub fn wrap(&self, store: &str, key: &DataKey, nonce: [u8; 24]) -> Result<Vec<u8>> {
        let row = key.id().to_string();
        seal(&self.wrapping(), 0, nonce, &Bound { store, table: TABLE, column: COLUMN, row: &row }, key.bytes())
    }

    /// The data key that was wrapped so; nothing where another key wrapped it, or something else.
    pub fn unwrap(&self, store: &str, id: u32, wrapped: &[u8]) -> Option<DataKey> {
        let row = id.to_string();
        let bound = Bound { store, table: TABLE, column: COLUMN, row: &row };
        let bytes = open(&self.wrapping(), 0, &bound, wrapped)?;
        Some(DataKey::new(id, Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    fn wrapping(&self) -> Zeroizing<[u8; LENGTH]> {
        derived(&self.bytes, b"gatepost kek wrap")
    }
}

/// What is derived from a key for one use.
fn derived(key: &[u8; LENGTH], usage: &[u8]) -> Zeroizing<[u8; LENGTH]> {
    // Each key is as long as its block allows, so this cannot fail; and if it did, nothing would open.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return Zeroizing::new([0; LENGTH]) };
    Zeroizing::new(mac.chain_update(usage).finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealingKey {
        SealingKey::new(Zeroizing::new([byte; LENGTH]))
    }

    #[test]
    fn its_id_is_the_beginning_of_a_keyed_hash() {
        // printf 'gatepost kek id' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
        assert_eq!(key(7).id(), "b205b5e0ff33df3c");
        assert_ne!(key(7).id(), key(8).id());
    }

    #[test]
    fn its_text_is_read_back_and_another_is_not_taken_for_a_key() {
        let text = key(7).to_text();
        assert_eq!(SealingKey::parse(&text).unwrap().id(), key(7).id());
        let line = BASE64.encode(&[7; LENGTH]);
        assert_eq!(SealingKey::parse(&format!("\n# a\n {line} \r\n")).unwrap().id(), key(7).id());
        let short = BASE64.encode(&[7; LENGTH - 1]);
        for wrong in ["", "# only words", &short, &line[1..], &format!("{line}\n{line}"), &format!("{line} x")] {
            assert_eq!(SealingKey::parse(wrong).err().map(|cause| cause.code), Some(Code::KeyWrong), "{wrong}");
        }
    }

    #[test]
    fn a_wrap_opens_with_its_key_in_its_store_under_its_number() {
        let data = DataKey::new(3, Zeroizing::new([9; LENGTH]));
        let wrapped = key(7).wrap("store", &data, [1; 24]).unwrap();
        assert_eq!(key(7).unwrap("store", 3, &wrapped).unwrap().bytes(), data.bytes());
        assert!(key(8).unwrap("store", 3, &wrapped).is_none());
        assert!(key(7).unwrap("other", 3, &wrapped).is_none());
        assert!(key(7).unwrap("store", 4, &wrapped).is_none());
        assert!(key(7).unwrap("store", 3, &wrapped[..wrapped.len() - 1]).is_none());
    }
}
