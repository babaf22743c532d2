//! `db move`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::refuse_password;
use crate::ops::moves::{Move, Moved, give_up};
use crate::render::Quiet;

/// Move the store to a PostgreSQL server, or back to a file: every row, compared afterwards
///
/// The store is only read from the start on, also by those who have it open; whoever would change it is told the new
/// place. Broken off at any moment, the same command goes on where it was. The new place is no store before all of
/// it is there, equal to the old one, with a trail that holds. The old one stays as it is, and is only read.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost db move --to moved.db --dry-run\n  gatepost db move --to moved.db --yes\n  gatepost db move --abort --yes"
)]
pub struct Args {
    /// The new place: a file that is not there yet, or the URL of an empty database
    #[arg(long, value_name = "PATH|URL", required_unless_present = "abort")]
    to: Option<PathBuf>,
    /// Give a move up, so that the store can be changed where it is
    #[arg(long)]
    abort: bool,
}

impl Verb for Args {
    type Shown = Moved;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("to");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let from = ctx.place()?;
        let actor = ctx.actor()?;
        let to = self.to.as_deref().map(|to| {
            refuse_password(to)?;
            ctx.place_of(to).map_err(|cause| cause.field("--to"))
        });
        let to = to.transpose()?;
        let (world, rehearsal) = (ctx.world, ctx.globals.dry_run);
        if self.abort {
            let mut given_up = give_up(&from, to.as_ref(), world, &actor, rehearsal)?;
            if let Some(what) = given_up.risk() {
                ctx.confirm(&what)?;
            }
            let moved = given_up.run()?;
            if let Some(left) = given_up.left() {
                ctx.out.notice(&left);
            }
            return ctx.one(&moved);
        }
        let Some(to) = to else { return Ok(Exit::Usage) };
        let planned = Move::plan(&from, &to, world, &actor, rehearsal)?;
        if let Some(what) = planned.question() {
            ctx.confirm(&what)?;
        }
        let moved = planned.run(&mut |done, total| ctx.out.progress(world.elapsed(), done, total))?;
        ctx.one(&moved)
    }
}
