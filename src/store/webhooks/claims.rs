//! Claims in the store: which deliveries are due, who holds them, and how they end. A lease is the time until
//! which a delivery is due later, so one that is not renewed comes up by itself.

use super::super::Tx;
use super::super::engine::{Row, args};
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::Status;
use crate::error::Result;

/// A delivery that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The delivery.
    pub id: String,
    /// Its workspace.
    pub workspace: String,
    /// The event.
    pub event_id: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// How many of these do not count.
    pub pardoned: i64,
}

fn claim(row: &Row<'_>) -> Result<Claim> {
    Ok(Claim {
        id: row.text(0)?,
        workspace: row.text(1)?,
        event_id: row.text(2)?,
        endpoint_id: row.text(3)?,
        attempts: row.int(4)?,
        pardoned: row.int(5)?,
    })
}

/// Endpoints behind `past` that have something to be tried, and when, at most so many. Each is found by a seek of
/// its own, so that the backlog of one costs nothing.
pub fn waiting(tx: &mut Tx<'_>, past: &str, most: u32) -> Result<Vec<(String, Millis)>> {
    let next = |after: &str| {
        format!(
            "(SELECT n.endpoint_id FROM webhook_deliveries n WHERE n.due_at IS NOT NULL AND n.endpoint_id > {after}
              ORDER BY n.endpoint_id LIMIT 1)"
        )
    };
    let sql = format!(
        "WITH RECURSIVE lane (endpoint_id) AS (
            SELECT {} UNION ALL SELECT {} FROM lane WHERE lane.endpoint_id IS NOT NULL)
         SELECT lane.endpoint_id, (SELECT f.due_at FROM webhook_deliveries f WHERE f.endpoint_id = lane.endpoint_id
                AND f.due_at IS NOT NULL ORDER BY f.due_at LIMIT 1)
         FROM lane WHERE lane.endpoint_id IS NOT NULL LIMIT {most}",
        next("?1"),
        next("lane.endpoint_id")
    );
    tx.all(&sql, args![past], |row| Ok((row.text(0)?, Millis(row.opt_int(1)?.unwrap_or_default()))))
}

/// Takes hold of what is due of an endpoint until a moment, the oldest first, at most so many. What another worker is
/// taking just now is passed over.
pub fn claim_due(
    tx: &mut Tx<'_>,
    endpoint_id: &str,
    owner: &str,
    now: Millis,
    until: Millis,
    most: u32,
) -> Result<Vec<Claim>> {
    let sql = "WITH due (id) AS MATERIALIZED (SELECT d.id FROM webhook_deliveries d WHERE d.endpoint_id = ?1
            AND d.due_at <= ?2 ORDER BY d.due_at, d.id LIMIT ?3 /* skip locked */)
        UPDATE webhook_deliveries SET lease = ?4, due_at = ?5, since_at = ?2 WHERE id IN (SELECT id FROM due)
        RETURNING id, workspace, event_id, endpoint_id, attempts, pardoned";
    tx.all(sql, args![endpoint_id, now, i64::from(most), owner, until], claim)
}

/// The same of an endpoint that takes one at a time: the first of all that is still to come, if it is due.
pub fn claim_first(tx: &mut Tx<'_>, endpoint_id: &str, owner: &str, now: Millis, until: Millis) -> Result<Vec<Claim>> {
    let sql = "UPDATE webhook_deliveries SET lease = ?3, due_at = ?4, since_at = ?2
        WHERE id = (SELECT d.id FROM webhook_deliveries d WHERE d.endpoint_id = ?1 AND d.ordered = 1
            AND d.due_at IS NOT NULL ORDER BY d.id LIMIT 1) AND due_at <= ?2
        RETURNING id, workspace, event_id, endpoint_id, attempts, pardoned";
    tx.all(sql, args![endpoint_id, now, owner, until], claim)
}

/// The first of all that is still to come of an ordered endpoint, and when it is due.
pub fn first(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<(String, Millis)>> {
    let sql = "SELECT id, due_at FROM webhook_deliveries WHERE endpoint_id = ?1 AND ordered = 1 AND due_at IS NOT NULL
        ORDER BY id LIMIT 1";
    tx.first(sql, args![endpoint_id], |row| Ok((row.text(0)?, Millis(row.int(1)?))))
}

/// When that one is due.
pub fn first_due(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<Millis>> {
    Ok(first(tx, endpoint_id)?.map(|(_, due)| due))
}

/// When the first of all that is still to come of an endpoint is due, or its lease ends.
pub fn next_due(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<Millis>> {
    let sql =
        "SELECT due_at FROM webhook_deliveries WHERE endpoint_id = ?1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    tx.first(sql, args![endpoint_id], |row| row.int(0).map(Millis))
}

/// Moves the end of a lease, or gives it up (`lease` is none) for the delivery to be due then.
pub fn hold(tx: &mut Tx<'_>, delivery_id: &str, owner: &str, due_at: Millis, lease: Option<&str>) -> Result<()> {
    let sql = "UPDATE webhook_deliveries SET due_at = ?3, lease = ?4 WHERE id = ?1 AND lease = ?2";
    tx.execute(sql, args![delivery_id, owner, due_at, lease]).map(drop)
}

/// Gives up the hold of one that cannot be sent until it is looked at again, and says why; it counts as no attempt.
pub fn hold_back(
    tx: &mut Tx<'_>,
    delivery_id: &str,
    owner: &str,
    now: Millis,
    due_at: Millis,
    why: &str,
) -> Result<()> {
    let sql = "UPDATE webhook_deliveries SET due_at = ?4, since_at = ?3, lease = NULL, error = ?5, reason = ?5
        WHERE id = ?1 AND lease = ?2";
    tx.execute(sql, args![delivery_id, owner, now, due_at, why]).map(drop)
}

/// How an attempt left its delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled<'a> {
    /// The state that follows.
    pub status: Status,
    /// When it is tried next.
    pub due_at: Option<Millis>,
    /// Why then.
    pub reason: Option<String>,
    /// What was answered.
    pub http_status: Option<i64>,
    /// How long it took.
    pub latency_ms: i64,
    /// Why it failed.
    pub error: Option<&'a str>,
}

/// Ends a delivery that is held, or gives it its next try; whether it was still held.
pub fn settle(tx: &mut Tx<'_>, claim: &Claim, owner: &str, now: Millis, settled: &Settled<'_>) -> Result<bool> {
    let settled_at = Some(now).filter(|_| settled.status.is_settled());
    let sql = "UPDATE webhook_deliveries SET status = ?3, due_at = ?4, since_at = ?5, lease = NULL, attempts = ?6,
            http_status = ?7, latency_ms = ?8, error = ?9, reason = ?10, settled_at = ?11
        WHERE id = ?1 AND lease = ?2 AND attempts = ?12";
    let touched = tx.execute(
        sql,
        args![
            &claim.id,
            owner,
            settled.status.as_str(),
            settled.due_at,
            now,
            claim.attempts + 1,
            settled.http_status,
            settled.latency_ms,
            settled.error,
            settled.reason.as_ref(),
            settled_at,
            claim.attempts,
        ],
    )?;
    Ok(touched > 0)
}

/// What waits by a clock that has been set back since: the wait began after `now`. At most so many, and only those whose
/// time has not come by this clock either.
pub fn from_ahead(tx: &mut Tx<'_>, endpoint_id: &str, now: Millis, most: u32) -> Result<Vec<(String, Millis, Millis)>> {
    let sql = format!(
        "SELECT id, since_at, due_at FROM webhook_deliveries WHERE endpoint_id = ?1 AND due_at > ?2 AND since_at > ?2
         LIMIT {most}"
    );
    tx.all(&sql, args![endpoint_id, now], |row| Ok((row.text(0)?, Millis(row.int(1)?), Millis(row.int(2)?))))
}

/// Begins the wait of a delivery anew.
pub fn wait_until(tx: &mut Tx<'_>, delivery_id: &str, now: Millis, due_at: Millis) -> Result<()> {
    let sql = "UPDATE webhook_deliveries SET due_at = ?3, since_at = ?2 WHERE id = ?1 AND since_at > ?2";
    tx.execute(sql, args![delivery_id, now, due_at]).map(drop)
}
