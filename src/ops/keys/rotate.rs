//! Another data key: what is sealed is sealed again under it, in short transactions, and the one before ends when
//! nothing is left under it. How far it is stands in the store alone, so it goes on after any end.

use std::time::Duration;

use super::super::keyring::Keyring;
use super::super::{Changes, Session};
use super::{forget, refuse_two};
use crate::domain::record::record;
use crate::error::{Code, Error, Result};
use crate::store::sealed::{self, Slot};
use crate::store::{Tx, seal};

/// How many values one transaction seals again.
const BATCH: i64 = 500;
/// How long others may have the store between two.
const PAUSE: Duration = Duration::from_millis(1);

/// What became of the data keys.
#[derive(Debug, Default)]
pub struct Rotated {
    /// The one that seals now.
    pub data_key: Option<u32>,
    /// The values that were sealed again.
    pub resealed: u64,
    /// Those that do not open, and stay under their key.
    pub damaged: u64,
    /// The keys that ended.
    pub retired: Vec<String>,
}

record! { Rotated {
    data_key: Int, shown, "The number of the data key that seals now" => |r| r.data_key.map(i64::from);
    resealed: Int, shown, "The values that were sealed again" => |r| i64::try_from(r.resealed).unwrap_or(i64::MAX);
    damaged: Int, shown, "The values that do not open, and stay under the key that they have" => |r| i64::try_from(r.damaged).unwrap_or(i64::MAX);
    retired: List, shown, "The data keys under which nothing is left, and which are gone" => |r| &r.retired;
    changed: Bool, shown, "Whether the command made a difference" => |r| r.resealed > 0 || !r.retired.is_empty();
} }

/// How far it is: so many of so many.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);

/// Seals everything again under a new data key, or goes on with what an earlier run began. A rehearsal counts.
pub fn rotate(session: &mut Session<'_>, keyring: &Keyring, progress: Progress<'_>) -> Result<Rotated> {
    work(session, keyring, progress).map_err(|cause| match cause.code {
        Code::Interrupted => {
            Error::new(cause.code, "interrupted; what was done stays, and the next run goes on from there")
        }
        _ => cause,
    })
}

fn work(session: &mut Session<'_>, keyring: &Keyring, progress: Progress<'_>) -> Result<Rotated> {
    let Begun { active, old, goes_on } = begin(session, keyring, false)?;
    let mut rotated = Rotated { data_key: Some(active), ..Rotated::default() };
    if session.store.is_rehearsal() {
        rotated.resealed = old.iter().map(|(_, values)| values).sum();
        rotated.retired = old.iter().map(|(id, _)| id.to_string()).collect();
        return Ok(rotated);
    }
    pass(session, keyring, &old, &mut rotated, progress)?;
    if goes_on && rotated.resealed == 0 && rotated.retired.is_empty() {
        // What does not open keeps its key, and keeps nothing else from a new one.
        let mut begun = begin(session, keyring, true)?;
        begun.old.retain(|(id, _)| old.iter().all(|(done, _)| done != id));
        rotated.data_key = Some(begun.active);
        pass(session, keyring, &begun.old, &mut rotated, progress)?;
    }
    forget(session.store);
    Ok(rotated)
}

/// Seals again what is under old keys, and ends those under which nothing is left.
fn pass(
    session: &mut Session<'_>,
    keyring: &Keyring,
    old: &[(u32, u64)],
    rotated: &mut Rotated,
    progress: Progress<'_>,
) -> Result<()> {
    let total = old.iter().map(|(_, values)| values).sum();
    for &(id, _) in old {
        for slot in sealed::ALL {
            let mut after = Some(String::new());
            while let Some(last) = after {
                after = reseal(session, keyring, slot, id, &last, rotated)?;
                progress(rotated.resealed, total);
                session.world.pause(PAUSE);
            }
        }
        end(session, id, rotated)?;
    }
    Ok(())
}

struct Begun {
    /// The key that seals from now on.
    active: u32,
    /// Those that were before it, with what is under each.
    old: Vec<(u32, u64)>,
    /// Whether an earlier run made the new key.
    goes_on: bool,
}

/// Sees to it that there is a key to seal under. Where an earlier run was ended, its new key is the one, unless another
/// is asked for.
fn begin(session: &mut Session<'_>, keyring: &Keyring, anew: bool) -> Result<Begun> {
    let (store, scribe) = session.parts();
    store.write(|tx| {
        refuse_two(tx)?;
        let goes_on = seal::list(tx)?.iter().any(|key| key.state == "retiring") && !anew;
        if !goes_on {
            seal::begin_retiring(tx)?;
        }
        let active = keyring.sealer(tx, &scribe)?.key();
        let mut old = Vec::new();
        for key in seal::list(tx)?.iter().filter(|key| key.state == "retiring") {
            old.push((key.id, left(tx, key.id)?));
        }
        Ok(Begun { active, old, goes_on })
    })
}

/// How many values are under a data key.
fn left(tx: &mut Tx<'_>, id: u32) -> Result<u64> {
    let counts = sealed::ALL.iter().map(|slot| sealed::count(tx, slot, id));
    Ok(u64::try_from(counts.sum::<Result<i64>>()?).unwrap_or_default())
}

/// Seals some values again; the row after which the next begin, if there may be more.
fn reseal(
    session: &mut Session<'_>,
    keyring: &Keyring,
    slot: &Slot,
    id: u32,
    after: &str,
    rotated: &mut Rotated,
) -> Result<Option<String>> {
    let (store, scribe) = session.parts();
    let (done, damaged, last) = store.write(|tx| {
        let (sealer, opener) = (keyring.sealer(tx, &scribe)?, keyring.opener(tx)?);
        let (mut done, mut damaged) = (0, 0);
        let values = sealed::under(tx, slot, id, after, BATCH)?;
        for old in &values {
            let Ok(value) = opener.open(slot, &old.row, &old.blob) else {
                damaged += 1;
                continue;
            };
            let new = sealer.seal(slot, &old.row, &value)?;
            done += u64::from(sealed::replace(tx, slot, id, old, new.key, &new.blob)?);
        }
        Ok((done, damaged, values.into_iter().next_back().map(|last| last.row)))
    })?;
    rotated.resealed += done;
    rotated.damaged += damaged;
    Ok(last)
}

/// Ends a data key, if nothing is left under it.
fn end(session: &mut Session<'_>, id: u32, rotated: &mut Rotated) -> Result<()> {
    let now = session.now;
    let (store, scribe) = session.parts();
    let ended = store.write(|tx| {
        if left(tx, id)? > 0 {
            return Ok(false);
        }
        seal::retire(tx, id, now)?;
        scribe.log(tx, None, "key.retire", &id.to_string(), Changes::default())?;
        Ok(true)
    })?;
    rotated.retired.extend(ended.then(|| id.to_string()));
    Ok(())
}
