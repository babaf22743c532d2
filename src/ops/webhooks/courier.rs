//! Delivering: requests go out by the crew, and one writer settles what came of them in groups, so that one durable
//! commit is for many. A crash loses no more than what is settled next: what was held comes up again.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::super::keyring::Keyring;
use super::super::{Session, Store};
use super::crew::{Crew, Done, Job};
use super::target::{Rules, Target};
use super::{Herald, endpoints, store};
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::{Admission, Turn, Why};
use crate::domain::webhook::delivery::{self, Attempt, Status};
use crate::domain::webhook::event_type::ENDPOINT_DISABLED;
use crate::domain::webhook::retry::{Outcome, retry_after};
use crate::error::{Code, Result};
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
/// How many deliveries are under way at once, with their payloads: threads have something to do while a group of results
/// is committed.
pub(super) const HELD: usize = 3 * GROUP;
/// How many bytes of payloads are held at once, more only for one that is larger by itself.
pub(super) const BYTES: usize = 4 * 1024 * 1024;
/// How often a signal is looked for while nothing happens.
pub(super) const LOOK: Duration = Duration::from_millis(250);
/// How long what cannot be sent waits until it is looked at again, in milliseconds.
const HELD_BACK: i64 = 300_000;

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

impl Tally {
    fn count(&mut self, status: Status) {
        match status {
            Status::Delivered => self.delivered += 1,
            Status::Retrying | Status::Parked => self.retrying += 1,
            _ => self.failed += 1,
        }
    }
}

/// An endpoint that is to be disabled, and why.
pub(super) type Ending = (String, Why);

/// Who delivers, for one command.
pub(super) struct Courier<'s, 'a> {
    pub session: &'s mut Session<'a>,
    means: &'s Means<'s>,
    pub owner: String,
    pub crew: Crew,
    targets: HashMap<String, Arc<Target>>,
    /// What is held: by delivery, the endpoint.
    pub flights: BTreeMap<String, String>,
    /// Of these, what was not handed over yet.
    pub waiting: VecDeque<Claim>,
    /// The bytes of the payloads that are held.
    pub loaded: usize,
    payloads: HashMap<String, (Weak<[u8]>, Arc<str>)>,
    renewed: Duration,
    renewed_at: Millis,
    pub woken: bool,
    /// The endpoints of which something was taken back.
    pub freed: BTreeSet<String>,
    pub tally: Tally,
}

impl<'s, 'a> Courier<'s, 'a> {
    pub(super) fn new(session: &'s mut Session<'a>, means: &'s Means<'s>, owner: String) -> Courier<'s, 'a> {
        let world = session.world;
        let client = Client::new(world, means.outbound.clone());
        let crew = Crew::new(client, world.clock(), means.rules.concurrency);
        Courier {
            session,
            means,
            owner,
            crew,
            targets: HashMap::new(),
            flights: BTreeMap::new(),
            waiting: VecDeque::new(),
            loaded: 0,
            payloads: HashMap::new(),
            renewed: world.elapsed(),
            renewed_at: world.now(),
            woken: false,
            freed: BTreeSet::new(),
            tally: Tally::default(),
        }
    }

    fn world(&self) -> &'a World {
        self.session.world
    }

    /// Takes over what this command holds.
    pub(super) fn hold(&mut self, mut claims: Vec<Claim>) {
        // What was called off and asked for again, or whose lease ended by a clock set ahead, is under way already.
        claims.retain(|claim| !self.flights.contains_key(&claim.id));
        self.flights.extend(claims.iter().map(|claim| (claim.id.clone(), claim.endpoint_id.clone())));
        self.waiting.extend(claims);
    }

    /// Delivers a part of what is held, and settles what comes of it.
    pub(super) fn advance(&mut self) -> Result<()> {
        if self.flights.len() - self.waiting.len() < HELD / 2 {
            self.dispatch()?;
        }
        let done = self.gather(LOOK)?;
        if !done.is_empty() {
            self.settle(&done, |_, _| Ok(()))?;
        }
        self.renew()
    }

    /// Sends a part of what is held, as far as there is room for payloads.
    pub(super) fn dispatch(&mut self) -> Result<()> {
        if self.waiting.is_empty() || self.loaded >= BYTES {
            return Ok(());
        }
        let part: Vec<Claim> = self.waiting.drain(..self.waiting.len().min(HELD / 2)).collect();
        let (jobs, late) = self.jobs(&part)?;
        part[late..].iter().rev().for_each(|claim| self.waiting.push_front(claim.clone()));
        self.loaded += jobs.iter().map(|job| job.payload.len()).sum::<usize>();
        self.crew.send(jobs)
    }

    /// Waits for results, no longer than `span` for the first; then gathers what comes with it.
    pub(super) fn gather(&mut self, span: Duration) -> Result<Vec<Done>> {
        let most = (self.flights.len() - self.waiting.len()).clamp(1, GROUP);
        let (done, woken) = self.crew.wait(most, span.min(LOOK), GATHER)?;
        self.woken |= woken;
        Ok(done)
    }

    /// Writes down what came of requests, and whatever `more` adds to the same transaction, which is told of the
    /// endpoints that are to be disabled.
    pub(super) fn settle<T>(
        &mut self,
        done: &[Done],
        mut more: impl FnMut(&mut Tx<'_>, &[Ending]) -> Result<T>,
    ) -> Result<T> {
        let (world, owner, rules) = (self.world(), &self.owner, &self.means.rules);
        let (added, tally, endings, stopped) = self.session.store.write(|tx| {
            let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
            let (mut tally, mut endings) = (Tally::default(), Vec::<Ending>::new());
            let mut stopped = BTreeSet::new();
            for it in done {
                let name = it.claim.endpoint_id.as_str();
                if !lanes.contains_key(name)
                    && let Some(lane) = store::lanes::get(tx, name)?
                {
                    lanes.insert(name, lane);
                }
                if it.stops() {
                    stopped.insert(name.to_owned());
                }
                let Some(lane) = lanes.get_mut(name) else { continue };
                let before = lane.circuit;
                let ends = endings.iter().any(|(ending, _)| ending == name);
                // Where somebody else holds it by now, or it was called off, what they find counts.
                if let Some((turn, status)) = settle_one(tx, world, owner, rules, it, lane, ends)? {
                    tally.count(status);
                    if let (Turn::Disable(why), false) = (turn, ends) {
                        endings.push((name.to_owned(), why));
                    }
                }
                if lane.circuit != before && !lane.deleted {
                    store::lanes::set_circuit(tx, name, &lane.circuit)?;
                }
                let until = it.answer.as_ref().ok().and_then(|answer| answer.certificate_until);
                let is_the_same = !lane.deleted && lane.version == it.target.endpoint.version;
                if is_the_same && until.is_some() && until != lane.certificate_until {
                    store::lanes::set_certificate(tx, name, until)?;
                    lane.certificate_until = until;
                }
                if lane.disabled
                    || lane.deleted
                    || lane.version != it.target.endpoint.version
                    || lane.circuit.admits(world.now()) != Admission::Open
                {
                    stopped.insert(name.to_owned());
                }
            }
            stopped.extend(endings.iter().map(|(name, _)| name.clone()));
            Ok((more(tx, &endings)?, tally, endings, stopped))
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
        // What was not begun waits for its endpoint like all the rest, and is parked with it.
        self.take_back(stopped)?;
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
                Herald::default().announce(tx, world, &endpoint.workspace, ENDPOINT_DISABLED, &data)?;
            }
            Ok(disabled)
        })?;
        self.tally.disabled += i64::from(disabled);
        Ok(())
    }

    /// Holds on to what is held, when it is time.
    pub(super) fn renew(&mut self) -> Result<()> {
        let (elapsed, now) = (self.world().elapsed(), self.world().now());
        let third = LEASE.unsigned_abs() / 3;
        // Leases are by the wall's clock, which may be set.
        let jumped = now.0.abs_diff(self.renewed_at.0) >= third;
        if elapsed.saturating_sub(self.renewed) < Duration::from_millis(third) && !jumped {
            return Ok(());
        }
        (self.renewed, self.renewed_at) = (elapsed, now);
        let until = Millis(now.0 + LEASE);
        let (flights, owner) = (&self.flights, &self.owner);
        self.session
            .store
            .write(|tx| flights.keys().try_for_each(|id| store::claims::hold(tx, id, owner, until, Some(owner))))
    }

    /// Lets go of what nobody has begun to send to some endpoints.
    pub(super) fn take_back(&mut self, endpoints: BTreeSet<String>) -> Result<()> {
        let mut claims = Vec::new();
        for name in endpoints {
            let jobs = self.crew.take_back_of(&name);
            self.loaded = self.loaded.saturating_sub(jobs.iter().map(|job| job.payload.len()).sum());
            claims.extend(jobs.into_iter().map(|job| job.claim));
            let waiting = std::mem::take(&mut self.waiting);
            let (taken, left): (VecDeque<_>, _) = waiting.into_iter().partition(|claim| claim.endpoint_id == name);
            self.waiting = left;
            claims.extend(taken);
            self.freed.insert(name);
        }
        self.let_go(&claims)
    }

    /// Lets go of what nobody has begun to send.
    pub(super) fn release(&mut self) -> Result<()> {
        let mut waiting = self.crew.take_back();
        waiting.extend(self.waiting.drain(..));
        self.let_go(&waiting)
    }

    /// Gives up the hold of what is due as before.
    fn let_go(&mut self, waiting: &[Claim]) -> Result<()> {
        if waiting.is_empty() {
            return Ok(());
        }
        let (owner, now) = (&self.owner, self.world().now());
        self.session
            .store
            .write(|tx| waiting.iter().try_for_each(|claim| store::claims::hold(tx, &claim.id, owner, now, None)))?;
        for claim in waiting {
            self.flights.remove(&claim.id);
        }
        Ok(())
    }

    /// Makes requests of what was claimed, and tells before which claim there was no more room. What cannot be sent,
    /// since its payload was removed, is called off; what is for an endpoint whose secrets do not open is held back.
    fn jobs(&mut self, claims: &[Claim]) -> Result<(Vec<Job>, usize)> {
        let now = self.world().now();
        let (loaded, mut late) = (self.loaded, claims.len());
        let (targets, payloads) = (&mut self.targets, &mut self.payloads);
        let (keyring, rules) = (self.means.keyring, &self.means.rules);
        payloads.retain(|_, (payload, _)| payload.strong_count() > 0);
        let mut jobs = Vec::with_capacity(claims.len());
        let (mut lost, mut closed, mut bytes) = (Vec::new(), Vec::new(), loaded);
        self.session.store.read(|tx| {
            jobs.clear();
            lost.clear();
            closed.clear();
            (late, bytes) = (claims.len(), loaded);
            let mut known: BTreeMap<&str, Option<Result<Arc<Target>, String>>> = BTreeMap::new();
            for (place, claim) in claims.iter().enumerate() {
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
                    (Some(Err(why)), Some(_)) => closed.push((claim.id.clone(), why)),
                    (Some(Ok(_)), Some((payload, _))) if bytes > 0 && bytes + payload.len() > BYTES => {
                        late = place;
                        break;
                    }
                    (Some(Ok(target)), Some((payload, event_type))) => {
                        bytes += payload.len();
                        payloads.insert(claim.event_id.clone(), (Arc::downgrade(&payload), event_type.clone()));
                        jobs.push(Job { claim: claim.clone(), target, event_type, payload });
                    }
                    _ => lost.push(claim.id.clone()),
                }
            }
            Ok(())
        })?;
        if !lost.is_empty() || !closed.is_empty() {
            let (owner, again_at) = (&self.owner, Millis(now.0 + HELD_BACK));
            self.session.store.write(|tx| {
                lost.iter().try_for_each(|id| store::deliveries::cancel(tx, id, now).map(drop))?;
                closed.iter().try_for_each(|(id, why)| store::claims::hold_back(tx, id, owner, now, again_at, why))
            })?;
            lost.iter().chain(closed.iter().map(|(id, _)| id)).for_each(|id| drop(self.flights.remove(id)));
        }
        Ok((jobs, late))
    }
}

/// An endpoint as it is now, from memory where that is still so; or why nothing can be sent to it.
fn target(
    tx: &mut Tx<'_>,
    targets: &mut HashMap<String, Arc<Target>>,
    keyring: &Keyring,
    rules: &Rules,
    endpoint_id: &str,
    now: Millis,
) -> Result<Option<Result<Arc<Target>, String>>> {
    let Some(lane) = store::lanes::get(tx, endpoint_id)?.filter(|lane| !lane.deleted) else {
        targets.remove(endpoint_id);
        return Ok(None);
    };
    let failing = lane.circuit.failing_since.is_some();
    if let Some(known) = targets.get(endpoint_id).filter(|known| known.is_fresh(lane.version, failing, now)) {
        return Ok(Some(Ok(Arc::clone(known))));
    }
    // Keys that do not open are no endpoint's fault, so they end the command.
    let opener = keyring.opener(tx)?;
    match Target::load(tx, &opener, rules, endpoint_id, now) {
        Ok(loaded) => {
            if let Some(loaded) = &loaded {
                targets.insert(endpoint_id.to_owned(), Arc::clone(loaded));
            }
            Ok(loaded.map(Ok))
        }
        Err(cause) if matches!(cause.code, Code::SealedDamaged | Code::StoreDamaged) => Ok(Some(Err(cause.message))),
        Err(cause) => Err(cause),
    }
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

/// Writes down what came of one request; `ends` where the endpoint is to be disabled for one before it. How that left the
/// delivery, if it was still held.
fn settle_one(
    tx: &mut Tx<'_>,
    world: &World,
    owner: &str,
    rules: &Rules,
    done: &Done,
    lane: &mut Lane,
    ends: bool,
) -> Result<Option<(Turn, Status)>> {
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
            // The first answer told of the endpoint, and that it was one of several is no fault of the others.
            _ if outcome == Outcome::Gone && lane.disabled => Status::Parked,
            _ if outcome == Outcome::Gone && ends => {
                settled.due_at = Some(now);
                Status::Retrying
            }
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
        return Ok(None);
    }
    lane.circuit = circuit;
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
    Ok(Some((turn, settled.status)))
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
