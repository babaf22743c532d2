//! One grant, what happened to it, and its receipt.

use std::borrow::Cow;

use super::super::audit::origin;
use super::super::keyring::Keyring;
use super::super::{Changes, Session, workspaces};
use super::list::REVEAL;
use super::vault::Vault;
use super::{found, open};
use crate::domain::audit::{Checkpoint, Filter};
use crate::domain::consent::GRANT;
use crate::domain::consent::grant::{Decision, Grant};
use crate::domain::consent::receipt::Receipt;
use crate::domain::consent::reference::Subject;
use crate::domain::id;
use crate::domain::shell;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::consent::{catalogue, events, grants, identity};
use crate::store::{Tx, audit, refs};

/// The grant that a reference means, with what is personal in it still sealed.
fn grant(tx: &mut Tx<'_>, workspace: &str, reference: &str, now: Millis) -> Result<(Grant, grants::Sealed)> {
    workspaces::check(tx, workspace)?;
    let part = reference.strip_prefix(GRANT).unwrap_or(reference);
    let absent = || {
        // What cannot be an id may well be the person.
        let subject = if id::is_part(part) { Cow::Borrowed("SUBJECT") } else { shell::word(reference) };
        Error::new(Code::NotFound, format!("workspace {workspace} has no consent {reference}"))
            .hint(format!("find it with: gatepost consent list --subject {subject} --status all"))
    };
    if id::is_whole(GRANT, reference) {
        let (grant, sealed) = grants::get(tx, reference, now)?.ok_or_else(absent)?;
        if grant.key.workspace != workspace {
            return Err(Error::new(Code::NotFound, format!("{reference} is a consent of another workspace"))
                .hint(format!("name it: -w {}", grant.key.workspace)));
        }
        return Ok((grant, sealed));
    }
    if part.len() < id::TAIL || part.len() > id::ULID_LENGTH || !id::is_part(part) {
        return Err(absent());
    }
    let mut ids = refs::by_part(tx, "consent_grants", workspace, GRANT, reference)?;
    match ids.len() {
        0 => Err(absent()),
        1 => grants::get(tx, &ids.remove(0), now)?.ok_or_else(absent),
        several => Err(Error::new(Code::Ambiguous, format!("{reference} could be {several} consents"))
            .hint("write more of the id")
            .candidates(ids)),
    }
}

/// One grant.
pub fn show(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    reference: &str,
    reveal: bool,
) -> Result<Grant> {
    let now = session.now;
    let (store, scribe) = session.parts();
    if reveal {
        store.write(|tx| {
            let (grant, _) = grant(tx, workspace, reference, now)?;
            let changes = Changes::default().set("subject", grant.key.subject_id.as_str());
            scribe.log(tx, Some(workspace), REVEAL, &grant.key.id, changes)
        })?;
    }
    let reveals = reveal && !store.is_rehearsal();
    store.read(|tx| {
        let (mut grant, sealed) = grant(tx, workspace, reference, now)?;
        if let Some(vault) = open(tx, keyring)? {
            vault.reveal(&mut grant, &sealed)?;
        }
        if !reveals {
            grant.mask();
        }
        Ok(grant)
    })
}

/// Whose history is asked for.
#[derive(Clone, Debug)]
pub enum Whose {
    /// All of a person.
    Person(Subject),
    /// Of one grant.
    Grant(String),
}

/// Every decision, the newest first.
pub fn history(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    whose: &Whose,
    reveal: bool,
) -> Result<Vec<Decision>> {
    let now = session.now;
    let (store, scribe) = session.parts();
    if reveal {
        store.write(|tx| {
            let vault = open(tx, keyring)?;
            let (subject_id, object, found) = meant(tx, vault.as_ref(), workspace, whose, now)?;
            let changes = Changes::default().set("subject", subject_id).set("decisions", found.len());
            scribe.log(tx, Some(workspace), REVEAL, &object, changes)
        })?;
    }
    let reveals = reveal && !store.is_rehearsal();
    store.read(|tx| {
        let vault = open(tx, keyring)?;
        let (subject_id, _, found) = meant(tx, vault.as_ref(), workspace, whose, now)?;
        let mut decisions = opened(tx, vault.as_ref(), &subject_id, found)?;
        if !reveals {
            decisions.iter_mut().for_each(Decision::mask);
        }
        decisions.sort_by(|a, b| place(b).cmp(&place(a)));
        Ok(decisions)
    })
}

/// The subject of a history, the record that it is of, and its decisions with what is personal in them still sealed.
#[expect(clippy::type_complexity, reason = "the last is what the store answers")]
fn meant(
    tx: &mut Tx<'_>,
    vault: Option<&Vault>,
    workspace: &str,
    whose: &Whose,
    now: Millis,
) -> Result<(String, String, Vec<(Decision, Option<Vec<u8>>)>)> {
    match whose {
        Whose::Person(subject) => {
            let subject_id = found(tx, vault, workspace, subject)?;
            let found = events::of_subject(tx, &subject_id)?;
            Ok((subject_id.clone(), subject_id, found))
        }
        Whose::Grant(reference) => {
            let (grant, _) = grant(tx, workspace, reference, now)?;
            let found = events::decisions_of(tx, &grant.key.id)?;
            Ok((grant.key.subject_id, grant.key.id, found))
        }
    }
}

/// Where a decision stands among all of a person.
pub(super) fn place(decision: &Decision) -> (Millis, Millis, &str, i64) {
    (decision.event.occurred_at, decision.event.recorded_at, &decision.key.id, decision.event.number)
}

/// Opens what is personal in decisions of one subject.
pub(super) fn opened(
    tx: &mut Tx<'_>,
    vault: Option<&Vault>,
    subject_id: &str,
    found: Vec<(Decision, Option<Vec<u8>>)>,
) -> Result<Vec<Decision>> {
    let key = match (vault, identity(tx, subject_id)?) {
        (Some(vault), Some(identity)) => Some(vault.key(subject_id, &identity.secret)?),
        _ => None,
    };
    let open = |(mut decision, sealed): (Decision, Option<Vec<u8>>)| {
        if let (Some(key), Some(sealed)) = (&key, sealed) {
            decision.personal = key.personal(&decision.key.id, decision.event.number, &sealed)?;
        }
        Ok(decision)
    };
    found.into_iter().map(open).collect()
}

/// A receipt of a grant. It discloses, so it is written down.
pub fn receipt(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    reference: &str,
) -> Result<Receipt> {
    let now = session.now;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let (mut grant, sealed) = grant(tx, workspace, reference, now)?;
        let vault = open(tx, keyring)?;
        if let Some(vault) = &vault {
            vault.reveal(&mut grant, &sealed)?;
        }
        let found = events::decisions_of(tx, &grant.key.id)?;
        let mut decisions = opened(tx, vault.as_ref(), &grant.key.subject_id, found)?;
        decisions.sort_by_key(|decision| decision.event.number);
        let text = match &grant.policy {
            Some(policy) => catalogue::text(tx, &policy.sha256)?,
            None => None,
        };
        let filter = Filter { object: Some(grant.key.id.clone()), ..Filter::default() };
        let mut entries = Vec::new();
        audit::list(tx, &filter, |logged| {
            if !matches!(logged.entry.action.as_str(), RECEIPT | REVEAL) {
                entries.push(logged);
            }
            Ok(true)
        })?;
        entries.sort_by_key(|logged| logged.entry.seq);
        let tree = audit::head(tx)?;
        let checkpoint = Checkpoint { origin: origin(tx)?, size: tree.size(), root: tree.root(), signature: None };
        let changes =
            Changes::default().set("subject", grant.key.subject_id.as_str()).set("decisions", decisions.len());
        scribe.log(tx, Some(workspace), RECEIPT, &grant.key.id, changes)?;
        Ok(Receipt { grant, decisions, entries, checkpoint, text, issued_at: now, brief: false })
    })
}

/// What the trail says of a receipt.
const RECEIPT: &str = "consent.receipt";
