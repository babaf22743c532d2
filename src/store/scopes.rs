//! The scope catalogues in the store.

use super::Tx;
use super::engine::{Row, args};
use super::select::Select;
use crate::domain::page::NamePage;
use crate::domain::time::Millis;
use crate::domain::workspace::Scope;
use crate::error::Result;

const COLUMNS: &str = "workspace, name, description, created_at, created_by";

fn scope(row: &Row<'_>) -> Result<Scope> {
    Ok(Scope {
        workspace: row.text(0)?,
        name: row.text(1)?,
        description: row.opt_text(2)?,
        created_at: Millis(row.int(3)?),
        created_by: row.text(4)?,
    })
}

/// Adds one; false if it stands there already.
pub fn insert(tx: &mut Tx<'_>, new: &Scope) -> Result<bool> {
    let sql = "INSERT INTO api_scopes (workspace, name, description, created_at, created_by)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let args = args![&new.workspace, &new.name, new.description.as_ref(), new.created_at, &new.created_by];
    Ok(tx.execute(sql, args)? > 0)
}

/// The one of this name.
pub fn get(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Option<Scope>> {
    let sql = format!("SELECT {COLUMNS} FROM api_scopes WHERE workspace = ?1 AND name = ?2");
    tx.first(&sql, args![workspace, name], scope)
}

/// A part of a workspace's scopes, or of all, by workspace and name.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: Option<&str>,
    page: &NamePage,
    mut each: impl FnMut(Scope) -> Result<bool>,
) -> Result<()> {
    let mut sql = Select::new(&format!("SELECT {COLUMNS} FROM api_scopes"));
    sql.when("workspace = ?", workspace);
    sql.page(page, "workspace, ");
    tx.query(sql.text(), sql.args(), |row| each(scope(row)?))
}

/// The names of a workspace's scopes, for checks and suggestions.
pub fn names(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM api_scopes WHERE workspace = ?1 ORDER BY name";
    tx.all(sql, args![workspace], |row| row.text(0))
}

/// How many tokens of a workspace that are not revoked carry a scope, by exactly this word.
pub fn carriers(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM api_token_scopes s JOIN api_tokens t ON t.id = s.token_id
        WHERE s.scope = ?1 AND t.workspace = ?2 AND t.revoked_at IS NULL";
    tx.number(sql, args![name, workspace])
}

/// Removes one.
pub fn delete(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<()> {
    tx.execute("DELETE FROM api_scopes WHERE workspace = ?1 AND name = ?2", args![workspace, name]).map(drop)
}
