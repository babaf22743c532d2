//! Working: what is due is claimed, sent and settled, by as many workers as there are. It sleeps until something is
//! due or others have changed the store.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::super::Session;
use super::courier::{Courier, LEASE, LOOK, Means, Tally};
use super::crew::Message;
use super::{admit, store};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::webhook::retry::after_set_back;
use crate::error::{Exit, Result};
use crate::store::Tx;
use crate::store::webhooks::claims::Claim;
use crate::world::interrupted;

/// How many deliveries are held at once, so that threads have something to do while results are committed.
const HELD: usize = 512;
/// How many of one endpoint are claimed at once; few of one that fails, since they may take long.
const PER_ENDPOINT: u32 = 256;
const PER_FAILING: u32 = 4;
/// How many bytes of payloads are held at once, more only for one that is larger by itself.
const BYTES: usize = 4 * 1024 * 1024;
/// How many endpoints are looked at in one round.
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
}

impl Worked {
    /// How many attempts have ended.
    pub fn attempts(&self) -> i64 {
        self.tally.delivered + self.tally.failed + self.tally.retrying
    }
}

record! { Worked {
    delivered: Int, shown, "Deliveries that were accepted" => |w| w.tally.delivered;
    failed: Int, shown, "Deliveries that were given up" => |w| w.tally.failed;
    retrying: Int, shown, "Attempts in vain that are followed by another" => |w| w.tally.retrying;
    disabled: Int, shown, "Endpoints that were disabled" => |w| w.tally.disabled;
} }

/// What is still to come, by endpoint.
struct Plan {
    /// When each endpoint has something to be tried; one that is not there has nothing.
    lanes: BTreeMap<String, Millis>,
    /// The endpoint after which the next round begins, so that each has its turn.
    past: String,
    /// When it was read.
    read_at: Option<Duration>,
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
    let mut plan = Plan { lanes: BTreeMap::new(), past: String::new(), read_at: None, version: None, begun: None };
    let mut beaten: Option<Duration> = None;
    // How far the clock is ahead of the time that has passed here.
    let mut ahead: Option<i64> = None;
    let (mut claims, mut done, mut waits) = (Vec::new(), Vec::new(), false);
    loop {
        let elapsed = world.elapsed();
        let over = interrupted() || shift.span.is_some_and(|span| begun.elapsed() >= span);
        let mut round = || -> Result<bool> {
            if over {
                courier.release()?;
            } else {
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
                if claims.is_empty() {
                    claims = plan.claim(&mut courier)?;
                }
                if !claims.is_empty() {
                    let jobs = courier.jobs(&claims)?;
                    claims.clear();
                    courier.dispatch(jobs)?;
                }
            }
            if courier.flights.is_empty() && (over || shift.once && !plan.is_due(world.now())) {
                return Ok(true);
            }
            done.append(&mut courier.gather(plan.sleep(&courier, world.now()))?);
            if !done.is_empty() {
                courier.settle(&done, |_| Ok(()))?;
                done.iter().for_each(|it| plan.look_at(&it.claim.endpoint_id, world.now()));
                done.clear();
                if let Some(progress) = &mut progress {
                    progress(&Worked { tally: courier.tally });
                }
            }
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
    Ok(Worked { tally: courier.tally })
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
    let sender = courier.crew.sender();
    let spawned = std::thread::Builder::new().name("watch".to_owned()).stack_size(256 * 1024).spawn(move || {
        // Without it the worker looks by itself now and then.
        while watch.wait().is_ok() && sender.send(Message::Woken).is_ok() {}
    });
    spawned.map(drop).map_err(|cause| crate::error::Error::io("cannot start a thread", &cause))
}

/// Where the clock was set back since something began to wait, the wait begins anew.
fn set_right(courier: &mut Courier<'_, '_>) -> Result<()> {
    let now = courier.session.world.now();
    for (endpoint_id, _) in courier.session.store.read(|tx| store::claims::waiting(tx, "", LANES))? {
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
        self.lanes = courier.session.store.read(|tx| store::claims::waiting(tx, "", LANES))?.into_iter().collect();
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

    /// How long there is nothing to do but to wait for results.
    fn sleep(&self, courier: &Courier<'_, '_>, now: Millis) -> Duration {
        let next = self.lanes.values().min().map_or(NAP, |due| (due.0 - now.0).clamp(0, NAP));
        // What is due and could not be claimed waits for results.
        let full = courier.flights.len() >= HELD || courier.loaded >= BYTES;
        if let Some(begun) = self.begun {
            return (begun.elapsed() / 2).max(Duration::from_millis(1));
        }
        let millis = if full || next == 0 && !courier.flights.is_empty() { NAP } else { next.max(1) };
        Duration::from_millis(millis.unsigned_abs())
    }

    /// Claims what is due, an endpoint after the other, as far as there is room.
    fn claim(&mut self, courier: &mut Courier<'_, '_>) -> Result<Vec<Claim>> {
        let world = courier.session.world;
        let now = world.now();
        let mut held: BTreeMap<&str, u32> = BTreeMap::new();
        courier.flights.values().for_each(|endpoint| *held.entry(endpoint).or_default() += 1);
        let room = if courier.loaded >= BYTES { 0 } else { HELD.saturating_sub(courier.flights.len()) };
        // A commit is worth it for many; a few free places are no reason while others are under way.
        if room == 0 || (courier.flights.len() > HELD / 2 && room < HELD / 8) {
            return Ok(Vec::new());
        }
        let due = |(name, due): (&String, &Millis)| (*due <= now).then(|| name.clone());
        let after = self.lanes.range(self.past.clone()..).filter_map(due);
        let names: Vec<String> = after.chain(self.lanes.range(..self.past.clone()).filter_map(due)).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let share = u32::try_from(room / names.len().max(1)).unwrap_or(1).max(1);
        let owner = &courier.owner;
        let micros = world.now_micros();
        let rounds: Vec<(String, u32)> = names
            .into_iter()
            .take(room)
            .map(|name| {
                let under_way = held.get(name.as_str()).copied().unwrap_or_default();
                (name, under_way)
            })
            .collect();
        let (claims, next) = courier.session.store.write(|tx| {
            let (mut claims, mut next) = (Vec::new(), Vec::new());
            for (name, under_way) in &rounds {
                let (mut got, due) = claim_of(tx, name, *under_way, share, owner, micros)?;
                claims.append(&mut got);
                next.push((name.clone(), due));
            }
            Ok((claims, next))
        })?;
        for (name, due) in next {
            self.past.clone_from(&name);
            self.past.push('~');
            match due {
                Some(due) => self.lanes.insert(name, due),
                None => self.lanes.remove(&name),
            };
        }
        Ok(claims)
    }
}

/// Claims what may go to one endpoint now, and says when there is more.
fn claim_of(
    tx: &mut Tx<'_>,
    name: &str,
    under_way: u32,
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
    let most = if lane.circuit.failing_since.is_some() { PER_FAILING } else { PER_ENDPOINT };
    let free = most.saturating_sub(under_way).min(share);
    if free == 0 {
        // Its own results bring it up again.
        return nothing(Some(until));
    }
    let admitted = admit::admit(&endpoint, &lane, micros, free);
    if admitted.count == 0 {
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
