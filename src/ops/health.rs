//! A look at the store from above: is it there, whole, and without a trouble that is coming.

use serde_json::json;

use super::Session;
use super::audit::verify;
use super::db::moment;
use crate::domain::plural::plural;
use crate::domain::record::record;
use crate::domain::span::Span;
use crate::domain::time::{DAY, HOUR, Millis};
use crate::domain::token::{Filter, Page, Status, words};
use crate::error::{Exit, Result};
use crate::store::{audit, guesses, marks, tokens, usage};

words! {
    /// How bad something is.
    Level {
        /// Well.
        Ok = "ok",
        /// Worth a look.
        Warn = "warn",
        /// Not well.
        Fail = "fail",
    }
}

/// One thing that was looked at.
pub struct Check {
    name: &'static str,
    level: Level,
    detail: String,
}

/// Everything that was looked at.
pub struct Health {
    checks: Vec<Check>,
    damaged: bool,
}

impl Health {
    /// The worst of its checks.
    pub fn level(&self) -> Level {
        self.checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok)
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self.level() {
            Level::Ok | Level::Warn => Exit::Done,
            Level::Fail if self.damaged => Exit::Integrity,
            Level::Fail => Exit::Findings,
        }
    }

    /// One line for a monitor, as the Monitoring Plugins guidelines have it.
    pub fn line(&self) -> String {
        let word = match self.level() {
            Level::Ok => "OK",
            Level::Warn => "WARNING",
            Level::Fail => "CRITICAL",
        };
        let bad = |check: &&Check| check.level == self.level();
        let details: Vec<&str> = self.checks.iter().filter(bad).map(|check| check.detail.as_str()).collect();
        format!("GATEPOST {word} - {}", details.join("; "))
    }

    fn json(&self) -> serde_json::Value {
        let check =
            |check: &Check| json!({ "name": check.name, "status": check.level.as_str(), "detail": check.detail });
        self.checks.iter().map(check).collect()
    }
}

record! { Health {
    status: Text, shown, "The worst of the checks: ok, warn or fail" => |h| h.level().as_str();
    checks: Json, shown, "What was looked at: name, status, detail" => |h| h.json();
} }

/// How many rows of usage may wait for the counters before it is said.
const MANY_ROWS: i64 = 1_000_000;

/// How far the clocks of machines differ without harm, in milliseconds.
const SLACK: i64 = 60_000;

/// Looks at everything. `guess_alert` is how many attempts of one source are too many.
pub fn health(session: &mut Session<'_>, retention: Span, guess_alert: i64) -> Result<Health> {
    let now = session.now;
    let mut checks = Vec::new();
    let mut look = |name, level, detail: String| checks.push(Check { name, level, detail });

    let damage = session.store.damage()?;
    look(
        "integrity",
        if damage.is_empty() { Level::Ok } else { Level::Fail },
        damage.first().cloned().unwrap_or("every page and key holds".to_owned()),
    );

    let trail = verify(session.store, None)?;
    let said = match (trail.first_bad, trail.kind) {
        (Some(seq), Some(kind)) => format!("entry {seq}: {kind}"),
        _ => format!("{} entries, all hold", trail.size),
    };
    look("audit", if trail.ok { Level::Ok } else { Level::Fail }, said);

    let known = session.store.read(|tx| Ok(usage::newest(tx)?.max(audit::newest(tx)?)))?;
    let (level, said) = match known.filter(|known| known.0 - now.0 > SLACK) {
        Some(known) => {
            (Level::Warn, format!("the clock is behind what the store knows, which is of {known}; set it right"))
        }
        None => (Level::Ok, "the clock is not behind what the store knows".to_owned()),
    };
    look("clock", level, said);

    let week =
        Filter { statuses: vec![Status::Active], expiring_by: Some(Millis(now.0 + 7 * DAY)), ..Filter::default() };
    let expiring = session.store.read(|tx| tokens::count(tx, &week, &Page::default(), now, 10_000))?;
    look(
        "tokens",
        if expiring == 0 { Level::Ok } else { Level::Warn },
        format!("{} within a week of expiry", plural(expiring, "token")),
    );

    let busiest = session.store.read(|tx| guesses::busiest(tx, Millis(now.0 - HOUR)))?;
    let (level, said) = match busiest.filter(|(_, count)| *count >= guess_alert) {
        Some((source, count)) => {
            let source = if source.is_empty() { "an unknown address" } else { &source };
            let attempts = plural(count, "attempt");
            (Level::Warn, format!("{attempts} from {source} with unknown or ended tokens; see gatepost tokens guesses"))
        }
        None => (Level::Ok, "nobody is guessing tokens".to_owned()),
    };
    look("guesses", level, said);

    let waiting = session.store.read(|tx| usage::waiting(tx, MANY_ROWS + 1))?;
    let overdue = session.store.read(usage::oldest)?.is_some_and(|oldest| oldest.0 < now.minus(retention).0 - DAY);
    let behind = waiting > MANY_ROWS || overdue;
    let said = format!(
        "{} not in the counters yet{}",
        plural(waiting, "usage row"),
        if behind { "; run gatepost db maintain" } else { "" }
    );
    look("maintenance", if behind { Level::Warn } else { Level::Ok }, said);

    let backed_up = session.store.read(|tx| marks::get(tx, "backed_up_at"))?;
    let (level, said) = match moment(backed_up) {
        Some(at) if now.0 - at.0 < 30 * DAY => (Level::Ok, format!("last backup {at}")),
        Some(at) => (Level::Warn, format!("last backup {at}, over 30 days ago")),
        None => (Level::Warn, "never backed up; run gatepost db backup FILE".to_owned()),
    };
    look("backup", level, said);

    Ok(Health { damaged: !damage.is_empty() || !trail.ok, checks })
}
