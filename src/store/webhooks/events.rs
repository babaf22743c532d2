//! Events in the store, with the bytes of their payloads.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use super::{Bounds, by_id};
use crate::domain::id;
use crate::domain::page::IdPage;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Event};
use crate::error::{Code, Error, Result};

const COLUMNS: &str = "v.id, v.workspace, v.type, v.key, v.size, v.sha256, v.created_at";

fn event(row: &Row<'_>) -> Result<Event> {
    Ok(Event {
        id: row.text(0)?,
        workspace: row.text(1)?,
        event_type: row.text(2)?,
        key: row.opt_text(3)?,
        size: row.int(4)?,
        sha256: row
            .bytes(5)?
            .try_into()
            .map_err(|_| Error::new(Code::StoreDamaged, "the store holds a digest of another length"))?,
        created_at: Millis(row.int(6)?),
    })
}

/// Adds one; false if its key is taken.
pub fn insert(tx: &mut Tx<'_>, new: &Event, payload: &[u8]) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO webhook_events (id, tail, workspace, type, key, size, sha256, created_at, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        args![
            &new.id,
            id::tail(&new.id),
            &new.workspace,
            &new.event_type,
            new.key.as_ref(),
            new.size,
            &new.sha256,
            new.created_at,
            payload
        ],
    )?;
    Ok(added > 0)
}

/// The one of this id.
pub fn get(tx: &mut Tx<'_>, event_id: &str) -> Result<Option<Event>> {
    tx.first(&format!("SELECT {COLUMNS} FROM webhook_events v WHERE v.id = ?1"), args![event_id], event)
}

/// The one of a key.
pub fn by_key(tx: &mut Tx<'_>, workspace: &str, key: &str) -> Result<Option<Event>> {
    let sql = format!("SELECT {COLUMNS} FROM webhook_events v WHERE v.workspace = ?1 AND v.key = ?2");
    tx.first(&sql, args![workspace, key], event)
}

/// The type and the bytes of the payload of an event; none where they were removed after their retention.
pub fn to_send(tx: &mut Tx<'_>, event_id: &str) -> Result<Option<(String, Vec<u8>)>> {
    let sql = "SELECT type, payload FROM webhook_events WHERE id = ?1 AND payload IS NOT NULL";
    tx.first(sql, args![event_id], |row| Ok((row.text(0)?, row.bytes(1)?.to_vec())))
}

/// Whether the payload of an event is still there.
pub fn has_payload(tx: &mut Tx<'_>, event_id: &str) -> Result<bool> {
    let sql = "SELECT count(*) FROM webhook_events WHERE id = ?1 AND payload IS NOT NULL";
    Ok(tx.number(sql, args![event_id])? > 0)
}

/// Hands each event of a workspace, or of all, to `each`, by id.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: Option<&str>,
    page: &IdPage,
    mut each: impl FnMut(Event) -> Result<bool>,
) -> Result<()> {
    let bounds = Bounds::new(page, delivery::EVENT);
    let mut sql = Select::new(&format!("SELECT {COLUMNS} FROM webhook_events v"));
    sql.when("v.workspace = ?", workspace);
    by_id(&mut sql, page, &bounds, "v.id");
    tx.query(sql.text(), sql.args(), |row| each(event(row)?))
}

/// Ids of events older than a moment of which all is settled and the payload is still there.
pub fn overdue(tx: &mut Tx<'_>, before: Millis, past: Option<&(i64, String)>, most: u32) -> Result<Vec<(i64, String)>> {
    let sql = format!(
        "SELECT v.created_at, v.id FROM webhook_events v WHERE v.payload IS NOT NULL AND v.created_at < ?1
            AND (v.created_at, v.id) > (?2, ?3)
            AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = v.id
                AND (d.due_at IS NOT NULL OR d.status = 'parked'))
         ORDER BY v.created_at, v.id LIMIT {most}"
    );
    let (at, id) = past.map_or((i64::MIN, ""), |(at, id)| (*at, id.as_str()));
    tx.all(&sql, args![before, at, id], |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Removes the payloads of events; their sizes and digests stay. How many went.
pub fn forget_payloads(tx: &mut Tx<'_>, events: &[(i64, String)]) -> Result<u64> {
    let mut gone = 0;
    for (_, id) in events {
        let sql = "UPDATE webhook_events SET payload = NULL WHERE id = ?1 AND payload IS NOT NULL";
        gone += tx.execute(sql, args![id])?;
    }
    Ok(gone)
}
