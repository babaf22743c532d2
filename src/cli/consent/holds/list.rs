//! `consent holds list`.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::globals::unknown;
use super::super::super::page::{PageArgs, sort};
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::{keyring, subject};
use crate::domain::consent::hold::{Filter, Hold};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::list_holds;

const SORTED: &[&str] = &["placed_at"];

fn states() -> Vec<&'static str> {
    Hold::STATES.into_iter().chain(["all"]).collect()
}

/// List holds, newest first
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent holds list\n  gatepost consent holds list --subject jane@example.com --status all"
)]
pub struct Args {
    /// Only on this person (can be repeated)
    #[arg(long = "subject", value_name = "SUBJECT")]
    subjects: Vec<String>,
    /// Only in this state [default: active]
    #[arg(long, value_name = "STATUS", value_parser = Choice(states))]
    status: Option<String>,
    #[command(flatten)]
    page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: placed_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| SORTED.to_vec()))]
    sort: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Hold;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let filter = Filter {
            workspace: (!self.all_workspaces).then(|| ctx.workspace()),
            active: match self.status.as_deref() {
                None | Some("active") => Some(true),
                Some("released") => Some(false),
                Some("all") => None,
                Some(word) => return Err(unknown("--status", word, states().into_iter())),
            },
            since: self.page.since(now)?,
            until: self.page.until(now)?,
            ascending: self.sort.as_deref().map(|text| sort(text, SORTED)).transpose()?.is_some_and(|(_, up)| up),
            after: self.page.after.clone(),
            limit: self.page.limit,
        };
        let subjects = self.subjects.iter().map(|word| Ok(subject(ctx, word)?.1)).collect::<Result<Vec<_>>>()?;
        let mut store = ctx.open(Access::Read)?;
        let keyring = keyring(ctx, &mut store)?;
        let mut session = ctx.session(&mut store)?;
        ctx.stream(self.page.table_rows(), |records| {
            list_holds(&mut session, keyring.as_ref(), &subjects, &filter, |hold| {
                records.push(&hold)?;
                Ok(true)
            })
        })?;
        Ok(Exit::Done)
    }
}
