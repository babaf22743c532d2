//! Usage in the store: raw rows, the hourly counters they are rolled into, and reports over both.

use std::collections::BTreeMap;

use super::engine::args;
use super::select::Select;
use super::{Tx, marks};
use crate::domain::replay::Call;
use crate::domain::time::{HOUR, Millis};
use crate::domain::usage::{By, Usage};
use crate::error::Result;

/// The note of the moment from which on all raw rows are kept.
const ROWS_FROM: &str = "usage_rows_from";

/// A row that is not in the counters yet.
pub struct Waiting {
    token_id: String,
    at: i64,
    nonce: i64,
    outcome: String,
    resource: String,
    scopes: Option<String>,
}

impl Waiting {
    /// Whether it is removed after its retention.
    pub fn is_overdue(&self, before: Millis) -> bool {
        self.at < hour_of(before.0)
    }
}

fn hour_of(at: i64) -> i64 {
    at - at.rem_euclid(HOUR)
}

/// The next waiting rows of hours that ended before `now`, behind one of them, at most `most`. They go by
/// token, so that few counters are touched at a time.
pub fn waiting_rows(tx: &mut Tx<'_>, now: Millis, after: Option<&Waiting>, most: u32) -> Result<Vec<Waiting>> {
    let (token_id, at, nonce) = after.map_or(("", 0, 0), |row| (row.token_id.as_str(), row.at, row.nonce));
    tx.all(
        "SELECT token_id, at, nonce, outcome, coalesce(resource, ''), scopes FROM api_usage_log
         WHERE rolled = 0 AND (token_id, at, nonce) > (?1, ?2, ?3) AND +at < ?4
         ORDER BY token_id, at, nonce LIMIT ?5",
        args![token_id, at, nonce, hour_of(now.0), i64::from(most)],
        |row| {
            Ok(Waiting {
                token_id: row.text(0)?,
                at: row.int(1)?,
                nonce: row.int(2)?,
                outcome: row.text(3)?,
                resource: row.text(4)?,
                scopes: row.opt_text(5)?,
            })
        },
    )
}

/// Adds rows to the counters, and marks them in the same transaction, so that each is counted once; those
/// that another has added meanwhile are passed over. How many were added.
pub fn roll_up(tx: &mut Tx<'_>, rows: &[Waiting]) -> Result<u64> {
    let mut counts = BTreeMap::<_, i64>::new();
    let mut needed = BTreeMap::<_, i64>::new();
    let mut added = 0;
    for row in rows {
        let sql = "UPDATE api_usage_log SET rolled = 1 WHERE at = ?1 AND nonce = ?2 AND rolled = 0";
        if tx.execute(sql, args![row.at, row.nonce])? == 0 {
            continue;
        }
        added += 1;
        *counts.entry((&row.token_id, hour_of(row.at), &row.outcome, &row.resource)).or_default() += 1;
        if matches!(row.outcome.as_str(), "valid" | "rate_limited") {
            for scope in row.scopes.iter().flat_map(|scopes| scopes.split(' ')) {
                let last = needed.entry((&row.token_id, scope)).or_insert(row.at);
                *last = row.at.max(*last);
            }
        }
    }
    for ((token_id, hour, outcome, resource), count) in counts {
        tx.execute(
            "INSERT INTO api_usage_hours (token_id, hour, outcome, resource, count) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (token_id, hour, outcome, resource) DO UPDATE
             SET count = api_usage_hours.count + excluded.count",
            args![token_id, hour, outcome, resource, count],
        )?;
    }
    for ((token_id, scope), at) in needed {
        tx.execute(
            "INSERT INTO api_scope_uses (token_id, scope, last_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (token_id, scope) DO UPDATE SET last_at = excluded.last_at
             WHERE excluded.last_at > api_scope_uses.last_at",
            args![token_id, scope, at],
        )?;
    }
    Ok(added)
}

/// The scopes that accepted verifications of a token needed since a moment.
pub fn scopes_needed(tx: &mut Tx<'_>, token_id: &str, since: Millis) -> Result<Vec<String>> {
    let sql = "SELECT scope FROM api_scope_uses WHERE token_id = ?1 AND last_at >= ?2";
    let mut needed = tx.all(sql, args![token_id, since], |row| row.text(0))?;
    tx.query(
        "SELECT scopes FROM api_usage_log WHERE token_id = ?1 AND rolled = 0 AND at >= ?2 AND scopes IS NOT NULL
         AND outcome IN ('valid', 'rate_limited') GROUP BY scopes",
        args![token_id, since],
        |row| {
            needed.extend(row.str(0)?.split(' ').map(str::to_owned));
            Ok(true)
        },
    )?;
    needed.sort();
    needed.dedup();
    Ok(needed)
}

/// A stretch of rows: behind one, up to another.
pub struct Stretch {
    after: (i64, i64),
    last: (i64, i64),
}

/// The next rows that are in the counters and older than their retention, behind a stretch of them.
pub fn overdue_rows(tx: &mut Tx<'_>, before: Millis, past: Option<&Stretch>, most: u32) -> Result<Option<Stretch>> {
    let after = past.map_or((i64::MIN, 0), |past| past.last);
    let keys = tx.all(
        "SELECT at, nonce FROM api_usage_log WHERE (at, nonce) > (?1, ?2) AND at < ?3 AND rolled = 1
         ORDER BY at, nonce LIMIT ?4",
        args![after.0, after.1, hour_of(before.0), i64::from(most)],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    Ok(keys.last().map(|last| Stretch { after, last: *last }))
}

/// Removes the rows of a stretch that are in the counters; how many.
pub fn forget_rows(tx: &mut Tx<'_>, before: Millis, rows: &Stretch) -> Result<u64> {
    if rows_from(tx)? < hour_of(before.0) {
        marks::set(tx, ROWS_FROM, &hour_of(before.0).to_string())?;
    }
    let sql = "DELETE FROM api_usage_log WHERE (at, nonce) > (?1, ?2) AND (at, nonce) <= (?3, ?4) AND rolled = 1";
    tx.execute(sql, args![rows.after.0, rows.after.1, rows.last.0, rows.last.1])
}

/// How many rows are to be rolled up, and how many to be removed.
pub fn due(tx: &mut Tx<'_>, now: Millis, before: Millis) -> Result<(u64, u64)> {
    let waiting = "SELECT count(*) FROM api_usage_log WHERE rolled = 0 AND +at < ?1";
    let overdue = "SELECT count(*) FROM api_usage_log WHERE at < ?1";
    let mut count = |sql: &str, at: Millis| -> Result<u64> { Ok(tx.number(sql, args![hour_of(at.0)])?.unsigned_abs()) };
    Ok((count(waiting, now)?, count(overdue, before)?))
}

/// From which moment on all raw rows are kept.
pub fn rows_from(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(marks::get(tx, ROWS_FROM)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// How many raw rows are not in the counters yet, counting no further than `most`.
pub fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<i64> {
    tx.number("SELECT count(*) FROM (SELECT 1 FROM api_usage_log WHERE rolled = 0 LIMIT ?1)", args![most])
}

/// The moment of the newest raw row.
pub fn newest(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT at FROM api_usage_log ORDER BY at DESC LIMIT 1", args![], |row| Ok(Millis(row.int(0)?)))
}

/// The moment of the oldest raw row.
pub fn oldest(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT at FROM api_usage_log ORDER BY at LIMIT 1", args![], |row| Ok(Millis(row.int(0)?)))
}

/// The calls that reached the limits, with their tokens, from a moment on in the order of time: along the key of
/// the rows, since an index by token would cost every verification.
pub fn calls(tx: &mut Tx<'_>, from: Millis, mut each: impl FnMut(&str, Call) -> Result<bool>) -> Result<()> {
    tx.query(
        "SELECT token_id, at, cost, outcome FROM api_usage_log
         WHERE at >= ?1 AND outcome IN ('valid', 'rate_limited') ORDER BY at, nonce",
        args![from],
        |row| {
            let cost = u32::try_from(row.int(2)?).unwrap_or(u32::MAX);
            each(row.str(0)?, Call { at: Millis(row.int(1)?), cost, refused: row.str(3)? == "rate_limited" })
        },
    )
}

/// How many times a token was verified since a moment.
pub fn calls_since(tx: &mut Tx<'_>, token_id: &str, since: Millis) -> Result<i64> {
    let about = Report { token_id: Some(token_id.to_owned()), since: Some(since), ..Report::default() };
    Ok(report(tx, &about, By::Outcome)?.iter().map(|line| line.count).sum())
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

/// Where the rows of a report come from.
enum Part {
    /// Whole hours, from the counters.
    Hours(i64, i64),
    /// Raw rows of whole hours that are not in the counters yet.
    Waiting(i64, i64),
    /// Raw rows of a part of an hour, in the counters or not.
    Rows(i64, i64),
}

/// A period, first and last millisecond, as whole hours and what is left at both ends. Where the raw rows
/// of an end are gone, its whole hour counts.
fn parts(since: i64, until: i64, rows_from: i64) -> Vec<Part> {
    let (mut from, mut to) = (hour_of(since.saturating_add(HOUR - 1)), hour_of(until.saturating_add(1)));
    if hour_of(since) < from && hour_of(since) < rows_from {
        from = hour_of(since);
    }
    if to < until.saturating_add(1) && to < rows_from {
        to = to.saturating_add(HOUR);
    }
    if from >= to {
        return vec![Part::Rows(since, until)];
    }
    vec![Part::Rows(since, from - 1), Part::Hours(from, to - 1), Part::Waiting(from, to - 1), Part::Rows(to, until)]
}

/// Counts by a key, from the counters and the raw rows that are not in them, newest or largest first.
pub fn report(tx: &mut Tx<'_>, about: &Report, by: By) -> Result<Vec<Usage>> {
    let since = about.since.map_or(0, |at| at.0.max(0));
    let until = about.until.map_or(i64::MAX - HOUR, |at| at.0.min(i64::MAX - HOUR));
    let mut lines = BTreeMap::<String, i64>::new();
    for part in parts(since, until, rows_from(tx)?) {
        let hours = matches!(part, Part::Hours(..));
        let (table, at, sum) = if hours {
            ("api_usage_hours", "hour", "CAST(sum(count) AS BIGINT)")
        } else {
            ("api_usage_log", "at", "count(*)")
        };
        let (Part::Hours(from, to) | Part::Waiting(from, to) | Part::Rows(from, to)) = part;
        if from > to {
            continue;
        }
        // Counters are grouped in the order of their indexes, which sorts nothing, and added up below.
        let hour = format!("at - at % {HOUR}");
        let (key, groups) = match (by, hours) {
            (By::Hour | By::Day, true) => ("hour", "hour"),
            (By::Hour | By::Day, false) => (hour.as_str(), "1"),
            (By::Outcome, true) => ("outcome", "hour, outcome"),
            (By::Outcome, false) => ("outcome", "1"),
            (By::Resource, true) => ("resource", "hour, outcome, resource"),
            (By::Resource, false) => ("coalesce(resource, '')", "1"),
        };
        let mut sql = Select::new(&format!("SELECT {key}, {sum} FROM {table}"));
        sql.when("token_id = ?", about.token_id.as_deref());
        sql.when("token_id IN (SELECT id FROM api_tokens WHERE workspace = ?)", about.workspace.as_deref());
        sql.when(&format!("{at} >= ?"), Some(from));
        sql.when(&format!("{at} <= ?"), Some(to));
        if matches!(part, Part::Waiting(..)) {
            sql.and("rolled = 0", &[]);
        }
        sql.push(&format!(" GROUP BY {groups}"));
        tx.query(sql.text(), sql.args(), |row| {
            let key = match by {
                By::Hour | By::Day => format!("{:020}", row.int(0)? / by.bucket() * by.bucket()),
                By::Outcome | By::Resource => row.text(0)?,
            };
            *lines.entry(key).or_default() += row.int(1)?;
            Ok(true)
        })?;
    }
    Ok(lines_of(about, by, lines))
}

fn lines_of(about: &Report, by: By, lines: BTreeMap<String, i64>) -> Vec<Usage> {
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
    usage
}

/// A verification as it was logged.
pub struct Use {
    /// When it was.
    pub at: Millis,
    /// What tells it from others of that millisecond.
    pub nonce: i64,
    /// The token.
    pub token_id: String,
    /// Its workspace, and its name, while it is there.
    pub token: Option<(String, String)>,
    /// What came of it.
    pub outcome: String,
    /// What it was about.
    pub resource: Option<String>,
}

/// Hands over the raw rows from a moment to another, in order.
pub fn rows_between(
    tx: &mut Tx<'_>,
    from: Millis,
    until: Millis,
    mut each: impl FnMut(Use) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT l.at, l.nonce, l.token_id, l.outcome, l.resource, t.workspace, t.name
        FROM api_usage_log l LEFT JOIN api_tokens t ON t.id = l.token_id
        WHERE l.at >= ?1 AND l.at <= ?2 ORDER BY l.at, l.nonce";
    tx.query(sql, args![from, until], |row| {
        each(Use {
            at: Millis(row.int(0)?),
            nonce: row.int(1)?,
            token_id: row.text(2)?,
            outcome: row.text(3)?,
            resource: row.opt_text(4)?,
            token: row.opt_text(5)?.zip(row.opt_text(6)?),
        })?;
        Ok(true)
    })
}
