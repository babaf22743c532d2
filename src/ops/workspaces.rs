//! Use cases of workspaces.

use super::{Changes, Session};
use crate::domain::name;
use crate::domain::page::NamePage;
use crate::domain::record::Changed;
use crate::domain::suggest::did_you_mean;
use crate::domain::token::{Filter, Page};
use crate::domain::workspace::{DEFAULT, Workspace};
use crate::error::{Code, Error, Result};
use crate::store::consent::report::has_subjects;
use crate::store::{Tx, tokens, workspaces};

/// Refuses a workspace that does not exist, naming the nearest that does.
pub fn check(tx: &mut Tx<'_>, workspace: &str) -> Result<()> {
    if workspaces::get(tx, workspace)?.is_some() {
        return Ok(());
    }
    let names = workspaces::names(tx)?;
    let near = did_you_mean(workspace, names.iter().map(String::as_str));
    Err(Error::new(Code::WorkspaceNotFound, format!("there is no workspace {workspace:?}{near}"))
        .hint(format!("create it with: gatepost workspaces create {workspace}"))
        .field("--workspace")
        .candidates(names.into_iter().take(10).collect()))
}

/// Makes a workspace.
pub fn create(session: &mut Session<'_>, wanted: &str, if_absent: bool) -> Result<Changed<Workspace>> {
    name::check(wanted, "NAME")?;
    let new = Workspace { name: wanted.to_owned(), created_at: session.now, created_by: session.actor.name.clone() };
    let (store, scribe) = session.parts();
    store.write(|tx| {
        if workspaces::insert(tx, &new)? {
            scribe.log(tx, Some(&new.name), "workspace.create", &new.name, Changes::default())?;
            return Ok(Changed { record: new.clone(), changed: true });
        }
        match workspaces::get(tx, &new.name)? {
            Some(record) if if_absent => Ok(Changed { record, changed: false }),
            _ => Err(Error::new(Code::NameTaken, format!("the workspace {wanted:?} exists already"))
                .hint("choose another name, or add --if-absent")),
        }
    })
}

/// Hands each workspace of the page to `sink`, by name.
pub fn list(session: &mut Session<'_>, page: &NamePage, mut sink: impl FnMut(Workspace) -> Result<bool>) -> Result<()> {
    session.store.read(|tx| workspaces::list(tx, page, &mut sink))
}

/// One workspace.
pub fn show(session: &mut Session<'_>, wanted: &str) -> Result<Workspace> {
    session.store.read(|tx| {
        check(tx, wanted)?;
        workspaces::get(tx, wanted)?.ok_or_else(|| Error::new(Code::WorkspaceNotFound, "it was just deleted"))
    })
}

/// How many tokens a workspace has: what its deletion would take.
pub fn weight(session: &mut Session<'_>, wanted: &str) -> Result<i64> {
    let filter = Filter { workspace: Some(wanted.to_owned()), ..Filter::default() };
    let now = session.now;
    session.store.read(|tx| {
        check(tx, wanted)?;
        tokens::count(tx, &filter, &Page::default(), now, u32::MAX.into())
    })
}

/// Deletes a workspace with all that belongs to it; the audit trail keeps what was done in it.
pub fn delete(session: &mut Session<'_>, wanted: &str) -> Result<Changed<Workspace>> {
    if wanted == DEFAULT {
        return Err(Error::new(Code::WrongState, "the workspace default is always there"));
    }
    let filter = Filter { workspace: Some(wanted.to_owned()), ..Filter::default() };
    let now = session.now;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        check(tx, wanted)?;
        let Some(record) = workspaces::get(tx, wanted)? else {
            return Err(Error::new(Code::WorkspaceNotFound, "it was just deleted"));
        };
        if has_subjects(tx, wanted)? {
            return Err(Error::new(Code::InUse, "the workspace has records of consent; nothing was deleted")
                .hint(format!("see them with: gatepost consent list --status all -w {wanted}")));
        }
        let taken = tokens::count(tx, &filter, &Page::default(), now, u32::MAX.into())?;
        workspaces::delete(tx, wanted)?;
        scribe.log(tx, Some(wanted), "workspace.delete", wanted, Changes::default().set("tokens", taken))?;
        Ok(Changed { record, changed: true })
    })
}
