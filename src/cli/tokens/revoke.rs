//! `tokens revoke`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::list::FilterArgs;
use super::words::say_impact;
use crate::domain::plural::plural;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Bulk, Ended, preview, revoke, revoke_by_filter};

/// End tokens for good; their records stay
///
/// Names references, or selects by the filters of `tokens list` in one transaction. A line of standard
/// input may be the token itself. --dry-run of a filter prints a plan id, and --plan-id does exactly that.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens revoke ci --reason leaked\n  gatepost tokens revoke --owner alice --yes\n  gatepost tokens revoke --unused-for 90d --dry-run"
)]
pub struct Args {
    /// Ids, names or parts of ids; - reads them, or tokens, from standard input
    #[arg(value_name = "REF")]
    references: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Do exactly what this dry run planned
    #[arg(long, value_name = "PLAN", conflicts_with = "references")]
    plan_id: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with_all = ["workspace", "references"])]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Ended;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match (self.references.is_empty(), self.filter.is_empty()) {
            (false, true) => self.by_reference(ctx),
            (true, false) => self.by_filter(ctx),
            (true, true) => Err(Error::new(Code::Usage, "nothing says which tokens to revoke")
                .hint("name them, or select them as in: gatepost tokens revoke --owner alice --dry-run")),
            (false, false) => Err(Error::new(Code::Usage, "references and filters exclude each other")
                .hint("see: gatepost tokens revoke --help")),
        }
    }
}

impl Args {
    fn by_reference(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        let mut store = ctx.open(Access::Write)?;
        let workspace = ctx.workspace();
        let reason = self.reason.as_deref();
        let ended = revoke(&mut ctx.session(&mut store)?, &workspace, &references, reason)?;
        say_impact(ctx, &ended);
        ctx.many(&ended)
    }

    fn by_filter(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let workspace = (!self.all_workspaces).then(|| ctx.workspace());
        let said = format!("{workspace:?} {:?} {:?}", self.filter, self.reason);
        let filter = self.filter.filter(workspace, ctx.now())?;
        let mut bulk = Bulk { filter, said, reason: self.reason, plan_id: self.plan_id };
        let mut store = ctx.open(Access::Write)?;
        if bulk.plan_id.is_none() {
            let seen = preview(&mut ctx.session(&mut store)?, &bulk)?;
            let tokens = plural(seen.tokens as u64, "token");
            ctx.out.notice(&format!("{tokens}, of which {} used in the last day", seen.used_last_day));
            if seen.tokens > 0 {
                ctx.confirm(&format!("revoke {tokens} for good"))?;
            }
            // What was confirmed is what is done.
            bulk.plan_id = Some(seen.plan_id);
        }
        let ended = revoke_by_filter(&mut ctx.session(&mut store)?, &bulk)?;
        if ctx.globals.dry_run
            && let Some(plan_id) = ended.first().and_then(|it| it.plan_id.as_deref())
        {
            ctx.out.notice(&format!("do exactly this with the same command and --plan-id {plan_id}"));
        }
        ctx.many(&ended)
    }
}
