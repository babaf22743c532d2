//! `tokens list`, and the filters that it shares with `tokens revoke`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::{PageArgs, ago, sort};
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{env, envs};
use crate::domain::time::{Edge, Millis, When};
use crate::domain::token::{Filter, Order, Page, Status, Token, parse_metadata};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Wanted, list};

/// Which tokens.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct FilterArgs {
    /// Only in this state; live is neither expired nor revoked [default: live]
    #[arg(long, value_name = "STATUS", value_parser = Choice(statuses))]
    status: Option<String>,
    /// Only this owner's
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    /// Only those that carry exactly this scope or wildcard
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// Only of this tier
    #[arg(long, value_name = "NAME")]
    tier: Option<String>,
    /// Only of this environment
    #[arg(long, value_name = "ENV", value_parser = Choice(envs))]
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
    /// Only those that expire within this, or before this time
    #[arg(long, value_name = "WHEN")]
    expiring_within: Option<String>,
    /// Only those not used for so long, or since this time
    #[arg(long, value_name = "TIME")]
    unused_for: Option<String>,
}

/// The words of `--status`.
fn statuses() -> Vec<&'static str> {
    ["live"].into_iter().chain(Status::ALL.iter().map(|it| it.as_str())).chain(["all"]).collect()
}

const LIVE: &[Status] = &[Status::Active, Status::NotYetValid, Status::Disabled];
/// What is not live.
const LEFT_OUT: &[Status] = &[Status::Expired, Status::Revoked];

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

    /// The filter, in whatever state unless one is said.
    pub fn filter_of_all(&self, workspace: Option<String>, now: Millis) -> Result<Filter> {
        let status = self.status.clone().or(Some("all".to_owned()));
        FilterArgs { status, ..self.clone() }.filter(workspace, now)
    }

    /// The filter, within one workspace or all.
    pub fn filter(&self, workspace: Option<String>, now: Millis) -> Result<Filter> {
        let statuses = match self.status.as_deref() {
            None | Some("live") => LIVE.to_vec(),
            Some("all") => Vec::new(),
            Some(word) => vec![Status::parse(word).ok_or_else(|| unknown("--status", word, statuses().into_iter()))?],
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
        })
    }
}

/// The fields that tokens are sorted by.
pub const SORTED: &[&str] = &["created_at", "expires_at", "name"];

/// The order that `--sort` asks for, and whether it is from small to large.
pub fn order(asked: Option<&str>) -> Result<(Order, bool)> {
    let (field, ascending) = asked.map_or(Ok(("created_at", false)), |text| sort(text, SORTED))?;
    let order = match field {
        "expires_at" => Order::Expires,
        "name" => Order::Name,
        _ => Order::Created,
    };
    Ok((order, ascending))
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
    /// By this field, from small to large; FIELD:desc turns it round [default: created_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| SORTED.to_vec()))]
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
        let (order, ascending) = order(self.sort.as_deref())?;
        let page = Page { order, ascending, after: None, limit: self.page.limit };
        let count = ctx.out.is_table() && self.page.limit.is_none();
        let left_out =
            if self.filter.status.is_none() && self.page.limit.is_none() { LEFT_OUT.to_vec() } else { Vec::new() };
        let wanted = Wanted { filter, page, after: self.page.after.clone(), count, left_out };
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        ctx.counted(self.page.table_rows(), ("token", "expired or revoked"), |sink| list(&mut session, &wanted, sink))
    }
}
