//! `consent list`, and the filters that it shares with the verbs that export and purge.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::{PageArgs, ago, sort};
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{consent_type, keyring, statuses, subject, types};
use crate::domain::consent::Status;
use crate::domain::consent::filter::{Filter, Order, Page};
use crate::domain::consent::grant::Grant;
use crate::domain::time::{Edge, When};
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Then, Wanted, list};
use crate::render::TABLE_ROWS;

/// Which grants.
#[derive(clap::Args, Clone)]
pub struct FilterArgs {
    /// Only of this person (can be repeated)
    #[arg(long = "subject", value_name = "SUBJECT")]
    subjects: Vec<String>,
    /// Only of this type (can be repeated)
    #[arg(long = "type", value_name = "TYPE", value_parser = Choice(types))]
    types: Vec<String>,
    /// Only for this purpose (can be repeated)
    #[arg(long = "purpose", value_name = "NAME")]
    purposes: Vec<String>,
    /// Only in this state [default: valid and stale]
    #[arg(long, value_name = "STATUS", value_parser = Choice(statuses))]
    pub status: Option<String>,
    /// Only under this policy, NAME or NAME@VERSION
    #[arg(long, value_name = "POLICY")]
    policy: Vec<String>,
    /// Only from this source
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Only asked in this language
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// Only those that end within this, or before this time
    #[arg(long, value_name = "WHEN")]
    expiring_within: Option<String>,
    /// Only those decided about since this: a time, or a duration ago
    #[arg(long, value_name = "TIME")]
    changed_since: Option<String>,
    /// As they stood at this moment: a time, or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// By what had been written down at this moment [default: now]
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
}

/// What holds, and what held until the policy changed.
const LIVE: &[Status] = &[Status::Valid, Status::Stale];
/// What does not.
const LEFT_OUT: &[Status] =
    &[Status::Expired, Status::Withdrawn, Status::Terminated, Status::Invalidated, Status::Refused];

impl FilterArgs {
    /// What is wanted, in the order of a list.
    pub fn wanted(&self, ctx: &Context<'_>, workspace: Option<String>) -> Result<Wanted> {
        let now = ctx.now();
        let statuses = match self.status.as_deref() {
            None => LIVE.to_vec(),
            Some("all") => Vec::new(),
            Some(word) => vec![Status::parse(word).ok_or_else(|| unknown("--status", word, statuses().into_iter()))?],
        };
        let ahead = |text: &String| Ok::<_, Error>(When::parse(text, Edge::End, "--expiring-within")?.ahead(now));
        let filter = Filter {
            workspace,
            types: self.types.iter().map(|word| consent_type(word)).collect::<Result<_>>()?,
            purposes: self.purposes.clone(),
            statuses,
            policies: None,
            source: self.source.clone(),
            locale: self.locale.clone(),
            expiring_by: self.expiring_within.as_ref().map(ahead).transpose()?,
            changed_since: ago("--changed-since", self.changed_since.as_deref(), Edge::Start, now)?,
            since: None,
            until: None,
        };
        let subjects = self.subjects.iter().map(|word| Ok(subject(ctx, word)?.1)).collect::<Result<_>>()?;
        let at = ago("--at", self.at.as_deref(), Edge::Start, now)?;
        let known_at = ago("--known-at", self.known_at.as_deref(), Edge::Start, now)?;
        let then = Then { at: at.unwrap_or(now), known_at: known_at.unwrap_or(now).min(now) };
        let then = (at.is_some() || known_at.is_some()).then_some(then);
        Ok(Wanted { filter, subjects, policies: self.policy.clone(), then, ..Wanted::default() })
    }
}

/// The fields that grants are sorted by.
const SORTED: &[&str] = &["created_at", "recorded_at", "ends_at"];

/// List consents, newest first
///
/// Address and user agent are masked unless --reveal is given, which the audit trail records.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent list --subject jane@example.com --status all\n  gatepost consent list --expiring-within 30d --sort ends_at -o csv"
)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: created_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| SORTED.to_vec()))]
    sort: Option<String>,
    /// Show address and user agent
    #[arg(long)]
    reveal: bool,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Grant;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let (field, ascending) = self.sort.as_deref().map_or(Ok(("created_at", false)), |text| sort(text, SORTED))?;
        let order = match field {
            "recorded_at" => Order::Recorded,
            "ends_at" => Order::Ends,
            _ => Order::Created,
        };
        let mut wanted = self.filter.wanted(ctx, (!self.all_workspaces).then(|| ctx.workspace()))?;
        if wanted.then.is_some() && order != Order::Created {
            return Err(Error::new(Code::Usage, "what stood at another moment is listed by created_at").field("--sort"));
        }
        wanted.filter.since = self.page.since(now)?;
        wanted.filter.until = self.page.until(now)?;
        wanted.page = Page { order, ascending, after: None, limit: self.page.limit };
        wanted.after.clone_from(&self.page.after);
        wanted.reveal = self.reveal;
        let rows = self.page.table_rows();
        wanted.most = ctx.out.is_table().then(|| rows.unwrap_or(TABLE_ROWS) as u64);
        let whole = self.page.limit.is_none();
        wanted.count = ctx.out.is_table() && whole;
        if self.filter.status.is_none() && whole && wanted.then.is_none() {
            wanted.left_out = LEFT_OUT.to_vec();
        }
        if self.reveal && ctx.out.is_table() {
            ctx.out.columns_unless_asked(&["id", "subject", "purpose", "status", "given_at", "ip", "user_agent"]);
        }
        let mut store = ctx.open(if self.reveal { Access::Write } else { Access::Read })?;
        let keyring = keyring(ctx, &mut store)?;
        let mut session = ctx.session(&mut store)?;
        ctx.counted(rows, ("consent", "expired, ended or refused"), |sink| {
            list(&mut session, keyring.as_ref(), &wanted, sink)
        })
    }
}
