//! What begins with a text, by name or by id, in the order of an index.

use super::Tx;
use super::engine::Row;
use super::select::Select;
use super::tokens::{TOKEN, token};
use crate::domain::suggest::Candidate;
use crate::domain::time::Millis;
use crate::error::Result;

/// How many words are offered at most, before the last.
const MOST: usize = 100;

/// The rows whose `key` begins with a text, of a workspace where there is a condition that takes it.
fn begun(
    tx: &mut Tx<'_>,
    start: &str,
    within: Option<(&str, &str)>,
    (key, text): (&str, &str),
    read: impl Fn(&Row<'_>) -> Result<Candidate>,
) -> Result<Vec<Candidate>> {
    // The last character there is follows every other.
    let end = format!("{text}\u{10ffff}");
    let mut part = |direction: &str, most: usize| {
        let mut sql = Select::new(start);
        if let Some((condition, workspace)) = within {
            sql.and(condition, &[workspace.into()]);
        }
        sql.and(&format!("{key} >= ? AND {key} < ?"), &[text.into(), (&end).into()]);
        sql.push(&format!(" ORDER BY {key} {direction} LIMIT {most}"));
        tx.all(sql.text(), sql.args(), &read)
    };
    let mut found = part("ASC", MOST)?;
    if found.len() == MOST {
        found.extend(part("DESC", 1)?);
        found.dedup();
    }
    Ok(found)
}

/// Tokens that hold a name, by name.
pub fn tokens_by_name(tx: &mut Tx<'_>, workspace: &str, text: &str, now: Millis) -> Result<Vec<Candidate>> {
    let within = ("t.workspace = ? AND t.revoked_at IS NULL", workspace);
    begun(tx, TOKEN, Some(within), ("t.name", text), |row| {
        let token = token(row, now)?;
        Ok(Candidate::new(token.name, format!("{}, {}", token.status.as_str(), token.id)))
    })
}

/// Tokens of every state, by id.
pub fn tokens_by_id(tx: &mut Tx<'_>, workspace: &str, text: &str, now: Millis) -> Result<Vec<Candidate>> {
    begun(tx, TOKEN, Some(("t.workspace = ?", workspace)), ("t.id", text), |row| {
        let token = token(row, now)?;
        Ok(Candidate::new(token.id, format!("{}, {}", token.name, token.status.as_str())))
    })
}

/// Scopes of a workspace.
pub fn scopes(tx: &mut Tx<'_>, workspace: &str, text: &str) -> Result<Vec<Candidate>> {
    let start = "SELECT name, coalesce(description, '') FROM api_scopes";
    begun(tx, start, Some(("workspace = ?", workspace)), ("name", text), candidate)
}

/// Tiers.
pub fn tiers(tx: &mut Tx<'_>, text: &str) -> Result<Vec<Candidate>> {
    begun(tx, "SELECT name, rate_limits FROM api_tiers", None, ("name", text), candidate)
}

/// Workspaces.
pub fn workspaces(tx: &mut Tx<'_>, text: &str) -> Result<Vec<Candidate>> {
    begun(tx, "SELECT name, '' FROM workspaces", None, ("name", text), candidate)
}

fn candidate(row: &Row<'_>) -> Result<Candidate> {
    Ok(Candidate::new(row.text(0)?, row.text(1)?))
}
