//! `consent policies show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::consent::policy::Policy;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::show_policy;

/// Show one version of a policy, or its exact text
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent policies show privacy@1\n  gatepost consent policies show privacy@1 --text | sha256sum"
)]
pub struct Args {
    /// The policy: NAME@VERSION, or its id
    #[arg(value_name = "POLICY")]
    policy: String,
    /// In this language
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// Print the text and nothing else
    #[arg(long)]
    text: bool,
}

impl Verb for Args {
    type Shown = Policy;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        let (policy, text) = show_policy(&mut session, &ctx.workspace(), &self.policy, self.locale.as_deref())?;
        if self.text {
            ctx.out.text(&text)?;
            return Ok(Exit::Done);
        }
        ctx.one(&policy)
    }
}
