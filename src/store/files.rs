//! The files of an embedded store: where it lies, what its header says, who may read it, who holds its
//! lock. It opens no database.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::place::{self, FileSystem};
use crate::error::{Code, Error, Result};
use crate::world;

/// `gpst`, at offset 68 of the header: <https://www.sqlite.org/fileformat.html#application_id>.
pub const APPLICATION_ID: u32 = 0x6770_7374;

/// What stands at the path of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// Nothing.
    Absent,
    /// One of ours, of this schema.
    Ours(i64),
}

/// Reads the first hundred bytes, so that a file of something else is never opened by SQLite, which might
/// change it.
pub fn header(path: &Path) -> Result<Header> {
    // It is looked at first: whoever opens a pipe waits for its other end.
    let kind = match fs::metadata(path) {
        Ok(kind) => kind,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Header::Absent),
        Err(cause) => return Err(Error::io(format!("cannot open {}", path.display()), &cause)),
    };
    let foreign = |what: &str| {
        Error::new(
            Code::StoreForeign,
            format!("{} is no store of gatepost but {what}; it was not changed", path.display()),
        )
        .hint("name another file with --db; if it was a store, bring a backup back with: gatepost db restore FILE")
    };
    if !kind.is_file() {
        return Err(foreign(if kind.is_dir() { "a folder" } else { "a device or a pipe" }));
    }
    let mut file = File::open(path).map_err(|cause| Error::io(format!("cannot open {}", path.display()), &cause))?;
    let mut bytes = [0; 100];
    let read = file.read_exact(&mut bytes);
    if read.is_err() || !bytes.starts_with(b"SQLite format 3\0") {
        return Err(foreign(if kind.len() == 0 { "an empty file" } else { "something else than SQLite writes" }));
    }
    let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    if number(68) != APPLICATION_ID {
        return Err(foreign("the SQLite database of another program"));
    }
    // A write-ahead log mends a file that a full disk cut, so with one beside it the judgement is SQLite's.
    let page = match u16::from_be_bytes([bytes[16], bytes[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    // How many pages it had when it was last written, unless a checkpoint is writing them just now. In this
    // order: with an empty log behind it, a page count that was read is true of the length read after it.
    let settled = number(24) == number(92) && length(&beside(path, "-wal")) == 0;
    if settled && length(path) < page * u64::from(number(28).max(1)) {
        return Err(Error::new(Code::StoreDamaged, format!("{} is cut short", path.display()))
            .hint("restore a backup: gatepost db restore FILE"));
    }
    Ok(Header::Ours(i64::from(number(60))))
}

/// Refuses a file system that cannot share memory between machines, as a write-ahead log needs.
pub fn refuse_network(folder: &Path) -> Result<()> {
    match place::file_system(folder) {
        FileSystem::Network(name) => Err(Error::invalid(
            "--db",
            format!("{} lies on {name}, where SQLite's locks do not hold", folder.display()),
        )
        .hint("put the store on a local disk")),
        _ => Ok(()),
    }
}

/// Makes a folder, and those above it, that only their owner can enter, whatever the umask.
pub fn make_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    make_folder(folder_of(folder))?;
    let made = match fs::create_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => return Ok(()),
        made => made.and_then(|()| fs::set_permissions(folder, Permissions::from_mode(0o700))),
    };
    made.map_err(|cause| Error::io(format!("cannot make the folder {}", folder.display()), &cause))
}

/// Makes an empty file that only its owner can read, whatever the umask; one that exists is an error.
pub fn make_private(path: &Path) -> Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let private = made.and_then(|file| {
        let set = file.set_permissions(Permissions::from_mode(0o600)).inspect_err(|_| drop(fs::remove_file(path)));
        set.map(|()| file)
    });
    private.map_err(|cause| {
        if cause.kind() == ErrorKind::AlreadyExists {
            exists(path)
        } else {
            Error::io(format!("cannot make {}", path.display()), &cause)
        }
    })
}

/// Refuses a path at which something stands, if only a link that leads nowhere.
pub fn refuse_taken(path: &Path) -> Result<()> {
    if is_taken(path) { Err(exists(path)) } else { Ok(()) }
}

fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// What is said where a new file was to be made and one stands.
fn exists(path: &Path) -> Error {
    Error::new(Code::StoreExists, format!("{} exists already", path.display()))
        .hint("choose another name, or move that file away")
}

/// How often a lock is tried, and how long apart: ten seconds in all.
const LOCK_TRIES: u32 = 400;
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// Holds off every other process that makes, migrates or restores this store, until it is dropped.
pub fn lock(store: &Path) -> Result<File> {
    let path = beside(store, ".lock");
    let failed = |cause: &std::io::Error| denied(format!("cannot lock {}", path.display()), cause);
    let open = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let lock = open.map_err(|cause| failed(&cause))?;
    for _ in 0..LOCK_TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(cause)) => return Err(failed(&cause)),
        }
    }
    Err(Error::new(Code::StoreBusy, "another process makes, migrates or restores the store; nothing was changed")
        .hint("run the same command again"))
}

/// Whether somebody makes, migrates or restores this store just now.
pub fn is_locked(store: &Path) -> bool {
    File::open(beside(store, ".lock")).is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Refuses a store that this user cannot write.
pub fn check_writable(store: &Path) -> Result<()> {
    let open = OpenOptions::new().write(true).open(store);
    open.map(drop).map_err(|cause| denied(format!("cannot write {}", store.display()), &cause))
}

/// What failed for want of a right to write, or else.
fn denied(what: String, cause: &std::io::Error) -> Error {
    match cause.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Error::new(Code::StoreReadOnly, format!("{what}: {cause}; nothing was changed"))
                .hint("run it as the owner of the store")
        }
        _ => Error::io(what, cause),
    }
}

/// The path of a file that belongs to the store: its name with an ending.
pub fn beside(store: &Path, ending: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes an empty file, not finished, beside its place, under a name that no other run takes.
pub fn make_draft(target: &Path) -> Result<(PathBuf, File)> {
    let draft = beside(target, &format!(".{}.draft", world::unique()?));
    make_private(&draft).map(|file| (draft, file))
}

/// Moves a finished file into its place, where nothing may stand, so that others see all of it or nothing,
/// and the move survives a power loss.
pub fn put_in_place(from: &Path, to: &Path) -> Result<()> {
    let moved = || -> std::io::Result<()> {
        File::open(from)?.sync_all()?;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Not every file system can refuse to replace.
            Err(Errno::INVAL | Errno::NOSYS) if !is_taken(to) => fs::rename(from, to)?,
            moved => moved?,
        }
        Ok(())
    };
    moved().map_err(|cause| {
        if cause.kind() == ErrorKind::AlreadyExists {
            exists(to)
        } else {
            Error::io(format!("cannot put {} in place", to.display()), &cause)
        }
    })?;
    let lost = |cause| Error::io(format!("{} is in place, but a power loss may take it away", to.display()), &cause);
    sync_folder(to).map_err(lost)
}

/// Writes a file that only its owner can read, complete or not at all, over what stood there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let failed = |cause: std::io::Error| Error::io(format!("cannot write {}", path.display()), &cause);
    let (draft, mut file) = make_draft(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // What is left of it is in nobody's way.
        drop(remove(&draft));
    }
    written.and_then(|()| sync_folder(path)).map_err(failed)
}

/// Sees to it that a power loss does not take a file's name away.
pub fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// Refuses a path at which there is no store, but a log of one: a new store would take the log for its own.
/// A log without content goes.
pub fn refuse_orphan(path: &Path) -> Result<()> {
    let log = beside(path, "-wal");
    if length(&log) > 0 {
        return Err(Error::new(
            Code::StoreDamaged,
            format!("{} holds changes of a store that is not there", log.display()),
        )
        .hint(format!("put that store back, or move the log away: mv {0} {0}.old", log.display())));
    }
    remove(&log)?;
    remove(&beside(path, "-shm"))
}

/// Moves a store that cannot be opened away, with its log; where to.
pub fn set_aside(path: &Path, ending: &str) -> Result<PathBuf> {
    let aside = beside(path, ending);
    for part in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, part), beside(&aside, part)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => {
                return Err(Error::io(format!("cannot move {} away", path.display()), &cause));
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// Takes that back where nothing has come into the place, as far as it goes.
pub fn put_back(path: &Path, ending: &str) {
    if !path.exists() {
        let aside = beside(path, ending);
        for part in ["-wal", "-shm", ""] {
            drop(fs::rename(beside(&aside, part), beside(path, part)));
        }
    }
}

/// The bytes of a file; none where there is no file.
pub(super) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes a file; one that is not there is no error.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(Error::io(format!("cannot remove {}", path.display()), &cause))
        }
        _ => Ok(()),
    }
}
