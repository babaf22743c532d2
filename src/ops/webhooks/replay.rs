//! Sending events once more: to the endpoints that they went to, or to those that receive them today.

use super::super::{Session, workspaces};
use super::deliveries::{Wanted, walk};
use super::route::Router;
use super::store;
use crate::domain::page::IdPage;
use crate::domain::plan::{Plan, check};
use crate::domain::record::{Cell, Column, Kind, Record};
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Delivery, Event, Status};
use crate::domain::webhook::event_type::Glob;
use crate::domain::webhook::filter;
use crate::error::{Code, Error, Result};
use crate::store::Tx;

/// What is to be sent once more.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// Which deliveries, or with `reroute` which events.
    pub wanted: Wanted,
    /// Only what was made at or after this.
    pub since: Option<Millis>,
    /// Only what was made at or before this.
    pub until: Option<Millis>,
    /// To the endpoints that receive it today and have no delivery of it.
    pub reroute: bool,
    /// The words of the command: the same make the same plan at another moment.
    pub said: String,
    /// The plan that must still hold.
    pub plan_id: Option<String>,
}

/// What a replay would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How many deliveries.
    pub count: usize,
    /// How many are left alone, since they wait already or are parked.
    pub waiting: usize,
    /// How many cannot be sent any more: the payload was removed, or the endpoint deleted.
    pub gone: usize,
    /// The plan.
    pub plan_id: String,
}

/// A delivery that is made once more.
pub struct Replayed {
    delivery: Delivery,
    plan_id: String,
}

impl Record for Replayed {
    const WIDTH: usize = Delivery::WIDTH + 1;

    fn columns() -> Vec<Column> {
        let plan = Column { name: "plan_id", kind: Kind::Text, shown: false, help: "The plan it belongs to" };
        Delivery::columns().into_iter().chain([plan]).collect()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        if index < Delivery::WIDTH { self.delivery.cell(index) } else { (&self.plan_id).into() }
    }
}

/// What is sent where.
struct Pair {
    event: Event,
    endpoint_id: String,
    /// The delivery that is tried anew; absent where a new one is made.
    again: Option<Delivery>,
}

/// How many deliveries one replay makes.
const MOST: usize = 100_000;

fn page(replay: &Replay) -> IdPage {
    IdPage { since: replay.since, until: replay.until, ascending: true, ..IdPage::default() }
}

fn select(tx: &mut Tx<'_>, replay: &Replay) -> Result<(Vec<Pair>, Preview)> {
    let mut plan = Plan::new("webhooks replay", &replay.said);
    let (mut waiting, mut gone) = (0, 0);
    let pairs = if replay.reroute { rerouted(tx, replay)? } else { again(tx, replay, &mut waiting, &mut gone)? };
    for pair in &pairs {
        let state = pair.again.as_ref().map_or("none", |it| it.status.as_str());
        plan.select(&format!("{}>{}", pair.event.id, pair.endpoint_id), state);
    }
    let preview = Preview { count: pairs.len(), waiting, gone, plan_id: plan.id() };
    Ok((pairs, preview))
}

fn too_many() -> Error {
    Error::new(Code::InvalidValue, format!("this selects over {MOST} deliveries; nothing was done"))
        .hint("narrow it with --since and --until, and do one part after the other")
}

/// The deliveries that are sent to their endpoints once more; one that waits already is left alone.
fn again(tx: &mut Tx<'_>, replay: &Replay, waiting: &mut usize, gone: &mut usize) -> Result<Vec<Pair>> {
    let mut found = Vec::new();
    walk(tx, &replay.wanted, &page(replay), &mut |delivery| {
        if delivery.status.is_settled() {
            found.push(delivery);
        } else {
            *waiting += 1;
        }
        if found.len() > MOST { Err(too_many()) } else { Ok(true) }
    })?;
    let mut pairs = Vec::with_capacity(found.len());
    for delivery in found {
        let Some(event) = store::events::get(tx, &delivery.event_id)? else { continue };
        if store::endpoints::get(tx, &delivery.endpoint_id)?.is_none() || !store::events::has_payload(tx, &event.id)? {
            *gone += 1;
            continue;
        }
        let endpoint_id = delivery.endpoint_id.clone();
        let again = Some(delivery).filter(|it| it.status != Status::Delivered);
        pairs.push(Pair { event, endpoint_id, again });
    }
    Ok(pairs)
}

/// The events that endpoints of today receive and have no delivery of.
fn rerouted(tx: &mut Tx<'_>, replay: &Replay) -> Result<Vec<Pair>> {
    let workspace = replay.wanted.workspace.clone().unwrap_or_default();
    workspaces::check(tx, &workspace)?;
    let router = Router::load(tx, &workspace)?;
    let only = match &replay.wanted.endpoint {
        Some(reference) => Some(super::find_endpoint(tx, &workspace, reference, false)?.id),
        None => None,
    };
    let mut events = Vec::new();
    match replay.wanted.event.as_deref().filter(|it| it.starts_with(delivery::EVENT)) {
        Some(reference) => events.push(super::find_event(tx, &workspace, reference)?),
        None => {
            let glob = replay.wanted.event.as_deref().map(|it| Glob::parse(it, "--event")).transpose()?;
            store::events::list(tx, Some(&workspace), &page(replay), |event| {
                if glob.as_ref().is_none_or(|glob| glob.matches(&event.event_type)) {
                    events.push(event);
                }
                if events.len() > MOST { Err(too_many()) } else { Ok(true) }
            })?;
        }
    }
    let mut pairs = Vec::new();
    for event in events {
        let Some((_, payload)) = store::events::to_send(tx, &event.id)? else { continue };
        let Ok(data) = serde_json::from_slice(&payload) else { continue };
        let subject = filter::subject(&event.id, &event.event_type, event.created_at, data);
        let known = store::deliveries::of_event(tx, &event.id)?;
        for routed in &router.endpoints {
            let id = &routed.endpoint.id;
            let asked = only.as_ref().is_none_or(|only| only == id);
            if asked
                && known.iter().all(|it| it.endpoint_id != *id)
                && routed.judge(&event.event_type, &subject).is_ok()
            {
                pairs.push(Pair { event: event.clone(), endpoint_id: id.clone(), again: None });
            }
        }
        if pairs.len() > MOST {
            return Err(too_many());
        }
    }
    Ok(pairs)
}

/// Says what a replay would do.
pub fn preview(session: &mut Session<'_>, replay: &Replay) -> Result<Preview> {
    session.store.read(|tx| Ok(select(tx, replay)?.1))
}

/// Makes the deliveries, all of them or none; a worker sends them.
pub fn replay(session: &mut Session<'_>, replay: &Replay) -> Result<Vec<Replayed>> {
    let (world, now) = (session.world, session.now);
    session.store.write(|tx| {
        let (pairs, seen) = select(tx, replay)?;
        if let Some(planned) = &replay.plan_id {
            check(planned, &seen.plan_id)?;
        }
        let mut replayed = Vec::with_capacity(pairs.len());
        for Pair { event, endpoint_id, again } in pairs {
            let Some(endpoint) = store::endpoints::get(tx, &endpoint_id)? else { continue };
            let parked = endpoint.disabled_at.is_some();
            let id = match again {
                Some(again) => {
                    store::deliveries::retry(tx, &again.id, now)?;
                    if parked {
                        store::deliveries::park(tx, &endpoint_id, now)?;
                    }
                    again.id
                }
                None => {
                    let new = Delivery {
                        id: world.new_id(delivery::DELIVERY)?,
                        workspace: event.workspace.clone(),
                        event_id: event.id,
                        event_type: event.event_type,
                        endpoint_id,
                        endpoint: endpoint.name,
                        status: if parked { Status::Parked } else { Status::Pending },
                        attempts: 0,
                        http_status: None,
                        latency_ms: None,
                        next_attempt_at: Some(now).filter(|_| !parked),
                        error: None,
                        created_at: now,
                        settled_at: None,
                    };
                    store::deliveries::insert(tx, &new, endpoint.ordered, None)?;
                    new.id
                }
            };
            if let Some(delivery) = store::deliveries::get(tx, &id)? {
                replayed.push(Replayed { delivery, plan_id: seen.plan_id.clone() });
            }
        }
        store::wake(tx)?;
        Ok(replayed)
    })
}
