//! `tokens limits`.

use super::super::context::Context;
use super::super::refs::not_a_secret;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::limit::Window;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::limits::show;

/// Show what remains of a token's rate limits
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens limits ci\n  gatepost tokens limits ci --reset")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
    /// Forget what was used
    #[arg(long)]
    reset: bool,
}

impl Verb for Args {
    type Shown = Window;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let reference = not_a_secret(&self.reference)?;
        if !self.reset {
            ctx.only_reads();
        }
        let mut store = ctx.open(if self.reset { Access::Write } else { Access::Read })?;
        let windows = show(&mut ctx.session(&mut store)?, &ctx.workspace(), reference, self.reset)?;
        if windows.is_empty() {
            ctx.out.notice("this token has no limits");
        }
        ctx.many(&windows)
    }
}
