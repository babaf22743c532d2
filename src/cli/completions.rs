//! `completions`.

use super::choice::Choice;
use super::context::Context;
use super::globals::unknown;
use super::verbs::{Effect, Shape, Verb};
use crate::docs::Text;
use crate::docs::completions::{ASKING, SHELLS, script};
use crate::error::{Error, Exit, Result};

/// Print the completion script of a shell
///
/// With --dynamic the script asks the program at each TAB, so that names, ids, scopes, tiers and workspaces of
/// the store are completed as well. The store is only read; where that is not possible, nothing is offered.
/// Such a script is made anew by each shell: source <(gatepost completions bash --dynamic)
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost completions bash > gatepost.bash\n  gatepost completions zsh > _gatepost\n  gatepost completions bash --dynamic"
)]
pub struct Args {
    /// The shell
    #[arg(value_parser = Choice(|| SHELLS.to_vec()))]
    shell: String,
    /// Ask the program at each TAB: bash, fish and zsh
    #[arg(long)]
    dynamic: bool,
}

impl Verb for Args {
    type Shown = Text;
    const SHAPE: Shape = Shape::Text;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let script = script(super::command(), &self.shell)
            .ok_or_else(|| unknown("SHELL", &self.shell, SHELLS.iter().copied()))?;
        if !self.dynamic {
            ctx.out.bytes(&script)?;
            return Ok(Exit::Done);
        }
        let asking = ASKING.iter().find(|asking| asking.name == self.shell).ok_or_else(|| {
            Error::invalid("--dynamic", format!("{} cannot ask the program; bash, fish and zsh can", self.shell))
                .hint(format!("leave out --dynamic: gatepost completions {}", self.shell))
        })?;
        ctx.out.bytes(asking.script.as_bytes())?;
        Ok(Exit::Done)
    }
}
