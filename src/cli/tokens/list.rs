//! `tokens list`, and the filters that it shares with `tokens revoke`.

use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::{PageArgs, ago, sort};
use super::super::verbs::{Effect, Shape, Verb};
use super::words::env;
use crate::domain::time::{Edge, Millis, When};
use crate::domain::token::{Filter, Order, Page, Status, Token, parse_metadata};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{MOST_COUNTED, Wanted, list};

/// Which tokens.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct FilterArgs {
    /// live, active, not_yet_valid, disabled, expired, revoked or all; live is neither expired nor revoked
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only this owner's
    #[arg(long, value_name = "REF")]
    owner: Option<String>,
    /// Only those that carry exactly this scope or wildcard
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// Only of this tier
    #[arg(long, value_name = "NAME")]
    tier: Option<String>,
    /// Only for live or test
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Only names like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    name: Option<String>,
    /// Only with this key and value (can be repeated)
    #[arg(long, value_name = "K=V")]
    metadata: Vec<String>,
    /// Only those made before this: a time, or a duration ago
    #[arg(long, value_name = "TIME")]
    created_before: Option<String>,
    /// Only those that expire within this
    #[arg(long, value_name = "TIME")]
    expiring_within: Option<String>,
    /// Only those not used for so long
    #[arg(long, value_name = "TIME")]
    unused_for: Option<String>,
}

const LIVE: &[Status] = &[Status::Active, Status::NotYetValid, Status::Disabled];

impl FilterArgs {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        let words = [
            &self.status,
            &self.owner,
            &self.scope,
            &self.tier,
            &self.env,
            &self.name,
            &self.created_before,
            &self.expiring_within,
            &self.unused_for,
        ];
        self.metadata.is_empty() && words.iter().all(|word| word.is_none())
    }

    /// The filter, within one workspace or all.
    pub fn filter(&self, workspace: Option<String>, now: Millis) -> Result<Filter> {
        let statuses = match self.status.as_deref() {
            None | Some("live") => LIVE.to_vec(),
            Some("all") => Vec::new(),
            Some(word) => vec![Status::parse(word).ok_or_else(|| {
                let words = Status::ALL.iter().map(|it| it.as_str()).chain(["live", "all"]);
                unknown("--status", word, words)
            })?],
        };
        let ahead =
            |text: &String| Ok::<_, crate::error::Error>(When::parse(text, Edge::End, "--expiring-within")?.ahead(now));
        Ok(Filter {
            workspace,
            statuses,
            owner: self.owner.clone(),
            scope: self.scope.clone(),
            tier: self.tier.clone(),
            env: self.env.as_deref().map(env).transpose()?,
            name: self.name.clone(),
            metadata: parse_metadata(&self.metadata)?,
            created_from: None,
            created_until: None,
            created_before: ago("--created-before", self.created_before.as_deref(), Edge::Start, now)?,
            expiring_by: self.expiring_within.as_ref().map(ahead).transpose()?,
            unused_since: ago("--unused-for", self.unused_for.as_deref(), Edge::Start, now)?,
            used_since: None,
        })
    }
}

/// List tokens, newest first
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens list --expiring-within 7d --sort expires_at\n  gatepost tokens list --status all --name 'ci*' -o json"
)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    page: PageArgs,
    /// By created_at, expires_at or name; add :desc to turn it round [default: created_at:desc]
    #[arg(long, value_name = "FIELD")]
    sort: Option<String>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Token;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let mut filter = self.filter.filter((!self.all_workspaces).then(|| ctx.workspace()), now)?;
        filter.created_from = self.page.since(now)?;
        filter.created_until = self.page.until(now)?;
        let (field, ascending) = match self.sort.as_deref() {
            None => ("created_at", false),
            Some(text) => sort(text, &["created_at", "expires_at", "name"])?,
        };
        let order = match field {
            "expires_at" => Order::Expires,
            "name" => Order::Name,
            _ => Order::Created,
        };
        let page = Page { order, ascending, after: None, limit: self.page.limit };
        let count = ctx.out.is_table();
        let wanted = Wanted { filter, page, after: self.page.after.clone(), count };
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        let mut shown = 0;
        let rows = self.page.table_rows();
        let listed = ctx.stream(rows, |records| {
            let listed = list(&mut session, &wanted, |token| {
                if records.is_full() {
                    return Ok(false);
                }
                shown += 1;
                records.push(&token)?;
                Ok(true)
            })?;
            if self.page.limit.is_none() {
                records.leave_out(listed.matching.saturating_sub(shown));
            }
            Ok(listed)
        })?;
        if listed.hidden > 0 {
            let over = if listed.hidden + listed.matching >= MOST_COUNTED { "at least " } else { "" };
            ctx.out
                .notice(&format!("{over}{} in other states are not shown; see them with --status all", listed.hidden));
        }
        Ok(Exit::Done)
    }
}
