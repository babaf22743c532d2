//! Counts over all grants of a workspace, along one index that holds all that is counted.

use super::super::Tx;
use super::super::engine::args;
use super::word;
use crate::domain::consent::event::NEVER;
use crate::domain::consent::{Basis, State, Type};
use crate::domain::time::{DAY, Millis};
use crate::error::Result;

/// Grants that are alike.
#[derive(Clone, Debug)]
pub struct Group {
    /// The type of consent.
    pub consent_type: Type,
    /// What it is used for.
    pub purpose: String,
    /// On what it rests.
    pub legal_basis: Basis,
    /// What the events say.
    pub state: State,
    /// The policy that was shown.
    pub policy_id: Option<String>,
    /// Whether there is evidence.
    pub evidence: bool,
    /// How many there are.
    pub count: i64,
    /// How many are over.
    pub over: i64,
    /// How many end within 30, 60 and 90 days.
    pub due: [i64; 3],
    /// How many have no end.
    pub unending: i64,
    /// One that is over, one that is not, one that ends within 30 days, one that has no end.
    pub examples: [Option<String>; 4],
}

/// Every kind of grant in a workspace.
pub fn groups(tx: &mut Tx<'_>, workspace: &str, now: Millis, mut each: impl FnMut(Group)) -> Result<()> {
    let count = |condition: &str| format!("CAST(sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)");
    let one = |condition: &str| format!("min(CASE WHEN {condition} THEN g.id END)");
    let within = |end: &str| format!("g.ends_at > ?2 AND g.ends_at <= {end}");
    let sql = format!(
        "SELECT g.type, g.purpose, g.legal_basis, g.state, g.policy_id, g.evidence, count(*), {}, {}, {}, {}, {},
            {}, {}, {}, {}
        FROM consent_grants g WHERE g.workspace = ?1
        GROUP BY g.type, g.purpose, g.legal_basis, g.state, g.policy_id, g.evidence",
        count("g.ends_at <= ?2"),
        count(&within("?3")),
        count(&within("?4")),
        count(&within("?5")),
        count("g.ends_at = ?6"),
        one("g.ends_at <= ?2"),
        one("g.ends_at > ?2"),
        one(&within("?3")),
        one("g.ends_at = ?6"),
    );
    let ahead = |days: i64| Millis(now.0.saturating_add(days * DAY));
    let args = args![workspace, now, ahead(30), ahead(60), ahead(90), NEVER];
    tx.query(&sql, args, |row| {
        each(Group {
            consent_type: word(Type::parse(row.str(0)?), "type of consent")?,
            purpose: row.text(1)?,
            legal_basis: word(Basis::parse(row.str(2)?), "legal basis")?,
            state: word(State::parse(row.str(3)?), "state of a consent")?,
            policy_id: row.opt_text(4)?,
            evidence: row.int(5)? != 0,
            count: row.int(6)?,
            over: row.int(7)?,
            due: [row.int(8)?, row.int(9)?, row.int(10)?],
            unending: row.int(11)?,
            examples: [row.opt_text(12)?, row.opt_text(13)?, row.opt_text(14)?, row.opt_text(15)?],
        });
        Ok(true)
    })
}

/// How many people are on record in a workspace.
pub fn subjects(tx: &mut Tx<'_>, workspace: &str) -> Result<i64> {
    tx.number("SELECT count(*) FROM consent_subjects s WHERE s.workspace = ?1", args![workspace])
}

/// How many people of a workspace are under a hold.
pub fn held(tx: &mut Tx<'_>, workspace: &str) -> Result<i64> {
    let sql =
        "SELECT count(DISTINCT h.subject_id) FROM consent_holds h WHERE h.workspace = ?1 AND h.released_at IS NULL";
    tx.number(sql, args![workspace])
}

/// How many grants to a purpose ended by a moment and are under no hold, and one of them.
pub fn ended_by(
    tx: &mut Tx<'_>,
    workspace: &str,
    consent_type: Type,
    purpose: &str,
    by: Millis,
) -> Result<(i64, Option<String>)> {
    let sql = "SELECT count(*), min(g.id) FROM consent_grants g
        WHERE g.ends_at <= ?4 AND g.workspace = ?1 AND g.type = ?2 AND g.purpose = ?3 AND NOT EXISTS
            (SELECT 1 FROM consent_holds h WHERE h.subject_id = g.subject_id AND h.released_at IS NULL)";
    let args = args![workspace, consent_type.as_str(), purpose, by];
    let found = tx.first(sql, args, |row| Ok((row.int(0)?, row.opt_text(1)?)))?;
    Ok(found.unwrap_or_default())
}

/// Whether a subject is under a hold.
pub fn is_held(tx: &mut Tx<'_>, subject_id: &str) -> Result<bool> {
    let sql = "SELECT count(*) FROM consent_holds h WHERE h.subject_id = ?1 AND h.released_at IS NULL";
    Ok(tx.number(sql, args![subject_id])? > 0)
}

/// Whether anybody is on record in a workspace.
pub fn has_subjects(tx: &mut Tx<'_>, workspace: &str) -> Result<bool> {
    let sql = "SELECT s.id FROM consent_subjects s WHERE s.workspace = ?1 LIMIT 1";
    Ok(tx.first(sql, args![workspace], |row| row.text(0))?.is_some())
}
