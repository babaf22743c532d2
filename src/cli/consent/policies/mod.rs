//! The texts that people consent to, in versions and languages.

pub mod list;
pub mod publish;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// The texts that people consent to, in versions and languages
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Policies {
    Publish(publish::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
}

impl Policies {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Policies::Publish(args) => ctx.go(args),
            Policies::List(args) => ctx.go(args),
            Policies::Show(args) => ctx.go(args),
        }
    }
}
