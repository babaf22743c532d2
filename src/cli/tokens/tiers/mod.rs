//! Tiers: named sets of rate limits.

pub mod create;
pub mod delete;
pub mod list;
pub mod show;
pub mod simulate;
pub mod update;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// Named sets of rate limits, shared by all workspaces
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Tiers {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    Update(update::Args),
    Simulate(simulate::Args),
    #[command(alias = "rm")]
    Delete(delete::Args),
}

impl Tiers {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Tiers::Create(args) => ctx.go(args),
            Tiers::List(args) => ctx.go(args),
            Tiers::Show(args) => ctx.go(args),
            Tiers::Update(args) => ctx.go(args),
            Tiers::Simulate(args) => ctx.go(args),
            Tiers::Delete(args) => ctx.go(args),
        }
    }
}
