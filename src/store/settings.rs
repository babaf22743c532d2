//! Settings that the store itself carries, for all machines that use it.

use super::Tx;
use super::engine::args;
use crate::domain::time::Millis;
use crate::error::Result;

/// All of them: key and value.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    tx.all("SELECT key, value FROM settings ORDER BY key", args![], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Sets one.
pub fn set(tx: &mut Tx<'_>, key: &str, value: &str, at: Millis, by: &str) -> Result<()> {
    let sql = "INSERT INTO settings (key, value, set_at, set_by) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by";
    tx.execute(sql, args![key, value, at, by]).map(drop)
}

/// Takes one away; whether it was there.
pub fn unset(tx: &mut Tx<'_>, key: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM settings WHERE key = ?1", args![key])? > 0)
}
