//! Looking tokens up.

use super::super::{Session, workspaces};
use super::find;
use crate::domain::token::{Filter, Page, Token};
use crate::error::Result;
use crate::store::tokens;

/// A list that is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Which tokens.
    pub filter: Filter,
    /// In which order, and which part.
    pub page: Page,
    /// What `--after` names, in any form of a reference.
    pub after: Option<String>,
    /// Whether to count what the list leaves out, unless it is as long as was asked for.
    pub count: bool,
}

/// What a list left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Tokens that the filter lets through, at most [`MOST_COUNTED`].
    pub matching: u64,
    /// Tokens that the same filter would let through in other states, at most [`MOST_COUNTED`].
    pub hidden: u64,
}

/// A count beyond this is said as "over".
pub const MOST_COUNTED: u64 = 10_000;

/// Hands each token of the list to `sink`, until it says no.
pub fn list(session: &mut Session<'_>, wanted: &Wanted, mut sink: impl FnMut(Token) -> Result<bool>) -> Result<Listed> {
    let now = session.now;
    session.store.read(|tx| {
        let workspace = wanted.filter.workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut page = wanted.page.clone();
        if let Some(after) = &wanted.after {
            let workspace = workspace.unwrap_or(crate::domain::workspace::DEFAULT);
            page.after = Some(find(tx, workspace, after, now, false)?.id);
        }
        let (mut taken, mut whole) = (0, wanted.after.is_none());
        tokens::list(tx, &wanted.filter, &page, now, |token| {
            let more = sink(token)?;
            whole &= more;
            taken += u64::from(more);
            Ok(more)
        })?;
        // A list of as many as were asked for left out nothing that was asked for.
        if !wanted.count || page.limit.is_some_and(|limit| limit <= taken) {
            return Ok(Listed { matching: taken, hidden: 0 });
        }
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let matching = if whole { taken } else { number(tokens::count(tx, &wanted.filter, now, MOST_COUNTED)?) };
        let every = Filter { statuses: Vec::new(), ..wanted.filter.clone() };
        let hidden = if wanted.filter.statuses.is_empty() || matching >= MOST_COUNTED {
            0
        } else {
            number(tokens::count(tx, &every, now, MOST_COUNTED)?).saturating_sub(matching)
        };
        Ok(Listed { matching, hidden })
    })
}

/// One token.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str) -> Result<Token> {
    let now = session.now;
    session.store.read(|tx| find(tx, workspace, reference, now, false))
}
