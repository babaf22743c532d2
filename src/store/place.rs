//! What the operating system says of the place where a store lies: its file system, the room on it, the
//! files beside the store, and who may do what with them. It changes nothing and opens no database.

use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, test_kill_process};

use super::erased::ENDING;
use super::files::{self, folder_of};
use crate::domain::time::{DAY, Millis};

/// What kind of file system something lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// A disk of this machine, as far as can be told.
    Local,
    /// Memory, which a restart empties.
    Memory(&'static str),
    /// Passed through by another program, which may not hold locks or shared memory.
    Passed(&'static str),
    /// A network, where the locks of SQLite do not hold.
    Network(&'static str),
}

/// The file system of a folder; one that cannot be asked counts as local.
pub fn file_system(folder: &Path) -> FileSystem {
    #[expect(clippy::cast_sign_loss, reason = "the magic number is a bit pattern")]
    rustix::fs::statfs(folder).map_or(FileSystem::Local, |found| by_magic(found.f_type as u32))
}

/// Magic numbers of statfs(2).
fn by_magic(magic: u32) -> FileSystem {
    match magic {
        0x6969 => FileSystem::Network("NFS"),
        0x517b | 0xfe53_4d42 => FileSystem::Network("SMB"),
        0xff53_4d42 => FileSystem::Network("CIFS"),
        0x5346_414f => FileSystem::Network("AFS"),
        0x6573_5546 => FileSystem::Passed("FUSE"),
        0x0102_1997 => FileSystem::Passed("9p"),
        0x0102_1994 => FileSystem::Memory("tmpfs"),
        0x8584_58f6 => FileSystem::Memory("ramfs"),
        _ => FileSystem::Local,
    }
}

/// What is free where a folder lies: bytes, and files where their number is bounded.
pub fn room(folder: &Path) -> Option<(u64, Option<u64>)> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let files = (found.f_files > 0).then_some(found.f_favail);
    Some((found.f_bavail.saturating_mul(found.f_frsize), files))
}

/// Who may do what with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// The permission bits.
    pub mode: u32,
    /// The owner.
    pub user: u32,
    /// The group.
    pub group: u32,
    /// How many names it has.
    pub names: u64,
    /// Its bytes.
    pub size: u64,
}

/// The rights of a file, if it is there.
pub fn rights(path: &Path) -> Option<Rights> {
    let found = fs::metadata(path).ok()?;
    let mode = found.mode() & 0o7777;
    Some(Rights { mode, user: found.uid(), group: found.gid(), names: found.nlink(), size: found.len() })
}

/// Whether this process may write a file or a folder.
pub fn is_writable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Whether the header says that a write-ahead log is used.
pub fn uses_log(path: &Path) -> bool {
    let mut bytes = [0; 20];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut bytes)).is_ok() && bytes.ends_with(&[2, 2])
}

/// The names of what lies beside a store, sorted.
pub fn names(store: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder_of(store)) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files beside a store that the program and SQLite make there, with what follows its name. What a link leads
/// to is somebody else's.
pub fn own_files(store: &Path) -> Vec<(PathBuf, String)> {
    let Some(own) = store.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    let ending = |name: &str| name.strip_prefix(own).map(str::to_owned);
    let all = names(store).into_iter().filter_map(|name| Some((store.with_file_name(&name), ending(&name)?)));
    let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    all.filter(|(path, ending)| is_ours(ending) && is_file(path)).collect()
}

/// Whether a file whose name is the store's with this ending is made by the program or by SQLite.
fn is_ours(ending: &str) -> bool {
    let file = without_log(ending);
    let aside = file.strip_prefix(".damaged.").is_some_and(is_moment);
    let log_of_store = file.is_empty() && !ending.is_empty();
    ending == ".lock" || ending == ENDING || log_of_store || aside || is_copy(file) || draft_maker(ending).is_some()
}

/// The ending of the database that a log belongs to; else the ending itself.
fn without_log(ending: &str) -> &str {
    ["-wal", "-shm"].iter().find_map(|part| ending.strip_suffix(part)).unwrap_or(ending)
}

/// Whether an ending is that of a copy which an upgrade, a downgrade or a restore keeps: `.schemaN.MOMENT.bak`.
fn is_copy(ending: &str) -> bool {
    let middle = ending.strip_prefix(".schema").and_then(|rest| rest.strip_suffix(".bak"));
    let parts = middle.and_then(|middle| middle.split_once('.'));
    parts.is_some_and(|(schema, moment)| consists_of(schema, u8::is_ascii_digit) && is_moment(moment))
}

fn is_moment(text: &str) -> bool {
    consists_of(text, u8::is_ascii_alphanumeric)
}

fn consists_of(text: &str, kind: fn(&u8) -> bool) -> bool {
    !text.is_empty() && text.as_bytes().iter().all(kind)
}

/// Who makes the draft that has this ending, if it is one: nobody in particular, a process by its number, or
/// eight random letters and digits.
fn draft_maker(ending: &str) -> Option<&str> {
    let rest = without_log(ending).strip_suffix(".draft")?;
    let Some((file, maker)) = rest.rsplit_once('.') else { return Some(rest).filter(|rest| rest.is_empty()) };
    let random = maker.len() == 8 && consists_of(maker, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let known = random || consists_of(maker, u8::is_ascii_digit);
    (known && (file.is_empty() || is_copy(file))).then_some(maker)
}

/// The databases beside a store that are unfinished copies.
pub fn drafts(store: &Path) -> Vec<PathBuf> {
    let drafts = own_files(store).into_iter().filter(|(_, ending)| draft_maker(ending).is_some());
    drafts.map(|(_, ending)| files::beside(store, without_log(&ending))).collect()
}

/// The databases beside a store that an upgrade, a downgrade or a restore has kept.
pub fn copies(store: &Path) -> Vec<PathBuf> {
    let kept = |ending: &str| is_copy(ending) || ending.strip_prefix(".damaged.").is_some_and(is_moment);
    own_files(store).into_iter().filter(|(_, ending)| kept(ending)).map(|(path, _)| path).collect()
}

/// Unfinished copies beside a store that nobody is at work on: a day old, and their maker is gone.
pub fn leftovers(store: &Path, now: Millis) -> Vec<PathBuf> {
    let locked = files::is_locked(store);
    let dead = |ending: &str| {
        draft_maker(ending).is_some_and(|maker| match maker.parse().ok().and_then(Pid::from_raw) {
            Some(process) => test_kill_process(process) == Err(rustix::io::Errno::SRCH),
            None => !locked,
        })
    };
    let old = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.mtime() * 1_000 < now.0 - DAY);
    let all = own_files(store).into_iter().filter(|(path, ending)| dead(ending) && old(path));
    all.map(|(path, _)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_are_told_apart() {
        for (magic, kind) in [
            (0x6969, FileSystem::Network("NFS")),
            (0xff53_4d42, FileSystem::Network("CIFS")),
            (0x6573_5546, FileSystem::Passed("FUSE")),
            (0x0102_1997, FileSystem::Passed("9p")),
            (0x0102_1994, FileSystem::Memory("tmpfs")),
            (0xef53, FileSystem::Local),
        ] {
            assert_eq!(by_magic(magic), kind, "{magic:x}");
        }
    }
    #[test]
    fn drafts_are_told_by_their_whole_name() {
        for (ending, maker) in [
            (".draft", Some("")),
            (".draft-wal", Some("")),
            (".4711.draft-shm", Some("4711")),
            (".a1b2c3d4.draft", Some("a1b2c3d4")),
            (".schema3.20261122T093000000Z.bak.4711.draft", Some("4711")),
            (".schema3.20261122T093000000Z.bak.a1b2c3d4.draft-wal", Some("a1b2c3d4")),
            (".letter.draft", None),
            (".notes.4711.draft", None),
            (".a1b2c3d.draft", None),
            (".A1B2C3D4.draft", None),
            (".schema3.bak.4711.draft", None),
            (".4711..draft", None),
            ("-old.draft", None),
            ("draft", None),
            (".draft.txt", None),
        ] {
            assert_eq!(draft_maker(ending), maker, "{ending}");
        }
    }

    #[test]
    fn what_belongs_to_a_store_is_told_by_its_whole_name() {
        for ending in
            ["-wal", "-shm", ".lock", ".erased", ".draft", ".4711.draft-wal", ".damaged.20261122T093000000Z-wal"]
        {
            assert!(is_ours(ending), "{ending}");
        }
        assert!(is_ours(".schema3.20261122T093000000Z.bak"));
        for ending in ["", "-old", ".bak", ".lock-wal", ".lock.txt", ".damaged.", ".damaged.a/b", ".schema3.bak", "x"] {
            assert!(!is_ours(ending), "{ending}");
        }
    }
}
