//! `tokens disable`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::say_impact;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Ended, Switch, switch};

/// Switch tokens off; enable switches them on again
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens disable ci")]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
}

impl Verb for Args {
    type Shown = Ended;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let mut store = ctx.open(Access::Write)?;
        let switched = switch(&mut ctx.session(&mut store)?, &ctx.workspace(), &references, Switch::Disable)?;
        say_impact(ctx, &switched);
        ctx.many(&switched)
    }
}
