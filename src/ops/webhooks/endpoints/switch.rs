//! Switching endpoints off and on, and taking them away. What waits for one is parked, let go or called off in the
//! same transaction.

use serde_json::{Value as Json, json};

use super::super::super::{Changes, Scribe, Session};
use super::super::{find_endpoint, find_endpoints, store, touch};
use crate::domain::time::Millis;
use crate::domain::webhook::delivery;
use crate::domain::webhook::endpoint::{Endpoint, Switched};
use crate::error::Result;
use crate::store::Tx;
use crate::world::World;

/// How many deliveries are counted for the impact.
const COUNTED: u32 = 10_000;

/// What a change that ends or suspends an endpoint touches.
fn impact(tx: &mut Tx<'_>, endpoint: &Endpoint) -> Result<Json> {
    let waiting = store::deliveries::waiting(tx, &endpoint.id, COUNTED)?;
    let parked = store::deliveries::count(tx, &endpoint.id, delivery::Status::Parked, COUNTED)?;
    Ok(json!({ "waiting": waiting, "parked": parked }))
}

/// Switches an endpoint off, if it is on: what waits for it is parked.
pub(in crate::ops) fn suspend(
    tx: &mut Tx<'_>,
    scribe: &Scribe<'_>,
    world: &World,
    endpoint: &mut Endpoint,
    now: Millis,
    reason: Option<&str>,
) -> Result<bool> {
    if endpoint.disabled_at.is_some() {
        return Ok(false);
    }
    endpoint.disabled_at = Some(now);
    endpoint.disabled_reason = reason.map(str::to_owned);
    store::endpoints::update(tx, endpoint)?;
    store::deliveries::park(tx, &endpoint.id, now)?;
    touch(tx, world)?;
    let changes = Changes::default().set("status", vec!["active", "disabled"]).personal("reason", reason);
    scribe.log(tx, Some(&endpoint.workspace), "webhook_endpoint.disable", &endpoint.id, changes)?;
    Ok(true)
}

/// Switches the endpoints that are named off.
pub fn disable(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    reason: Option<&str>,
) -> Result<Vec<Switched>> {
    let (world, now) = (session.world, session.now);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut switched = Vec::new();
        for mut endpoint in find_endpoints(tx, workspace, references)? {
            let impact = impact(tx, &endpoint)?;
            let changed = suspend(tx, &scribe, world, &mut endpoint, now, reason)?;
            switched.push(Switched { endpoint, changed, impact });
        }
        Ok(switched)
    })
}

/// Switches the endpoints that are named on: what was parked for them goes, at their rate.
pub fn enable(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<Switched>> {
    let (world, now) = (session.world, session.now);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut switched = Vec::new();
        for mut endpoint in find_endpoints(tx, workspace, references)? {
            let impact = impact(tx, &endpoint)?;
            let changed = endpoint.disabled_at.is_some();
            if changed {
                endpoint.disabled_at = None;
                endpoint.disabled_reason = None;
                store::endpoints::update(tx, &endpoint)?;
                store::lanes::set_circuit(tx, &endpoint.id, &Default::default())?;
                let drained = store::deliveries::unpark(tx, &endpoint.id, now)?;
                touch(tx, world)?;
                store::wake(tx)?;
                let changes = Changes::default()
                    .set("status", vec!["disabled", "active"])
                    .set("drained", i64::try_from(drained).unwrap_or(i64::MAX));
                scribe.log(tx, Some(workspace), "webhook_endpoint.enable", &endpoint.id, changes)?;
                let fresh = store::endpoints::get(tx, &endpoint.id)?;
                endpoint = fresh.unwrap_or(endpoint);
            }
            switched.push(Switched { endpoint, changed, impact });
        }
        Ok(switched)
    })
}

/// Takes the endpoints that are named away: what waits for them is called off. `sure` is asked once they are known
/// to be there, and may refuse.
pub fn delete(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    sure: impl FnOnce(&[Endpoint]) -> Result<()>,
) -> Result<Vec<Switched>> {
    let found = session.store.read(|tx| {
        references.iter().map(|reference| find_endpoint(tx, workspace, reference, true)).collect::<Result<Vec<_>>>()
    })?;
    sure(&found)?;
    let (world, now) = (session.world, session.now);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut switched = Vec::new();
        for endpoint in find_endpoints(tx, workspace, references)? {
            let impact = impact(tx, &endpoint)?;
            let cancelled = store::deliveries::cancel_all(tx, &endpoint.id, now)?;
            store::endpoints::delete(tx, &endpoint.id, now)?;
            touch(tx, world)?;
            let changes = Changes::default()
                .set("name", endpoint.name.as_str())
                .set("cancelled", i64::try_from(cancelled).unwrap_or(i64::MAX));
            scribe.log(tx, Some(workspace), "webhook_endpoint.delete", &endpoint.id, changes)?;
            switched.push(Switched { endpoint, changed: true, impact });
        }
        Ok(switched)
    })
}
