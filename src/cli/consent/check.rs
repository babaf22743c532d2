//! `consent check`: one subject, or one a line.

use super::super::context::Context;
use super::super::page::ago;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{WhatArgs, consent_type, keyring, subject};
use crate::domain::consent::reference::Subject;
use crate::domain::consent::verdict::Verdict;
use crate::domain::time::Edge;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Asked, check};
use crate::render::Quiet;

/// Say whether a consent holds, or held
///
/// Exit 0 allows, 4 denies. With --at it answers for another moment, with --known-at as it was known then.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent check jane@example.com --type marketing\n  gatepost consent check user-7 --type marketing --purpose newsletter"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    #[command(flatten)]
    what: WhatArgs,
    /// At this moment: a time, or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// By what had been written down at this moment [default: now]
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
}

impl Verb for Args {
    type Shown = Verdict;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Denied, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let asked = Asked {
            subject: subject(ctx, &self.subject)?,
            consent_type: consent_type(&self.what.consent_type)?,
            purpose: self.what.purpose.unwrap_or(self.what.consent_type),
            at: ago("--at", self.at.as_deref(), Edge::Start, now)?,
            known_at: ago("--known-at", self.known_at.as_deref(), Edge::Start, now)?,
        };
        let mut store = ctx.open(Access::Read)?;
        let keyring = match asked.subject.1 {
            Subject::Reference(_) => keyring(ctx, &mut store)?,
            Subject::Id(_) => None,
        };
        let verdicts = check(&mut store, keyring.as_ref(), &ctx.workspace(), &[asked], now)?;
        let verdict = verdicts.first().ok_or_else(|| Error::new(crate::error::Code::Internal, "no answer"))?;
        ctx.verdict(verdict, verdict.exit())
    }
}
