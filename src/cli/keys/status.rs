//! `keys status`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::keys::status::{Status, status};
use crate::render::Quiet;

/// Show where the sealing key is, and what it opens
///
/// What must be read back is sealed under data keys, which lie in the store, wrapped by the sealing key, which does not.
/// Nothing is opened by this command.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost keys status")]
pub struct Args {}

impl Verb for Args {
    type Shown = Status;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let found = status(&mut store, &ctx.key_source()?)?;
        if !found.wanted.is_empty() {
            ctx.out.notice(
                "keep a copy of the sealing key elsewhere than the backups of the store: without it, what is sealed is lost",
            );
        }
        let exit = found.exit();
        ctx.verdict(&found, exit)
    }
}
