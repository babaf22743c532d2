//! `keys rotate`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::keys::is_used;
use crate::ops::keys::rotate::{Rotated, rotate};
use crate::render::Quiet;

/// Seal everything again under a new data key
///
/// The keys before it go when nothing is left under them. It works in short transactions while others go on; ended at any
/// point, the same command goes on from there. Backups that were made before still hold what is sealed under the key
/// before.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost keys rotate --yes")]
pub struct Args {}

impl Verb for Args {
    type Shown = Rotated;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        ctx.confirm("seal everything again under a new data key")?;
        let mut store = ctx.open(Access::Write)?;
        if !is_used(&mut store)? {
            ctx.out.notice("nothing is sealed yet");
            return ctx.one(&Rotated::default());
        }
        let keyring = ctx.keyring(&mut store)?;
        let mut session = ctx.session(&mut store)?;
        let world = ctx.world;
        let rotated =
            rotate(&mut session, &keyring, &mut |done, total| ctx.out.progress(world.elapsed(), done, total))?;
        let exit = if rotated.damaged > 0 { Exit::Integrity } else { Exit::Done };
        if rotated.damaged > 0 {
            ctx.out.notice(
                "some values do not open and stay under the key that they have; name them with: gatepost keys check",
            );
        }
        ctx.verdict(&rotated, exit)
    }
}
