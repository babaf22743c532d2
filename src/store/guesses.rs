//! Guesses in the store: hourly counters by source, displayed prefix and outcome. They are apart from the
//! usage of tokens, and no source can fill the store with them.

use super::Tx;
use super::engine::args;
use super::select::Select;
use crate::domain::guess::Guesses;
use crate::domain::time::{HOUR, Millis};
use crate::error::Result;

/// How many counters one source has an hour with prefixes of their own; further prefixes are counted
/// together.
const PREFIXES: i64 = 100;

/// Counts one attempt.
pub fn count(tx: &mut Tx<'_>, at: Millis, source: &str, prefix: &str, outcome: &str) -> Result<()> {
    let hour = at.0 - at.0.rem_euclid(HOUR);
    let held = tx.number(
        "SELECT count(*) FROM (SELECT 1 FROM api_guesses WHERE hour = ?1 AND address = ?2 LIMIT ?3)",
        args![hour, source, PREFIXES],
    )?;
    let prefix = if held < PREFIXES { prefix } else { "" };
    tx.execute(
        "INSERT INTO api_guesses (hour, address, prefix, outcome, count, last_at) VALUES (?1, ?2, ?3, ?4, 1, ?5)
         ON CONFLICT (hour, address, prefix, outcome) DO UPDATE SET count = api_guesses.count + 1,
            last_at = excluded.last_at",
        args![hour, source, prefix, outcome, at],
    )
    .map(drop)
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
    found.sort_by_key(|guesses| (-guesses.count, -guesses.last_at.0));
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

/// Removes the counters of hours that ended before a moment, at most `most`; how many.
pub fn forget(tx: &mut Tx<'_>, before: Millis, most: i64) -> Result<u64> {
    let sql = "DELETE FROM api_guesses WHERE (hour, address, prefix, outcome) IN
        (SELECT hour, address, prefix, outcome FROM api_guesses WHERE hour < ?1
         ORDER BY hour, address, prefix, outcome LIMIT ?2)";
    tx.execute(sql, args![before.0 - before.0.rem_euclid(HOUR), most])
}
