//! `audit checkpoint`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::Checkpoint;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::audit::checkpoint;
use crate::render::Quiet;

/// Print what the trail is now, to be kept where the store's administrators cannot change it
///
/// The three lines are a C2SP tlog-checkpoint body: origin, number of entries, Merkle tree root in base64.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost audit checkpoint > friday.checkpoint")]
pub struct Args {}

impl Verb for Args {
    type Shown = Checkpoint;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let checkpoint = checkpoint(&mut store)?;
        if ctx.out.is_table() || ctx.globals.quiet {
            ctx.out.bytes(checkpoint.to_string().as_bytes())?;
            return Ok(Exit::Done);
        }
        ctx.one(&checkpoint)
    }
}
