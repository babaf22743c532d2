//! `consent purposes list`.

use super::super::super::context::Context;
use super::super::super::page::NamePageArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::consent::purpose::Purpose;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::list_purposes;

/// List purposes, by name
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent purposes list")]
pub struct Args {
    #[command(flatten)]
    part: NamePageArgs,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Purpose;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let page = self.part.page(ctx.now())?;
        if self.all_workspaces && page.after.is_some() {
            return Err(Error::invalid("--after", "--after takes a purpose, which is of one workspace; leave out -A"));
        }
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.stream(self.part.page.table_rows(), |records| {
            list_purposes(&mut session, workspace.as_deref(), &page, |purpose| records.push(&purpose).map(|()| true))
        })?;
        Ok(Exit::Done)
    }
}
