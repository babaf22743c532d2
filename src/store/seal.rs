//! The data keys in the store, each wrapped by the sealing keys that may open it.

use super::Tx;
use super::engine::{Row, args};
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

/// A data key that may still open something, as one sealing key sees it.
pub struct Held {
    /// Its number.
    pub id: u32,
    /// Whether it is the one that seals.
    pub active: bool,
    /// The key, wrapped by that sealing key; absent where only others wrap it.
    pub wrapped: Option<Vec<u8>>,
}

/// The data keys that are not retired, as this sealing key sees them.
pub fn held(tx: &mut Tx<'_>, sealing_key: &str) -> Result<Vec<Held>> {
    let sql = "SELECT k.id, k.state, w.wrapped FROM seal_keys k
        LEFT JOIN seal_wraps w ON w.key_id = k.id AND w.sealing_key_id = ?1
        WHERE k.state <> 'retired' ORDER BY k.id";
    tx.all(sql, args![sealing_key], |row| {
        Ok(Held {
            id: number(row, 0)?,
            active: row.str(1)? == "active",
            wrapped: row.opt_bytes(2)?.map(<[u8]>::to_vec),
        })
    })
}

fn number(row: &Row<'_>, index: usize) -> Result<u32> {
    let id = row.int(index)?;
    u32::try_from(id).map_err(|_| Error::new(Code::StoreDamaged, format!("{id} is no number of a data key")))
}

/// The ids of the sealing keys that open anything here, in their order.
pub fn sealing_keys(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let mut ids = tx.all("SELECT sealing_key_id FROM seal_wraps", args![], |row| row.text(0))?;
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// The number that the next data key gets.
pub fn next(tx: &mut Tx<'_>) -> Result<u32> {
    let last = tx.first("SELECT k.id FROM seal_keys k ORDER BY k.id DESC LIMIT 1", args![], |row| number(row, 0))?;
    Ok(last.unwrap_or_default() + 1)
}

/// Adds the data key that seals from now on.
pub fn insert(tx: &mut Tx<'_>, id: u32, now: Millis) -> Result<()> {
    let sql = "INSERT INTO seal_keys (id, state, created_at) VALUES (?1, 'active', ?2)";
    tx.execute(sql, args![i64::from(id), now]).map(drop)
}

/// Adds a data key as a sealing key wrapped it.
pub fn insert_wrap(tx: &mut Tx<'_>, id: u32, sealing_key: &str, wrapped: &[u8]) -> Result<()> {
    let sql = "INSERT INTO seal_wraps (key_id, sealing_key_id, wrapped) VALUES (?1, ?2, ?3)";
    tx.execute(sql, args![i64::from(id), sealing_key, wrapped]).map(drop)
}

/// A data key, as it is shown.
pub struct Known {
    /// Its number.
    pub id: u32,
    /// `active`, `retiring` or `retired`.
    pub state: String,
    /// When it was made.
    pub created_at: Millis,
    /// When nothing was left under it.
    pub retired_at: Option<Millis>,
}

/// Every data key, the newest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Known>> {
    tx.all("SELECT k.id, k.state, k.created_at, k.retired_at FROM seal_keys k ORDER BY k.id DESC", args![], |row| {
        Ok(Known {
            id: number(row, 0)?,
            state: row.text(1)?,
            created_at: Millis(row.int(2)?),
            retired_at: row.opt_int(3)?.map(Millis),
        })
    })
}

/// From here on no key seals, and all that are there may only open.
pub fn begin_retiring(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute("UPDATE seal_keys SET state = 'retiring' WHERE state = 'active'", args![]).map(drop)
}

/// Ends a data key under which nothing is left: it opens nothing any more.
pub fn retire(tx: &mut Tx<'_>, id: u32, now: Millis) -> Result<()> {
    tx.execute("DELETE FROM seal_wraps WHERE key_id = ?1", args![i64::from(id)])?;
    let sql = "UPDATE seal_keys SET state = 'retired', retired_at = ?2 WHERE id = ?1";
    tx.execute(sql, args![i64::from(id), now]).map(drop)
}

/// Takes away what every other sealing key opens; how many wraps that were.
pub fn delete_other_wraps(tx: &mut Tx<'_>, sealing_key: &str) -> Result<u64> {
    tx.execute("DELETE FROM seal_wraps WHERE sealing_key_id <> ?1", args![sealing_key])
}
