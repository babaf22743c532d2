//! `tokens tiers update`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::rates;
use crate::domain::record::Changed;
use crate::domain::tier::Tier;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::update;

/// Replace the limits of a tier, for every token that has none of its own
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers update pro --rate 1200/1m")]
pub struct Args {
    /// Its name
    name: String,
    /// A limit, all of which hold; none lifts all (can be repeated)
    #[arg(long = "rate", value_name = "N/WINDOW", required = true)]
    rates: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Tier>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let rates = rates(&self.rates)?.unwrap_or_default();
        let mut store = ctx.open(Access::Write)?;
        let updated = update(&mut ctx.session(&mut store)?, &self.name, &rates)?;
        ctx.one(&updated)
    }
}
