//! `webhooks types show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::endpoint::EventType;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::types::show;
use crate::render::Quiet;

/// Show one type of events
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks types show invoice.paid")]
pub struct Args {
    /// The type
    #[arg(value_name = "TYPE")]
    name: String,
}

impl Verb for Args {
    type Shown = EventType;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("name");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let shown = show(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.name)?;
        ctx.one(&shown)
    }
}
