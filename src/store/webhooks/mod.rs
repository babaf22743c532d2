//! Webhooks in the store: a file a noun.

pub mod attempts;
pub mod claims;
pub mod deliveries;
pub mod endpoints;
pub mod events;
pub mod lanes;
pub mod types;
pub mod workers;

use super::engine::Value;
use super::select::Select;
use super::{Tx, marks};
use crate::domain::id;
use crate::domain::page::IdPage;
use crate::error::Result;

/// The mark that changes whenever an endpoint or a type does.
const CHANGED: &str = "webhooks_changed";

/// Notes that endpoints or types have changed, so that whoever remembers them looks again.
pub fn touch(tx: &mut Tx<'_>, stamp: &str) -> Result<()> {
    marks::set(tx, CHANGED, stamp)
}

/// What [`touch`] noted last.
pub fn stamp(tx: &mut Tx<'_>) -> Result<Option<String>> {
    marks::get(tx, CHANGED)
}

/// The ids between which the moments of a page lie: an id begins with its moment.
struct Bounds {
    from: String,
    to: Option<String>,
}

impl Bounds {
    fn new(page: &IdPage, prefix: &str) -> Bounds {
        Bounds {
            // Also without a moment, so that a list of everything is a search in the order of ids.
            from: page.since.map_or(prefix.to_owned(), |at| id::new(prefix, at, [0; 10])),
            to: page.until.map(|at| id::new(prefix, at, [0xff; 10])),
        }
    }
}

/// Adds the conditions, order and bound of a page that is ordered by `key`.
fn by_id<'a>(sql: &mut Select<'a>, page: &'a IdPage, bounds: &'a Bounds, key: &str) {
    let (beyond, direction) = if page.ascending { (">", "ASC") } else { ("<", "DESC") };
    sql.and(&format!("{key} >= ?"), &[(&bounds.from).into()]);
    sql.when(&format!("{key} <= ?"), bounds.to.as_deref());
    sql.when(&format!("{key} {beyond} ?"), page.after.as_deref());
    sql.push(&format!(" ORDER BY {key} {direction}"));
    if let Some(limit) = page.limit {
        sql.push(&format!(" LIMIT {limit}"));
    }
}

/// Yes or no as the store keeps it.
fn flag(yes: bool) -> Value<'static> {
    Value::Int(yes.into())
}

/// Tells workers on other machines, with the commit, that something is to be delivered. On one machine they see the
/// store's file change.
pub fn wake(tx: &mut Tx<'_>) -> Result<()> {
    tx.engine.notify()
}
