//! The file of a sealing key: it appears complete, for its owner alone, and outlives a power loss before anything is
//! sealed under it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::seal::SealingKey;
use crate::store::files::{beside, folder_of, make_draft, make_folder, put_in_place, remove, sync_folder};

/// Puts a key into a new file.
pub fn make(path: &Path, key: &SealingKey) -> Result<()> {
    make_folder(folder_of(path))?;
    let (draft, mut file) = make_draft(path)?;
    let failed = |cause| Error::io(format!("cannot write the sealing key {}", path.display()), &cause);
    let written = file.write_all(key.to_text().as_bytes()).map_err(failed).and_then(|()| put_in_place(&draft, path));
    if written.is_err() {
        // What is left of it is in nobody's way.
        drop(remove(&draft));
    }
    written
}

/// Where the key waits that is to take the place of the one at this path.
pub fn next(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Where a key of this id is kept that was at this path, for backups that were made under it.
pub fn kept(path: &Path, id: &str) -> PathBuf {
    beside(path, &format!(".{id}"))
}

/// Lets the key that waits take the place of the one that is there, at once.
pub fn replace(path: &Path) -> Result<()> {
    let next = next(path);
    let moved = File::open(&next).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&next, path));
    let moved = moved.and_then(|()| sync_folder(path));
    moved.map_err(|cause| Error::io(format!("cannot put the sealing key {} in place", path.display()), &cause))
}
