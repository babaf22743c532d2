//! `db downgrade`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::{Moved, downgrade};

/// Bring the store down to an older schema, after a backup beside it
///
/// What the older schema has no place for is lost, but for the backup. The store is marked, so that no
/// command brings it up again unasked.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db downgrade --to 1 --yes")]
pub struct Args {
    /// The schema to go down to
    #[arg(long, value_name = "N")]
    to: i64,
}

impl Verb for Args {
    type Shown = Moved;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        ctx.confirm(&format!("bring the store down to schema {}", self.to))?;
        let moved = downgrade(&place, self.to, ctx.world, &ctx.actor()?)?;
        ctx.one(&moved)
    }
}
