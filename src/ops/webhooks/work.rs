//! Working: what is due is claimed, sent and settled, by as many workers as there are. It sleeps until something is
//! due or others have changed the store.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use super::super::Session;
use super::courier::{BYTES, Courier, HELD, LEASE, LOOK, Means, Tally};
use super::crew::Done;
use super::{admit, store};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::webhook::retry::after_set_back;
use crate::error::{Exit, Result};
use crate::store::Tx;
use crate::store::webhooks::claims::Claim;
use crate::world::interrupted;

/// How many of one endpoint are held at once; few of one that fails, since they may take long.
const PER_ENDPOINT: u32 = 384;
const PER_FAILING: u32 = 4;
/// How many of one that hangs or is slow.
const PER_SLOW: u32 = 16;
/// How many of one endpoint are claimed in its turn, though others wait for theirs: each turn has statements of its own.
const TURN: usize = 16;
/// How many endpoints are read at once.
const LANES: u32 = 10_000;
/// How long it sleeps at most, in milliseconds.
const NAP: i64 = 2_000;
/// How long after a sign of a commit it is looked for: a file is written before the disk has confirmed it, and only
/// then others see it.
const CONFIRMED: Duration = Duration::from_secs(1);
/// How often it says that it is there.
const BEAT: Duration = Duration::from_secs(10);
/// By how much the clock must fall behind time that passes to be one that was set back, in milliseconds.
const SET_BACK: i64 = 1_000;
/// How old the sign of a worker is when it is forgotten, in milliseconds.
const FORGOTTEN: i64 = 24 * 3_600_000;

/// How a worker works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shift {
    /// Only what is due, then it ends.
    pub once: bool,
    /// It ends after so long.
    pub span: Option<Duration>,
}

/// What a worker has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    tally: Tally,
    /// Whether there is nothing to be done for now.
    pub rests: bool,
}

impl Worked {
    /// How many attempts have ended.
    pub fn attempts(&self) -> i64 {
        self.tally.delivered + self.tally.failed + self.tally.retrying
    }

    /// It in a few words.
    pub fn told(&self) -> String {
        let Tally { delivered, failed, retrying, .. } = self.tally;
        format!("{delivered} delivered, {failed} given up, {retrying} to be tried again")
    }
}

record! { Worked {
    delivered: Int, shown, "Deliveries that were accepted" => |w| w.tally.delivered;
    failed: Int, shown, "Deliveries that were given up" => |w| w.tally.failed;
    retrying: Int, shown, "Attempts in vain that are followed by another" => |w| w.tally.retrying;
    disabled: Int, shown, "Endpoints that were disabled" => |w| w.tally.disabled;
} }

/// What is still to come, by endpoint.
#[derive(Default)]
struct Plan {
    /// When each endpoint has something to be tried; one that is not there has nothing.
    lanes: BTreeMap<String, Millis>,
    /// The endpoint after which the next round begins, so that each has its turn.
    past: String,
    /// When it was read.
    read_at: Option<Duration>,
    /// The endpoints that hang or are slow.
    slow: HashSet<String>,
    version: Option<i64>,
    /// When others began a commit that is not seen yet.
    begun: Option<Instant>,
}

/// Delivers what is due until the shift ends. A store that is held or out of reach is waited for, and what was done
/// meanwhile is kept. `notice` takes what the person should know, and `progress` what was done so far.
pub fn work(
    session: &mut Session<'_>,
    means: &Means<'_>,
    shift: Shift,
    notice: &mut dyn FnMut(&str),
    mut progress: Option<&mut dyn FnMut(&Worked)>,
) -> Result<Worked> {
    let world = session.world;
    let (id, started, begun) = (world.new_id("wrk_")?, world.now(), world.clock().instant());
    let host = session.actor.host.clone();
    let mut courier = Courier::new(session, means, id.clone());
    if let Err(cause) = watch(&mut courier) {
        notice(&format!("{}; the worker looks for new events every few seconds instead", cause.message));
    }
    let mut plan = Plan::default();
    let mut beaten: Option<Duration> = None;
    // How far the clock is ahead of the time that has passed here.
    let mut ahead: Option<i64> = None;
    let (mut done, mut waits) = (Vec::new(), false);
    loop {
        let elapsed = world.elapsed();
        let over = interrupted() || shift.span.is_some_and(|span| begun.elapsed() >= span);
        let mut round = || -> Result<bool> {
            if !over {
                if beaten.is_none_or(|at| elapsed.saturating_sub(at) >= BEAT) {
                    beat(&mut courier, &host, started)?;
                    beaten = Some(elapsed);
                }
                let offset = world.now().0 - i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
                if ahead.is_none_or(|before| before - offset > SET_BACK) {
                    set_right(&mut courier)?;
                    plan.read_at = None;
                }
                ahead = Some(offset);
                plan.read(&mut courier)?;
            }
            plan.ease(&mut courier)?;
            let claims = plan.turn(&mut courier, &done, over)?;
            let settled = !done.is_empty();
            done.clear();
            courier.hold(claims);
            courier.dispatch()?;
            let rests = courier.flights.is_empty();
            if let Some(progress) = progress.as_mut().filter(|_| settled || rests) {
                progress(&Worked { tally: courier.tally, rests });
            }
            if over {
                courier.release()?;
            }
            if courier.flights.is_empty() && (over || shift.once && !plan.is_due(world.now())) {
                return Ok(true);
            }
            done.append(&mut courier.gather(plan.sleep(&courier, world.now()))?);
            courier.renew().map(|()| false)
        };
        match round() {
            Ok(true) => break,
            Ok(false) => waits = false,
            // What is under way is not given up for it, unless somebody wants the worker to end.
            Err(cause)
                if cause.code.exit() == Exit::TryAgain && !over && !(shift.once && courier.flights.is_empty()) =>
            {
                if !std::mem::replace(&mut waits, true) {
                    notice(&format!("{}; the worker keeps what it has done, and goes on when it can", cause.message));
                }
                done.append(&mut courier.gather(LOOK)?);
            }
            Err(cause) => return Err(cause),
        }
    }
    courier.session.store.write(|tx| store::workers::end(tx, &id))?;
    Ok(Worked { tally: courier.tally, rests: true })
}

/// Says that the worker is there, and forgets those that have not said so for long.
fn beat(courier: &mut Courier<'_, '_>, host: &str, started: Millis) -> Result<()> {
    let (id, now) = (&courier.owner, courier.session.world.now());
    courier.session.store.write(|tx| {
        store::workers::forget(tx, Millis(now.0 - FORGOTTEN))?;
        store::workers::beat(tx, id, host, started, now)
    })
}

/// Has a thread tell when others have changed the store.
fn watch(courier: &mut Courier<'_, '_>) -> Result<()> {
    let mut watch = courier.session.store.watch()?;
    let waker = courier.crew.waker();
    let spawned = std::thread::Builder::new().name("watch".to_owned()).stack_size(256 * 1024).spawn(move || {
        // Without it the worker looks by itself now and then.
        while watch.wait().is_ok() && waker.wake() {}
    });
    spawned.map(drop).map_err(|cause| crate::error::Error::io("cannot start a thread", &cause))
}

/// Every endpoint that has something to be tried, and when.
fn all_waiting(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Millis>> {
    let mut lanes = BTreeMap::new();
    loop {
        let past = lanes.last_key_value().map(|(name, _): (&String, _)| name.clone()).unwrap_or_default();
        let page = store::claims::waiting(tx, &past, LANES)?;
        let whole = page.len() as u64 == u64::from(LANES);
        lanes.extend(page);
        if !whole {
            return Ok(lanes);
        }
    }
}

/// Where the clock was set back since something began to wait, the wait begins anew.
fn set_right(courier: &mut Courier<'_, '_>) -> Result<()> {
    let now = courier.session.world.now();
    for (endpoint_id, _) in courier.session.store.read(all_waiting)? {
        loop {
            let ahead = courier.session.store.read(|tx| store::claims::from_ahead(tx, &endpoint_id, now, LANES))?;
            if ahead.is_empty() {
                break;
            }
            courier.session.store.write(|tx| {
                for (id, since, due) in &ahead {
                    if let Some(due) = after_set_back(*since, *due, now) {
                        store::claims::wait_until(tx, id, now, due)?;
                    }
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

impl Plan {
    /// Reads what is still to come, where others have changed it or it was read a while ago.
    fn read(&mut self, courier: &mut Courier<'_, '_>) -> Result<()> {
        let world = courier.session.world;
        let elapsed = world.elapsed();
        let old = self.read_at.is_none_or(|at| elapsed.saturating_sub(at) >= Duration::from_millis(NAP.unsigned_abs()));
        if std::mem::take(&mut courier.woken) {
            self.begun = Some(world.clock().instant());
        }
        let waits = self.begun.is_some_and(|begun| begun.elapsed() < CONFIRMED);
        if !old && !waits {
            self.begun = None;
            return Ok(());
        }
        let version = courier.session.store.data_version()?;
        if !old && version.is_some() && version == self.version {
            return Ok(());
        }
        self.begun = None;
        self.version = version;
        self.read_at = Some(elapsed);
        self.lanes = courier.session.store.read(all_waiting)?;
        Ok(())
    }

    /// Whether something is due now.
    fn is_due(&self, now: Millis) -> bool {
        self.lanes.values().any(|due| *due <= now)
    }

    /// An endpoint of which something was settled may have more.
    fn look_at(&mut self, endpoint_id: &str, now: Millis) {
        self.lanes.insert(endpoint_id.to_owned(), now);
    }

    /// Gives back what would wait behind requests that hang, so that it does not take the room of others.
    fn ease(&mut self, courier: &mut Courier<'_, '_>) -> Result<()> {
        let slow = courier.crew.slow();
        let many = slow.iter().filter(|(_, waiting)| **waiting > PER_SLOW as usize).map(|(name, _)| name.clone());
        courier.take_back(many.collect())?;
        self.slow = slow.into_keys().collect();
        Ok(())
    }

    /// How long there is nothing to do but to wait for results.
    fn sleep(&self, courier: &Courier<'_, '_>, now: Millis) -> Duration {
        let next = self.lanes.values().min().map_or(NAP, |due| (due.0 - now.0).clamp(0, NAP));
        // What is due and could not be claimed waits for results.
        let full = courier.flights.len() >= HELD || !courier.waiting.is_empty();
        if let Some(begun) = self.begun {
            return (begun.elapsed() / 2).max(Duration::from_millis(1));
        }
        let millis = if full || next == 0 && !courier.flights.is_empty() { NAP } else { next.max(1) };
        Duration::from_millis(millis.unsigned_abs())
    }

    /// Settles what has ended and claims what is due, an endpoint after the other, as far as there is room: both by one
    /// commit.
    fn turn(&mut self, courier: &mut Courier<'_, '_>, done: &[Done], over: bool) -> Result<Vec<Claim>> {
        let world = courier.session.world;
        done.iter().for_each(|it| self.look_at(&it.claim.endpoint_id, world.now()));
        let room = (HELD + done.len()).saturating_sub(courier.flights.len());
        let loaded = courier.loaded.saturating_sub(done.iter().map(|it| it.bytes).sum());
        let full = loaded >= BYTES || !courier.waiting.is_empty();
        let turns = if over || full { Vec::new() } else { self.turns(courier, done, room) };
        if done.is_empty() && turns.is_empty() {
            return Ok(Vec::new());
        }
        let share = (room / turns.len().max(1)).max(TURN);
        let (owner, slow) = (courier.owner.clone(), &self.slow);
        let (claims, next) = courier.settle(done, |tx, endings| {
            let (mut claims, mut next) = (Vec::new(), Vec::new());
            for (name, under_way) in &turns {
                let most = share.min(room - claims.len());
                if most == 0 {
                    break;
                }
                if !endings.iter().any(|(ending, _)| ending == name) {
                    let most = u32::try_from(most).unwrap_or(u32::MAX);
                    let whole = if slow.contains(name) { PER_SLOW } else { PER_ENDPOINT };
                    let held = Held { under_way: *under_way, whole };
                    let (mut got, due) = claim_of(tx, name, held, most, &owner, world.now_micros())?;
                    claims.append(&mut got);
                    next.push((name.clone(), due));
                }
            }
            Ok((claims, next))
        })?;
        let freed = std::mem::take(&mut courier.freed);
        for (name, due) in next {
            self.past.clone_from(&name);
            self.past.push('~');
            match due {
                Some(due) => self.lanes.insert(name, due),
                None => self.lanes.remove(&name),
            };
        }
        freed.iter().for_each(|name| self.look_at(name, world.now()));
        Ok(claims)
    }

    /// The endpoints that have their turn, and how much of each is under way.
    fn turns(&self, courier: &Courier<'_, '_>, done: &[Done], room: usize) -> Vec<(String, u32)> {
        let now = courier.session.world.now();
        // A turn is worth it for many; a few free places are no reason while others are under way.
        if room < HELD / 8 {
            return Vec::new();
        }
        let due = |(_, due): &(&String, &Millis)| **due <= now;
        let after = self.lanes.range(self.past.clone()..).filter(due);
        let names = after.chain(self.lanes.range(..self.past.clone()).filter(due)).take(room);
        let mut turns: Vec<(String, u32)> = names.map(|(name, _)| (name.clone(), 0)).collect();
        if !turns.is_empty() {
            let mut held: BTreeMap<&str, u32> = BTreeMap::new();
            let ended: HashSet<&str> = done.iter().map(|it| it.claim.id.as_str()).collect();
            let under_way = courier.flights.iter().filter(|(id, _)| !ended.contains(id.as_str()));
            under_way.for_each(|(_, endpoint)| *held.entry(endpoint).or_default() += 1);
            turns.iter_mut().for_each(|(name, count)| *count = held.get(name.as_str()).copied().unwrap_or_default());
        }
        turns
    }
}

/// How much of an endpoint is held, and how much may be.
#[derive(Clone, Copy)]
struct Held {
    under_way: u32,
    whole: u32,
}

/// Claims what may go to one endpoint now, and says when there is more.
fn claim_of(
    tx: &mut Tx<'_>,
    name: &str,
    held: Held,
    share: u32,
    owner: &str,
    micros: i64,
) -> Result<(Vec<Claim>, Option<Millis>)> {
    let now = Millis(micros / 1_000);
    let until = Millis(now.0 + LEASE);
    let nothing = |again: Option<Millis>| Ok((Vec::new(), again));
    let lane = store::lanes::get(tx, name)?.filter(|lane| !lane.deleted);
    let Some(lane) = lane else {
        store::deliveries::cancel_all(tx, name, now)?;
        return nothing(None);
    };
    if lane.disabled {
        store::deliveries::park(tx, name, now)?;
        return nothing(store::claims::next_due(tx, name)?);
    }
    let Some(endpoint) = store::endpoints::get(tx, name)? else { return nothing(None) };
    let most = if lane.circuit.failing_since.is_some() { PER_FAILING } else { held.whole };
    let free = most.saturating_sub(held.under_way).min(share);
    if free == 0 {
        // Its own results bring it up again.
        return nothing(Some(until));
    }
    let admitted = admit::admit(&endpoint, &lane, micros, free);
    if admitted.count == 0 {
        admitted.take(tx, &endpoint, &lane, 0, now)?;
        return nothing(admitted.again_at.or(Some(until)));
    }
    let claims = if endpoint.ordered {
        store::claims::claim_first(tx, name, owner, now, until)?
    } else {
        store::claims::claim_due(tx, name, owner, now, until, admitted.count)?
    };
    if !admitted.take(tx, &endpoint, &lane, claims.len(), now)? {
        // Another worker has taken of its rate meanwhile.
        claims.iter().try_for_each(|claim| store::claims::hold(tx, &claim.id, owner, now, None))?;
        return nothing(Some(now));
    }
    let whole = claims.len() as u64 == u64::from(admitted.count);
    let next = match admitted.again_at {
        Some(again) if whole => Some(again),
        _ if whole && !endpoint.ordered => Some(now),
        _ if endpoint.ordered => store::claims::first_due(tx, name)?,
        _ => store::claims::next_due(tx, name)?,
    };
    Ok((claims, next))
}
