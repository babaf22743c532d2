//! The scope catalogue of a workspace.

pub mod create;
pub mod delete;
pub mod list;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// The catalogue of scopes that tokens can carry
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Scopes {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    #[command(alias = "rm")]
    Delete(delete::Args),
}

impl Scopes {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Scopes::Create(args) => ctx.go(args),
            Scopes::List(args) => ctx.go(args),
            Scopes::Show(args) => ctx.go(args),
            Scopes::Delete(args) => ctx.go(args),
        }
    }
}
