//! `config get`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::settings::{SettingRow, table};

/// Show one setting
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost config get tokens.default_expiry\n  gatepost config get tokens.prefix --field value"
)]
pub struct Args {
    /// Its key
    #[arg(value_parser = Choice(super::keys), hide_possible_values = true)]
    key: String,
}

impl Verb for Args {
    type Shown = SettingRow;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let setting = table::find(&self.key)?;
        let settings = super::settings(ctx)?;
        ctx.one(&settings.row(setting))
    }
}
