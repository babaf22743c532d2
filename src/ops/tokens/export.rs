//! Tokens out of the store, with the digests of their secrets. It is a disclosure, so it is written down first.

use super::super::{Changes, Session, workspaces};
use super::list::beginning;
use crate::domain::import::Exported;
use crate::domain::time::Millis;
use crate::domain::token::{Env, Filter, Page, Status};
use crate::error::Result;
use crate::store::tokens;

/// What is to be disclosed.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    /// Which tokens.
    pub filter: Filter,
    /// Which part of them.
    pub page: Page,
    /// What `--after` names.
    pub after: Option<String>,
    /// The columns that are shown.
    pub columns: Vec<&'static str>,
    /// How many are shown at most, where the answer has a bound of its own.
    pub most: Option<u64>,
}

/// Hands each token of the disclosure to `sink`, until it says no; how many there were when it was written down.
/// The entry is committed before the first token leaves, in a transaction of its own: a reader may take its time,
/// and others want to write meanwhile. A rehearsal discloses nothing.
pub fn export(
    session: &mut Session<'_>,
    wanted: &Disclosure,
    mut sink: impl FnMut(Exported) -> Result<bool>,
) -> Result<u64> {
    let now = session.now;
    let (store, scribe) = session.parts();
    let workspace = wanted.filter.workspace.as_deref();
    let mut page = Page { ascending: true, ..wanted.page.clone() };
    let matching = store.write(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        if let Some(after) = &wanted.after {
            page.after = Some(beginning(tx, workspace, after, now)?);
        }
        let bound = page.limit.unwrap_or(u64::MAX).min(i64::MAX.unsigned_abs());
        let matching = tokens::count(tx, &wanted.filter, &page, now, bound)?.unsigned_abs();
        let rows = wanted.most.map_or(matching, |most| matching.min(most));
        let changes = disclosed(&wanted.filter).set("columns", wanted.columns.clone()).set("rows", rows);
        scribe.log(tx, workspace, "token.export", workspace.unwrap_or("*"), changes)?;
        Ok(matching)
    })?;
    if !store.is_rehearsal() {
        store.read(|tx| tokens::export(tx, &wanted.filter, &page, now, &mut sink))?;
    }
    Ok(matching)
}

/// What the trail says of a filter.
fn disclosed(filter: &Filter) -> Changes {
    let time = |at: Option<Millis>| at.map(|at| at.to_string());
    let texts = [
        ("scope", filter.scope.clone()),
        ("tier", filter.tier.clone()),
        ("env", filter.env.map(Env::as_str).map(str::to_owned)),
        ("name", filter.name.clone()),
        ("since", time(filter.created_from)),
        ("until", time(filter.created_until)),
        ("created_before", time(filter.created_before)),
        ("expiring_by", time(filter.expiring_by)),
        ("unused_since", time(filter.unused_since)),
    ];
    let mut changes = Changes::default();
    if !filter.statuses.is_empty() {
        changes = changes.set("status", filter.statuses.iter().map(|it: &Status| it.as_str()).collect::<Vec<_>>());
    }
    for (field, text) in texts {
        if let Some(text) = text {
            changes = changes.set(field, text);
        }
    }
    let pairs: Vec<String> = filter.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let metadata = Some(pairs.join(" ")).filter(|text| !text.is_empty());
    changes.personal("owner", filter.owner.as_deref()).personal("metadata", metadata.as_deref())
}
