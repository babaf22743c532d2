//! Firing one event: stored first, then delivered at once.

use super::super::{Session, workspaces};
use super::courier::{Courier, LEASE, Means};
use super::explain::next_try;
use super::publish::{Draft, Holder, Terms, publish};
use super::route::{Router, Unknown};
use super::{find_endpoint, find_endpoints, store};
use crate::domain::size::Size;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::Fired;
use crate::error::{Code, Error, Result};
use crate::store::webhooks::claims::Claim;
use crate::world::interrupted;

/// An event that was stored, and what of it this command holds.
pub struct Stored {
    /// What is known of it so far.
    pub fired: Fired,
    /// What the person should know.
    pub notices: Vec<String>,
    claims: Vec<Claim>,
    owner: String,
}

/// Whether a workspace has endpoints at all: without any, nothing needs to be opened.
pub fn has_endpoints(session: &mut Session<'_>, workspace: &str) -> Result<bool> {
    session.store.read(|tx| {
        workspaces::check(tx, workspace)?;
        Ok(!store::endpoints::names(tx, workspace)?.is_empty())
    })
}

/// The ids of the endpoints that are named.
pub fn only(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<String>> {
    session.store.read(|tx| Ok(find_endpoints(tx, workspace, references)?.into_iter().map(|it| it.id).collect()))
}

/// Stores an event with a delivery for every endpoint that receives it. Unless it is left to a worker, this command
/// holds what it may deliver at once.
pub fn store_event(
    session: &mut Session<'_>,
    workspace: &str,
    draft: &Draft,
    terms: &Terms,
    enqueue: bool,
) -> Result<Stored> {
    let world = session.world;
    let owner = world.new_id("fire_")?;
    let published = session.store.write(|tx| {
        workspaces::check(tx, workspace)?;
        let router = Router::load(tx, workspace)?;
        let holder = Holder { owner: &owner, until: Millis(world.now().0 + LEASE) };
        let published = publish(tx, world, &router, workspace, draft, terms, Some(holder).filter(|_| !enqueue))?;
        if published.claims.len() < published.deliveries.len() && !published.duplicate {
            store::wake(tx)?;
        }
        Ok(published)
    })?;
    let fired = Fired {
        event_id: Some(published.event.id),
        event_type: published.event.event_type,
        duplicate: published.duplicate,
        enqueued: enqueue,
        deliveries: published.deliveries,
        error: None,
    };
    Ok(Stored { fired, notices: published.notices, claims: published.claims, owner })
}

impl Stored {
    /// Whether there is anything to deliver at once.
    pub fn is_held(&self) -> bool {
        !self.claims.is_empty()
    }
}

/// Delivers what is held of an event, and tells what became of all its deliveries.
pub fn deliver(session: &mut Session<'_>, means: &Means<'_>, stored: Stored) -> Result<Fired> {
    let Stored { mut fired, claims, owner, .. } = stored;
    let mut courier = Courier::new(session, means, owner);
    courier.hold(claims);
    while !courier.flights.is_empty() {
        courier.advance()?;
        if interrupted() {
            courier.release()?;
            let event = fired.event_id.unwrap_or_default();
            return Err(Error::new(
                Code::Interrupted,
                format!("interrupted; the event {event} is stored, and what is left of it is delivered by a worker"),
            )
            .hint("it need not be fired again: gatepost webhooks work --once"));
        }
    }
    let event = fired.event_id.clone().unwrap_or_default();
    fired.deliveries = session.store.read(|tx| store::deliveries::of_event(tx, &event))?;
    Ok(fired)
}

/// Puts in when each delivery is tried next, with what its endpoint holds back.
pub fn foresee(session: &mut Session<'_>, fired: &mut Fired) -> Result<()> {
    let now = session.world.now();
    if fired.next_attempt_at().is_none() {
        return Ok(());
    }
    session.store.read(|tx| {
        fired.deliveries.iter_mut().try_for_each(|it| {
            it.next_attempt_at = next_try(tx, it, now)?.or(it.next_attempt_at);
            Ok(())
        })
    })
}

/// The type of samples.
const SAMPLE: &str = "gatepost.test";

/// Stores a sample for one endpoint, whatever it receives.
pub fn store_test(
    session: &mut Session<'_>,
    workspace: &str,
    reference: &str,
    data: Vec<u8>,
    most: Size,
) -> Result<Stored> {
    let endpoint = session.store.read(|tx| find_endpoint(tx, workspace, reference, false))?;
    if endpoint.disabled_at.is_some() {
        let name = &endpoint.name;
        return Err(Error::new(Code::WrongState, format!("the endpoint {name} is disabled; nothing was sent"))
            .hint(format!("switch it on with: gatepost webhooks endpoints enable {name}")));
    }
    let draft = Draft::sample(SAMPLE, data, most)?;
    let terms = Terms { unknown: Unknown::Off, only: vec![endpoint.id], require_match: true, force: true };
    store_event(session, workspace, &draft, &terms, false)
}

/// Calls off what is left of a sample: it is one attempt.
pub fn end_test(session: &mut Session<'_>, mut fired: Fired) -> Result<Fired> {
    let now = session.now;
    let event = fired.event_id.clone().unwrap_or_default();
    fired.deliveries = session.store.write(|tx| {
        for delivery in store::deliveries::of_event(tx, &event)? {
            if !delivery.status.is_settled() {
                store::deliveries::cancel(tx, &delivery.id, now)?;
            }
        }
        store::deliveries::of_event(tx, &event)
    })?;
    Ok(fired)
}

/// When a worker was last heard of, if it was within a minute.
pub fn has_worker(session: &mut Session<'_>) -> Result<bool> {
    let seen = session.store.read(store::workers::last_seen)?;
    Ok(seen.is_some_and(|seen| session.now.0 - seen.0 < FRESH))
}

/// How old the newest sign of a worker may be, in milliseconds.
pub(in crate::ops) const FRESH: i64 = 60_000;
