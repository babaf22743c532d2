//! What the program notes about the store itself.

use super::Tx;
use super::engine::args;
use crate::error::Result;

/// When the newest backup was made, which a backup says of itself.
pub const BACKED_UP_AT: &str = "backed_up_at";
/// When the newest backup was made that was checked.
pub const VERIFIED_AT: &str = "backup_verified_at";

/// When the whole audit trail was last verified and held.
pub const AUDIT_VERIFIED_AT: &str = "audit_verified_at";

/// The id of the sealing key that was added last, to replace another.
pub const NEW_SEALING_KEY: &str = "new_sealing_key";

/// Before a machine's name: the private ranges that it may send to.
pub const ALLOW_PRIVATE: &str = "allow_private/";

/// A note, if it was made.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    tx.first("SELECT value FROM marks WHERE name = ?1", args![name], |row| row.text(0))
}

/// Makes or replaces a note.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(sql, args![name, value]).map(drop)
}

/// Takes a note back.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    tx.execute("DELETE FROM marks WHERE name = ?1", args![name]).map(drop)
}
