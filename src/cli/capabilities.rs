//! `capabilities`: the command tree for programs.

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::docs::capabilities::Capabilities;
use crate::error::{Exit, Result};

/// Describe every command for programs: words, types, columns, effect, exit codes
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost capabilities -o json\n  gatepost capabilities --field version")]
pub struct Args {}

impl Verb for Args {
    type Shown = Capabilities;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        ctx.one(&Capabilities::new(&super::command(), &super::verbs()))
    }
}
