//! The area `config`.

pub mod get;
pub mod list;
pub mod path;
pub mod set;
pub mod unset;

use clap::Subcommand;

use std::path::PathBuf;

use super::context::Context;
use crate::domain::record::record;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::settings::{Settings, default_file, table};

/// Settings: their values, and where each comes from
#[derive(Subcommand)]
#[command(defer = true)]
pub enum Config {
    #[command(alias = "ls")]
    List(list::Args),
    Get(get::Args),
    Set(set::Args),
    Unset(unset::Args),
    Path(path::Args),
}

impl Config {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        match self {
            Config::List(args) => ctx.go(args),
            Config::Get(args) => ctx.go(args),
            Config::Set(args) => ctx.go(args),
            Config::Unset(args) => ctx.go(args),
            Config::Path(args) => ctx.go(args),
        }
    }
}

/// A setting after it was changed in one place.
pub struct Edited {
    key: String,
    value: Option<String>,
    place: String,
    changed: bool,
}

record! { Edited {
    key: Text, shown, "The setting" => |e| &e.key;
    value: Text, shown, "What it is set to there; null where it was taken away" => |e| e.value.as_ref();
    place: Text, shown, "The file that was changed, or store" => |e| &e.place;
    changed: Bool, shown, "Whether the command made a difference" => |e| e.changed;
} }

/// The keys of all settings.
fn keys() -> Vec<&'static str> {
    table::ALL.iter().map(|setting| setting.key).collect()
}

/// The settings of all layers, the store's among them where there is a store.
fn settings(ctx: &mut Context<'_>) -> Result<Settings> {
    let place = ctx.place()?;
    if ctx.globals.db.is_none() && place.file().is_ok_and(|path| !path.exists()) {
        return ctx.settings();
    }
    let mut store = ctx.open(Access::Read)?;
    ctx.settings_with(&mut store)
}

/// The settings file.
fn path(ctx: &Context<'_>) -> Result<PathBuf> {
    ctx.globals.config.clone().map_or_else(|| default_file(ctx.world), Ok)
}

/// Refuses a setting that belongs to each machine.
fn storable(key: &str) -> Result<()> {
    if table::find(key)?.storable {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, format!("{key} is a matter of each machine and cannot be stored"))
        .hint(format!("set it in the file with: gatepost config set {key} VALUE"))
        .field("--store"))
}
