//! `workspaces show`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::workspace::Workspace;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::workspaces::show;

/// Show one workspace
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost workspaces show default")]
pub struct Args {
    /// Its name
    name: String,
}

impl Verb for Args {
    type Shown = Workspace;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let workspace = show(&mut ctx.session(&mut store)?, &self.name)?;
        ctx.one(&workspace)
    }
}
