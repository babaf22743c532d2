//! `explain`: what an error code means.

use super::choice::Choice;
use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::domain::suggest::did_you_mean;
use crate::domain::verdict::Outcome;
use crate::error::{Code, Error, Exit, Result};

/// A code with its meaning.
pub struct Explained {
    code: &'static str,
    exit: Exit,
    retryable: bool,
    explanation: &'static str,
}

record! { Explained {
    code: Text, shown, "The code, as errors and verdicts carry it" => |e| e.code;
    exit: Int, shown, "The exit code that goes with it" => |e| i64::from(e.exit.number());
    retryable: Bool, shown, "Whether the same command may succeed later, unchanged" => |e| e.retryable;
    explanation: Text, shown, "What happened, and what to do" => |e| e.explanation;
} }

/// Every code of errors, then of verdicts; `not_found` is both, and means the same.
fn all() -> Vec<Explained> {
    let errors = Code::ALL.iter().map(|code| Explained {
        code: code.as_str(),
        exit: code.exit(),
        retryable: code.retryable(),
        explanation: code.explanation(),
    });
    let verdicts =
        Outcome::ALL.iter().filter(|outcome| Code::parse(outcome.as_str()).is_none()).map(|outcome| Explained {
            code: outcome.as_str(),
            exit: outcome.exit(),
            retryable: *outcome == Outcome::RateLimited,
            explanation: outcome.meaning(),
        });
    errors.chain(verdicts).collect()
}

/// Explain the code of an error or verdict, or list them all
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
        let all = all();
        let Some(word) = self.code else { return ctx.many(&all) };
        let found = all.iter().find(|it| it.code == word).ok_or_else(|| {
            let near = did_you_mean(&word, all.iter().map(|it| it.code));
            Error::new(Code::UnknownCode, format!("there is no code {word:?}{near}"))
                .hint("list them with: gatepost explain")
        })?;
        ctx.one(found)
    }
}
