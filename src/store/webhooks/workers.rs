//! Running workers in the store: who delivers, and when it was last heard of.

use super::super::Tx;
use super::super::engine::args;
use crate::domain::time::Millis;
use crate::error::Result;

/// Says that a worker runs.
pub fn beat(tx: &mut Tx<'_>, id: &str, host: &str, started_at: Millis, now: Millis) -> Result<()> {
    let sql = "INSERT INTO webhook_workers (id, host, started_at, seen_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
    tx.execute(sql, args![id, host, started_at, now]).map(drop)
}

/// Says that it has ended.
pub fn end(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.execute("DELETE FROM webhook_workers WHERE id = ?1", args![id]).map(drop)
}

/// When one was last heard of.
pub fn last_seen(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT seen_at FROM webhook_workers WHERE seen_at > 0 ORDER BY seen_at DESC LIMIT 1", args![], |row| {
        Ok(Millis(row.int(0)?))
    })
}

/// Forgets those that were last heard of before a moment.
pub fn forget(tx: &mut Tx<'_>, before: Millis) -> Result<u64> {
    tx.execute("DELETE FROM webhook_workers WHERE seen_at < ?1", args![before])
}
