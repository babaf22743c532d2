//! `audit list`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::page::{PageArgs, sort};
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::{Filter, Logged};
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::audit::list;

/// List what was changed, newest first
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost audit list --since 7d --action token.revoke\n  gatepost audit list -A -o jsonl"
)]
pub struct Args {
    /// Only what this actor did
    #[arg(long, value_name = "TEXT")]
    by: Option<String>,
    /// Only this action, such as token.revoke
    #[arg(long, value_name = "TEXT")]
    action: Option<String>,
    /// Only about this object: a token by any reference, anything else by its name
    #[arg(long, value_name = "REF")]
    object: Option<String>,
    #[command(flatten)]
    page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: seq:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| vec!["seq"]))]
    sort: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Logged;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let number = |text: &String| {
            text.parse()
                .map_err(|_| Error::invalid("--after", format!("--after takes the number of an entry, not {text:?}")))
        };
        let filter = Filter {
            workspace: (!self.all_workspaces).then(|| ctx.workspace()),
            by: self.by,
            action: self.action,
            object: self.object,
            since: self.page.since(now)?,
            until: self.page.until(now)?,
            after: self.page.after.as_ref().map(number).transpose()?,
            ascending: self.sort.as_deref().map(|text| sort(text, &["seq"])).transpose()?.is_some_and(|(_, up)| up),
        };
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        let mut left = self.page.limit.unwrap_or(u64::MAX);
        ctx.stream(self.page.table_rows(), |records| {
            list(&mut session, &filter, |entry| {
                if left == 0 {
                    return Ok(false);
                }
                left -= 1;
                records.push(&entry).map(|()| true)
            })
        })?;
        Ok(Exit::Done)
    }
}
