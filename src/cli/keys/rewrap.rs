//! `keys rewrap`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::shell::word;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::keys::is_used;
use crate::ops::keys::rewrap::{Rewrapped, add, finish, finish_question, replace};
use crate::render::Quiet;

/// Put another sealing key in the place of the one that opens the store
///
/// The new key is written beside the one before, opens everything, and only then takes its place; the one before is kept
/// under another name, since backups that were made before and other stores with this key open with it. What is sealed
/// stays as it is. Where several machines use the store, as one on a server, or the key comes from elsewhere: --to, then
/// give every machine the new key, then --finish.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost keys rewrap --yes\n  gatepost keys rewrap --to new.key --yes\n  gatepost keys rewrap --finish --key-file new.key --yes"
)]
pub struct Args {
    /// Let the key in this file open the store as well; it is made where it is absent
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Let no other sealing key open the store any more than the one in use, which must be the one that --to added
    #[arg(long, conflicts_with = "to")]
    finish: bool,
}

impl Verb for Args {
    type Shown = Rewrapped;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if !self.finish {
            ctx.confirm(match &self.to {
                Some(_) => "let another sealing key open the store as well",
                None => "replace the sealing key, which may open other stores as well",
            })?;
        }
        let mut store = ctx.open(Access::Write)?;
        if !is_used(&mut store)? {
            let message = "nothing is sealed yet, so there is no sealing key to replace";
            return Err(Error::new(Code::WrongState, message).hint("the first command that seals makes one"));
        }
        let keyring = ctx.keyring(&mut store)?;
        let mut session = ctx.session(&mut store)?;
        if self.finish {
            ctx.confirm(&finish_question(&mut session, &keyring)?)?;
        }
        let rewrapped = match &self.to {
            Some(file) => add(&mut session, &keyring, file)?,
            None if self.finish => finish(&mut session, &keyring)?,
            None => replace(&mut session, &keyring, &ctx.key_source()?)?,
        };
        if let (Some(file), false) = (&rewrapped.file, ctx.globals.dry_run) {
            ctx.out.notice(&format!("keep a copy of {file} elsewhere: without it, what is sealed is lost"));
        }
        if let (Some(kept), false) = (&rewrapped.kept, ctx.globals.dry_run) {
            ctx.out.notice(&format!("other stores with this key open with the one before: --key-file {}", word(kept)));
        }
        ctx.one(&rewrapped)
    }
}
