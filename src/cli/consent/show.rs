//! `consent show`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::keyring;
use crate::domain::consent::grant::Grant;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::show;

/// Show one consent
///
/// Address and user agent are masked unless --reveal is given, which the audit trail records.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent show $(gatepost consent list -q --limit 1)")]
pub struct Args {
    /// The consent: its id, or a part of it
    #[arg(value_name = "REF")]
    reference: String,
    /// Show address and user agent
    #[arg(long)]
    reveal: bool,
}

impl Verb for Args {
    type Shown = Grant;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(if self.reveal { Access::Write } else { Access::Read })?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let grant = show(&mut ctx.session(&mut store)?, keyring.as_ref(), &workspace, &self.reference, self.reveal)?;
        ctx.one(&grant)
    }
}
