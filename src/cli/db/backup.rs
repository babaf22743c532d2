//! `db backup`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::error::{Exit, Result};
use crate::ops::db::{Copied, backup};

/// Copy the store to a new file, while others go on using it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost db backup nightly.db --verify")]
pub struct Args {
    /// The file to make; only you can read it
    file: PathBuf,
    /// Restore the copy beside it for a moment, and compare every row; it takes the space twice
    #[arg(long)]
    verify: bool,
}

impl Verb for Args {
    type Shown = Copied;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        let path = place.file()?;
        let copied = backup(path, &self.file, self.verify, ctx.world)?;
        ctx.one(&copied)
    }
}
