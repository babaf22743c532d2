//! `webhooks deliveries list`.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::globals::unknown;
use super::super::super::page::IdPageArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::delivery::{Delivery, Status};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::deliveries::{Wanted, list};

/// List deliveries, newest first
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks deliveries list --status failed --since 1d\n  gatepost webhooks deliveries list --endpoint orders --event 'order.*'"
)]
pub struct Args {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    part: IdPageArgs,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

/// Which deliveries.
#[derive(clap::Args, Clone, Debug)]
pub struct WhichArgs {
    /// Only to this endpoint
    #[arg(long, value_name = "REF")]
    pub endpoint: Option<String>,
    /// Only of this event, or of types like this
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// Only in this state
    #[arg(long, value_name = "STATUS", value_parser = Choice(statuses))]
    pub status: Option<String>,
}

fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|it| it.as_str()).collect()
}

impl WhichArgs {
    /// What is asked for, within one workspace or all.
    pub fn wanted(&self, workspace: Option<String>) -> Result<Wanted> {
        let status = self.status.as_deref().map(|word| {
            Status::parse(word).ok_or_else(|| unknown("--status", word, Status::ALL.iter().map(|it| it.as_str())))
        });
        Ok(Wanted {
            workspace,
            endpoint: self.endpoint.clone(),
            event: self.event.clone(),
            status: status.transpose()?,
        })
    }
}

impl Verb for Args {
    type Shown = Delivery;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        let wanted = self.which.wanted((!self.all_workspaces).then(|| ctx.workspace()))?;
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.list(self.part.page.table_rows(), |sink| list(&mut session, &wanted, &page, sink))
    }
}
