//! `webhooks endpoints show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::endpoint::Endpoint;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::show;

/// Show one endpoint
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints show orders")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Endpoint;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let endpoint = show(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.reference)?;
        ctx.one(&endpoint)
    }
}
