//! Use cases of usage: reports, and the care of the rows they are made from.

use super::tokens::find;
use super::{Session, workspaces};
use crate::domain::record::record;
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::domain::usage::{By, Usage};
use crate::error::Result;
use crate::store::usage::{self, Report};
use crate::store::workspaces as stored;
use crate::store::{Tx, guesses};

/// What a report is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only this token.
    pub reference: Option<String>,
    /// From this moment on.
    pub since: Option<Millis>,
    /// Up to this moment.
    pub until: Option<Millis>,
}

/// Counts verifications by hour, day, outcome or resource.
pub fn report(session: &mut Session<'_>, wanted: &Wanted, by: By) -> Result<Vec<Usage>> {
    let now = session.now;
    session.store.read(|tx| {
        if let Some(workspace) = &wanted.workspace {
            workspaces::check(tx, workspace)?;
        }
        let token = match &wanted.reference {
            Some(reference) => {
                let workspace = wanted.workspace.as_deref().unwrap_or(crate::domain::workspace::DEFAULT);
                Some(find(tx, workspace, reference, now, false)?)
            }
            None => None,
        };
        // Where there is but one workspace, its report is that of the store, which is read in one go.
        let only = stored::names(tx)?.len() == 1;
        let about = Report {
            token_id: token.as_ref().map(|token| token.id.clone()),
            workspace: wanted.workspace.clone().filter(|_| token.is_none() && !only),
            since: wanted.since,
            until: wanted.until,
        };
        let mut lines = usage::report(tx, &about, by)?;
        for line in &mut lines {
            line.name = token.as_ref().map(|token| token.name.clone());
        }
        Ok(lines)
    })
}

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// Raw rows added to the hourly counters.
    pub rolled_up: i64,
    /// Raw rows removed after their retention.
    pub removed: i64,
    /// Bytes that the files shrank by.
    pub freed: i64,
}

record! { Maintained {
    rolled_up: Int, shown, "Usage rows added to the hourly counters" => |m| m.rolled_up;
    removed: Int, shown, "Usage rows removed after their retention; their counters stay" => |m| m.removed;
    freed: Int, shown, "Bytes that the files of the store shrank by" => |m| m.freed;
} }

/// How many rows go in one transaction, so that verifications wait a few milliseconds at most.
const STEP: i64 = 2_000;

/// Rolls usage up, removes raw rows after their retention, cuts the write-ahead log.
pub fn maintain(session: &mut Session<'_>, retention: Span) -> Result<Maintained> {
    let now = session.now;
    let before = now.minus(retention);
    if session.store.is_rehearsal() {
        return session.store.write(|tx| {
            let mut done = Maintained::default();
            while step(tx, now, before, &mut done)? {}
            Ok(done)
        });
    }
    let mut done = Maintained::default();
    while session.store.write(|tx| step(tx, now, before, &mut done))? {}
    Ok(done)
}

/// One step of maintenance; whether there is another.
fn step(tx: &mut Tx<'_>, now: Millis, before: Millis, done: &mut Maintained) -> Result<bool> {
    if let Some(rows) = usage::roll_up_hour(tx, now)? {
        done.rolled_up += rows;
        return Ok(true);
    }
    let gone = usage::forget_rows(tx, before, STEP)?;
    done.removed += i64::try_from(gone).unwrap_or(i64::MAX);
    Ok(gone + guesses::forget(tx, before, STEP)? > 0)
}
