//! `consent policies list`.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::page::{PageArgs, sort};
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::consent::policy::Policy;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{PolicyPage, list_policies};

/// The field that policies are sorted by.
const SORTED: &[&str] = &["published_at"];

/// List the versions of policies, newest first
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent policies list --name privacy")]
pub struct Args {
    /// Only of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: published_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| SORTED.to_vec()))]
    sort: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Policy;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let ascending = self.sort.as_deref().map_or(Ok(false), |text| sort(text, SORTED).map(|(_, it)| it))?;
        let page = PolicyPage {
            name: self.name,
            since: self.page.since(now)?,
            until: self.page.until(now)?,
            ascending,
            after: self.page.after.clone(),
            limit: self.page.limit,
        };
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.stream(self.page.table_rows(), |records| {
            list_policies(&mut session, workspace.as_deref(), &page, |policy| records.push(&policy).map(|()| true))
        })?;
        Ok(Exit::Done)
    }
}
