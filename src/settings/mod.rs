//! The settings in force: one table, and the layers over its defaults (default, store, file, environment;
//! the later one wins). The store's values are handed in: this room opens no store.

pub mod check;
pub mod file;
mod layers;
pub mod table;
pub mod types;

use std::path::{Path, PathBuf};

use crate::domain::record::record;
use crate::domain::size::Size;
use crate::domain::span::Span;
use crate::error::{Code, Error, Result};
use crate::world::World;
use table::Setting;

/// Where a value comes from; a later one wins over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The table of settings.
    Default,
    /// The store, shared by all machines.
    Store,
    /// The settings file.
    File,
    /// An environment variable.
    Environment,
}

impl Origin {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Default => "default",
            Origin::Store => "store",
            Origin::File => "file",
            Origin::Environment => "environment",
        }
    }
}

/// One setting with a value and where it comes from.
#[derive(Clone, Debug)]
pub struct SettingRow {
    /// The setting, as declared.
    pub setting: &'static Setting,
    /// The value, as written.
    pub value: String,
    /// Where the value comes from.
    pub origin: Origin,
}

record! { SettingRow {
    key: Text, shown, "The name of the setting" => |row| row.setting.key;
    value: Text, shown, "The value in force" => |row| &row.value;
    origin: Text, shown, "Where the value comes from: default, store, file or environment" => |row| row.origin.as_str();
    type: Text, shown, "What kind of value it holds" => |row| row.setting.kind.as_str();
    default: Text, hidden, "The value where nobody says otherwise" => |row| row.setting.default;
    unit: Text, hidden, "What a bare number counts" => |row| Some(row.setting.unit).filter(|unit| !unit.is_empty());
    allowed: Text, hidden, "What it may hold, in words" => |row| row.setting.kind.allowed();
    env: Text, hidden, "The environment variable that sets it" => |row| row.setting.env();
    since: Text, hidden, "The version that first had it" => |row| row.setting.since;
    help: Text, shown, "What it does" => |row| row.setting.help;
}}

/// Every setting's value. What no layer sets is not even stored, so that a run without settings pays
/// nothing for them; a value is parsed when it is asked for.
#[derive(Debug, Default)]
pub struct Settings {
    values: Vec<SettingRow>,
}

/// The settings file that is used where none is named.
pub fn default_file(world: &World) -> Result<PathBuf> {
    let folder = world.xdg("XDG_CONFIG_HOME", ".config");
    Ok(folder.map_err(|error| error.hint("name the file with --config FILE, or set HOME"))?.join("config.toml"))
}

impl Settings {
    /// Reads file and environment, refusing whatever is unknown or not allowed. Only a file that was
    /// named must exist.
    pub fn load(world: &World, named: Option<&Path>) -> Result<Settings> {
        let absent = |path: &Path| {
            Error::new(Code::BadSettings, format!("there is no settings file {}", path.display())).field("--config")
        };
        let mut values = match (named, default_file(world)) {
            (Some(path), _) => layers::file(path)?.ok_or_else(|| absent(path))?,
            (None, Ok(path)) => layers::file(&path)?.unwrap_or_default(),
            // Whoever has no home has no settings file.
            (None, Err(_)) => Vec::new(),
        };
        values.extend(layers::environment(world.vars_with(table::ENV_PREFIX), &|name| world.var(name))?);
        Ok(Settings { values })
    }

    /// Adds what the store holds, as keys and values.
    pub fn with_store(mut self, stored: Vec<(String, String)>) -> Result<Settings> {
        self.values.extend(layers::store(stored)?);
        Ok(self)
    }

    /// Every setting with its value in force, in the order of the table.
    pub fn rows(&self) -> Vec<SettingRow> {
        table::ALL.iter().map(|setting| self.row(setting)).collect()
    }

    /// One setting with its value in force.
    pub fn row(&self, setting: &'static Setting) -> SettingRow {
        let origin = self.layer(setting).map_or(Origin::Default, |row| row.origin);
        SettingRow { setting, value: self.text(setting).to_owned(), origin }
    }

    /// A value as it is written: for choices and prefixes, and for types with a parser elsewhere.
    pub fn text(&self, setting: &Setting) -> &str {
        self.layer(setting).map_or(setting.default, |row| &row.value)
    }

    /// A path or a policy; none where it is empty or `none`.
    pub fn optional(&self, setting: &Setting) -> Option<&str> {
        Some(self.text(setting)).filter(|text| !text.is_empty() && *text != types::NONE)
    }

    /// A duration.
    pub fn span(&self, setting: &Setting) -> Result<Span> {
        Span::parse(self.text(setting))
    }

    /// A duration; none where it is `never`.
    pub fn span_or_never(&self, setting: &Setting) -> Result<Option<Span>> {
        Some(self.text(setting)).filter(|text| *text != types::NEVER).map(Span::parse).transpose()
    }

    /// A size.
    pub fn size(&self, setting: &Setting) -> Result<Size> {
        Size::parse(self.text(setting))
    }

    /// A whole number.
    pub fn integer(&self, setting: &Setting) -> Result<i64> {
        let text = self.text(setting);
        text.parse().map_err(|_| Error::invalid(setting.key, format!("{} is no whole number: {text:?}", setting.key)))
    }

    /// A program and its words; none where it is empty.
    pub fn command(&self, setting: &Setting) -> Option<Vec<String>> {
        types::command(self.text(setting))
    }

    /// A list.
    pub fn list(&self, setting: &Setting) -> Vec<String> {
        types::parts(self.text(setting)).map(str::to_owned).collect()
    }

    /// The highest layer that sets it.
    fn layer(&self, setting: &Setting) -> Option<&SettingRow> {
        self.values.iter().filter(|row| row.setting.key == setting.key).max_by_key(|row| row.origin)
    }
}

#[cfg(test)]
mod tests;
