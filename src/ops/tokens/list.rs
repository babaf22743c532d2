//! Looking tokens up.

use super::super::{Listed, MOST_COUNTED, Session, workspaces};
use super::find;
use crate::domain::time::Millis;
use crate::domain::token::{Filter, Page, Status, Token};
use crate::error::{Code, Error, Result};
use crate::store::{Tx, tokens};

/// A list that is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Which tokens.
    pub filter: Filter,
    /// In which order, and which part.
    pub page: Page,
    /// What `--after` names, in any form of a reference.
    pub after: Option<String>,
    /// Whether to count what the filter lets through, if the list ends before it does.
    pub count: bool,
    /// The states whose tokens are to be counted as left out.
    pub left_out: Vec<Status>,
}

/// Hands each token of the list to `sink`, until it says no.
pub fn list(session: &mut Session<'_>, wanted: &Wanted, mut sink: impl FnMut(Token) -> Result<bool>) -> Result<Listed> {
    let now = session.now;
    session.store.read(|tx| {
        let workspace = wanted.filter.workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut page = wanted.page.clone();
        if let Some(after) = &wanted.after {
            page.after = Some(beginning(tx, workspace, after, now)?);
        }
        let mut whole = true;
        tokens::list(tx, &wanted.filter, &page, now, |token| {
            let more = sink(token)?;
            whole &= more;
            Ok(more)
        })?;
        let mut count = |filter: &Filter| {
            tokens::count(tx, filter, &page, now, MOST_COUNTED).map(|count| u64::try_from(count).unwrap_or_default())
        };
        let mut listed = Listed::default();
        if wanted.count && !whole {
            listed.matching = count(&wanted.filter)?;
        }
        for status in &wanted.left_out {
            listed.left_out += count(&Filter { statuses: vec![*status], ..wanted.filter.clone() })?;
        }
        Ok(listed)
    })
}

/// The token that `--after` names: in any form within a workspace, else by its whole id.
pub(super) fn beginning(tx: &mut Tx<'_>, workspace: Option<&str>, after: &str, now: Millis) -> Result<Token> {
    if let Some(workspace) = workspace {
        return find(tx, workspace, after, now, false);
    }
    tokens::get(tx, after, now)?.ok_or_else(|| {
        Error::new(Code::NotFound, format!("there is no token {after}"))
            .hint("over all workspaces, --after takes a whole id")
            .field("--after")
    })
}

/// One token.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Token> {
    let now = session.now;
    session.store.read(|tx| find(tx, workspace, reference, now, false))
}
