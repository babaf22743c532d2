//! The command line: words to one operation, its records to `render`. One folder an area, one file a verb.
//! No SQL, no clock, no rules, and nothing is written but by `render`.

mod audit;
mod capabilities;
mod completions;
mod config;
mod confirm;
mod context;
mod db;
mod explain;
mod globals;
mod health;
mod init;
mod man;
mod page;
mod refs;
mod tokens;
mod usage_error;
mod verbs;
mod version;
mod workspaces;

use clap::{CommandFactory, Parser, Subcommand};

use crate::error::{Exit, Result};
use crate::world::{World, watch_file_size};
use context::Context;
use globals::Globals;
pub use verbs::all as verbs;

/// API tokens, limits and usage of an integration ecosystem, in one embedded store.
#[derive(Parser)]
#[command(
    name = "gatepost",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    infer_long_args = false,
    after_help = "Examples:\n  gatepost tokens create ci --scope orders:read\n  gatepost tokens list\n  gatepost tokens revoke ci --reason rotated"
)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    area: Area,
}

#[derive(Subcommand)]
enum Area {
    #[command(subcommand, alias = "token")]
    Tokens(tokens::Tokens),
    #[command(subcommand, alias = "workspace")]
    Workspaces(workspaces::Workspaces),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Db(db::Db),
    Init(init::Args),
    Health(health::Args),
    Explain(explain::Args),
    Capabilities(capabilities::Args),
    Completions(completions::Args),
    Man(man::Args),
    Version(version::Args),
}

impl Area {
    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Area::Tokens(area) => area.run(ctx),
            Area::Workspaces(area) => area.run(ctx),
            Area::Audit(area) => area.run(ctx),
            Area::Config(area) => area.run(ctx),
            Area::Db(area) => area.run(ctx),
            Area::Init(args) => ctx.go(args),
            Area::Health(args) => ctx.go(args),
            Area::Explain(args) => ctx.go(args),
            Area::Capabilities(args) => ctx.go(args),
            Area::Completions(args) => ctx.go(args),
            Area::Man(args) => ctx.go(args),
            Area::Version(args) => ctx.go(args),
        }
    }
}

/// The command tree, for documents made from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line of a world; the exit code.
pub fn run(world: &World) -> u8 {
    if let Err(cause) = watch_file_size() {
        return usage_error::output(world).fail(&cause).number();
    }
    let parsed = Cli::try_parse_from(&world.args);
    let (globals, area) = match parsed {
        Ok(cli) => (cli.globals, cli.area),
        Err(cause) => return usage_error::tell(world, &cause).number(),
    };
    let mut ctx = match Context::new(world, globals) {
        Ok(ctx) => ctx,
        Err(cause) => return usage_error::output(world).fail(&cause).number(),
    };
    let ended = area.run(&mut ctx);
    ctx.end(ended).number()
}
