//! `init`.

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::error::{Exit, Result};
use crate::ops::db::{HEAD, create};
use crate::ops::{Access, Store};
use crate::settings::default_file;

/// What there is after `init`.
pub struct Made {
    store: String,
    settings: String,
    schema: i64,
    changed: bool,
}

record! { Made {
    store: Text, shown, "Where the store lies" => |m| &m.store;
    settings: Text, shown, "Where the settings file is looked for" => |m| &m.settings;
    schema: Int, shown, "The schema of the store" => |m| m.schema;
    changed: Bool, shown, "Whether the store was made just now" => |m| m.changed;
} }

/// Make the store; twice is no error
///
/// The default store is made by the first command that needs one. A store that is named with --db is made
/// by this command only.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost init\n  gatepost init --db ./team.db")]
pub struct Args {}

impl Verb for Args {
    type Shown = Made;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let (path, _) = ctx.path()?;
        let settings = ctx.settings()?;
        let changed = create(&path, &ctx.seed(&settings)?)?;
        // One that was there must be one of ours, and of a schema that this program can work on.
        Store::open(&path, Access::Read, ctx.now())?;
        let file = ctx.globals.config.clone().map_or_else(|| default_file(ctx.world), Ok)?;
        ctx.one(&Made {
            store: path.display().to_string(),
            settings: file.display().to_string(),
            schema: HEAD,
            changed,
        })
    }
}
