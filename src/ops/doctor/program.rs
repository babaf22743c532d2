//! Who runs the program, and how.

use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::shell;
use crate::domain::workspace::DEFAULT;
use crate::error::Result;
use crate::store::files::folder_of;
use crate::store::{place, workspaces};

/// Whether the one who runs the program is the one whose store it is.
pub fn user(patient: &mut Patient<'_>, _: &Known) -> Result<Check> {
    let Some(rights) = place::rights(&patient.path) else { return Ok(Check::ok("there is no store")) };
    let (own, owner) = (patient.world.user_number(), rights.user);
    // Another user has another store where none is named.
    let as_owner = || format!("sudo -u '#{owner}' {}", shell::gatepost("doctor", DEFAULT, Some(&patient.path)));
    if own == 0 && owner != 0 {
        let said = format!("root runs it on a store of user {owner}, who could not open the files that root makes");
        return Ok(Check::warn(said).fix(as_owner()));
    }
    if !place::is_writable(&patient.path) || !place::is_writable(folder_of(&patient.path)) {
        return Ok(Check::warn(format!("user {own} can only read the store, which is of user {owner}")).fix(as_owner()));
    }
    Ok(Check::ok(format!("user {own} can write the store")))
}

/// Whether the workspace that commands work in is there.
pub fn workspace(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let name = &known.workspace;
    if patient.store()?.read(|tx| workspaces::get(tx, name))?.is_some() {
        return Ok(Check::ok(format!("commands work in {name}")));
    }
    let create =
        if name == DEFAULT { "db restore FILE".to_owned() } else { format!("workspaces create {}", shell::word(name)) };
    Ok(Check::fail(format!("commands work in {name}, which does not exist")).fix(patient.command(&create)))
}
