//! `config unset`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::{Edited, storable};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::settings::unset;
use crate::settings::file;

/// Take a setting away again, from the settings file or from the store
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost config unset tokens.default_expiry")]
pub struct Args {
    /// Its key
    #[arg(value_parser = Choice(super::keys), hide_possible_values = true)]
    key: String,
    /// In the store, for every machine that uses it; audited
    #[arg(long)]
    store: bool,
}

impl Verb for Args {
    type Shown = Edited;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let (place, changed) = if self.store {
            storable(&self.key)?;
            let mut store = ctx.open(Access::Write)?;
            ("store".to_owned(), unset(&mut ctx.session(&mut store)?, &self.key)?)
        } else {
            let path = super::path(ctx)?;
            let unset = if ctx.globals.dry_run { file::would_unset } else { file::unset };
            let changed = unset(&path, &self.key)?;
            (path.display().to_string(), changed)
        };
        ctx.one(&Edited { key: self.key, value: None, place, changed })
    }
}
