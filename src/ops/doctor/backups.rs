//! Copies of the store.

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::shell;
use crate::domain::time::DAY;
use crate::error::Result;
use crate::ops::db::moment;
use crate::ops::health;
use crate::store::{marks, place};

/// The copies that upgrades, downgrades and restores left beside the store, oldest first.
fn beside(patient: &Patient<'_>) -> Vec<String> {
    let mut copies: Vec<(String, String)> = place::own_files(&patient.path)
        .into_iter()
        .filter(|(_, ending)| ending.starts_with(".schema") && ending.ends_with(".bak"))
        // After the number of the schema stands the moment.
        .map(|(path, ending)| (ending.splitn(3, '.').skip(2).collect(), path.display().to_string()))
        .collect();
    copies.sort();
    copies.into_iter().map(|(_, path)| path).collect()
}

/// The command that brings the newest backup back that is known.
pub fn restore_command(patient: &Patient<'_>) -> String {
    let newest = beside(patient).pop().map(|path| shell::word(&path).into_owned());
    patient.command(&format!("db restore {} --yes", newest.as_deref().unwrap_or("FILE")))
}

/// How many copies may lie beside the store.
const MANY: usize = 3;

/// Copies that nobody removed.
pub fn of_upgrades(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let mut copies = beside(patient);
    let size: u64 = copies.iter().filter_map(|path| place::rights(path.as_ref())).map(|rights| rights.size).sum();
    let said = format!("{} copies of upgrades and restores lie beside the store, {} MB", copies.len(), size >> 20);
    if copies.len() <= MANY {
        return Ok(Check::ok(said));
    }
    copies.pop();
    Ok(Check::warn(said).fix(format!("rm {}", shell::words(copies.iter().map(String::as_str)))))
}

/// The command that makes a backup under a name that is not taken.
fn make_command(patient: &Patient<'_>) -> String {
    let moment: String = patient.now.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    patient.command(&format!("db backup gatepost-{moment}.db --verify"))
}

/// Whether there is a new enough backup.
pub fn age(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let now = patient.now;
    let command = make_command(patient);
    health::backup(patient.store()?, now, &command)
}

/// How old the newest backup may be that was checked.
const VERIFIED_AGE: i64 = 90 * DAY;

/// Whether a backup was checked lately: one that was never read may be none.
pub fn verified(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let (made, checked) = patient
        .store()?
        .read(|tx| Ok((marks::get(tx, marks::BACKED_UP_AT)?, moment(marks::get(tx, marks::VERIFIED_AT)?))))?;
    Ok(match checked {
        _ if made.is_none() => Check::ok("there is none to check"),
        Some(at) if patient.now.0 - at.0 < VERIFIED_AGE => Check::ok(format!("last checked backup {at}")),
        Some(at) => Check::warn(format!("last checked backup {at}, over 90 days ago")).fix(make_command(patient)),
        None => Check::warn("no backup was ever checked").fix(make_command(patient)),
    })
}
