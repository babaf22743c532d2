//! Looking grants up.

use super::super::keyring::Keyring;
use super::super::{Session, workspaces};
use super::past::{Past, Then};
use super::{known, open, policies};
use crate::domain::consent::Status;
use crate::domain::consent::filter::{After, Filter, Order, Page};
use crate::domain::consent::grant::Grant;
use crate::domain::consent::reference::Subject;
use crate::domain::id;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::consent::grants;

/// A count beyond this is said as "over".
pub const MOST_COUNTED: u64 = 10_000;

/// A list that is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Which grants.
    pub filter: Filter,
    /// Of these people; none is all.
    pub subjects: Vec<Subject>,
    /// Under these policies, by name or name and version; none is all.
    pub policies: Vec<String>,
    /// In which order, and which part.
    pub page: Page,
    /// The id of the grant behind which it begins.
    pub after: Option<String>,
    /// Whether to count what the filter lets through, if the list ends before it does.
    pub count: bool,
    /// The states whose grants are to be counted as left out.
    pub left_out: Vec<Status>,
    /// Whether address and user agent are shown.
    pub reveal: bool,
    /// As they stood at another moment.
    pub then: Option<Then>,
}

/// What a list left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Grants that the filter lets through, at most [`MOST_COUNTED`], where they were counted.
    pub matching: u64,
    /// Grants in each state that is left out, at most [`MOST_COUNTED`] of one.
    pub left_out: u64,
}

/// Hands each grant of the list to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    wanted: &Wanted,
    mut sink: impl FnMut(Grant) -> Result<bool>,
) -> Result<Listed> {
    let now = session.now;
    session.store.read(|tx| {
        let mut filter = wanted.filter.clone();
        let workspace = filter.workspace.clone();
        let workspace = workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        if !wanted.policies.is_empty() {
            filter.policies = Some(policy_ids(tx, workspace, &wanted.policies)?);
        }
        let mut page = wanted.page.clone();
        page.after = wanted.after.as_ref().map(|after| behind(tx, after, page.order, now)).transpose()?;
        let vault = open(tx, keyring)?;
        let mut show = |mut grant: Grant, sealed: &grants::Sealed| {
            if let Some(vault) = &vault {
                vault.reveal(&mut grant, sealed)?;
            }
            if !wanted.reveal {
                grant.mask();
            }
            sink(grant)
        };
        if let Some(then) = wanted.then {
            let past = Past::new(tx, then, vault.as_ref(), workspace)?;
            let mut show = |grant| show(grant, &grants::Sealed::default());
            if wanted.subjects.is_empty() {
                past.walk(tx, &filter, &page, &mut show)?;
                return Ok(Listed::default());
            }
            let Some(workspace) = workspace else { return Err(one_workspace()) };
            let mut stood = Vec::new();
            for subject in &wanted.subjects {
                if let Some(subject_id) = known(tx, vault.as_ref(), workspace, subject)? {
                    for (grant, _) in grants::of_subject(tx, &subject_id, now)? {
                        stood.extend(past.grant(tx, &grant.key)?);
                    }
                }
            }
            for grant in in_order(stood, &filter, &page, then.at, |grant| grant) {
                if !show(grant)? {
                    break;
                }
            }
            return Ok(Listed::default());
        }
        if !wanted.subjects.is_empty() {
            let Some(workspace) = workspace else { return Err(one_workspace()) };
            let mut ids = Vec::new();
            for subject in &wanted.subjects {
                ids.extend(known(tx, vault.as_ref(), workspace, subject)?);
            }
            for (grant, sealed) in of_subjects(tx, &ids, &filter, &page, now)? {
                if !show(grant, &sealed)? {
                    break;
                }
            }
            return Ok(Listed::default());
        }
        let mut whole = true;
        grants::walk(tx, &filter, &page, now, |grant, sealed| {
            let more = show(grant, &sealed)?;
            whole &= more;
            Ok(more)
        })?;
        let mut listed = Listed::default();
        if wanted.count && !whole {
            listed.matching = grants::count(tx, &filter, &page, now, MOST_COUNTED)?;
        }
        for status in &wanted.left_out {
            let filter = Filter { statuses: vec![*status], ..filter.clone() };
            listed.left_out += grants::count(tx, &filter, &page, now, MOST_COUNTED)?;
        }
        Ok(listed)
    })
}

/// The grants of some people, of which there are few, in the order of the page.
fn of_subjects(
    tx: &mut Tx<'_>,
    ids: &[String],
    filter: &Filter,
    page: &Page,
    now: Millis,
) -> Result<Vec<(Grant, grants::Sealed)>> {
    let mut found = Vec::new();
    for subject_id in ids {
        found.extend(grants::of_subject(tx, subject_id, now)?);
    }
    Ok(in_order(found, filter, page, now, |(grant, _)| grant))
}

/// Those of a few that a filter lets through, in the order of the page.
fn in_order<T>(mut found: Vec<T>, filter: &Filter, page: &Page, at: Millis, grant: impl Fn(&T) -> &Grant) -> Vec<T> {
    let place = |it: &T| After { at: page.order.at(grant(it)), id: grant(it).key.id.clone() };
    let beyond = |it: &T, after: &After| if page.ascending { place(it) > *after } else { place(it) < *after };
    found.retain(|it| filter.admits(grant(it), at) && page.after.as_ref().is_none_or(|after| beyond(it, after)));
    found.sort_by_cached_key(place);
    found.dedup_by(|a, b| grant(a).key.id == grant(b).key.id);
    if !page.ascending {
        found.reverse();
    }
    found.truncate(page.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX));
    found
}

/// The policies that are meant, by id.
fn policy_ids(tx: &mut Tx<'_>, workspace: Option<&str>, wanted: &[String]) -> Result<Vec<String>> {
    let Some(workspace) = workspace else { return Err(one_workspace()) };
    let mut ids = Vec::new();
    for text in wanted {
        ids.extend(policies::meant(tx, workspace, text)?.into_iter().map(|policy| policy.id));
    }
    Ok(ids)
}

fn one_workspace() -> Error {
    Error::new(Code::Usage, "subjects and policies are of one workspace; leave out -A").field("--all-workspaces")
}

/// Where a list begins that follows a grant.
fn behind(tx: &mut Tx<'_>, after: &str, order: Order, now: Millis) -> Result<After> {
    let found = if id::is_whole(crate::domain::consent::GRANT, after) { grants::get(tx, after, now)? } else { None };
    let (grant, _) = found.ok_or_else(|| {
        Error::new(Code::NotFound, format!("there is no grant {after}"))
            .hint("--after takes a whole id")
            .field("--after")
    })?;
    Ok(After { at: order.at(&grant), id: grant.key.id })
}
