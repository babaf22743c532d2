//! `health`.

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::check::Level;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::health::{Health, health};
use crate::render::Quiet;
use crate::settings::table;

/// Look whether the store is there, whole, and without a trouble that is coming
///
/// It looks at both ends of every table and index, the newest thousand entries of the audit trail, tokens within a
/// week of expiry, attempts to guess tokens, usage rows that wait for maintenance, and the age of the last backup:
/// milliseconds, however large the store is. `db check` reads the whole store, `doctor` looks at files and settings
/// too. Exit 0 for ok and warn, 11 for fail, 8 where something is damaged; --nagios exits 0, 1, 2 or 3 as monitors
/// expect.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost health\n  gatepost health --nagios")]
pub struct Args {
    /// One line and the exit codes of the Monitoring Plugins guidelines
    #[arg(long)]
    nagios: bool,
}

impl Verb for Args {
    type Shown = Health;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Findings, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let looked = look(ctx);
        if !self.nagios {
            let looked = looked?;
            return ctx.verdict(&looked, looked.exit());
        }
        let (line, exit) = match &looked {
            Ok(looked) => (looked.line(), monitor_exit(looked.level())),
            Err(cause) if cause.code.exit() == Exit::Integrity => {
                (format!("GATEPOST CRITICAL - {cause}"), monitor_exit(Level::Fail))
            }
            Err(cause) => (format!("GATEPOST UNKNOWN - {cause}"), Exit::NotFound),
        };
        match ctx.out.bytes(format!("{line}\n").as_bytes()) {
            Err(cause) if !ctx.out.closed() => Err(cause),
            _ => Ok(exit),
        }
    }
}

fn look(ctx: &mut Context<'_>) -> Result<Health> {
    let mut store = ctx.open(Access::Read)?;
    let settings = ctx.settings_with(&mut store)?;
    let retention = settings.span(&table::TOKENS_USAGE_RETENTION)?;
    let guess_alert = settings.integer(&table::TOKENS_GUESS_ALERT)?;
    let named = ctx.named()?;
    health(&mut ctx.session(&mut store)?, retention, guess_alert, named.as_deref())
}

/// 0, 1, 2 and, for what could not be looked at, 3: the numbers that monitors know.
fn monitor_exit(level: Level) -> Exit {
    match level {
        Level::Ok => Exit::Done,
        Level::Warn => Exit::Failure,
        Level::Fail => Exit::Usage,
    }
}
