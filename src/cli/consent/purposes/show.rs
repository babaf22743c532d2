//! `consent purposes show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::consent::purpose::Purpose;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::show_purpose;

/// Show one purpose
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent purposes show newsletter")]
pub struct Args {
    /// The purpose: its name or id
    #[arg(value_name = "REF")]
    purpose: String,
}

impl Verb for Args {
    type Shown = Purpose;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let purpose = show_purpose(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.purpose)?;
        ctx.one(&purpose)
    }
}
