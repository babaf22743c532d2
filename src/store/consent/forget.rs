//! What goes: all that is personal of a subject who is forgotten, and the records that were kept long enough. Triggers
//! keep what is under a hold, whatever is asked for here.

use super::super::engine::{Row, Value, args};
use super::super::erased::Erased;
use super::super::select::Select;
use super::super::{Tx, marks};
use super::events;
use crate::domain::audit::commit;
use crate::domain::consent::erasure::Erasure;
use crate::domain::time::Millis;
use crate::error::Result;

/// The mark of an erasure whose traces are still in the files, before the pseudonym.
const TRACES: &str = "consent_traces_";
/// The mark of a purge that is under way.
const PURGE: &str = "consent_purge";

/// The erasure of a subject, if the person was forgotten.
pub fn erasure(tx: &mut Tx<'_>, subject_id: &str) -> Result<Option<Erasure>> {
    let sql = "SELECT e.workspace, e.erased_at, e.erased_by FROM consent_erasures e WHERE e.subject_id = ?1";
    tx.first(sql, args![subject_id], |row| {
        Ok(Erasure {
            subject_id: subject_id.to_owned(),
            workspace: row.text(0)?,
            erased_at: Millis(row.int(1)?),
            erased_by: row.text(2)?,
        })
    })
}

/// Everybody who was forgotten.
pub fn erasures(tx: &mut Tx<'_>) -> Result<Erased> {
    let mut all = Erased::new();
    tx.query("SELECT e.subject_id, e.erased_at FROM consent_erasures e", args![], |row| {
        all.insert(row.text(0)?, Millis(row.int(1)?));
        Ok(true)
    })?;
    Ok(all)
}

/// Notes that a person was forgotten.
pub fn insert_erasure(tx: &mut Tx<'_>, erasure: &Erasure) -> Result<()> {
    let sql = "INSERT INTO consent_erasures (subject_id, workspace, erased_at, erased_by) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, args![&erasure.subject_id, &erasure.workspace, erasure.erased_at, &erasure.erased_by]).map(drop)
}

/// How many grants a subject has, and how many events those have.
pub fn extent(tx: &mut Tx<'_>, subject_id: &str) -> Result<(i64, i64)> {
    let sql = "SELECT count(*), CAST(sum(g.events) AS BIGINT) FROM consent_grants g WHERE g.subject_id = ?1";
    let found = tx.first(sql, args![subject_id], |row| Ok((row.int(0)?, row.opt_int(1)?.unwrap_or_default())))?;
    Ok(found.unwrap_or_default())
}

/// Removes what is personal of a subject: who it is, the key, and what that key seals; how many sealed values that
/// were. With the salts of the audit entries about the subject nothing is left to compare a guess with.
pub fn forget(tx: &mut Tx<'_>, subject_id: &str) -> Result<u64> {
    let mut removed = 0;
    for sql in [
        "DELETE FROM consent_private WHERE subject_id = ?1",
        "DELETE FROM consent_imports WHERE subject_id = ?1",
        "UPDATE consent_holds SET matter = NULL WHERE subject_id = ?1 AND matter IS NOT NULL",
        // The reference and the key.
        "DELETE FROM consent_identities WHERE subject_id = ?1",
    ] {
        removed += tx.execute(sql, args![subject_id])?;
    }
    forget_sources(tx, subject_id)?;
    for objects in [
        "SELECT g.id FROM consent_grants g WHERE g.subject_id = ?1",
        "SELECT h.id FROM consent_holds h WHERE h.subject_id = ?1",
    ] {
        let sql = format!(
            "DELETE FROM audit_salts WHERE seq IN (SELECT l.seq FROM audit_log l WHERE l.object IN ({objects}))"
        );
        tx.execute(&sql, args![subject_id])?;
    }
    forget_salts(tx, subject_id)?;
    Ok(removed)
}

/// Removes where a person was asked, which is free text. No event is ever changed, so they are written anew.
fn forget_sources(tx: &mut Tx<'_>, subject_id: &str) -> Result<()> {
    let sql = "SELECT g.id FROM consent_grants g WHERE g.subject_id = ?1";
    for grant_id in tx.all(sql, args![subject_id], |row| row.text(0))? {
        let mut kept = events::of_grant(tx, &grant_id)?;
        if kept.iter().all(|event| event.terms.source.is_none()) {
            continue;
        }
        tx.execute("DELETE FROM consent_events WHERE grant_id = ?1", args![&grant_id])?;
        for event in &mut kept {
            event.terms.source = None;
            events::insert(tx, &grant_id, event)?;
        }
    }
    let sql = "UPDATE consent_grants SET source = NULL WHERE subject_id = ?1 AND source IS NOT NULL";
    tx.execute(sql, args![subject_id]).map(drop)
}

/// Removes the salts of the audit entries about a record.
pub fn forget_salts(tx: &mut Tx<'_>, object: &str) -> Result<()> {
    let sql = "DELETE FROM audit_salts WHERE seq IN (SELECT l.seq FROM audit_log l WHERE l.object = ?1)";
    tx.execute(sql, args![object]).map(drop)
}

/// The entries of a workspace about tokens, or about an export of them, in which a guess of some texts could be confirmed.
pub fn confirming(tx: &mut Tx<'_>, workspace: &str, texts: &[String]) -> Result<Vec<i64>> {
    let sql = "SELECT s.seq, s.salt, l.changes FROM audit_log l JOIN audit_salts s ON s.seq = l.seq
        WHERE l.object >= ?1 AND l.object <= ?2 AND (l.workspace = ?3 OR l.workspace IS NULL)";
    let mut found = Vec::new();
    // `~` follows every letter of an id, and `*` is every workspace.
    for (first, last) in [("tok_", "tok_~"), (workspace, workspace), ("*", "*")] {
        tx.query(sql, args![first, last, workspace], |row| confirms(row, texts, &mut found))?;
    }
    Ok(found)
}

/// The same among the entries from a number on, whatever they are about.
pub fn confirming_from(tx: &mut Tx<'_>, workspace: &str, texts: &[String], from: i64) -> Result<Vec<i64>> {
    let sql = "SELECT s.seq, s.salt, l.changes FROM audit_salts s JOIN audit_log l ON l.seq = s.seq
        WHERE s.seq >= ?1 AND (l.workspace = ?2 OR l.workspace IS NULL)";
    let mut found = Vec::new();
    tx.query(sql, args![from, workspace], |row| confirms(row, texts, &mut found))?;
    Ok(found)
}

fn confirms(row: &Row<'_>, texts: &[String], found: &mut Vec<i64>) -> Result<bool> {
    let salt: Option<[u8; 16]> = row.bytes(1)?.try_into().ok();
    let changes = row.str(2)?;
    if salt.is_some_and(|salt| texts.iter().any(|text| changes.contains(&commit(&salt, text)))) {
        found.push(row.int(0)?);
    }
    Ok(true)
}

/// Removes the salts of entries.
pub fn remove_salts(tx: &mut Tx<'_>, seqs: &[i64]) -> Result<()> {
    seqs.iter().try_for_each(|seq| tx.execute("DELETE FROM audit_salts WHERE seq = ?1", args![*seq]).map(drop))
}

/// The owners of the tokens of a workspace, each once.
pub fn owners(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT t.owner FROM api_tokens t WHERE t.workspace = ?1 AND t.owner IS NOT NULL";
    tx.all(sql, args![workspace], |row| row.text(0))
}

/// The tokens of an owner in a workspace: id, name, and whether they were revoked.
pub fn tokens_of(tx: &mut Tx<'_>, workspace: &str, owner: &str) -> Result<Vec<(String, String, bool)>> {
    let sql = "SELECT t.id, t.name, t.revoked_at FROM api_tokens t WHERE t.owner = ?1 AND t.workspace = ?2";
    tx.all(sql, args![owner, workspace], |row| Ok((row.text(0)?, row.text(1)?, row.opt_int(2)?.is_some())))
}

/// Takes the owner from a token.
pub fn disown(tx: &mut Tx<'_>, token_id: &str) -> Result<()> {
    tx.execute("UPDATE api_tokens SET owner = NULL WHERE id = ?1", args![token_id])?;
    forget_salts(tx, token_id)
}

/// An erasure whose traces are still in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Of whom.
    pub subject_id: String,
    /// The digest of the reference, so that the same command finds its work again; absent where nobody is at it.
    pub lookup: Option<String>,
}

/// Notes that traces of a subject are in the files.
pub fn note_traces(tx: &mut Tx<'_>, traces: &Traces) -> Result<()> {
    marks::set(tx, &format!("{TRACES}{}", traces.subject_id), traces.lookup.as_deref().unwrap_or_default())
}

/// The erasures whose traces are still in the files.
pub fn traces(tx: &mut Tx<'_>) -> Result<Vec<Traces>> {
    let sql = "SELECT m.name, m.value FROM marks m WHERE m.name >= ?1 AND m.name < ?2 ORDER BY m.name";
    // `~` follows every letter of an id.
    tx.all(sql, args![TRACES, &format!("{TRACES}~")], |row| {
        let subject_id = row.str(0)?.strip_prefix(TRACES).unwrap_or_default().to_owned();
        Ok(Traces { subject_id, lookup: Some(row.text(1)?).filter(|text| !text.is_empty()) })
    })
}

/// Notes that they are gone.
pub fn clear_traces(tx: &mut Tx<'_>, gone: &[Traces]) -> Result<()> {
    gone.iter().try_for_each(|traces| marks::remove(tx, &format!("{TRACES}{}", traces.subject_id)))
}

/// Ends the holds of a subject. Only for a copy that is older than an erasure, which no hold forbade.
pub fn release_all(tx: &mut Tx<'_>, subject_id: &str, at: Millis, by: &str) -> Result<()> {
    let sql =
        "UPDATE consent_holds SET released_at = ?2, released_by = ?3 WHERE subject_id = ?1 AND released_at IS NULL";
    tx.execute(sql, args![subject_id, at, by]).map(drop)
}

/// Whether a store has a table of consents; one of an older schema has not.
pub fn has_tables(tx: &mut Tx<'_>) -> Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'consent_erasures'";
    Ok(tx.number(sql, args![])? > 0)
}

/// The purge that is under way: its plan with what that is of, and its moment.
pub fn purge_begun(tx: &mut Tx<'_>) -> Result<Option<(String, Millis)>> {
    let mark = marks::get(tx, PURGE)?;
    let parts = mark.as_deref().and_then(|mark| mark.rsplit_once(' '));
    Ok(parts.and_then(|(plan, at)| Some((plan.to_owned(), Millis(at.parse().ok()?)))))
}

/// Notes that a purge begins.
pub fn begin_purge(tx: &mut Tx<'_>, plan: &str, now: Millis) -> Result<()> {
    marks::set(tx, PURGE, &format!("{plan} {}", now.0))
}

/// Notes that it is over.
pub fn end_purge(tx: &mut Tx<'_>) -> Result<()> {
    marks::remove(tx, PURGE)
}

/// A grant that ended long ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When it ended.
    pub ends_at: Millis,
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// Whose it is.
    pub subject_id: String,
    /// How many events it has.
    pub events: i64,
    /// How long its purpose has its records kept, where it says so.
    pub retention: Option<String>,
    /// Whether the subject is under a hold.
    pub held: bool,
}

/// Which grants ended long ago.
#[derive(Clone, Copy, Debug)]
pub struct Long<'a> {
    /// Of this workspace; absent is all.
    pub workspace: Option<&'a str>,
    /// Ended by then.
    pub until: Millis,
    /// Written down by then.
    pub recorded: Millis,
}

/// The next of them, in the order in which they ended.
pub fn ended(tx: &mut Tx<'_>, long: Long<'_>, past: Option<&Ended>, most: u32) -> Result<Vec<Ended>> {
    let mut sql = Select::new(
        "SELECT g.ends_at, g.id, g.workspace, g.subject_id, g.events, p.retention,
            CASE WHEN EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = g.subject_id AND h.released_at IS NULL)
            THEN 1 ELSE 0 END
        FROM consent_grants g LEFT JOIN consent_purposes p ON p.workspace = g.workspace AND p.name = g.purpose",
    );
    sql.and("g.ends_at <= ?", &[long.until.into()]);
    sql.and("+g.recorded_at <= ?", &[long.recorded.into()]);
    sql.when("+g.workspace = ?", long.workspace);
    if let Some(past) = past {
        sql.and("(g.ends_at, g.id) > (?, ?)", &[past.ends_at.into(), Value::from(&past.id)]);
    }
    sql.push(&format!(" ORDER BY g.ends_at, g.id LIMIT {most}"));
    tx.all(sql.text(), sql.args(), |row| {
        Ok(Ended {
            ends_at: Millis(row.int(0)?),
            id: row.text(1)?,
            workspace: row.text(2)?,
            subject_id: row.text(3)?,
            events: row.int(4)?,
            retention: row.opt_text(5)?,
            held: row.int(6)? != 0,
        })
    })
}

/// Whether a grant is still what was selected, and its subject under no hold.
pub fn is_as_it_was(tx: &mut Tx<'_>, was: &Ended) -> Result<bool> {
    let sql = "SELECT count(*) FROM consent_grants g WHERE g.id = ?1 AND g.ends_at = ?2 AND g.events = ?3
        AND NOT EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = g.subject_id AND h.released_at IS NULL)";
    Ok(tx.number(sql, args![&was.id, was.ends_at, was.events])? > 0)
}

/// Removes a grant with its events.
pub fn delete_grant(tx: &mut Tx<'_>, grant_id: &str) -> Result<()> {
    for sql in [
        "DELETE FROM consent_private WHERE grant_id = ?1",
        "DELETE FROM consent_events WHERE grant_id = ?1",
        "DELETE FROM consent_grants WHERE id = ?1",
    ] {
        tx.execute(sql, args![grant_id])?;
    }
    forget_salts(tx, grant_id)
}

/// Removes a subject of whom no grant is left; whether that was so.
pub fn delete_subject(tx: &mut Tx<'_>, subject_id: &str) -> Result<bool> {
    if tx.number("SELECT count(*) FROM consent_grants g WHERE g.subject_id = ?1", args![subject_id])? > 0 {
        return Ok(false);
    }
    forget(tx, subject_id)?;
    tx.execute("DELETE FROM consent_holds WHERE subject_id = ?1", args![subject_id])?;
    tx.execute("DELETE FROM consent_subjects WHERE id = ?1", args![subject_id])?;
    Ok(true)
}
