//! `tokens tiers create`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::rates;
use crate::domain::record::Changed;
use crate::domain::tier::Tier;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::create;

/// Make a tier
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers create partner --rate 300/1m --rate 20000/1d")]
pub struct Args {
    /// Its name
    name: String,
    /// A limit, all of which hold; none makes a tier without limits (can be repeated)
    #[arg(long = "rate", value_name = "N/WINDOW", required = true)]
    rates: Vec<String>,
    /// If one of this name is there and equal, change nothing
    #[arg(long)]
    if_absent: bool,
}

impl Verb for Args {
    type Shown = Changed<Tier>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let rates = rates(&self.rates)?.unwrap_or_default();
        let mut store = ctx.open(Access::Write)?;
        let made = create(&mut ctx.session(&mut store)?, &self.name, &rates, self.if_absent)?;
        ctx.one(&made)
    }
}
