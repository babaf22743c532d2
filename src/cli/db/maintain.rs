//! `db maintain`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::maintain::{Kept, Maintained, maintain};
use crate::render::Quiet;
use crate::settings::table;

/// Roll usage into hourly counters, remove rows after their retention, cut the write-ahead log
///
/// Run it daily. Others go on meanwhile: it works in many short transactions, and can be broken off at any time.
/// The file does not shrink; what is free in it is used before it grows. To shrink it, back it up and restore it.
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
        let mut store = ctx.open(Access::Maintain)?;
        let settings = ctx.settings_with(&mut store)?;
        let kept = Kept {
            usage: settings.span(&table::TOKENS_USAGE_RETENTION)?,
            webhooks: settings.span(&table::WEBHOOKS_RETENTION)?,
        };
        let world = ctx.world;
        let mut session = ctx.session(&mut store)?;
        let done = if ctx.out.has_progress() {
            maintain(&mut session, kept, Some(&mut |done, total| ctx.out.progress(world.elapsed(), done, total)))
        } else {
            maintain(&mut session, kept, None)
        };
        ctx.one(&done?)
    }
}
