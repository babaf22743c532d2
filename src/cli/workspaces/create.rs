//! `workspaces create`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::workspace::Workspace;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::workspaces::create;

/// Make a workspace
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost workspaces create acme")]
pub struct Args {
    /// Its name
    name: String,
    /// If it is there, change nothing
    #[arg(long)]
    if_absent: bool,
}

impl Verb for Args {
    type Shown = Changed<Workspace>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let made = create(&mut ctx.session(&mut store)?, &self.name, self.if_absent)?;
        ctx.one(&made)
    }
}
