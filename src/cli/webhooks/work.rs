//! `webhooks work`.

use std::time::Duration;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{opener, rules, sending};
use crate::domain::span::Span;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::Means;
use crate::ops::webhooks::work::{Shift, Worked, work};
use crate::render::Quiet;

/// Deliver what is due, and what comes to be due
///
/// Any number of workers may run on one store, on one machine or many: each delivery is held by one of them, and what a
/// worker held that has died comes up again. It hears of new events at once. SIGTERM and Ctrl-C end it when what is
/// under way has been answered; a second one ends it at once.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks work --once\n  gatepost webhooks work --for 1s --concurrency 64"
)]
pub struct Args {
    /// Only what is due now
    #[arg(long)]
    once: bool,
    /// End after so long
    #[arg(long = "for", value_name = "DURATION")]
    span: Option<String>,
    /// How many requests are under way at once [default: webhooks.concurrency]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    concurrency: Option<u32>,
}

impl Verb for Args {
    type Shown = Worked;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let span = self.span.as_deref().map(|text| Span::parse(text).map_err(|cause| cause.field("--for")));
        let span = span.transpose()?.map(|span| Duration::from_millis(span.millis().unsigned_abs()));
        if self.once && span.is_some() {
            return Err(Error::new(Code::Usage, "--once and --for exclude each other").field("--for"));
        }
        let mut store = ctx.open(Access::Deliver)?;
        let settings = ctx.settings_with(&mut store)?;
        let keyring = ctx.keyring(&mut store)?;
        let means = Means {
            keyring: &keyring,
            rules: rules(&settings, self.concurrency)?,
            outbound: sending(&mut ctx.session(&mut store)?, &settings)?,
            open: &opener(ctx)?,
        };
        let shift = Shift { once: self.once, span };
        let world = ctx.world;
        let mut session = ctx.session(&mut store)?;
        let out = std::cell::RefCell::new(&mut ctx.out);
        let mut notice = |text: &str| out.borrow_mut().notice(text);
        let worked = if out.borrow().has_progress() {
            let mut tell =
                |worked: &Worked| out.borrow_mut().progress_told(world.elapsed(), worked.rests, || worked.told());
            work(&mut session, &means, shift, &mut notice, Some(&mut tell))
        } else {
            work(&mut session, &means, shift, &mut notice, None)
        };
        ctx.verdict(&worked?, Exit::Done)
    }
}
