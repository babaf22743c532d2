//! Event types in the store.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use crate::domain::page::NamePage;
use crate::domain::time::Millis;
use crate::domain::webhook::endpoint::EventType;
use crate::domain::webhook::schema::Enforcement;
use crate::error::{Code, Error, Result};

const COLUMNS: &str = "workspace, name, description, schema, enforce, created_at, created_by";

fn event_type(row: &Row<'_>) -> Result<EventType> {
    let damaged = || Error::new(Code::StoreDamaged, "the store holds an event type that cannot be read");
    Ok(EventType {
        workspace: row.text(0)?,
        name: row.text(1)?,
        description: row.opt_text(2)?,
        schema: row.opt_str(3)?.map(serde_json::from_str).transpose().map_err(|_| damaged())?,
        enforce: Enforcement::parse(row.str(4)?).ok_or_else(damaged)?,
        created_at: Millis(row.int(5)?),
        created_by: row.text(6)?,
    })
}

/// Adds one; false if its name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &EventType) -> Result<bool> {
    let schema = new.schema.as_ref().map(ToString::to_string);
    let added = tx.execute(
        "INSERT INTO webhook_types (workspace, name, description, schema, enforce, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        args![
            &new.workspace,
            &new.name,
            new.description.as_ref(),
            schema.as_ref(),
            new.enforce.as_str(),
            new.created_at,
            &new.created_by
        ],
    )?;
    Ok(added > 0)
}

/// Replaces what it says of payloads.
pub fn update(tx: &mut Tx<'_>, changed: &EventType) -> Result<()> {
    let schema = changed.schema.as_ref().map(ToString::to_string);
    let sql = "UPDATE webhook_types SET description = ?3, schema = ?4, enforce = ?5 WHERE workspace = ?1 AND name = ?2";
    let args = args![
        &changed.workspace,
        &changed.name,
        changed.description.as_ref(),
        schema.as_ref(),
        changed.enforce.as_str()
    ];
    tx.execute(sql, args).map(drop)
}

/// The one of this name.
pub fn get(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Option<EventType>> {
    let sql = format!("SELECT {COLUMNS} FROM webhook_types WHERE workspace = ?1 AND name = ?2");
    tx.first(&sql, args![workspace, name], event_type)
}

/// A part of those of a workspace, or of all, by name.
pub fn list(tx: &mut Tx<'_>, workspace: Option<&str>, page: &NamePage) -> Result<Vec<EventType>> {
    let mut sql = Select::new(&format!("SELECT {COLUMNS} FROM webhook_types"));
    sql.when("workspace = ?", workspace);
    sql.page(page, if workspace.is_some() { "" } else { "workspace, " });
    tx.all(sql.text(), sql.args(), event_type)
}

/// The names that a workspace knows, for suggestions.
pub fn names(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM webhook_types WHERE workspace = ?1 ORDER BY name LIMIT 1000";
    tx.all(sql, args![workspace], |row| row.text(0))
}

/// Removes one.
pub fn delete(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<()> {
    tx.execute("DELETE FROM webhook_types WHERE workspace = ?1 AND name = ?2", args![workspace, name]).map(drop)
}
