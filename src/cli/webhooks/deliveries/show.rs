//! `webhooks deliveries show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::delivery::Delivery;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::deliveries::show;

/// Show one delivery
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks deliveries show invoice-1")]
pub struct Args {
    /// An id or a part of it
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Delivery;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let shown = show(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.reference)?;
        ctx.one(&shown)
    }
}
