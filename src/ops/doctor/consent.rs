//! People who were forgotten, and records that were kept long enough.

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::plural::plural;
use crate::error::Result;
use crate::ops::consent::{self, Purge};
use crate::store::consent::forget;

fn count(number: usize, one: &str) -> String {
    plural(number as u64, one)
}

/// Whether everybody who was forgotten is on the list outside of the store.
pub fn list(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let world = patient.world;
    let store = patient.store()?;
    let list = consent::erased_list(store, world)?;
    let (held, all) = (list.read()?, store.read(forget::erasures)?);
    let missing = all.keys().filter(|subject_id| !held.contains_key(*subject_id)).count();
    if missing == 0 {
        return Ok(Check::ok("everybody who was forgotten is on the list outside of the store"));
    }
    let people = count(missing, "erasure");
    Ok(Check::warn(format!("{people} not on {}, so an older backup would not know", list.path().display()))
        .fix(patient.command("doctor --fix")))
}

pub fn mend_list(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    let mut store = patient.to_mend()?;
    let list = consent::erased_list(&mut store, patient.world)?;
    consent::note_erased(&mut store, &list).map(drop)
}

/// Whether somebody is on record again who was forgotten.
pub fn returned(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let world = patient.world;
    let store = patient.store()?;
    let erased = consent::erased_list(store, world)?.read()?;
    let back = store.read(|tx| consent::returned(tx, &erased))?;
    Ok(match back.len() {
        0 => Check::ok("nobody who was forgotten is on record"),
        people => Check::fail(format!(
            "the store is an older one: it still has {} of those who were forgotten",
            count(people, "subject")
        ))
        .fix(patient.command("doctor --fix")),
    })
}

pub fn mend_returned(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    let mut store = patient.to_mend()?;
    consent::replay_list(&mut patient.session(&mut store)).map(drop)
}

/// Whether traces of those who were forgotten are in the files.
pub fn traces(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let traces = patient.store()?.read(forget::traces)?;
    Ok(match traces.len() {
        0 => Check::ok("no erasure has left traces in the files"),
        left => Check::warn(format!("{} left traces in the files", count(left, "erasure")))
            .fix(patient.command("doctor --fix")),
    })
}

pub fn mend_traces(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    consent::scrub(&mut patient.to_mend()?)
}

/// Whether records are there that were kept long enough.
pub fn retention(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let now = patient.now;
    let purge = Purge { workspace: None, retention: known.consent_retention };
    let due = patient.store()?.read(|tx| purge.some_due(tx, now))?;
    Ok(if due {
        Check::warn("records of consents that ended were kept long enough, and can go")
            .fix(patient.command("consent purge -A --dry-run"))
    } else {
        Check::ok("no record of a consent is kept longer than it must be")
    })
}
