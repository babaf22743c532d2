//! The key that signs the trail's checkpoints, in the store.

use super::Tx;
use super::engine::args;
use crate::domain::time::Millis;
use crate::error::Result;

/// A signing key, its secret half sealed.
pub struct AuditKey {
    /// Its id.
    pub id: String,
    /// Its public half.
    pub public: Vec<u8>,
    /// Its secret half.
    pub secret: Vec<u8>,
}

/// The key that signs, if there is one.
pub fn get(tx: &mut Tx<'_>, id: &str) -> Result<Option<AuditKey>> {
    tx.first("SELECT id, public, secret FROM audit_keys WHERE id = ?1", args![id], |row| {
        Ok(AuditKey { id: row.text(0)?, public: row.bytes(1)?.to_vec(), secret: row.bytes(2)?.to_vec() })
    })
}

/// Adds one, with the number of the data key that its secret half is sealed under.
pub fn insert(tx: &mut Tx<'_>, key: &AuditKey, secret_key: i64, now: Millis) -> Result<()> {
    let sql = "INSERT INTO audit_keys (id, public, secret, secret_key, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, args![&key.id, &key.public[..], &key.secret[..], secret_key, now]).map(drop)
}
