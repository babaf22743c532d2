//! `tokens show`.

use super::super::context::Context;
use super::super::refs::not_a_secret;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::token::Token;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::show;

/// Show one token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens show ci\n  gatepost tokens show ci --field expires_at")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Token;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let reference = not_a_secret(&self.reference)?;
        let mut store = ctx.open(Access::Read)?;
        let token = show(&mut ctx.session(&mut store)?, &ctx.workspace(), reference)?;
        ctx.one(&token)
    }
}
