//! Legal holds.

pub mod create;
pub mod list;
pub mod release;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// Whose records must stay as they are, whatever is asked
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Holds {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    Release(release::Args),
}

impl Holds {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Holds::Create(args) => ctx.go(args),
            Holds::List(args) => ctx.go(args),
            Holds::Release(args) => ctx.go(args),
        }
    }
}
