//! `webhooks replay`.

use super::super::context::Context;
use super::super::page::ago;
use super::super::verbs::{Effect, Shape, Verb};
use super::deliveries::list::WhichArgs;
use crate::domain::plural::plural;
use crate::domain::time::Edge;
use crate::domain::webhook::delivery::Status;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::replay::{Replay, Replayed, preview, replay};

/// Send events once more
///
/// Deliveries that failed, or those in another state that --status names, go to their endpoints again; one that was
/// delivered goes as a new delivery of the same event. --reroute sends events to the endpoints that receive them today
/// and have never had them. --dry-run prints a plan id, and --plan-id does exactly that. A worker delivers.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks replay --endpoint orders --since 2h --yes\n  gatepost webhooks replay --reroute --event 'order.*' --dry-run"
)]
pub struct Args {
    #[command(flatten)]
    which: WhichArgs,
    /// Only what was made at or after this: a time, or a duration ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only what was made at or before this
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// To the endpoints that receive the events today and have never had them
    #[arg(long, conflicts_with = "status")]
    reroute: bool,
    /// Do exactly what this dry run planned
    #[arg(long, value_name = "PLAN")]
    plan_id: Option<String>,
}

impl Verb for Args {
    type Shown = Replayed;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let filters = [&self.which.endpoint, &self.which.event, &self.which.status, &self.since, &self.until];
        if filters.iter().all(|it| it.is_none()) {
            return Err(Error::new(Code::Usage, "nothing says what to send once more")
                .hint("select it as in: gatepost webhooks replay --endpoint orders --since 2h --dry-run"));
        }
        let now = ctx.now();
        let workspace = ctx.workspace();
        let said = format!("{workspace:?} {:?} {:?} {:?} {}", self.which, self.since, self.until, self.reroute);
        let mut wanted = self.which.wanted(Some(workspace))?;
        if !self.reroute {
            wanted.status = wanted.status.or(Some(Status::Failed));
        }
        let mut asked = Replay {
            wanted,
            since: ago("--since", self.since.as_deref(), Edge::Start, now)?,
            until: ago("--until", self.until.as_deref(), Edge::End, now)?,
            reroute: self.reroute,
            said,
            plan_id: self.plan_id,
        };
        let mut store = ctx.open(Access::Write)?;
        if asked.plan_id.is_none() {
            let seen = preview(&mut ctx.session(&mut store)?, &asked)?;
            let count = plural(seen.count as u64, "delivery");
            ctx.out.notice(&format!("{count} to be sent once more"));
            if seen.waiting > 0 {
                let waiting = plural(seen.waiting as u64, "delivery");
                ctx.out.notice(&format!(
                    "{waiting} left alone: what waits is tried when it is due, what is parked once its endpoint is enabled"
                ));
            }
            if seen.gone > 0 {
                let gone = plural(seen.gone as u64, "delivery");
                ctx.out.notice(&format!("{gone} left out, whose payload was removed or whose endpoint was deleted"));
            }
            if seen.count > 0 && ctx.confirm(&format!("send {count} once more"))? {
                asked.plan_id = Some(seen.plan_id.clone());
            }
            if ctx.globals.dry_run {
                ctx.out.notice(&format!("do exactly this with the same command and --plan-id {}", seen.plan_id));
            }
        }
        let replayed = replay(&mut ctx.session(&mut store)?, &asked)?;
        ctx.many(&replayed)
    }
}
