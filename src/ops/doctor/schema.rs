//! The store as a database: whether it opens, its schema, its pages and keys.

use super::{Known, Patient, backups};
use crate::domain::check::Check;
use crate::error::{Code, Exit, Result};
use crate::ops::integrity;
use crate::store::{HEAD, Pages, marks, place};

/// Whether there is a store that opens.
pub fn store(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let restore = backups::restore_command(patient);
    let Err(cause) = &patient.opened else {
        return Ok(Check::ok(patient.place.to_string()));
    };
    let said = cause.message.clone();
    Ok(match cause.code {
        Code::StoreNotFound if patient.named.is_none() => {
            Check::warn(format!("{said}; the first command makes it")).fix(patient.command("init"))
        }
        Code::StoreNotFound => Check::fail(said).fix(patient.command("init")),
        Code::StoreNewer => Check::damage(said),
        code if code.exit() == Exit::Integrity => Check::damage(said).fix(restore),
        _ => Check::fail(said),
    })
}

/// Whether the schema is the program's.
pub fn version(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let schema = patient.store()?.schema()?;
    if schema == HEAD {
        return Ok(Check::ok(format!("schema {schema}, which this gatepost works on")));
    }
    let down = patient.store()?.read(|tx| marks::get(tx, "downgraded"))?.is_some();
    let said = if down {
        format!("brought down to schema {schema} on purpose; commands of this gatepost refuse it")
    } else {
        format!("schema {schema}, older than {HEAD}; what needs the newer one was not looked at")
    };
    Ok(Check::warn(said).fix(patient.command("db migrate")))
}

/// Whether the schema was made by the steps of this program.
pub fn steps(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let found = patient.store()?.strange_steps()?;
    let restore = backups::restore_command(patient);
    Ok(with(Check::of_damage(&found, "every step of the schema is this program's"), &restore))
}

/// Adds the command where something is wrong.
pub(super) fn with(check: Check, command: &str) -> Check {
    if check.integrity { check.fix(command) } else { check }
}

/// Whether a table, an index or a trigger was lost.
pub fn objects(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let missing = patient.store()?.missing_objects()?;
    let names: Vec<&str> = missing.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return Ok(Check::ok("every table, index and trigger is there"));
    }
    let said = format!("missing: {}", names.join(", "));
    Ok(if missing.iter().any(|(_, sql)| sql.starts_with("CREATE TABLE")) {
        Check::damage(said).fix(backups::restore_command(patient))
    } else {
        Check::fail(said).fix(patient.command("doctor --fix"))
    })
}

pub fn mend_objects(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    patient.to_mend()?.make_missing_indexes()
}

/// Whether readers and a writer can work at once.
pub fn journal(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    if patient.place.file().is_err() || place::uses_log(&patient.path) {
        return Ok(Check::ok("a write-ahead log is used"));
    }
    let said = "no write-ahead log is used, so that readers and writers wait for each other";
    Ok(Check::warn(said).fix(patient.command("doctor --fix")))
}

pub fn mend_journal(patient: &mut Patient<'_>, _: &Known) -> Result<()> {
    // The change takes a moment in which nobody else has the store open.
    patient.close();
    let mended = patient.to_mend().and_then(|store| store.use_log());
    patient.open();
    mended
}

/// Whether every page holds. Reads all of the store.
pub fn pages(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let checked = integrity::pages(patient.store()?, Pages::Quick)?;
    Ok(with(checked, &backups::restore_command(patient)))
}

/// Whether every key points at something. Reads most of the store.
pub fn foreign_keys(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let checked = integrity::foreign_keys(patient.store()?)?;
    Ok(with(checked, &backups::restore_command(patient)))
}
