//! Finding live tokens that deserve trimming.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

use super::super::{Session, workspaces};
use super::list::{Wanted, beginning};
use crate::domain::audit;
use crate::domain::scope::{Trim, trim};
use crate::domain::span::Span;
use crate::domain::stale::{Reason, Stale, by_its_times, command, recorded_from, too_broad};
use crate::domain::time::Millis;
use crate::domain::token::{Page, Token};
use crate::error::Result;
use crate::store::audit as trail;
use crate::store::{Tx, marks, scopes, tokens, usage};

/// What tokens are measured by.
#[derive(Clone, Debug)]
pub struct Standard {
    /// The beginning of the period that their use is looked at in.
    pub since: Millis,
    /// The reasons that are asked for.
    pub reasons: Vec<Reason>,
    /// The end that a token without one is to have.
    pub expires: Span,
    /// The store that was named, for the commands.
    pub named_store: Option<PathBuf>,
}

/// How many tokens are held at a time.
const CHUNK: u64 = 500;

/// Hands each reason to trim a token to `sink`, all of one token before the next, until it says no. The limit
/// of the page counts tokens, so that none is cut in two. From when on the store holds what broad scopes are
/// told by, if it does.
pub fn stale(
    session: &mut Session<'_>,
    wanted: &Wanted,
    standard: &Standard,
    mut sink: impl FnMut(Stale) -> Result<bool>,
) -> Result<Option<Millis>> {
    let now = session.now;
    session.store.read(|tx| {
        let workspace = wanted.filter.workspace.as_deref();
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut page = Page { limit: Some(CHUNK), ..wanted.page.clone() };
        if let Some(after) = &wanted.after {
            page.after = Some(beginning(tx, workspace, after, now)?);
        }
        let recorded_from = recorded_scopes_from(tx)?;
        let judges_scopes = recorded_from.is_some_and(|from| from <= standard.since);
        let mut needs = Needs { standard, judges_scopes, catalogues: HashMap::new() };
        let mut left = wanted.page.limit.unwrap_or(u64::MAX);
        loop {
            let mut chunk = Vec::new();
            tokens::list(tx, &wanted.filter, &page, now, |token| {
                chunk.push(token);
                Ok(true)
            })?;
            for token in &chunk {
                if left == 0 {
                    return Ok(recorded_from);
                }
                let found = needs.reasons(tx, token)?;
                left -= u64::from(!found.is_empty());
                for stale in found {
                    if !sink(stale)? {
                        return Ok(recorded_from);
                    }
                }
            }
            page.after = chunk.pop();
            if page.after.is_none() {
                return Ok(recorded_from);
            }
        }
    })
}

/// From when on the store holds every scope that was needed.
fn recorded_scopes_from(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    let mut entries = Vec::new();
    let about = audit::Filter { object: marks::get(tx, "store_id")?, ascending: true, ..audit::Filter::default() };
    trail::list(tx, &about, |entry| {
        entries.push(entry);
        Ok(true)
    })?;
    Ok(recorded_from(&entries))
}

/// The reasons of one token after the other.
struct Needs<'a> {
    standard: &'a Standard,
    judges_scopes: bool,
    /// The scopes of each workspace that was met.
    catalogues: HashMap<String, Vec<String>>,
}

impl Needs<'_> {
    fn reasons(&mut self, tx: &mut Tx<'_>, token: &Token) -> Result<Vec<Stale>> {
        let mut reasons = by_its_times(token, self.standard.since);
        let trim = if self.standard.reasons.contains(&Reason::Broad) { self.trim(tx, token)? } else { None };
        reasons.extend(trim.as_ref().map(|trim| (Reason::Broad, too_broad(trim))));
        reasons.retain(|(reason, _)| self.standard.reasons.contains(reason));
        let trim = trim.unwrap_or_default();
        let stale = |(reason, detail)| Stale {
            id: token.id.clone(),
            workspace: token.workspace.clone(),
            name: token.name.clone(),
            reason,
            detail,
            last_used_at: token.last_used_at,
            command: command(token, reason, &trim, self.standard.expires, self.standard.named_store.as_deref()),
        };
        Ok(reasons.into_iter().map(stale).collect())
    }

    /// The trim of its scopes to what its use needed, where the whole period tells that: the store recorded
    /// it, the token was there, and its scopes were as they are.
    fn trim(&mut self, tx: &mut Tx<'_>, token: &Token) -> Result<Option<Trim>> {
        let since = self.standard.since;
        let used = token.last_used_at.is_some_and(|at| at >= since);
        if !self.judges_scopes || !used || token.scopes.is_empty() || token.created_at > since {
            return Ok(None);
        }
        let needed = usage::scopes_needed(tx, &token.id, since)?;
        if needed.is_empty() {
            return Ok(None);
        }
        let catalogue = match self.catalogues.entry(token.workspace.clone()) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(scopes::names(tx, &token.workspace)?),
        };
        let Some(trim) = trim(&token.scopes, &needed, catalogue) else { return Ok(None) };
        Ok((!changed_scopes(tx, &token.id, since)?).then_some(trim))
    }
}

/// Whether the scopes of a token were changed since a moment.
fn changed_scopes(tx: &mut Tx<'_>, token_id: &str, since: Millis) -> Result<bool> {
    let about = audit::Filter { object: Some(token_id.to_owned()), since: Some(since), ..audit::Filter::default() };
    let mut changed = false;
    trail::list(tx, &about, |logged| {
        changed |= logged.changes().get("scopes").is_some();
        Ok(!changed)
    })?;
    Ok(changed)
}
