//! Tiers in the store.

use super::Tx;
use super::engine::{Row, args};
use super::select::Select;
use crate::domain::limit::{join_rates, parse_rates};
use crate::domain::page::NamePage;
use crate::domain::tier::Tier;
use crate::domain::time::Millis;
use crate::error::Result;

const COLUMNS: &str = "name, rate_limits, created_at, created_by";

fn tier(row: &Row<'_>) -> Result<Tier> {
    let rates = row.str(1)?;
    Ok(Tier {
        name: row.text(0)?,
        rate_limits: if rates.is_empty() { Vec::new() } else { parse_rates(rates)? },
        created_at: Millis(row.int(2)?),
        created_by: row.text(3)?,
    })
}

/// Adds one; false if its name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &Tier) -> Result<bool> {
    let sql = "INSERT INTO api_tiers (name, rate_limits, created_at, created_by) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO NOTHING";
    let rates = join_rates(&new.rate_limits);
    Ok(tx.execute(sql, args![&new.name, &rates, new.created_at, &new.created_by])? > 0)
}

/// The one of this name.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<Tier>> {
    tx.first(&format!("SELECT {COLUMNS} FROM api_tiers WHERE name = ?1"), args![name], tier)
}

/// A part of them, by name.
pub fn list(tx: &mut Tx<'_>, page: &NamePage) -> Result<Vec<Tier>> {
    let mut sql = Select::new(&format!("SELECT {COLUMNS} FROM api_tiers"));
    sql.page(page, "");
    tx.all(sql.text(), sql.args(), tier)
}

/// Replaces its limits.
pub fn update(tx: &mut Tx<'_>, changed: &Tier) -> Result<()> {
    let rates = join_rates(&changed.rate_limits);
    tx.execute("UPDATE api_tiers SET rate_limits = ?2 WHERE name = ?1", args![&changed.name, &rates]).map(drop)
}

/// How many tokens hang on it, revoked ones included.
pub fn carriers(tx: &mut Tx<'_>, name: &str) -> Result<i64> {
    tx.number("SELECT count(*) FROM api_tokens WHERE tier = ?1", args![name])
}

/// Removes one.
pub fn delete(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    tx.execute("DELETE FROM api_tiers WHERE name = ?1", args![name]).map(drop)
}
