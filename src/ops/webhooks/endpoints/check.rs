//! Looking at an endpoint from here: whether a delivery would reach it, and what may keep the next ones from doing so.

use std::time::Duration;

use super::super::super::Session;
use super::super::{Rules, find_endpoint};
use crate::domain::check::Check;
use crate::domain::url::Url;
use crate::error::{Code, Error, Result};
use crate::net::{Client, Kind, Outbound, Probe};

/// How many days a certificate should have left.
pub(in crate::ops) const DAYS: i64 = 14;
/// How far clocks may differ, in milliseconds: receivers refuse signatures that are older than five minutes.
const SLACK: i64 = 60_000;

/// Everything that was looked at.
pub fn check(
    session: &mut Session<'_>,
    workspace: &str,
    reference: &str,
    outbound: Outbound,
    rules: &Rules,
) -> Result<Vec<Check>> {
    let endpoint = session.store.read(|tx| find_endpoint(tx, workspace, reference, false))?;
    let url = Url::parse(&endpoint.url, endpoint.allow_http)?;
    let ranges = endpoint.allow_private.iter().map(|range| range.parse()).collect::<Result<Vec<_>, _>>();
    let ranges =
        ranges.map_err(|_| Error::new(Code::StoreDamaged, "the private ranges of an endpoint cannot be read"))?;
    let timeout = Duration::from_millis(endpoint.timeout_ms.unwrap_or(rules.timeout_ms).unsigned_abs());
    let probe = Client::new(session.world, outbound).probe(&url, timeout, &ranges);
    let mut checks = vec![address(&probe).named("address")];
    if url.is_https() {
        checks.push(certificate(&probe).named("certificate"));
    }
    checks.push(answer(&probe).named("answer"));
    if probe.outcome.is_ok() {
        checks.push(redirect(&probe).named("redirect"));
        checks.push(clock(&probe).named("clock"));
    }
    Ok(checks)
}

fn address(probe: &Probe) -> Check {
    if probe.resolved.is_empty() {
        return Check::fail("the host has no address");
    }
    let told = probe.resolved.iter().map(|it| match it.blocked {
        Some(why) => format!("{} is blocked: {why}", it.address),
        None => format!("{} may be reached", it.address),
    });
    let told = told.collect::<Vec<_>>().join("; ");
    if probe.resolved.iter().any(|it| it.blocked.is_some()) { Check::fail(told) } else { Check::ok(told) }
}

fn certificate(probe: &Probe) -> Check {
    let Some(own) = probe.certificates.first() else { return Check::fail("no certificate was shown") };
    let chain = probe.certificates.iter().map(|it| it.subject.as_str()).collect::<Vec<_>>().join(" < ");
    let told = format!("{chain}, signed by {}, {} days left, until {}", own.issuer, own.days_left, own.not_after);
    let refused = probe.outcome.as_ref().is_err_and(|failure| failure.kind == Kind::Tls);
    match own.days_left {
        left if left < 0 || refused => Check::fail(told),
        left if left < DAYS => Check::warn(told),
        _ => Check::ok(told),
    }
}

fn answer(probe: &Probe) -> Check {
    match &probe.outcome {
        Ok(answer) => Check::ok(format!("HTTP {} after {} ms", answer.status, answer.latency.as_millis())),
        Err(failure) => Check::fail(failure.message.clone()),
    }
}

fn redirect(probe: &Probe) -> Check {
    match &probe.redirect {
        Some(to) => Check::fail(format!("it redirects to {to}, which is not followed: give the endpoint that URL")),
        None => Check::ok("it does not redirect"),
    }
}

fn clock(probe: &Probe) -> Check {
    match probe.clock_ahead_ms {
        Some(ahead) if ahead.abs() > SLACK => {
            let side = if ahead > 0 { "ahead of" } else { "behind" };
            Check::warn(format!(
                "its clock is {} s {side} ours, and it may refuse signatures as too old",
                ahead.abs() / 1_000
            ))
        }
        Some(_) => Check::ok("its clock is ours"),
        None => Check::ok("it does not tell its time"),
    }
}
