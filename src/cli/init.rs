//! `init`.

use super::confirm::prompt;
use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::domain::record::record;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::db::{HEAD, create, open};
use crate::settings::default_file;
use crate::settings::file::set;
use crate::settings::table::{self, find};

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
/// by this command only. At a terminal it asks for the settings that are best decided first.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost init\n  gatepost init --set tokens.prefix=acme --set tokens.default_expiry=30d"
)]
pub struct Args {
    /// A setting to begin with, as KEY=VALUE (can be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Verb for Args {
    type Shown = Made;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let place = ctx.place()?;
        let file = ctx.globals.config.clone().map_or_else(|| default_file(ctx.world), Ok)?;
        for (key, value) in self.wanted(ctx, place.file().is_ok_and(std::path::Path::exists))? {
            set(&file, &key, &value)?;
        }
        let settings = ctx.settings()?;
        let changed = create(&place, &ctx.seed(&settings)?)?;
        if !changed {
            // It must be one of ours, and of a schema that this program can work on.
            open(&place, Access::Read, ctx.world, &|| ctx.actor(), false)?;
        }
        ctx.one(&Made { store: place.to_string(), settings: file.display().to_string(), schema: HEAD, changed })
    }
}

impl Args {
    /// The settings to begin with: those that were said, else, for a new store, those that are asked for.
    fn wanted(&self, ctx: &mut Context<'_>, exists: bool) -> Result<Vec<(String, String)>> {
        if self.set.is_empty() && ctx.can_ask() && !ctx.globals.yes && !exists {
            let settings = ctx.settings()?;
            let mut wanted = Vec::new();
            for setting in [&table::TOKENS_PREFIX, &table::TOKENS_DEFAULT_EXPIRY] {
                let now = settings.text(setting);
                ctx.out.aside(&format!("{}\n", setting.help));
                let value = prompt(setting.key, now, |value| setting.check(value))?;
                wanted.extend(Some((setting.key.to_owned(), value)).filter(|(_, value)| value != now));
            }
            return Ok(wanted);
        }
        let pair = |text: &String| {
            let (key, value) = text.split_once('=').ok_or_else(|| {
                Error::invalid("--set", format!("not a setting: {text:?}")).hint("write it as tokens.prefix=acme")
            })?;
            find(key)?.check(value)?;
            Ok((key.to_owned(), value.to_owned()))
        };
        self.set.iter().map(pair).collect()
    }
}
