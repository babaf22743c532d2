//! `tokens scopes list`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::workspace::Scope;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::scopes::list;

/// List the catalogue, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens scopes list")]
pub struct Args {
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Scope;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.stream(None, |records| {
            list(&mut session, workspace.as_deref(), |scope| records.push(&scope).map(|()| true))
        })?;
        Ok(Exit::Done)
    }
}
