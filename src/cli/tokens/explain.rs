//! `tokens explain`.

use super::super::context::Context;
use super::super::refs::not_a_secret;
use super::super::verbs::{Effect, Shape, Verb};
use super::asked::{AskArgs, presented, rules};
use crate::domain::verdict::Rule;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::verify::{Subject, explain};
use crate::render::Quiet;

/// Show what each rule of a verification would say, and count nothing
///
/// Without REF the token is read as `tokens verify` reads it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens explain ci --scope orders:read --ip 192.0.2.7")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: Option<String>,
    #[command(flatten)]
    asked: AskArgs,
}

impl Verb for Args {
    type Shown = Rule;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let ask = self.asked.ask(ctx)?;
        let rules = rules(&ctx.settings()?, false)?;
        let workspace = ctx.workspace();
        let secret = if self.reference.is_none() { Some(presented(ctx)?) } else { None };
        let subject = match (&self.reference, &secret) {
            (Some(reference), _) => Subject::Reference(&workspace, not_a_secret(reference)?),
            (None, Some(secret)) => Subject::Secret(secret.expose().as_bytes()),
            (None, None) => Subject::Secret(b""),
        };
        let mut store = ctx.open(Access::Read)?;
        let explained = explain(ctx.world, &mut store, &subject, &ask, &rules)?;
        ctx.many(&explained)
    }
}
