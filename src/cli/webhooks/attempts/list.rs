//! `webhooks attempts list`.

use super::super::super::context::Context;
use super::super::super::page::IdPageArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::delivery::Attempt;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::events::attempts;

/// List attempts, newest first
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks attempts list --endpoint orders --since 1h")]
pub struct Args {
    /// Only of this delivery
    #[arg(long, value_name = "REF")]
    delivery: Option<String>,
    /// Only to this endpoint
    #[arg(long, value_name = "REF")]
    endpoint: Option<String>,
    #[command(flatten)]
    part: IdPageArgs,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Attempt;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        let (delivery, endpoint) = (self.delivery.as_deref(), self.endpoint.as_deref());
        ctx.list(self.part.page.table_rows(), |sink| {
            attempts(&mut session, workspace.as_deref(), delivery, endpoint, &page, sink)
        })
    }
}
