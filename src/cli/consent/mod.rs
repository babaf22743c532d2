//! What people agreed to.

pub mod access;
pub mod check;
mod decision;
pub mod erase;
pub mod export;
pub mod grant;
pub mod history;
pub mod holds;
pub mod import;
pub mod list;
pub mod policies;
pub mod purge;
pub mod purposes;
pub mod receipt;
pub mod refuse;
pub mod renew;
pub mod revoke;
pub mod show;
pub mod status;
mod words;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// What people agreed to, in which words, and when that ended
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Consent {
    Grant(grant::Args),
    Refuse(refuse::Args),
    Renew(renew::Args),
    Revoke(revoke::Args),
    Check(check::Args),
    #[command(alias = "ls")]
    List(list::Args),
    Export(export::Args),
    Import(import::Args),
    Access(access::Args),
    #[command(alias = "get")]
    Show(show::Args),
    History(history::Args),
    Receipt(receipt::Args),
    Status(status::Args),
    Erase(erase::Args),
    Purge(purge::Args),
    #[command(subcommand, alias = "hold")]
    Holds(holds::Holds),
    #[command(subcommand, alias = "purpose")]
    Purposes(purposes::Purposes),
    #[command(subcommand, alias = "policy")]
    Policies(policies::Policies),
}

impl Consent {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Consent::Grant(args) => ctx.go(args),
            Consent::Refuse(args) => ctx.go(args),
            Consent::Renew(args) => ctx.go(args),
            Consent::Revoke(args) => ctx.go(args),
            Consent::Check(args) => ctx.go(args),
            Consent::List(args) => ctx.go(args),
            Consent::Export(args) => ctx.go(args),
            Consent::Import(args) => ctx.go(args),
            Consent::Access(args) => ctx.go(args),
            Consent::Show(args) => ctx.go(args),
            Consent::History(args) => ctx.go(args),
            Consent::Receipt(args) => ctx.go(args),
            Consent::Status(args) => ctx.go(args),
            Consent::Erase(args) => ctx.go(args),
            Consent::Purge(args) => ctx.go(args),
            Consent::Holds(noun) => noun.run(ctx),
            Consent::Purposes(noun) => noun.run(ctx),
            Consent::Policies(noun) => noun.run(ctx),
        }
    }
}
