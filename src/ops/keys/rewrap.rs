//! Another sealing key: the data keys are wrapped by it as well and opened again, and only then those wraps go that
//! the one before opens. What is sealed stays as it is.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::super::keyring::Keyring;
use super::super::{Changes, Session, key_file};
use super::{forget, refuse_two};
use crate::domain::record::record;
use crate::error::{Code, Error, Result};
use crate::seal::{SealingKey, Source};
use crate::store::{Tx, files, marks, seal};
use crate::world::World;

/// What became of the sealing key.
#[derive(Debug)]
pub struct Rewrapped {
    /// The id of the key that is read where this user's key is.
    pub sealing_key: String,
    /// The ids of all that open the store.
    pub wanted: Vec<String>,
    /// Where the new one lies.
    pub file: Option<String>,
    /// Where the one before is kept.
    pub kept: Option<String>,
    /// How many data keys were wrapped again.
    pub data_keys: i64,
    /// Whether anything was done.
    pub changed: bool,
}

record! { Rewrapped {
    sealing_key: Text, shown, "The id of the sealing key that was wrapped with, or was left alone" => |r| &r.sealing_key;
    wanted: List, shown, "The ids of the sealing keys that open the store now" => |r| &r.wanted;
    file: Text, shown, "The file of the new key" => |r| r.file.as_ref();
    kept: Text, shown, "Where the key before it is kept: backups that were made before open with it" => |r| r.kept.as_ref();
    data_keys: Int, shown, "The data keys that it opens" => |r| r.data_keys;
    changed: Bool, shown, "Whether the command made a difference" => |r| r.changed;
} }

/// Puts a new sealing key in the place of the one in this user's file, which is kept beside it. A run that was ended is
/// gone on with.
pub fn replace(session: &mut Session<'_>, keyring: &Keyring, source: &Source) -> Result<Rewrapped> {
    let (Source::File(path) | Source::Own(path)) = source else {
        return Err(Error::new(
            Code::WrongState,
            format!("the sealing key is not in a file of this user but in {source}"),
        )
        .hint("write a new one to a file, put it there yourself, then finish: gatepost keys rewrap --to FILE"));
    };
    if session.store.place().file().is_err() {
        return Err(Error::new(
            Code::WrongState,
            "a store on a server may be in use by other machines, which would not have the new key",
        )
        .hint("let both keys open it until they have it: gatepost keys rewrap --to FILE"));
    }
    let rehearsal = session.store.is_rehearsal();
    // Of two at once, each would put its own key in the place of the other's, which nobody has kept.
    let _lock = if rehearsal { None } else { Some(lock(path)?) };
    let old = keyring.sealing_key();
    must_hold(path, old.id())?;
    if let Some(kept) = replaced(session, path, old.id())? {
        let mut finished = finish(session, keyring)?;
        finished.file = Some(path.display().to_string());
        finished.kept = Some(kept.display().to_string());
        return Ok(finished);
    }
    let waiting = key_file::next(path);
    let new = new_key(session, &waiting, old.id())?;
    let kept = key_file::kept(path, old.id());
    if !rehearsal {
        keep(&kept, &old)?;
    }
    let mut wrapped = wrap(session, keyring, &new, Some(&waiting))?;
    if !rehearsal {
        must_hold(&waiting, new.id())?;
        must_hold(path, old.id())?;
        key_file::replace(path)?;
        leave(session, &new)?;
    }
    wrapped.changed = true;
    wrapped.wanted = vec![new.id().to_owned()];
    wrapped.file = Some(path.display().to_string());
    wrapped.kept = Some(kept.display().to_string());
    Ok(wrapped)
}

/// Keeps every other replacement from the key at this path.
fn lock(path: &Path) -> Result<std::fs::File> {
    files::lock(path).map_err(|cause| match cause.code {
        Code::StoreBusy => busy(path),
        _ => cause,
    })
}

fn busy(path: &Path) -> Error {
    let message =
        format!("another command replaces the sealing key at {}; this one left that key as it is", path.display());
    Error::new(Code::StoreBusy, message).hint("run the same command again")
}

/// Refuses to go on where a file does not hold this key any more.
fn must_hold(path: &Path, id: &str) -> Result<()> {
    let held = Source::File(path.to_owned()).read()?;
    if held.is_some_and(|held| held.id() == id) { Ok(()) } else { Err(busy(path)) }
}

/// Puts a key where it is kept, and looks whether it is there.
fn keep(kept: &Path, key: &SealingKey) -> Result<()> {
    if !kept.exists() {
        key_file::make(kept, key)?;
    }
    let held = Source::File(kept.to_owned()).read()?;
    if held.is_some_and(|held| held.id() == key.id()) {
        return Ok(());
    }
    let message = format!("{} does not hold the sealing key {}; the key was not replaced", kept.display(), key.id());
    Err(Error::new(Code::KeyWrong, message).hint("move that file away, and run the same command again"))
}

/// Where the key before this one is kept, if an earlier run was ended when this one had taken its place.
fn replaced(session: &mut Session<'_>, path: &Path, id: &str) -> Result<Option<PathBuf>> {
    let (new, ids) = session.store.read(|tx| Ok((marks::get(tx, marks::NEW_SEALING_KEY)?, seal::sealing_keys(tx)?)))?;
    let mut others = ids.iter().filter(|other| *other != id);
    let (Some(other), None, true) = (others.next(), others.next(), new.as_deref() == Some(id)) else {
        return Ok(None);
    };
    let kept = key_file::kept(path, other);
    let held = Source::File(kept.clone()).read()?;
    Ok(held.filter(|held| held.id() == other).map(|_| kept))
}

/// Lets the key in a file, which is made where it is absent, open the store as well.
pub fn add(session: &mut Session<'_>, keyring: &Keyring, file: &Path) -> Result<Rewrapped> {
    let old = keyring.sealing_key();
    let new = new_key(session, file, old.id())?;
    if new.id() == old.id() {
        return Err(Error::new(Code::WrongState, format!("{} holds the sealing key that is in use", file.display())));
    }
    let mut wrapped = wrap(session, keyring, &new, Some(file))?;
    wrapped.file = Some(file.display().to_string());
    Ok(wrapped)
}

/// What is asked before no other key opens the store any more than the one in use.
pub fn finish_question(session: &mut Session<'_>, keyring: &Keyring) -> Result<String> {
    let key = keyring.sealing_key();
    let others = session.store.read(|tx| others(tx, &key))?;
    let others = if others.is_empty() { "no other".to_owned() } else { format!("not {}", others.join(" nor ")) };
    Ok(format!("let the sealing key {} open the store, and {others}", key.id()))
}

/// Leaves this user's sealing key alone: no other opens the store any more.
pub fn finish(session: &mut Session<'_>, keyring: &Keyring) -> Result<Rewrapped> {
    let key = keyring.sealing_key();
    let mut wrapped = wrap(session, keyring, &key, None)?;
    wrapped.changed = leave(session, &key)? > 0;
    wrapped.wanted = vec![key.id().to_owned()];
    Ok(wrapped)
}

/// The key in a file, made where it is absent; a rehearsal makes no file.
fn new_key(session: &mut Session<'_>, file: &Path, old: &str) -> Result<SealingKey> {
    let held = Source::File(file.to_owned()).read()?;
    session.store.read(|tx| {
        let others = seal::sealing_keys(tx)?;
        let known = |id: &String| id == old || held.as_ref().is_some_and(|held| held.id() == id);
        if others.iter().all(known) { Ok(()) } else { refuse_two(tx) }
    })?;
    match held {
        Some(key) => Ok(key),
        None => made(session.world, file, session.store.is_rehearsal()),
    }
}

fn made(world: &World, file: &Path, rehearsal: bool) -> Result<SealingKey> {
    let key = SealingKey::new(Zeroizing::new(world.random()?));
    if !rehearsal {
        key_file::make(file, &key)?;
    }
    Ok(key)
}

/// Wraps every data key with a sealing key, and opens them again: with the key as its file has it, where there is one.
fn wrap(session: &mut Session<'_>, keyring: &Keyring, key: &SealingKey, file: Option<&Path>) -> Result<Rewrapped> {
    let world = session.world;
    let (store, scribe) = session.parts();
    let rehearsal = store.is_rehearsal();
    let (added, total, wanted) = store.write(|tx| {
        let before = keyring.data_keys(tx)?;
        let mut added = 0;
        for held in seal::held(tx, key.id())?.iter().filter(|held| held.wrapped.is_none()) {
            let data = before.iter().find(|data| data.id() == held.id);
            let data =
                data.ok_or_else(|| Error::new(Code::Internal, format!("data key {} was not opened", held.id)))?;
            seal::insert_wrap(tx, held.id, key.id(), &key.wrap(keyring.store_id(), data, world.random()?)?)?;
            added += 1;
        }
        if key.id() != keyring.sealing_key().id() {
            marks::set(tx, marks::NEW_SEALING_KEY, key.id())?;
        }
        if added > 0 {
            let changes = Changes::default().set("data_keys", before.len());
            scribe.log(tx, None, "key.wrap", key.id(), changes)?;
        }
        Ok((added, before.len(), seal::sealing_keys(tx)?))
    })?;
    if let Some(file) = file.filter(|_| !rehearsal) {
        check(session, keyring, file)?;
    }
    Ok(Rewrapped {
        sealing_key: key.id().to_owned(),
        wanted,
        file: None,
        kept: None,
        data_keys: i64::try_from(total).unwrap_or(i64::MAX),
        changed: added > 0,
    })
}

/// Opens every data key with the key that stands in a file, as the next command will.
fn check(session: &mut Session<'_>, keyring: &Keyring, file: &Path) -> Result<()> {
    let source = Source::File(file.to_owned());
    let key =
        source.read()?.ok_or_else(|| Error::new(Code::KeyMissing, format!("there is no sealing key at {source}")))?;
    session.store.read(|tx| {
        let opens = seal::held(tx, key.id())?.into_iter().all(|held| {
            held.wrapped.is_some_and(|wrapped| key.unwrap(keyring.store_id(), held.id, &wrapped).is_some())
        });
        if opens { Ok(()) } else { Err(unopened(key.id())) }
    })
}

fn unopened(id: &str) -> Error {
    Error::new(Code::KeyWrong, format!("the sealing key {id} does not open every data key; the one before still does"))
}

/// Takes the wraps of every other sealing key away, once this one opens every data key; how many.
fn leave(session: &mut Session<'_>, key: &SealingKey) -> Result<u64> {
    let (store, scribe) = session.parts();
    let left = store.write(|tx| {
        let others = others(tx, key)?;
        if seal::held(tx, key.id())?.iter().any(|held| held.wrapped.is_none()) {
            return Err(unopened(key.id()));
        }
        let left = seal::delete_other_wraps(tx, key.id())?;
        if left > 0 {
            scribe.log(tx, None, "key.unwrap", key.id(), Changes::default().set("others", others))?;
        }
        Ok(left)
    })?;
    forget(session.store);
    Ok(left)
}

/// The other keys that open the store. A key that one of them was to replace is not left alone.
fn others(tx: &mut Tx<'_>, key: &SealingKey) -> Result<Vec<String>> {
    let mut others = seal::sealing_keys(tx)?;
    others.retain(|id| id != key.id());
    let new = marks::get(tx, marks::NEW_SEALING_KEY)?;
    if others.is_empty() || new.as_deref() == Some(key.id()) {
        return Ok(others);
    }
    let new = new.filter(|new| others.contains(new)).unwrap_or_else(|| others.join(" or "));
    let message = format!("the sealing key in use is {}, which {new} was to replace; nothing was changed", key.id());
    Err(Error::new(Code::WrongState, message)
        .hint(format!("name the file of {new}: gatepost keys rewrap --finish --key-file FILE")))
}
