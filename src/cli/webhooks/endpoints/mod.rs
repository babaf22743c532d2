//! Endpoints: the URLs that receive webhooks.

pub mod check;
pub mod create;
pub mod delete;
pub mod disable;
pub mod enable;
mod fields;
pub mod list;
pub mod rotate_secret;
pub mod secret;
pub mod show;
pub mod update;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// URLs that receive webhooks
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Endpoints {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    Update(update::Args),
    Enable(enable::Args),
    Disable(disable::Args),
    #[command(alias = "rm")]
    Delete(delete::Args),
    Secret(secret::Args),
    RotateSecret(rotate_secret::Args),
    Check(check::Args),
}

impl Endpoints {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Endpoints::Create(args) => ctx.go(args),
            Endpoints::List(args) => ctx.go(args),
            Endpoints::Show(args) => ctx.go(args),
            Endpoints::Update(args) => ctx.go(args),
            Endpoints::Enable(args) => ctx.go(args),
            Endpoints::Disable(args) => ctx.go(args),
            Endpoints::Delete(args) => ctx.go(args),
            Endpoints::Secret(args) => ctx.go(args),
            Endpoints::RotateSecret(args) => ctx.go(args),
            Endpoints::Check(args) => ctx.go(args),
        }
    }
}
