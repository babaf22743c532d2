//! `config set`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::{Edited, storable};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::settings::set;
use crate::settings::{file, table};

/// Set a setting, in the settings file or in the store
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost config set tokens.default_expiry 30d\n  gatepost config set tokens.max_expiry 1y --store"
)]
pub struct Args {
    /// Its key
    #[arg(value_parser = Choice(super::keys), hide_possible_values = true)]
    key: String,
    /// Its value
    value: String,
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
        table::find(&self.key)?.check(&self.value)?;
        let (place, changed) = if self.store {
            storable(&self.key)?;
            let mut store = ctx.open(Access::Write)?;
            ("store".to_owned(), set(&mut ctx.session(&mut store)?, &self.key, &self.value)?)
        } else {
            let path = super::path(ctx)?;
            let set = if ctx.globals.dry_run { file::would_set } else { file::set };
            let changed = set(&path, &self.key, &self.value)?;
            (path.display().to_string(), changed)
        };
        ctx.one(&Edited { key: self.key, value: Some(self.value), place, changed })
    }
}
