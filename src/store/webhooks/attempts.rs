//! Attempts in the store.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use super::{Bounds, by_id};
use crate::domain::page::IdPage;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Attempt};
use crate::error::Result;

const COLUMNS: &str = "a.id, a.delivery_id, a.endpoint_id, a.number, a.at, a.http_status, a.latency_ms, a.error,
    a.response_headers, a.response_body";

fn attempt(row: &Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        id: row.text(0)?,
        delivery_id: row.text(1)?,
        endpoint_id: row.text(2)?,
        number: row.int(3)?,
        at: Millis(row.int(4)?),
        http_status: row.opt_int(5)?,
        latency_ms: row.int(6)?,
        error: row.opt_text(7)?,
        response_headers: row.opt_str(8)?.and_then(|text| serde_json::from_str(text).ok()),
        response_body: row.opt_text(9)?,
    })
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, workspace: &str, new: &Attempt) -> Result<()> {
    let headers = new.response_headers.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO webhook_attempts (delivery_id, number, id, workspace, endpoint_id, at, http_status, latency_ms, error,
            response_headers, response_body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        args![
            &new.delivery_id,
            new.number,
            &new.id,
            workspace,
            &new.endpoint_id,
            new.at,
            new.http_status,
            new.latency_ms,
            new.error.as_ref(),
            headers.as_ref(),
            new.response_body.as_ref(),
        ],
    )
    .map(drop)
}

/// Which attempts a list is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only of this endpoint.
    pub endpoint_id: Option<String>,
    /// Only of this delivery.
    pub delivery_id: Option<String>,
}

/// Hands each attempt that a filter lets through to `each`, by id.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &IdPage,
    mut each: impl FnMut(Attempt) -> Result<bool>,
) -> Result<()> {
    let bounds = Bounds::new(page, delivery::ATTEMPT);
    let mut sql = Select::new(&format!("SELECT {COLUMNS} FROM webhook_attempts a"));
    let narrow = filter.delivery_id.is_some() || filter.endpoint_id.is_some();
    sql.when(if narrow { "+a.workspace = ?" } else { "a.workspace = ?" }, filter.workspace.as_deref());
    sql.when("a.endpoint_id = ?", filter.endpoint_id.as_deref());
    sql.when("a.delivery_id = ?", filter.delivery_id.as_deref());
    by_id(&mut sql, page, &bounds, "a.id");
    tx.query(sql.text(), sql.args(), |row| each(attempt(row)?))
}

/// All of a delivery, in order.
pub fn of(tx: &mut Tx<'_>, delivery_id: &str) -> Result<Vec<Attempt>> {
    let sql = format!("SELECT {COLUMNS} FROM webhook_attempts a WHERE a.delivery_id = ?1 ORDER BY a.id");
    tx.all(&sql, args![delivery_id], attempt)
}

/// When the newest attempt of an endpoint was made.
pub fn newest(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<Millis>> {
    let sql = "SELECT at FROM webhook_attempts WHERE endpoint_id = ?1 ORDER BY id DESC LIMIT 1";
    tx.first(sql, args![endpoint_id], |row| row.int(0).map(Millis))
}

/// Where an attempt stands in the order of time: its moment, its delivery, its id.
pub type Place = (i64, String, String);

/// Attempts older than a moment, behind one of them, in the order of time.
pub fn overdue(tx: &mut Tx<'_>, before: Millis, past: Option<&Place>, most: u32) -> Result<Vec<Place>> {
    let sql = format!(
        "SELECT at, delivery_id, id FROM webhook_attempts WHERE at < ?1 AND (at, delivery_id, id) > (?2, ?3, ?4)
         ORDER BY at, delivery_id, id LIMIT {most}"
    );
    let (at, delivery, id) = past.map_or((i64::MIN, "", ""), |it| (it.0, it.1.as_str(), it.2.as_str()));
    tx.all(&sql, args![before, at, delivery, id], |row| Ok((row.int(0)?, row.text(1)?, row.text(2)?)))
}

/// Removes attempts; their deliveries keep the count. How many went.
pub fn forget(tx: &mut Tx<'_>, places: &[Place]) -> Result<u64> {
    let mut gone = 0;
    for (_, delivery_id, id) in places {
        gone +=
            tx.execute("DELETE FROM webhook_attempts WHERE delivery_id = ?1 AND id = ?2", args![delivery_id, id])?;
    }
    Ok(gone)
}
