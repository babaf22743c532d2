//! `webhooks endpoints rotate-secret`.

use super::super::super::context::Context;
use super::super::super::secret_out::SecretOutArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::span::Span;
use crate::domain::webhook::endpoint::Keyed;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::secret_file::deliver;
use crate::ops::webhooks::endpoints::{Rotation, ends_in_use, rotate};
use crate::render::Quiet;
use crate::settings::table;

/// Give an endpoint a new secret; the one before signs beside it until its grace ends
///
/// During the grace each request has a signature of either, so that receivers change over in their own time. --finish
/// ends it now. Where the secret that ends at once signed requests in the last hour, you are asked first.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks endpoints rotate-secret orders --grace 2d\n  gatepost webhooks endpoints rotate-secret orders --finish --yes"
)]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
    /// How long the secret before goes on signing [default: webhooks.rotation_grace]
    #[arg(long, value_name = "DURATION")]
    grace: Option<String>,
    /// End the grace now, and make no new secret
    #[arg(long, conflicts_with_all = ["grace", "secret_out"])]
    finish: bool,
    #[command(flatten)]
    secret: SecretOutArgs,
}

impl Verb for Args {
    type Shown = Keyed;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("secret");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let settings = ctx.settings_with(&mut store)?;
        let rotation = match self.grace.as_deref() {
            _ if self.finish => Rotation::Finish,
            Some(text) => Rotation::Grace(Span::parse(text).map_err(|cause| cause.field("--grace"))?),
            None => Rotation::Grace(settings.span(&table::WEBHOOKS_ROTATION_GRACE)?),
        };
        let in_use = ends_in_use(&mut ctx.session(&mut store)?, &ctx.workspace(), &self.reference, rotation)?;
        if let Some(name) = in_use {
            ctx.confirm(&format!("end the secret of {name} that signed requests in the last hour"))?;
        }
        let keyring = ctx.keyring(&mut store)?;
        let (workspace, mut place) = (ctx.workspace(), self.secret.open(ctx)?);
        let mut session = ctx.session(&mut store)?;
        let rotated = rotate(&mut session, &keyring, &workspace, &self.reference, rotation, &mut place);
        let [rotated] = deliver(place, rotated.map(|it| [it]))?;
        ctx.one(&rotated).map_err(|cause| {
            cause.hint(format!("see its secret with: gatepost webhooks endpoints secret {}", rotated.endpoint.id))
        })
    }
}
