//! `consent history`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{keyring, subject};
use crate::domain::consent::GRANT;
use crate::domain::consent::grant::Decision;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Whose, history};

/// List every decision of a person, or about one consent, newest first
///
/// Address and user agent are masked unless --reveal is given, which the audit trail records.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent history jane@example.com\n  gatepost consent history user-7 --columns occurred_at,recorded_at,event"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file; or a consent: cns_…
    subject: String,
    /// Show address and user agent
    #[arg(long)]
    reveal: bool,
}

impl Verb for Args {
    type Shown = Decision;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let whose = if self.subject.starts_with(GRANT) {
            Whose::Grant(self.subject)
        } else {
            Whose::Person(subject(ctx, &self.subject)?.1)
        };
        if self.reveal && ctx.out.is_table() {
            ctx.out.columns_unless_asked(&["occurred_at", "event", "purpose", "ip", "user_agent", "reason"]);
        }
        let mut store = ctx.open(if self.reveal { Access::Write } else { Access::Read })?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let decisions = history(&mut ctx.session(&mut store)?, keyring.as_ref(), &workspace, &whose, self.reveal)?;
        ctx.many(&decisions)
    }
}
