//! `keys check`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::keys::check::{Checked, check};
use crate::ops::keys::is_used;
use crate::render::Quiet;

/// Open everything that is sealed, and name what does not open
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost keys check")]
pub struct Args {}

impl Verb for Args {
    type Shown = Checked;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mut store = ctx.open(Access::Read)?;
        let checked = if is_used(&mut store)? {
            ctx.keyring(&mut store).and_then(|keyring| check(&mut store, &keyring))?
        } else {
            Checked::default()
        };
        let exit = if checked.damaged > 0 { Exit::Integrity } else { Exit::Done };
        ctx.verdict(&checked, exit)
    }
}
