//! The files of the store and of the settings: who may read and write them, and what lies about.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::plural::plural;
use crate::domain::shell;
use crate::error::{Error, Result};
use crate::store::files::{Header, beside, folder_of, remove};
use crate::store::place::{self, Rights};

/// What others may do who should not.
fn open_to_others(path: &Path, rights: Rights) -> Option<Check> {
    let said = |what: &str| format!("others can {what} {} ({:04o})", path.display(), rights.mode);
    match rights.mode & 0o077 {
        0 => None,
        bits if bits & 0o022 != 0 => Some(Check::fail(said("change"))),
        _ => Some(Check::warn(said("read"))),
    }
}

/// The paths as words of a shell.
fn words(paths: &[PathBuf]) -> String {
    let texts: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    shell::words(texts.iter().map(AsRef::as_ref))
}

/// Judges who may use some files, of which the worst is told.
fn privacy(paths: &[PathBuf], mode: &str, well: &str) -> Check {
    let judged = |path: &PathBuf| Some((open_to_others(path, place::rights(path)?)?, path.clone()));
    let open: Vec<(Check, PathBuf)> = paths.iter().filter_map(judged).collect();
    let all: Vec<PathBuf> = open.iter().map(|(_, path)| path.clone()).collect();
    let worst = open.into_iter().map(|(check, _)| check).max_by_key(|check| check.level);
    worst.map_or(Check::ok(well), |check| check.fix(format!("chmod {mode} {}", words(&all))))
}

/// Changes who may use some files and folders, but not through links.
fn set_mode(paths: &[PathBuf], mode: u32) -> Result<()> {
    paths.iter().filter(|path| path.exists() && !path.is_symlink()).try_for_each(|path| {
        fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(|cause| Error::io(format!("cannot change {}", path.display()), &cause))
    })
}

/// The settings file, where it is a file: somebody may have named a device.
fn settings(known: &Known) -> Vec<PathBuf> {
    known.settings_file.iter().filter(|path| path.is_file()).cloned().collect()
}

/// Who may use the settings file.
pub fn settings_mode(_: &mut Patient<'_>, known: &Known) -> Result<Check> {
    Ok(privacy(&settings(known), "600", "nobody else can use the settings file"))
}

pub fn mend_settings_mode(_: &mut Patient<'_>, known: &Known) -> Result<()> {
    set_mode(&settings(known), 0o600)
}

/// The folder, where it holds the store and nothing else.
fn own_folder(patient: &Patient<'_>) -> Vec<PathBuf> {
    let alone = place::names(&patient.path).len() == place::own_files(&patient.path).len() + 1;
    alone.then(|| folder_of(&patient.path).to_owned()).into_iter().collect()
}

/// Who may look into a folder that is the store's alone.
pub fn folder_mode(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    Ok(privacy(&own_folder(patient), "700", "the folder is closed to others, or not the store's alone"))
}

pub fn mend_folder_mode(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    set_mode(&own_folder(patient), 0o700)
}

/// Whether others can put another file in the store's place in a folder that it shares.
pub fn folder_shared(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    const STICKY: u32 = 0o1000;
    let folder = folder_of(&patient.path).to_owned();
    let open = |rights: Rights| rights.mode & 0o022 != 0 && rights.mode & STICKY == 0;
    if own_folder(patient).is_empty() && place::rights(&folder).is_some_and(open) {
        let said = format!("others can replace the store, since they can write {}", folder.display());
        return Ok(Check::fail(said).fix(format!("chmod go-w {}", words(&[folder]))));
    }
    Ok(Check::ok("others cannot replace the store"))
}

/// The store and what lies beside it, as far as others may use it.
fn open_files(patient: &Patient<'_>) -> Vec<PathBuf> {
    let open = |path: &PathBuf| place::rights(path).is_some_and(|rights| rights.mode & 0o077 != 0);
    [patient.path.clone()].into_iter().chain(beside_files(patient)).filter(open).collect()
}

/// The command that closes them.
fn close_command(patient: &Patient<'_>) -> String {
    format!("chmod 600 {}", words(&open_files(patient)))
}

/// Who may use the store.
pub fn store_mode(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let open = place::rights(&patient.path).and_then(|rights| open_to_others(&patient.path, rights));
    Ok(open.map_or(Check::ok("nobody else can use the store"), |check| check.fix(close_command(patient))))
}

/// The files beside the store.
fn beside_files(patient: &Patient<'_>) -> Vec<PathBuf> {
    place::own_files(&patient.path).into_iter().map(|(path, _)| path).collect()
}

/// Who may use the log, the lock and the copies beside the store. SQLite makes a log as open as the store is,
/// so only what is more open counts.
pub fn log_mode(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let closed = place::rights(&patient.path).map_or(0, |rights| !rights.mode);
    let judged = |path: PathBuf| {
        let rights = place::rights(&path).filter(|rights| rights.mode & closed & 0o077 != 0)?;
        open_to_others(&path, rights)
    };
    let open = beside_files(patient).into_iter().filter_map(judged).max_by_key(|check| check.level);
    Ok(open.map_or(Check::ok("no file beside the store is more open"), |check| check.fix(close_command(patient))))
}

pub fn mend_modes(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    set_mode(&open_files(patient), 0o600)
}

/// Whether all that belongs to the store is of one owner.
pub fn owners(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let Some(store) = place::rights(&patient.path) else { return Ok(Check::ok("there is no store")) };
    let other = |path: &PathBuf| place::rights(path).is_some_and(|rights| rights.user != store.user);
    let strange: Vec<PathBuf> = beside_files(patient).into_iter().filter(other).collect();
    let Some(first) = strange.first() else { return Ok(Check::ok("all files are of the store's owner")) };
    let said = format!("{} is not of the store's owner, user {}, who may fail to open it", first.display(), store.user);
    Ok(Check::fail(said).fix(format!("chown {}:{} {}", store.user, store.group, words(&strange))))
}

/// Whether the store has a second name, under which SQLite would look for another log.
pub fn hard_links(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let names = place::rights(&patient.path).map_or(1, |rights| rights.names);
    if names < 2 {
        return Ok(Check::ok("the store has one name"));
    }
    let path = shell::word(&patient.path.to_string_lossy()).into_owned();
    let said = format!(
        "the file has {names} names; opened by another one it loses changes; separate it while no command runs"
    );
    Ok(Check::fail(said).fix(format!("cp -p {path} {path}.one && mv {path}.one {path}")))
}

/// A write-ahead log whose store is not there.
pub fn orphaned_log(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let log = beside(&patient.path, "-wal");
    let size = place::rights(&log).map_or(0, |rights| rights.size);
    if !matches!(patient.header, Ok(Header::Absent)) || size == 0 {
        return Ok(Check::ok("no log is without its store"));
    }
    let word = words(std::slice::from_ref(&log));
    Ok(Check::damage(format!("{} holds changes of a store that is not there", log.display()))
        .fix(format!("mv {word} {word}.old")))
}

/// Unfinished copies that nobody is at work on.
pub fn leftovers(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let left = place::leftovers(&patient.path, patient.now);
    if left.is_empty() {
        return Ok(Check::ok("no unfinished copy lies about"));
    }
    let said = format!("{} of commands that were killed", plural(left.len() as u64, "unfinished file"));
    Ok(Check::warn(said).fix(format!("rm {}", words(&left))))
}

pub fn mend_leftovers(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    place::leftovers(&patient.path, patient.now).iter().try_for_each(|path| remove(path))
}

/// Damaged stores that a restore moved away.
pub fn set_aside(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let all = place::own_files(&patient.path).into_iter();
    let aside: Vec<PathBuf> = all.filter(|(_, ending)| ending.starts_with(".damaged.")).map(|(path, _)| path).collect();
    if aside.is_empty() {
        return Ok(Check::ok("no damaged store was moved away"));
    }
    let said = "a restore moved a damaged store away; look whether anything in it is missed, then remove it";
    Ok(Check::warn(said).fix(format!("rm {}", words(&aside))))
}
