//! The threads that send: as many as it takes, up to a bound, and no more than a part of them for one endpoint, so
//! that one that hangs does not hold up the others.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Method;

use super::target::Target;
use crate::domain::time::Millis;
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
}

#[derive(Default)]
struct Queue {
    lanes: HashMap<String, Lane>,
    /// The lanes with jobs, in the order of their turns.
    turns: VecDeque<String>,
    idle: u32,
    threads: u32,
    closed: bool,
}

impl Queue {
    fn push(&mut self, job: Job) {
        let name = &job.claim.endpoint_id;
        if let Some(lane) = self.lanes.get_mut(name) {
            if lane.jobs.is_empty() {
                self.turns.push_back(name.clone());
            }
            lane.jobs.push_back(job);
        } else {
            self.turns.push_back(name.clone());
            self.lanes.insert(name.clone(), Lane { jobs: VecDeque::from([job]), active: 0 });
        }
    }

    /// The next job of a lane that may have another under way.
    fn next(&mut self) -> Option<Job> {
        for _ in 0..self.turns.len() {
            let name = self.turns.pop_front()?;
            let Some(lane) = self.lanes.get_mut(&name) else { continue };
            let free = lane.jobs.front().is_some_and(|job| lane.active < job.target.most);
            let job = if free { lane.jobs.pop_front() } else { None };
            lane.active += u32::from(job.is_some());
            if !lane.jobs.is_empty() {
                self.turns.push_back(name);
            }
            if job.is_some() {
                return job;
            }
        }
        None
    }

    fn ended(&mut self, name: &str) {
        if let Some(lane) = self.lanes.get_mut(name) {
            lane.active -= 1;
            if lane.active == 0 && lane.jobs.is_empty() {
                self.lanes.remove(name);
            }
        }
    }
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
        let (queue, ready, results, come, heard) = Default::default();
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
        jobs.into_iter().for_each(|job| queue.push(job));
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
                    let done = send(&shared, job);
                    let endpoint = done.claim.endpoint_id.clone();
                    shared.hand_in(done);
                    next = take(&shared, Some(&endpoint));
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
}

/// How many threads come without waiting whether they are needed.
const EAGER: u32 = 2;
/// How long requests wait for a thread before more of them come.
const HURRY: Duration = Duration::from_millis(2);
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
fn take(shared: &Shared, ended: Option<&str>) -> Option<Job> {
    let mut queue = shared.lock();
    if let Some(name) = ended {
        queue.ended(name);
    }
    loop {
        if queue.closed {
            return None;
        }
        if let Some(job) = queue.next() {
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
