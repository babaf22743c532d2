//! Finding the record that a person means: by whole id, by name, or by an unambiguous part of an id.

use super::Tx;
use super::engine::args;
use super::select::like;
use crate::domain::id;
use crate::error::Result;

/// How many candidates an ambiguous reference names.
const MOST: usize = 10;

/// Ids of a workspace's rows in `table` that begin or end like `part`, at most a handful.
pub fn by_part(tx: &mut Tx<'_>, table: &str, workspace: &str, prefix: &str, part: &str) -> Result<Vec<String>> {
    let (beginning, ending) = match part.strip_prefix(prefix) {
        Some(beginning) => (beginning, ""),
        None => (part, part),
    };
    let mut found = Vec::new();
    if id::is_part(beginning) {
        let from = format!("{prefix}{beginning}");
        // `~` follows every letter of an id.
        let sql =
            format!("SELECT id FROM {table} WHERE workspace = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT {MOST}");
        found.extend(tx.all(&sql, args![workspace, &from, &format!("{from}~")], |row| row.text(0))?);
    }
    if ending.len() >= id::TAIL && id::is_part(ending) {
        let sql = format!(
            "SELECT id FROM {table} WHERE workspace = ?1 AND tail = ?2 AND id LIKE ?3 ESCAPE '\\' ORDER BY id LIMIT {MOST}"
        );
        let pattern = format!("%{}", like(ending));
        found.extend(tx.all(&sql, args![workspace, &ending[ending.len() - id::TAIL..], &pattern], |row| row.text(0))?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}
