//! Why an event goes to an endpoint or does not, what became of each attempt, and why the next is when it is.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::super::Session;
use super::route::Routed;
use super::{event_meant, find_delivery, find_event, store};
use crate::domain::limit;
use crate::domain::page::IdPage;
use crate::domain::plural::plural;
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::Admission;
use crate::domain::webhook::delivery::{Attempt, Delivery, Event, GONE, Status};
use crate::domain::webhook::endpoint::Endpoint;
use crate::domain::webhook::filter::{self, Mismatch};
use crate::error::{Code, Result};
use crate::store::Tx;

/// One thing that is to be said of a delivery or an event.
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
    step: Text, shown, "What it is about: event, match, no_match, attempt, state, hold or next" => |s| s.what;
    at: Time, shown, "When it was or will be" => |s| s.at;
    detail: Text, shown, "What is to be said of it" => |s| &s.detail;
} }

/// What is said, in its order.
#[derive(Default)]
struct Told(Vec<Step>);

impl Told {
    fn say(&mut self, at: Option<Millis>, what: &'static str, detail: impl Into<String>) {
        self.0.push(Step { at, what, detail: detail.into() });
    }
}

/// Why a delivery was made, what became of each attempt, and why the next is when it is. Of an event: who receives it,
/// and why others do not.
pub fn explain(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Vec<Step>> {
    let now = session.now;
    session.store.read(|tx| {
        let (event, delivery) = match find_delivery(tx, workspace, reference, false) {
            Ok(delivery) => (find_event(tx, workspace, &delivery.event_id)?, Some(delivery)),
            Err(cause) if matches!(cause.code, Code::NotFound | Code::Ambiguous) => {
                (find_event(tx, workspace, reference).map_err(|_| cause)?, None)
            }
            Err(cause) => return Err(cause),
        };
        let mut told = Told::default();
        let key = event.key.as_ref().map(|key| format!(", --id {key}")).unwrap_or_default();
        let bytes = format!("{} of type {}, {} bytes{key}", event.id, event.event_type, event.size);
        told.say(Some(event.created_at), "event", bytes);
        let payload = store::events::to_send(tx, &event.id)?.map(|(_, payload)| payload);
        let data = payload.and_then(|payload| serde_json::from_slice(&payload).ok());
        let subject = data.map(|data| filter::subject(&event.id, &event.event_type, event.created_at, data));
        let seen = Seen { event: &event, subject: subject.as_ref() };
        let Some(delivery) = delivery else {
            let deliveries = store::deliveries::of_event(tx, &event.id)?;
            for delivery in &deliveries {
                let matched = seen.matched(store::endpoints::get(tx, &delivery.endpoint_id)?)?;
                let became = format!("{matched}; {}: {}", delivery.status.as_str(), delivery.id);
                told.say(Some(delivery.created_at), "match", became);
            }
            seen.left_out(tx, &deliveries, &mut told)?;
            return Ok(told.0);
        };
        let endpoint = store::endpoints::get(tx, &delivery.endpoint_id)?;
        told.say(Some(delivery.created_at), "match", seen.matched(endpoint.clone())?);
        if event_meant(tx, workspace, reference)?.is_some() {
            seen.left_out(tx, std::slice::from_ref(&delivery), &mut told)?;
        }
        follow(tx, &delivery, endpoint.as_ref(), now, &mut told)?;
        Ok(told.0)
    })
}

/// What became of a delivery, and what comes next.
fn follow(
    tx: &mut Tx<'_>,
    delivery: &Delivery,
    endpoint: Option<&Endpoint>,
    now: Millis,
    told: &mut Told,
) -> Result<()> {
    let attempts = store::attempts::of(tx, &delivery.id)?;
    if attempts.is_empty() && delivery.attempts > 0 {
        let what = format!("{}, of which the log was removed", plural(delivery.attempts, "attempt"));
        told.say(None, "attempt", what);
    }
    for attempt in attempts {
        told.say(Some(attempt.at), "attempt", attempted(&attempt));
    }
    let inner = store::deliveries::inner(tx, &delivery.id)?;
    let status = delivery.status.as_str();
    let state = match (&delivery.status, &inner) {
        (Status::Pending | Status::Retrying, Some(inner)) if inner.lease.is_some() => {
            format!("{status}, and held by {}", inner.lease.clone().unwrap_or_default())
        }
        (Status::Failed, _) if delivery.http_status == Some(GONE) => {
            format!("{status}: who answers {GONE} wants no more, so it is not tried again and its endpoint is disabled")
        }
        _ => status.to_owned(),
    };
    told.say(delivery.settled_at, "state", state);
    let Some(inner) = inner else { return Ok(()) };
    let holds = match endpoint {
        Some(endpoint) if inner.lease.is_none() && !delivery.status.is_settled() => holds(tx, endpoint, delivery, now)?,
        _ => Vec::new(),
    };
    holds.iter().for_each(|it| told.say(it.until, "hold", it.why.clone()));
    if let Some(at) = delivery.next_attempt_at {
        let held = holds.iter().find(|it| it.until.is_none_or(|until| until > at));
        let why = match (inner.lease, inner.reason) {
            (Some(_), _) => "it is under way; should its sender have died, it is tried again then".to_owned(),
            _ if held.is_some() => "as soon as nothing holds it".to_owned(),
            (None, Some(why)) => why,
            (None, None) => "as soon as a worker takes it".to_owned(),
        };
        told.say(after(&holds, at), "next", why);
    }
    Ok(())
}

/// When a delivery that nobody has taken is tried next, as far as that is known.
pub(super) fn next_try(tx: &mut Tx<'_>, delivery: &Delivery, now: Millis) -> Result<Option<Millis>> {
    let Some(at) = delivery.next_attempt_at else { return Ok(None) };
    let Some(endpoint) = store::endpoints::get(tx, &delivery.endpoint_id)? else { return Ok(Some(at)) };
    Ok(after(&holds(tx, &endpoint, delivery, now)?, at))
}

/// The first moment from `at` on when nothing holds; none where that is not known.
fn after(holds: &[Hold], at: Millis) -> Option<Millis> {
    holds.iter().try_fold(at, |at, it| it.until.map(|until| until.max(at)))
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

/// An event as endpoints judge it.
struct Seen<'a> {
    event: &'a Event,
    /// Absent once the payload was removed.
    subject: Option<&'a Json>,
}

impl Seen<'_> {
    /// Why an endpoint received it, or does not any more.
    fn matched(&self, endpoint: Option<Endpoint>) -> Result<String> {
        let Some(endpoint) = endpoint else { return Ok("the endpoint was deleted".to_owned()) };
        let globs = if endpoint.events.is_empty() { "all types".to_owned() } else { endpoint.events.join(" ") };
        let routed = Routed::new(endpoint)?;
        let (name, filters) = (&routed.endpoint.name, &routed.endpoint.filters);
        let Some(subject) = self.subject else {
            return Ok(format!("{name} receives {globs}; the payload was removed"));
        };
        Ok(match routed.judge(&self.event.event_type, subject) {
            Ok(()) if filters.is_empty() => format!("{name} receives {globs}"),
            Ok(()) => format!("{name} receives {globs} where {}", filters.join(" and ")),
            Err(Mismatch::Type) => format!("{name} was changed since: it receives {globs} now"),
            Err(Mismatch::Filters(filters)) => {
                format!("{name} was changed since: {} selects nothing of the event", filters.join(" and "))
            }
        })
    }

    /// Why each endpoint that has no delivery of it has none. Those of other types share a line.
    fn left_out(&self, tx: &mut Tx<'_>, deliveries: &[Delivery], told: &mut Told) -> Result<()> {
        let had: HashSet<&str> = deliveries.iter().map(|it| it.endpoint_id.as_str()).collect();
        let mut others = Vec::new();
        let page = IdPage { ascending: true, ..IdPage::default() };
        store::endpoints::list(tx, Some(&self.event.workspace), &page, |endpoint| {
            if !had.contains(endpoint.id.as_str()) {
                match self.unmatched(endpoint)? {
                    Ok(why) => told.say(None, "no_match", why),
                    Err(name) => others.push(name),
                }
            }
            Ok(true)
        })?;
        let more = others.len().saturating_sub(NAMED);
        let named = others[..others.len() - more].join(", ");
        match others.len() {
            0 => {}
            1 => told.say(None, "no_match", format!("{named} receives other types")),
            _ if more == 0 => told.say(None, "no_match", format!("{named} receive other types")),
            _ => told.say(None, "no_match", format!("{named} and {more} more receive other types")),
        }
        Ok(())
    }

    /// Why an endpoint did not receive it; its name where it receives other types.
    fn unmatched(&self, endpoint: Endpoint) -> Result<Result<String, String>> {
        let routed = Routed::new(endpoint)?;
        let name = &routed.endpoint.name;
        let nothing = Json::Null;
        Ok(Ok(match routed.judge(&self.event.event_type, self.subject.unwrap_or(&nothing)) {
            Err(Mismatch::Type) => return Ok(Err(name.clone())),
            Err(Mismatch::Filters(_)) if self.subject.is_none() => {
                format!("{name} asks for more than the type, and the payload was removed")
            }
            Err(Mismatch::Filters(filters)) => {
                format!("{name}: {} selects nothing of the event", filters.join(" and "))
            }
            Ok(()) => {
                let since = if routed.endpoint.created_at > self.event.created_at {
                    "was made since"
                } else {
                    "was changed since, or left out by --endpoint"
                };
                let command = format!("gatepost webhooks replay --reroute --event {}", self.event.id);
                format!("{name} {since}: it receives such events now, and this one by: {command}")
            }
        }))
    }
}

/// How many endpoints of other types are named.
const NAMED: usize = 10;

fn attempted(attempt: &Attempt) -> String {
    let what = match (&attempt.error, attempt.http_status) {
        (None, Some(status)) => format!("delivered, HTTP {status}"),
        (Some(error), _) => error.clone(),
        (None, None) => "no answer".to_owned(),
    };
    format!("{}: {what}, after {} ms", attempt.number, attempt.latency_ms)
}
