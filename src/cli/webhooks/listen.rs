//! `webhooks listen`.

use std::time::Duration;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{one_input, rules, say_shapes, tolerance, trusted};
use crate::domain::plural::plural;
use crate::domain::span::Span;
use crate::domain::time::{Edge, When};
use crate::domain::url::Url;
use crate::domain::webhook::received::Received;
use crate::domain::webhook::verdict::Judge;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::listen::{Ended, Forwarder, Listener, Plan};
use crate::ops::webhooks::follow::{Wanted, follow};
use crate::render::Quiet;
use crate::settings::table;

/// Receive webhooks on this machine, or follow an endpoint: check, show, answer as told, pass on
///
/// It listens on loopback until Ctrl-C, --count or --for. With --endpoint it listens to the store instead: each attempt
/// that is made for that endpoint is shown and passed on, its payload to the byte and signed anew with the endpoint's
/// secrets, but without the endpoint's own headers. Exit 4 when a signature did not hold, 7 when --for was over
/// before --count came.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks listen --secret @hook.secret --for 100ms\n  gatepost webhooks listen --respond 500,500,200 --for 100ms -o jsonl\n  gatepost webhooks listen --forward-to http://127.0.0.1:3000/hook --for 100ms\n  gatepost webhooks listen --endpoint orders --since 2h --for 100ms"
)]
pub struct Args {
    /// What requests may be signed with; without it none is checked (can be repeated)
    #[arg(long = "secret", value_name = "SECRET")]
    secrets: Vec<String>,
    /// Show what is sent to this endpoint of the store instead
    #[arg(long, value_name = "REF", conflicts_with_all = ["secrets", "port", "respond", "tolerance"])]
    endpoint: Option<String>,
    /// From when on: a time, or a duration ago [default: now]
    #[arg(long, value_name = "WHEN", requires = "endpoint")]
    since: Option<String>,
    /// The port [default: a free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// The statuses of its answers in order, the last for all that follow [default: 200, or that of --forward-to]
    #[arg(long, value_name = "STATUS,STATUS", value_delimiter = ',')]
    respond: Vec<u16>,
    /// Pass each request on to here, and its answer back
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// End after so many requests
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// End after so long
    #[arg(long = "for", value_name = "DURATION")]
    lasts: Option<String>,
    /// How far a timestamp may lie from now, or off [default: webhooks.tolerance]
    #[arg(long, value_name = "DURATION")]
    tolerance: Option<String>,
}

impl Verb for Args {
    type Shown = Received;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[
        Exit::NotFound,
        Exit::Denied,
        Exit::Conflict,
        Exit::Remote,
        Exit::Integrity,
        Exit::TryAgain,
        Exit::Interrupted,
    ];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        one_input(&self.secrets)?;
        if let Some(status) = self.respond.iter().find(|status| !(200..=599).contains(*status)) {
            return Err(Error::invalid("--respond", format!("a status of an answer is 200 to 599, not {status}")));
        }
        let settings = ctx.settings()?;
        let lasts = self.lasts.as_deref().map(Span::parse).transpose().map_err(|cause| cause.field("--for"))?;
        let lasts = lasts.map(|span| Duration::from_millis(span.millis().unsigned_abs()));
        let forward = self.forward_to.as_deref().map(|text| Url::parse(text, true)).transpose();
        let forward = forward.map_err(|cause| cause.field("--forward-to"))?;
        let (ca_file, allow_private) =
            (settings.optional(&table::NET_CA_FILE), settings.list(&table::NET_ALLOW_PRIVATE));
        let forwarder = Forwarder::new(ctx.world, ca_file, &allow_private)?;
        if let Some(endpoint) = &self.endpoint {
            return self.follow(ctx, endpoint, forward.as_ref().map(|url| (&forwarder, url)), lasts);
        }
        let tolerance = tolerance(self.tolerance.as_deref(), &settings)?;
        let trusted = trusted(ctx, &self.secrets)?;
        say_shapes(ctx, &trusted);
        let most = settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?.0;
        let listener = Listener::open(self.port.unwrap_or(0), most, forwarder)?;
        ctx.out.notice(&format!("listening on http://{}/", listener.address()));
        let plan = Plan {
            judge: (!self.secrets.is_empty()).then_some(Judge { trusted: &trusted, old: &[], tolerance }),
            respond: &self.respond,
            forward: forward.as_ref(),
            count: self.count,
            lasts,
        };
        let (world, mut refused) = (ctx.world, false);
        let ended = ctx.live(Received::pretty, |show| {
            listener.run(world, &plan, |received| {
                refused |= received.is_some_and(Received::is_refused);
                show(received)
            })
        })?;
        self.exit(ended, refused)
    }
}

impl Args {
    fn follow(
        &self,
        ctx: &mut Context<'_>,
        endpoint: &str,
        forward: Option<(&Forwarder, &Url)>,
        lasts: Option<Duration>,
    ) -> Result<Exit> {
        let since = self.since.as_deref().map(|text| When::parse(text, Edge::Start, "--since")).transpose()?;
        let since = since.map_or(ctx.now(), |since| since.back(ctx.now()));
        let mut store = ctx.open(Access::Read)?;
        let settings = ctx.settings_with(&mut store)?;
        let (keyring, rules) = (ctx.keyring(&mut store)?, rules(&settings, None)?);
        let workspace = ctx.workspace();
        let wanted = Wanted { workspace: &workspace, endpoint, since, count: self.count, lasts, forward };
        let mut session = ctx.session(&mut store)?;
        let ended = ctx.live(Received::pretty, |show| follow(&mut session, &keyring, &rules, &wanted, show))?;
        self.exit(ended, false)
    }

    fn exit(&self, ended: Ended, refused: bool) -> Result<Exit> {
        match ended {
            Ended::Interrupted => Ok(Exit::Interrupted),
            Ended::Short(came) => {
                let message = format!("{came} of {} came in time", plural(self.count.unwrap_or(0), "request"));
                Err(Error::new(Code::NotReceived, message))
            }
            _ if refused => Ok(Exit::Denied),
            Ended::Done | Ended::Unread => Ok(Exit::Done),
        }
    }
}
