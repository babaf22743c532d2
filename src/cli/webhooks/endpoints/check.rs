//! `webhooks endpoints check`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::{outbound, rules};
use crate::domain::check::{Check, exit};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::check;
use crate::render::Quiet;

/// Look at an endpoint: its addresses and what the guard says of them, TLS, latency, redirects, clock
///
/// Nothing is delivered: the URL is asked by HEAD, of which any answer will do. Exit 11 where it could not be reached.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints check orders")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
}

impl Verb for Args {
    type Shown = Check;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Findings, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let settings = ctx.settings_with(&mut store)?;
        let (outbound, rules) = (outbound(&settings)?, rules(&settings, None)?);
        let named = ctx.named()?;
        let mut session = ctx.session(&mut store)?;
        let checks = check(&mut session, &ctx.workspace(), &self.reference, outbound, &rules, named.as_deref())?;
        ctx.many(&checks)?;
        Ok(exit(&checks))
    }
}
