//! Following an endpoint of the store: what was sent to it, as it goes out, and on to another place where that is asked
//! for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::super::Session;
use super::super::keyring::Keyring;
use super::super::listen::{Ended, Forwarder};
use super::target::{Rules, Target};
use super::{find_endpoint, store};
use crate::domain::id;
use crate::domain::page::IdPage;
use crate::domain::time::Millis;
use crate::domain::url::Url;
use crate::domain::webhook::delivery::{ATTEMPT, Attempt};
use crate::domain::webhook::received::Received;
use crate::domain::webhook::signature::Incoming;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::world::{World, interrupted, watch_signals};

/// How often it looks for more.
const LOOK: Duration = Duration::from_millis(250);
/// How long after its moment an attempt may be committed and still be seen, in milliseconds.
const LATE: i64 = 2_000;
/// How many attempts are read at once.
const PART: u64 = 100;

/// What is followed, and until when.
pub struct Wanted<'a> {
    /// The workspace.
    pub workspace: &'a str,
    /// The endpoint.
    pub endpoint: &'a str,
    /// From when on.
    pub since: Millis,
    /// After how many requests it ends.
    pub count: Option<u64>,
    /// After how long it ends.
    pub lasts: Option<Duration>,
    /// Where requests are passed on to.
    pub forward: Option<(&'a Forwarder, &'a Url)>,
}

/// Hands over each attempt to send something to an endpoint, its payload to the byte and signed anew with the endpoint's
/// secrets, since receivers refuse what was signed long ago. `show` takes each, and without one says whether anybody
/// reads.
pub fn follow(
    session: &mut Session<'_>,
    keyring: &Keyring,
    rules: &Rules,
    wanted: &Wanted<'_>,
    mut show: impl FnMut(Option<&Received>) -> Result<bool>,
) -> Result<Ended> {
    watch_signals()?;
    let (world, clock) = (session.world, session.world.clock());
    let start = clock.instant();
    let endpoint = session.store.read(|tx| find_endpoint(tx, wanted.workspace, wanted.endpoint, false))?;
    let mut place = Place { from: wanted.since, after: None, seen: BTreeSet::new() };
    let mut came = 0;
    loop {
        let attempts = session.store.read(|tx| place.next(tx, &endpoint.id, world.now()))?;
        for attempt in &attempts {
            if wanted.count.is_some_and(|count| came >= count) {
                return Ok(Ended::Done);
            }
            if interrupted() {
                return Ok(Ended::Interrupted);
            }
            let sent = session.store.read(|tx| sent(tx, keyring, rules, attempt, world))?;
            came += 1;
            let forwarded = wanted.forward.map(|(forwarder, url)| match &sent.request {
                Some(request) => forwarder.forward(url, request).map(|(status, _)| status),
                None => Err("its payload was removed after its retention".to_owned()),
            });
            let received = Received {
                number: came as i64,
                at: attempt.at,
                path: sent.path,
                request: sent.request.unwrap_or_default(),
                verdict: None,
                status: attempt.http_status.and_then(|status| u16::try_from(status).ok()),
                forwarded,
            };
            if !show(Some(&received))? {
                return Ok(Ended::Unread);
            }
        }
        if wanted.count.is_some_and(|count| came >= count) {
            return Ok(Ended::Done);
        }
        if interrupted() {
            return Ok(Ended::Interrupted);
        }
        let left = wanted.lasts.map(|lasts| lasts.saturating_sub(clock.instant().duration_since(start)));
        if left.is_some_and(|left| left.is_zero()) {
            return Ok(if wanted.count.is_some() { Ended::Short(came) } else { Ended::Done });
        }
        if !show(None)? {
            return Ok(Ended::Unread);
        }
        if attempts.is_empty() {
            std::thread::sleep(left.map_or(LOOK, |left| left.min(LOOK)));
        }
    }
}

/// How far it has come.
struct Place {
    from: Millis,
    /// The last one of a part that was full.
    after: Option<String>,
    /// Those that are not before `from`, and were handed over.
    seen: BTreeSet<String>,
}

impl Place {
    /// What follows, so many at most. Those of the last moments are looked at again, since one of an earlier moment may
    /// be committed later.
    fn next(&mut self, tx: &mut Tx<'_>, endpoint_id: &str, now: Millis) -> Result<Vec<Attempt>> {
        let filter =
            store::attempts::Filter { endpoint_id: Some(endpoint_id.to_owned()), ..store::attempts::Filter::default() };
        let page = IdPage {
            since: Some(self.from),
            ascending: true,
            after: self.after.clone(),
            limit: Some(PART),
            ..IdPage::default()
        };
        let mut found = Vec::new();
        store::attempts::list(tx, &filter, &page, |attempt| {
            found.push(attempt);
            Ok(true)
        })?;
        self.after = found.last().filter(|_| found.len() as u64 == PART).map(|last| last.id.clone());
        let mut new = Vec::new();
        for attempt in found {
            if self.seen.insert(attempt.id.clone()) {
                new.push(attempt);
            }
        }
        if self.after.is_none() {
            // A clock that was set back makes earlier ids again.
            let settled = Millis(now.0 - LATE);
            self.from = if now < self.from { settled } else { settled.max(self.from) };
        }
        self.seen = self.seen.split_off(&id::new(ATTEMPT, self.from, [0; 10]));
        Ok(new)
    }
}

/// What an attempt sent, as it would be sent now.
struct Sent {
    path: String,
    /// Nothing where the payload was removed.
    request: Option<Incoming>,
}

fn sent(tx: &mut Tx<'_>, keyring: &Keyring, rules: &Rules, attempt: &Attempt, world: &World) -> Result<Sent> {
    let now = world.now();
    let opener = keyring.opener(tx)?;
    let target: Arc<Target> = Target::load(tx, &opener, rules, &attempt.endpoint_id, now)?
        .ok_or_else(|| Error::new(Code::NotFound, format!("the endpoint {} was deleted", attempt.endpoint_id)))?;
    let path = target.url.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let delivery = store::deliveries::get(tx, &attempt.delivery_id)?;
    let found = match &delivery {
        Some(delivery) => store::events::to_send(tx, &delivery.event_id)?.map(|found| (&delivery.event_id, found)),
        None => None,
    };
    let request = found.map(|(event_id, (event_type, body))| {
        let signed = target.keys.headers(event_id, Some(&event_type), now, &body);
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        headers.extend(signed.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Incoming { headers, body }
    });
    Ok(Sent { path, request })
}
