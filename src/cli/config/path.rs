//! `config path`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::error::{Exit, Result};

/// Where the settings file lies
pub struct Place {
    path: String,
    exists: bool,
}

record! { Place {
    path: Text, shown, "The settings file" => |p| &p.path;
    exists: Bool, shown, "Whether it is there; without it the defaults hold" => |p| p.exists;
} }

/// Show where the settings file lies
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost config path --field path")]
pub struct Args {}

impl Verb for Args {
    type Shown = Place;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let path = super::path(ctx)?;
        ctx.one(&Place { exists: path.exists(), path: path.display().to_string() })
    }
}
