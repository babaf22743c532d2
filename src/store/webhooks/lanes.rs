//! Lanes in the store: what holds the deliveries of one endpoint back, or counts them.

use super::super::Tx;
use super::super::engine::{Row, args};
use crate::domain::limit;
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::{Circuit, State};
use crate::error::{Code, Error, Result};

/// What is to be known of an endpoint before a delivery goes to it.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The endpoint's version.
    pub version: i64,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Its circuit.
    pub circuit: Circuit,
    /// The state of its limiter.
    pub limiter: limit::State,
    /// The last moment of the certificate that it has shown.
    pub certificate_until: Option<Millis>,
}

/// Number of failures or pauses as the store keeps it.
fn count(row: &Row<'_>, index: usize) -> Result<u32> {
    Ok(row.opt_int(index)?.and_then(|count| u32::try_from(count).ok()).unwrap_or_default())
}

/// The lane of an endpoint; none where there is no such endpoint.
pub fn get(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<Lane>> {
    let sql =
        "SELECT e.version, e.disabled_at, e.deleted_at, l.state, l.failing_since, l.failures, l.pauses, l.from_at,
            l.until_at, l.at, l.levels, l.certificate_until
        FROM webhook_endpoints e LEFT JOIN webhook_lanes l ON l.endpoint_id = e.id WHERE e.id = ?1";
    tx.first(sql, args![endpoint_id], |row| {
        let damaged = || Error::new(Code::StoreDamaged, "a limiter's state cannot be read");
        let levels = row.opt_str(10)?.unwrap_or_default();
        Ok(Lane {
            version: row.int(0)?,
            disabled: row.opt_int(1)?.is_some(),
            deleted: row.opt_int(2)?.is_some(),
            circuit: Circuit {
                state: row.opt_str(3)?.and_then(State::parse).unwrap_or(State::Closed),
                failing_since: row.opt_int(4)?.map(Millis),
                failures: count(row, 5)?,
                pauses: count(row, 6)?,
                from: Millis(row.opt_int(7)?.unwrap_or_default()),
                until: Millis(row.opt_int(8)?.unwrap_or_default()),
            },
            limiter: limit::State::decode(row.opt_int(9)?.unwrap_or_default(), levels).ok_or_else(damaged)?,
            certificate_until: row.opt_int(11)?.map(Millis),
        })
    })
}

/// Writes an endpoint's circuit.
pub fn set_circuit(tx: &mut Tx<'_>, endpoint_id: &str, circuit: &Circuit) -> Result<()> {
    tx.execute(
        "INSERT INTO webhook_lanes (endpoint_id, state, failing_since, failures, pauses, from_at, until_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (endpoint_id) DO UPDATE SET state = excluded.state, failing_since = excluded.failing_since,
            failures = excluded.failures, pauses = excluded.pauses, from_at = excluded.from_at,
            until_at = excluded.until_at",
        args![
            endpoint_id,
            circuit.state.as_str(),
            circuit.failing_since,
            i64::from(circuit.failures),
            i64::from(circuit.pauses),
            circuit.from,
            circuit.until,
        ],
    )
    .map(drop)
}

/// Stores a limiter's new state. It holds only if nobody else moved it since it was read.
pub fn set_limiter(tx: &mut Tx<'_>, endpoint_id: &str, old: &limit::State, new: &limit::State) -> Result<bool> {
    let touched = tx.execute(
        "INSERT INTO webhook_lanes (endpoint_id, at, levels) VALUES (?1, ?2, ?3)
         ON CONFLICT (endpoint_id) DO UPDATE SET at = excluded.at, levels = excluded.levels
         WHERE webhook_lanes.at = ?4 AND webhook_lanes.levels = ?5",
        args![endpoint_id, new.at, &new.encode(), old.at, &old.encode()],
    )?;
    Ok(touched == 1)
}

/// Endpoints that have only failed since before a moment, and are neither disabled nor deleted, so many at most.
pub fn failing(tx: &mut Tx<'_>, before: Millis, most: u32) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT e.workspace, e.name FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
         WHERE l.failing_since < ?1 AND e.disabled_at IS NULL AND e.deleted_at IS NULL LIMIT {most}"
    );
    tx.all(&sql, args![before], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Writes the last moment of the certificate that an endpoint shows; none where it is another server from now on.
pub fn set_certificate(tx: &mut Tx<'_>, endpoint_id: &str, until: Option<Millis>) -> Result<()> {
    tx.execute(
        "INSERT INTO webhook_lanes (endpoint_id, certificate_until) VALUES (?1, ?2)
         ON CONFLICT (endpoint_id) DO UPDATE SET certificate_until = excluded.certificate_until",
        args![endpoint_id, until],
    )
    .map(drop)
}

/// Endpoints whose certificates end before a moment, with that end, at most so many; the first to end first.
pub fn certificates(tx: &mut Tx<'_>, before: Millis, most: u32) -> Result<Vec<(String, String, Millis)>> {
    let sql = format!(
        "SELECT e.workspace, e.name, l.certificate_until
         FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
         WHERE l.certificate_until < ?1 AND e.disabled_at IS NULL AND e.deleted_at IS NULL
         ORDER BY l.certificate_until LIMIT {most}"
    );
    tx.all(&sql, args![before], |row| Ok((row.text(0)?, row.text(1)?, Millis(row.int(2)?))))
}
