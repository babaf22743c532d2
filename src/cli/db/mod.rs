//! The area `db`.

pub mod backup;
pub mod check;
pub mod downgrade;
pub mod grants;
pub mod maintain;
pub mod migrate;
pub mod r#move;
pub mod restore;
pub mod status;

use clap::Subcommand;

use super::context::Context;
use crate::error::{Exit, Result};

/// The store: its schema, copies and care
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Db {
    Status(status::Args),
    Migrate(migrate::Args),
    Downgrade(downgrade::Args),
    Grants(grants::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Move(r#move::Args),
    Check(check::Args),
    Maintain(maintain::Args),
}

impl Db {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Db::Status(args) => ctx.go(args),
            Db::Migrate(args) => ctx.go(args),
            Db::Downgrade(args) => ctx.go(args),
            Db::Grants(args) => ctx.go(args),
            Db::Backup(args) => ctx.go(args),
            Db::Restore(args) => ctx.go(args),
            Db::Move(args) => ctx.go(args),
            Db::Check(args) => ctx.go(args),
            Db::Maintain(args) => ctx.go(args),
        }
    }
}
