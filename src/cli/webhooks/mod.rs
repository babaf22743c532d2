//! The area of webhooks: its verbs, and the words that several of them share.

pub mod listen;
pub mod sign;
pub mod verify;
mod words;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// Sign, check and receive webhooks
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Webhooks {
    Listen(listen::Args),
    Sign(sign::Args),
    Verify(verify::Args),
}

impl Webhooks {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Webhooks::Listen(args) => ctx.go(args),
            Webhooks::Sign(args) => ctx.go(args),
            Webhooks::Verify(args) => ctx.go(args),
        }
    }
}
