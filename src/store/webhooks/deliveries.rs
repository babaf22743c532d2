//! Deliveries in the store, as people see and change them; who works on them reads `claims`.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::{Select, like};
use super::{Bounds, by_id, flag};
use crate::domain::id;
use crate::domain::page::IdPage;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Delivery, Status};
use crate::error::{Code, Error, Result};

/// What is read of a delivery. The joins keep its order.
const DELIVERY: &str = "SELECT d.id, d.workspace, d.event_id, v.type, d.endpoint_id, e.name, d.status, d.attempts,
    d.http_status, d.latency_ms, d.due_at, d.error, d.created_at, d.settled_at
    FROM webhook_deliveries d LEFT JOIN webhook_events v ON v.id = d.event_id
    LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id";

/// What keeps a list of one state to those that are few: the partial index needs it said.
const FEW: &str = "d.status <> 'pending' AND d.status <> 'delivered'";

fn delivery(row: &Row<'_>) -> Result<Delivery> {
    Ok(Delivery {
        id: row.text(0)?,
        workspace: row.text(1)?,
        event_id: row.text(2)?,
        event_type: row.opt_text(3)?.unwrap_or_default(),
        endpoint_id: row.text(4)?,
        endpoint: row.opt_text(5)?.unwrap_or_default(),
        status: status(row.str(6)?)?,
        attempts: row.int(7)?,
        http_status: row.opt_int(8)?,
        latency_ms: row.opt_int(9)?,
        next_attempt_at: row.opt_int(10)?.map(Millis),
        error: row.opt_text(11)?,
        created_at: Millis(row.int(12)?),
        settled_at: row.opt_int(13)?.map(Millis),
    })
}

/// The state that a word of the store means.
fn status(word: &str) -> Result<Status> {
    Status::parse(word)
        .ok_or_else(|| Error::new(Code::StoreDamaged, format!("the store holds an unknown state: {word}")))
}

/// Adds one that nobody holds yet.
pub fn insert(tx: &mut Tx<'_>, new: &Delivery, ordered: bool, lease: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO webhook_deliveries (id, tail, workspace, event_id, endpoint_id, status, ordered, due_at, since_at,
            lease, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9)",
        args![
            &new.id,
            id::tail(&new.id),
            &new.workspace,
            &new.event_id,
            &new.endpoint_id,
            new.status.as_str(),
            flag(ordered),
            new.next_attempt_at,
            new.created_at,
            lease,
        ],
    )
    .map(drop)
}

/// The one of this id.
pub fn get(tx: &mut Tx<'_>, delivery_id: &str) -> Result<Option<Delivery>> {
    tx.first(&format!("{DELIVERY} WHERE d.id = ?1"), args![delivery_id], delivery)
}

/// Those of an event, in order.
pub fn of_event(tx: &mut Tx<'_>, event_id: &str) -> Result<Vec<Delivery>> {
    tx.all(&format!("{DELIVERY} WHERE d.event_id = ?1 ORDER BY d.id"), args![event_id], delivery)
}

/// Which deliveries a list or a bulk change is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only to this endpoint.
    pub endpoint_id: Option<String>,
    /// Only of this event.
    pub event_id: Option<String>,
    /// Only of types that begin like this; the glob itself is judged by the caller.
    pub type_prefix: Option<String>,
    /// Only in this state.
    pub status: Option<Status>,
}

/// Hands each delivery that a filter lets through to `each`, by id.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &IdPage,
    mut each: impl FnMut(Delivery) -> Result<bool>,
) -> Result<()> {
    let bounds = Bounds::new(page, delivery::DELIVERY);
    let prefix = filter.type_prefix.as_ref().map(|prefix| format!("{}%", like(prefix)));
    let mut sql = Select::new(DELIVERY);
    let narrow = filter.event_id.is_some() || filter.endpoint_id.is_some();
    sql.when(if narrow { "+d.workspace = ?" } else { "d.workspace = ?" }, filter.workspace.as_deref());
    let by_endpoint = if filter.event_id.is_some() { "+d.endpoint_id = ?" } else { "d.endpoint_id = ?" };
    sql.when(by_endpoint, filter.endpoint_id.as_deref());
    sql.when("d.event_id = ?", filter.event_id.as_deref());
    if let Some(status) = filter.status {
        if matches!(status, Status::Pending | Status::Delivered) || filter.event_id.is_some() {
            sql.and("+d.status = ?", &[status.as_str().into()]);
        } else {
            sql.and("d.status = ?", &[status.as_str().into()]);
            sql.and(FEW, &[]);
        }
    }
    sql.when("v.type LIKE ? ESCAPE '\\'", prefix.as_deref());
    by_id(&mut sql, page, &bounds, "d.id");
    tx.query(sql.text(), sql.args(), |row| each(delivery(row)?))
}

/// How many deliveries of an endpoint are in a state that few are in, counting no further than `most`.
pub fn count(tx: &mut Tx<'_>, endpoint_id: &str, status: Status, most: u32) -> Result<i64> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries d
         WHERE d.endpoint_id = ?1 AND d.status = ?2 AND {FEW} LIMIT {most}) AS found"
    );
    tx.number(&sql, args![endpoint_id, status.as_str()])
}

/// How many deliveries of an endpoint are still to be tried, counting no further than `most`.
pub fn waiting(tx: &mut Tx<'_>, endpoint_id: &str, most: u32) -> Result<i64> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = ?1 AND due_at IS NOT NULL
         LIMIT {most}) AS found"
    );
    tx.number(&sql, args![endpoint_id])
}

/// Tries one anew: now, with the attempts before pardoned, and in order where its endpoint takes them so by now. One
/// that is under way is left to whoever holds it.
pub fn retry(tx: &mut Tx<'_>, delivery_id: &str, now: Millis) -> Result<bool> {
    let sql = "UPDATE webhook_deliveries SET status = CASE WHEN attempts = 0 THEN 'pending' ELSE 'retrying' END,
            due_at = ?2, since_at = ?2, lease = NULL, pardoned = attempts, settled_at = NULL, reason = NULL,
            ordered = (SELECT e.ordered FROM webhook_endpoints e WHERE e.id = webhook_deliveries.endpoint_id)
        WHERE id = ?1 AND (lease IS NULL OR due_at <= ?2)";
    Ok(tx.execute(sql, args![delivery_id, now])? > 0)
}

/// Calls one off; what is under way ends as it may.
pub fn cancel(tx: &mut Tx<'_>, delivery_id: &str, now: Millis) -> Result<bool> {
    let sql = "UPDATE webhook_deliveries SET status = 'cancelled', due_at = NULL, lease = NULL, settled_at = ?2
        WHERE id = ?1 AND settled_at IS NULL";
    Ok(tx.execute(sql, args![delivery_id, now])? > 0)
}

/// Parks what waits for an endpoint; what is under way ends as it may. How many.
pub fn park(tx: &mut Tx<'_>, endpoint_id: &str, now: Millis) -> Result<u64> {
    let sql = "UPDATE webhook_deliveries SET status = 'parked', due_at = NULL, lease = NULL
        WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND (lease IS NULL OR due_at <= ?2)";
    tx.execute(sql, args![endpoint_id, now])
}

/// Lets go what was parked. How many.
pub fn unpark(tx: &mut Tx<'_>, endpoint_id: &str, now: Millis) -> Result<u64> {
    let sql = "UPDATE webhook_deliveries SET status = CASE WHEN attempts = 0 THEN 'pending' ELSE 'retrying' END,
            due_at = ?2, since_at = ?2
        WHERE endpoint_id = ?1 AND status = 'parked' AND status <> 'pending' AND status <> 'delivered'";
    tx.execute(sql, args![endpoint_id, now])
}

/// Calls off all that waits for an endpoint or is parked. How many.
pub fn cancel_all(tx: &mut Tx<'_>, endpoint_id: &str, now: Millis) -> Result<u64> {
    let set = "UPDATE webhook_deliveries SET status = 'cancelled', due_at = NULL, lease = NULL, settled_at = ?2,
        error = 'the endpoint was deleted'";
    let waiting = format!("{set} WHERE endpoint_id = ?1 AND due_at IS NOT NULL");
    let parked =
        format!("{set} WHERE endpoint_id = ?1 AND status = 'parked' AND status <> 'pending' AND status <> 'delivered'");
    Ok(tx.execute(&waiting, args![endpoint_id, now])? + tx.execute(&parked, args![endpoint_id, now])?)
}

/// Sets whether what is still to come of an endpoint goes in order.
pub fn set_ordered(tx: &mut Tx<'_>, endpoint_id: &str, ordered: bool) -> Result<()> {
    for still in ["due_at IS NOT NULL", "status = 'parked' AND status <> 'pending' AND status <> 'delivered'"] {
        let sql = format!("UPDATE webhook_deliveries SET ordered = ?2 WHERE endpoint_id = ?1 AND {still}");
        tx.execute(&sql, args![endpoint_id, flag(ordered)])?;
    }
    Ok(())
}

/// What the store knows of a delivery beside its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    /// Who holds it.
    pub lease: Option<String>,
    /// Why it is due when it is.
    pub reason: Option<String>,
    /// The attempts before somebody asked for it to be tried anew.
    pub pardoned: i64,
}

/// That of one delivery.
pub fn inner(tx: &mut Tx<'_>, delivery_id: &str) -> Result<Option<Inner>> {
    let sql = "SELECT lease, reason, pardoned FROM webhook_deliveries WHERE id = ?1";
    tx.first(sql, args![delivery_id], |row| {
        Ok(Inner { lease: row.opt_text(0)?, reason: row.opt_text(1)?, pardoned: row.int(2)? })
    })
}
