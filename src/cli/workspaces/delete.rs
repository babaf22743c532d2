//! `workspaces delete`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::plural::plural;
use crate::domain::record::Changed;
use crate::domain::workspace::Workspace;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::workspaces::{delete, weight};

/// Delete a workspace with everything in it; the audit trail keeps what was done there
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost workspaces delete old-customer --confirm old-customer")]
pub struct Args {
    /// Its name
    name: String,
    /// The name once more
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Verb for Args {
    type Shown = Changed<Workspace>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let tokens = weight(&mut ctx.session(&mut store)?, &self.name)?;
        ctx.out.notice(&format!("{} holds {}", self.name, plural(tokens, "token")));
        let what = format!("deleting {} with everything in it", self.name);
        ctx.confirm_by_value(self.confirm.as_deref(), &self.name, &what)?;
        let deleted = delete(&mut ctx.session(&mut store)?, &self.name)?;
        ctx.one(&deleted)
    }
}
