//! `config list`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::settings::SettingRow;

/// List every setting with its value and where that comes from
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost config list --columns key,value,origin,default,unit")]
pub struct Args {}

impl Verb for Args {
    type Shown = SettingRow;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let settings = super::settings(ctx)?;
        ctx.many(&settings.rows())
    }
}
