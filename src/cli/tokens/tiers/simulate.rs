//! `tokens tiers simulate`.

use super::super::super::context::Context;
use super::super::super::page::ago;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::rates;
use crate::domain::plural::plural;
use crate::domain::replay::Replayed;
use crate::domain::time::{Edge, Millis};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tiers::{Simulation, simulate};
use crate::render::Quiet;

/// Replay recorded use against other limits of a tier: who would have been refused
///
/// The verifications of every token that is of the tier now, in every workspace, those with limits of their own left
/// out. Use is known to the millisecond and for as long as its rows are kept (tokens.usage_retention). Nothing changes.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens tiers simulate free --rate 30/1m --rate 500/1d --since 7d")]
pub struct Args {
    /// Its name
    name: String,
    /// A proposed limit, all of which hold; none lifts all (can be repeated)
    #[arg(long = "rate", value_name = "N/WINDOW", required = true)]
    rates: Vec<String>,
    /// From this on: a time, or a duration ago [default: all that is kept]
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Also the tokens of which no call would have been refused
    #[arg(long)]
    all: bool,
}

impl Verb for Args {
    type Shown = Replayed;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let rates = rates(&self.rates)?.unwrap_or_default();
        let since = ago("--since", self.since.as_deref(), Edge::Start, ctx.now())?;
        let mut store = ctx.open(Access::Read)?;
        let simulation = simulate(&mut ctx.session(&mut store)?, &self.name, &rates, since.unwrap_or(Millis(0)))?;
        let told = summary(&simulation, since);
        let mut shown = simulation.replayed;
        shown.retain(|it| self.all || it.replay.refused > 0);
        // That nobody is refused says the notice better than an empty table.
        if !shown.is_empty() || !ctx.out.is_table() {
            ctx.many(&shown)?;
        }
        ctx.out.notice(&told);
        Ok(Exit::Done)
    }
}

/// What was replayed, and what came of it.
fn summary(simulation: &Simulation, since: Option<Millis>) -> String {
    let Some(oldest) = simulation.oldest else { return "no use is kept, so there is nothing to replay".to_owned() };
    let sum = |of: fn(&Replayed) -> i64| simulation.replayed.iter().map(of).sum::<i64>();
    let from = since.unwrap_or(oldest).max(oldest);
    let why = if since.is_some_and(|since| since < oldest) { ", the oldest use that is kept" } else { "" };
    format!(
        "{} of {} since {from}{why}: these limits refuse {}, and {} were refused then",
        plural(sum(|it| it.replay.calls), "call"),
        plural(simulation.replayed.len() as i128, "token"),
        sum(|it| it.replay.refused),
        sum(|it| it.replay.refused_then),
    )
}
