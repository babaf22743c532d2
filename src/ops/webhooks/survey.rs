//! What whoever looks after the store should know of its deliveries.

use super::endpoints::DAYS;
use super::fire::FRESH;
use super::store;
use crate::domain::check::Check;
use crate::domain::plural::plural;
use crate::domain::time::{DAY, HOUR, Millis};
use crate::domain::webhook::delivery::Status;
use crate::error::Result;
use crate::store::Tx;

/// How late a delivery may be before it is overdue, in milliseconds.
const LATE: i64 = 60_000;
/// How many endpoints are looked at.
const MOST: u32 = 1_000;
/// How many parked deliveries are counted.
const COUNTED: u32 = 10_000;
/// How long the secret before should sign at most, in milliseconds.
const LONG_ROTATION: i64 = 30 * DAY;

/// Deliveries that should have been tried, and whether anybody does it.
pub(in crate::ops) fn overdue(tx: &mut Tx<'_>, now: Millis) -> Result<Check> {
    let mut late = Vec::new();
    for (endpoint_id, due) in store::claims::waiting(tx, "", MOST)? {
        let endpoint = store::endpoints::get(tx, &endpoint_id)?;
        // What waits behind the first of an order is late on purpose.
        let due = match &endpoint {
            Some(it) if it.ordered => store::claims::first_due(tx, &endpoint_id)?.unwrap_or(due),
            _ => due,
        };
        // So is what a limit or a circuit holds back.
        let held = match (endpoint, store::lanes::get(tx, &endpoint_id)?) {
            (Some(endpoint), Some(lane)) => super::admit::admit(&endpoint, &lane, now.0 * 1_000, 1).count == 0,
            _ => false,
        };
        if due.0 < now.0 - LATE && !held {
            late.push(due);
        }
    }
    let seen = store::workers::last_seen(tx)?.filter(|seen| now.0 - seen.0 < FRESH);
    Ok(match (late.iter().min(), seen) {
        (None, _) => Check::ok("no delivery is overdue"),
        (Some(first), None) => Check::warn(format!(
            "deliveries to {} are due since {first}, and no worker was seen in the last minute",
            plural(late.len() as u64, "endpoint")
        )),
        (Some(first), Some(_)) => {
            Check::warn(format!("deliveries to {} are due since {first}", plural(late.len() as u64, "endpoint")))
        }
    })
}

/// Endpoints that have done nothing but fail for an hour.
pub(in crate::ops) fn failing(tx: &mut Tx<'_>, now: Millis) -> Result<(Check, Option<(String, String)>)> {
    let failing = store::lanes::failing(tx, Millis(now.0 - HOUR), MOST)?;
    let Some((workspace, name)) = failing.first().cloned() else {
        return Ok((Check::ok("no endpoint has failed for an hour"), None));
    };
    let names = failing.iter().take(5).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    let said = format!("{} only failing for an hour: {names}", plural(failing.len() as u64, "endpoint"));
    Ok((Check::warn(said), Some((workspace, name))))
}

/// Deliveries that wait for an endpoint that is disabled.
pub(in crate::ops) fn parked(tx: &mut Tx<'_>) -> Result<(Check, Option<(String, String)>)> {
    let (mut count, mut first) = (0, None);
    for (id, workspace, name) in store::endpoints::disabled(tx, MOST)? {
        let parked = store::deliveries::count(tx, &id, Status::Parked, COUNTED)?;
        if parked > 0 {
            first = first.or(Some((workspace, name)));
        }
        count += parked;
        if count >= i64::from(COUNTED) {
            break;
        }
    }
    let least = if count < i64::from(COUNTED) { "" } else { "at least " };
    let said = format!("{least}{} parked for disabled endpoints", plural(count, "delivery"));
    Ok((if count == 0 { Check::ok(said) } else { Check::warn(said) }, first))
}

/// Certificates that end soon, as endpoints showed them when they were last sent to.
pub(in crate::ops) fn certificates(tx: &mut Tx<'_>, now: Millis) -> Result<(Check, Option<(String, String)>)> {
    let (ended, ending): (Vec<_>, Vec<_>) = store::lanes::certificates(tx, Millis(now.0 + DAYS * DAY), MOST)?
        .into_iter()
        .partition(|(_, _, until)| *until <= now);
    // Where nothing was sent since, it may have been renewed long ago.
    let told = [(format!("end within {DAYS} days"), &ending), ("have ended since they were seen".to_owned(), &ended)]
        .into_iter()
        .filter(|(_, certificates)| !certificates.is_empty())
        .map(|(what, certificates)| {
            let names = certificates.iter().take(5).map(|(_, name, until)| format!("{name} at {until}"));
            let count = plural(certificates.len() as u64, "endpoint");
            format!("the certificates of {count} {what}: {}", names.collect::<Vec<_>>().join(", "))
        })
        .collect::<Vec<_>>();
    let Some((workspace, name, _)) = ending.first().or(ended.first()).cloned() else {
        return Ok((Check::ok(format!("no certificate that an endpoint has shown ends within {DAYS} days")), None));
    };
    Ok((Check::warn(told.join("; ")), Some((workspace, name))))
}

/// Secrets before a rotation that go on signing for long: whoever has one can sign in the store's name.
pub(in crate::ops) fn rotating(tx: &mut Tx<'_>, now: Millis) -> Result<(Check, Option<(String, String)>)> {
    let long = store::endpoints::rotating(tx, Millis(now.0 + LONG_ROTATION), MOST)?;
    if let Some(first) = long.first().cloned() {
        let names = long.iter().take(5).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        let endpoints = plural(long.len() as u64, "endpoint");
        let said = format!("{endpoints} whose secret before signs for over 30 more days: {names}");
        return Ok((Check::warn(said), Some(first)));
    }
    let rotating = store::endpoints::rotating(tx, now, MOST)?.len();
    Ok((Check::ok(format!("the secrets of {} are in rotation", plural(rotating as u64, "endpoint"))), None))
}
