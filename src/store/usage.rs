//! Usage in the store: raw rows, the hourly counters they are rolled into, and reports over both.

use super::engine::args;
use super::select::Select;
use super::{Tx, marks};
use crate::domain::time::{HOUR, Millis};
use crate::domain::usage::{By, Usage};
use crate::error::Result;

/// The note of how far raw rows are in the counters.
const ROLLED: &str = "usage_rolled_up_to";

/// The beginning of the first hour that is not in the counters.
pub fn rolled_up_to(tx: &mut Tx<'_>) -> Result<Millis> {
    Ok(Millis(marks::get(tx, ROLLED)?.and_then(|text| text.parse().ok()).unwrap_or(0)))
}

/// Adds the raw rows of the next whole hour that has any to the counters, if it ended before `now`; how
/// many rows, or none when all is done.
pub fn roll_up_hour(tx: &mut Tx<'_>, now: Millis) -> Result<Option<i64>> {
    let from = rolled_up_to(tx)?;
    let first =
        tx.first("SELECT at FROM api_usage_log WHERE at >= ?1 ORDER BY at LIMIT 1", args![from], |row| row.int(0))?;
    let this_hour = now.0 - now.0.rem_euclid(HOUR);
    let hour = match first.map(|at| at - at.rem_euclid(HOUR)) {
        Some(hour) if hour < this_hour => hour,
        _ => {
            if this_hour > from.0 {
                marks::set(tx, ROLLED, &this_hour.to_string())?;
            }
            return Ok(None);
        }
    };
    tx.execute(
        "INSERT INTO api_usage_hours (token_id, hour, outcome, resource, count)
         SELECT token_id, ?1, outcome, coalesce(resource, ''), count(*) FROM api_usage_log
         WHERE at >= ?2 AND at < ?3 GROUP BY token_id, outcome, coalesce(resource, '')
         ON CONFLICT (token_id, hour, outcome, resource) DO UPDATE SET count = api_usage_hours.count + excluded.count",
        args![hour, hour.max(from.0), hour + HOUR],
    )?;
    let rows = tx.number(
        "SELECT count(*) FROM api_usage_log WHERE at >= ?1 AND at < ?2",
        args![hour.max(from.0), hour + HOUR],
    )?;
    marks::set(tx, ROLLED, &(hour + HOUR).to_string())?;
    Ok(Some(rows))
}

/// Removes raw rows that are in the counters and older than their retention, at most `most`; how many.
pub fn forget_rows(tx: &mut Tx<'_>, before: Millis, most: i64) -> Result<u64> {
    let before = before.min(rolled_up_to(tx)?);
    let sql = "DELETE FROM api_usage_log WHERE (at, nonce) IN
        (SELECT at, nonce FROM api_usage_log WHERE at < ?1 ORDER BY at, nonce LIMIT ?2)";
    tx.execute(sql, args![before, most])
}

/// How many raw rows are not in the counters yet, counting no further than `most`.
pub fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<i64> {
    let rolled = rolled_up_to(tx)?;
    let sql = "SELECT count(*) FROM (SELECT 1 FROM api_usage_log WHERE at >= ?1 LIMIT ?2)";
    tx.number(sql, args![rolled, most])
}

/// The moment of the oldest raw row.
pub fn oldest(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT at FROM api_usage_log ORDER BY at LIMIT 1", args![], |row| Ok(Millis(row.int(0)?)))
}

/// How many times tokens were verified since a moment: exact for raw rows, by whole hours before them.
pub fn calls_since(tx: &mut Tx<'_>, token_id: &str, since: Millis) -> Result<i64> {
    let rolled = rolled_up_to(tx)?;
    let hours = "SELECT sum(count) FROM api_usage_hours WHERE token_id = ?1 AND hour >= ?2";
    let tail = "SELECT count(*) FROM api_usage_log WHERE token_id = ?1 AND at >= ?2";
    let counted = tx.number(&format!("SELECT CAST(({hours}) AS BIGINT)"), args![token_id, since])?;
    Ok(counted + tx.number(tail, args![token_id, rolled.max(since)])?)
}

/// What a report is about.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Only this token's.
    pub token_id: Option<String>,
    /// Only this workspace's.
    pub workspace: Option<String>,
    /// From this moment on; whole hours where the raw rows are gone.
    pub since: Option<Millis>,
    /// Up to this moment.
    pub until: Option<Millis>,
}

/// Counts by a key, from the counters and the raw rows that are not in them yet, newest or largest first.
pub fn report(tx: &mut Tx<'_>, about: &Report, by: By) -> Result<Vec<Usage>> {
    let rolled = rolled_up_to(tx)?;
    let key = |at: &str| match by {
        By::Hour | By::Day => format!("{at} - {at} % {}", by.bucket()),
        By::Outcome => "outcome".to_owned(),
        By::Resource => "coalesce(resource, '')".to_owned(),
    };
    let mut lines = std::collections::BTreeMap::<String, i64>::new();
    for (table, at, sum) in
        [("api_usage_hours", "hour", "CAST(sum(count) AS BIGINT)"), ("api_usage_log", "at", "count(*)")]
    {
        let mut sql = Select::new(&format!("SELECT {}, {sum} FROM {table}", key(at)));
        sql.when("token_id = ?", about.token_id.as_deref());
        sql.when("token_id IN (SELECT id FROM api_tokens WHERE workspace = ?)", about.workspace.as_deref());
        sql.when(&format!("{at} >= ?"), if at == "at" { about.since.max(Some(rolled)) } else { about.since });
        sql.when(&format!("{at} <= ?"), about.until);
        sql.push(" GROUP BY 1");
        tx.query(sql.text(), sql.args(), |row| {
            let key = if by.bucket() > 0 { format!("{:020}", row.int(0)?) } else { row.text(0)? };
            *lines.entry(key).or_default() += row.int(1)?;
            Ok(true)
        })?;
    }
    let blank =
        Usage { bucket: None, token_id: about.token_id.clone(), name: None, outcome: None, resource: None, count: 0 };
    let mut usage: Vec<Usage> = lines
        .into_iter()
        .map(|(key, count)| match by {
            By::Hour | By::Day => Usage { bucket: key.parse().ok().map(Millis), count, ..blank.clone() },
            By::Outcome => Usage { outcome: Some(key), count, ..blank.clone() },
            By::Resource => Usage { resource: Some(key).filter(|key| !key.is_empty()), count, ..blank.clone() },
        })
        .collect();
    if by.bucket() > 0 {
        usage.reverse();
    } else {
        usage.sort_by_key(|line| -line.count);
    }
    Ok(usage)
}
