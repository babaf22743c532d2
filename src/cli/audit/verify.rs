//! `audit verify`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::Checkpoint;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::audit::{Verified, note_verified, verify};
use crate::render::Quiet;

/// Check that no entry of the trail was changed, removed or moved
///
/// That the newest entries were not cut off can be proven only against an earlier checkpoint. When the trail was last
/// found to hold is noted in the store; `consent status` and `health` show it.
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
        let verified = verify(&mut ctx.open(Access::Read)?, earlier.as_ref())?;
        if !verified.ok {
            return ctx.verdict(&verified, Exit::Integrity);
        }
        let now = ctx.now();
        match ctx.open(Access::Write).and_then(|mut store| note_verified(&mut store, now)) {
            // Whoever may only read the store can verify it as well.
            Err(cause) if matches!(cause.code, Code::StoreReadOnly | Code::StoreMoved) => {}
            // The verdict stands, whoever is writing meanwhile.
            Err(cause) if cause.code == Code::StoreBusy => ctx.out.notice(&cause.message),
            noted => noted?,
        }
        ctx.verdict(&verified, Exit::Done)
    }
}
