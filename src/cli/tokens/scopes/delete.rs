//! `tokens scopes delete`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::workspace::Scope;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::scopes::delete;

/// Take scopes out of the catalogue that no token carries
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens scopes delete invoices:read --yes")]
pub struct Args {
    /// The scopes; - reads them from standard input
    #[arg(required = true, value_name = "SCOPE")]
    scopes: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Scope>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let scopes = ctx.references(&self.scopes)?;
        let mut store = ctx.open(Access::Write)?;
        let (mut session, workspace) = (ctx.session(&mut store)?, ctx.workspace());
        let sure = || ctx.confirm(&format!("delete {}", scopes.join(", "))).map(drop);
        let deleted = delete(&mut session, &workspace, &scopes, sure)?;
        ctx.many(&deleted)
    }
}
