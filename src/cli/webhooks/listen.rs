//! `webhooks listen`.

use std::time::Duration;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{one_input, say_shapes, tolerance, trusted};
use crate::domain::plural::plural;
use crate::domain::span::Span;
use crate::domain::url::Url;
use crate::domain::webhook::received::Received;
use crate::domain::webhook::verdict::Judge;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::listen::{Ended, Listener, Plan};
use crate::render::Quiet;
use crate::settings::table;

/// Receive webhooks on this machine: check them, show them, answer as told
///
/// It listens on loopback until Ctrl-C, --count or --for. Exit 4 when a signature did not hold, 7 when --for was over
/// before --count came.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks listen --secret @hook.secret --for 100ms\n  gatepost webhooks listen --respond 500,500,200 --for 100ms -o jsonl\n  gatepost webhooks listen --forward-to http://127.0.0.1:3000/hook --for 100ms"
)]
pub struct Args {
    /// What requests may be signed with; without it none is checked (can be repeated)
    #[arg(long = "secret", value_name = "SECRET")]
    secrets: Vec<String>,
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
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Denied, Exit::Conflict, Exit::Remote, Exit::Interrupted];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        one_input(&self.secrets)?;
        if let Some(status) = self.respond.iter().find(|status| !(200..=599).contains(*status)) {
            return Err(Error::invalid("--respond", format!("a status of an answer is 200 to 599, not {status}")));
        }
        let settings = ctx.settings()?;
        let tolerance = tolerance(self.tolerance.as_deref(), &settings)?;
        let lasts = self.lasts.as_deref().map(Span::parse).transpose().map_err(|cause| cause.field("--for"))?;
        let forward = self.forward_to.as_deref().map(|text| Url::parse(text, true)).transpose();
        let forward = forward.map_err(|cause| cause.field("--forward-to"))?;
        let trusted = trusted(ctx, &self.secrets)?;
        say_shapes(ctx, &trusted);
        let most = settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?.0;
        let ca_file = settings.optional(&table::NET_CA_FILE);
        let allow_private = settings.list(&table::NET_ALLOW_PRIVATE);
        let listener = Listener::open(ctx.world, self.port.unwrap_or(0), most, ca_file, &allow_private)?;
        ctx.out.notice(&format!("listening on http://{}/", listener.address()));
        let plan = Plan {
            judge: (!self.secrets.is_empty()).then_some(Judge { trusted: &trusted, old: &[], tolerance }),
            respond: &self.respond,
            forward: forward.as_ref(),
            count: self.count,
            lasts: lasts.map(|span| Duration::from_millis(span.millis().unsigned_abs())),
        };
        let (world, mut refused) = (ctx.world, false);
        let ended = ctx.live(Received::pretty, |show| {
            listener.run(world, &plan, |received| {
                refused |= received.is_some_and(Received::is_refused);
                show(received)
            })
        })?;
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
