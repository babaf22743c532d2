//! Use cases of event types.

use data_encoding::HEXLOWER;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::super::{Changes, Session, workspaces};
use super::{store, touch};
use crate::domain::credential::check_kept;
use crate::domain::page::{IdPage, NamePage};
use crate::domain::record::Changed;
use crate::domain::suggest::{did_you_mean, nearest};
use crate::domain::webhook::endpoint::{Endpoint, EventType};
use crate::domain::webhook::event_type::{self, Glob, receives};
use crate::domain::webhook::schema::{Enforcement, Schema};
use crate::error::{Code, Error, Result};
use crate::store::Tx;

/// What is said of a type.
#[derive(Clone, Debug)]
pub struct New {
    /// The workspace.
    pub workspace: String,
    /// The type.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// The JSON Schema of its payloads.
    pub schema: Option<Json>,
    /// What happens to those that do not meet it.
    pub enforce: Enforcement,
    /// If one is there and equal, change nothing.
    pub if_absent: bool,
    /// If one is there, replace what it says.
    pub replace: bool,
}

/// A type that was made or changed, and the names of the endpoints that receive it.
pub type Made = (Changed<EventType>, Vec<String>);

/// Makes a type known, or replaces what is known of it.
pub fn create(session: &mut Session<'_>, new: &New) -> Result<Made> {
    event_type::check(&new.name, "TYPE")?;
    if event_type::is_system(&new.name) {
        let message = "types that begin with gatepost. are the program's own";
        return Err(Error::invalid("TYPE", message));
    }
    new.description.as_deref().map_or(Ok(""), |text| check_kept(text, "--description"))?;
    if let Some(schema) = &new.schema {
        Schema::parse(schema.clone(), "--schema")?;
    }
    let record = EventType {
        workspace: new.workspace.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        schema: new.schema.clone(),
        enforce: new.enforce,
        created_at: session.now,
        created_by: session.actor.name.clone(),
    };
    let world = session.world;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, &new.workspace)?;
        let changes = || {
            let digest = record.schema.as_ref().map(|schema| HEXLOWER.encode(&Sha256::digest(schema.to_string())));
            Changes::default()
                .set("schema_sha256", digest)
                .set("enforce", record.enforce.as_str())
                .personal("description", record.description.as_deref())
        };
        if store::types::insert(tx, &record)? {
            scribe.log(tx, Some(&new.workspace), "webhook_type.create", &new.name, changes())?;
            touch(tx, world)?;
            return Ok((Changed { record: record.clone(), changed: true }, Vec::new()));
        }
        let held = get(tx, &new.workspace, &new.name)?;
        let same =
            held.description == record.description && held.schema == record.schema && held.enforce == record.enforce;
        if same && (new.if_absent || new.replace) {
            return Ok((Changed { record: held, changed: false }, Vec::new()));
        }
        if !new.replace {
            let (code, what) = if new.if_absent {
                (Code::Differs, "exists, but says something else of its payloads")
            } else {
                (Code::NameTaken, "exists already")
            };
            return Err(Error::new(code, format!("the type {} {what}; nothing was changed", new.name))
                .hint("replace what it says with the same command and --replace"));
        }
        let record = EventType { created_at: held.created_at, created_by: held.created_by, ..record.clone() };
        store::types::update(tx, &record)?;
        scribe.log(tx, Some(&new.workspace), "webhook_type.update", &new.name, changes())?;
        touch(tx, world)?;
        let touched = if held.schema == record.schema { Vec::new() } else { receivers(tx, &record)? };
        Ok((Changed { record, changed: true }, touched))
    })
}

/// The names of the endpoints that receive a type.
fn receivers(tx: &mut Tx<'_>, of: &EventType) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let page = IdPage { ascending: true, ..IdPage::default() };
    store::endpoints::list(tx, Some(&of.workspace), &page, |endpoint| {
        if receives(&globs(&endpoint)?, &of.name) {
            names.push(endpoint.name);
        }
        Ok(true)
    })?;
    Ok(names)
}

/// The globs of an endpoint, compiled.
pub(super) fn globs(endpoint: &Endpoint) -> Result<Vec<Glob>> {
    endpoint.events.iter().map(|glob| Glob::parse(glob, "--event")).collect()
}

/// The type of a name.
fn get(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<EventType> {
    workspaces::check(tx, workspace)?;
    if let Some(found) = store::types::get(tx, workspace, name)? {
        return Ok(found);
    }
    let names = store::types::names(tx, workspace)?;
    let names = || names.iter().map(String::as_str);
    let near = did_you_mean(name, names());
    Err(Error::new(Code::NotFound, format!("workspace {workspace} has no event type {name}{near}"))
        .hint("list them with: gatepost webhooks types list")
        .candidates(nearest(name, names()).map(str::to_owned).into_iter().collect()))
}

/// A part of the types of a workspace, or of all, by name.
pub fn list(session: &mut Session<'_>, workspace: Option<&str>, page: &NamePage) -> Result<Vec<EventType>> {
    session.store.read(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        store::types::list(tx, workspace, page)
    })
}

/// One type.
pub fn show(session: &mut Session<'_>, workspace: &str, name: &str) -> Result<EventType> {
    session.store.read(|tx| get(tx, workspace, name))
}

/// Deletes types; events of them stay. `sure` is asked once they are known to be there, and may refuse.
pub fn delete(
    session: &mut Session<'_>,
    workspace: &str,
    names: &[String],
    sure: impl FnOnce() -> Result<()>,
) -> Result<Vec<Changed<EventType>>> {
    session.store.read(|tx| names.iter().try_for_each(|name| get(tx, workspace, name).map(drop)))?;
    sure()?;
    let world = session.world;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut deleted = Vec::new();
        for name in names {
            let record = get(tx, workspace, name)?;
            store::types::delete(tx, workspace, name)?;
            scribe.log(tx, Some(workspace), "webhook_type.delete", name, Changes::default())?;
            deleted.push(Changed { record, changed: true });
        }
        touch(tx, world)?;
        Ok(deleted)
    })
}
