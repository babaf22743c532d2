//! Looking grants up.

use serde_json::{Map, Value as Json, json};

use super::super::keyring::Keyring;
use super::super::{Changes, Listed, MOST_COUNTED, Session, workspaces};
use super::past::{Past, Then};
use super::vault::Vault;
use super::{known, open, policies};
use crate::domain::consent::Status;
use crate::domain::consent::filter::{After, Filter, Order, Page};
use crate::domain::consent::grant::Grant;
use crate::domain::consent::reference::Subject;
use crate::domain::id;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::consent::grants::{self, Reads};

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
    /// Whether address and user agent are shown, which the trail notes.
    pub reveal: bool,
    /// How many are shown at most, where the answer has a bound of its own.
    pub most: Option<u64>,
    /// As they stood at another moment.
    pub then: Option<Then>,
}

impl Wanted {
    /// The workspace, where it is about one.
    pub(super) fn workspace(&self) -> Option<&str> {
        self.filter.workspace.as_deref()
    }

    /// How many are counted at most.
    pub(super) fn most(&self) -> u64 {
        self.most.unwrap_or(i64::MAX.unsigned_abs())
    }

    /// What an entry in the trail says that a disclosure is about.
    pub(super) fn object(&self) -> &str {
        self.workspace().unwrap_or("*")
    }

    /// What was asked for, as the trail says it.
    pub(super) fn changes(&self, meant: &Meant) -> Changes {
        let mut changes = Changes::default();
        for (name, value) in self.plain_filters(meant) {
            changes = changes.set(&name, value);
        }
        changes.personal("source", self.filter.source.as_deref())
    }

    /// The filters that are no free text; a person is a pseudonym.
    pub(super) fn plain_filters(&self, meant: &Meant) -> Map<String, Json> {
        let filter = &meant.filter;
        let time = |at: Option<Millis>| at.map(|at| at.to_string());
        let mut all = Map::new();
        let mut add = |name: &str, value: Json| {
            if !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty() || name == "subjects") {
                all.insert(name.to_owned(), value);
            }
        };
        add("workspace", json!(filter.workspace));
        add("subjects", json!(meant.ids));
        add("types", filter.types.iter().map(|it| it.as_str()).collect());
        add("purposes", json!(filter.purposes));
        add("statuses", filter.statuses.iter().map(|it| it.as_str()).collect());
        add("policies", json!(self.policies));
        add("locale", json!(filter.locale));
        add("expiring_by", json!(time(filter.expiring_by)));
        add("changed_since", json!(time(filter.changed_since)));
        add("since", json!(time(filter.since)));
        add("until", json!(time(filter.until)));
        add("at", json!(self.then.map(|then| then.at.to_string())));
        add("known_at", json!(self.then.map(|then| then.known_at.to_string())));
        add("after", json!(self.after));
        add("limit", json!(self.page.limit));
        all
    }
}

/// What the trail says of address and user agent that somebody was shown.
pub(super) const REVEAL: &str = "consent.reveal";

/// Hands each grant of the list to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    wanted: &Wanted,
    mut sink: impl FnMut(Grant) -> Result<bool>,
) -> Result<Listed> {
    let now = session.now;
    let (store, scribe) = session.parts();
    if wanted.reveal {
        // Before the first one is shown, so it has the count of that moment; counting takes long where it is of the past.
        let rows = store.read(|tx| Meant::new(tx, keyring, wanted, now)?.count(tx, wanted.most()))?;
        store.write(|tx| {
            let meant = Meant::new(tx, keyring, wanted, now)?;
            scribe.log(tx, wanted.workspace(), REVEAL, wanted.object(), wanted.changes(&meant).set("rows", rows))
        })?;
    }
    let reveals = wanted.reveal && !store.is_rehearsal();
    store.read(|tx| {
        let meant = Meant::new(tx, keyring, wanted, now)?;
        let mut whole = true;
        meant.walk(tx, meant.vault.as_ref(), |mut grant| {
            if !reveals {
                grant.mask();
            }
            let more = sink(grant)?;
            whole &= more;
            Ok(more)
        })?;
        let mut listed = Listed::default();
        if meant.ids.is_some() || meant.then.is_some() {
            return Ok(listed);
        }
        if wanted.count && !whole {
            listed.matching = meant.count(tx, MOST_COUNTED)?;
        }
        for status in &wanted.left_out {
            let filter = Filter { statuses: vec![*status], ..meant.filter.clone() };
            listed.left_out += grants::count(tx, &filter, &meant.page, now, MOST_COUNTED)?;
        }
        Ok(listed)
    })
}

/// A list as it is meant in one transaction.
pub(super) struct Meant {
    /// Which grants, with the policies by their ids.
    pub filter: Filter,
    /// Of these people, by their pseudonyms; absent is all.
    pub ids: Option<Vec<String>>,
    /// What opens what is personal.
    pub vault: Option<Vault>,
    /// What of it is opened, where there is a vault.
    pub reads: Reads,
    then: Option<Then>,
    page: Page,
    now: Millis,
}

impl Meant {
    pub fn new(tx: &mut Tx<'_>, keyring: Option<&Keyring>, wanted: &Wanted, now: Millis) -> Result<Meant> {
        let mut filter = wanted.filter.clone();
        let workspace = wanted.filter.workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        if !wanted.policies.is_empty() {
            filter.policies = Some(policy_ids(tx, workspace, &wanted.policies)?);
        }
        let mut page = wanted.page.clone();
        page.after = wanted.after.as_ref().map(|after| behind(tx, after, page.order, now)).transpose()?;
        let vault = open(tx, keyring)?;
        let mut ids = None;
        if !wanted.subjects.is_empty() {
            let Some(workspace) = workspace else { return Err(one_workspace()) };
            let found = ids.insert(Vec::new());
            for subject in &wanted.subjects {
                found.extend(known(tx, vault.as_ref(), workspace, subject)?);
            }
        }
        Ok(Meant { filter, ids, vault, reads: Reads::All, then: wanted.then, page, now })
    }

    /// Hands each grant to `each`, until it says no; what is personal is opened by the keys that are given.
    pub fn walk(
        &self,
        tx: &mut Tx<'_>,
        vault: Option<&Vault>,
        mut each: impl FnMut(Grant) -> Result<bool>,
    ) -> Result<()> {
        if let Some(then) = self.then {
            return self.walk_past(tx, then, vault, each);
        }
        let mut show = |mut grant: Grant, sealed: &grants::Sealed| {
            vault.map_or(Ok(()), |vault| vault.reveal(&mut grant, sealed))?;
            each(grant)
        };
        let Some(ids) = &self.ids else {
            let reads = if vault.is_some() { self.reads } else { Reads::Nothing };
            return grants::walk(tx, &self.filter, &self.page, self.now, reads, |grant, sealed| show(grant, &sealed));
        };
        for (grant, sealed) in of_subjects(tx, ids, &self.filter, &self.page, self.now)? {
            if !show(grant, &sealed)? {
                break;
            }
        }
        Ok(())
    }

    fn walk_past(
        &self,
        tx: &mut Tx<'_>,
        then: Then,
        vault: Option<&Vault>,
        mut each: impl FnMut(Grant) -> Result<bool>,
    ) -> Result<()> {
        let past = Past::new(tx, then, vault, self.filter.workspace.as_deref())?;
        let Some(ids) = &self.ids else { return past.walk(tx, &self.filter, &self.page, each) };
        let mut stood = Vec::new();
        for subject_id in ids {
            for (grant, _) in grants::of_subject(tx, subject_id, self.now)? {
                stood.extend(past.grant(tx, &grant.key)?);
            }
        }
        for grant in in_order(stood, &self.filter, &self.page, then.at, |grant| grant) {
            if !each(grant)? {
                break;
            }
        }
        Ok(())
    }

    /// How many there are, counting no further than `most`.
    pub fn count(&self, tx: &mut Tx<'_>, most: u64) -> Result<u64> {
        if self.then.is_some() {
            let mut count = 0;
            self.walk(tx, None, |_| {
                count += 1;
                Ok(count < most)
            })?;
            return Ok(count);
        }
        match &self.ids {
            None => grants::count(tx, &self.filter, &self.page, self.now, most),
            Some(ids) => Ok((of_subjects(tx, ids, &self.filter, &self.page, self.now)?.len() as u64).min(most)),
        }
    }
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
