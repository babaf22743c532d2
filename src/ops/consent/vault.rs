//! What is personal: how people are found, and the key of each, under which all that is personal of them is sealed.
//! Without that key, which goes when a person is forgotten, nothing of it opens.

use std::net::IpAddr;
use std::sync::Arc;

use data_encoding::BASE64;
use serde_json::{Map, Value as Json};
use zeroize::Zeroizing;

use super::super::Scribe;
use super::super::keyring::{Keyring, Opener, Sealer};
use crate::domain::consent::grant::{Grant, Personal};
use crate::domain::consent::lookup::{self, LENGTH};
use crate::domain::consent::reference::Reference;
use crate::domain::consent::{IpMode, SUBJECT};
use crate::domain::secret::Secret;
use crate::error::{Code, Error, Result};
use crate::seal::{Bound, DataKey};
use crate::store::Tx;
use crate::store::consent::grants::Sealed;
use crate::store::consent::{self, Identity};
use crate::store::sealed::{CONSENT_LOOKUP, CONSENT_SUBJECT};

/// What a subject's key seals is bound to these, as table and column.
const REFERENCE: (&str, &str) = ("consent_identities", "reference");
const PRIVATE: (&str, &str) = ("consent_private", "sealed");
const MATTER: (&str, &str) = ("consent_holds", "matter");

/// The keys of one transaction.
pub struct Vault {
    store: Arc<str>,
    opener: Opener,
    lookup: Zeroizing<[u8; LENGTH]>,
}

/// The key of one subject.
pub struct SubjectKey {
    store: Arc<str>,
    key: DataKey,
}

impl Vault {
    /// The keys, where anybody is on record.
    pub fn open(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<Option<Vault>> {
        let Some(sealed) = consent::lookup_key(tx)? else { return Ok(None) };
        let opener = keyring.opener(tx)?;
        let lookup = key(&opener.open(&CONSENT_LOOKUP, consent::LOOKUP, &sealed)?)?;
        Ok(Some(Vault { store: keyring.store_id().into(), opener, lookup }))
    }

    /// The keys, made where nobody is on record yet.
    pub fn open_or_make(tx: &mut Tx<'_>, keyring: &Keyring, scribe: &Scribe<'_>) -> Result<Vault> {
        if let Some(vault) = Vault::open(tx, keyring)? {
            return Ok(vault);
        }
        let lookup = Zeroizing::new(scribe.world.random::<LENGTH>()?);
        let sealed = keyring.sealer(tx, scribe)?.seal(&CONSENT_LOOKUP, consent::LOOKUP, &text(&lookup))?;
        consent::insert_lookup_key(tx, &sealed.blob, sealed.key, scribe.now)?;
        Ok(Vault { store: keyring.store_id().into(), opener: keyring.opener(tx)?, lookup })
    }

    /// The digest by which a subject is found.
    pub fn digest(&self, workspace: &str, reference: &Reference) -> [u8; 32] {
        lookup::subject(&self.lookup, workspace, reference)
    }

    /// The digest by which a row that was imported is known.
    pub fn row(&self, workspace: &str, row: &str) -> [u8; 32] {
        lookup::row(&self.lookup, workspace, row)
    }

    /// As much of an address as is kept.
    pub fn address(&self, workspace: &str, ip: IpAddr, mode: IpMode) -> Option<String> {
        lookup::address(&self.lookup, workspace, ip, mode)
    }

    /// The key of a subject.
    pub fn key(&self, subject_id: &str, secret: &[u8]) -> Result<SubjectKey> {
        let bytes = key(&self.opener.open(&CONSENT_SUBJECT, subject_id, secret)?)?;
        Ok(SubjectKey { store: Arc::clone(&self.store), key: DataKey::new(0, bytes) })
    }

    /// Adds a person who is not on record.
    pub fn add(
        &self,
        tx: &mut Tx<'_>,
        sealer: &Sealer<'_>,
        scribe: &Scribe<'_>,
        workspace: &str,
        reference: &Reference,
    ) -> Result<(String, SubjectKey)> {
        let subject_id = scribe.world.new_id(SUBJECT)?;
        let bytes = Zeroizing::new(scribe.world.random::<LENGTH>()?);
        let secret = sealer.seal(&CONSENT_SUBJECT, &subject_id, &text(&bytes))?;
        let key = SubjectKey { store: Arc::clone(&self.store), key: DataKey::new(0, bytes) };
        let reference_sealed = key.seal(REFERENCE, &subject_id, reference.given.as_bytes(), scribe)?;
        consent::insert_subject(tx, &subject_id, workspace, scribe.now)?;
        let identity = Identity { reference: reference_sealed, secret: secret.blob };
        consent::insert_identity(tx, &subject_id, &self.digest(workspace, reference), &identity, secret.key)?;
        Ok((subject_id, key))
    }

    /// Opens what is personal in a grant.
    pub fn reveal(&self, grant: &mut Grant, sealed: &Sealed) -> Result<()> {
        let Some(secret) = &sealed.secret else { return Ok(()) };
        let key = self.key(&grant.key.subject_id, secret)?;
        if let Some(reference) = &sealed.reference {
            grant.subject = Some(key.reference(&grant.key.subject_id, reference)?);
        }
        if let (Some(number), Some(sealed)) = (grant.current.given, &sealed.given) {
            grant.personal = key.personal(&grant.key.id, number, sealed)?;
        }
        if let Some(sealed) = &sealed.decided {
            let decided = key.personal(&grant.key.id, grant.current.decided, sealed)?;
            let given = grant.current.given.is_some();
            grant.personal =
                if given { Personal { reason: decided.reason, ..grant.personal.clone() } } else { decided };
        } else if grant.current.given != Some(grant.current.decided) {
            // Why it was given is not why it ended.
            grant.personal.reason = None;
        }
        Ok(())
    }
}

impl SubjectKey {
    fn bound<'a>(&'a self, at: (&'a str, &'a str), row: &'a str) -> Bound<'a> {
        Bound { store: &self.store, table: at.0, column: at.1, row }
    }

    fn seal(&self, at: (&str, &str), row: &str, value: &[u8], scribe: &Scribe<'_>) -> Result<Vec<u8>> {
        self.key.seal(scribe.world.random()?, &self.bound(at, row), value)
    }

    fn open(&self, at: (&str, &str), row: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.key.open(&self.bound(at, row), sealed).ok_or_else(|| damaged(row))
    }

    /// The reference of its subject.
    pub fn reference(&self, subject_id: &str, sealed: &[u8]) -> Result<String> {
        let bytes = self.open(REFERENCE, subject_id, sealed)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| damaged(subject_id))
    }

    /// Why a hold was placed.
    pub fn seal_matter(&self, hold_id: &str, matter: &str, scribe: &Scribe<'_>) -> Result<Vec<u8>> {
        self.seal(MATTER, hold_id, matter.as_bytes(), scribe)
    }

    /// Why a hold was placed.
    pub fn matter(&self, hold_id: &str, sealed: &[u8]) -> Result<String> {
        let bytes = self.open(MATTER, hold_id, sealed)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| damaged(hold_id))
    }

    /// What is personal in an event; nothing where that is all absent.
    pub fn seal_personal(
        &self,
        grant_id: &str,
        number: i64,
        personal: &Personal,
        scribe: &Scribe<'_>,
    ) -> Result<Option<Vec<u8>>> {
        let fields = [
            ("ip", &personal.ip),
            ("user_agent", &personal.user_agent),
            ("reason", &personal.reason),
            ("evidence", &personal.evidence),
        ];
        let object: Map<String, Json> = fields
            .into_iter()
            .filter_map(|(name, value)| value.as_deref().map(|value| (name.to_owned(), value.into())))
            .collect();
        if object.is_empty() {
            return Ok(None);
        }
        let text = Zeroizing::new(Json::Object(object).to_string());
        self.seal(PRIVATE, &row(grant_id, number), text.as_bytes(), scribe).map(Some)
    }

    /// What is personal in an event.
    pub fn personal(&self, grant_id: &str, number: i64, sealed: &[u8]) -> Result<Personal> {
        let row = row(grant_id, number);
        let bytes = self.open(PRIVATE, &row, sealed)?;
        let mut object: Map<String, Json> = serde_json::from_slice(&bytes).map_err(|_| damaged(&row))?;
        let mut take = |name: &str| match object.remove(name) {
            Some(Json::String(text)) => Some(text),
            _ => None,
        };
        Ok(Personal {
            ip: take("ip"),
            user_agent: take("user_agent"),
            reason: take("reason"),
            evidence: take("evidence"),
        })
    }
}

fn row(grant_id: &str, number: i64) -> String {
    format!("{grant_id}/{number}")
}

fn damaged(row: &str) -> Error {
    Error::new(Code::SealedDamaged, format!("what is sealed of {row} does not open"))
        .hint("restore a backup: gatepost db restore FILE")
}

/// A key as the text that is sealed.
fn text(key: &[u8; LENGTH]) -> Secret {
    Secret::new(BASE64.encode(key))
}

fn key(text: &Secret) -> Result<Zeroizing<[u8; LENGTH]>> {
    let bytes = BASE64.decode(text.expose().as_bytes()).ok().map(Zeroizing::new);
    let bytes = bytes.and_then(|bytes| bytes.as_slice().try_into().ok());
    bytes.map(Zeroizing::new).ok_or_else(|| damaged("a key"))
}
