//! `tokens scopes show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::workspace::Scope;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::scopes::show;

/// Show one scope
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens scopes show orders:read")]
pub struct Args {
    /// The scope
    scope: String,
}

impl Verb for Args {
    type Shown = Scope;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let scope = show(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.scope)?;
        ctx.one(&scope)
    }
}
