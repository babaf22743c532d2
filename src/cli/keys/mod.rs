//! The area `keys`.

pub mod check;
pub mod rewrap;
pub mod rotate;
pub mod status;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// The keys that seal what must be read back
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Keys {
    Status(status::Args),
    Rotate(rotate::Args),
    Rewrap(rewrap::Args),
    Check(check::Args),
}

impl Keys {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Keys::Status(args) => ctx.go(args),
            Keys::Rotate(args) => ctx.go(args),
            Keys::Rewrap(args) => ctx.go(args),
            Keys::Check(args) => ctx.go(args),
        }
    }
}
