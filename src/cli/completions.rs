//! `completions`.

use super::choice::Choice;
use super::context::Context;
use super::globals::unknown;
use super::verbs::{Effect, Shape, Verb};
use crate::docs::Text;
use crate::docs::completions::{SHELLS, script};
use crate::error::{Exit, Result};

/// Print the completion script of a shell
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost completions bash > gatepost.bash\n  gatepost completions zsh > _gatepost"
)]
pub struct Args {
    /// The shell
    #[arg(value_parser = Choice(|| SHELLS.to_vec()))]
    shell: String,
}

impl Verb for Args {
    type Shown = Text;
    const SHAPE: Shape = Shape::Text;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let script = script(super::command(), &self.shell)
            .ok_or_else(|| unknown("SHELL", &self.shell, SHELLS.iter().copied()))?;
        ctx.out.bytes(&script)?;
        Ok(Exit::Done)
    }
}
