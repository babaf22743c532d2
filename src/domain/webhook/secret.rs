//! What deliveries are signed and checked with: shared secrets, `whsec_`, and ed25519 keys, `whsk_` and
//! `whpk_`, as Standard Webhooks writes them. Drawing the random bytes is the caller's matter.

use data_encoding::BASE64;
use ed25519_dalek::{SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;
use crate::error::{Code, Error, Result};

/// What a shared secret begins with.
pub const SHARED: &str = "whsec_";
/// What a private ed25519 key begins with.
pub const PRIVATE: &str = "whsk_";
/// What a public ed25519 key begins with.
pub const PUBLIC: &str = "whpk_";
/// How many bytes a new shared secret has.
pub const DRAWN: usize = 32;
/// How many bytes a shared secret may have.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

pub(super) type Mac = Hmac<Sha256>;

pub(super) fn mac(key: &[u8]) -> Result<Mac> {
    // HMAC takes a key of any length; its type says otherwise because others do not.
    Mac::new_from_slice(key).map_err(|cause| Error::new(Code::Internal, format!("cannot key a signature: {cause}")))
}

/// A secret that both sides know.
#[derive(Clone)]
pub struct SharedSecret {
    text: Zeroizing<String>,
    /// How many bytes it stands for.
    length: usize,
    /// Keyed with the bytes that the text stands for: profile `standard`.
    standard: Option<Mac>,
    /// Keyed with the text itself: profiles `github` and `stripe`, whose receivers never decode it.
    plain: Mac,
}

impl SharedSecret {
    /// A new one, from random bytes.
    pub fn draw(random: &[u8; DRAWN]) -> Result<SharedSecret> {
        let encoded = Zeroizing::new(BASE64.encode(random));
        SharedSecret::any(&format!("{SHARED}{}", *encoded))
    }

    /// One for an endpoint: `whsec_` and the base64 of 24 to 64 bytes. `field` is the argument that an error names.
    pub fn parse(text: &str, field: &str) -> Result<SharedSecret> {
        let secret = SharedSecret::any(text)?;
        let hint = "write whsec_ and the base64 of 24 to 64 random bytes, or leave it out to have one made";
        let wrong = |what: String| Err(Error::invalid(field, what).hint(hint));
        match secret.length {
            _ if !text.starts_with(SHARED) => wrong(format!("a signing secret begins with {SHARED}")),
            _ if !secret.is_base64() => wrong(format!("what follows {SHARED} in the signing secret is no base64")),
            length if !BYTES.contains(&length) => {
                wrong(format!("the signing secret has {length} bytes; 24 to 64 are allowed"))
            }
            _ => Ok(secret),
        }
    }

    /// Whatever another sender calls a secret: only profile `standard` needs it to be base64.
    pub fn any(text: &str) -> Result<SharedSecret> {
        let encoded = text.strip_prefix(SHARED).unwrap_or(text);
        let decoded = BASE64.decode(encoded.as_bytes()).ok().filter(|bytes| !bytes.is_empty()).map(Zeroizing::new);
        let standard = decoded.as_ref().map(|bytes| mac(bytes)).transpose()?;
        let length = decoded.map_or(0, |bytes| bytes.len());
        Ok(SharedSecret { text: Zeroizing::new(text.to_owned()), length, standard, plain: mac(text.as_bytes())? })
    }

    /// The text, for the one place that must have it.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Whether profile `standard` can sign with it.
    pub fn is_base64(&self) -> bool {
        self.standard.is_some()
    }

    pub(super) fn standard(&self) -> Option<Mac> {
        self.standard.clone()
    }

    pub(super) fn plain(&self) -> Mac {
        self.plain.clone()
    }
}

/// A private ed25519 key.
#[derive(Clone)]
pub struct PrivateKey(pub(super) SigningKey);

impl PrivateKey {
    /// A new one, from random bytes.
    pub fn draw(random: &[u8; 32]) -> PrivateKey {
        PrivateKey(SigningKey::from_bytes(random))
    }

    /// Reads `whsk_` and the base64 of the seed, alone or with the public key behind it.
    pub fn parse(text: &str, field: &str) -> Result<PrivateKey> {
        let bytes = decoded(text, PRIVATE).map(Zeroizing::new);
        let key = bytes.and_then(|bytes| match bytes.len() {
            32 => Some(SigningKey::from_bytes(bytes.as_slice().try_into().ok()?)),
            64 => SigningKey::from_keypair_bytes(bytes.as_slice().try_into().ok()?).ok(),
            _ => None,
        });
        key.map(PrivateKey).ok_or_else(|| {
            Error::invalid(field, "not a private ed25519 key")
                .hint("write whsk_ and the base64 of its 32 bytes, or of these and the 32 of its public key")
        })
    }

    /// The text, for the one place that must have it: seed and public key, as other senders write it.
    pub fn expose(&self) -> Secret {
        let bytes = Zeroizing::new(self.0.to_keypair_bytes());
        Secret::new(format!("{PRIVATE}{}", *Zeroizing::new(BASE64.encode(bytes.as_slice()))))
    }

    /// What receivers check with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

/// A public ed25519 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(super) VerifyingKey);

impl PublicKey {
    /// Reads `whpk_` and the base64 of 32 bytes.
    pub fn parse(text: &str, field: &str) -> Result<PublicKey> {
        let bytes = decoded(text, PUBLIC).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()).filter(|key| !key.is_weak());
        key.map(PublicKey).ok_or_else(|| {
            Error::invalid(field, "not a public ed25519 key").hint("write whpk_ and the base64 of its 32 bytes")
        })
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PUBLIC}{}", BASE64.encode(self.0.as_bytes()))
    }
}

fn decoded(text: &str, prefix: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.strip_prefix(prefix)?.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_what_is_read() {
        let secret = SharedSecret::draw(&[7; DRAWN]).unwrap();
        assert_eq!(SharedSecret::parse(secret.expose(), "--secret").unwrap().expose(), secret.expose());
        let key = PrivateKey::draw(&[7; 32]);
        assert_eq!(PrivateKey::parse(key.expose().expose(), "--secret").unwrap().public(), key.public());
        assert_eq!(PublicKey::parse(&key.public().to_string(), "--secret").unwrap(), key.public());
        let seed = format!("{PRIVATE}{}", BASE64.encode(&[7; 32]));
        assert_eq!(PrivateKey::parse(&seed, "--secret").unwrap().public(), key.public());
    }

    #[test]
    fn an_endpoint_s_secret_has_24_to_64_bytes() {
        for (length, allowed) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
            let text = format!("{SHARED}{}", BASE64.encode(&vec![1; length]));
            assert_eq!(SharedSecret::parse(&text, "--secret").is_ok(), allowed, "{length}");
        }
        for text in ["", "whsec_", "whsec_not base64", "whsec_AAAA", &BASE64.encode(&[1; 32]), "whsk_AAAA"] {
            let error = SharedSecret::parse(text, "--secret").err().unwrap();
            assert!(text.len() < 9 || !format!("{error:?}").contains(text), "the error shows the secret");
        }
    }

    #[test]
    fn a_key_pair_must_belong_together() {
        let mut pair = PrivateKey::draw(&[7; 32]).0.to_keypair_bytes();
        pair[40] ^= 1;
        for bytes in [&pair[..], &[1; 31], &[1; 33], &[]] {
            assert!(PrivateKey::parse(&format!("{PRIVATE}{}", BASE64.encode(bytes)), "").is_err());
        }
        // The neutral element: everything would be signed by it.
        let mut weak = [0; 32];
        weak[0] = 1;
        assert!(PublicKey::parse(&format!("{PUBLIC}{}", BASE64.encode(&weak)), "").is_err());
    }
}
