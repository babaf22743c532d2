//! `consent erase`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{keyring, subject};
use crate::domain::consent::erasure::Certificate;
use crate::domain::plural::plural;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::erase;

/// Forget a person; what was decided stays under a pseudonym
///
/// The reference, the person's key and all that it seals go: address, user agent, reason, evidence, imported rows. What
/// was still given is terminated, as `gatepost.consent.revoked` tells those who use it. Then
/// the files of the store are written anew, so that no trace is left in them, which others wait for: some seconds a
/// gigabyte. What was broken off is finished by the same command. The answer is the certificate. Backups that were made
/// before still hold the person; a restore forgets the person again, by the list that is named in the answer.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent erase jane@example.com --dry-run\n  gatepost consent erase jane@example.com --confirm jane@example.com"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    /// The subject once more
    #[arg(long, value_name = "SUBJECT")]
    confirm: Option<String>,
    /// Leave the traces in the files for now; `doctor --fix` takes them out
    #[arg(long)]
    no_scrub: bool,
}

impl Verb for Args {
    type Shown = Certificate;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Destroys;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Denied, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let (text, subject) = subject(ctx, &self.subject)?;
        ctx.confirm_by_value(self.confirm.as_deref().map(str::trim), &text, "forgetting a person")?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let mut session = ctx.session(&mut store)?;
        let certificate = erase(&mut session, keyring.as_ref(), &workspace, &subject, !self.no_scrub)?;
        if !certificate.copies.is_empty() {
            let copies = plural(certificate.copies.len() as u64, "older backup");
            ctx.out.notice(&format!("{copies} beside the store may still hold the person; --field copies names them"));
        }
        ctx.one(&certificate)
    }
}
