//! `webhooks events show`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::webhook::delivery::Event;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::events::{payload, show};

/// Show one event, or its payload to the byte
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks events show invoice-1\n  gatepost webhooks events show invoice-1 --payload"
)]
pub struct Args {
    /// An id, a part of it, or the --id that it was fired with
    #[arg(value_name = "REF")]
    reference: String,
    /// Write nothing but its payload
    #[arg(long)]
    payload: bool,
}

impl Verb for Args {
    type Shown = Event;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let mut session = ctx.session(&mut store)?;
        if self.payload {
            let bytes = payload(&mut session, &ctx.workspace(), &self.reference)?;
            let bytes = bytes.ok_or_else(|| {
                Error::new(Code::NotFound, "the payload was removed after its retention")
                    .hint("payloads are kept for webhooks.retention")
            })?;
            ctx.out.bytes(&bytes)?;
            return Ok(Exit::Done);
        }
        let event = show(&mut session, &ctx.workspace(), &self.reference)?;
        ctx.one(&event)
    }
}
