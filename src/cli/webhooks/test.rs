//! `webhooks test`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::fire::show;
use super::words::{opener, payload, rules, sending};
use crate::domain::shell;
use crate::domain::webhook::delivery::Fired;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::Means;
use crate::ops::webhooks::fire::{deliver, end_test, store_test};
use crate::render::Quiet;
use crate::settings::table;

/// Send an endpoint a sample, whatever it receives, and say what it answered
///
/// One attempt of an event of type gatepost.test, which no rate, order or circuit holds back. The payload is
/// {"test": true}, or what --data gives.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost webhooks test orders")]
pub struct Args {
    /// An id, a name, or a part of an id
    #[arg(value_name = "REF")]
    reference: String,
    /// The payload
    #[arg(long, value_name = "PAYLOAD")]
    data: Option<String>,
}

impl Verb for Args {
    type Shown = Fired;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Remote, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("event_id");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Deliver)?;
        let settings = ctx.settings_with(&mut store)?;
        let most = settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?;
        let data = match self.data.as_deref() {
            Some(word) => payload(ctx, word, "--data", most)?,
            None => br#"{"test": true}"#.to_vec(),
        };
        let workspace = ctx.workspace();
        let keyring = ctx.keyring(&mut store)?;
        let stored = store_test(&mut ctx.session(&mut store)?, &workspace, &self.reference, data, most)?;
        if ctx.globals.dry_run {
            return ctx.verdict(&stored.fired, Exit::Done);
        }
        let means = Means {
            keyring: &keyring,
            rules: rules(&settings, None)?,
            outbound: sending(&mut ctx.session(&mut store)?, &settings)?,
            open: &opener(ctx)?,
        };
        let fired = deliver(&mut ctx.session(&mut store)?, &means, stored)?;
        let fired = end_test(&mut ctx.session(&mut store)?, fired)?;
        let exit = show(ctx, &fired)?;
        if let Some(unanswered) = fired.deliveries.iter().find(|it| it.http_status.is_none()) {
            let check = format!("webhooks endpoints check {}", shell::word(&unanswered.endpoint));
            let check = shell::gatepost(&check, &workspace, ctx.named()?.as_deref());
            ctx.out.notice(&format!("see what stands in the way with: {check}"));
        }
        Ok(exit)
    }
}
