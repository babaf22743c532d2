//! The disk that the store lies on, and what the store takes of it.

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::error::Result;
use crate::store::files::{beside, folder_of};
use crate::store::place::{self, FileSystem};

const MB: u64 = 1 << 20;

/// Whether the file system can hold a store.
pub fn file_system(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let folder = folder_of(&patient.path);
    Ok(match place::file_system(folder) {
        FileSystem::Local => Check::ok("a local disk"),
        FileSystem::Memory(name) => Check::warn(format!("{} is {name}: a restart empties it", folder.display())),
        FileSystem::Passed(name) => {
            Check::warn(format!("{} is {name}, where locks and shared memory may not hold", folder.display()))
        }
        FileSystem::Network(name) => {
            Check::fail(format!("{} is {name}, where the locks of SQLite do not hold", folder.display()))
        }
    })
}

/// The bytes of the store with its log.
fn size(patient: &Patient<'_>) -> u64 {
    let size = |path| place::rights(path).map_or(0, |rights| rights.size);
    size(&patient.path) + size(&beside(&patient.path, "-wal"))
}

/// Room for the store to grow, and for the copy that an upgrade makes.
pub fn space(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let Some((free, _)) = place::room(folder_of(&patient.path)) else { return Ok(Check::ok("the disk does not say")) };
    let said = format!("{} MB are free, the store takes {} MB", free / MB, size(patient).div_ceil(MB));
    Ok(match free {
        free if free < 16 * MB => Check::fail(format!("{said}; changes will soon fail")),
        free if free < 128 * MB => Check::warn(said),
        free if free < size(patient) => Check::warn(format!("{said}; an upgrade or a restore copies it")),
        _ => Check::ok(said),
    })
}

/// Room for further files.
pub fn inodes(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let files = place::room(folder_of(&patient.path)).and_then(|(_, files)| files);
    Ok(match files {
        Some(free) if free < 16 => Check::fail(format!("the disk has room for {free} more files")),
        Some(free) if free < 1_000 => Check::warn(format!("the disk has room for {free} more files")),
        Some(free) => Check::ok(format!("the disk has room for {free} more files")),
        None => Check::ok("the disk has room for as many files as it has bytes for"),
    })
}

/// How long the write-ahead log may be: twice what a batch makes of it.
const LONG_LOG: u64 = 128 * MB;

/// A write-ahead log that every command must read through.
pub fn log_size(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let size = place::rights(&beside(&patient.path, "-wal")).map_or(0, |rights| rights.size);
    let said = format!("the write-ahead log has {} MB", size.div_ceil(MB));
    if size < LONG_LOG {
        return Ok(Check::ok(said));
    }
    Ok(Check::warn(format!("{said}, which every command reads through")).fix(patient.command("db maintain")))
}

pub fn mend_log_size(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    patient.to_mend()?.cut_log().map(drop)
}
