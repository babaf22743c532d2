//! The threads that send: as many as it takes, up to a bound, and no more than a part of them for one endpoint, fewer
//! when it fails or is slow. A quarter is for endpoints with nothing under way, so that those that hang do not hold up
//! the others.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::Method;

use super::target::Target;
use crate::domain::time::Millis;
use crate::domain::webhook::retry::Outcome;
use crate::error::{Error, Result};
use crate::net::{Answer, Call, Client, Failure};
use crate::store::webhooks::claims::Claim;
use crate::world::Clock;

/// How much of an answer's body is kept, in bytes.
const KEPT: usize = 4_096;

/// A request that is to be sent.
pub(super) struct Job {
    pub claim: Claim,
    pub target: Arc<Target>,
    pub event_type: Arc<str>,
    pub payload: Arc<[u8]>,
}

/// What came of it.
pub(super) struct Done {
    pub claim: Claim,
    pub target: Arc<Target>,
    /// The bytes of its payload.
    pub bytes: usize,
    /// When it began.
    pub at: Millis,
    pub answer: Result<Answer, Failure>,
}

impl Done {
    /// Whether the endpoint asked for no more, or for less.
    pub(super) fn stops(&self) -> bool {
        let status = self.answer.as_ref().ok().map(|answer| answer.status);
        matches!(Outcome::of(status), Outcome::Gone | Outcome::Throttled)
    }
}

/// What the one who settles is told.
#[derive(Default)]
struct Results {
    list: Vec<Done>,
    /// Whether others have changed the store.
    woken: bool,
    /// How many are waited for; none while nobody waits. The first ends the wait as well.
    wanted: usize,
}

struct Lane {
    jobs: VecDeque<Job>,
    active: u32,
    /// How many may be under way.
    most: u32,
    /// Whether it was told to stop, until whoever settles has seen that.
    stopped: bool,
    /// Whether the last that ended was slow or failed.
    slow: bool,
    /// When the last ended, or the first of those under way began.
    moved: Instant,
}

/// How a request ended, for those that follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Prompt,
    Slow,
    Failed,
}

#[derive(Default)]
struct Queue {
    lanes: HashMap<String, Lane>,
    /// The lanes with jobs, in the order of their turns.
    turns: VecDeque<String>,
    idle: u32,
    threads: u32,
    /// How many threads there may be, and how many of them send.
    most: u32,
    active: u32,
    closed: bool,
}

impl Queue {
    fn push(&mut self, job: Job, now: Instant) {
        let name = &job.claim.endpoint_id;
        if let Some(lane) = self.lanes.get_mut(name) {
            if lane.jobs.is_empty() {
                self.turns.push_back(name.clone());
            }
            lane.most = lane.most.min(job.target.most);
            lane.jobs.push_back(job);
        } else {
            self.turns.push_back(name.clone());
            let (name, most) = (name.clone(), job.target.most);
            let jobs = VecDeque::from([job]);
            let lane = Lane { jobs, active: 0, most, stopped: false, slow: false, moved: now };
            self.lanes.insert(name, lane);
        }
    }

    /// The next job of a lane that may have another under way.
    fn next(&mut self, now: Instant) -> Option<Job> {
        let crowded = self.active + self.most / 4 >= self.most;
        for _ in 0..self.turns.len() {
            let name = self.turns.pop_front()?;
            let Some(lane) = self.lanes.get_mut(&name) else { continue };
            let free = !lane.stopped && lane.active < lane.most && (lane.active == 0 || !crowded);
            let job = if free { lane.jobs.pop_front() } else { None };
            if job.is_some() {
                if lane.active == 0 {
                    lane.moved = now;
                }
                lane.active += 1;
                self.active += 1;
            }
            if !lane.jobs.is_empty() {
                self.turns.push_back(name);
            }
            if job.is_some() {
                return job;
            }
        }
        None
    }

    /// Begins nothing more of a lane.
    fn stop(&mut self, name: &str) {
        if let Some(lane) = self.lanes.get_mut(name) {
            lane.stopped = true;
        }
    }

    /// Whether there is room for one more than before.
    fn ended(&mut self, ended: &Ended, now: Instant) -> bool {
        self.active -= 1;
        let name = ended.endpoint_id.as_str();
        let (half, quarter) = ((self.most / 2).max(1), (self.most / 4).max(1));
        let mut wider = false;
        if let Some(lane) = self.lanes.get_mut(name) {
            let before = lane.most;
            lane.most = match ended.pace {
                _ if ended.ordered => 1,
                Pace::Prompt => (before + 1).min(half),
                Pace::Slow => (before / 2).max(quarter).min(before),
                Pace::Failed => (before / 2).max(1),
            };
            wider = lane.most > before && !lane.jobs.is_empty();
            (lane.slow, lane.moved) = (ended.pace != Pace::Prompt, now);
            lane.active -= 1;
            if lane.active == 0 && lane.jobs.is_empty() {
                self.lanes.remove(name);
            }
        }
        wider
    }
}

/// What a thread has ended.
struct Ended {
    endpoint_id: String,
    ordered: bool,
    pace: Pace,
}

struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
    results: Mutex<Results>,
    /// There are as many results as were waited for, or a first one.
    come: Condvar,
    /// What others changed was heard of.
    heard: Condvar,
    client: Client,
    clock: Clock,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in a result. Whoever settles is woken for a group, not for each.
    fn hand_in(&self, done: Done) {
        let mut results = self.results();
        results.list.push(done);
        let wake = results.wanted > 0 && (results.list.len() == 1 || results.list.len() == results.wanted);
        drop(results);
        if wake {
            self.come.notify_one();
        }
    }
}

/// Tells the one who settles that others have changed the store.
pub(super) struct Waker(Arc<Shared>);

impl Waker {
    /// Tells it, and waits until that was heard: what comes meanwhile is one more sign. Whether anybody is there to be
    /// told.
    pub(super) fn wake(&self) -> bool {
        let mut results = self.0.results();
        results.woken = true;
        self.0.come.notify_one();
        while results.woken {
            results = self.0.heard.wait(results).unwrap_or_else(PoisonError::into_inner);
        }
        drop(results);
        !self.0.lock().closed
    }
}

/// The threads, and what they have to do.
pub(super) struct Crew {
    shared: Arc<Shared>,
    most: u32,
}

impl Crew {
    /// A crew of at most so many, none of which is there before it is needed.
    pub(super) fn new(client: Client, clock: Clock, most: u32) -> Crew {
        let (ready, results, come, heard) = Default::default();
        let queue = Mutex::new(Queue { most, ..Queue::default() });
        Crew { shared: Arc::new(Shared { queue, ready, results, come, heard, client, clock }), most }
    }

    /// Where others tell the one who settles.
    pub(super) fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.shared))
    }

    /// Waits for `most` results, no longer than `span` for the first and `gap` for the next; and whether others have
    /// changed the store, which ends the wait for the first. Where requests wait for a thread, the first is not waited
    /// for either: more threads come.
    pub(super) fn wait(&self, most: usize, span: Duration, gap: Duration) -> Result<(Vec<Done>, bool)> {
        let span = if self.is_behind() { span.min(HURRY) } else { span };
        let mut results = self.shared.results();
        while results.list.len() < most && !(results.list.is_empty() && results.woken) {
            let before = results.list.len();
            results.wanted = most;
            let patience = if before == 0 { span } else { gap };
            let waited = self.shared.come.wait_timeout(results, patience).unwrap_or_else(PoisonError::into_inner);
            results = waited.0;
            if waited.1.timed_out() && results.list.len() == before {
                if patience >= HURRY || before > 0 {
                    drop(results);
                    self.hurry()?;
                    results = self.shared.results();
                }
                break;
            }
        }
        results.wanted = 0;
        let rest = results.list.len().min(most);
        let later = results.list.split_off(rest);
        let list = std::mem::replace(&mut results.list, later);
        let woken = std::mem::take(&mut results.woken);
        if woken {
            self.shared.heard.notify_one();
        }
        Ok((list, woken))
    }

    /// Whether requests wait and nobody is free.
    fn is_behind(&self) -> bool {
        let queue = self.shared.lock();
        queue.idle == 0 && !queue.turns.is_empty()
    }

    /// Hands requests over.
    pub(super) fn send(&self, jobs: Vec<Job>) -> Result<()> {
        let count = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        let mut queue = self.shared.lock();
        let now = self.shared.clock.instant();
        jobs.into_iter().for_each(|job| queue.push(job, now));
        // The first threads come at once, more only when those have not kept up.
        let wanted = queue.threads.max(EAGER.min(self.most)).min(queue.threads + count);
        self.grow(&mut queue, wanted)?;
        drop(queue);
        self.shared.ready.notify_all();
        Ok(())
    }

    /// Adds threads where requests wait and nobody is free.
    fn hurry(&self) -> Result<()> {
        let mut queue = self.shared.lock();
        if queue.idle > 0 || queue.turns.is_empty() {
            return Ok(());
        }
        let wanted = queue.threads.saturating_mul(2).clamp(1, self.most);
        self.grow(&mut queue, wanted)
    }

    fn grow(&self, queue: &mut Queue, wanted: u32) -> Result<()> {
        while queue.threads < wanted {
            let shared = Arc::clone(&self.shared);
            let spawned = std::thread::Builder::new().name("deliver".to_owned()).stack_size(STACK).spawn(move || {
                let mut next = take(&shared, None);
                while let Some(job) = next {
                    let began = shared.clock.instant();
                    let done = send(&shared, job);
                    let pace = match &done.answer {
                        Ok(answer) if !(200..300).contains(&answer.status) => Pace::Failed,
                        Err(_) => Pace::Failed,
                        Ok(_) if began.elapsed() >= SLOW => Pace::Slow,
                        Ok(_) => Pace::Prompt,
                    };
                    let endpoint_id = done.claim.endpoint_id.clone();
                    let ended = Ended { endpoint_id, ordered: done.target.endpoint.ordered, pace };
                    if done.stops() {
                        // Before anybody learns of it: whoever settles takes back what has not begun.
                        shared.lock().stop(&ended.endpoint_id);
                    }
                    shared.hand_in(done);
                    next = take(&shared, Some(&ended));
                }
            });
            match spawned {
                Ok(_) => queue.threads += 1,
                // With those that are there it goes on, only slower.
                Err(_) if queue.threads > 0 => return Ok(()),
                Err(cause) => return Err(Error::io("cannot start a thread", &cause)),
            }
        }
        Ok(())
    }

    /// Takes back what nobody has begun.
    pub(super) fn take_back(&self) -> Vec<Claim> {
        let mut queue = self.shared.lock();
        queue.turns.clear();
        let waiting = queue.lanes.values_mut().flat_map(|lane| lane.jobs.drain(..)).map(|job| job.claim);
        waiting.collect()
    }

    /// The endpoints that hang, are slow or fail, with how much of each waits for a thread.
    pub(super) fn slow(&self) -> HashMap<String, usize> {
        let queue = self.shared.lock();
        let slow = queue.lanes.iter().filter(|(_, it)| it.active > 0 && (it.slow || it.moved.elapsed() >= SLOW));
        slow.map(|(name, lane)| (name.clone(), lane.jobs.len())).collect()
    }

    /// Takes back what nobody has begun of one endpoint, which may have more again.
    pub(super) fn take_back_of(&self, name: &str) -> Vec<Job> {
        let mut queue = self.shared.lock();
        let Some(lane) = queue.lanes.get_mut(name) else { return Vec::new() };
        lane.stopped = false;
        let (jobs, active) = (lane.jobs.drain(..).collect(), lane.active);
        queue.turns.retain(|turn| turn != name);
        if active == 0 {
            queue.lanes.remove(name);
        }
        jobs
    }
}

/// How many threads come without waiting whether they are needed.
const EAGER: u32 = 2;
/// How long requests wait for a thread before more of them come.
const HURRY: Duration = Duration::from_millis(2);
/// How long a request takes that is slow.
const SLOW: Duration = Duration::from_secs(1);
/// The stack of a thread: TLS and a request take little.
const STACK: usize = 512 * 1024;

impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.ready.notify_all();
        self.shared.results().woken = false;
        self.shared.heard.notify_all();
    }
}

/// The next job, after one to `ended`; nothing once the crew is dismissed. Whoever ends one takes what that made room for,
/// so nobody else is woken.
fn take(shared: &Shared, ended: Option<&Ended>) -> Option<Job> {
    let mut queue = shared.lock();
    let now = shared.clock.instant();
    if ended.is_some_and(|ended| queue.ended(ended, now)) {
        shared.ready.notify_one();
    }
    loop {
        if queue.closed {
            return None;
        }
        if let Some(job) = queue.next(shared.clock.instant()) {
            return Some(job);
        }
        queue.idle += 1;
        queue = shared.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        queue.idle -= 1;
    }
}

fn send(shared: &Shared, job: Job) -> Done {
    let Job { claim, target, event_type, payload } = job;
    let at = shared.clock.now();
    let signed = target.keys.headers(&claim.event_id, Some(&event_type), at, &payload);
    let mut headers = vec![("content-type", "application/json"), ("user-agent", USER_AGENT)];
    headers.extend(signed.iter().map(|(name, value)| (*name, value.as_str())));
    headers.extend(target.headers.iter().map(|(name, value)| (name.as_str(), value.expose())));
    let answer = shared.client.send(&Call {
        method: Method::POST,
        url: &target.url,
        headers: &headers,
        body: &payload,
        timeout: target.timeout,
        limit: KEPT,
        allow_private: &target.allow_private,
        // The receiver tells a second request from a first by its webhook-id.
        repeatable: true,
    });
    Done { claim, bytes: payload.len(), at, answer, target }
}

/// How requests name their sender.
const USER_AGENT: &str = concat!("gatepost/", env!("CARGO_PKG_VERSION"));
