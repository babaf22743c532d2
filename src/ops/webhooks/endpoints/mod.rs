//! Use cases of endpoints. Here: looking them up, and the secrets that their requests are signed with.

mod check;
mod create;
mod keys;
mod switch;
mod update;

pub(in crate::ops) use check::DAYS;
pub use check::check;
pub use create::{Fields, New, create};
pub(in crate::ops) use keys::open;
pub use keys::{Rotation, ends_in_use, reveal, rotate};
pub(in crate::ops) use switch::suspend;
pub use switch::{delete, disable, enable};
pub use update::update;

use super::super::{Session, workspaces};
use super::{find_endpoint, store};
use crate::domain::page::IdPage;
use crate::domain::webhook::endpoint::Endpoint;
use crate::error::Result;

/// Hands each endpoint of a workspace, or of all, to `sink`, until it says no.
pub fn list(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    page: &IdPage,
    mut sink: impl FnMut(Endpoint) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        let mut page = page.clone();
        if let Some(workspace) = workspace {
            workspaces::check(tx, workspace)?;
            if let Some(after) = &page.after {
                page.after = Some(find_endpoint(tx, workspace, after, false)?.id);
            }
        }
        store::endpoints::list(tx, workspace, &page, &mut sink)
    })
}

/// One endpoint.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Endpoint> {
    session.store.read(|tx| find_endpoint(tx, workspace, reference, false))
}
