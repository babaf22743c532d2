//! Questions about the store as a whole, for those who look after it.

use super::Tx;
use super::engine::{Row, args};
use crate::domain::limit::State;
use crate::domain::time::{HOUR, Millis};
use crate::error::Result;

/// How many tokens are counted of those that a question is about.
pub const MOST: usize = 10_000;

/// A token that a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its workspace.
    pub workspace: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

fn named(row: &Row<'_>) -> Result<Named> {
    Ok(Named { workspace: row.text(0)?, id: row.text(1)?, name: row.text(2)? })
}

/// Tokens that work and never expire.
pub fn endless(tx: &mut Tx<'_>) -> Result<Vec<Named>> {
    let sql = "SELECT t.workspace, t.id, t.name FROM api_tokens t
        WHERE t.expires_at = ?1 AND t.revoked_at IS NULL AND t.disabled_at IS NULL LIMIT 10000";
    tx.all(sql, args![i64::MAX], named)
}

/// Tokens that were disabled before a moment, and not revoked. Reads every token.
pub fn disabled_before(tx: &mut Tx<'_>, before: Millis) -> Result<Vec<Named>> {
    let sql = "SELECT t.workspace, t.id, t.name FROM api_tokens t NOT INDEXED
        WHERE t.disabled_at < ?1 AND t.revoked_at IS NULL LIMIT 10000";
    tx.all(sql, args![before], named)
}

/// Tokens that work and may do everything.
pub fn almighty(tx: &mut Tx<'_>, now: Millis) -> Result<Vec<Named>> {
    let sql = "SELECT t.workspace, t.id, t.name FROM api_token_scopes s JOIN api_tokens t ON t.id = s.token_id
        WHERE s.scope = '*' AND t.expires_at > ?1 AND t.revoked_at IS NULL AND t.disabled_at IS NULL LIMIT 10000";
    tx.all(sql, args![now], named)
}

/// Tokens that work and have the limits of a tier.
pub fn of_tier(tx: &mut Tx<'_>, tier: &str, now: Millis) -> Result<Vec<Named>> {
    let sql = "SELECT t.workspace, t.id, t.name FROM api_tokens t WHERE t.tier = ?1 AND t.rate_limits IS NULL
        AND +t.expires_at > ?2 AND t.revoked_at IS NULL AND t.disabled_at IS NULL LIMIT 10000";
    tx.all(sql, args![tier, now], named)
}

/// Tokens whose secret was replaced before a moment while the one before still works.
pub fn long_graces(tx: &mut Tx<'_>, before: Millis, now: Millis) -> Result<Vec<Named>> {
    let sql = "SELECT t.workspace, t.id, t.name FROM api_tokens t WHERE t.previous_hash IS NOT NULL
        AND t.rotated_at < ?1 AND t.previous_expires_at > ?2 AND t.revoked_at IS NULL
        ORDER BY t.previous_hash LIMIT 10000";
    tx.all(sql, args![before, now], named)
}

/// Hands the workspace and the scopes of every token that is not revoked to `each`, joined by spaces.
pub fn carried(tx: &mut Tx<'_>, mut each: impl FnMut(&str, &str)) -> Result<()> {
    tx.query("SELECT t.workspace, t.scopes FROM api_tokens t NOT INDEXED WHERE t.revoked_at IS NULL", args![], |row| {
        each(row.str(0)?, row.str(1)?);
        Ok(true)
    })
}

/// When the newest row of usage was made.
pub fn newest_use(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT at FROM api_usage_log ORDER BY at DESC LIMIT 1", args![], |row| Ok(Millis(row.int(0)?)))
}

/// Whether a row of usage before a moment is newer than every hour that was counted.
pub fn is_uncounted_before(tx: &mut Tx<'_>, before: Millis) -> Result<bool> {
    let counted = tx.number("SELECT max(hour) FROM api_usage_hours", args![])?;
    let sql = "SELECT count(*) FROM (SELECT 1 FROM api_usage_log WHERE at >= ?1 AND at < ?2 LIMIT 1) AS found";
    let from = if counted == 0 { 0 } else { counted + HOUR };
    Ok(tx.number(sql, args![from, before])? > 0)
}

/// Counters that are not the sum of the rows they were made of, of hours from a moment on, for which all rows
/// are kept: token and hour. Reads all of them.
pub fn wrong_counters(tx: &mut Tx<'_>, from: i64) -> Result<Vec<(String, Millis)>> {
    let sql = "SELECT token_id, hour FROM (
            SELECT token_id, hour, outcome, resource, count FROM api_usage_hours WHERE hour >= ?1
            UNION ALL
            SELECT token_id, at - at % 3600000, outcome, coalesce(resource, ''), -1 FROM api_usage_log
            WHERE at >= ?1 AND rolled = 1) AS counted
        GROUP BY token_id, hour, outcome, resource HAVING sum(count) <> 0 LIMIT 1000";
    tx.all(sql, args![from], |row| Ok((row.text(0)?, Millis(row.int(1)?))))
}

/// Tokens whose scopes, as a verification reads them, are not those that lists are made from. Reads every
/// token.
pub fn split_scopes(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let sql = "SELECT t.id, t.scopes, s.scope FROM api_tokens t LEFT JOIN api_token_scopes s ON s.token_id = t.id
        ORDER BY t.id, s.scope";
    let mut found = Vec::new();
    // The token in hand: what its row says, and what the list says so far.
    let mut open: Option<(String, String, Vec<String>)> = None;
    let splits = |(_, said, listed): &(String, String, Vec<String>)| *said != listed.join(" ");
    tx.query(sql, args![], |row| {
        let id = row.str(0)?;
        if open.as_ref().is_none_or(|(before, ..)| before != id) {
            let before = open.replace((id.to_owned(), row.text(1)?, Vec::new()));
            found.extend(before.filter(splits).map(|(id, ..)| id));
        }
        if let Some((.., listed)) = &mut open {
            listed.extend(row.opt_text(2)?);
        }
        Ok(found.len() < MOST)
    })?;
    found.extend(open.filter(splits).map(|(id, ..)| id));
    Ok(found)
}

/// Tokens whose limiter cannot be read. Reads every limiter.
pub fn broken_limits(tx: &mut Tx<'_>) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    let sql =
        "SELECT t.workspace, t.id, t.name, l.at, l.levels FROM api_limits l JOIN api_tokens t ON t.id = l.token_id";
    tx.query(sql, args![], |row| {
        if State::decode(row.int(3)?, row.str(4)?).is_none() {
            found.push(named(row)?);
        }
        Ok(found.len() < MOST)
    })?;
    Ok(found)
}
