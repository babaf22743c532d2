//! Keyed digests: a person is found by one, and nobody without the key can tell whose it is.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::IpMode;
use super::address::truncated;
use super::reference::Reference;

/// The bytes of the key.
pub const LENGTH: usize = 32;

/// The digest by which a subject of a workspace is found.
pub fn subject(key: &[u8; LENGTH], workspace: &str, reference: &Reference) -> [u8; 32] {
    digest(key, ["subject", workspace, &reference.normal])
}

/// The digest of a row of a workspace that was imported.
pub fn row(key: &[u8; LENGTH], workspace: &str, row: &str) -> [u8; 32] {
    digest(key, ["row", workspace, row])
}

/// As much of an address as is kept.
pub fn address(key: &[u8; LENGTH], workspace: &str, ip: IpAddr, mode: IpMode) -> Option<String> {
    let ip = ip.to_canonical();
    match mode {
        IpMode::Drop => None,
        IpMode::Truncate => Some(truncated(ip)),
        IpMode::Hmac => {
            let digest = digest(key, ["address", workspace, &ip.to_string()]);
            Some(format!("hmac:{}", HEXLOWER.encode(&digest[..16])))
        }
        IpMode::Raw => Some(ip.to_string()),
    }
}

/// The digest of some texts, each ended by a byte that none of them holds.
fn digest(key: &[u8; LENGTH], parts: [&str; 3]) -> [u8; 32] {
    // The key is as long as its block allows, so this cannot fail; and if it did, nobody would be found.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part.as_bytes());
        mac.update(&[0]);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_another_in_another_workspace() {
        let jane = Reference::parse("jane@example.com").unwrap();
        let digests = [subject(&[1; 32], "a", &jane), subject(&[1; 32], "b", &jane), subject(&[2; 32], "a", &jane)];
        assert!(digests[0] != digests[1] && digests[0] != digests[2]);
        assert_eq!(digests[0], subject(&[1; 32], "a", &Reference::parse(" JANE@example.com").unwrap()));
        // printf 'subject\0a\0jane@example.com\0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…
        assert_eq!(HEXLOWER.encode(&digests[0][..8]), "6b7f522d41636083");
    }

    #[test]
    fn an_address_is_kept_as_much_as_is_said() {
        let kept = |mode| address(&[1; 32], "a", "::ffff:203.0.113.77".parse().unwrap(), mode);
        assert_eq!(kept(IpMode::Drop), None);
        assert_eq!(kept(IpMode::Truncate).as_deref(), Some("203.0.113.0/24"));
        assert_eq!(kept(IpMode::Raw).as_deref(), Some("203.0.113.77"));
        let digest = kept(IpMode::Hmac).unwrap();
        assert_eq!((digest.len(), digest.starts_with("hmac:")), (37, true));
    }
}
