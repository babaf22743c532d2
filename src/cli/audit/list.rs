//! `audit list`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::page::{PageArgs, sort};
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::audit::{Filter, Logged};
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::audit::{follow, list};
use crate::render::TABLE_ROWS;

/// List what was changed, newest first
///
/// With --follow it goes on, oldest first: the newest --limit of what is there (in a table 50, else all), then
/// each entry as it comes, until Ctrl-C or until nobody reads any more.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost audit list --since 7d --action token.revoke\n  gatepost audit list -A -o jsonl\n  gatepost audit list --follow --limit 10 -o jsonl | head -n 3"
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
    /// Go on with what comes, oldest first
    #[arg(long, conflicts_with_all = ["sort", "until"])]
    follow: bool,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Logged;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain, Exit::Interrupted];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if self.follow {
            ctx.can_follow()?;
        }
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
        if self.follow {
            let newest = self.page.limit.or(ctx.out.is_table().then_some(TABLE_ROWS as u64));
            return ctx.follow(|show| follow(&mut session, &filter, newest, show));
        }
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
