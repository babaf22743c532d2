//! Use cases of webhooks. Here: finding the endpoint, event or delivery that a person means.

mod admit;
pub mod batch;
mod courier;
mod crew;
pub mod deliveries;
pub mod endpoints;
pub mod events;
pub mod explain;
pub mod fire;
pub mod follow;
mod publish;
pub mod replay;
mod route;
pub(super) mod survey;
mod target;
pub mod types;
pub mod work;

pub use courier::{Means, Tally};
pub(in crate::ops) use publish::Herald;
pub use publish::{Draft, Terms};
pub use route::Unknown;
pub use target::Rules;

use super::{Changes, Session, workspaces};
use crate::domain::id;
use crate::domain::suggest::{did_you_mean, nearest};
use crate::domain::webhook::delivery::{self, Delivery, Event};
use crate::domain::webhook::endpoint::{self, Endpoint};
use crate::error::{Code, Error, Result};
use crate::store::webhooks as store;
use crate::store::{Tx, marks, refs};
use crate::world::World;

/// Notes in the trail which private ranges this machine may send to, where they are others than it noted last: a setting
/// of a machine changes without the store.
pub fn note_private(session: &mut Session<'_>, ranges: &[String]) -> Result<()> {
    let (store, scribe) = session.parts();
    let host = scribe.actor.host.clone();
    let (name, said) = (format!("{}{host}", marks::ALLOW_PRIVATE), ranges.join(" "));
    if store.read(|tx| marks::get(tx, &name))?.unwrap_or_default() == said {
        return Ok(());
    }
    store.write(|tx| {
        marks::set(tx, &name, &said)?;
        scribe.log(tx, None, "net.allow_private", &host, Changes::default().set("ranges", ranges))
    })
}

/// How many characters of an id, beyond its prefix, a reference must have.
const PART: usize = 6;
/// The same for a command that changes the record.
const PART_TO_CHANGE: usize = 8;

/// A kind of record that answers to its id.
struct Noun {
    prefix: &'static str,
    table: &'static str,
    name: &'static str,
    list: &'static str,
}

const ENDPOINT: Noun = Noun {
    prefix: endpoint::ID,
    table: "webhook_endpoints",
    name: "endpoint",
    list: "gatepost webhooks endpoints list",
};
const EVENT: Noun =
    Noun { prefix: delivery::EVENT, table: "webhook_events", name: "event", list: "gatepost webhooks events list" };
const DELIVERY: Noun = Noun {
    prefix: delivery::DELIVERY,
    table: "webhook_deliveries",
    name: "delivery",
    list: "gatepost webhooks deliveries list",
};

impl Noun {
    /// The record that a reference means by its id or a part of it, where `get` finds one.
    fn find<T>(
        &self,
        tx: &mut Tx<'_>,
        workspace: &str,
        reference: &str,
        changes: bool,
        get: impl Fn(&mut Tx<'_>, &str) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        if id::is_whole(self.prefix, reference) {
            return get(tx, reference);
        }
        let part = reference.strip_prefix(self.prefix).unwrap_or(reference);
        if part.len() < PART || part.len() > id::ULID_LENGTH || !id::is_part(part) {
            return Ok(None);
        }
        let mut found = Vec::new();
        for id in refs::by_part(tx, self.table, workspace, self.prefix, reference)? {
            found.extend(get(tx, &id)?.map(|record| (id, record)));
        }
        let ambiguous = |message: String| Error::new(Code::Ambiguous, message);
        match found.len() {
            0 => Ok(None),
            1 if changes && part.len() < PART_TO_CHANGE => {
                Err(ambiguous(format!("{reference} is too short a part of an id for a command that changes it"))
                    .hint(format!("write at least {PART_TO_CHANGE} characters, or {}", found[0].0))
                    .candidates(vec![found[0].0.clone()]))
            }
            1 => Ok(found.pop().map(|(_, record)| record)),
            several => Err(ambiguous(format!("{reference} could be {several} of them"))
                .hint("write more of the id")
                .candidates(found.into_iter().map(|(id, _)| id).collect())),
        }
    }

    fn absent(&self, workspace: &str, reference: &str) -> Error {
        Error::new(Code::NotFound, format!("workspace {workspace} has no {} {reference}", self.name))
            .hint(format!("list them with: {}", self.list))
    }
}

/// Refuses a record of another workspace.
fn within(workspace: &str, of: &str, reference: &str) -> Result<()> {
    if of == workspace {
        return Ok(());
    }
    let message = format!("{reference} is of another workspace");
    Err(Error::new(Code::NotFound, message).hint(format!("name it: -w {of}")))
}

/// The endpoint that a reference means: a whole id, a name, or an unambiguous part of an id.
pub(super) fn find_endpoint(tx: &mut Tx<'_>, workspace: &str, reference: &str, changes: bool) -> Result<Endpoint> {
    workspaces::check(tx, workspace)?;
    let holder =
        if id::is_whole(endpoint::ID, reference) { None } else { store::endpoints::holder(tx, workspace, reference)? };
    let found = match holder {
        Some(holder) => Some(holder),
        None => ENDPOINT.find(tx, workspace, reference, changes, store::endpoints::get)?,
    };
    let Some(found) = found else {
        let names = store::endpoints::names(tx, workspace)?;
        let names = || names.iter().map(String::as_str);
        let mut absent = ENDPOINT.absent(workspace, reference);
        absent.message.push_str(&did_you_mean(reference, names()));
        return Err(absent.candidates(nearest(reference, names()).map(str::to_owned).into_iter().collect()));
    };
    within(workspace, &found.workspace, reference)?;
    Ok(found)
}

/// The endpoints that references mean, each once.
pub(super) fn find_endpoints(tx: &mut Tx<'_>, workspace: &str, references: &[String]) -> Result<Vec<Endpoint>> {
    let mut found: Vec<Endpoint> = Vec::with_capacity(references.len());
    for reference in references {
        let endpoint = find_endpoint(tx, workspace, reference, true)?;
        if found.iter().all(|known| known.id != endpoint.id) {
            found.push(endpoint);
        }
    }
    Ok(found)
}

/// The event that a reference means: an id, a part of it, or the key it was fired with.
pub(super) fn find_event(tx: &mut Tx<'_>, workspace: &str, reference: &str) -> Result<Event> {
    workspaces::check(tx, workspace)?;
    let keyed =
        if id::is_whole(delivery::EVENT, reference) { None } else { store::events::by_key(tx, workspace, reference)? };
    let found = match keyed {
        Some(keyed) => Some(keyed),
        None => EVENT.find(tx, workspace, reference, false, store::events::get)?,
    };
    let found = found.ok_or_else(|| EVENT.absent(workspace, reference))?;
    within(workspace, &found.workspace, reference)?;
    Ok(found)
}

/// The delivery that a reference means: an id, a part of it, or an event that has only this one.
pub(super) fn find_delivery(tx: &mut Tx<'_>, workspace: &str, reference: &str, changes: bool) -> Result<Delivery> {
    workspaces::check(tx, workspace)?;
    let found = match DELIVERY.find(tx, workspace, reference, changes, store::deliveries::get)? {
        Some(found) => Some(found),
        None => only_of_event(tx, workspace, reference)?,
    };
    let found = found.ok_or_else(|| DELIVERY.absent(workspace, reference))?;
    within(workspace, &found.workspace, reference)?;
    Ok(found)
}

/// The event that a whole id or a key means.
fn event_meant(tx: &mut Tx<'_>, workspace: &str, reference: &str) -> Result<Option<Event>> {
    if id::is_whole(delivery::EVENT, reference) {
        store::events::get(tx, reference)
    } else {
        store::events::by_key(tx, workspace, reference)
    }
}

/// The one delivery of the event that a whole id or a key means.
fn only_of_event(tx: &mut Tx<'_>, workspace: &str, reference: &str) -> Result<Option<Delivery>> {
    let Some(event) = event_meant(tx, workspace, reference)? else { return Ok(None) };
    let mut deliveries = store::deliveries::of_event(tx, &event.id)?;
    if deliveries.len() > 1 {
        let message = format!("{reference} is an event with {} deliveries", deliveries.len());
        let candidates = deliveries.into_iter().map(|it| format!("{} {}", it.id, it.endpoint)).collect();
        return Err(Error::new(Code::Ambiguous, message).hint("name one of them").candidates(candidates));
    }
    Ok(deliveries.pop())
}

/// Notes that endpoints or types have changed, so that whoever remembers them looks again.
fn touch(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    store::touch(tx, &world.new_id("")?)
}
