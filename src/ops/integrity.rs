//! The whole of a store, checked: every page, key and entry, and everything that is kept in two places.

use std::path::Path;

use super::audit::check_all;
use crate::domain::check::Check;
use crate::domain::shell;
use crate::error::{Code, Error, Result};
use crate::store::consent::survey::{misplaced_grants, wrong_grants};
use crate::store::survey::{self, Named};
use crate::store::{Pages, Store, usage};

/// What is said of an answer that SQLite cannot give.
fn or_damage(looked: Result<Check>) -> Result<Check> {
    match looked {
        Err(Error { code: Code::StoreDamaged, message, .. }) => Ok(Check::damage(message)),
        other => other,
    }
}

/// Every page.
pub fn pages(store: &Store, pages: Pages) -> Result<Check> {
    or_damage(store.pages(pages).map(|found| Check::of_damage(&found, "every page holds")))
}

/// Every key.
pub fn foreign_keys(store: &Store) -> Result<Check> {
    or_damage(store.foreign_keys().map(|found| Check::of_damage(&found, "every key points at something")))
}

/// The hourly counters against the rows that they were made of, as far as those are kept.
fn counters(store: &mut Store) -> Result<Check> {
    let wrong = store.read(|tx| {
        let from = usage::rows_from(tx)?;
        survey::wrong_counters(tx, from)
    })?;
    let told: Vec<String> =
        wrong.iter().map(|(token, hour)| format!("the count of {token} at {hour} is wrong")).collect();
    Ok(Check::of_damage(&told, "every hour counts the rows that are kept"))
}

/// The scopes of each token, as a verification reads them and as lists do.
fn scopes(store: &mut Store) -> Result<Check> {
    let split = store.read(survey::split_scopes)?;
    let told: Vec<String> =
        split.iter().map(|token| format!("{token} is listed with other scopes than it has")).collect();
    Ok(Check::of_damage(&told, "every token is listed with its scopes"))
}

/// The limiters.
fn limits(store: &mut Store, named: Option<&Path>) -> Result<Check> {
    let broken = store.read(survey::broken_limits)?;
    let told: Vec<String> = broken.iter().map(|token| format!("the limiter of {} cannot be read", token.id)).collect();
    let check = Check::of_damage(&told, "every limiter can be read");
    Ok(match broken.first() {
        Some(Named { workspace, id, .. }) => {
            check.fix(shell::gatepost(&format!("tokens limits {id} --reset"), workspace, named))
        }
        None => check,
    })
}

/// The state of each consent against a replay of what happened to it, and whose it is against the audit trail.
fn consents(store: &mut Store) -> Result<Check> {
    let (wrong, misplaced) = store.read(|tx| Ok((wrong_grants(tx)?, misplaced_grants(tx)?)))?;
    let mut told: Vec<String> = wrong.iter().map(|id| format!("{id} is not what its history comes to")).collect();
    told.extend(misplaced.iter().map(|id| format!("{id} is of another person or purpose than the audit trail says")));
    Ok(Check::of_damage(&told, "every consent is what its history comes to"))
}

/// One part of the whole.
type Part = fn(&mut Store, Option<&Path>) -> Result<Check>;

/// Checks everything; `named` is the store that somebody named, for commands, and `begins` is told what is looked
/// at next.
pub fn check(store: &mut Store, named: Option<&Path>, mut begins: impl FnMut(&'static str)) -> Result<Vec<Check>> {
    let parts: [(&'static str, Part); 7] = [
        ("integrity", |store, _| pages(store, Pages::All)),
        ("foreign_keys", |store, _| foreign_keys(store)),
        ("audit", |store, _| check_all(store)),
        ("usage_hours", |store, _| counters(store)),
        ("token_scopes", |store, _| scopes(store)),
        ("limits", limits),
        ("consents", |store, _| consents(store)),
    ];
    let checked = parts.into_iter().map(|(name, part)| {
        begins(name);
        or_damage(part(store, named)).map(|check| check.named(name))
    });
    checked.collect()
}
