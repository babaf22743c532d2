//! `consent refuse`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::decision::DecisionArgs;
use crate::domain::consent::Kind;
use crate::domain::consent::grant::Grant;
use crate::domain::record::Changed;
use crate::error::{Exit, Result};

/// Record that a person was asked and has refused
///
/// What was given before is over by it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent refuse user-8 --type analytics --method banner")]
pub struct Args {
    #[command(flatten)]
    decision: DecisionArgs,
}

impl Verb for Args {
    type Shown = Changed<Grant>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        self.decision.decide(ctx, Kind::Refused)
    }
}
