//! Consent in the store. Here: the people, under their pseudonyms, and the keys by which they are found.

pub mod catalogue;
pub mod events;
pub mod forget;
pub mod grants;
pub mod holds;
pub mod report;
pub mod survey;

use super::Tx;
use super::engine::args;
use crate::domain::id;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

/// The row of the key of look-ups.
pub const LOOKUP: &str = "lookup";

/// The sealed key of look-ups, if there is one.
pub fn lookup_key(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>> {
    tx.first("SELECT k.secret FROM consent_keys k WHERE k.id = ?1", args![LOOKUP], |row| Ok(row.bytes(0)?.to_vec()))
}

/// Keeps it, with the number of the data key that it is sealed under.
pub fn insert_lookup_key(tx: &mut Tx<'_>, secret: &[u8], secret_key: i64, now: Millis) -> Result<()> {
    let sql = "INSERT INTO consent_keys (id, secret, secret_key, created_at) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, args![LOOKUP, secret, secret_key, now]).map(drop)
}

/// What leads from a pseudonym to a person; all of it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The reference, by the subject's key.
    pub reference: Vec<u8>,
    /// The subject's key.
    pub secret: Vec<u8>,
}

/// The subject whom a digest leads to.
pub fn by_lookup(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> Result<Option<String>> {
    tx.first("SELECT i.subject_id FROM consent_identities i WHERE i.lookup = ?1", args![lookup], |row| row.text(0))
}

/// The workspace of a subject.
pub fn workspace_of(tx: &mut Tx<'_>, subject_id: &str) -> Result<Option<String>> {
    tx.first("SELECT s.workspace FROM consent_subjects s WHERE s.id = ?1", args![subject_id], |row| row.text(0))
}

/// What leads to the person of a pseudonym, unless the person was forgotten.
pub fn identity(tx: &mut Tx<'_>, subject_id: &str) -> Result<Option<Identity>> {
    let sql = "SELECT i.reference, i.secret FROM consent_identities i WHERE i.subject_id = ?1";
    tx.first(sql, args![subject_id], |row| {
        Ok(Identity { reference: row.bytes(0)?.to_vec(), secret: row.bytes(1)?.to_vec() })
    })
}

/// Adds a subject.
pub fn insert_subject(tx: &mut Tx<'_>, subject_id: &str, workspace: &str, now: Millis) -> Result<()> {
    let sql = "INSERT INTO consent_subjects (id, tail, workspace, created_at) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, args![subject_id, id::tail(subject_id), workspace, now]).map(drop)
}

/// Adds what leads to the person of a pseudonym, with the number of the data key that the subject's key is sealed
/// under.
pub fn insert_identity(
    tx: &mut Tx<'_>,
    subject_id: &str,
    lookup: &[u8; 32],
    identity: &Identity,
    secret_key: i64,
) -> Result<()> {
    let sql = "INSERT INTO consent_identities (subject_id, lookup, reference, secret, secret_key)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, args![subject_id, lookup, &identity.reference[..], &identity.secret[..], secret_key]).map(drop)
}

/// Whether a row of this digest about a subject was imported.
pub fn was_imported(tx: &mut Tx<'_>, subject_id: &str, digest: &[u8; 32]) -> Result<bool> {
    let sql = "SELECT 1 FROM consent_imports m WHERE m.subject_id = ?1 AND m.digest = ?2";
    Ok(tx.first(sql, args![subject_id, digest], |row| row.int(0))?.is_some())
}

/// Notes that a row of this digest about a subject was imported.
pub fn insert_import(tx: &mut Tx<'_>, subject_id: &str, digest: &[u8; 32]) -> Result<()> {
    let sql = "INSERT INTO consent_imports (subject_id, digest) VALUES (?1, ?2)";
    tx.execute(sql, args![subject_id, digest]).map(drop)
}

/// A stored word that the program knows.
fn word<T>(found: Option<T>, what: &str) -> Result<T> {
    found.ok_or_else(|| Error::new(Code::StoreDamaged, format!("the store holds no {what} that this program knows")))
}

/// A stored digest.
fn hash(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| Error::new(Code::StoreDamaged, "the store holds a digest of another length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::Engine;
    use crate::store::migrate::{HEAD, build};
    use crate::store::sqlite::{Access, Sqlite};

    #[test]
    fn what_a_hold_keeps_is_said_in_our_words() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let engine = Engine::Sqlite(Sqlite::open(file.path(), Access::Write).unwrap());
        build(&engine, HEAD).unwrap();
        let rows = "INSERT INTO workspaces (name, created_at, created_by) VALUES ('a', 0, 'ada');
            INSERT INTO consent_subjects (id, tail, workspace, created_at) VALUES ('sub_1', '1', 'a', 0);
            INSERT INTO consent_holds (id, tail, workspace, subject_id, placed_at, placed_by)
            VALUES ('hld_1', '1', 'a', 'sub_1', 0, 'ada');";
        engine.batch(rows).unwrap();
        let cause = Tx::new(&engine).execute("DELETE FROM consent_subjects", args![]).unwrap_err();
        assert_eq!((cause.code, cause.code.exit()), (Code::Held, crate::error::Exit::Denied));
        let replaced =
            "INSERT OR REPLACE INTO consent_subjects (id, tail, workspace, created_at) VALUES (?1, '1', 'a', 9)";
        let cause = Tx::new(&engine).execute(replaced, args!["sub_1"]).unwrap_err();
        assert_eq!(cause.code, Code::Held);
        engine.batch("UPDATE consent_holds SET released_at = 1; DELETE FROM consent_holds").unwrap();
        assert_eq!(Tx::new(&engine).execute("DELETE FROM consent_subjects", args![]).unwrap(), 1);
    }
}
