//! `audit verify`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::Checkpoint;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::audit::{Verified, verify};
use crate::render::Quiet;

/// Check that no entry of the trail was changed, removed or moved
///
/// That the newest entries were not cut off can be proven only against an earlier checkpoint.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost audit verify\n  gatepost audit verify --checkpoint friday.checkpoint")]
pub struct Args {
    /// What `audit checkpoint` printed earlier
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Verb for Args {
    type Shown = Verified;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path)
                .map_err(|cause| Error::io(format!("cannot read {}", path.display()), &cause))?;
            Checkpoint::parse(&text).map_err(|cause| cause.field("--checkpoint"))
        };
        let earlier = self.checkpoint.as_ref().map(read).transpose()?;
        let mut store = ctx.open(Access::Read)?;
        let verified = verify(&mut store, earlier.as_ref())?;
        let exit = if verified.ok { Exit::Done } else { Exit::Integrity };
        ctx.verdict(&verified, exit)
    }
}
