//! Forgetting a person. What was decided stays under the pseudonym; who that was, and all else that is personal, goes.
//! The pseudonym is noted outside of the store as well, so that a backup that is older forgets the person again.

use data_encoding::HEXLOWER;

use super::super::keyring::Keyring;
use super::super::webhooks::Herald;
use super::super::{Changes, Scribe, Session, workspaces};
use super::decide::{announce, end_all};
use super::vault::Vault;
use super::{absent, known, open};
use crate::domain::consent::erasure::{Certificate, Erasure};
use crate::domain::consent::grant::Key;
use crate::domain::consent::reference::{Reference, Subject};
use crate::domain::plural::plural;
use crate::error::{Code, Error, Result};
use crate::store::consent::forget::{self, Traces};
use crate::store::consent::{self, holds};
use crate::store::erased::{ENDING, Erased, List};
use crate::store::{Place, Store, Tx, audit, files, marks};
use crate::world::World;

/// What the first step has done.
struct Forgotten {
    erasure: Erasure,
    removed: u64,
    disowned: Vec<String>,
    changed: bool,
}

/// The audit entries by which a guess of who owned a token could be confirmed. There are as many to look at as tokens
/// were made, so that is done while others write.
#[derive(Default)]
struct Entries {
    seqs: Vec<i64>,
    /// How many entries there were.
    size: i64,
}

impl Entries {
    fn find(tx: &mut Tx<'_>, keyring: Option<&Keyring>, workspace: &str, subject: &Subject) -> Result<Entries> {
        let Some(vault) = open(tx, keyring)? else { return Ok(Entries::default()) };
        let Some(subject_id) = known(tx, Some(&vault), workspace, subject)? else { return Ok(Entries::default()) };
        let Some(given) = given(tx, &vault, &subject_id)? else { return Ok(Entries::default()) };
        let size = i64::try_from(audit::head(tx)?.size()).unwrap_or(i64::MAX);
        Ok(Entries { seqs: forget::confirming(tx, workspace, &given.spellings())?, size })
    }
}

/// Forgets a person. With `scrub` the files of the store are written anew, so that no trace is left in them either; what
/// an earlier run has left to do is done as well.
pub fn erase(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    subject: &Subject,
    scrubs: bool,
) -> Result<Certificate> {
    let world = session.world;
    let (store, scribe) = session.parts();
    let mut entries = store.read(|tx| {
        workspaces::check(tx, workspace)?;
        Entries::find(tx, keyring, workspace, subject)
    })?;
    let forgotten = store.write(|tx| {
        workspaces::check(tx, workspace)?;
        forget_one(tx, &scribe, keyring, workspace, subject, scrubs, &mut entries)
    })?;
    let id = forgotten.erasure.subject_id.clone();
    let rehearsal = store.is_rehearsal();
    let list = list(store, world)?;
    if !rehearsal {
        let again = format!("finish it with: gatepost consent erase {id} --confirm {id}, or: gatepost doctor --fix");
        note(store, &list)
            .map_err(|cause| unfinished(cause, &id, "is not on the list outside of the store", &again))?;
        if scrubs {
            scrub(store).map_err(|cause| unfinished(cause, &id, "has left traces in the files", &again))?;
        }
    }
    let (extent, size, traces) =
        store.read(|tx| Ok((forget::extent(tx, &id)?, audit::head(tx)?.size(), forget::traces(tx)?)))?;
    Ok(Certificate {
        grants: extent.0,
        events: extent.1,
        removed: i64::try_from(forgotten.removed).unwrap_or(i64::MAX),
        disowned: forgotten.disowned,
        audit_size: i64::try_from(size).unwrap_or(i64::MAX),
        scrubbed: !rehearsal && !traces.iter().any(|traces| traces.subject_id == id),
        list: list.path().display().to_string(),
        copies: store.copies()?,
        changed: forgotten.changed,
        erasure: forgotten.erasure,
    })
}

/// A failure after the person was forgotten.
fn unfinished(cause: Error, id: &str, what: &str, again: &str) -> Error {
    let why = cause.message.trim_end_matches("; nothing was changed");
    Error { message: format!("{id} is forgotten, but {what}: {why}"), ..cause }.hint(again)
}

fn forget_one(
    tx: &mut Tx<'_>,
    scribe: &Scribe<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    subject: &Subject,
    scrubs: bool,
    entries: &mut Entries,
) -> Result<Forgotten> {
    let vault = open(tx, keyring)?;
    let lookup = match (subject, &vault) {
        (Subject::Reference(reference), Some(vault)) => Some(HEXLOWER.encode(&vault.digest(workspace, reference))),
        _ => None,
    };
    let subject_id = match known(tx, vault.as_ref(), workspace, subject)? {
        Some(subject_id) => subject_id,
        // A run that was broken off has forgotten whose it was, but for the digest.
        None => forget::traces(tx)?
            .into_iter()
            .find(|traces| lookup.is_some() && traces.lookup == lookup)
            .map(|traces| traces.subject_id)
            .ok_or_else(|| absent(workspace))?,
    };
    if let Some(erasure) = forget::erasure(tx, &subject_id)? {
        return Ok(Forgotten { erasure, removed: 0, disowned: Vec::new(), changed: false });
    }
    refuse_held(tx, &subject_id)?;
    let disowned = match &vault {
        Some(vault) => disown(tx, vault, workspace, &subject_id, entries)?,
        None => Vec::new(),
    };
    let erasure = Erasure {
        subject_id,
        workspace: workspace.to_owned(),
        erased_at: scribe.now,
        erased_by: scribe.actor.name.clone(),
    };
    let (removed, ended) = forget_as(tx, scribe, &erasure, "consent.erase")?;
    let mut herald = Herald::default();
    ended.iter().try_for_each(|grant| announce(tx, scribe, &mut herald, grant))?;
    let lookup = lookup.filter(|_| scrubs);
    forget::note_traces(tx, &Traces { subject_id: erasure.subject_id.clone(), lookup })?;
    Ok(Forgotten { erasure, removed, disowned, changed: true })
}

/// Ends what still is given, removes what is personal, and writes down that it was removed; how many sealed values that
/// were, and what was in force.
fn forget_as(tx: &mut Tx<'_>, scribe: &Scribe<'_>, erasure: &Erasure, action: &str) -> Result<(u64, Vec<Key>)> {
    let ended = end_all(tx, scribe, &erasure.subject_id, erasure.erased_at)?;
    let removed = forget::forget(tx, &erasure.subject_id)?;
    forget::insert_erasure(tx, erasure)?;
    let changes = Changes::default().set("erased_at", erasure.erased_at.to_string()).set("removed", removed);
    scribe.log(tx, Some(&erasure.workspace), action, &erasure.subject_id, changes)?;
    Ok((removed, ended))
}

fn refuse_held(tx: &mut Tx<'_>, subject_id: &str) -> Result<()> {
    let count = holds::count(tx, subject_id)?;
    if count == 0 {
        return Ok(());
    }
    let count = plural(count, "hold");
    Err(Error::new(Code::Held, format!("{subject_id} is under {count}; nothing was changed"))
        .hint(format!("see them with: gatepost consent holds list --subject {subject_id}")))
}

/// Refuses to forget somebody who owns something; what was revoked, and can be given to nobody, loses its owner.
fn disown(
    tx: &mut Tx<'_>,
    vault: &Vault,
    workspace: &str,
    subject_id: &str,
    entries: &mut Entries,
) -> Result<Vec<String>> {
    let Some(given) = given(tx, vault, subject_id)? else { return Ok(Vec::new()) };
    let mut owned = Vec::new();
    for owner in owners(tx, workspace, &given)? {
        owned.extend(forget::tokens_of(tx, workspace, &owner)?);
    }
    let (revoked, live): (Vec<_>, Vec<_>) = owned.into_iter().partition(|(_, _, revoked)| *revoked);
    if !live.is_empty() {
        let count = plural(live.len() as u64, "token");
        return Err(Error::new(Code::InUse, format!("{subject_id} owns {count}; nothing was changed"))
            .hint("give each another owner: gatepost tokens update REF --owner NAME, or revoke it")
            .candidates(live.into_iter().map(|(id, name, _)| format!("{id} {name}")).collect()));
    }
    // What was given to others: the trail has who owned it before.
    entries.seqs.extend(forget::confirming_from(tx, workspace, &given.spellings(), entries.size)?);
    forget::remove_salts(tx, &entries.seqs)?;
    revoked
        .into_iter()
        .map(|(token_id, _, _)| {
            forget::disown(tx, &token_id)?;
            Ok(token_id)
        })
        .collect()
}

/// The reference of a person who is on record.
fn given(tx: &mut Tx<'_>, vault: &Vault, subject_id: &str) -> Result<Option<Reference>> {
    let Some(identity) = consent::identity(tx, subject_id)? else { return Ok(None) };
    let given = vault.key(subject_id, &identity.secret)?.reference(subject_id, &identity.reference)?;
    Reference::parse(&given).map(Some)
}

/// The owners of tokens who are the person that a reference means, however they are written.
pub(super) fn owners(tx: &mut Tx<'_>, workspace: &str, reference: &Reference) -> Result<Vec<String>> {
    let mut owners = forget::owners(tx, workspace)?;
    owners.retain(|owner| Reference::parse(owner).is_ok_and(|owner| owner.normal == reference.normal));
    Ok(owners)
}

/// The list of a store: beside its file, or, where that is on a server, in the folder of this user's programs.
pub fn list(store: &mut Store, world: &World) -> Result<List> {
    let store_id = store.read(|tx| marks::get(tx, "store_id"))?.unwrap_or_default();
    let path = match store.place() {
        Place::File(path) => files::beside(path, ENDING),
        #[cfg(feature = "postgres")]
        Place::Server(_) => world.xdg("XDG_DATA_HOME", ".local/share")?.join(format!("{store_id}{ENDING}")),
    };
    #[cfg(not(feature = "postgres"))]
    let _ = world;
    Ok(List::new(path, store_id))
}

/// Adds everybody who was forgotten to the list, whoever did it and from which machine; how many were missing.
pub fn note(store: &mut Store, list: &List) -> Result<usize> {
    let all = store.read(forget::erasures)?;
    list.add(&all)
}

/// Takes the traces of all who were forgotten out of the files.
pub fn scrub(store: &mut Store) -> Result<()> {
    let traces = store.read(forget::traces)?;
    if traces.is_empty() { Ok(()) } else { store.scrub(|tx| forget::clear_traces(tx, &traces)) }
}

/// Refuses a store in which somebody is on record again who was forgotten, because an older file was put in its place.
/// One look at the end of the list tells of most stores that there is nobody.
pub fn refuse_older(store: &mut Store, world: &World) -> Result<()> {
    let list = list(store, world)?;
    let Some(last) = list.last()? else { return Ok(()) };
    if store.read(|tx| forget::erasure(tx, &last))?.is_some() {
        return Ok(());
    }
    let erased = list.read()?;
    let back = store.read(|tx| returned(tx, &erased))?;
    if back.is_empty() {
        return Ok(());
    }
    let people = plural(back.len() as u64, "subject");
    Err(Error::new(
        Code::ErasuresDue,
        format!("the store is an older one: it still has {people} of those who were forgotten since"),
    )
    .hint("forget them again with: gatepost doctor --fix"))
}

/// Those of a list who are on record.
pub fn returned(tx: &mut Tx<'_>, erased: &Erased) -> Result<Vec<String>> {
    let mut back = Vec::new();
    for subject_id in erased.keys() {
        if consent::identity(tx, subject_id)?.is_some() {
            back.push(subject_id.clone());
        }
    }
    Ok(back)
}

/// Forgets again everybody whom a list names, in a store that is older than it; how many were on record.
pub(in crate::ops) fn replay(tx: &mut Tx<'_>, scribe: &Scribe<'_>, erased: &Erased) -> Result<usize> {
    let back = returned(tx, erased)?;
    let noted = forget::erasures(tx)?;
    for (subject_id, at) in erased.iter().filter(|(id, _)| !noted.contains_key(*id)) {
        let workspace = consent::workspace_of(tx, subject_id)?;
        let erased_by = scribe.actor.name.clone();
        let erasure = |workspace| Erasure { subject_id: subject_id.clone(), workspace, erased_at: *at, erased_by };
        match workspace {
            Some(workspace) => {
                forget::release_all(tx, subject_id, *at, &scribe.actor.name)?;
                forget_as(tx, scribe, &erasure(workspace), "consent.erase")?;
            }
            // It was first on record after this copy was made.
            None => forget::insert_erasure(tx, &erasure(String::new()))?,
        }
    }
    for subject_id in back.iter().filter(|id| noted.contains_key(*id)) {
        forget::forget(tx, subject_id)?;
    }
    Ok(back.len())
}

/// Forgets them again in a store that is in use.
pub fn replay_list(session: &mut Session<'_>) -> Result<usize> {
    let list = list(session.store, session.world)?;
    let erased = list.read()?;
    let (store, scribe) = session.parts();
    let count = store.write(|tx| {
        let back = returned(tx, &erased)?;
        for subject_id in &back {
            forget::note_traces(tx, &Traces { subject_id: subject_id.clone(), lookup: None })?;
        }
        replay(tx, &scribe, &erased)
    })?;
    scrub(store)?;
    Ok(count)
}
