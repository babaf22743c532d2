//! Attempts: the requests that were sent.

pub mod list;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// Each request that was sent, and its answer
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Attempts {
    #[command(alias = "ls")]
    List(list::Args),
}

impl Attempts {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Attempts::List(args) => ctx.go(args),
        }
    }
}
