//! Every grant against its events, and against what the audit trail says of them.

use serde::Deserialize;

use super::super::Tx;
use super::super::engine::args;
use super::events::{EVENT, WIDTH, event};
use super::grants::{GRANT, current};
use crate::domain::consent::event::{Current, Event, replay};
use crate::error::Result;

/// How many grants are told.
const MOST: usize = 20;

/// Where the event begins in a row, and the grant.
const EVENT_AT: usize = 2;
const GRANT_AT: usize = EVENT_AT + WIDTH;

/// A grant as it is kept: what its events should come to, when that ends, and how many they are.
struct Kept {
    id: String,
    current: Current,
    ends_at: i64,
    events: i64,
}

impl Kept {
    fn is_wrong(&self, events: &[Event]) -> bool {
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let dense = events.last().is_some_and(|last| last.number == count);
        let told = replay(events).is_some_and(|told| told == self.current && told.ends_at().0 == self.ends_at);
        !(dense && told && count == self.events)
    }
}

/// The grants that are not what their events come to.
pub fn wrong_grants(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT g.ends_at, g.events, {EVENT}, {GRANT} FROM consent_grants g
        LEFT JOIN consent_events e ON e.grant_id = g.id ORDER BY g.id, e.number"
    );
    let mut wrong = Vec::new();
    let mut held: Option<(Kept, Vec<Event>)> = None;
    tx.query(&sql, args![], |row| {
        let id = row.str(GRANT_AT)?;
        if held.as_ref().is_none_or(|(kept, _)| kept.id != id) {
            let next =
                Kept { id: id.to_owned(), current: current(row, GRANT_AT)?, ends_at: row.int(0)?, events: row.int(1)? };
            let before = held.replace((next, Vec::new()));
            wrong.extend(before.filter(|(kept, events)| kept.is_wrong(events)).map(|(kept, _)| kept.id));
        }
        if let (Some((_, events)), Some(_)) = (&mut held, row.opt_int(EVENT_AT)?) {
            events.push(event(row, EVENT_AT)?);
        }
        Ok(wrong.len() < MOST)
    })?;
    wrong.extend(held.filter(|(kept, events)| kept.is_wrong(events)).map(|(kept, _)| kept.id));
    Ok(wrong)
}

/// Whose decision it was and what about, as the trail has it; absent in entries about other things.
#[derive(Deserialize)]
struct Told<'a> {
    number: Option<i64>,
    subject: Option<&'a str>,
    #[serde(rename = "type")]
    consent_type: Option<&'a str>,
    purpose: Option<std::borrow::Cow<'a, str>>,
}

/// The grants of which the trail says another person, type, purpose or workspace: events do not say it.
pub fn misplaced_grants(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let sql = "SELECT g.id, g.workspace, g.subject_id, g.type, g.purpose, a.workspace, a.changes
        FROM consent_grants g JOIN audit_log a ON a.object = g.id";
    let mut misplaced = Vec::new();
    tx.query(sql, args![], |row| {
        let Ok(told) = serde_json::from_str::<Told<'_>>(row.str(6)?) else { return Ok(true) };
        if told.number.is_none() {
            return Ok(true);
        }
        let same = row.opt_str(5)? == Some(row.str(1)?)
            && told.subject == Some(row.str(2)?)
            && told.consent_type == Some(row.str(3)?)
            && told.purpose.as_deref() == Some(row.str(4)?);
        if !same {
            misplaced.push(row.text(0)?);
            misplaced.dedup();
        }
        Ok(misplaced.len() < MOST)
    })?;
    Ok(misplaced)
}
