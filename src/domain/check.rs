//! Checks: what was looked at, how it stands, and the command that mends it.

use super::record::record;
use super::token::words;
use crate::error::Exit;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its stable name, snake_case.
    pub name: &'static str,
    /// How it stands.
    pub level: Level,
    /// What was seen.
    pub detail: String,
    /// The command that mends it.
    pub fix: Option<String>,
    /// Whether what the store holds is in doubt.
    pub integrity: bool,
}

impl Check {
    fn new(level: Level, detail: impl Into<String>) -> Check {
        Check { name: "", level, detail: detail.into(), fix: None, integrity: false }
    }

    /// All is well.
    pub fn ok(detail: impl Into<String>) -> Check {
        Check::new(Level::Ok, detail)
    }

    /// Something to look at.
    pub fn warn(detail: impl Into<String>) -> Check {
        Check::new(Level::Warn, detail)
    }

    /// Something is wrong.
    pub fn fail(detail: impl Into<String>) -> Check {
        Check::new(Level::Fail, detail)
    }

    /// What the store holds cannot be trusted.
    pub fn damage(detail: impl Into<String>) -> Check {
        Check { integrity: true, ..Check::fail(detail) }
    }

    /// Damage where something was found, else well.
    pub fn of_damage(found: &[String], well: &str) -> Check {
        match found {
            [] => Check::ok(well),
            [one] => Check::damage(one),
            [first, more @ ..] => Check::damage(format!("{first}, and {} more", more.len())),
        }
    }

    /// Adds the command that mends it.
    pub fn fix(mut self, command: impl Into<String>) -> Check {
        self.fix = Some(command.into());
        self
    }

    /// Adds the command that mends it, where something is wrong.
    pub fn mended_by(self, command: &str) -> Check {
        if self.level == Level::Ok { self } else { self.fix(command) }
    }

    /// Gives it its name.
    pub fn named(self, name: &'static str) -> Check {
        Check { name, ..self }
    }
}

/// The worst of some checks.
pub fn worst<'a>(checks: impl IntoIterator<Item = &'a Check>) -> Level {
    checks.into_iter().map(|check| check.level).max().unwrap_or(Level::Ok)
}

/// The exit code that goes with them.
pub fn exit<'a>(checks: impl IntoIterator<Item = &'a Check> + Clone) -> Exit {
    match worst(checks.clone()) {
        Level::Ok | Level::Warn => Exit::Done,
        Level::Fail if checks.into_iter().any(|check| check.integrity) => Exit::Integrity,
        Level::Fail => Exit::Findings,
    }
}

record! { Check {
    name: Text, shown, "The name of the check, which stays" => |c| c.name;
    status: Text, shown, "ok, warn or fail" => |c| c.level.as_str();
    detail: Text, shown, "What was seen" => |c| &c.detail;
    fix: Text, shown, "The command that mends it, where there is one" => |c| c.fix.as_ref();
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_decides_and_damage_before_all() {
        let exit = |checks: &[Check]| exit(checks);
        assert_eq!(exit(&[]), Exit::Done);
        assert_eq!(exit(&[Check::ok(""), Check::warn("")]), Exit::Done);
        assert_eq!(exit(&[Check::fail(""), Check::warn("")]), Exit::Findings);
        assert_eq!(exit(&[Check::damage(""), Check::fail("")]), Exit::Integrity);
    }
}
