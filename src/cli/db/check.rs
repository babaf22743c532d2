//! `db check`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::check::{Check, exit};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::integrity::check;
use crate::render::Quiet;
use crate::world::Stream;

/// Check the whole store: every page, index, key and audit entry, and what is kept in two places
///
/// Hourly counters are compared with the rows they were made of, as far as those are kept; the scopes of tokens with
/// the table that lists are made from; limiters are read. It reads everything, about ten seconds a gigabyte, while
/// others go on. `health` takes a short look instead.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db check")]
pub struct Args {}

impl Verb for Args {
    type Shown = Check;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        // Only a large store takes over a second.
        let long = store.bytes()? > 100 << 20;
        let told = long && ctx.world.is_terminal(Stream::Error);
        let named = ctx.named()?;
        let checked = check(&mut store, named.as_deref(), |part| {
            if told {
                ctx.out.notice(&format!("checking {part} …"));
            }
        })?;
        let exit = exit(&checked);
        match ctx.many(&checked) {
            Err(cause) if !ctx.out.closed() => Err(cause),
            _ => Ok(exit),
        }
    }
}
