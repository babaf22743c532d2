//! `workspaces list`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::workspace::Workspace;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::workspaces::list;

/// List workspaces, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost workspaces list")]
pub struct Args {
    /// Only those after this name
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Verb for Args {
    type Shown = Workspace;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        let mut left = self.limit.unwrap_or(usize::MAX);
        ctx.stream(self.limit, |records| {
            list(&mut session, self.after.as_deref(), |workspace| {
                if left == 0 {
                    return Ok(false);
                }
                left -= 1;
                records.push(&workspace).map(|()| true)
            })
        })?;
        Ok(Exit::Done)
    }
}
