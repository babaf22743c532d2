//! `consent receipt`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::keyring;
use crate::domain::consent::receipt::Receipt;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::receipt;

/// Make a receipt: what was consented to, in which words, and where the audit trail has it
///
/// It is a disclosure, which the audit trail records.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent receipt $(gatepost consent list -q --limit 1)")]
pub struct Args {
    /// The consent: its id, or a part of it
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Receipt;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let receipt = receipt(&mut ctx.session(&mut store)?, keyring.as_ref(), &workspace, &self.reference)?;
        // What is written from here on is read: the entry is committed before.
        ctx.only_reads();
        ctx.one(&receipt)
    }
}
