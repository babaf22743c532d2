//! `webhooks fire`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{opener, payload, rules, sending, unknown_type};
use crate::domain::plural::plural;
use crate::domain::shell;
use crate::domain::webhook::delivery::{Became, Fired, GONE, Status};
use crate::domain::workspace::DEFAULT;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::batch::{Batch, batch};
use crate::ops::webhooks::fire::{deliver, foresee, has_endpoints, has_worker, only, store_event};
use crate::ops::webhooks::{Draft, Means, Terms};
use crate::render::{Quiet, json};
use crate::settings::{Settings, table};

/// Store an event, deliver it to every endpoint that receives it, and say what became of it
///
/// Event and deliveries are stored in one transaction before anything is sent, so nothing that was accepted is lost:
/// what fails is tried again by `webhooks work`. The payload is sent to the byte. The same --id with the same payload
/// is the same event, fired once. Exit 0 once all have it, 10 where some have, 7 where none has. With --batch every line
/// of standard input is {"type", "data", "id"}, and every answer a line.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks fire order.created --data '{\"amount\": 250}' --id order-7\n  gatepost webhooks fire order.created --data @order.json --enqueue\n  gatepost webhooks fire --batch --enqueue < events.jsonl"
)]
pub struct Args {
    /// The type of the event
    #[arg(value_name = "TYPE", required_unless_present = "batch", conflicts_with = "batch")]
    event_type: Option<String>,
    /// Its payload [default: {}]
    #[arg(long, value_name = "PAYLOAD", conflicts_with = "batch")]
    data: Option<String>,
    /// What makes firing it twice the same event
    #[arg(long, value_name = "TEXT", conflicts_with = "batch")]
    id: Option<String>,
    /// Only to this endpoint, of those that receive it (can be repeated)
    #[arg(long = "endpoint", value_name = "REF")]
    endpoints: Vec<String>,
    /// Leave the delivery to a worker
    #[arg(long)]
    enqueue: bool,
    /// Refuse an event that no endpoint receives
    #[arg(long)]
    require_match: bool,
    /// An event a line of standard input
    #[arg(long)]
    batch: bool,
}

impl Verb for Args {
    type Shown = Fired;
    const SHAPE: Shape = Shape::OneOrMany;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Remote, Exit::Integrity, Exit::Partial, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("event_id");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Deliver)?;
        let settings = ctx.settings_with(&mut store)?;
        let workspace = ctx.workspace();
        let terms = Terms {
            unknown: unknown_type(&settings),
            only: only(&mut ctx.session(&mut store)?, &workspace, &self.endpoints)?,
            require_match: self.require_match,
            force: false,
        };
        if self.batch {
            return self.batch(ctx, store, &settings, terms);
        }
        let most = settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?;
        let data = match self.data.as_deref() {
            Some(word) => payload(ctx, word, "--data", most)?,
            None => b"{}".to_vec(),
        };
        let event_type = self.event_type.as_deref().unwrap_or_default();
        let draft = Draft::new(event_type, self.id.as_deref(), data, most, ["TYPE", "--id", "--data"])?;
        // Whoever cannot open the secrets is told before anything is stored.
        let sends = !self.enqueue && !ctx.globals.dry_run && has_endpoints(&mut ctx.session(&mut store)?, &workspace)?;
        let keyring = if sends { Some(ctx.keyring(&mut store)?) } else { None };
        let enqueue = self.enqueue || ctx.globals.dry_run;
        let stored = store_event(&mut ctx.session(&mut store)?, &workspace, &draft, &terms, enqueue)?;
        stored.notices.iter().for_each(|notice| ctx.out.notice(notice));
        let mut fired = match &keyring {
            Some(keyring) if stored.is_held() => {
                let means = Means {
                    keyring,
                    rules: rules(&settings, None)?,
                    outbound: sending(&mut ctx.session(&mut store)?, &settings)?,
                    open: &opener(ctx)?,
                };
                deliver(&mut ctx.session(&mut store)?, &means, stored)?
            }
            _ => stored.fired,
        };
        if ctx.globals.dry_run {
            ctx.verdict(&fired, Exit::Done)?;
            return Ok(Exit::Done);
        }
        foresee(&mut ctx.session(&mut store)?, &mut fired)?;
        let exit = show(ctx, &fired)?;
        if exit != Exit::Done || self.enqueue && !fired.deliveries.is_empty() {
            let worker = has_worker(&mut ctx.session(&mut store)?)?;
            say_what_follows(ctx, &fired, worker)?;
        }
        Ok(exit)
    }
}

/// Shows what became of an event: on a terminal a row an endpoint.
pub(super) fn show(ctx: &mut Context<'_>, fired: &Fired) -> Result<Exit> {
    let plain =
        ctx.out.is_table() && ctx.globals.columns.is_none() && !ctx.globals.quiet && ctx.globals.field.is_none();
    if !plain || fired.deliveries.is_empty() {
        let exit = ctx.verdict(fired, fired.exit())?;
        if plain && let Some(event) = &fired.event_id {
            let command = format!("gatepost webhooks deliveries explain {event}");
            ctx.out.notice(&format!("no endpoint receives it; see why with: {command}"));
        }
        return Ok(exit);
    }
    let rows = fired.deliveries.len();
    let event = fired.event_id.clone().unwrap_or_default();
    let again = if fired.duplicate { ", fired before" } else { "" };
    let shown = ctx.stream::<Became, ()>(Some(rows), |list| {
        fired.deliveries.iter().try_for_each(|it| list.push(&Became(it.clone())))
    });
    ctx.out.notice(&format!("{event}{again}: {} of {} delivered", fired.delivered(), plural(rows as u64, "endpoint")));
    match shown {
        Err(cause) if !ctx.out.closed() => Err(cause),
        _ => Ok(fired.exit()),
    }
}

/// Says that the event is safe, and what happens to it without anybody firing it again.
fn say_what_follows(ctx: &mut Context<'_>, fired: &Fired, worker: bool) -> Result<()> {
    let event = fired.event_id.clone().unwrap_or_default();
    let next = match fired.next_attempt_at() {
        Some(at) if at > ctx.world.now() => format!("; the next try is at {at}"),
        Some(_) => "; a worker sends it as soon as it may".to_owned(),
        None if fired.deliveries.iter().any(|it| !it.status.is_settled()) => {
            "; what is parked goes once its endpoint is enabled".to_owned()
        }
        None => "; no further try follows".to_owned(),
    };
    ctx.out.notice(&format!("{event} is stored and need not be fired again{next}"));
    for gone in fired.deliveries.iter().filter(|it| it.http_status == Some(GONE) && !fired.duplicate) {
        ctx.out.notice(&format!("{} answered {GONE}, that it wants no more, and is disabled now", gone.endpoint));
    }
    let held = fired.deliveries.iter().find(|it| it.status == Status::Pending && it.attempts == 0);
    if let Some(held) = held.filter(|_| !fired.enqueued) {
        ctx.out.notice(&format!("see what holds it with: gatepost webhooks deliveries explain {}", held.id));
    }
    if !worker && fired.next_attempt_at().is_some() {
        say_no_worker(ctx)?;
    }
    Ok(())
}

fn say_no_worker(ctx: &mut Context<'_>) -> Result<()> {
    let named = ctx.named()?;
    let command = shell::gatepost("webhooks work", DEFAULT, named.as_deref());
    ctx.out.notice(&format!("no worker was seen in the last minute; start one with: {command}"));
    Ok(())
}

impl Args {
    fn batch(
        self,
        ctx: &mut Context<'_>,
        mut store: crate::ops::Store,
        settings: &Settings,
        terms: Terms,
    ) -> Result<Exit> {
        let formatted = ctx.globals.format.as_deref().is_some_and(|format| !format.starts_with("json"));
        if formatted || ctx.globals.quiet || ctx.globals.field.is_some() {
            return Err(Error::new(
                Code::Usage,
                "--batch answers in JSON lines, of which --columns chooses the fields",
            )
            .hint("leave out --format, --field and --quiet"));
        }
        let enqueue = self.enqueue || ctx.globals.dry_run;
        let keyring = if enqueue { None } else { Some(ctx.keyring(&mut store)?) };
        let open = opener(ctx)?;
        let means = match &keyring {
            Some(keyring) => {
                let outbound = sending(&mut ctx.session(&mut store)?, settings)?;
                Some(Means { keyring, rules: rules(settings, None)?, outbound, open: &open })
            }
            None => None,
        };
        let asked = Batch {
            workspace: ctx.workspace(),
            terms,
            most: settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?,
            means: means.as_ref(),
        };
        let columns = ctx.out.columns::<Fired>()?;
        let mut text = Vec::new();
        let mut left = 0u64;
        let mut session = ctx.session(&mut store)?;
        let out = std::cell::RefCell::new(&mut ctx.out);
        let ended = batch(
            &mut session,
            &asked,
            |notice| out.borrow_mut().notice(notice),
            |answers| {
                text.clear();
                answers.iter().for_each(|fired| json::line(&mut text, &columns, fired));
                left += answers
                    .iter()
                    .map(|fired| fired.deliveries.iter().filter(|it| it.next_attempt_at.is_some()).count() as u64)
                    .sum::<u64>();
                out.borrow_mut().bytes(&text)
            },
        );
        let exit = match ended {
            Err(cause) if ctx.out.closed() && cause.code != Code::Interrupted => return Ok(Exit::Done),
            ended => ended?,
        };
        if left > 0 && !ctx.globals.dry_run {
            let what = plural(left, "delivery");
            ctx.out.notice(&format!(
                "{what} left to a worker; what has an event_id is stored and need not be fired again"
            ));
            if !has_worker(&mut ctx.session(&mut store)?)? {
                say_no_worker(ctx)?;
            }
        }
        Ok(exit)
    }
}
