//! `tokens tiers delete`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::tier::Tier;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::delete;

/// Delete tiers that no token is of
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers delete enterprise --yes")]
pub struct Args {
    /// Their names; - reads them from standard input
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Tier>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let names = ctx.references(&self.names)?;
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let deleted = delete(&mut session, &names, || ctx.confirm(&format!("delete {}", names.join(", "))).map(drop))?;
        ctx.many(&deleted)
    }
}
