//! Rows of usage, and the care they need.

use super::{Known, Patient, trail};
use crate::domain::check::Check;
use crate::error::Result;
use crate::ops::health;
use crate::ops::maintain::{Kept, maintain};
use crate::store::survey;

/// Whether the clock is behind the newest row.
pub fn clock(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    Ok(trail::behind(now, patient.store()?.read(survey::newest_use)?, "row of usage"))
}

/// Rows that wait for the counters too long.
pub fn waiting(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let check = patient.store()?.read(|tx| health::waiting(tx, now))?;
    Ok(check.mended_by(&patient.command("db maintain")))
}

/// Rows that should have been removed.
pub fn overdue(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let (now, retention) = (patient.now, known.retention);
    let check = patient.store()?.read(|tx| health::overdue(tx, now, retention))?;
    Ok(check.mended_by(&patient.command("db maintain")))
}

pub fn mend(patient: &mut Patient<'_>, known: &Known) -> Result<()> {
    let mut store = patient.to_mend()?;
    maintain(&mut patient.session(&mut store), Kept { usage: known.retention, webhooks: known.webhooks }, None)
        .map(drop)
}
