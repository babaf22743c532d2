//! `tokens tiers list`.

use super::super::super::context::Context;
use super::super::super::page::NamePageArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::tier::Tier;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::list;

/// List tiers, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers list")]
pub struct Args {
    #[command(flatten)]
    part: NamePageArgs,
}

impl Verb for Args {
    type Shown = Tier;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        let mut store = ctx.open(Access::Read)?;
        let tiers = list(&mut ctx.session(&mut store)?, &page)?;
        ctx.stream(self.part.page.table_rows(), |records| tiers.iter().try_for_each(|tier| records.push(tier)))?;
        Ok(Exit::Done)
    }
}
