//! The audit trail.

use super::schema::with;
use super::{Known, Patient, backups, note};
use crate::domain::check::Check;
use crate::domain::plural::plural;
use crate::domain::time::Millis;
use crate::error::Result;
use crate::ops::audit::check_all;
use crate::store::{Tx, audit};

/// How far a clock may be behind before it is said, in milliseconds.
const SLACK: i64 = 60_000;

/// Whether every entry holds. Reads the whole trail.
pub fn holds(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let checked = check_all(patient.store()?)?;
    Ok(with(checked, &backups::restore_command(patient)))
}

fn size(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(i64::try_from(audit::head(tx)?.size()).unwrap_or(i64::MAX))
}

/// Salts that belong to no entry.
pub fn salts(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let stray = patient.store()?.read(|tx| {
        let size = size(tx)?;
        audit::stray_salts(tx, size)
    })?;
    if stray == 0 {
        return Ok(Check::ok("every salt belongs to an entry"));
    }
    let said = format!("{} of no entry of the audit trail", plural(stray, "salt"));
    Ok(Check::warn(said).fix(patient.command("doctor --fix")))
}

pub fn mend_salts(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    let mut store = patient.to_mend()?;
    note(patient, &mut store, "audit_salts", |tx| {
        let size = size(tx)?;
        audit::delete_stray_salts(tx, size)
    })
}

/// Judges a clock by the newest thing that was written by it.
pub(super) fn behind(now: Millis, newest: Option<Millis>, what: &str) -> Check {
    match newest {
        Some(at) if at.0 > now.0 + SLACK => {
            let said = format!("the clock says {now}, but the newest {what} was written at {at}");
            // An entry stays, long after the clock that it was written by was set right.
            Check::warn(format!("{said}, or the clock was ahead when it was written")).fix("timedatectl set-ntp true")
        }
        _ => Check::ok(format!("the clock is not behind the newest {what}")),
    }
}

/// Whether the clock is behind the newest entry.
pub fn clock(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    Ok(behind(now, patient.store()?.read(audit::newest)?, "audit entry"))
}
