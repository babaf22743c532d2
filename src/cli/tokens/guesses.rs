//! `tokens guesses`.

use super::super::context::Context;
use super::super::page::ago;
use super::super::verbs::{Effect, Shape, Verb};
use super::asked::address;
use crate::domain::guess::{Guesses, source};
use crate::domain::time::{DAY, Edge, Millis};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::guesses::report;
use crate::render::Quiet;

/// Count attempts with what is no token, or none that holds any more
///
/// By source address (verify's --ip), displayed prefix and outcome, the most frequent first. They are not part of
/// the usage of any token, and they are of the whole store, since an unknown token has no workspace. What is
/// malformed opens no store and is not counted. An IPv6 host counts as its network of 64 bits. An hour has 100
/// counters with prefixes of their own for one source, and 10,000 in all; what is beyond is counted together.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens guesses\n  gatepost tokens guesses --since 7d --ip 192.0.2.7")]
pub struct Args {
    /// From the hour of this on: a time, or a duration ago [default: 1d]
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only those from this address
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    limit: Option<u64>,
}

impl Verb for Args {
    type Shown = Guesses;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let since = ago("--since", self.since.as_deref(), Edge::Start, ctx.now())?;
        let source = self.ip.as_deref().map(address).transpose()?.map(source);
        let mut store = ctx.open(Access::Read)?;
        let since = since.unwrap_or(Millis(ctx.now().0 - DAY));
        let lines = report(&mut ctx.session(&mut store)?, since, source.as_deref())?;
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        ctx.stream(limit, |list| lines.iter().take(limit.unwrap_or(usize::MAX)).try_for_each(|line| list.push(line)))?;
        Ok(Exit::Done)
    }
}
