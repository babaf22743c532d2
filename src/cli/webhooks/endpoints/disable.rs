//! `webhooks endpoints disable`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::say_impact;
use crate::domain::token::check_reason;
use crate::domain::webhook::endpoint::Switched;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::disable;

/// Switch endpoints off; what would go to them is parked
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints disable orders")]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Verb for Args {
    type Shown = Switched;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        check_reason(self.reason.as_deref())?;
        let references = ctx.references(&self.references)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let switched = disable(&mut session, &workspace, &references, self.reason.as_deref())?;
        say_impact(ctx, &switched);
        ctx.many(&switched)
    }
}
