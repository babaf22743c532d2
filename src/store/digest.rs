//! A digest of everything that a store says, wherever its bytes lie: two stores with the same tables and the
//! same rows have the same.

use sha2::{Digest as _, Sha256};

use super::engine::Value;
use super::marks;
use super::sqlite::Sqlite;
use crate::error::Result;

/// SHA-256 over every table's name and statement, and every value of every row.
pub type Digest = [u8; 32];

/// The digest of what a connection sees: for one moment, it stands in a transaction.
pub(super) fn digest(engine: &Sqlite) -> Result<Digest> {
    let mut tables = Vec::new();
    engine.query("SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE type = 'table'", &[], &mut |row| {
        tables.push((row.text(0)?, row.text(1)?));
        Ok(true)
    })?;
    tables.sort();
    let mut hasher = Sha256::new();
    for (table, statement) in tables {
        feed(&mut hasher, b't', table.as_bytes());
        feed(&mut hasher, b's', statement.as_bytes());
        // In the order in which they lie in the table, which a copy keeps.
        engine.query(&format!("SELECT * FROM \"{table}\" NOT INDEXED"), &[], &mut |row| {
            // What a store says of its backups, its copy says otherwise.
            if table == "marks" && [marks::BACKED_UP_AT, marks::VERIFIED_AT].contains(&row.str(0)?) {
                return Ok(true);
            }
            row.values(|value| feed_value(&mut hasher, value))?;
            Ok(true)
        })?;
    }
    Ok(hasher.finalize().into())
}

/// Adds a value of a row.
pub(super) fn feed_value(hasher: &mut Sha256, value: Value<'_>) {
    match value {
        Value::Null => feed(hasher, b'0', &[]),
        Value::Int(number) => feed(hasher, b'1', &number.to_be_bytes()),
        Value::Text(text) => feed(hasher, b'3', text.as_bytes()),
        Value::Bytes(bytes) => feed(hasher, b'4', bytes),
    }
}

/// A value with its kind and length before it, so that no two series of values are the same bytes.
fn feed(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
