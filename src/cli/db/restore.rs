//! `db restore`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::{Copied, check_backup, knows_forgotten, restore};

/// Put a backup in the store's place, after a copy of what stands there
///
/// The backup's pages, keys and whole audit trail are checked first. Indexes against their tables are not, which takes
/// several times as long: `db backup --verify` did, and `db check` does. Those who were forgotten since the backup was
/// made are forgotten again, by the list beside the store.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db restore nightly.db --yes")]
pub struct Args {
    /// The backup
    file: PathBuf,
}

impl Verb for Args {
    type Shown = Copied;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Unconfirmed, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        let path = place.file()?;
        check_backup(&self.file)?;
        let mut what = format!("replace {} by {}", path.display(), self.file.display());
        if !knows_forgotten(path, &self.file)? {
            let unknown = "there is no list of those who were forgotten since the backup was made, so they will be on \
                record again";
            ctx.out.notice(unknown);
            what += ", with those who were forgotten since";
        }
        ctx.confirm(&what)?;
        let copied = restore(path, &self.file, ctx.world, &ctx.actor()?)?;
        ctx.one(&copied)
    }
}
