//! Looking events and attempts up.

use super::super::{Session, workspaces};
use super::deliveries::within;
use super::{find_delivery, find_endpoint, find_event, store};
use crate::domain::page::IdPage;
use crate::domain::webhook::delivery::{Attempt, Event};
use crate::error::Result;

/// Hands each event of a workspace, or of all, to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    page: &IdPage,
    mut sink: impl FnMut(Event) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        let mut page = page.clone();
        if let Some(workspace) = workspace {
            workspaces::check(tx, workspace)?;
            if let Some(after) = &page.after {
                page.after = Some(find_event(tx, workspace, after)?.id);
            }
        }
        store::events::list(tx, workspace, &page, &mut sink)
    })
}

/// One event.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Event> {
    session.store.read(|tx| find_event(tx, workspace, reference))
}

/// The bytes of an event's payload; none where they were removed after their retention.
pub fn payload(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Option<Vec<u8>>> {
    session.store.read(|tx| {
        let event = find_event(tx, workspace, reference)?;
        Ok(store::events::to_send(tx, &event.id)?.map(|(_, payload)| payload))
    })
}

/// Hands each attempt of a workspace, or of all, to `sink`, of one delivery or to one endpoint where these are named.
pub fn attempts(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    delivery: Option<&str>,
    endpoint: Option<&str>,
    page: &IdPage,
    mut sink: impl FnMut(Attempt) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut filter =
            store::attempts::Filter { workspace: workspace.map(str::to_owned), ..store::attempts::Filter::default() };
        if let Some(reference) = delivery {
            filter.delivery_id = Some(find_delivery(tx, within(workspace, "--delivery")?, reference, false)?.id);
        }
        if let Some(reference) = endpoint {
            filter.endpoint_id = Some(find_endpoint(tx, within(workspace, "--endpoint")?, reference, false)?.id);
        }
        store::attempts::list(tx, &filter, page, &mut sink)
    })
}
