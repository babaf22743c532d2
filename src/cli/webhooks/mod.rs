//! The area of webhooks: its verbs, and the words that several of them share.

pub mod attempts;
pub mod deliveries;
pub mod endpoints;
pub mod events;
pub mod fire;
pub mod listen;
pub mod replay;
pub mod sign;
pub mod test;
pub mod types;
pub mod verify;
mod words;
pub mod work;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// Endpoints, events and their deliveries; signing, checking and receiving
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Webhooks {
    #[command(subcommand, alias = "endpoint")]
    Endpoints(endpoints::Endpoints),
    #[command(subcommand, alias = "type")]
    Types(types::Types),
    Fire(fire::Args),
    Work(work::Args),
    #[command(subcommand, alias = "event")]
    Events(events::Events),
    #[command(subcommand, alias = "delivery")]
    Deliveries(deliveries::Deliveries),
    #[command(subcommand, alias = "attempt")]
    Attempts(attempts::Attempts),
    Replay(replay::Args),
    Test(test::Args),
    Listen(listen::Args),
    Sign(sign::Args),
    Verify(verify::Args),
}

impl Webhooks {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Webhooks::Endpoints(noun) => noun.run(ctx),
            Webhooks::Types(noun) => noun.run(ctx),
            Webhooks::Fire(args) => ctx.go(args),
            Webhooks::Work(args) => ctx.go(args),
            Webhooks::Events(noun) => noun.run(ctx),
            Webhooks::Deliveries(noun) => noun.run(ctx),
            Webhooks::Attempts(noun) => noun.run(ctx),
            Webhooks::Replay(args) => ctx.go(args),
            Webhooks::Test(args) => ctx.go(args),
            Webhooks::Listen(args) => ctx.go(args),
            Webhooks::Sign(args) => ctx.go(args),
            Webhooks::Verify(args) => ctx.go(args),
        }
    }
}
