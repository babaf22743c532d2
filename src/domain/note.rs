//! Signed notes (<https://c2sp.org/signed-note>): a text, an empty line, and a line that signs the text with Ed25519. The
//! name of the key and a hash of it stand in that line, so that whoever checks it knows which key it takes.

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::secret::Secret;
use crate::error::{Code, Error, Result};

/// Ed25519, in the hash of a key and before its public half.
const ALGORITHM: u8 = 1;
/// What the line of a signature begins with.
const DASH: &str = "\u{2014} ";

/// A key that signs notes, wiped when dropped.
pub struct NoteKey {
    name: String,
    key: SigningKey,
}

impl NoteKey {
    /// The key of these secret bytes; the name has neither spaces nor a plus.
    pub fn new(name: &str, seed: &Zeroizing<[u8; 32]>) -> NoteKey {
        NoteKey { name: name.to_owned(), key: SigningKey::from_bytes(seed) }
    }

    /// The key that [`NoteKey::secret`] wrote.
    pub fn from_secret(name: &str, secret: &Secret) -> Result<NoteKey> {
        let bytes = BASE64.decode(secret.expose().as_bytes()).ok().map(Zeroizing::new);
        let seed = bytes.and_then(|bytes| bytes.as_slice().try_into().ok()).map(Zeroizing::new);
        let seed = seed.ok_or_else(|| Error::new(Code::SealedDamaged, "the key of the trail is no Ed25519 key"))?;
        Ok(NoteKey::new(name, &seed))
    }

    /// Its secret half, as a text.
    pub fn secret(&self) -> Secret {
        Secret::new(BASE64.encode(self.key.as_bytes()))
    }

    /// Its public half.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The line that signs a text, without its end. The text ends in a line feed.
    pub fn sign(&self, text: &str) -> String {
        let mut signature = key_hash(&self.name, &self.public()).to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!("{DASH}{} {}", self.name, BASE64.encode(&signature))
    }
}

/// A public key as those who check notes are given it: its name, its hash and itself.
pub fn verifier_key(name: &str, public: &[u8; 32]) -> String {
    let hash = HEXLOWER.encode(&key_hash(name, public));
    format!("{name}+{hash}+{}", BASE64.encode(&[&[ALGORITHM], &public[..]].concat()))
}

/// Whether a line signs a text with this key.
pub fn signs(name: &str, public: &[u8; 32], text: &str, line: &str) -> bool {
    let signature = line.strip_prefix(DASH).and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let signature = signature.and_then(|encoded| BASE64.decode(encoded.as_bytes()).ok());
    let signature = signature.as_ref().and_then(|bytes| bytes.strip_prefix(&key_hash(name, public)));
    let signature =
        signature.and_then(|bytes| bytes.try_into().ok()).map(|bytes| ed25519_dalek::Signature::from_bytes(&bytes));
    let key = VerifyingKey::from_bytes(public).ok();
    key.zip(signature).is_some_and(|(key, signature)| key.verify_strict(text.as_bytes(), &signature).is_ok())
}

/// What tells keys of one name apart.
fn key_hash(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(name).chain_update([b'\n', ALGORITHM]).chain_update(public).finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_s_example_key_is_named_as_it_names_it() {
        // The example of golang.org/x/mod/sumdb/note.
        let public = BASE64.decode(b"ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let public: [u8; 32] = public[1..].try_into().unwrap();
        assert_eq!(
            verifier_key("PeterNeumann", &public),
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        );
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        assert!(signs("PeterNeumann", &public, text, line));
        assert!(!signs("PeterNeumann", &public, &text[1..], line) && !signs("Peter", &public, text, line));
    }

    #[test]
    fn a_key_signs_and_comes_back_from_its_secret() {
        let key = NoteKey::new("gatepost/x", &Zeroizing::new([7; 32]));
        let line = key.sign("text\n");
        assert!(signs("gatepost/x", &key.public(), "text\n", &line));
        let again = NoteKey::from_secret("gatepost/x", &key.secret()).unwrap();
        assert_eq!(again.sign("text\n"), line);
        assert!(NoteKey::from_secret("gatepost/x", &Secret::new("short".to_owned())).is_err());
    }
}
