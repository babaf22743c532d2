//! A look at the store from above, as a monitor takes it every minute: it costs the same however large the
//! store is. `doctor` looks at more, and `db check` at everything.

use std::path::Path;

use serde_json::json;

use super::Session;
use super::audit::check_newest;
use super::db::moment;
use super::webhooks;
use crate::domain::check::{Check, Level, exit, worst};
use crate::domain::plural::plural;
use crate::domain::record::record;
use crate::domain::shell;
use crate::domain::span::Span;
use crate::domain::time::{DAY, HOUR, Millis};
use crate::domain::token::{Filter, Page, Status};
use crate::domain::workspace::DEFAULT;
use crate::error::{Code, Exit, Result};
#[cfg(feature = "postgres")]
use crate::store::Place;
use crate::store::{Store, Tx, audit, guesses, marks, survey, tokens, usage};

/// Everything that was looked at.
pub struct Health {
    checks: Vec<Check>,
}

impl Health {
    /// The worst of its checks.
    pub fn level(&self) -> Level {
        worst(&self.checks)
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        exit(&self.checks)
    }

    /// One line for a monitor, as the Monitoring Plugins guidelines have it.
    pub fn line(&self) -> String {
        let word = match self.level() {
            Level::Ok => "OK",
            Level::Warn => "WARNING",
            Level::Fail => "CRITICAL",
        };
        let bad = |check: &&Check| check.level == self.level();
        let details: Vec<String> = self.checks.iter().filter(bad).map(told).collect();
        format!("GATEPOST {word} - {}", details.join("; "))
    }

    fn json(&self) -> serde_json::Value {
        let check =
            |check: &Check| json!({ "name": check.name, "status": check.level.as_str(), "detail": told(check) });
        self.checks.iter().map(check).collect()
    }
}

/// What was seen, and what mends it.
fn told(check: &Check) -> String {
    let fix = check.fix.as_ref().map(|fix| format!("; run {fix}"));
    check.detail.clone() + &fix.unwrap_or_default()
}

record! { Health {
    status: Text, shown, "The worst of the checks: ok, warn or fail" => |h| h.level().as_str();
    checks: Json, shown, "What was looked at: name, status, detail" => |h| h.json();
} }

/// Looks at everything. `guess_alert` is how many attempts of one source are too many; `named` is the store that
/// somebody named, for commands.
pub fn health(session: &mut Session<'_>, retention: Span, guess_alert: i64, named: Option<&Path>) -> Result<Health> {
    let (store, now) = (&mut *session.store, session.now);
    let command = |words: &str| shell::gatepost(words, DEFAULT, named);
    let checks = vec![
        ends(store)?.named("integrity"),
        check_newest(store)?.named("audit"),
        store.read(|tx| expiring(tx, now))?.named("tokens"),
        store.read(|tx| guessing(tx, now, guess_alert, &command("tokens guesses")))?.named("guesses"),
        store.read(|tx| maintenance(tx, now, retention))?.mended_by(&command("db maintain")).named("maintenance"),
        backup(store, now, &command("db backup FILE"))?.named("backup"),
        store.read(|tx| clock(tx, now))?.named("clock"),
        store
            .read(|tx| webhooks::survey::overdue(tx, now))?
            .mended_by(&command("webhooks work --once"))
            .named("webhooks"),
        store.read(|tx| webhooks::survey::failing(tx, now))?.0.named("webhooks_failing"),
        store.read(webhooks::survey::parked)?.0.named("webhooks_parked"),
        store.read(|tx| webhooks::survey::certificates(tx, now))?.0.named("webhooks_certificates"),
    ];
    Ok(Health { checks })
}

/// Both ends of every table and index.
fn ends(store: &Store) -> Result<Check> {
    match store.ends() {
        Ok(found) => Ok(Check::of_damage(&found, "every table and index answers at both ends")),
        Err(cause) if cause.code == Code::StoreDamaged => Ok(Check::damage(cause.message)),
        Err(cause) => Err(cause),
    }
}

/// How far the clocks of machines differ without harm, in milliseconds.
const SLACK: i64 = 60_000;

/// Whether the clock is behind the newest use and the newest entry.
fn clock(tx: &mut Tx<'_>, now: Millis) -> Result<Check> {
    let known = usage::newest(tx)?.max(audit::newest(tx)?);
    Ok(match known.filter(|known| known.0 - now.0 > SLACK) {
        Some(known) => {
            Check::warn(format!("the clock is behind what the store knows, which is of {known}; set it right"))
        }
        None => Check::ok("the clock is not behind what the store knows"),
    })
}

/// How far ahead an end is announced.
pub(super) const SOON: i64 = 7 * DAY;

/// The tokens that work and end soon.
pub(super) fn ending_soon(now: Millis) -> Filter {
    Filter { statuses: vec![Status::Active], expiring_by: Some(Millis(now.0 + SOON)), ..Filter::default() }
}

/// Tokens that end soon.
pub(super) fn expiring(tx: &mut Tx<'_>, now: Millis) -> Result<Check> {
    let expiring = tokens::count(tx, &ending_soon(now), &Page::default(), now, survey::MOST as u64)?;
    let said = format!("{} within a week of expiry", plural(expiring, "token"));
    Ok(if expiring == 0 { Check::ok(said) } else { Check::warn(said) })
}

/// Attempts with unknown or ended tokens in the last hour.
fn guessing(tx: &mut Tx<'_>, now: Millis, alert: i64, command: &str) -> Result<Check> {
    let busiest = guesses::busiest(tx, Millis(now.0 - HOUR))?;
    let Some((source, count)) = busiest.filter(|(_, count)| *count >= alert) else {
        return Ok(Check::ok("nobody is guessing tokens"));
    };
    let source = if source.is_empty() { "addresses not known or too many to tell apart" } else { &source };
    let attempts = plural(count, "attempt");
    Ok(Check::warn(format!("{attempts} from {source} with unknown or ended tokens; see {command}")))
}

/// How many waiting rows are counted.
const COUNTED: i64 = 10_000;

/// Rows of usage that wait for the counters too long, or were kept too long.
fn maintenance(tx: &mut Tx<'_>, now: Millis, retention: Span) -> Result<Check> {
    let (waiting, overdue) = (waiting(tx, now)?, overdue(tx, now, retention)?);
    Ok(match (waiting.level, overdue.level) {
        (_, Level::Ok) => waiting,
        (Level::Ok, _) => overdue,
        _ => Check::warn(format!("{}; {}", waiting.detail, overdue.detail)),
    })
}

/// Rows of usage that wait for the counters, and whether some do so too long.
pub(super) fn waiting(tx: &mut Tx<'_>, now: Millis) -> Result<Check> {
    let waiting = usage::waiting(tx, COUNTED)?;
    let least = if waiting < COUNTED { "" } else { "at least " };
    let said = format!("{least}{} not in the counters yet", plural(waiting, "usage row"));
    let late = waiting > 0 && survey::is_uncounted_before(tx, Millis(now.0 - 2 * DAY))?;
    Ok(if late { Check::warn(format!("{said}, some for over two days")) } else { Check::ok(said) })
}

/// Rows of usage that are kept a day longer than they should be.
pub(super) fn overdue(tx: &mut Tx<'_>, now: Millis, retention: Span) -> Result<Check> {
    let overdue = usage::oldest(tx)?.is_some_and(|oldest| oldest.0 < now.minus(retention).0 - DAY);
    Ok(if overdue {
        Check::warn(format!("rows of usage are kept for over {retention}"))
    } else {
        Check::ok(format!("no row of usage is older than {retention}"))
    })
}

/// How old the newest backup may be.
const BACKUP_AGE: i64 = 30 * DAY;

/// The age of the newest backup, and the command that makes one. A server's are made by its own means.
pub(super) fn backup(store: &mut Store, now: Millis, command: &str) -> Result<Check> {
    #[cfg(feature = "postgres")]
    if let Place::Server(_) = store.place() {
        return Ok(Check::ok("backups of a server are made and watched there, such as by pg_dump"));
    }
    let newest = store.read(|tx| marks::get(tx, marks::BACKED_UP_AT))?;
    let check = match moment(newest) {
        Some(at) if now.0 - at.0 < BACKUP_AGE => Check::ok(format!("last backup {at}")),
        Some(at) => Check::warn(format!("last backup {at}, over 30 days ago")),
        None => Check::warn("never backed up"),
    };
    Ok(check.mended_by(command))
}
