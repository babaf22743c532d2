//! Ending tokens for good. Their records stay.

use super::super::{Changes, Scribe, Session, workspaces};
use super::{Ended, find, find_by_secret, impact};
use crate::domain::plan::{Plan, check};
use crate::domain::time::{DAY, Millis};
use crate::domain::token::{Filter, Page, Status, Token};
use crate::error::{Error, Result};
use crate::store::{Tx, tokens};

/// Revokes the tokens that are named, all of them or none. A reference may be a token itself.
pub fn revoke(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    reason: Option<&str>,
    is_secret: impl Fn(&str) -> bool,
) -> Result<Vec<Ended>> {
    check_reason(reason)?;
    let now = session.now;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut ended = Vec::with_capacity(references.len());
        for reference in references {
            let mut token = if is_secret(reference) {
                find_by_secret(tx, workspace, reference, now)?
            } else {
                find(tx, workspace, reference, now, true)?
            };
            let impact = impact(tx, &token, now)?;
            let changed = token.status != Status::Revoked;
            if changed {
                end(tx, &scribe, &mut token, now, reason)?;
            }
            ended.push(Ended { token, changed, impact, plan_id: None });
        }
        Ok(ended)
    })
}

fn check_reason(reason: Option<&str>) -> Result<()> {
    match reason {
        Some(reason) if reason.len() > 4_096 || reason.chars().any(char::is_control) => {
            Err(Error::invalid("--reason", "a reason has at most 4096 bytes and no control characters"))
        }
        _ => Ok(()),
    }
}

fn end(tx: &mut Tx<'_>, scribe: &Scribe<'_>, token: &mut Token, now: Millis, reason: Option<&str>) -> Result<()> {
    tokens::revoke(tx, &token.id, now, reason)?;
    let changes = Changes::default().set("status", vec![token.status.as_str(), "revoked"]).personal("reason", reason);
    scribe.log(tx, Some(&token.workspace), "token.revoke", &token.id, changes)?;
    token.revoked_at = Some(now);
    token.revoked_reason = reason.map(str::to_owned);
    token.status = Status::Revoked;
    Ok(())
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

/// What a change by filter would touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How many tokens.
    pub tokens: i64,
    /// How many of them were used in the last day.
    pub used_last_day: i64,
}

/// Counts what a change by filter would touch.
pub fn preview(session: &mut Session<'_>, bulk: &Bulk) -> Result<Preview> {
    let now = session.now;
    session.store.read(|tx| {
        bulk.filter.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let (tokens, used_last_day) = tokens::count_used(tx, &bulk.filter, now, Millis(now.0 - DAY))?;
        Ok(Preview { tokens, used_last_day })
    })
}

/// Revokes every token that the filter lets through, in one transaction with an audit entry each.
pub fn revoke_by_filter(session: &mut Session<'_>, bulk: &Bulk) -> Result<Vec<Ended>> {
    check_reason(bulk.reason.as_deref())?;
    let now = session.now;
    let reason = bulk.reason.as_deref();
    let (store, scribe) = session.parts();
    let rehearsal = store.is_rehearsal();
    store.write(|tx| {
        bulk.filter.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut plan = Plan::new("tokens revoke", &bulk.said);
        let mut ended = Vec::new();
        let page = Page { ascending: true, ..Page::default() };
        tokens::list(tx, &bulk.filter, &page, now, |token| {
            plan.select(&token.id, token.status.as_str());
            ended.push(Ended { token, changed: true, impact: serde_json::Value::Null, plan_id: None });
            Ok(true)
        })?;
        let plan_id = plan.id();
        if let Some(planned) = &bulk.plan_id {
            check(planned, &plan_id)?;
        }
        for it in &mut ended {
            // A thousand look-ups of use are worth it where somebody is going to read them.
            if rehearsal {
                it.impact = impact(tx, &it.token, now)?;
            }
            end(tx, &scribe, &mut it.token, now, reason)?;
            it.plan_id = Some(plan_id.clone());
        }
        Ok(ended)
    })
}
