//! Looking deliveries up, trying them anew, calling them off.

use super::super::{Session, workspaces};
use super::route::Routed;
use super::{find_delivery, find_endpoint, find_event, store};
use crate::domain::limit;
use crate::domain::page::IdPage;
use crate::domain::record::{Changed, record};
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::Admission;
use crate::domain::webhook::delivery::{self, Attempt, Delivery, Status};
use crate::domain::webhook::endpoint::Endpoint;
use crate::domain::webhook::event_type::Glob;
use crate::domain::webhook::filter::{self, Mismatch};
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::webhooks::deliveries::Filter;

/// Which deliveries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only to this endpoint.
    pub endpoint: Option<String>,
    /// Only of this event, or of types like this.
    pub event: Option<String>,
    /// Only in this state.
    pub status: Option<Status>,
}

/// What is asked for in the words of the store, and the glob that types must meet.
fn resolve(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<(Filter, Option<Glob>)> {
    let workspace = wanted.workspace.as_deref();
    workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
    let mut filter = Filter { workspace: wanted.workspace.clone(), status: wanted.status, ..Filter::default() };
    if let Some(reference) = &wanted.endpoint {
        filter.endpoint_id = Some(find_endpoint(tx, within(workspace, "--endpoint")?, reference, false)?.id);
    }
    let mut glob = None;
    match &wanted.event {
        Some(reference) if reference.starts_with(delivery::EVENT) => {
            filter.event_id = Some(find_event(tx, within(workspace, "--event")?, reference)?.id);
        }
        Some(pattern) => {
            let parsed = Glob::parse(pattern, "--event")?;
            filter.type_prefix = Some(pattern.split('*').next().unwrap_or_default().to_owned());
            glob = Some(parsed);
        }
        None => {}
    }
    Ok((filter, glob))
}

pub(super) fn within<'a>(workspace: Option<&'a str>, flag: &str) -> Result<&'a str> {
    workspace.ok_or_else(|| Error::invalid(flag, format!("{flag} names a record of one workspace: leave out -A")))
}

/// Hands each delivery that is asked for to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    wanted: &Wanted,
    page: &IdPage,
    mut sink: impl FnMut(Delivery) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| walk(tx, wanted, page, &mut sink))
}

pub(super) fn walk(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    page: &IdPage,
    sink: &mut dyn FnMut(Delivery) -> Result<bool>,
) -> Result<()> {
    let (filter, glob) = resolve(tx, wanted)?;
    let mut page = page.clone();
    if let (Some(after), Some(workspace)) = (&page.after, &wanted.workspace) {
        page.after = Some(find_delivery(tx, workspace, after, false)?.id);
    }
    store::deliveries::list(tx, &filter, &page, |delivery| {
        if glob.as_ref().is_some_and(|glob| !glob.matches(&delivery.event_type)) {
            return Ok(true);
        }
        sink(delivery)
    })
}

/// One delivery.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Delivery> {
    session.store.read(|tx| find_delivery(tx, workspace, reference, false))
}

/// The deliveries that references mean, each once.
fn find_all(tx: &mut Tx<'_>, workspace: &str, references: &[String]) -> Result<Vec<Delivery>> {
    let mut found: Vec<Delivery> = Vec::with_capacity(references.len());
    for reference in references {
        let delivery = find_delivery(tx, workspace, reference, true)?;
        if found.iter().all(|known| known.id != delivery.id) {
            found.push(delivery);
        }
    }
    Ok(found)
}

/// Has deliveries tried anew by a worker, as if they had not been tried; all of those that are named, or none.
pub fn retry(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<Changed<Delivery>>> {
    let now = session.now;
    session.store.write(|tx| {
        let mut retried = Vec::new();
        for delivery in find_all(tx, workspace, references)? {
            retried.push(retry_one(tx, delivery, now)?);
        }
        store::wake(tx)?;
        Ok(retried)
    })
}

fn retry_one(tx: &mut Tx<'_>, delivery: Delivery, now: Millis) -> Result<Changed<Delivery>> {
    let wrong = |why: String, hint: String| Err(Error::new(Code::WrongState, why).hint(hint));
    let (id, endpoint) = (&delivery.id, &delivery.endpoint);
    if store::endpoints::get(tx, &delivery.endpoint_id)?.is_none() {
        return wrong(
            format!("the endpoint of {id} was deleted; nothing was changed"),
            format!(
                "send the event to today's endpoints: gatepost webhooks replay --reroute --event {}",
                delivery.event_id
            ),
        );
    }
    match delivery.status {
        Status::Delivered => wrong(
            format!("{id} was delivered; nothing was changed"),
            format!(
                "send the event once more with: gatepost webhooks replay --status delivered --event {}",
                delivery.event_id
            ),
        ),
        Status::Parked => wrong(
            format!("{id} is parked, since its endpoint {endpoint} is disabled; nothing was changed"),
            format!("let it go with: gatepost webhooks endpoints enable {endpoint}"),
        ),
        _ if !store::events::has_payload(tx, &delivery.event_id)? => wrong(
            format!("the payload of {id} was removed after its retention; nothing was changed"),
            "payloads are kept for webhooks.retention".to_owned(),
        ),
        _ => {
            let changed = store::deliveries::retry(tx, id, now)?;
            let record = store::deliveries::get(tx, id)?.unwrap_or(delivery);
            Ok(Changed { record, changed })
        }
    }
}

/// Calls deliveries off, all of those that are named, or none. What is under way ends as it may.
pub fn cancel(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<Changed<Delivery>>> {
    let now = session.now;
    session.store.write(|tx| {
        let mut cancelled = Vec::new();
        for delivery in find_all(tx, workspace, references)? {
            if matches!(delivery.status, Status::Delivered | Status::Failed) {
                let message = format!("{} is {} already; nothing was changed", delivery.id, delivery.status.as_str());
                return Err(Error::new(Code::WrongState, message));
            }
            let changed = store::deliveries::cancel(tx, &delivery.id, now)?;
            let record = store::deliveries::get(tx, &delivery.id)?.unwrap_or(delivery);
            cancelled.push(Changed { record, changed });
        }
        Ok(cancelled)
    })
}

/// One thing that is to be said of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it was or will be.
    pub at: Option<Millis>,
    /// What it is about: event, match, attempt, next, hold.
    pub what: &'static str,
    /// What is to be said.
    pub detail: String,
}

record! { Step {
    step: Text, shown, "What it is about: event, match, attempt, state, hold or next" => |s| s.what;
    at: Time, shown, "When it was or will be" => |s| s.at;
    detail: Text, shown, "What is to be said of it" => |s| &s.detail;
} }

/// Why a delivery was made, what became of each attempt, and why the next is when it is.
pub fn explain(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Vec<Step>> {
    let now = session.now;
    session.store.read(|tx| {
        let delivery = find_delivery(tx, workspace, reference, false)?;
        let mut steps = Vec::new();
        let mut say = |at: Option<Millis>, what: &'static str, detail: String| steps.push(Step { at, what, detail });
        let event = find_event(tx, workspace, &delivery.event_id)?;
        let key = event.key.as_ref().map(|key| format!(", --id {key}")).unwrap_or_default();
        let bytes = format!("{} of type {}, {} bytes{key}", event.id, event.event_type, event.size);
        say(Some(event.created_at), "event", bytes);
        let endpoint = store::endpoints::get(tx, &delivery.endpoint_id)?;
        let payload = store::events::to_send(tx, &event.id)?.map(|(_, payload)| payload);
        if let Some(endpoint) = &endpoint {
            say(Some(delivery.created_at), "match", matched(endpoint, &event, payload.as_deref())?);
        } else {
            say(Some(delivery.created_at), "match", "the endpoint was deleted".to_owned());
        }
        for attempt in store::attempts::of(tx, &delivery.id)? {
            say(Some(attempt.at), "attempt", attempted(&attempt));
        }
        let inner = store::deliveries::inner(tx, &delivery.id)?;
        let state = match (&delivery.status, &inner) {
            (Status::Pending | Status::Retrying, Some(inner)) if inner.lease.is_some() => {
                format!("{}, and held by {}", delivery.status.as_str(), inner.lease.clone().unwrap_or_default())
            }
            (status, _) => status.as_str().to_owned(),
        };
        say(delivery.settled_at, "state", state);
        let free = inner.as_ref().is_some_and(|inner| inner.lease.is_none());
        let holds = match &endpoint {
            Some(endpoint) if free && !delivery.status.is_settled() => holds(tx, endpoint, &delivery, now)?,
            _ => Vec::new(),
        };
        holds.iter().for_each(|it| say(it.until, "hold", it.why.clone()));
        if let (Some(at), Some(inner)) = (delivery.next_attempt_at, inner) {
            let held = holds.iter().find(|it| it.until.is_none_or(|until| until > at));
            let why = match (inner.lease, inner.reason) {
                (Some(_), _) => "it is under way; should its sender have died, it is tried again then".to_owned(),
                _ if held.is_some() => "as soon as nothing holds it".to_owned(),
                (None, Some(why)) => why,
                (None, None) => "as soon as a worker takes it".to_owned(),
            };
            let known = holds.iter().try_fold(at, |at, it| it.until.map(|until| until.max(at)));
            say(known, "next", why);
        }
        Ok(steps)
    })
}

/// What holds a delivery back that nobody has taken.
struct Hold {
    /// Until when, where that is known.
    until: Option<Millis>,
    why: String,
}

fn holds(tx: &mut Tx<'_>, endpoint: &Endpoint, delivery: &Delivery, now: Millis) -> Result<Vec<Hold>> {
    let mut holds = Vec::new();
    let Some(lane) = store::lanes::get(tx, &endpoint.id)? else { return Ok(holds) };
    let mut hold = |until: Option<Millis>, why: String| holds.push(Hold { until, why });
    if lane.disabled {
        let name = &endpoint.name;
        hold(None, format!("the endpoint is disabled; let it go with: gatepost webhooks endpoints enable {name}"));
        return Ok(holds);
    }
    if endpoint.ordered
        && let Some((first, _)) = store::claims::first(tx, &endpoint.id)?.filter(|(first, _)| *first != delivery.id)
    {
        hold(None, format!("the endpoint takes one at a time, in order, and {first} comes first"));
    }
    if let Some(why) = lane.circuit.why(now) {
        let until = match lane.circuit.admits(now) {
            Admission::Wait(until) => until,
            Admission::Open | Admission::Probe => now,
        };
        hold(Some(until), why);
    }
    let decision = limit::take(&endpoint.rate_limits, &lane.limiter, now.0 * 1_000, 1);
    if !decision.allowed && !endpoint.rate_limits.is_empty() {
        let rates = endpoint.rate_limits.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let until = decision.retry_after_ms.map(|wait| Millis(now.0.saturating_add(wait)));
        hold(until, format!("the endpoint is called at its rate of {rates}, which is used up"));
    }
    Ok(holds)
}

/// Why an endpoint receives an event, or does not any more.
fn matched(endpoint: &Endpoint, event: &delivery::Event, payload: Option<&[u8]>) -> Result<String> {
    let globs = if endpoint.events.is_empty() { "all types".to_owned() } else { endpoint.events.join(" ") };
    let routed = Routed::new(endpoint.clone())?;
    let Some(data) = payload.and_then(|payload| serde_json::from_slice(payload).ok()) else {
        return Ok(format!("{} receives {globs}; the payload was removed", endpoint.name));
    };
    let subject = filter::subject(&event.id, &event.event_type, event.created_at, data);
    Ok(match routed.judge(&event.event_type, &subject) {
        Ok(()) if endpoint.filters.is_empty() => format!("{} receives {globs}", endpoint.name),
        Ok(()) => format!("{} receives {globs} where {}", endpoint.name, endpoint.filters.join(" and ")),
        Err(Mismatch::Type) => format!("{} was changed since: it receives {globs} now", endpoint.name),
        Err(Mismatch::Filters(filters)) => {
            format!("{} was changed since: {} selects nothing of the event", endpoint.name, filters.join(" and "))
        }
    })
}

fn attempted(attempt: &Attempt) -> String {
    let what = match (&attempt.error, attempt.http_status) {
        (None, Some(status)) => format!("delivered, HTTP {status}"),
        (Some(error), _) => error.clone(),
        (None, None) => "no answer".to_owned(),
    };
    format!("{}: {what}, after {} ms", attempt.number, attempt.latency_ms)
}
