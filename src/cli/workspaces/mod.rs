//! The area `workspaces`.

pub mod create;
pub mod delete;
pub mod list;
pub mod show;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// The tenants that records belong to
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Workspaces {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    #[command(alias = "rm")]
    Delete(delete::Args),
}

impl Workspaces {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Workspaces::Create(args) => ctx.go(args),
            Workspaces::List(args) => ctx.go(args),
            Workspaces::Show(args) => ctx.go(args),
            Workspaces::Delete(args) => ctx.go(args),
        }
    }
}
