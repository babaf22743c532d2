//! `consent holds create`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::{keyring, subject};
use crate::domain::consent::hold::Hold;
use crate::domain::record::Changed;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::create_hold;

/// Keep a person's records from going, until the hold is released
///
/// The store itself refuses to remove or to change them, whatever the command. New decisions are still recorded. A person
/// may be under several holds; each must be released.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent holds create jane@example.com --matter 'case 12/2026'")]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    /// Why the records must stay: the case, the order or the request
    #[arg(long, value_name = "TEXT")]
    matter: String,
}

impl Verb for Args {
    type Shown = Changed<Hold>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let (_, subject) = subject(ctx, &self.subject)?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let mut session = ctx.session(&mut store)?;
        let created = create_hold(&mut session, keyring.as_ref(), &workspace, &subject, &self.matter)?;
        ctx.one(&created)
    }
}
