//! The area of API tokens: its verbs, and the words that several of them share.

pub mod asked;
pub mod create;
pub mod disable;
pub mod enable;
pub mod explain;
pub mod export;
pub mod guesses;
pub mod import;
pub mod limits;
pub mod list;
pub mod revoke;
pub mod rotate;
pub mod scan;
pub mod scopes;
pub mod show;
pub mod stale;
pub mod tiers;
pub mod update;
pub mod usage;
pub mod verify;
pub mod words;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// Issue, look up, limit, rotate, revoke and verify API tokens
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Tokens {
    Create(create::Args),
    #[command(alias = "ls")]
    List(list::Args),
    #[command(alias = "get")]
    Show(show::Args),
    Update(update::Args),
    Disable(disable::Args),
    Enable(enable::Args),
    Rotate(rotate::Args),
    Revoke(revoke::Args),
    Verify(verify::Args),
    Explain(explain::Args),
    Limits(limits::Args),
    Usage(usage::Args),
    Guesses(guesses::Args),
    Stale(stale::Args),
    Scan(scan::Args),
    Import(import::Args),
    Export(export::Args),
    #[command(subcommand, alias = "scope")]
    Scopes(scopes::Scopes),
    #[command(subcommand, alias = "tier")]
    Tiers(tiers::Tiers),
}

impl Tokens {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Tokens::Create(args) => ctx.go(args),
            Tokens::List(args) => ctx.go(args),
            Tokens::Show(args) => ctx.go(args),
            Tokens::Update(args) => ctx.go(args),
            Tokens::Disable(args) => ctx.go(args),
            Tokens::Enable(args) => ctx.go(args),
            Tokens::Rotate(args) => ctx.go(args),
            Tokens::Revoke(args) => ctx.go(args),
            Tokens::Verify(args) => ctx.go(args),
            Tokens::Explain(args) => ctx.go(args),
            Tokens::Limits(args) => ctx.go(args),
            Tokens::Usage(args) => ctx.go(args),
            Tokens::Guesses(args) => ctx.go(args),
            Tokens::Stale(args) => ctx.go(args),
            Tokens::Scan(args) => ctx.go(args),
            Tokens::Import(args) => ctx.go(args),
            Tokens::Export(args) => ctx.go(args),
            Tokens::Scopes(noun) => noun.run(ctx),
            Tokens::Tiers(noun) => noun.run(ctx),
        }
    }
}
