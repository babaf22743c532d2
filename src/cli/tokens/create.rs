//! `tokens create`.

use super::super::confirm::ask;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{FieldArgs, SecretArgs, issue, lost};
use crate::domain::token::Issued;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::secret_file::deliver;
use crate::ops::tokens::{New, create, show};
use crate::ops::{Session, scopes};
use crate::render::Quiet;

/// The most tokens of one command.
const MOST: u32 = 100_000;

/// Issue a token; its secret is shown this once
///
/// A token carries scopes of the workspace's catalogue, and wildcards over at least one of them. Without
/// --expires it lives for tokens.default_expiry, without --tier it is of the tier free.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens create billing --scope orders:read --expires 30d\n  gatepost tokens create gateway --tier pro --secret-out gateway.token\n  gatepost tokens create office --scope 'orders:*' --allow-ip 10.0.0.0/8\n  gatepost tokens create device --count 3 -o jsonl"
)]
pub struct Args {
    /// Its name, unique in the workspace
    name: String,
    #[command(flatten)]
    fields: FieldArgs,
    /// Issue so many, named NAME-1 and on, in one transaction
    #[arg(long, value_name = "N", conflicts_with = "copy", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    count: Option<u32>,
    /// If one of this name is there and equal, change nothing
    #[arg(long)]
    if_absent: bool,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Args {
    type Shown = Issued;
    const SHAPE: Shape = Shape::OneOrMany;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("token");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let fields = self.fields.fields()?;
        let (workspace, name) = (ctx.workspace(), super::super::refs::not_a_secret(&self.name)?.to_owned());
        let new = New { workspace, name, count: self.count, if_absent: self.if_absent, fields };
        let mut store = ctx.open(Access::Write)?;
        let issue = issue(&ctx.settings_with(&mut store)?)?;
        // A second run of a script finds both the token and its file.
        let there = self.if_absent && show(&mut ctx.session(&mut store)?, &new.workspace, &new.name).is_ok();
        let mut place = if there { None } else { self.secret.open(ctx)? };
        let mut session = ctx.session(&mut store)?;
        let issued = loop {
            match create(&mut session, &new, &issue, &mut place) {
                Err(cause) if offer(ctx, &mut session, &new, &cause)? => {}
                done => break done,
            }
        };
        let delivered = place.is_some();
        let issued = deliver(place, issued)?;
        self.secret.say(ctx, &issued, delivered);
        let shown = match issued.first() {
            Some(it) if self.count.is_none() => ctx.one(it),
            _ => ctx.many(&issued),
        };
        shown.map_err(|cause| lost(cause, &self.name))
    }
}

/// Offers to create a scope that is unknown and like no other; whether that was done.
fn offer(ctx: &Context<'_>, session: &mut Session<'_>, new: &New, cause: &Error) -> Result<bool> {
    let unlike = cause.code == Code::UnknownScope && cause.candidates.is_empty();
    if !unlike || !ctx.can_ask() || ctx.globals.dry_run {
        return Ok(false);
    }
    let wanted = new.fields.scopes.iter().flatten();
    let Some(scope) = wanted.into_iter().find(|scope| cause.message.ends_with(&format!(" {scope}"))) else {
        return Ok(false);
    };
    if !ask(&format!("workspace {} has no scope {scope}; create it?", new.workspace))? {
        return Ok(false);
    }
    scopes::create(session, &new.workspace, scope, None, false)?;
    Ok(true)
}
