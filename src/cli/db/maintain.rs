//! `db maintain`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::db::bytes;
use crate::ops::usage::{Maintained, maintain};
use crate::render::Quiet;
use crate::settings::table;

/// Roll usage into hourly counters, remove rows after their retention, cut the write-ahead log
///
/// Run it daily. Verifications go on meanwhile; it works in short steps.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db maintain")]
pub struct Args {}

impl Verb for Args {
    type Shown = Maintained;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let retention = ctx.settings_with(&mut store)?.span(&table::TOKENS_USAGE_RETENTION)?;
        let place = store.place().clone();
        let before = bytes(&place)?;
        let mut done = maintain(&mut ctx.session(&mut store)?, retention)?;
        if !ctx.globals.dry_run {
            store.tidy()?;
            done.freed = before - bytes(&place)?;
        }
        ctx.one(&Maintained { ..done })
    }
}
