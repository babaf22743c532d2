//! One request and its answer, within a time and a size.

use std::io::Read;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Method, Request, Response};
use ipnet::IpNet;
use ureq::{Agent, Body};

use super::agents::Agents;
use super::failure::{Failure, Kind};
use super::route::{Route, Target};
use super::wire::Seen;
use crate::domain::time::Millis;
use crate::domain::url::Url;
use crate::error::{Error, Result};
use crate::world::World;

/// Headers that the client writes itself: with others a request could be read as two.
const OWN_HEADERS: [&str; 7] = ["host", "content-length", "transfer-encoding", "connection", "expect", "te", "upgrade"];

/// What the operator says about everything that goes out.
#[derive(Clone, Debug, Default)]
pub struct Outbound {
    /// Certificate authorities to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// The proxy that connects; it may be anywhere, what it connects to is checked all the same.
    pub proxy: Option<Url>,
    /// Private ranges that any request may reach.
    pub allow_private: Vec<IpNet>,
}

impl Outbound {
    /// Reads the settings `net.ca_file`, `net.proxy` and `net.allow_private`.
    pub fn parse(ca_file: Option<&str>, proxy: Option<&str>, allow_private: &[String]) -> Result<Outbound> {
        let range = |text: &String| {
            text.parse().map_err(|_| Error::invalid("net.allow_private", format!("{text:?} is no address range")))
        };
        Ok(Outbound {
            ca_file: ca_file.map(PathBuf::from),
            proxy: proxy.map(|text| Url::parse(text, true)).transpose()?,
            allow_private: allow_private.iter().map(range).collect::<Result<_>>()?,
        })
    }
}

/// A request to be sent. It has no debug form, since headers hold secrets.
#[derive(Clone)]
pub struct Call<'a> {
    /// What is asked.
    pub method: Method,
    /// Who is asked.
    pub url: &'a Url,
    /// Names and values, beside those that the client writes itself.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, sent to the byte.
    pub body: &'a [u8],
    /// How long all of it may take, from the name to the last byte.
    pub timeout: Duration,
    /// How much of the answer's body is read.
    pub limit: usize,
    /// Private ranges that this request may reach, beside the operator's.
    pub allow_private: &'a [IpNet],
    /// Whether it does no harm twice. A kept connection may have been closed by the other side just when the request
    /// was sent, and nobody knows whether it was read.
    pub repeatable: bool,
}

/// What was answered; redirects as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in their order, names in lower case, 16 KB of them at most. What is no UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
    /// The body, up to the limit.
    pub body: Vec<u8>,
    /// Whether there was more of it.
    pub truncated: bool,
    /// How long it took.
    pub latency: Duration,
    /// Who answered.
    pub peer: Option<SocketAddr>,
    /// The last moment of the certificate that they showed.
    pub certificate_until: Option<Millis>,
}

impl Answer {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Sends requests, from any number of threads, and keeps connections for the next.
#[derive(Debug)]
pub struct Client {
    pub(super) route: Arc<Route>,
    allow_private: Vec<IpNet>,
    agents: Agents,
}

impl Client {
    /// A client; nothing is read or opened before the first request.
    pub fn new(world: &World, outbound: Outbound) -> Client {
        let route = Route::new(world.hosts(), world.clock(), outbound.ca_file, outbound.proxy);
        Client { route: Arc::new(route), allow_private: outbound.allow_private, agents: Agents::default() }
    }

    /// Sends a request and reads its answer.
    pub fn send(&self, call: &Call<'_>) -> Result<Answer, Failure> {
        let start = self.route.clock.instant();
        let deadline = self.route.deadline(call.timeout);
        let agent = self.agents.of(self.target(call.url, call.allow_private), &self.route);
        loop {
            Seen::forget(call.limit);
            let result = self.once(&agent, call, deadline);
            let seen = Seen::get();
            let latency = self.route.clock.since(start);
            match result {
                Ok(answer) => {
                    return Ok(Answer {
                        latency,
                        peer: seen.peer,
                        certificate_until: seen.certificate_until,
                        ..answer
                    });
                }
                // Each turn uses up a kept connection, and the time is bounded.
                Err(Failure { kind: Kind::Closed, .. }) if call.repeatable && seen.reused && !seen.answered => {}
                Err(failure) => {
                    let message = match failure.kind {
                        Kind::Timeout => format!("no answer within {:?}", call.timeout),
                        _ => failure.message,
                    };
                    return Err(Failure { message, latency, peer: seen.peer, ..failure });
                }
            }
        }
    }

    pub(super) fn target(&self, url: &Url, allow_private: &[IpNet]) -> Target {
        let allowed = [&self.allow_private, allow_private].concat();
        Target { host: url.host().clone(), port: url.port(), https: url.is_https(), allowed }
    }

    fn once(&self, agent: &Agent, call: &Call<'_>, deadline: Instant) -> Result<Answer, Failure> {
        let request = request(call)?;
        let left = deadline.saturating_duration_since(self.route.clock.instant());
        let sends_body = !call.body.is_empty() || [Method::POST, Method::PUT, Method::PATCH].contains(&call.method);
        let response = if sends_body {
            agent.run(agent.configure_request(request).timeout_global(Some(left)).build())
        } else {
            agent.run(agent.configure_request(request.map(|_| ())).timeout_global(Some(left)).build())
        };
        read(response.map_err(failure)?, call.limit)
    }
}

fn request<'a>(call: &Call<'a>) -> Result<Request<&'a [u8]>, Failure> {
    let mut request = Request::builder().method(call.method.clone()).uri(call.url.uri().clone());
    for (name, value) in call.headers {
        if OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            return Err(Failure::new(Kind::Request, format!("the header {name} cannot be set")));
        }
        request = request.header(*name, *value);
    }
    request.body(call.body).map_err(|_| Failure::new(Kind::Request, "a header has a character that cannot be sent"))
}

fn read(response: Response<Body>, limit: usize) -> Result<Answer, Failure> {
    let (head, body) = response.into_parts();
    let status = head.status.as_u16();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    let mut body = body.into_reader();
    let mut kept = Vec::new();
    // One byte more than is kept says whether there was more, and lets a whole body be seen to end.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let broken = |cause| Failure { status: Some(status), ..failure(ureq::Error::from(cause)) };
    body.by_ref().take(most).read_to_end(&mut kept).map_err(broken)?;
    let truncated = kept.len() > limit;
    kept.truncate(limit);
    let (latency, peer, certificate_until) = (Duration::ZERO, None, None);
    Ok(Answer { status, headers, body: kept, truncated, latency, peer, certificate_until })
}

fn failure(cause: ureq::Error) -> Failure {
    match cause {
        ureq::Error::Io(cause) => Failure::of(&cause),
        ureq::Error::Timeout(_) => Failure::of(&std::io::ErrorKind::TimedOut.into()),
        ureq::Error::Http(_) => Failure::new(Kind::Request, "the request has a part that cannot be sent"),
        ureq::Error::LargeResponseHeader(..) => Failure::new(Kind::TooLarge, "the head of the answer is too large"),
        // The type of what is inside is not ureq's to show.
        ureq::Error::Protocol(inner) if inner.to_string().contains("too many headers") => {
            Failure::new(Kind::TooLarge, "the answer has too many headers")
        }
        ureq::Error::Other(inner) => match inner.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => Failure::new(Kind::Protocol, other.to_string()),
        },
        other => Failure::new(Kind::Protocol, format!("what was answered is not HTTP: {other}")),
    }
}
