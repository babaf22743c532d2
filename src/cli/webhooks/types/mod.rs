//! Event types of a workspace.

pub mod create;
pub mod delete;
pub mod list;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// Types of events, and the JSON Schemas that their payloads must meet
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Types {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    #[command(alias = "rm")]
    Delete(delete::Args),
}

impl Types {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Types::Create(args) => ctx.go(args),
            Types::List(args) => ctx.go(args),
            Types::Show(args) => ctx.go(args),
            Types::Delete(args) => ctx.go(args),
        }
    }
}
