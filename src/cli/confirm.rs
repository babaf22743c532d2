//! Asking before what cannot be taken back. Without a terminal it is refused, never assumed.

use dialoguer::console::Term;
use dialoguer::{Confirm, Input};

use super::context::Context;
use crate::error::{Code, Error, Result};

impl Context<'_> {
    /// Asks, unless `--yes` was said; a rehearsal never asks. Whether somebody was asked, and agreed.
    pub fn confirm(&mut self, what: &str) -> Result<bool> {
        if self.globals.yes || self.globals.dry_run {
            return Ok(false);
        }
        if !self.can_ask() {
            let hint = if self.can_rehearse() { "add --yes, or look at it first with --dry-run" } else { "add --yes" };
            let message = format!("nothing was changed, since nobody confirmed: {what}");
            return Err(Error::new(Code::ConfirmationNeeded, message).hint(hint));
        }
        if ask(&format!("{what}?"))? {
            return Ok(true);
        }
        Err(Error::new(Code::ConfirmationNeeded, "not confirmed; nothing was changed"))
    }

    /// Refuses unless `given` is the very thing.
    pub fn confirm_by_value(&mut self, given: Option<&str>, wanted: &str, what: &str) -> Result<()> {
        if self.globals.dry_run || given == Some(wanted) {
            return Ok(());
        }
        Err(Error::new(Code::ConfirmationNeeded, format!("{what} cannot be taken back; nothing was changed"))
            .hint(format!("look at it with --dry-run, then add: --confirm {wanted}"))
            .field("--confirm"))
    }
}

/// Asks a question whose answer is no unless it is yes.
pub fn ask(question: &str) -> Result<bool> {
    let answer =
        Confirm::new().with_prompt(question).default(false).wait_for_newline(true).interact_on(&Term::stderr());
    answer.map_err(|cause| unanswered(&cause))
}

/// Asks for a value, offering the one that holds now, until it is one that may be.
pub fn prompt(question: &str, now: &str, check: impl Fn(&str) -> Result<()>) -> Result<String> {
    let valid = |value: &String| check(value).map_err(|cause| cause.message);
    let asked = Input::new().with_prompt(question).default(now.to_owned()).validate_with(valid);
    asked.interact_text_on(&Term::stderr()).map_err(|cause| unanswered(&cause))
}

fn unanswered(cause: &dialoguer::Error) -> Error {
    let dialoguer::Error::IO(io) = cause;
    if io.kind() == std::io::ErrorKind::Interrupted {
        return Error::new(Code::Interrupted, "interrupted; nothing was changed");
    }
    Error::new(Code::InputNeeded, format!("there was no answer: {cause}; nothing was changed"))
}
