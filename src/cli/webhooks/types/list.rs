//! `webhooks types list`.

use super::super::super::context::Context;
use super::super::super::page::NamePageArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::endpoint::EventType;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::types::list;
use crate::render::Quiet;

/// List types of events, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks types list")]
pub struct Args {
    #[command(flatten)]
    part: NamePageArgs,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = EventType;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("name");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let mut store = ctx.open(Access::Read)?;
        let types = list(&mut ctx.session(&mut store)?, workspace.as_deref(), &page)?;
        ctx.stream(self.part.page.table_rows(), |records| types.iter().try_for_each(|it| records.push(it)))?;
        Ok(Exit::Done)
    }
}
