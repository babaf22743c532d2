//! `tokens stale`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::{PageArgs, ago};
use super::super::verbs::{Effect, Shape, Verb};
use super::list::{SORTED, order};
use crate::domain::span::Span;
use crate::domain::stale::{Reason, Stale};
use crate::domain::time::{Edge, Millis};
use crate::domain::token::{Filter, Page, Status};
use crate::error::{Exit, Result};
use crate::ops::tokens::{Standard, Wanted, stale};
use crate::ops::{Access, MOST_COUNTED};
use crate::settings::{Settings, table};

/// List live tokens that deserve trimming, with the command that trims each
///
/// never_used and unused: no verification accepted it for so long; what verify --no-count answers leaves no trace.
/// no_expiry: it never expires. broad: it carries scopes that no verification needed in that time. That is said only
/// where needs were recorded and the token carried the same scopes all the while; a program that reads the scopes in
/// verify's answer is not seen. A token has a line for each reason; --limit counts tokens, so that --after goes on with
/// the next one.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens stale --for 90d --all-workspaces\n  gatepost tokens stale --reason broad --field command"
)]
pub struct Args {
    /// How far back use is looked for: a duration, or a time [default: 30d]
    #[arg(long = "for", value_name = "TIME")]
    period: Option<String>,
    /// Only for this reason (can be repeated)
    #[arg(long = "reason", value_name = "REASON", value_parser = Choice(reasons))]
    reasons: Vec<String>,
    /// Only this owner's
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    #[command(flatten)]
    page: PageArgs,
    /// By this field of the token, from small to large; FIELD:desc turns it round [default: created_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| SORTED.to_vec()))]
    sort: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

/// The words of `--reason`.
fn reasons() -> Vec<&'static str> {
    Reason::ALL.iter().map(|it| it.as_str()).collect()
}

/// The period, and the end of a token that has none, where nothing says another.
const PERIOD: &str = "30d";
const EXPIRES: &str = "90d";

/// The end that a token without one is to have: what a new one would get.
fn expires(settings: &Settings) -> Result<Span> {
    let usual = settings.span_or_never(&table::TOKENS_DEFAULT_EXPIRY)?.map_or_else(|| Span::parse(EXPIRES), Ok)?;
    let most = settings.span_or_never(&table::TOKENS_MAX_EXPIRY)?;
    Ok(most.filter(|most| most.millis() < usual.millis()).unwrap_or(usual))
}

impl Args {
    fn reasons(&self) -> Result<Vec<Reason>> {
        if self.reasons.is_empty() {
            return Ok(Reason::ALL.to_vec());
        }
        let read = |word: &String| Reason::parse(word).ok_or_else(|| unknown("--reason", word, reasons().into_iter()));
        self.reasons.iter().map(read).collect()
    }

    fn wanted(&self, workspace: Option<String>, now: Millis) -> Result<Wanted> {
        let filter = Filter {
            workspace,
            // What has not begun yet is not stale.
            statuses: vec![Status::Active, Status::Disabled],
            owner: self.owner.clone(),
            created_from: self.page.since(now)?,
            created_until: self.page.until(now)?,
            ..Filter::default()
        };
        let (order, ascending) = order(self.sort.as_deref())?;
        let page = Page { order, ascending, after: None, limit: self.page.limit };
        Ok(Wanted { filter, page, after: self.page.after.clone(), ..Wanted::default() })
    }
}

impl Verb for Args {
    type Shown = Stale;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let wanted = self.wanted((!self.all_workspaces).then(|| ctx.workspace()), now)?;
        let period = self.period.as_deref().unwrap_or(PERIOD);
        let since = ago("--for", Some(period), Edge::Start, now)?.unwrap_or(now);
        let reasons = self.reasons()?;
        let only_broad = reasons == [Reason::Broad];
        let mut store = ctx.open(Access::Read)?;
        let expires = expires(&ctx.settings_with(&mut store)?)?;
        let standard = Standard { since, reasons, expires, named_store: ctx.named()? };
        let mut session = ctx.session(&mut store)?;
        let table = ctx.out.is_table();
        // A token has several lines at most, and the limit counts tokens.
        let rows = self.page.table_rows().map(|tokens| tokens.saturating_mul(Reason::ALL.len()));
        let mut found = 0;
        let recorded_from = ctx.stream(rows, |records| {
            stale(&mut session, &wanted, &standard, |stale| {
                records.push(&stale)?;
                found += 1;
                let enough = table && found >= MOST_COUNTED;
                if enough {
                    records.or_more();
                }
                Ok(!enough)
            })
        })?;
        if only_broad && recorded_from.is_none_or(|from| from > since) {
            let from = recorded_from.map(|from| format!(" before {from}")).unwrap_or_default();
            ctx.out.notice(&format!("what scopes were needed was not recorded{from}, so none is called broad"));
        }
        if table && found > 0 && ctx.globals.columns.is_none() {
            ctx.out.notice("--field command shows what trims them");
        }
        Ok(Exit::Done)
    }
}
