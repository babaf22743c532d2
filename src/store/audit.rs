//! The audit trail in the store: entries wait in their transaction and are numbered, hashed and written by
//! its last statements, so that the head is held for as short as can be.

use super::Tx;
use super::engine::{Row, args};
use crate::domain::audit::{Entry, Filter, Frontier, Logged};
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

/// An entry that has no number yet, and the salt of the commitments in it.
pub struct Pending {
    /// The entry; its number is set when it is written.
    pub entry: Entry,
    /// The salt, where there is a commitment.
    pub salt: Option<[u8; 16]>,
}

/// How many entries wait before they are written early, to keep memory flat.
const MOST_PENDING: usize = 4_096;

impl Tx<'_> {
    /// Adds an entry that commits with the transaction.
    pub fn log(&mut self, pending: Pending) -> Result<()> {
        self.trail.push(pending);
        if self.trail.len() >= MOST_PENDING { append(self) } else { Ok(()) }
    }
}

/// Writes the waiting entries and the new head.
pub(super) fn append(tx: &mut Tx<'_>) -> Result<()> {
    let pending = std::mem::take(&mut tx.trail);
    if pending.is_empty() {
        return Ok(());
    }
    let mut head = head(tx)?;
    for Pending { mut entry, salt } in pending {
        entry.seq = next(&head);
        let hash = entry.leaf_hash();
        head.push(hash);
        tx.execute(
            "INSERT INTO audit_log (seq, at, actor, os_user, host, role, workspace, action, object, changes, leaf_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            args![
                entry.seq,
                entry.at,
                &entry.actor,
                &entry.os_user,
                &entry.host,
                entry.role.as_ref(),
                entry.workspace.as_ref(),
                &entry.action,
                &entry.object,
                &entry.changes,
                &hash
            ],
        )?;
        if let Some(salt) = salt {
            tx.execute("INSERT INTO audit_salts (seq, salt) VALUES (?1, ?2)", args![entry.seq, &salt[..]])?;
        }
    }
    tx.execute("UPDATE audit_head SET size = ?1, peaks = ?2 WHERE one = 1", args![next(&head), &head.encode()[..]])?;
    Ok(())
}

#[expect(clippy::cast_possible_wrap, reason = "a trail of 2^63 entries fits no disk")]
fn next(head: &Frontier) -> i64 {
    head.size() as i64
}

/// The head of the trail: its size and peaks.
pub fn head(tx: &mut Tx<'_>) -> Result<Frontier> {
    let read = |row: &Row<'_>| {
        let size = u64::try_from(row.int(0)?).ok();
        Ok(size.and_then(|size| Frontier::decode(size, row.bytes(1).ok()?)))
    };
    tx.first("SELECT size, peaks FROM audit_head WHERE one = 1", args![], read)?.flatten().ok_or_else(|| {
        Error::new(Code::AuditBroken, "the head of the audit trail is damaged")
            .hint("see what holds with: gatepost audit verify")
    })
}

const COLUMNS: &str = "seq, at, actor, os_user, host, role, workspace, action, object, changes, leaf_hash";

fn logged(row: &Row<'_>) -> Result<Logged> {
    let entry = Entry {
        seq: row.int(0)?,
        at: Millis(row.int(1)?),
        actor: row.text(2)?,
        os_user: row.text(3)?,
        host: row.text(4)?,
        role: row.opt_text(5)?,
        workspace: row.opt_text(6)?,
        action: row.text(7)?,
        object: row.text(8)?,
        changes: row.text(9)?,
    };
    let leaf_hash = row.bytes(10)?.try_into().unwrap_or_default();
    Ok(Logged { entry, leaf_hash })
}

/// Every entry in order.
pub fn walk(tx: &mut Tx<'_>, mut each: impl FnMut(Logged) -> Result<bool>) -> Result<()> {
    tx.query(&format!("SELECT {COLUMNS} FROM audit_log ORDER BY seq"), args![], |row| each(logged(row)?))
}

/// The entries from a number on, in order.
pub fn walk_from(tx: &mut Tx<'_>, first: i64, mut each: impl FnMut(Logged) -> Result<bool>) -> Result<()> {
    tx.query(&format!("SELECT {COLUMNS} FROM audit_log WHERE seq >= ?1 ORDER BY seq"), args![first], |row| {
        each(logged(row)?)
    })
}

/// When the newest entry was written.
pub fn newest(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    tx.first("SELECT at FROM audit_log ORDER BY seq DESC LIMIT 1", args![], |row| Ok(Millis(row.int(0)?)))
}

/// How many salts belong to no entry of a trail of this size.
pub fn stray_salts(tx: &mut Tx<'_>, size: i64) -> Result<i64> {
    tx.number("SELECT count(*) FROM audit_salts WHERE seq >= ?1", args![size])
}

/// Removes them.
pub fn delete_stray_salts(tx: &mut Tx<'_>, size: i64) -> Result<u64> {
    tx.execute("DELETE FROM audit_salts WHERE seq >= ?1", args![size])
}

/// The entries that a filter lets through, newest first unless asked otherwise.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, mut each: impl FnMut(Logged) -> Result<bool>) -> Result<()> {
    let (beyond, order) = if filter.ascending { (">", "ASC") } else { ("<", "DESC") };
    let mut sql = super::select::Select::new(&format!("SELECT {COLUMNS} FROM audit_log"));
    // What concerns the store as a whole is of every workspace.
    sql.when("(workspace = ? OR workspace IS NULL)", filter.workspace.as_deref());
    sql.when("actor = ?", filter.by.as_deref());
    sql.when("action = ?", filter.action.as_deref());
    sql.when("object = ?", filter.object.as_deref());
    sql.when("at >= ?", filter.since);
    sql.when("at <= ?", filter.until);
    sql.when(&format!("seq {beyond} ?"), filter.after);
    sql.push(&format!(" ORDER BY seq {order}"));
    tx.stream(sql.text(), sql.args(), |row| each(logged(row)?))
}
