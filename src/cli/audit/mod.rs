//! The area `audit`.

pub mod checkpoint;
pub mod list;
pub mod verify;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// The tamper-evident trail of every change
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Audit {
    #[command(alias = "ls")]
    List(list::Args),
    Verify(verify::Args),
    Checkpoint(checkpoint::Args),
}

impl Audit {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Audit::List(args) => ctx.go(args),
            Audit::Verify(args) => ctx.go(args),
            Audit::Checkpoint(args) => ctx.go(args),
        }
    }
}
