//! Another sealing key: the data keys are wrapped by it as well and opened again, and only then those wraps go that
//! the one before opens. What is sealed stays as it is.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::keyring::Keyring;
use super::super::{Changes, Session, key_file};
use super::{forget, refuse_two};
use crate::domain::record::record;
use crate::error::{Code, Error, Result};
use crate::seal::{SealingKey, Source};
use crate::store::{Tx, seal};
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

/// Puts a new sealing key in the place of the one in this user's file, which is kept beside it.
pub fn replace(session: &mut Session<'_>, keyring: &Keyring, source: &Source) -> Result<Rewrapped> {
    let (Source::File(path) | Source::Own(path)) = source else {
        return Err(Error::new(
            Code::WrongState,
            format!("the sealing key is not in a file of this user but in {source}"),
        )
        .hint("write a new one to a file, put it there yourself, then finish: gatepost keys rewrap --to FILE"));
    };
    let waiting = key_file::next(path);
    let old = keyring.sealing_key();
    let new = new_key(session, &waiting, old.id())?;
    let kept = key_file::kept(path, old.id());
    let mut wrapped = wrap(session, keyring, &new, Some(&waiting))?;
    if !session.store.is_rehearsal() {
        if !kept.exists() {
            key_file::make(&kept, &old)?;
        }
        key_file::replace(path)?;
        leave(session, &new)?;
    }
    wrapped.changed = true;
    wrapped.wanted = vec![new.id().to_owned()];
    wrapped.file = Some(path.display().to_string());
    wrapped.kept = Some(kept.display().to_string());
    Ok(wrapped)
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

fn others(tx: &mut Tx<'_>, key: &SealingKey) -> Result<Vec<String>> {
    Ok(seal::sealing_keys(tx)?.into_iter().filter(|id| id != key.id()).collect())
}
