//! The command line: words to one operation, its records to `render`. One folder an area, one file a verb.
//! No SQL, no clock, no rules, and nothing is written but by `render`.

mod audit;
mod capabilities;
mod choice;
mod complete;
mod completions;
mod config;
mod confirm;
mod consent;
mod context;
mod db;
mod doctor;
mod explain;
mod given;
mod globals;
mod health;
mod init;
mod keys;
mod man;
mod page;
mod refs;
mod secret_out;
mod tokens;
mod usage_error;
mod verbs;
mod version;
mod webhooks;
mod workspaces;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::{Exit, Result};
use crate::world::{World, forbid_dumps, watch_file_size};
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
    after_help = "Examples:\n  gatepost tokens scopes create invoices:write\n  gatepost tokens create billing --scope orders:read --expires 30d\n  gatepost tokens verify --scope orders:read < ci.token\n  gatepost tokens revoke ci --reason leaked"
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
    #[command(subcommand)]
    Consent(consent::Consent),
    #[command(subcommand, alias = "webhook")]
    Webhooks(webhooks::Webhooks),
    #[command(subcommand, alias = "workspace")]
    Workspaces(workspaces::Workspaces),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Db(db::Db),
    #[command(subcommand, alias = "key")]
    Keys(keys::Keys),
    Init(init::Args),
    Health(health::Args),
    Doctor(doctor::Args),
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
            Area::Consent(area) => area.run(ctx),
            Area::Webhooks(area) => area.run(ctx),
            Area::Workspaces(area) => area.run(ctx),
            Area::Audit(area) => area.run(ctx),
            Area::Config(area) => area.run(ctx),
            Area::Db(area) => area.run(ctx),
            Area::Keys(area) => area.run(ctx),
            Area::Init(args) => ctx.go(args),
            Area::Health(args) => ctx.go(args),
            Area::Doctor(args) => ctx.go(args),
            Area::Explain(args) => ctx.go(args),
            Area::Capabilities(args) => ctx.go(args),
            Area::Completions(args) => ctx.go(args),
            Area::Man(args) => ctx.go(args),
            Area::Version(args) => ctx.go(args),
        }
    }
}

/// The command tree, whole, for documents made from it.
pub fn command() -> clap::Command {
    let mut tree = Cli::command();
    tree.build();
    tree
}

/// Reads the words. A run needs the one leaf that its words lead to, so the others are not even made
/// (`defer`). Help and mistakes below the first level are told from the whole tree, which knows what every
/// leaf is about.
fn parse(words: &[OsString]) -> clap::error::Result<Cli> {
    parse_by(Cli::command(), words).or_else(|cause| {
        let only_flags = words.iter().skip(1).all(|word| word.as_encoded_bytes().starts_with(b"-"));
        if only_flags { Err(cause) } else { parse_by(command(), words) }
    })
}

fn parse_by(tree: clap::Command, words: &[OsString]) -> clap::error::Result<Cli> {
    // Its memory goes back with the process's: taking it apart would be a tenth of the run.
    let tree = Box::leak(Box::new(tree));
    let mut matches = tree.try_get_matches_from_mut(words)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|cause| cause.format(tree))
}

/// Runs the command line of a world; the exit code.
pub fn run(world: &World) -> u8 {
    if world.args.get(1).is_some_and(|word| word == complete::WORD) {
        complete::answer(world);
        return Exit::Done.number();
    }
    if let Err(cause) = forbid_dumps().and_then(|()| watch_file_size()) {
        return usage_error::output(world).fail(&cause).number();
    }
    let (globals, area) = match parse(&world.args) {
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
