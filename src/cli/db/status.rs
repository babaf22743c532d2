//! `db status`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::{Status, status};

/// Show where the store lies, its schema and its size
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db status")]
pub struct Args {}

impl Verb for Args {
    type Shown = Status;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        ctx.one(&status(&place)?)
    }
}
