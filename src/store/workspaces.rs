//! Workspaces in the store.

use super::Tx;
use super::engine::{Row, args};
use super::select::Select;
use crate::domain::page::NamePage;
use crate::domain::time::Millis;
use crate::domain::workspace::Workspace;
use crate::error::Result;

fn workspace(row: &Row<'_>) -> Result<Workspace> {
    Ok(Workspace { name: row.text(0)?, created_at: Millis(row.int(1)?), created_by: row.text(2)? })
}

/// Adds one; false if its name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &Workspace) -> Result<bool> {
    let sql = "INSERT INTO workspaces (name, created_at, created_by) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, args![&new.name, new.created_at, &new.created_by])? > 0)
}

/// The one of this name.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<Workspace>> {
    tx.first("SELECT name, created_at, created_by FROM workspaces WHERE name = ?1", args![name], workspace)
}

/// A part of them, by name.
pub fn list(tx: &mut Tx<'_>, page: &NamePage, mut each: impl FnMut(Workspace) -> Result<bool>) -> Result<()> {
    let mut sql = Select::new("SELECT name, created_at, created_by FROM workspaces");
    sql.page(page, "");
    tx.query(sql.text(), sql.args(), |row| each(workspace(row)?))
}

/// Their names, for suggestions.
pub fn names(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.all("SELECT name FROM workspaces ORDER BY name LIMIT 1000", args![], |row| row.text(0))
}

/// Removes one with all that belongs to it. The audit trail keeps what was done in it.
pub fn delete(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    for table in ["api_usage_log", "api_usage_hours"] {
        let sql = format!("DELETE FROM {table} WHERE token_id IN (SELECT id FROM api_tokens WHERE workspace = ?1)");
        tx.execute(&sql, args![name])?;
    }
    tx.execute("DELETE FROM api_tokens WHERE workspace = ?1", args![name])?;
    tx.execute("DELETE FROM api_scopes WHERE workspace = ?1", args![name])?;
    for table in ["consent_purposes", "consent_policies"] {
        tx.execute(&format!("DELETE FROM {table} WHERE workspace = ?1"), args![name])?;
    }
    let unused = "DELETE FROM consent_texts WHERE sha256 NOT IN (SELECT p.sha256 FROM consent_policies p)";
    tx.execute(unused, args![])?;
    tx.execute("DELETE FROM webhook_attempts WHERE workspace = ?1", args![name])?;
    tx.execute("DELETE FROM webhook_deliveries WHERE workspace = ?1", args![name])?;
    tx.execute("DELETE FROM webhook_events WHERE workspace = ?1", args![name])?;
    tx.execute("DELETE FROM webhook_types WHERE workspace = ?1", args![name])?;
    for table in ["webhook_secrets", "webhook_lanes"] {
        let sql =
            format!("DELETE FROM {table} WHERE endpoint_id IN (SELECT id FROM webhook_endpoints WHERE workspace = ?1)");
        tx.execute(&sql, args![name])?;
    }
    tx.execute("DELETE FROM webhook_endpoints WHERE workspace = ?1", args![name])?;
    tx.execute("DELETE FROM workspaces WHERE name = ?1", args![name]).map(drop)
}
