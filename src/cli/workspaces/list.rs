//! `workspaces list`.

use super::super::context::Context;
use super::super::page::NamePageArgs;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::workspace::Workspace;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::workspaces::list;

/// List workspaces, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost workspaces list")]
pub struct Args {
    #[command(flatten)]
    part: NamePageArgs,
}

impl Verb for Args {
    type Shown = Workspace;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.stream(self.part.page.table_rows(), |records| {
            list(&mut session, &page, |workspace| records.push(&workspace).map(|()| true))
        })?;
        Ok(Exit::Done)
    }
}
