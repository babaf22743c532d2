//! Asking before what cannot be taken back. Without a terminal it is refused, never assumed.

use dialoguer::Confirm;
use dialoguer::console::Term;

use super::context::Context;
use crate::error::{Code, Error, Result};

impl Context<'_> {
    /// Asks, unless `--yes` was said; a rehearsal never asks.
    pub fn confirm(&mut self, what: &str) -> Result<()> {
        if self.globals.yes || self.globals.dry_run {
            return Ok(());
        }
        if !self.can_ask() {
            return Err(Error::new(
                Code::ConfirmationNeeded,
                format!("this must be confirmed first: {what}; nothing was changed"),
            )
            .hint(if self.can_rehearse() {
                "add --yes, or look at it first with --dry-run"
            } else {
                "add --yes"
            }));
        }
        if ask(&format!("{what}?"))? {
            return Ok(());
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
    let answer = Confirm::new().with_prompt(question).default(false).interact_on(&Term::stderr());
    answer.map_err(|cause| Error::new(Code::InputNeeded, format!("there was no answer: {cause}; nothing was changed")))
}
