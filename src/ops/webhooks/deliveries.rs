//! Looking deliveries up, trying them anew, calling them off.

use super::super::{Session, workspaces};
use super::{find_delivery, find_endpoint, find_event, store};
use crate::domain::page::IdPage;
use crate::domain::record::Changed;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Delivery, Status};
use crate::domain::webhook::event_type::Glob;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::webhooks::deliveries::Filter;

/// Which deliveries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only to this endpoint.
    pub endpoint: Option<String>,
    /// Only of this event, or of types like this.
    pub event: Option<String>,
    /// Only in this state.
    pub status: Option<Status>,
}

/// What is asked for in the words of the store, and the glob that types must meet.
fn resolve(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<(Filter, Option<Glob>)> {
    let workspace = wanted.workspace.as_deref();
    workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
    let mut filter = Filter { workspace: wanted.workspace.clone(), status: wanted.status, ..Filter::default() };
    if let Some(reference) = &wanted.endpoint {
        filter.endpoint_id = Some(find_endpoint(tx, within(workspace, "--endpoint")?, reference, false)?.id);
    }
    let mut glob = None;
    match &wanted.event {
        Some(reference) if reference.starts_with(delivery::EVENT) => {
            filter.event_id = Some(find_event(tx, within(workspace, "--event")?, reference)?.id);
        }
        Some(pattern) => {
            let parsed = Glob::parse(pattern, "--event")?;
            filter.type_prefix = Some(pattern.split('*').next().unwrap_or_default().to_owned());
            glob = Some(parsed);
        }
        None => {}
    }
    Ok((filter, glob))
}

pub(super) fn within<'a>(workspace: Option<&'a str>, flag: &str) -> Result<&'a str> {
    workspace.ok_or_else(|| Error::invalid(flag, format!("{flag} names a record of one workspace: leave out -A")))
}

/// Hands each delivery that is asked for to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    wanted: &Wanted,
    page: &IdPage,
    mut sink: impl FnMut(Delivery) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| walk(tx, wanted, page, &mut sink))
}

pub(super) fn walk(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    page: &IdPage,
    sink: &mut dyn FnMut(Delivery) -> Result<bool>,
) -> Result<()> {
    let (filter, glob) = resolve(tx, wanted)?;
    let mut page = page.clone();
    if let (Some(after), Some(workspace)) = (&page.after, &wanted.workspace) {
        page.after = Some(find_delivery(tx, workspace, after, false)?.id);
    }
    store::deliveries::list(tx, &filter, &page, |delivery| {
        if glob.as_ref().is_some_and(|glob| !glob.matches(&delivery.event_type)) {
            return Ok(true);
        }
        sink(delivery)
    })
}

/// One delivery.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Delivery> {
    session.store.read(|tx| find_delivery(tx, workspace, reference, false))
}

/// The deliveries that references mean, each once.
fn find_all(tx: &mut Tx<'_>, workspace: &str, references: &[String]) -> Result<Vec<Delivery>> {
    let mut found: Vec<Delivery> = Vec::with_capacity(references.len());
    for reference in references {
        let delivery = find_delivery(tx, workspace, reference, true)?;
        if found.iter().all(|known| known.id != delivery.id) {
            found.push(delivery);
        }
    }
    Ok(found)
}

/// Has deliveries tried anew by a worker, as if they had not been tried; all of those that are named, or none.
pub fn retry(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<Changed<Delivery>>> {
    let now = session.now;
    session.store.write(|tx| {
        let mut retried = Vec::new();
        for delivery in find_all(tx, workspace, references)? {
            retried.push(retry_one(tx, delivery, now)?);
        }
        store::wake(tx)?;
        Ok(retried)
    })
}

fn retry_one(tx: &mut Tx<'_>, delivery: Delivery, now: Millis) -> Result<Changed<Delivery>> {
    let wrong = |why: String, hint: String| Err(Error::new(Code::WrongState, why).hint(hint));
    let (id, endpoint) = (&delivery.id, &delivery.endpoint);
    if store::endpoints::get(tx, &delivery.endpoint_id)?.is_none() {
        return wrong(
            format!("the endpoint of {id} was deleted; nothing was changed"),
            format!(
                "send the event to today's endpoints: gatepost webhooks replay --reroute --event {}",
                delivery.event_id
            ),
        );
    }
    match delivery.status {
        Status::Delivered => wrong(
            format!("{id} was delivered; nothing was changed"),
            format!(
                "send the event once more with: gatepost webhooks replay --status delivered --event {}",
                delivery.event_id
            ),
        ),
        Status::Parked => wrong(
            format!("{id} is parked, since its endpoint {endpoint} is disabled; nothing was changed"),
            format!("let it go with: gatepost webhooks endpoints enable {endpoint}"),
        ),
        _ if !store::events::has_payload(tx, &delivery.event_id)? => wrong(
            format!("the payload of {id} was removed after its retention; nothing was changed"),
            "payloads are kept for webhooks.retention".to_owned(),
        ),
        _ => {
            let changed = store::deliveries::retry(tx, id, now)?;
            let record = store::deliveries::get(tx, id)?.unwrap_or(delivery);
            Ok(Changed { record, changed })
        }
    }
}

/// Calls deliveries off, all of those that are named, or none. What is under way ends as it may.
pub fn cancel(session: &mut Session<'_>, workspace: &str, references: &[String]) -> Result<Vec<Changed<Delivery>>> {
    let now = session.now;
    session.store.write(|tx| {
        let mut cancelled = Vec::new();
        for delivery in find_all(tx, workspace, references)? {
            if matches!(delivery.status, Status::Delivered | Status::Failed) {
                let message = format!("{} is {} already; nothing was changed", delivery.id, delivery.status.as_str());
                return Err(Error::new(Code::WrongState, message));
            }
            let changed = store::deliveries::cancel(tx, &delivery.id, now)?;
            let record = store::deliveries::get(tx, &delivery.id)?.unwrap_or(delivery);
            cancelled.push(Changed { record, changed });
        }
        Ok(cancelled)
    })
}
