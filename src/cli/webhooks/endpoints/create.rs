//! `webhooks endpoints create`.

use super::super::super::context::Context;
use super::super::super::secret_out::SecretOutArgs;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::fields::FieldArgs;
use crate::domain::webhook::endpoint::Keyed;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::secret_file::deliver;
use crate::ops::webhooks::endpoints::{New, create, show};
use crate::render::Quiet;

/// Make an endpoint, with a secret that signs its requests
///
/// Without --event it receives every type but the program's own. The URL is https, and its address must be public; both
/// can be lifted for one endpoint, which the audit trail records.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks endpoints create https://crm.example.com/hooks --name crm\n  gatepost webhooks endpoints create https://a.example.com/ --event 'order.*'\n  gatepost webhooks endpoints create https://a.example.com/ --rate 100/1s\n  gatepost webhooks endpoints create https://b.example.com/ --secret-out b.key"
)]
pub struct Args {
    /// Where requests go
    url: String,
    /// Its name, unique in the workspace [default: its id]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    fields: FieldArgs,
    /// Deliver one event at a time, in order; one that fails holds back the rest
    #[arg(long)]
    ordered: bool,
    /// Sign with an ed25519 key of its own as well (v1a)
    #[arg(long)]
    ed25519: bool,
    /// Let it be plain HTTP
    #[arg(long)]
    allow_http: bool,
    /// If one of this name is there and equal, change nothing
    #[arg(long, requires = "name")]
    if_absent: bool,
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
        let mut fields = self.fields.fields(ctx)?;
        fields.url = Some(self.url);
        fields.ordered = self.ordered.then_some(true);
        fields.allow_http = self.allow_http.then_some(true);
        let new = New {
            workspace: ctx.workspace(),
            name: self.name,
            fields,
            ed25519: self.ed25519,
            if_absent: self.if_absent,
        };
        new.check()?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = ctx.keyring(&mut store)?;
        // A second run of a script finds both the endpoint and its file.
        let named = new.name.as_deref().filter(|_| new.if_absent);
        let mut session = ctx.session(&mut store)?;
        let there = named.is_some_and(|name| show(&mut session, &new.workspace, name).is_ok());
        let mut place = if there { None } else { self.secret.open(ctx)? };
        let made = create(&mut session, &keyring, &new, &mut place);
        let [made] = deliver(place, made.map(|it| [it]))?;
        ctx.one(&made).map_err(|cause| {
            cause.hint(format!("see its secret with: gatepost webhooks endpoints secret {}", made.endpoint.id))
        })
    }
}
