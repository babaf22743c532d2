//! `tokens rotate`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{SecretArgs, expiry, issue, lost};
use crate::domain::span::Span;
use crate::domain::token::Issued;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::secret_file::deliver;
use crate::ops::tokens::{Rotation, finish, rotate};
use crate::render::Quiet;
use crate::settings::table;

/// Give tokens a new secret; the one before works until its grace ends
///
/// Id, name, history and limits stay. Without --expires the token lives for tokens.default_expiry from
/// now, unless it never expires. --finish ends the grace of the secret before.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost tokens rotate ci --grace 2h\n  gatepost tokens rotate ci --finish")]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
    /// How long the secret before goes on working [default: tokens.rotation_grace]
    #[arg(long, value_name = "DURATION")]
    grace: Option<String>,
    /// The token's new end: a duration, a time, or never
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
    /// End the grace now
    #[arg(long, conflicts_with_all = ["grace", "expires", "secret_out", "copy"])]
    finish: bool,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Args {
    type Shown = Issued;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("token");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let references = ctx.references(&self.references)?;
        self.secret.only_one(&references)?;
        let mut store = ctx.open(Access::Write)?;
        let settings = ctx.settings_with(&mut store)?;
        if self.finish {
            let finished = finish(&mut ctx.session(&mut store)?, &ctx.workspace(), &references, |token| {
                ctx.confirm(&format!("end the secret before of {}, which was used in the last hour", token.name))
                    .map(drop)
            })?;
            return ctx.many(&finished);
        }
        let grace = match self.grace.as_deref() {
            Some(text) => Span::parse(text).map_err(|cause| cause.field("--grace"))?,
            None => settings.span(&table::TOKENS_ROTATION_GRACE)?,
        };
        let rotation = Rotation { grace, expires: self.expires.as_deref().map(expiry).transpose()? };
        let issue = issue(&settings)?;
        let mut place = self.secret.open(ctx)?;
        let mut session = ctx.session(&mut store)?;
        let issued = rotate(&mut session, &ctx.workspace(), &references, rotation, &issue, &mut place);
        let delivered = place.is_some();
        let issued = deliver(place, issued)?;
        self.secret.say(ctx, &issued, delivered);
        ctx.many(&issued).map_err(|cause| lost(cause, &references.join(" ")))
    }
}
