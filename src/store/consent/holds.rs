//! Legal holds in the store.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use crate::domain::consent::hold::{Filter, Hold};
use crate::domain::id;
use crate::domain::time::Millis;
use crate::error::Result;

/// What is sealed in a hold, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// The subject's key; absent where the person was forgotten.
    pub secret: Option<Vec<u8>>,
    /// The reference.
    pub reference: Option<Vec<u8>>,
    /// Why the hold was placed.
    pub matter: Option<Vec<u8>>,
}

const START: &str = "SELECT h.id, h.workspace, h.subject_id, h.placed_at, h.placed_by, h.released_at, h.released_by,
    i.secret, i.reference, h.matter
    FROM consent_holds h LEFT JOIN consent_identities i ON i.subject_id = h.subject_id";

fn hold(row: &Row<'_>) -> Result<(Hold, Sealed)> {
    let hold = Hold {
        id: row.text(0)?,
        workspace: row.text(1)?,
        subject_id: row.text(2)?,
        subject: None,
        matter: None,
        placed_at: Millis(row.int(3)?),
        placed_by: row.text(4)?,
        released_at: row.opt_int(5)?.map(Millis),
        released_by: row.opt_text(6)?,
    };
    let bytes = |at: usize| Ok::<_, crate::error::Error>(row.opt_bytes(at)?.map(<[u8]>::to_vec));
    Ok((hold, Sealed { secret: bytes(7)?, reference: bytes(8)?, matter: bytes(9)? }))
}

/// Adds one, with the sealed reason.
pub fn insert(tx: &mut Tx<'_>, new: &Hold, matter: &[u8]) -> Result<()> {
    let sql = "INSERT INTO consent_holds (id, tail, workspace, subject_id, matter, placed_at, placed_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let args =
        args![&new.id, id::tail(&new.id), &new.workspace, &new.subject_id, matter, new.placed_at, &new.placed_by];
    tx.execute(sql, args).map(drop)
}

/// The hold of this id.
pub fn get(tx: &mut Tx<'_>, hold_id: &str) -> Result<Option<(Hold, Sealed)>> {
    tx.first(&format!("{START} WHERE h.id = ?1"), args![hold_id], hold)
}

/// The holds of a subject, of which there are few, in no order.
pub fn of_subject(tx: &mut Tx<'_>, subject_id: &str) -> Result<Vec<(Hold, Sealed)>> {
    tx.all(&format!("{START} WHERE h.subject_id = ?1"), args![subject_id], hold)
}

/// How many holds a subject is under.
pub fn count(tx: &mut Tx<'_>, subject_id: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM consent_holds h WHERE h.subject_id = ?1 AND h.released_at IS NULL";
    tx.number(sql, args![subject_id])
}

/// Ends one.
pub fn release(tx: &mut Tx<'_>, hold_id: &str, at: Millis, by: &str) -> Result<()> {
    let sql = "UPDATE consent_holds SET released_at = ?2, released_by = ?3 WHERE id = ?1";
    tx.execute(sql, args![hold_id, at, by]).map(drop)
}

/// Hands over the holds that a filter lets through.
pub fn walk(tx: &mut Tx<'_>, filter: &Filter, mut each: impl FnMut(Hold, Sealed) -> Result<bool>) -> Result<()> {
    let mut sql = Select::new(START);
    sql.when("h.workspace = ?", filter.workspace.as_deref());
    if let Some(active) = filter.active {
        sql.and(if active { "h.released_at IS NULL" } else { "h.released_at IS NOT NULL" }, &[]);
    }
    sql.when("h.placed_at >= ?", filter.since);
    sql.when("h.placed_at <= ?", filter.until);
    sql.when(if filter.ascending { "h.id > ?" } else { "h.id < ?" }, filter.after.as_deref());
    sql.push(if filter.ascending { " ORDER BY h.id" } else { " ORDER BY h.id DESC" });
    if let Some(limit) = filter.limit {
        sql.push(&format!(" LIMIT {limit}"));
    }
    tx.query(sql.text(), sql.args(), |row| {
        let (hold, sealed) = hold(row)?;
        each(hold, sealed)
    })
}
