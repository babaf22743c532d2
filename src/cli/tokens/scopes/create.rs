//! `tokens scopes create`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::workspace::Scope;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::scopes::create;

/// Add a scope to the catalogue
///
/// A scope is two to eight segments joined by colons, each of a-z 0-9 . _ -
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens scopes create orders:export --description 'All orders'")]
pub struct Args {
    /// The scope
    scope: String,
    /// What it allows
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// If it is there and equal, change nothing
    #[arg(long)]
    if_absent: bool,
}

impl Verb for Args {
    type Shown = Changed<Scope>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        let made = create(&mut session, &ctx.workspace(), &self.scope, self.description.as_deref(), self.if_absent)?;
        ctx.one(&made)
    }
}
