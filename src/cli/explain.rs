//! `explain`: what an error code means.

use super::choice::Choice;
use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::domain::suggest::did_you_mean;
use crate::error::{Code, Error, Exit, Result};

/// A code with its meaning.
pub struct Explained(Code);

record! { Explained {
    code: Text, shown, "The code, as errors carry it" => |e| e.0.as_str();
    exit: Int, shown, "The exit code that goes with it" => |e| i64::from(e.0.exit().number());
    retryable: Bool, shown, "Whether the same command may succeed later, unchanged" => |e| e.0.retryable();
    explanation: Text, shown, "What happened, and what to do" => |e| e.0.explanation();
} }

/// Explain an error code, or list them all
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost explain name_taken\n  gatepost explain")]
pub struct Args {
    /// The code; without one, all are listed
    #[arg(value_parser = Choice(|| Code::ALL.iter().map(|it| it.as_str()).collect()), hide_possible_values = true)]
    code: Option<String>,
}

impl Verb for Args {
    type Shown = Explained;
    const SHAPE: Shape = Shape::OneOrMany;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let Some(word) = self.code else {
            let all: Vec<Explained> = Code::ALL.iter().copied().map(Explained).collect();
            return ctx.many(&all);
        };
        let code = Code::parse(&word).ok_or_else(|| {
            let near = did_you_mean(&word, Code::ALL.iter().map(|code| code.as_str()));
            Error::new(Code::UnknownCode, format!("there is no code {word:?}{near}"))
                .hint("list them with: gatepost explain")
        })?;
        ctx.one(&Explained(code))
    }
}
