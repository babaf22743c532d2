//! The events of grants in the store, and what is personal in them. Nothing is ever changed here.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::grants::{key, shown};
use super::word;
use crate::domain::consent::event::{Event, Terms};
use crate::domain::consent::grant::{Decision, Personal};
use crate::domain::consent::{Basis, Kind};
use crate::domain::time::Millis;
use crate::error::Result;

/// The columns of an event, from the position where they begin.
pub(super) const EVENT: &str =
    "e.number, e.kind, e.occurred_at, e.recorded_at, e.legal_basis, e.policy_id, e.locale, e.method,
    e.source, e.evidence, e.expires_at, e.actor";
pub(super) const WIDTH: usize = 12;

pub(super) fn event(row: &Row<'_>, at: usize) -> Result<Event> {
    Ok(Event {
        number: row.int(at)?,
        kind: word(Kind::parse(row.str(at + 1)?), "event")?,
        occurred_at: Millis(row.int(at + 2)?),
        recorded_at: Millis(row.int(at + 3)?),
        terms: Terms {
            legal_basis: word(Basis::parse(row.str(at + 4)?), "legal basis")?,
            policy_id: row.opt_text(at + 5)?,
            locale: row.opt_text(at + 6)?,
            method: row.opt_text(at + 7)?,
            source: row.opt_text(at + 8)?,
            evidence: row.int(at + 9)? != 0,
            expires_at: row.opt_int(at + 10)?.map(Millis),
        },
        actor: row.text(at + 11)?,
    })
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, grant_id: &str, new: &Event) -> Result<()> {
    let sql = "INSERT INTO consent_events (grant_id, number, kind, occurred_at, recorded_at, legal_basis, policy_id,
        locale, method, source, evidence, expires_at, actor)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let terms = &new.terms;
    let args = args![
        grant_id,
        new.number,
        new.kind.as_str(),
        new.occurred_at,
        new.recorded_at,
        terms.legal_basis.as_str(),
        terms.policy_id.as_ref(),
        terms.locale.as_ref(),
        terms.method.as_ref(),
        terms.source.as_ref(),
        i64::from(terms.evidence),
        terms.expires_at,
        &new.actor,
    ];
    tx.execute(sql, args).map(drop)
}

/// Keeps what is personal in one, sealed by the subject's key.
pub fn insert_private(tx: &mut Tx<'_>, grant_id: &str, number: i64, subject_id: &str, sealed: &[u8]) -> Result<()> {
    let sql = "INSERT INTO consent_private (grant_id, number, subject_id, sealed) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, args![grant_id, number, subject_id, sealed]).map(drop)
}

/// The events of a grant, in the order in which they were written down.
pub fn of_grant(tx: &mut Tx<'_>, grant_id: &str) -> Result<Vec<Event>> {
    let sql = format!("SELECT {EVENT} FROM consent_events e WHERE e.grant_id = ?1 ORDER BY e.number");
    tx.all(&sql, args![grant_id], |row| event(row, 0))
}

/// The events of a subject's grants, each with what is personal in it, still sealed; in no order.
pub fn of_subject(tx: &mut Tx<'_>, subject_id: &str) -> Result<Vec<(Decision, Option<Vec<u8>>)>> {
    decisions(tx, "g.subject_id = ?1", subject_id)
}

/// The same of one grant.
pub fn decisions_of(tx: &mut Tx<'_>, grant_id: &str) -> Result<Vec<(Decision, Option<Vec<u8>>)>> {
    decisions(tx, "g.id = ?1", grant_id)
}

fn decisions(tx: &mut Tx<'_>, which: &str, value: &str) -> Result<Vec<(Decision, Option<Vec<u8>>)>> {
    let sql = format!(
        "SELECT {EVENT}, g.id, g.workspace, g.subject_id, g.type, g.purpose, p.name, p.version, p.sha256, 0, v.sealed
        FROM consent_grants g JOIN consent_events e ON e.grant_id = g.id
        LEFT JOIN consent_policies p ON p.id = e.policy_id
        LEFT JOIN consent_private v ON v.grant_id = e.grant_id AND v.number = e.number WHERE {which}"
    );
    tx.all(&sql, args![value], |row| {
        let decision = Decision {
            event: event(row, 0)?,
            key: key(row, WIDTH)?,
            policy: shown(row, WIDTH + 5)?,
            personal: Personal::default(),
        };
        Ok((decision, row.opt_bytes(WIDTH + 9)?.map(<[u8]>::to_vec)))
    })
}
