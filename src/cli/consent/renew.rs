//! `consent renew`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::decision::DecisionArgs;
use crate::domain::consent::Kind;
use crate::domain::consent::grant::Grant;
use crate::domain::record::Changed;
use crate::error::{Exit, Result};

/// Record that a person has confirmed a consent, also one that has expired or is stale
///
/// The policy that was shown before stays, unless another is named. What was taken back cannot be renewed: it is given anew.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent renew jane@example.com --type marketing --policy privacy@2")]
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
        self.decision.decide(ctx, Kind::Renewed)
    }
}
