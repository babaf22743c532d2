//! `consent grant`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::decision::DecisionArgs;
use crate::domain::consent::Kind;
use crate::domain::consent::grant::Grant;
use crate::domain::record::Changed;
use crate::error::{Exit, Result};

/// Record that a person has given consent
///
/// It replaces what was on record of this person, type and purpose; the decisions before it stay in its history.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent grant jane@example.com --type marketing --method phone\n  gatepost consent grant user-7 --type marketing --policy privacy@1\n  gatepost consent grant - --type analytics < subject.txt"
)]
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
        self.decision.decide(ctx, Kind::Given)
    }
}
