//! Use cases of usage: reports.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::find;
use super::{Session, workspaces};
use crate::domain::time::Millis;
use crate::domain::token::Token;
use crate::domain::usage::{By, Usage};
use crate::error::{Code, Result};
use crate::store::Tx;
use crate::store::usage::{self, Report};
use crate::store::workspaces as stored;

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
        let token = token(tx, wanted, now)?;
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

/// The token that a report is asked for, in a workspace that exists.
fn token(tx: &mut Tx<'_>, wanted: &Wanted, now: Millis) -> Result<Option<Token>> {
    if let Some(workspace) = &wanted.workspace {
        workspaces::check(tx, workspace)?;
    }
    let workspace = wanted.workspace.as_deref().unwrap_or(crate::domain::workspace::DEFAULT);
    wanted.reference.as_deref().map(|reference| find(tx, workspace, reference, now, false)).transpose()
}

/// How long after its moment a verification may be committed and still be seen: far longer than one takes.
const LATE_MS: i64 = 2_000;

/// Hands verifications to `sink` as they come, from `since` or now on: those of one token, outcome and
/// resource since the look before are one line, with the moment of the newest. Between two looks it hands
/// over nothing, and goes on until the answer is no.
///
/// Where the clock is set back, it goes on from there. What is later than the clock was there before that, and
/// is not handed over a second time when the clock comes to it. What is up to two seconds earlier may be, and so
/// may what the clock leaps over when it is set ahead again.
pub fn follow(
    session: &mut Session<'_>,
    wanted: &Wanted,
    mut sink: impl FnMut(Option<&Usage>) -> Result<bool>,
) -> Result<()> {
    let (world, now) = (session.world, session.now);
    let token_id = session.store.read(|tx| Ok(token(tx, wanted, now)?.map(|token| token.id)))?;
    let mut from = wanted.since.unwrap_or(now);
    let mut seen = BTreeSet::new();
    loop {
        let now = world.now();
        let was_set_back = now < from && wanted.since.is_none_or(|since| since < from);
        if was_set_back {
            from = Millis(now.0 - LATE_MS);
            seen.clear();
        }
        let settled = Millis(now.0 - LATE_MS).max(from);
        let looked = session.store.read(|tx| {
            let mut lines = BTreeMap::new();
            let mut new = Vec::new();
            usage::rows_between(tx, from, Millis(now.0 + LATE_MS), |row| {
                let here =
                    |(workspace, _): &(String, String)| wanted.workspace.as_ref().is_none_or(|it| it == workspace);
                let asked =
                    token_id.as_ref().map_or_else(|| row.token.as_ref().is_none_or(here), |id| *id == row.token_id);
                if asked && !seen.contains(&(row.at, row.nonce)) {
                    new.extend((row.at >= settled).then_some((row.at, row.nonce)));
                    if row.at <= world.now() {
                        add(&mut lines, row);
                    }
                }
                Ok(())
            })?;
            Ok((lines, new))
        });
        match looked {
            Ok((lines, new)) => {
                let mut lines: Vec<Usage> = lines.into_values().collect();
                lines.sort();
                lines.iter().try_for_each(|line| sink(Some(line)).map(drop))?;
                seen.extend(new);
                from = settled;
                seen = seen.split_off(&(from, i64::MIN));
            }
            Err(cause) if cause.code == Code::StoreBusy => {}
            Err(cause) => return Err(cause),
        }
        if !sink(None)? {
            return Ok(());
        }
    }
}

/// Adds a verification to the line of its token, outcome and resource.
fn add(lines: &mut BTreeMap<(String, String, Option<String>), Usage>, row: usage::Use) {
    let line = lines.entry((row.token_id.clone(), row.outcome.clone(), row.resource.clone())).or_insert(Usage {
        bucket: None,
        token_id: Some(row.token_id),
        name: row.token.map(|(_, name)| name),
        outcome: Some(row.outcome),
        resource: row.resource,
        count: 0,
    });
    line.bucket = line.bucket.max(Some(row.at));
    line.count += 1;
}
