//! Changes the settings file, keeping its comments and order. A file that is not TOML is left as it is,
//! and a reader sees the whole old file or the whole new one.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, Value};

use super::layers::{bad, parse, read, text_of};
use super::table::{Setting, find};
use super::types::Type;
use crate::error::{Code, Error, Result};
use crate::world;

/// Sets a value, making the file where there is none. Says whether anything changed.
pub fn set(path: &Path, key: &str, value: &str) -> Result<bool> {
    let setting = find(key)?;
    setting.check(value)?;
    edit(path, |text| with(path, text, setting, value))
}

/// Whether [`set`] would change anything.
pub fn would_set(path: &Path, key: &str, value: &str) -> Result<bool> {
    let setting = find(key)?;
    setting.check(value)?;
    let text = read(path)?.unwrap_or_default();
    Ok(with(path, &text, setting, value)? != text)
}

/// Takes a value out, so that the layer below holds again. Says whether anything changed. An unknown key
/// that stands in the file can be taken out as well.
pub fn unset(path: &Path, key: &str) -> Result<bool> {
    if !would_unset(path, key)? {
        return Ok(false);
    }
    edit(path, |text| Ok(without(path, text, key)?.unwrap_or_else(|| text.to_owned())))
}

/// Whether [`unset`] would change anything.
pub fn would_unset(path: &Path, key: &str) -> Result<bool> {
    let found = match read(path)? {
        Some(text) => without(path, &text, key)?.is_some(),
        None => false,
    };
    if found { Ok(true) } else { find(key).map(|_| false) }
}

/// The file's text with the value set.
fn with(path: &Path, text: &str, setting: &Setting, value: &str) -> Result<String> {
    let (area, name) = setting.parts();
    let document = parse(path, text)?;
    let place = document.get(area).and_then(|item| item.get(name).unwrap_or(item).span());
    let unfit = |found: &str| {
        let message = format!("{} cannot take the place of a {found}", setting.key);
        bad(path, text, place.clone(), Error::new(Code::BadSettings, message))
    };
    let mut document = document.into_mut();
    if !document.contains_key(area) {
        add_table(&mut document, area);
    }
    let found = document[area].type_name();
    let table = document[area].as_table_like_mut().ok_or_else(|| unfit(found))?;
    let new = match setting.kind {
        Type::Integer { .. } => value.parse::<i64>().map_or_else(|_| value.into(), Value::from),
        _ => value.into(),
    };
    match table.get_mut(name) {
        None => drop(table.insert(name, Item::Value(new))),
        Some(item) if text_of(setting, item).as_deref() == Some(value) => return Ok(text.to_owned()),
        Some(Item::Value(old)) => {
            // The spaces and the comment beside the old value.
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        Some(item) => return Err(unfit(item.type_name())),
    }
    Ok(document.to_string())
}

/// Adds an empty table at the end, below the comments that stand there.
fn add_table(document: &mut DocumentMut, area: &str) {
    let mut table = Table::new();
    let above = document.trailing().as_str().unwrap_or_default().to_owned();
    if !above.is_empty() {
        table.decor_mut().set_prefix(above + "\n");
        document.set_trailing("");
    }
    document.insert(area, Item::Table(table));
}

/// The file's text without the value of a key; none where it has none.
fn without(path: &Path, text: &str, key: &str) -> Result<Option<String>> {
    let document = parse(path, text)?;
    let found = key.split_once('.').and_then(|(area, name)| {
        let (name, item) = document.get(area)?.as_table_like()?.get_key_value(name)?;
        Some((area, name, name.span()?.start, item.as_value()?.span()?.end))
    });
    let Some((area, name, start, end)) = found else { return Ok(None) };
    if document[area].is_inline_table() {
        let name = name.get().to_owned();
        let mut document = document.into_mut();
        if let Some(table) = document[area].as_inline_table_mut() {
            table.remove(&name);
        }
        return Ok(Some(document.to_string()));
    }
    // Only the lines of the value itself: a comment above it stays.
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    Ok(Some(text[..start].to_owned() + &text[end..]))
}

/// Replaces the file by what `change` makes of its text. Says whether that differs.
fn edit(path: &Path, change: impl FnOnce(&str) -> Result<String>) -> Result<bool> {
    // Where the path is a link, the file behind it changes.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let failed = |cause: io::Error| Error::io(path.display(), &cause);
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Error::new(Code::Io, format!("{} is not a regular file", path.display())));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let folder = File::open(folder).map_err(failed)?;
    // Of two edits at once none is lost; a file system without locks lets the later one win.
    let _unlocked_at_the_end = rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive);
    let before = read(path)?.unwrap_or_default();
    let after = change(&before)?;
    if before == after {
        return Ok(false);
    }
    replace(path, &after)?;
    folder.sync_all().map_err(failed)?;
    Ok(true)
}

/// Writes a new file beside the old one and puts it in its place, with the same mode; 0600 where there
/// was none.
fn replace(path: &Path, text: &str) -> Result<()> {
    let mode = fs::metadata(path).map_or(0o600, |metadata| metadata.permissions().mode() & 0o777);
    let fresh = path.with_added_extension(format!("{}.new", world::unique()?));
    let failed = |cause: io::Error| Error::io(path.display(), &cause);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh).map_err(failed)?;
    let mut write = || {
        file.set_permissions(Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&fresh))).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::layers;
    use crate::settings::table::ALL;

    const COMMENTED: &str = "\
# Settings of the shop.

[tokens] # who may call
# legal asked for this
default_expiry = \"30d\" # see ticket 42
prefix = \"shop\"

# The networks of the office.
[net]
allow_private = [
  \"10.0.0.0/8\", # cellar
  \"fd00::/8\",
]
# the end
";

    /// A settings file of this text, in a folder of its own.
    fn file_of(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn value_of(path: &Path, key: &str) -> Option<String> {
        let rows = layers::file(path).unwrap().unwrap();
        rows.into_iter().find(|row| row.setting.key == key).map(|row| row.value)
    }

    #[test]
    fn comments_and_order_survive() {
        let (_folder, path) = file_of(COMMENTED);
        assert!(set(&path, "tokens.default_expiry", "2w").unwrap());
        assert!(set(&path, "tokens.max_expiry", "1y").unwrap());
        assert!(set(&path, "webhooks.max_attempts", "3").unwrap());
        assert!(unset(&path, "tokens.prefix").unwrap());
        assert!(unset(&path, "net.allow_private").unwrap());
        let expected = "\
# Settings of the shop.

[tokens] # who may call
# legal asked for this
default_expiry = \"2w\" # see ticket 42
max_expiry = \"1y\"

# The networks of the office.
[net]
# the end

[webhooks]
max_attempts = 3
";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        assert!(unset(&path, "tokens.default_expiry").unwrap());
        assert!(fs::read_to_string(&path).unwrap().contains("# legal asked for this\nmax_expiry"));
    }

    #[test]
    fn what_is_set_reads_back_whatever_stood_there() {
        let starts =
            ["", COMMENTED, "tokens.prefix = \"a\"\nnet.ca_file = \"/a\"", "tokens = { prefix = \"a\" }\n", "# only"];
        for start in starts {
            for setting in ALL {
                let (_folder, path) = file_of(start);
                let before = value_of(&path, setting.key);
                assert_eq!(
                    set(&path, setting.key, setting.default).unwrap(),
                    before.as_deref() != Some(setting.default)
                );
                assert_eq!(value_of(&path, setting.key).as_deref(), Some(setting.default), "{start}");
                assert!(!set(&path, setting.key, setting.default).unwrap());
                assert!(unset(&path, setting.key).unwrap());
                assert_eq!(value_of(&path, setting.key), None, "{start}");
                assert!(!unset(&path, setting.key).unwrap());
            }
        }
    }

    #[test]
    fn a_new_file_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/config.toml");
        assert!(!unset(&path, "tokens.prefix").unwrap());
        assert!(!folder.path().join("a").exists());
        assert!(set(&path, "tokens.prefix", "shop").unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_to_string(&path).unwrap(), "[tokens]\nprefix = \"shop\"\n");
    }

    #[test]
    fn a_link_and_the_mode_stay() {
        let (folder, path) = file_of("");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let link = folder.path().join("link.toml");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(set(&link, "tokens.prefix", "shop").unwrap());
        assert_eq!(value_of(&path, "tokens.prefix").as_deref(), Some("shop"));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_cannot_be_edited_stays_byte_for_byte() {
        for (text, line) in [("[tokens]\nprefix = oops\n", 2), ("\ntokens = 1\n", 2), ("[tokens.prefix]\n", 1)] {
            let (_folder, path) = file_of(text);
            let error = set(&path, "tokens.prefix", "shop").unwrap_err();
            assert_eq!(error.code, Code::BadSettings);
            assert!(error.message.contains(&format!("config.toml:{line}: ")), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let (_folder, path) = file_of("[tokens]\nprefix = oops");
        assert_eq!(unset(&path, "tokens.prefix").unwrap_err().code, Code::BadSettings);
        assert_eq!(set(&path, "tokens.prefix", "Shop").unwrap_err().code, Code::InvalidValue);
        assert_eq!(set(&path, "tokens.prefiks", "shop").unwrap_err().code, Code::UnknownSetting);
        assert_eq!(fs::read_to_string(&path).unwrap(), "[tokens]\nprefix = oops");
        assert_eq!(set(Path::new("/dev/null"), "tokens.prefix", "shop").unwrap_err().code, Code::Io);
    }

    #[test]
    fn a_key_that_is_unknown_can_be_taken_out() {
        let (_folder, path) = file_of("[tokens]\nprefiks = 1\n");
        assert!(unset(&path, "tokens.prefiks").unwrap());
        assert_eq!(unset(&path, "tokens.prefiks").unwrap_err().code, Code::UnknownSetting);
    }

    #[test]
    fn two_edits_at_once_both_hold() {
        let (_folder, path) = file_of("");
        std::thread::scope(|scope| {
            for setting in ALL {
                let path = &path;
                scope.spawn(move || edit(path, |text| with(path, text, setting, setting.default)).unwrap());
            }
        });
        assert_eq!(layers::file(&path).unwrap().unwrap().len(), ALL.len());
    }
}
