//! A local receiver of webhooks: takes requests on loopback, checks their signatures, answers as told, and
//! forwards them where that is asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::Method;
use ipnet::IpNet;

use crate::domain::url::Url;
use crate::domain::webhook::received::Received;
use crate::domain::webhook::signature::Incoming;
use crate::domain::webhook::verdict::Judge;
use crate::error::Result;
use crate::net::{Arrival, Call, Client, Loopback, Outbound};
use crate::world::{World, interrupted, watch_signals};

/// How often it looks whether it is to end.
const LOOK: Duration = Duration::from_millis(100);
/// How long a forwarded request may take.
const FORWARD: Duration = Duration::from_secs(30);
/// How much of an answer is passed back.
const MOST_ANSWER: usize = 1 << 20;
/// Headers of one connection, which are not passed on, beside those that the client writes itself.
const OF_CONNECTION: [&str; 12] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "expect",
    "te",
    "upgrade",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "trailer",
    "user-agent",
];

/// What is received, and what is made of it.
pub struct Plan<'a> {
    /// What signatures are checked by; none checks nothing.
    pub judge: Option<Judge<'a>>,
    /// The statuses of the answers, in order; the last one holds for all that follow.
    pub respond: &'a [u16],
    /// Where requests are passed on to.
    pub forward: Option<&'a Url>,
    /// After how many requests it ends.
    pub count: Option<u64>,
    /// After how long it ends.
    pub lasts: Option<Duration>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All that was waited for came, or the time was over where nothing was.
    Done,
    /// The time was over after so many.
    Short(u64),
    /// Nobody reads what it says any more.
    Unread,
    /// Ctrl-C.
    Interrupted,
}

/// Passes requests on: to this machine and the operator's private ranges, by no proxy, which would take another machine's
/// loopback for this one's.
pub struct Forwarder {
    client: Client,
}

impl Forwarder {
    /// One that trusts what the settings say.
    pub fn new(world: &World, ca_file: Option<&str>, allow_private: &[String]) -> Result<Forwarder> {
        let mut outbound = Outbound::parse(ca_file, None, allow_private)?;
        let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
        outbound.allow_private.extend(loopback.map(IpNet::from));
        Ok(Forwarder { client: Client::new(world, outbound) })
    }

    /// Passes one on; the answer's status and text, or why there was none.
    pub(super) fn forward(&self, url: &Url, request: &Incoming) -> Result<(u16, String), String> {
        let passed =
            request.headers.iter().filter(|(name, _)| !OF_CONNECTION.iter().any(|own| own.eq_ignore_ascii_case(name)));
        let headers: Vec<(&str, &str)> = passed.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let call = Call {
            method: Method::POST,
            url,
            headers: &headers,
            body: &request.body,
            timeout: FORWARD,
            limit: MOST_ANSWER,
            allow_private: &[],
            repeatable: false,
        };
        let answer = self.client.send(&call).map_err(|failure| failure.message)?;
        Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
    }
}

/// A receiver that listens.
pub struct Listener {
    loopback: Loopback,
    forwarder: Forwarder,
}

impl Listener {
    /// Listens on loopback; port 0 is a free one.
    pub fn open(port: u16, most: u64, forwarder: Forwarder) -> Result<Listener> {
        watch_signals()?;
        Ok(Listener { loopback: Loopback::open(port, most)?, forwarder })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.loopback.address()
    }

    /// Takes requests until it is to end. `show` takes each, and without one says whether anybody reads.
    pub fn run(
        &self,
        world: &World,
        plan: &Plan<'_>,
        mut show: impl FnMut(Option<&Received>) -> Result<bool>,
    ) -> Result<Ended> {
        let clock = world.clock();
        let start = clock.instant();
        let mut came = 0;
        loop {
            if plan.count.is_some_and(|count| came >= count) {
                return Ok(Ended::Done);
            }
            if interrupted() {
                return Ok(Ended::Interrupted);
            }
            let left = plan.lasts.map(|lasts| lasts.saturating_sub(clock.instant().duration_since(start)));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(if plan.count.is_some() { Ended::Short(came) } else { Ended::Done });
            }
            let Some(arrival) = self.loopback.next(left.map_or(LOOK, |left| left.min(LOOK))) else {
                if show(None)? {
                    continue;
                }
                return Ok(Ended::Unread);
            };
            if arrival.method != "POST" {
                arrival.answer(405, "");
                continue;
            }
            came += 1;
            show(Some(&self.take(world, plan, came, arrival)?))?;
        }
    }

    fn take(&self, world: &World, plan: &Plan<'_>, number: u64, mut arrival: Arrival) -> Result<Received> {
        let at = world.now();
        let request =
            Incoming { headers: std::mem::take(&mut arrival.headers), body: std::mem::take(&mut arrival.body) };
        let verdict = plan.judge.map(|judge| judge.judge(&request, at)).transpose()?;
        let forwarded = plan.forward.map(|url| self.forwarder.forward(url, &request));
        let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
        let told = plan.respond.get(index).or(plan.respond.last()).copied();
        let (status, text) = match (told, &forwarded) {
            (Some(status), _) => (status, ""),
            (None, Some(Ok((status, text)))) => (*status, text.as_str()),
            (None, Some(Err(why))) => (502, why.as_str()),
            (None, None) => (200, ""),
        };
        let path = arrival.path.clone();
        arrival.answer(status, text);
        let forwarded = forwarded.map(|result| result.map(|(status, _)| status));
        Ok(Received { number: number as i64, at, path, request, verdict, status: Some(status), forwarded })
    }
}
