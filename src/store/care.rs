//! Changes of the store as a whole: up and down in schema, and back from a backup. Each holds the store's
//! lock, copies what stands there first, and writes its audit entry in its own transaction.

use std::path::{Path, PathBuf};

pub use Asked::{ByCommand, Unasked};

use super::digest::Digest;
use super::files::{self, Header};
use super::{Access, HEAD, Note, Pages, Store, Tx, marks, migrate, remove_store};
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::world;

/// Who wants an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A start that found an older schema.
    Unasked,
    /// `db migrate`.
    ByCommand,
}

/// Brings a store of an older schema up, after a backup beside it; the backup's path, if there was need.
pub fn upgrade(path: &Path, now: Millis, asked: Asked, note: Note<'_>) -> Result<Option<PathBuf>> {
    files::check_writable(path)?;
    let _lock = files::lock(path)?;
    let mut store = Store::open_as_it_is(path, Access::Write)?;
    let from = store.schema()?;
    if from == HEAD {
        return Ok(None);
    }
    if asked == Unasked && store.read(|tx| marks::get(tx, "downgraded"))?.is_some() {
        return Err(Error::new(
            Code::StoreDowngraded,
            format!("the store was brought down to schema {from} on purpose; this gatepost works on {HEAD}"),
        )
        .hint("bring it up again with: gatepost db migrate"));
    }
    let backup = keep_copy(&store, from, now)?;
    migrate::up(&store.engine, HEAD, note)?;
    Ok(Some(backup))
}

/// Brings a store down, after a backup beside it; the backup's path.
pub fn downgrade(path: &Path, target: i64, now: Millis, note: Note<'_>) -> Result<PathBuf> {
    let _lock = files::lock(path)?;
    let store = Store::open_as_it_is(path, Access::Write)?;
    let reader = Store::open_as_it_is(path, Access::Write)?;
    // Nobody writes between the two: what the older schema has no room for would be in neither.
    migrate::down(&store.engine, target, || keep_copy(&reader, store.schema()?, now), note)
}

/// Changes a copy before it is put in place; whether something was deleted of which no trace may be left.
pub type Amend<'a> = &'a mut dyn FnMut(&mut Tx<'_>) -> Result<bool>;

/// Puts a backup, after what `amend` does with it, in the store's place. What stood there is copied first, or moved
/// away where it is too damaged to be copied; where to.
pub fn restore(path: &Path, backup: &Path, now: Millis, amend: Amend<'_>) -> Result<Option<PathBuf>> {
    let source = Store::open_as_it_is(backup, Access::Read)?;
    // What a file loses while it lies somewhere shows in its pages. Whether each index agreed with its table when
    // it was made was asked by `db backup --verify`, and takes several times as long.
    if let Some(damage) = source.damage(Pages::Quick)?.first() {
        return Err(Error::new(Code::StoreDamaged, format!("{} is damaged: {damage}", backup.display()))
            .hint("choose another backup; the store was not changed"));
    }
    files::make_folder(files::folder_of(path))?;
    let _lock = files::lock(path)?;
    let draft = files::beside(path, ".draft");
    remove_store(&draft)?;
    drop(files::make_private(&draft)?);
    let restored = source.draft_copy(&draft).and_then(|mut copy| {
        if copy.write(|tx| amend(tx))? {
            copy.engine.embedded()?.rewrite()?;
        }
        take_place(copy, &draft, path, now)
    });
    drop(remove_store(&draft));
    restored
}

/// Restores a backup in a folder of its own beside it, and compares what is there then with what was copied.
pub fn check_copy(backup: &Path, copied: &Digest, now: Millis) -> Result<()> {
    let folder = files::beside(backup, &format!(".{}.check", world::unique()?));
    files::make_folder(&folder)?;
    let path = folder.join("store.db");
    let restored = restore(&path, backup, now, &mut |_| Ok(false)).and_then(|_| {
        let mut store = Store::open_as_it_is(&path, Access::Read)?;
        match store.damage(Pages::All)?.into_iter().next() {
            Some(damage) => Err(Error::new(Code::StoreDamaged, damage)),
            None => store.digest(),
        }
    });
    std::fs::remove_dir_all(&folder)
        .map_err(|cause| Error::io(format!("cannot remove {}", folder.display()), &cause))?;
    let found = match restored {
        Ok(digest) if digest == *copied => return Ok(()),
        Ok(_) => "it does not hold what the store held".to_owned(),
        Err(cause) if cause.code == Code::StoreDamaged => cause.message,
        Err(cause) => return Err(cause),
    };
    let message = format!("{} is no true copy of the store: {found}", backup.display());
    Err(Error::new(Code::StoreDamaged, message)
        .hint("look at the store with gatepost health, then make another copy, on another disk"))
}

/// Puts a finished store in the place of another.
fn take_place(new: Store, draft: &Path, path: &Path, now: Millis) -> Result<Option<PathBuf>> {
    let replaced = match files::header(path) {
        Ok(Header::Absent) => None,
        Ok(Header::Ours(schema)) => Some(overwrite(&new, path, schema, now)),
        Err(cause) => Some(Err(cause)),
    };
    match replaced {
        Some(Ok(kept)) => Ok(Some(kept)),
        Some(Err(cause)) if !is_damaged(path, &cause) => Err(cause),
        _ => {
            // All of it must be in the one file that is moved; closing it would not say where that fails.
            new.engine.embedded()?.empty_log()?;
            drop(new);
            let ending = format!(".damaged.{}", compact(now));
            let aside = files::set_aside(path, &ending)?;
            files::put_in_place(draft, path).inspect_err(|_| files::put_back(path, &ending))?;
            Ok(Some(aside).filter(|aside| aside.exists()))
        }
    }
}

/// Puts the content of a finished store in the place of another's; the copy of what was there. Nobody writes between
/// the two, since that would be in neither.
fn overwrite(new: &Store, path: &Path, schema: i64, now: Millis) -> Result<PathBuf> {
    let mut old = Store::open_as_it_is(path, Access::Write)?;
    // Without a write-ahead log nobody could read what is to be copied.
    old.engine.embedded()?.keep_log()?;
    let reader = Store::open_as_it_is(path, Access::Write)?;
    old.overwrite_with(new, || keep_copy(&reader, schema, now))
}

/// Whether a store that could not be copied is itself damaged, so that moving it away loses nothing. A disk that fails
/// or is full says nothing of it.
fn is_damaged(path: &Path, cause: &Error) -> bool {
    let says_so = |cause: &Error| matches!(cause.code, Code::StoreDamaged | Code::StoreForeign);
    let found = || Store::open_as_it_is(path, Access::Read).and_then(|store| store.damage(Pages::All));
    says_so(cause) || found().map_or_else(|cause| says_so(&cause), |found| !found.is_empty())
}

/// A copy of the store beside it, named by schema and moment.
fn keep_copy(store: &Store, schema: i64, now: Millis) -> Result<PathBuf> {
    let copy = files::beside(store.place.file()?, &format!(".schema{schema}.{}.bak", compact(now)));
    store.copy_to(&copy, now)?;
    Ok(copy)
}

/// A moment as part of a file's name.
fn compact(now: Millis) -> String {
    now.to_string().chars().filter(char::is_ascii_alphanumeric).collect()
}
