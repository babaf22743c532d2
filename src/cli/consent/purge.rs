//! `consent purge`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::consent::erasure::Purged;
use crate::domain::plural::plural;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Purge, refuse_older};
use crate::render::Quiet;
use crate::settings::table;

/// Remove the records of consents that ended and were kept long enough
///
/// They are kept for consent.retention after the day on which they ended, or longer where their purpose says so. What
/// holds has no end and stays. With a consent its decisions go, and a person of whom nothing is left goes too; the audit
/// trail keeps that it was there. Subjects under a hold are left and counted. --dry-run makes a plan, and --confirm does
/// exactly that, in short transactions; a run that was broken off is finished by the same command.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent purge --dry-run\n  gatepost consent purge -A --dry-run")]
pub struct Args {
    /// Do exactly what this dry run planned
    #[arg(long, value_name = "PLAN")]
    confirm: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Purged;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("plan_id");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let retention = ctx.settings_with(&mut store)?.span(&table::CONSENT_RETENTION)?;
        refuse_older(&mut store, ctx.world)?;
        let purge = Purge { workspace: (!self.all_workspaces).then(|| ctx.workspace()), retention };
        let world = ctx.world;
        let mut session = ctx.session(&mut store)?;
        let Some(planned) = self.confirm.as_deref().filter(|_| !ctx.globals.dry_run) else {
            let seen = purge.plan(&mut session, self.confirm.as_deref())?;
            if seen.due > seen.held {
                let what = plural(seen.due - seen.held, "consent");
                let what = format!("removing the records of {what}");
                ctx.confirm_by_value(None, &seen.plan_id, &what)?;
                ctx.out.notice(&format!("do exactly this with the same command and --confirm {}", seen.plan_id));
            }
            return ctx.one(&seen);
        };
        let done = if ctx.out.has_progress() {
            purge.run(&mut session, planned, Some(&mut |done, all| ctx.out.progress(world.elapsed(), done, all)))
        } else {
            purge.run(&mut session, planned, None)
        };
        ctx.one(&done?)
    }
}
