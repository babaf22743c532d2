//! Guesses in the store: hourly counters by source, displayed prefix and outcome. They are apart from the
//! usage of tokens, and neither one source nor many can fill the store with them: an hour has at most some
//! [`COUNTERS`] of them, and a report of a day reads no more than 25 times as many.

use super::Tx;
use super::engine::args;
use super::select::Select;
use crate::domain::guess::Guesses;
use crate::domain::time::{HOUR, Millis};
use crate::error::Result;

/// How many counters one source has an hour with prefixes of their own; further prefixes are counted
/// together.
const PREFIXES: i64 = 100;

/// How many counters an hour has, since there are more sources than a store can hold; further attempts are
/// counted by their outcome alone.
pub const COUNTERS: i64 = 10_000;

/// Counts one attempt.
pub fn count(tx: &mut Tx<'_>, at: Millis, source: &str, prefix: &str, outcome: &str) -> Result<()> {
    let hour = at.0 - at.0.rem_euclid(HOUR);
    let add = |tx: &mut Tx<'_>, prefix: &str| -> Result<bool> {
        let sql = "UPDATE api_guesses SET count = count + 1, last_at = ?5
            WHERE hour = ?1 AND address = ?2 AND prefix = ?3 AND outcome = ?4";
        Ok(tx.execute(sql, args![hour, source, prefix, outcome, at])? == 1)
    };
    if add(tx, prefix)? {
        return Ok(());
    }
    let held = tx.number(
        "SELECT count(*) FROM (SELECT 1 FROM api_guesses WHERE hour = ?1 AND address = ?2 LIMIT ?3) AS found",
        args![hour, source, PREFIXES],
    )?;
    let prefix = if held < PREFIXES { prefix } else { "" };
    if held == PREFIXES && add(tx, prefix)? {
        return Ok(());
    }
    let (source, prefix) = if has_room(tx, hour)? { (source, prefix) } else { ("", "") };
    tx.execute(
        "INSERT INTO api_guesses (hour, address, prefix, outcome, count, last_at) VALUES (?1, ?2, ?3, ?4, 1, ?5)
         ON CONFLICT (hour, address, prefix, outcome) DO UPDATE SET count = api_guesses.count + 1,
            last_at = excluded.last_at",
        args![hour, source, prefix, outcome, at],
    )
    .map(drop)
}

/// Takes the row of an hour, before several attempts are counted: another that does the same waits here and nowhere else.
pub fn hold(tx: &mut Tx<'_>, at: Millis) -> Result<()> {
    let sql = "INSERT INTO api_guess_hours (hour, counters) VALUES (?1, 0)
        ON CONFLICT (hour) DO UPDATE SET counters = api_guess_hours.counters";
    tx.execute(sql, args![at.0 - at.0.rem_euclid(HOUR)]).map(drop)
}

/// Whether an hour has room for one more counter, which then is taken.
fn has_room(tx: &mut Tx<'_>, hour: i64) -> Result<bool> {
    let sql = "INSERT INTO api_guess_hours (hour, counters) VALUES (?1, 1)
        ON CONFLICT (hour) DO UPDATE SET counters = api_guess_hours.counters + 1
        WHERE api_guess_hours.counters < ?2";
    Ok(tx.execute(sql, args![hour, COUNTERS])? == 1)
}

/// The attempts from an hour on, those of one source where one is named, the most frequent first.
pub fn since(tx: &mut Tx<'_>, since: Millis, source: Option<&str>) -> Result<Vec<Guesses>> {
    let mut sql =
        Select::new("SELECT address, prefix, outcome, CAST(sum(count) AS BIGINT), max(last_at) FROM api_guesses");
    sql.and("hour >= ?", &[(since.0 - since.0.rem_euclid(HOUR)).into()]);
    sql.when("address = ?", source);
    sql.push(" GROUP BY address, prefix, outcome");
    let mut found = Vec::new();
    tx.query(sql.text(), sql.args(), |row| {
        found.push(Guesses {
            address: Some(row.text(0)?).filter(|address| !address.is_empty()),
            prefix: Some(row.text(1)?).filter(|prefix| !prefix.is_empty()),
            outcome: row.text(2)?,
            count: row.int(3)?,
            last_at: Millis(row.int(4)?),
        });
        Ok(true)
    })?;
    found.sort_by(|one: &Guesses, other| {
        let key = |it: &Guesses| (-it.count, -it.last_at.0);
        let names = |it: &Guesses| (it.address.clone(), it.prefix.clone(), it.outcome.clone());
        key(one).cmp(&key(other)).then_with(|| names(one).cmp(&names(other)))
    });
    Ok(found)
}

/// The source with the most attempts from an hour on, and how many; an empty source is one not given.
pub fn busiest(tx: &mut Tx<'_>, since: Millis) -> Result<Option<(String, i64)>> {
    let hour = since.0 - since.0.rem_euclid(HOUR);
    let mut most = None;
    tx.query(
        "SELECT address, CAST(sum(count) AS BIGINT) FROM api_guesses WHERE hour >= ?1 GROUP BY address",
        args![hour],
        |row| {
            let (source, count) = (row.text(0)?, row.int(1)?);
            if most.as_ref().is_none_or(|(_, highest)| count > *highest) {
                most = Some((source, count));
            }
            Ok(true)
        },
    )?;
    Ok(most)
}

/// The key of a counter: hour, address, prefix, outcome.
type Key = (i64, String, String, String);

/// A stretch of counters: behind one, up to another.
pub struct Stretch {
    after: Key,
    last: Key,
}

/// The next counters of hours that ended before a moment, behind a stretch of them.
pub fn overdue(tx: &mut Tx<'_>, before: Millis, past: Option<&Stretch>, most: u32) -> Result<Option<Stretch>> {
    let after = past.map_or((i64::MIN, String::new(), String::new(), String::new()), |past| past.last.clone());
    let keys = tx.all(
        "SELECT hour, address, prefix, outcome FROM api_guesses
         WHERE (hour, address, prefix, outcome) > (?1, ?2, ?3, ?4) AND hour < ?5
         ORDER BY hour, address, prefix, outcome LIMIT ?6",
        args![after.0, &after.1, &after.2, &after.3, before.0 - before.0.rem_euclid(HOUR), i64::from(most)],
        |row| Ok((row.int(0)?, row.text(1)?, row.text(2)?, row.text(3)?)),
    )?;
    Ok(keys.into_iter().next_back().map(|last| Stretch { after, last }))
}

/// Removes the counters of a stretch; how many.
pub fn forget(tx: &mut Tx<'_>, counters: &Stretch) -> Result<u64> {
    let Stretch { after, last } = counters;
    tx.execute("DELETE FROM api_guess_hours WHERE hour <= ?1", args![last.0])?;
    tx.execute(
        "DELETE FROM api_guesses WHERE (hour, address, prefix, outcome) > (?1, ?2, ?3, ?4)
            AND (hour, address, prefix, outcome) <= (?5, ?6, ?7, ?8)",
        args![after.0, &after.1, &after.2, &after.3, last.0, &last.1, &last.2, &last.3],
    )
}
