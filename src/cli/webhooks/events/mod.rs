//! Events: what happened.

pub mod list;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// What happened, with its payload
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Events {
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
}

impl Events {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Events::List(args) => ctx.go(args),
            Events::Show(args) => ctx.go(args),
        }
    }
}
