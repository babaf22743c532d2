//! `tokens usage`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::ago;
use super::super::refs::not_a_secret;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::time::{Edge, Millis};
use crate::domain::usage::{By, Usage};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::usage::{Wanted, follow, report};
use crate::render::{Quiet, sparkline};

/// Count verifications, of one token or of all
///
/// With --follow it shows them as they come, from now or --since on, until Ctrl-C or until nobody reads any
/// more. A line counts those of one token, outcome and resource since the look before, a quarter of a second
/// ago; its bucket is the moment of the last.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens usage ci --since 7d\n  gatepost tokens usage --by outcome -o csv\n  gatepost tokens usage --follow --since 1h -o jsonl | head -n 1"
)]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: Option<String>,
    /// What is counted by [default: day]
    #[arg(long, value_name = "WHAT", value_parser = Choice(|| By::ALL.iter().map(|it| it.as_str()).collect()))]
    by: Option<String>,
    /// From this on: a time, or a duration ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Up to this
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Show verifications as they come
    #[arg(long, conflicts_with_all = ["by", "until"])]
    follow: bool,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with_all = ["workspace", "reference"])]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Usage;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain, Exit::Interrupted];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if self.follow {
            ctx.can_follow()?;
        }
        let word = self.by.as_deref().unwrap_or("day");
        let by = By::parse(word).ok_or_else(|| unknown("--by", word, By::ALL.iter().map(|it| it.as_str())))?;
        let wanted = Wanted {
            workspace: (!self.all_workspaces).then(|| ctx.workspace()),
            reference: self.reference.as_deref().map(not_a_secret).transpose()?.map(str::to_owned),
            since: ago("--since", self.since.as_deref(), Edge::Start, ctx.now())?,
            until: ago("--until", self.until.as_deref(), Edge::End, ctx.now())?,
        };
        let mut store = ctx.open(Access::Read)?;
        if self.follow {
            let mut session = ctx.session(&mut store)?;
            return ctx.follow(|show| follow(&mut session, &wanted, show));
        }
        let lines = report(&mut ctx.session(&mut store)?, &wanted, by)?;
        ctx.many(&lines)?;
        if lines.len() > 1 && ctx.out.is_table() && ctx.out.is_terminal() {
            draw(ctx, &lines, by);
        }
        Ok(Exit::Done)
    }
}

/// How many bars are drawn at most, and how many blocks a sparkline has.
const BARS: usize = 14;
const BLOCKS: usize = 60;

/// Draws what the table says: a few buckets of time as bars, which have room for labels, more as a sparkline;
/// what is not of time as bars, the largest ones.
fn draw(ctx: &mut Context<'_>, lines: &[Usage], by: By) {
    if by.bucket() == 0 {
        let label =
            |line: &Usage| line.outcome.as_ref().or(line.resource.as_ref()).map_or("-", String::as_str).to_owned();
        let bars: Vec<_> = lines.iter().take(BARS).map(|line| (label(line), line.count)).collect();
        return ctx.out.bars(&bars);
    }
    let mut row = row(lines, by.bucket());
    if row.len() > BARS {
        row.truncate(BLOCKS);
        let counts: Vec<i64> = row.iter().rev().map(|(_, count)| *count).collect();
        return ctx.out.aside(&format!("{}\n", sparkline(&counts)));
    }
    let label = |at: Millis| if by == By::Day { at.day() } else { format!("{}Z", at.short()) };
    let bars: Vec<_> = row.into_iter().map(|(at, count)| (label(at), count)).collect();
    ctx.out.bars(&bars);
}

/// Every bucket from the newest to the oldest that has a line, as far as a sparkline reaches; nothing counts in
/// those without a line.
fn row(newest_first: &[Usage], bucket: i64) -> Vec<(Millis, i64)> {
    let mut row: Vec<(Millis, i64)> = Vec::new();
    for (at, count) in newest_first.iter().filter_map(|line| Some((line.bucket?, line.count))) {
        while row.len() <= BLOCKS && row.last().is_some_and(|(last, _)| last.0 - bucket > at.0) {
            row.extend(row.last().map(|(last, _)| (Millis(last.0 - bucket), 0)));
        }
        row.push((at, count));
    }
    row
}
