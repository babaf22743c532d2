//! Use cases of consent. Here: finding the person who is meant.

mod access;
mod check;
mod decide;
mod erase;
mod export;
mod holds;
mod import;
mod list;
mod past;
mod policies;
mod purge;
mod purposes;
mod rows;
mod show;
mod status;
mod vault;

pub use crate::store::consent::catalogue::PolicyPage;
pub use access::access;
pub use check::{Asked, Line, check, check_batch};
pub use decide::{Decision, Ending, Rules, decide, revoke};
pub(super) use erase::replay;
pub use erase::{erase, list as erased_list, note as note_erased, refuse_older, replay_list, returned, scrub};
pub use export::{Disclosure, LINKED, Reads, Row, export, export_to_file};
pub use holds::{create as create_hold, list as list_holds, release as release_holds};
pub use import::{Counts, Intake, Rejected, import};
pub use list::{Wanted, list};
pub use past::Then;
pub use policies::{
    New as NewPolicy, Published, list as list_policies, preview as preview_policy, publish, show as show_policy,
};
pub use purge::Purge;
pub use purposes::{New as NewPurpose, create as create_purpose, list as list_purposes, show as show_purpose};
pub use rows::{Line as ImportedLine, Rows};
pub use show::{Whose, history, receipt, show};
pub use status::{Look, status, write_page};

use super::keyring::Keyring;
use super::workspaces;
use crate::domain::consent::SUBJECT;
use crate::domain::consent::reference::Subject;
use crate::domain::id;
use crate::error::{Code, Error, Result};
use crate::store::consent::{by_lookup, workspace_of};
use crate::store::{Store, Tx, consent, refs};
use vault::Vault;

/// Whether anybody is on record, so that there is something to open.
pub fn has_records(store: &mut Store) -> Result<bool> {
    Ok(store.read(consent::lookup_key)?.is_some())
}

/// The keys of a transaction that reads, where the command has them and anybody is on record.
fn open(tx: &mut Tx<'_>, keyring: Option<&Keyring>) -> Result<Option<Vault>> {
    keyring.map_or(Ok(None), |keyring| Vault::open(tx, keyring))
}

/// The pseudonym of a person who is on record.
fn known(tx: &mut Tx<'_>, vault: Option<&Vault>, workspace: &str, subject: &Subject) -> Result<Option<String>> {
    match subject {
        Subject::Reference(reference) => match vault {
            Some(vault) => by_lookup(tx, &vault.digest(workspace, reference)),
            None => Ok(None),
        },
        Subject::Id(text) => by_id(tx, workspace, text).map(Some),
    }
}

fn by_id(tx: &mut Tx<'_>, workspace: &str, text: &str) -> Result<String> {
    if id::is_whole(SUBJECT, text) {
        return match workspace_of(tx, text)? {
            Some(holds) if holds == workspace => Ok(text.to_owned()),
            Some(holds) => Err(Error::new(Code::NotFound, format!("{text} is a subject of another workspace"))
                .hint(format!("name it: -w {holds}"))),
            None => Err(absent(workspace)),
        };
    }
    let part = text.strip_prefix(SUBJECT).unwrap_or(text);
    if part.len() < super::tokens::PART_TO_CHANGE || part.len() > id::ULID_LENGTH || !id::is_part(part) {
        return Err(absent(workspace));
    }
    // A table shows how an id ends.
    let mut found = refs::by_part(tx, "consent_subjects", workspace, SUBJECT, text)?;
    found.extend(refs::by_part(tx, "consent_subjects", workspace, SUBJECT, part)?);
    found.sort();
    found.dedup();
    match found.len() {
        0 => Err(absent(workspace)),
        1 => Ok(found.remove(0)),
        several => Err(Error::new(Code::Ambiguous, format!("{text} could be {several} subjects"))
            .hint("write more of the id")
            .candidates(found)),
    }
}

/// The pseudonym of a person who must be on record. The reference is not repeated.
fn found(tx: &mut Tx<'_>, vault: Option<&Vault>, workspace: &str, subject: &Subject) -> Result<String> {
    workspaces::check(tx, workspace)?;
    known(tx, vault, workspace, subject)?.ok_or_else(|| absent(workspace))
}

fn absent(workspace: &str) -> Error {
    Error::new(Code::NotFound, format!("workspace {workspace} has no consent of this subject on record"))
        .hint("see who is on record with: gatepost consent list --status all")
        .field("SUBJECT")
}
