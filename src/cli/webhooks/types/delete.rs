//! `webhooks types delete`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::webhook::endpoint::EventType;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::types::delete;
use crate::render::Quiet;

/// Forget types of events; events of them stay
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks types delete invoice.paid --yes")]
pub struct Args {
    /// The types; - reads them from standard input
    #[arg(required = true, value_name = "TYPE")]
    names: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<EventType>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("name");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let names = ctx.references(&self.names)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let sure = || ctx.confirm(&format!("delete {}", names.join(", "))).map(drop);
        let deleted = delete(&mut session, &workspace, &names, sure)?;
        ctx.many(&deleted)
    }
}
