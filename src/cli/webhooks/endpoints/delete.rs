//! `webhooks endpoints delete`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::say_impact;
use crate::domain::webhook::endpoint::Switched;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::delete;

/// Take endpoints away; what waits for them is called off
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints delete orders --yes")]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
}

impl Verb for Args {
    type Shown = Switched;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let deleted = delete(&mut session, &workspace, &references, |found| {
            let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
            ctx.confirm(&format!("delete {}", names.join(", "))).map(drop)
        })?;
        say_impact(ctx, &deleted);
        ctx.many(&deleted)
    }
}
