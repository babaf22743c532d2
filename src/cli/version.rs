//! `version`.

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::error::{Exit, Result};
use crate::ops::db::{HEAD, sqlite_version};

/// What this program is.
pub struct Version;

record! { Version {
    version: Text, shown, "The version of the program" => |_v| env!("CARGO_PKG_VERSION");
    schema: Int, shown, "The schema of the stores it works on" => |_v| HEAD;
    sqlite: Text, shown, "The version of SQLite in it" => |_v| sqlite_version();
} }

/// Show the version of the program and of what is in it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost version")]
pub struct Args {}

impl Verb for Args {
    type Shown = Version;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        ctx.one(&Version)
    }
}
