//! Ending tokens for good. Their records stay.

use serde_json::{Value as Json, json};

use super::super::webhooks::Herald;
use super::super::{Changes, Scribe, Session, workspaces};
use super::{Ended, find_all, impact};
use crate::domain::plan::{Plan, check};
use crate::domain::time::{DAY, Millis};
use crate::domain::token::{Filter, Page, Status, Token, check_reason};
use crate::domain::webhook::event_type::TOKEN_REVOKED;
use crate::error::{Error, Result};
use crate::store::{Tx, tokens};

/// Revokes the tokens that are named, all of them or none.
pub fn revoke(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    reason: Option<&str>,
) -> Result<Vec<Ended>> {
    check_reason(reason)?;
    let now = session.now;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let (mut ended, mut herald) = (Vec::with_capacity(references.len()), Herald::default());
        for mut token in find_all(tx, workspace, references, now)? {
            let impact = impact(tx, &token, now)?;
            let changed = token.status != Status::Revoked;
            if changed {
                end(tx, &scribe, &mut herald, &mut token, now, reason)?;
            }
            ended.push(Ended { token, changed, impact, plan_id: None });
        }
        Ok(ended)
    })
}

fn end(
    tx: &mut Tx<'_>,
    scribe: &Scribe<'_>,
    herald: &mut Herald,
    token: &mut Token,
    now: Millis,
    reason: Option<&str>,
) -> Result<()> {
    tokens::revoke(tx, &token.id, now, reason)?;
    let changes = Changes::default().set("status", vec![token.status.as_str(), "revoked"]).personal("reason", reason);
    scribe.log(tx, Some(&token.workspace), "token.revoke", &token.id, changes)?;
    let data = json!({ "token_id": token.id });
    herald.announce(tx, scribe.world, &token.workspace, TOKEN_REVOKED, &data)?;
    token.revoked_at = Some(now);
    token.revoked_reason = reason.map(str::to_owned);
    token.status = Status::Revoked;
    Ok(())
}

/// The token that a hash belongs to, in whatever workspace; revoked, where a reason is given, because its
/// secret was found where it should not be.
pub(in crate::ops) fn reveal(
    session: &mut Session<'_>,
    hash: &[u8; 32],
    revoke: Option<&str>,
) -> Result<Option<Ended>> {
    let now = session.now;
    let find = |tx: &mut Tx<'_>| match tokens::by_hash(tx, hash)? {
        Some(id) => tokens::get(tx, &id, now),
        None => Ok(None),
    };
    let as_it_is = |token| Ended { token, changed: false, impact: Json::Null, plan_id: None };
    let found = session.store.read(find)?;
    let live = found.as_ref().is_some_and(|token| token.status != Status::Revoked);
    let Some(reason) = revoke.filter(|_| live) else { return Ok(found.map(as_it_is)) };
    let (store, scribe) = session.parts();
    store.write(|tx| match find(tx)? {
        Some(mut token) if token.status != Status::Revoked => {
            let impact = impact(tx, &token, now)?;
            end(tx, &scribe, &mut Herald::default(), &mut token, now, Some(reason))?;
            Ok(Some(Ended { token, changed: true, impact, plan_id: None }))
        }
        gone => Ok(gone.map(as_it_is)),
    })
}

/// A change by filter.
#[derive(Clone, Debug, Default)]
pub struct Bulk {
    /// Which tokens; those already revoked are never among them.
    pub filter: Filter,
    /// The filter in the words of the command: the same words make the same plan at another moment.
    pub said: String,
    /// Why.
    pub reason: Option<String>,
    /// The plan that must still hold.
    pub plan_id: Option<String>,
}

/// The filter without what is revoked already. No states would mean all of them, so a filter of which
/// nothing is left is refused.
fn unrevoked(filter: &Filter) -> Result<Filter> {
    let all = if filter.statuses.is_empty() { Status::ALL } else { &filter.statuses };
    let statuses: Vec<Status> = all.iter().copied().filter(|status| *status != Status::Revoked).collect();
    if statuses.is_empty() {
        return Err(Error::invalid("--status", "what is revoked cannot be revoked again")
            .hint("choose another --status, or leave it out for what is live"));
    }
    Ok(Filter { statuses, ..filter.clone() })
}

/// What a change by filter would touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How many tokens.
    pub tokens: usize,
    /// How many of them were used in the last day.
    pub used_last_day: usize,
    /// The plan that holds as long as the same tokens are in the same states.
    pub plan_id: String,
}

/// The tokens that a change by filter selects, and what is to be said of them.
fn select(tx: &mut Tx<'_>, bulk: &Bulk, now: Millis) -> Result<(Vec<Token>, Preview)> {
    bulk.filter.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
    let filter = unrevoked(&bulk.filter)?;
    let mut plan = Plan::new("tokens revoke", &bulk.said);
    let mut selected: Vec<Token> = Vec::new();
    let page = Page { ascending: true, ..Page::default() };
    tokens::list(tx, &filter, &page, now, |token| {
        plan.select(&token.id, token.status.as_str());
        selected.push(token);
        Ok(true)
    })?;
    let recently = |token: &&Token| token.last_used_at.is_some_and(|at| now.0 - at.0 < DAY);
    let used_last_day = selected.iter().filter(recently).count();
    let preview = Preview { tokens: selected.len(), used_last_day, plan_id: plan.id() };
    Ok((selected, preview))
}

/// Says what a change by filter would touch.
pub fn preview(session: &mut Session<'_>, bulk: &Bulk) -> Result<Preview> {
    let now = session.now;
    session.store.read(|tx| Ok(select(tx, bulk, now)?.1))
}

/// Revokes every token that the filter lets through, in one transaction with an audit entry each.
pub fn revoke_by_filter(session: &mut Session<'_>, bulk: &Bulk) -> Result<Vec<Ended>> {
    check_reason(bulk.reason.as_deref())?;
    let now = session.now;
    let reason = bulk.reason.as_deref();
    let (store, scribe) = session.parts();
    let rehearsal = store.is_rehearsal();
    store.write(|tx| {
        let (selected, seen) = select(tx, bulk, now)?;
        if let Some(planned) = &bulk.plan_id {
            check(planned, &seen.plan_id)?;
        }
        let (mut ended, mut herald) = (Vec::with_capacity(selected.len()), Herald::default());
        for mut token in selected {
            // A thousand look-ups of use are worth it where somebody is going to read them.
            let impact = if rehearsal { impact(tx, &token, now)? } else { Json::Null };
            end(tx, &scribe, &mut herald, &mut token, now, reason)?;
            ended.push(Ended { token, changed: true, impact, plan_id: Some(seen.plan_id.clone()) });
        }
        Ok(ended)
    })
}
