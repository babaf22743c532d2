//! `webhooks deliveries retry`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::webhook::delivery::Delivery;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::deliveries::retry;

/// Try deliveries anew, now and with all their attempts; a worker does it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks deliveries retry invoice-1")]
pub struct Args {
    /// Ids or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Delivery>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let changed = retry(&mut ctx.session(&mut store)?, &workspace, &references)?;
        ctx.many(&changed)
    }
}
