//! Tokens that want a decision, and the scopes and tiers that they hang on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::page::NamePage;
use crate::domain::plural::plural;
use crate::domain::scope::covers;
use crate::domain::shell;
use crate::domain::time::{DAY, Millis};
use crate::domain::token::{Filter, Order, Page, Status, Token};
use crate::error::Result;
use crate::ops::health;
use crate::store::survey::{self, MOST, Named};
use crate::store::{Tx, scopes, tiers, tokens};

/// What the tokens of each workspace carry.
pub type Carried = BTreeMap<String, BTreeSet<String>>;

/// How many tokens a command names.
const NAMED: usize = 10;

/// Judges tokens that a question found: the first are told by name, and the command is for them.
fn judge(patient: &Patient<'_>, found: &[Named], count: usize, what: &str, before: &str, after: &str) -> Check {
    if found.is_empty() {
        return Check::ok(format!("no token {what}"));
    }
    let names: Vec<&str> = found.iter().take(3).map(|token| token.name.as_str()).collect();
    let more = if count > names.len() { " and others" } else { "" };
    let least = if count >= MOST { "at least " } else { "" };
    let part = if count > NAMED { format!("; the command is for {NAMED} of them") } else { String::new() };
    let said = format!("{least}{} {what}: {}{more}{part}", plural(count as u64, "token"), names.join(", "));
    let mut by_workspace: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for token in found.iter().take(NAMED) {
        by_workspace.entry(&token.workspace).or_default().push(&token.id);
    }
    let command = |(workspace, ids): (&&str, &Vec<&str>)| {
        patient.command_in(workspace, &format!("tokens {before} {}{after}", ids.join(" ")))
    };
    let commands: Vec<String> = by_workspace.iter().map(command).collect();
    Check::warn(said).fix(commands.join(" && "))
}

/// The first of the tokens that a filter lets through, and how many there are.
fn of_filter(tx: &mut Tx<'_>, filter: &Filter, order: Order, now: Millis) -> Result<(Vec<Named>, usize)> {
    let count = tokens::count(tx, filter, &Page::default(), now, MOST as u64)?;
    let mut found = Vec::new();
    if count > 0 {
        let page = Page { order, ascending: true, after: None, limit: Some(NAMED as u64) };
        tokens::list(tx, filter, &page, now, |Token { workspace, id, name, .. }| {
            found.push(Named { workspace, id, name });
            Ok(true)
        })?;
    }
    Ok((found, usize::try_from(count).unwrap_or_default()))
}

/// Tokens that end within a week.
pub fn expiring(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let now = patient.now;
    let soon = health::ending_soon(now);
    let (found, count) = patient.store()?.read(|tx| of_filter(tx, &soon, Order::Expires, now))?;
    Ok(judge(patient, &found, count, "within a week of expiry", "update", &format!(" --expires {}", known.life)))
}

/// Tokens that never end.
pub fn endless(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let found = patient.store()?.read(survey::endless)?;
    Ok(judge(patient, &found, found.len(), "without an end", "update", &format!(" --expires {}", known.life)))
}

/// Tokens that may do everything.
pub fn almighty(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let found = patient.store()?.read(|tx| survey::almighty(tx, now))?;
    Ok(judge(
        patient,
        &found,
        found.len(),
        "with the scope *, which allows everything",
        "update",
        " --remove-scope '*'",
    ))
}

/// Tokens that were switched off and forgotten. Reads every token.
pub fn disabled(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let before = Millis(patient.now.0 - 90 * DAY);
    let found = patient.store()?.read(|tx| survey::disabled_before(tx, before))?;
    Ok(judge(patient, &found, found.len(), "disabled for over 90 days", "revoke", " --reason unused"))
}

/// Tokens that work and that nobody uses. Reads every token.
pub fn unused(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let since = Some(Millis(now.0 - 90 * DAY));
    let filter = Filter { statuses: vec![Status::Active], unused_since: since, ..Filter::default() };
    let (found, count) = patient.store()?.read(|tx| of_filter(tx, &filter, Order::Created, now))?;
    Ok(judge(patient, &found, count, "unused for over 90 days", "disable", ""))
}

/// Tokens whose tier has no limits.
pub fn unlimited(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let (names, found) = patient.store()?.read(|tx| {
        let (mut names, mut found) = (Vec::new(), Vec::new());
        for tier in tiers::list(tx, &NamePage::default())?.into_iter().filter(|tier| tier.rate_limits.is_empty()) {
            let of_tier = survey::of_tier(tx, &tier.name, now)?;
            if !of_tier.is_empty() {
                names.push(tier.name);
                found.extend(of_tier);
            }
        }
        Ok((names, found))
    })?;
    let check = judge(patient, &found, found.len(), "without limits, as the tier has none", "update", "");
    let Some(tier) = names.first() else { return Ok(check) };
    Ok(check.fix(patient.command(&format!("tokens tiers update {} --rate 60/1m", shell::word(tier)))))
}

/// Tokens whose secret before works long after it was replaced.
pub fn grace(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let found = patient.store()?.read(|tx| survey::long_graces(tx, Millis(now.0 - 30 * DAY), now))?;
    let what = "with an old secret that goes on working for over 30 days";
    Ok(judge(patient, &found, found.len(), what, "rotate", " --finish --yes"))
}

/// The catalogues, and what tokens carry. Reads every token, once.
fn catalogues(patient: &mut Patient<'_>) -> Result<(Vec<(String, String)>, Carried)> {
    if patient.carried.is_none() {
        let mut carried = Carried::new();
        let mut last = (String::new(), String::new());
        patient.store()?.read(|tx| {
            survey::carried(tx, |workspace, joined| {
                if last.0 == workspace && last.1 == joined {
                    return;
                }
                let known = carried.entry(workspace.to_owned()).or_default();
                known.extend(joined.split_ascii_whitespace().map(str::to_owned));
                last = (workspace.to_owned(), joined.to_owned());
            })
        })?;
        patient.carried = Some(carried);
    }
    let mut known = Vec::new();
    patient.store()?.read(|tx| {
        known.clear();
        scopes::list(tx, None, &NamePage::default(), |scope| {
            known.push((scope.workspace, scope.name));
            Ok(true)
        })
    })?;
    Ok((known, patient.carried.clone().unwrap_or_default()))
}

/// Judges scopes that a question found.
fn judge_scopes(patient: &Patient<'_>, found: &[(String, String)], what: &str, verb: &str, well: &str) -> Check {
    let Some((workspace, _)) = found.first() else { return Check::ok(well) };
    let of_first = || found.iter().filter(|(of, _)| of == workspace).map(|(_, scope)| scope.as_str()).take(NAMED);
    let said = format!("{what} in {workspace}: {}", of_first().collect::<Vec<_>>().join(", "));
    let words = format!("tokens scopes {verb} {}", shell::words(of_first()));
    Check::warn(said).fix(patient.command_in(workspace, &words))
}

/// Scopes of the catalogue that no token carries.
pub fn unused_scopes(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let (known, carried) = catalogues(patient)?;
    let is_carried = |(workspace, scope): &(String, String)| {
        carried.get(workspace).is_some_and(|grants| grants.iter().any(|grant| covers(grant, scope)))
    };
    let unused: Vec<_> = known.into_iter().filter(|it| !is_carried(it)).collect();
    Ok(judge_scopes(patient, &unused, "scopes that no token carries", "delete --yes", "tokens carry every scope"))
}

/// Scopes that tokens carry and the catalogue lacks.
pub fn unknown_scopes(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let (known, carried) = catalogues(patient)?;
    let in_catalogue =
        |workspace: &str, grant: &str| known.iter().any(|(of, scope)| of == workspace && covers(grant, scope));
    let all = carried.iter().flat_map(|(workspace, grants)| grants.iter().map(move |grant| (workspace, grant)));
    let unknown: Vec<(String, String)> = all
        .filter(|(workspace, grant)| grant.as_str() != "*" && !in_catalogue(workspace, grant))
        // What makes a wildcard cover something again is a scope below it.
        .map(|(workspace, grant)| (workspace.clone(), grant.replace('*', "all")))
        .collect();
    let what = "tokens carry scopes that the catalogue lacks";
    Ok(judge_scopes(patient, &unknown, what, "create", "every scope of a token is in the catalogue"))
}
