//! Use cases of usage: reports.

use super::tokens::find;
use super::{Session, workspaces};
use crate::domain::time::Millis;
use crate::domain::usage::{By, Usage};
use crate::error::Result;
use crate::store::usage::{self, Report};

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
        let about = Report {
            token_id: token.as_ref().map(|token| token.id.clone()),
            workspace: if token.is_some() { None } else { wanted.workspace.clone() },
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
