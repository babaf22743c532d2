//! Legal holds: what is on record of a person stays as it is until each of them is released.

use super::super::keyring::Keyring;
use super::super::tokens::PART_TO_CHANGE;
use super::super::{Changes, Session, workspaces};
use super::vault::Vault;
use super::{found, known, open};
use crate::domain::consent::hold::{Filter, Hold};
use crate::domain::consent::reference::Subject;
use crate::domain::consent::{HOLD, check_text};
use crate::domain::id;
use crate::domain::record::Changed;
use crate::error::{Code, Error, Result};
use crate::store::consent::{self, holds};
use crate::store::{Tx, refs};

/// Places a hold on a person who is on record.
pub fn create(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    subject: &Subject,
    matter: &str,
) -> Result<Changed<Hold>> {
    if matter.trim().is_empty() {
        return Err(Error::invalid("--matter", "--matter is empty").hint("say which case, order or request it is for"));
    }
    check_text(matter, "--matter")?;
    let hold_id = session.world.new_id(HOLD)?;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let vault = open(tx, keyring)?;
        let subject_id = found(tx, vault.as_ref(), workspace, subject)?;
        let vault = vault.ok_or_else(|| super::absent(workspace))?;
        let identity = consent::identity(tx, &subject_id)?.ok_or_else(|| {
            Error::new(Code::WrongState, format!("{subject_id} was forgotten, so nothing is left to be held"))
        })?;
        let key = vault.key(&subject_id, &identity.secret)?;
        let record = Hold {
            id: hold_id.clone(),
            workspace: workspace.to_owned(),
            subject: Some(key.reference(&subject_id, &identity.reference)?),
            matter: Some(matter.to_owned()),
            placed_at: scribe.now,
            placed_by: scribe.actor.name.clone(),
            released_at: None,
            released_by: None,
            subject_id,
        };
        holds::insert(tx, &record, &key.seal_matter(&hold_id, matter, &scribe)?)?;
        let changes = Changes::default().set("subject", record.subject_id.as_str()).personal("matter", Some(matter));
        scribe.log(tx, Some(workspace), "hold.create", &hold_id, changes)?;
        Ok(Changed { record, changed: true })
    })
}

/// Hands each hold of the list to `sink`, until it says no: of some people, or all that a filter lets through.
pub fn list(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    subjects: &[Subject],
    filter: &Filter,
    mut sink: impl FnMut(Hold) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        let workspace = filter.workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let vault = open(tx, keyring)?;
        if subjects.is_empty() {
            return holds::walk(tx, filter, |hold, sealed| sink(reveal(vault.as_ref(), hold, &sealed)?));
        }
        let Some(workspace) = workspace else {
            let message = "subjects are of one workspace; leave out -A";
            return Err(Error::new(Code::Usage, message).field("--all-workspaces"));
        };
        let mut all = Vec::new();
        for subject in subjects {
            if let Some(subject_id) = known(tx, vault.as_ref(), workspace, subject)? {
                all.extend(holds::of_subject(tx, &subject_id)?);
            }
        }
        all.retain(|(hold, _)| filter.admits(hold));
        all.sort_by(|(a, _), (b, _)| if filter.ascending { a.id.cmp(&b.id) } else { b.id.cmp(&a.id) });
        all.dedup_by(|(a, _), (b, _)| a.id == b.id);
        all.truncate(filter.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX));
        for (hold, sealed) in all {
            if !sink(reveal(vault.as_ref(), hold, &sealed)?)? {
                break;
            }
        }
        Ok(())
    })
}

/// Opens what is personal in a hold, where the person was not forgotten.
fn reveal(vault: Option<&Vault>, mut hold: Hold, sealed: &holds::Sealed) -> Result<Hold> {
    let (Some(vault), Some(secret)) = (vault, &sealed.secret) else { return Ok(hold) };
    let key = vault.key(&hold.subject_id, secret)?;
    let reference = sealed.reference.as_deref();
    hold.subject = reference.map(|sealed| key.reference(&hold.subject_id, sealed)).transpose()?;
    hold.matter = sealed.matter.as_deref().map(|sealed| key.matter(&hold.id, sealed)).transpose()?;
    Ok(hold)
}

/// Releases holds, all that are named or none. Those that were released stay as they are.
pub fn release(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    references: &[String],
) -> Result<Vec<Changed<Hold>>> {
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        let vault = open(tx, keyring)?;
        let mut ids: Vec<String> = Vec::with_capacity(references.len());
        for reference in references {
            let hold_id = find(tx, workspace, reference)?;
            if !ids.contains(&hold_id) {
                ids.push(hold_id);
            }
        }
        let mut released = Vec::with_capacity(ids.len());
        for hold_id in ids {
            let (mut record, sealed) = holds::get(tx, &hold_id)?.ok_or_else(|| absent(workspace, &hold_id))?;
            let changed = record.released_at.is_none();
            if changed {
                let by = scribe.actor.name.as_str();
                holds::release(tx, &hold_id, scribe.now, by)?;
                let changes = Changes::default().set("subject", record.subject_id.as_str());
                scribe.log(tx, Some(workspace), "hold.release", &hold_id, changes)?;
                (record.released_at, record.released_by) = (Some(scribe.now), Some(by.to_owned()));
            }
            released.push(Changed { record: reveal(vault.as_ref(), record, &sealed)?, changed });
        }
        Ok(released)
    })
}

/// The id of a hold that is named by it or by a part of it.
fn find(tx: &mut Tx<'_>, workspace: &str, reference: &str) -> Result<String> {
    if id::is_whole(HOLD, reference) {
        let found = holds::get(tx, reference)?.filter(|(hold, _)| hold.workspace == workspace);
        return found.map(|(hold, _)| hold.id).ok_or_else(|| absent(workspace, reference));
    }
    let part = reference.strip_prefix(HOLD).unwrap_or(reference);
    if part.len() < PART_TO_CHANGE || part.len() > id::ULID_LENGTH || !id::is_part(part) {
        return Err(absent(workspace, reference));
    }
    let mut found = refs::by_part(tx, "consent_holds", workspace, HOLD, reference)?;
    match found.len() {
        0 => Err(absent(workspace, reference)),
        1 => Ok(found.remove(0)),
        several => Err(Error::new(Code::Ambiguous, format!("{reference} could be {several} holds"))
            .hint("write more of the id")
            .candidates(found)),
    }
}

fn absent(workspace: &str, reference: &str) -> Error {
    Error::new(Code::NotFound, format!("workspace {workspace} has no hold {reference}"))
        .hint("list them with: gatepost consent holds list --status all")
}
