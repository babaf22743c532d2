//! What the program notes about the store itself.

use super::Tx;
use super::engine::args;
use crate::error::Result;

/// A note, if it was made.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    tx.first("SELECT value FROM marks WHERE name = ?1", args![name], |row| row.text(0))
}

/// Makes or replaces a note.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(sql, args![name, value]).map(drop)
}
