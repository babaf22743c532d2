//! `consent holds release`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::keyring;
use crate::domain::consent::hold::Hold;
use crate::domain::record::Changed;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::release_holds;

/// Release holds; the records of the person may go once none is left
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent holds release - < holds.txt")]
pub struct Args {
    /// Ids of holds or parts of them; - reads them from standard input
    #[arg(value_name = "REF", required = true)]
    references: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Hold>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let released = release_holds(&mut ctx.session(&mut store)?, keyring.as_ref(), &workspace, &references)?;
        ctx.many(&released)
    }
}
