//! `webhooks endpoints secret`.

use super::super::super::context::Context;
use super::super::super::secret_out::SecretOutArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::endpoint::Keyed;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::secret_file::deliver;
use crate::ops::webhooks::endpoints::reveal;
use crate::render::Quiet;

/// Show the secret that signs the requests of an endpoint; the audit trail records it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks endpoints secret orders --field secret")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
    #[command(flatten)]
    secret: SecretOutArgs,
}

impl Verb for Args {
    type Shown = Keyed;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("secret");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Write)?;
        let keyring = ctx.keyring(&mut store)?;
        let (workspace, mut place) = (ctx.workspace(), self.secret.open(ctx)?);
        let shown = reveal(&mut ctx.session(&mut store)?, &keyring, &workspace, &self.reference, &mut place);
        let [shown] = deliver(place, shown.map(|it| [it]))?;
        ctx.one(&shown)
    }
}
