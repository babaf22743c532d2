//! `webhooks endpoints enable`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::say_impact;
use crate::domain::webhook::endpoint::Switched;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::enable;

/// Switch endpoints on; what was parked for them goes, at their rate
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints enable orders")]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
}

impl Verb for Args {
    type Shown = Switched;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let switched = enable(&mut session, &workspace, &references)?;
        say_impact(ctx, &switched);
        ctx.many(&switched)
    }
}
