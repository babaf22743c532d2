//! Reads each layer above the defaults: the settings file, the environment, what the store holds. Every
//! value is checked as it is read, and an error says where it stands. It writes nothing.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, Value};

use super::table::{ALL, ENV_PREFIX, Setting, find};
use super::{Origin, SettingRow};
use crate::domain::suggest;
use crate::error::{Code, Error, Result};

/// What a settings file says; none where there is no such file.
pub fn file(path: &Path) -> Result<Option<Vec<SettingRow>>> {
    let Some(text) = read(path)? else { return Ok(None) };
    let document = parse(path, &text)?;
    let mut rows = Vec::new();
    let mut add = |key: &str, item: &Item| -> Result<()> {
        rows.push(row(key, item).map_err(|error| bad(path, &text, item.span(), error.field(key)))?);
        Ok(())
    };
    for (area, item) in document.iter() {
        match item.as_table_like() {
            Some(table) => table.iter().try_for_each(|(name, item)| add(&format!("{area}.{name}"), item))?,
            None => add(area, item)?,
        }
    }
    Ok(Some(rows))
}

/// What the environment says: `read` gives the value of each of `names` that is not empty. A name that
/// begins as those of an area do must be a setting's; other programs may own the rest.
pub fn environment(names: Vec<String>, read: &dyn Fn(&str) -> Option<String>) -> Result<Vec<SettingRow>> {
    let mut rows = Vec::new();
    for name in names {
        let setting = ALL.iter().copied().find(|setting| setting.env() == name);
        if setting.is_none() && !is_of_an_area(&name) {
            continue;
        }
        let Some(value) = read(&name) else { continue };
        let setting = setting.ok_or_else(|| unknown_variable(&name))?;
        setting.check(&value).map_err(|error| {
            let message = format!("environment variable {name}: {}", error.message);
            Error { message, ..error }.field(&name)
        })?;
        rows.push(SettingRow { setting, value, origin: Origin::Environment });
    }
    Ok(rows)
}

/// What the store holds. A key that is unknown here was put there by a newer version and is passed over,
/// as is one that has no business in the store.
pub fn store(stored: Vec<(String, String)>) -> Result<Vec<SettingRow>> {
    let mut rows = Vec::new();
    for (key, value) in stored {
        let Some(setting) = ALL.iter().copied().find(|setting| setting.key == key && setting.storable) else {
            continue;
        };
        setting.check(&value).map_err(|error| {
            let message = format!("the store's settings: {}", error.message);
            Error { message, ..error }.hint(format!("take it out with `gatepost config unset {key} --store`"))
        })?;
        rows.push(SettingRow { setting, value, origin: Origin::Store });
    }
    Ok(rows)
}

/// The text of a settings file; none where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(cause) if cause.kind() == ErrorKind::InvalidData => {
            Err(Error::new(Code::BadSettings, format!("{} is not UTF-8 text", path.display())))
        }
        Err(cause) => Err(Error::io(path.display(), &cause)),
    }
}

/// A settings file as TOML that remembers where everything stands.
pub(super) fn parse<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>> {
    Document::parse(text).map_err(|cause| {
        let error = Error::new(Code::BadSettings, cause.message().replace('\n', " "));
        bad(path, text, cause.span(), error)
    })
}

/// The same error, as one of the line in the settings file at which `place` begins.
pub(super) fn bad(path: &Path, text: &str, place: Option<Range<usize>>, error: Error) -> Error {
    let before = text.bytes().take(place.map_or(0, |place| place.start));
    let line = 1 + before.filter(|byte| *byte == b'\n').count();
    let message = format!("{}:{line}: {}", path.display(), error.message);
    Error { code: Code::BadSettings, message, ..error }
}

/// A value of the settings file as text; none where its TOML type does not fit the setting.
pub(super) fn text_of(setting: &Setting, item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Array(items) if setting.kind.is_command() => {
            let words = items.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
            Some(serde_json::Value::from(words).to_string())
        }
        Value::Array(items) if setting.kind.is_list() => {
            Some(items.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join(","))
        }
        _ => None,
    }
}

fn row(key: &str, item: &Item) -> Result<SettingRow> {
    let setting = find(key)?;
    let value = text_of(setting, item).ok_or_else(|| setting.refusal(&format!("of type {}", item.type_name())))?;
    setting.check(&value)?;
    Ok(SettingRow { setting, value, origin: Origin::File })
}

fn is_of_an_area(variable: &str) -> bool {
    let rest = variable.strip_prefix(ENV_PREFIX).unwrap_or_default().to_ascii_lowercase();
    ALL.iter().any(|setting| rest.strip_prefix(setting.parts().0).is_some_and(|rest| rest.starts_with('_')))
}

fn unknown_variable(name: &str) -> Error {
    let known: Vec<String> = ALL.iter().map(|setting| setting.env()).collect();
    let near = suggest::nearest(name, known.iter().map(String::as_str));
    let ending = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    Error::new(Code::UnknownSetting, format!("environment variable {name} is no setting{ending}"))
        .hint("list them with `gatepost config list --columns key,env`")
        .field(name)
        .candidates(near.into_iter().map(str::to_owned).collect())
}
