//! `audit checkpoint`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::Checkpoint;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::audit::{checkpoint, signed_checkpoint};
use crate::render::Quiet;

/// Print what the trail is now, to be kept where the store's administrators cannot change it
///
/// The three lines are a C2SP tlog-checkpoint body: origin, number of entries, Merkle tree root in base64.
/// With --sign follow an empty line and the line of a C2SP signed note, by a key of the store that is made when it is
/// first needed and kept sealed; `keys status` shows its public half.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost audit checkpoint > friday.checkpoint\n  gatepost audit checkpoint --sign"
)]
pub struct Args {
    /// Sign it with the key of the trail
    #[arg(long)]
    sign: bool,
}

impl Verb for Args {
    type Shown = Checkpoint;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let checkpoint = if self.sign {
            let mut store = ctx.open(Access::Write)?;
            let keyring = ctx.keyring(&mut store)?;
            signed_checkpoint(&mut ctx.session(&mut store)?, &keyring)?
        } else {
            ctx.only_reads();
            checkpoint(&mut ctx.open(Access::Read)?)?
        };
        if ctx.out.is_table() || ctx.globals.quiet {
            ctx.out.bytes(checkpoint.to_string().as_bytes())?;
            return Ok(Exit::Done);
        }
        ctx.one(&checkpoint)
    }
}
