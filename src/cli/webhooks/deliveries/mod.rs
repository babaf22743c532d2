//! Deliveries: events on their way to endpoints.

pub mod cancel;
pub mod explain;
pub mod list;
pub mod retry;
pub mod show;

use clap::Subcommand;

use super::super::context::Context;
use crate::error::{Exit, Result};

/// Events on their way to endpoints
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Deliveries {
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    Explain(explain::Args),
    Retry(retry::Args),
    Cancel(cancel::Args),
}

impl Deliveries {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Deliveries::List(args) => ctx.go(args),
            Deliveries::Show(args) => ctx.go(args),
            Deliveries::Explain(args) => ctx.go(args),
            Deliveries::Retry(args) => ctx.go(args),
            Deliveries::Cancel(args) => ctx.go(args),
        }
    }
}
