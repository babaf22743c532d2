//! Everything about one person. It is a disclosure: the file comes to its place when the trail has its entry.

use super::super::keyring::Keyring;
use super::super::out_file::OutFile;
use super::super::{Changes, Session};
use super::erase::owners;
use super::show::{opened, place};
use super::{found, open};
use crate::domain::consent::access::{Accessed, Everything};
use crate::domain::consent::reference::{Reference, Subject};
use crate::domain::time::Millis;
use crate::domain::token::{self, Token};
use crate::error::Result;
use crate::store::audit::head;
use crate::store::consent::{events, grants, identity};
use crate::store::{Tx, tokens};

/// Hands everything about a person to `write`, which fills the file.
pub fn access(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    subject: &Subject,
    file: OutFile,
    write: impl FnOnce(&Everything) -> Result<()>,
) -> Result<Accessed> {
    let now = session.now;
    let (store, scribe) = session.parts();
    let all = store.read(|tx| everything(tx, keyring, workspace, subject, now))?;
    write(&all)?;
    let digested = file.close()?;
    let accessed = Accessed {
        file: file.path().display().to_string(),
        subject_id: all.subject_id.clone(),
        consents: all.consents.len() as u64,
        decisions: all.decisions.len() as u64,
        tokens: all.tokens.len() as u64,
        bytes: digested.bytes,
        sha256: digested.sha256,
        as_of: now,
        audit_seq: all.audit_seq,
    };
    store.write(|tx| {
        let changes = Changes::default()
            .set("consents", accessed.consents)
            .set("decisions", accessed.decisions)
            .set("tokens", accessed.tokens)
            .set("bytes", accessed.bytes)
            .set("sha256", accessed.sha256.as_str())
            .set("audit_seq", accessed.audit_seq);
        scribe.log(tx, Some(workspace), "consent.access", &all.subject_id, changes)
    })?;
    if !store.is_rehearsal() {
        file.put()?;
    }
    Ok(accessed)
}

fn everything(
    tx: &mut Tx<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    subject: &Subject,
    now: Millis,
) -> Result<Everything> {
    let audit_seq = i64::try_from(head(tx)?.size()).unwrap_or(i64::MAX);
    let vault = open(tx, keyring)?;
    let subject_id = found(tx, vault.as_ref(), workspace, subject)?;
    let reference = match (&vault, identity(tx, &subject_id)?) {
        (Some(vault), Some(identity)) => {
            Some(vault.key(&subject_id, &identity.secret)?.reference(&subject_id, &identity.reference)?)
        }
        _ => None,
    };
    let mut consents = Vec::new();
    for (mut grant, sealed) in grants::of_subject(tx, &subject_id, now)? {
        vault.as_ref().map_or(Ok(()), |vault| vault.reveal(&mut grant, &sealed))?;
        consents.push(grant);
    }
    consents.sort_by(|a, b| a.key.id.cmp(&b.key.id));
    let decisions = events::of_subject(tx, &subject_id)?;
    let mut decisions = opened(tx, vault.as_ref(), &subject_id, decisions)?;
    decisions.sort_by(|a, b| place(a).cmp(&place(b)));
    let tokens = reference.as_deref().map_or(Ok(Vec::new()), |owner| owned(tx, workspace, owner, now))?;
    let workspace = workspace.to_owned();
    Ok(Everything { subject: reference, subject_id, workspace, as_of: now, audit_seq, consents, decisions, tokens })
}

/// The tokens that were issued to a reference, however it is written.
fn owned(tx: &mut Tx<'_>, workspace: &str, owner: &str, now: Millis) -> Result<Vec<Token>> {
    let mut owned = Vec::new();
    for owner in owners(tx, workspace, &Reference::parse(owner)?)? {
        let filter =
            token::Filter { workspace: Some(workspace.to_owned()), owner: Some(owner), ..token::Filter::default() };
        let page = token::Page { ascending: true, ..token::Page::default() };
        tokens::list(tx, &filter, &page, now, |token| {
            owned.push(token);
            Ok(true)
        })?;
    }
    Ok(owned)
}
