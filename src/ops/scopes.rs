//! Use cases of the scope catalogue, and the check of the scopes that a token is to carry.

use super::{Changes, Session, workspaces};
use crate::domain::page::NamePage;
use crate::domain::plural::plural;
use crate::domain::record::Changed;
use crate::domain::scope::{covers, is_wildcard, parse_grant, parse_scope};
use crate::domain::suggest::{did_you_mean, nearest};
use crate::domain::workspace::Scope;
use crate::error::{Code, Error, Result};
use crate::store::{Tx, scopes};

/// The scopes and wildcards that a token may carry, sorted; one that the catalogue does not hold is
/// refused with the command that would add it.
pub fn check(tx: &mut Tx<'_>, workspace: &str, wanted: &[String]) -> Result<Vec<String>> {
    let mut granted = wanted.to_vec();
    if !wanted.is_empty() {
        check_among(workspace, &scopes::names(tx, workspace)?, wanted)?;
    }
    granted.sort();
    granted.dedup();
    Ok(granted)
}

/// Refuses a scope that a catalogue does not hold, and a wildcard that covers nothing in it.
pub(super) fn check_among(workspace: &str, catalogue: &[String], wanted: &[String]) -> Result<()> {
    for scope in wanted {
        parse_grant(scope, "--scope")?;
        let covered = is_wildcard(scope) && catalogue.iter().any(|known| covers(scope, known));
        if !covered && !catalogue.contains(scope) {
            return Err(unknown(workspace, scope, catalogue));
        }
    }
    Ok(())
}

fn unknown(workspace: &str, scope: &str, catalogue: &[String]) -> Error {
    let words = || catalogue.iter().map(String::as_str);
    let within =
        if workspace == crate::domain::workspace::DEFAULT { String::new() } else { format!(" -w {workspace}") };
    let error = if is_wildcard(scope) {
        Error::new(Code::UnknownScope, format!("the wildcard {scope} covers no scope of workspace {workspace}")).hint(
            format!("create one first, such as: gatepost tokens scopes create {}{within}", scope.replace('*', "read")),
        )
    } else {
        Error::new(
            Code::UnknownScope,
            format!("workspace {workspace} has no scope {scope}{}", did_you_mean(scope, words())),
        )
        .hint(format!("create it with: gatepost tokens scopes create {scope}{within}"))
    };
    error.field("--scope").candidates(nearest(scope, words()).map(str::to_owned).into_iter().collect())
}

/// Adds a scope to a workspace's catalogue.
pub fn create(
    session: &mut Session<'_>,
    workspace: &str,
    name: &str,
    description: Option<&str>,
    if_absent: bool,
) -> Result<Changed<Scope>> {
    parse_scope(name, "SCOPE")?;
    let new = Scope {
        workspace: workspace.to_owned(),
        name: name.to_owned(),
        description: description.map(str::to_owned),
        created_at: session.now,
        created_by: session.actor.name.clone(),
    };
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        if scopes::insert(tx, &new)? {
            let changes = Changes::default().personal("description", description);
            scribe.log(tx, Some(workspace), "scope.create", name, changes)?;
            return Ok(Changed { record: new.clone(), changed: true });
        }
        let held = get(tx, workspace, name)?;
        if !if_absent {
            return Err(Error::new(Code::NameTaken, format!("the scope {name} exists already"))
                .hint("add --if-absent if that is well"));
        }
        if description.is_some() && held.description.as_deref() != description {
            return Err(
                Error::new(Code::Differs, format!("the scope {name} has another description")).field("--description")
            );
        }
        Ok(Changed { record: held, changed: false })
    })
}

fn get(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Scope> {
    if let Some(scope) = scopes::get(tx, workspace, name)? {
        return Ok(scope);
    }
    let catalogue = scopes::names(tx, workspace)?;
    let names = || catalogue.iter().map(String::as_str);
    let near = did_you_mean(name, names());
    Err(Error::new(Code::NotFound, format!("workspace {workspace} has no scope {name}{near}"))
        .hint("list them with: gatepost tokens scopes list")
        .candidates(nearest(name, names()).map(str::to_owned).into_iter().collect()))
}

/// Hands each scope of the page to `sink`, by name.
pub fn list(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    page: &NamePage,
    mut sink: impl FnMut(Scope) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        scopes::list(tx, workspace, page, &mut sink)
    })
}

/// One scope.
pub fn show(session: &mut Session<'_>, workspace: &str, name: &str) -> Result<Scope> {
    session.store.read(|tx| {
        workspaces::check(tx, workspace)?;
        get(tx, workspace, name)
    })
}

/// Takes scopes out of the catalogue; those that a token carries stay. `sure` is asked once that is known, and
/// may refuse.
pub fn delete(
    session: &mut Session<'_>,
    workspace: &str,
    names: &[String],
    sure: impl FnOnce() -> Result<()>,
) -> Result<Vec<Changed<Scope>>> {
    session.store.read(|tx| names.iter().try_for_each(|name| unused(tx, workspace, name).map(drop)))?;
    sure()?;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut deleted = Vec::new();
        for name in names {
            let record = unused(tx, workspace, name)?;
            scopes::delete(tx, workspace, name)?;
            scribe.log(tx, Some(workspace), "scope.delete", name, Changes::default())?;
            deleted.push(Changed { record, changed: true });
        }
        Ok(deleted)
    })
}

/// A scope that no token carries.
fn unused(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Scope> {
    workspaces::check(tx, workspace)?;
    let scope = get(tx, workspace, name)?;
    match scopes::carriers(tx, workspace, name)? {
        0 => Ok(scope),
        carriers => Err(Error::new(
            Code::InUse,
            format!("{name} is carried by {}; nothing was deleted", plural(carriers, "token")),
        )
        .hint(format!("see them with: gatepost tokens list --scope {name} --status all"))),
    }
}
