//! `tokens tiers show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::tier::Tier;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::show;

/// Show one tier
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers show pro")]
pub struct Args {
    /// Its name
    name: String,
}

impl Verb for Args {
    type Shown = Tier;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let tier = show(&mut ctx.session(&mut store)?, &self.name)?;
        ctx.one(&tier)
    }
}
