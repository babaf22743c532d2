//! Delivering: requests go out by the crew, and one writer settles what came of them in groups, so that one durable
//! commit is for many. A crash loses no more than what is settled next: what was held comes up again.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::super::keyring::Keyring;
use super::super::{Session, Store};
use super::crew::{Crew, Done, Job, Message, gone};
use super::target::{Rules, Target};
use super::{Herald, endpoints, store};
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::{Turn, Why};
use crate::domain::webhook::delivery::{self, Attempt, Status};
use crate::domain::webhook::retry::{Outcome, retry_after};
use crate::error::Result;
use crate::net::{Client, Outbound};
use crate::store::Tx;
use crate::store::webhooks::claims::{Claim, Settled};
use crate::store::webhooks::lanes::Lane;
use crate::world::World;

/// How long a delivery is held by who tries it, in milliseconds; renewed three times as often.
pub(super) const LEASE: i64 = 30_000;
/// How many results are settled by one commit, and how long the first of them waits for others.
const GROUP: usize = 256;
const GATHER: Duration = Duration::from_millis(2);
/// How often a signal is looked for while nothing happens.
pub(super) const LOOK: Duration = Duration::from_millis(250);

/// How a delivering command ends what it finds, beside its store.
pub struct Means<'a> {
    /// The keys that open signing secrets.
    pub keyring: &'a Keyring,
    /// What the settings say.
    pub rules: Rules,
    /// What the operator says about everything that goes out.
    pub outbound: Outbound,
    /// Opens the store for what a person would decide, such as disabling an endpoint.
    pub open: &'a dyn Fn() -> Result<Store>,
}

/// What a group of results came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Deliveries that were accepted.
    pub delivered: i64,
    /// Deliveries that were given up.
    pub failed: i64,
    /// Deliveries that are to be tried again.
    pub retrying: i64,
    /// Endpoints that were disabled.
    pub disabled: i64,
}

/// Who delivers, for one command.
pub(super) struct Courier<'s, 'a> {
    pub session: &'s mut Session<'a>,
    means: &'s Means<'s>,
    pub owner: String,
    pub crew: Crew,
    results: Receiver<Message>,
    targets: HashMap<String, Arc<Target>>,
    /// What is held: by delivery, the endpoint.
    pub flights: BTreeMap<String, String>,
    /// The bytes of the payloads that are held.
    pub loaded: usize,
    payloads: HashMap<String, (Weak<[u8]>, Arc<str>)>,
    renewed: Duration,
    pub woken: bool,
    pub tally: Tally,
}

impl<'s, 'a> Courier<'s, 'a> {
    pub(super) fn new(session: &'s mut Session<'a>, means: &'s Means<'s>, owner: String) -> Courier<'s, 'a> {
        let world = session.world;
        let client = Client::new(world, means.outbound.clone());
        let (crew, results) = Crew::new(client, world.clock(), means.rules.concurrency);
        Courier {
            session,
            means,
            owner,
            crew,
            results,
            targets: HashMap::new(),
            flights: BTreeMap::new(),
            loaded: 0,
            payloads: HashMap::new(),
            renewed: world.elapsed(),
            woken: false,
            tally: Tally::default(),
        }
    }

    fn world(&self) -> &'a World {
        self.session.world
    }

    /// Sends what is held.
    pub(super) fn dispatch(&mut self, jobs: Vec<Job>) -> Result<()> {
        for job in &jobs {
            self.flights.insert(job.claim.id.clone(), job.claim.endpoint_id.clone());
            self.loaded += job.payload.len();
        }
        self.crew.send(jobs)
    }

    /// Waits for results, no longer than `span` for the first; then gathers what comes with it.
    pub(super) fn gather(&mut self, span: Duration) -> Result<Vec<Done>> {
        let mut done = Vec::new();
        let mut wait = span.min(LOOK);
        loop {
            match self.results.recv_timeout(wait) {
                Ok(Message::Done(it)) => {
                    done.push(*it);
                    wait = GATHER;
                    // What has come already is taken without waiting.
                    while done.len() < GROUP {
                        match self.results.try_recv() {
                            Ok(Message::Done(it)) => done.push(*it),
                            Ok(Message::Woken) => self.woken = true,
                            Err(_) => break,
                        }
                    }
                    if done.len() >= GROUP || done.len() >= self.flights.len() {
                        return Ok(done);
                    }
                }
                Ok(Message::Woken) => {
                    self.woken = true;
                    if done.is_empty() {
                        return Ok(done);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.crew.hurry()?;
                    return Ok(done);
                }
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
            }
        }
    }

    /// Writes down what came of requests, and whatever `more` adds to the same transaction.
    pub(super) fn settle<T>(&mut self, done: &[Done], mut more: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (world, owner, rules) = (self.world(), &self.owner, &self.means.rules);
        let (added, tally, endings) = self.session.store.write(|tx| {
            let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
            let (mut tally, mut endings) = (Tally::default(), Vec::new());
            for it in done {
                let name = it.claim.endpoint_id.as_str();
                if !lanes.contains_key(name)
                    && let Some(lane) = store::lanes::get(tx, name)?
                {
                    lanes.insert(name, lane);
                }
                let Some(lane) = lanes.get_mut(name) else { continue };
                let before = lane.circuit;
                let turn = settle_one(tx, world, owner, rules, it, lane, &mut tally)?;
                if lane.circuit != before && !lane.deleted {
                    store::lanes::set_circuit(tx, name, &lane.circuit)?;
                }
                if let Turn::Disable(why) = turn {
                    endings.push((name.to_owned(), why));
                }
            }
            Ok((more(tx)?, tally, endings))
        })?;
        for it in done {
            // What is settled once more, since something behind the commit failed, is not held any more.
            if self.flights.remove(&it.claim.id).is_some() {
                self.loaded = self.loaded.saturating_sub(it.bytes);
            }
        }
        self.tally.delivered += tally.delivered;
        self.tally.failed += tally.failed;
        self.tally.retrying += tally.retrying;
        for (endpoint_id, why) in endings {
            self.disable(&endpoint_id, why)?;
        }
        Ok(added)
    }

    /// Disables an endpoint that is gone or fails for too long, which the trail records as what this command did.
    fn disable(&mut self, endpoint_id: &str, why: Why) -> Result<()> {
        let (world, now, actor) = (self.world(), self.world().now(), self.session.actor.clone());
        let mut store = (self.means.open)()?;
        let mut session = Session { world, store: &mut store, actor, now };
        let (store, scribe) = session.parts();
        let disabled = store.write(|tx| {
            let Some(mut endpoint) = store::endpoints::get(tx, endpoint_id)? else { return Ok(false) };
            let disabled = endpoints::suspend(tx, &scribe, world, &mut endpoint, now, Some(reason(why)))?;
            if disabled {
                let data = json!({ "endpoint_id": endpoint.id, "reason": why.as_str() });
                Herald::default().announce(tx, world, &endpoint.workspace, "gatepost.endpoint.disabled", &data)?;
            }
            Ok(disabled)
        })?;
        self.tally.disabled += i64::from(disabled);
        Ok(())
    }

    /// Holds on to what is held, when it is time.
    pub(super) fn renew(&mut self) -> Result<()> {
        let elapsed = self.world().elapsed();
        if elapsed.saturating_sub(self.renewed) < Duration::from_millis(LEASE.unsigned_abs() / 3) {
            return Ok(());
        }
        self.renewed = elapsed;
        let until = Millis(self.world().now().0 + LEASE);
        let (flights, owner) = (&self.flights, &self.owner);
        self.session
            .store
            .write(|tx| flights.keys().try_for_each(|id| store::claims::hold(tx, id, owner, until, Some(owner))))
    }

    /// Lets go of what nobody has begun to send.
    pub(super) fn release(&mut self) -> Result<()> {
        let waiting = self.crew.take_back();
        let (owner, now) = (&self.owner, self.world().now());
        self.session
            .store
            .write(|tx| waiting.iter().try_for_each(|claim| store::claims::hold(tx, &claim.id, owner, now, None)))?;
        for claim in &waiting {
            self.flights.remove(&claim.id);
        }
        Ok(())
    }

    /// Makes requests of what was claimed. What cannot be sent, since its payload was removed, is called off.
    pub(super) fn jobs(&mut self, claims: &[Claim]) -> Result<Vec<Job>> {
        let now = self.world().now();
        let (targets, payloads) = (&mut self.targets, &mut self.payloads);
        let (keyring, rules) = (self.means.keyring, &self.means.rules);
        payloads.retain(|_, (payload, _)| payload.strong_count() > 0);
        let mut jobs = Vec::with_capacity(claims.len());
        let mut lost = Vec::new();
        self.session.store.read(|tx| {
            jobs.clear();
            lost.clear();
            let mut known: BTreeMap<&str, Option<Arc<Target>>> = BTreeMap::new();
            for claim in claims {
                let name = claim.endpoint_id.as_str();
                if !known.contains_key(name) {
                    known.insert(name, target(tx, targets, keyring, rules, name, now)?);
                }
                let cached =
                    payloads.get(&claim.event_id).and_then(|(payload, of)| Some((payload.upgrade()?, of.clone())));
                let found = match cached {
                    Some(cached) => Some(cached),
                    None => load(tx, &claim.event_id)?,
                };
                match (known.get(name).cloned().flatten(), found) {
                    (Some(target), Some((payload, event_type))) => {
                        payloads.insert(claim.event_id.clone(), (Arc::downgrade(&payload), event_type.clone()));
                        jobs.push(Job { claim: claim.clone(), target, event_type, payload });
                    }
                    _ => lost.push(claim.id.clone()),
                }
            }
            Ok(())
        })?;
        if !lost.is_empty() {
            self.session
                .store
                .write(|tx| lost.iter().try_for_each(|id| store::deliveries::cancel(tx, id, now).map(drop)))?;
        }
        Ok(jobs)
    }
}

/// An endpoint as it is now, from memory where that is still so.
fn target(
    tx: &mut Tx<'_>,
    targets: &mut HashMap<String, Arc<Target>>,
    keyring: &Keyring,
    rules: &Rules,
    endpoint_id: &str,
    now: Millis,
) -> Result<Option<Arc<Target>>> {
    let Some(lane) = store::lanes::get(tx, endpoint_id)?.filter(|lane| !lane.deleted) else {
        targets.remove(endpoint_id);
        return Ok(None);
    };
    let failing = lane.circuit.failing_since.is_some();
    if let Some(known) = targets.get(endpoint_id).filter(|known| known.is_fresh(lane.version, failing, now)) {
        return Ok(Some(Arc::clone(known)));
    }
    let loaded = Target::load(tx, keyring, rules, endpoint_id, now)?;
    if let Some(loaded) = &loaded {
        targets.insert(endpoint_id.to_owned(), Arc::clone(loaded));
    }
    Ok(loaded)
}

/// The payload and the type of an event.
type Loaded = (Arc<[u8]>, Arc<str>);

/// Reads them, where the payload is still there.
fn load(tx: &mut Tx<'_>, event_id: &str) -> Result<Option<Loaded>> {
    let Some((event_type, payload)) = store::events::to_send(tx, event_id)? else { return Ok(None) };
    Ok(Some((payload.into(), event_type.into())))
}

/// Why an endpoint was disabled, for people.
fn reason(why: Why) -> &'static str {
    match why {
        Why::Gone => "it answered 410 Gone",
        Why::Failing => "it has done nothing but fail for longer than webhooks.disable_after",
    }
}

/// Writes down what came of one request.
fn settle_one(
    tx: &mut Tx<'_>,
    world: &World,
    owner: &str,
    rules: &Rules,
    done: &Done,
    lane: &mut Lane,
    tally: &mut Tally,
) -> Result<Turn> {
    let now = world.now();
    let (status, error, asked, latency) = match &done.answer {
        Ok(answer) => {
            let good = (200..300).contains(&answer.status);
            let error = (!good).then(|| format!("HTTP {}", answer.status));
            (
                Some(answer.status),
                error,
                answer.header("retry-after").and_then(|it| retry_after(it, now)),
                answer.latency,
            )
        }
        Err(failure) => (failure.status, Some(failure.message.clone()), None, failure.latency),
    };
    let outcome = if done.answer.is_ok() { Outcome::of(status) } else { Outcome::of(None) };
    let (circuit, turn) = lane.circuit.after(outcome, now, asked, rules.disable_after);
    let number = done.claim.attempts + 1;
    let counted = u32::try_from(number - done.claim.pardoned).unwrap_or(u32::MAX);
    let mut settled = Settled {
        status: Status::Delivered,
        due_at: None,
        reason: None,
        http_status: status.map(i64::from),
        latency_ms: i64::try_from(latency.as_millis()).unwrap_or(i64::MAX),
        error: error.as_deref(),
    };
    if outcome != Outcome::Delivered {
        let random = u64::from_be_bytes(world.random()?);
        let next = done.target.retry.next(counted, now, asked, random).filter(|_| outcome != Outcome::Gone);
        settled.status = match next {
            _ if lane.deleted => Status::Cancelled,
            None => Status::Failed,
            Some(_) if lane.disabled => Status::Parked,
            Some(next) => {
                settled.due_at = Some(next.at());
                settled.reason = Some(next.why());
                Status::Retrying
            }
        };
    }
    if !store::claims::settle(tx, &done.claim, owner, now, &settled)? {
        // Somebody else holds it by now, or it was called off; what they find counts.
        return Ok(Turn::None);
    }
    lane.circuit = circuit;
    match settled.status {
        Status::Delivered => tally.delivered += 1,
        Status::Retrying | Status::Parked => tally.retrying += 1,
        _ => tally.failed += 1,
    }
    let answer = done.answer.as_ref().ok();
    let attempt = Attempt {
        id: world.new_id(delivery::ATTEMPT)?,
        delivery_id: done.claim.id.clone(),
        endpoint_id: done.claim.endpoint_id.clone(),
        number,
        at: done.at,
        http_status: settled.http_status,
        latency_ms: settled.latency_ms,
        error: error.clone(),
        response_headers: answer.map(|it| Json::Object(headers(&it.headers))),
        response_body: answer.filter(|it| !it.body.is_empty()).map(|it| text(&it.body)),
    };
    store::attempts::insert(tx, &done.claim.workspace, &attempt)?;
    Ok(turn)
}

/// Headers as an object; those of one name joined.
fn headers(list: &[(String, String)]) -> Map<String, Json> {
    let mut object = Map::new();
    for (name, value) in list {
        let joined = match object.get(name).and_then(Json::as_str) {
            Some(before) => format!("{before}, {value}"),
            None => value.clone(),
        };
        object.insert(name.clone(), Json::from(joined.replace('\0', "\u{fffd}")));
    }
    object
}

/// A body as text; what is none is replaced.
fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "\u{fffd}")
}
