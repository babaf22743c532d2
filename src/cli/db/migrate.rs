//! `db migrate`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::{Moved, migrate};

/// Bring the store up to this program's schema, after a backup beside it
///
/// Every command does this by itself, but for a store that was brought down on purpose.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db migrate")]
pub struct Args {}

impl Verb for Args {
    type Shown = Moved;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        let moved = migrate(&place, ctx.world, &ctx.actor()?)?;
        ctx.one(&moved)
    }
}
