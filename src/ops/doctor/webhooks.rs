//! Webhooks: what is overdue, what fails, what is parked, which secrets are in rotation, whose
//! certificates end.

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::shell::word;
use crate::error::Result;
use crate::ops::webhooks::survey;

/// Deliveries that should have been tried.
pub fn overdue(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let check = patient.store()?.read(|tx| survey::overdue(tx, now))?;
    Ok(check.mended_by(&patient.command("webhooks work --once")))
}

/// Endpoints that only fail.
pub fn failing(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let (check, first) = patient.store()?.read(|tx| survey::failing(tx, now))?;
    let command = |(workspace, name): (String, String)| {
        patient.command_in(&workspace, &format!("webhooks endpoints disable {}", word(&name)))
    };
    Ok(first.map(command).map_or(check.clone(), |command| check.mended_by(&command)))
}

/// Deliveries that wait for an endpoint that is disabled.
pub fn parked(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let (check, first) = patient.store()?.read(survey::parked)?;
    let command = |(workspace, name): (String, String)| {
        patient.command_in(&workspace, &format!("webhooks endpoints enable {}", word(&name)))
    };
    Ok(first.map(command).map_or(check.clone(), |command| check.mended_by(&command)))
}

/// Secrets before a rotation that go on signing for long.
pub fn rotating(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let (check, first) = patient.store()?.read(|tx| survey::rotating(tx, now))?;
    let command = |(workspace, name): (String, String)| {
        patient.command_in(&workspace, &format!("webhooks endpoints rotate-secret {} --finish", word(&name)))
    };
    Ok(first.map(command).map_or(check.clone(), |command| check.mended_by(&command)))
}

/// Certificates that end soon.
pub fn certificates(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let (check, first) = patient.store()?.read(|tx| survey::certificates(tx, now))?;
    // Whoever runs the endpoint renews it; a sample sees the new one.
    let command =
        |(workspace, name): (String, String)| patient.command_in(&workspace, &format!("webhooks test {}", word(&name)));
    Ok(first.map(command).map_or(check.clone(), |command| check.mended_by(&command)))
}
