//! What data is used for.

pub mod create;
pub mod list;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// What data is used for
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Purposes {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
}

impl Purposes {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Purposes::Create(args) => ctx.go(args),
            Purposes::List(args) => ctx.go(args),
            Purposes::Show(args) => ctx.go(args),
        }
    }
}
