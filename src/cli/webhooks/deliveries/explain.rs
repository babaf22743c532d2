//! `webhooks deliveries explain`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::explain::{Step, explain};
use crate::render::Quiet;

/// Say why a delivery was made, what became of each attempt, and why the next is when it is
///
/// Of an event it says who receives it, and of each other endpoint which filter selected nothing, or that it receives
/// other types.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks deliveries explain invoice-1")]
pub struct Args {
    /// A delivery or an event: an id, a part of it, or the --id of the event
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Step;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let steps = explain(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.reference)?;
        ctx.many(&steps)
    }
}
