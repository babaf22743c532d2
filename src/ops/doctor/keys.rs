//! The sealing key: without it, what is sealed is lost.

use super::super::keys::status::{again, status};
use super::{Known, Patient};
use crate::domain::check::Check;
use crate::domain::shell::word;
use crate::error::Result;
use crate::store::files::folder_of;

/// Whether the key is there, for nobody else, and the one that opens the store.
pub fn opens(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let Some(source) = &known.key else { return Ok(Check::warn("there is no home folder, and so no sealing key")) };
    let command = patient.command("keys status");
    let found = status(patient.store()?, source)?;
    let wanted = found.wanted.join(" or ");
    Ok(match (found.state(), &found.key) {
        ("unused", _) => Check::ok("nothing is sealed yet"),
        ("ok", Ok(key)) if found.wanted.len() > 1 => {
            let said = format!("two sealing keys open the store: {wanted}");
            if *key == found.new {
                Check::warn(format!("{said}; once every machine has the new one, leave it alone"))
                    .fix(patient.command("keys rewrap --finish --yes"))
            } else {
                let new = found.new.as_deref().unwrap_or("the new one");
                Check::warn(format!("{said}; put {new} at {source}, and leave it alone once every machine has it"))
                    .fix(command)
            }
        }
        ("ok", _) => Check::ok(format!("the sealing key {wanted} is at {source}; keep a copy of it elsewhere")),
        (_, Err(cause)) => {
            let cause = again(cause);
            let fix = cause.hint.as_deref().and_then(|hint| hint.split_once(": ")).map(|(_, fix)| fix.to_owned());
            Check::damage(cause.message).fix(fix.unwrap_or(command))
        }
        (_, Ok(None)) => Check::damage(format!(
            "there is no sealing key at {source}, and what is sealed under {wanted} is lost without it; put its copy there"
        ))
        .fix(command),
        (_, Ok(Some(key))) => {
            Check::damage(format!("the sealing key at {source} is {key}, and the store wants {wanted}"))
                .fix(command)
        }
    })
}

/// Whether whoever takes the store does not take its key with it.
pub fn lies_apart(patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let key = known.key.as_ref().and_then(|source| source.path()?.canonicalize().ok());
    let Some(key) = key.filter(|_| patient.place.file().is_ok()) else {
        return Ok(Check::ok("the key is not with the store"));
    };
    if folder_of(&key) != folder_of(&patient.path) {
        return Ok(Check::ok("the key is in another folder than the store"));
    }
    let said = "the sealing key lies in the folder of the store: whoever takes the folder, or a backup of it, has both";
    let home = "${XDG_CONFIG_HOME:-$HOME/.config}/gatepost";
    let from = word(&key.to_string_lossy()).into_owned();
    let taken = known.own_key.as_ref().is_some_and(|own| own.symlink_metadata().is_ok());
    let fix = if taken {
        // Another store may need the key that is there.
        let id = known.key.as_ref().and_then(|source| source.read().ok()?).map(|key| key.id().to_owned());
        let to = format!("\"{home}/sealing.key.{}\"", id.as_deref().unwrap_or("other"));
        format!("mv -n {from} {to} && export GATEPOST_KEY_FILE={to}")
    } else {
        // Where no variable names another file, that one is read.
        format!("unset GATEPOST_KEY_FILE; mkdir -p \"{home}\" && mv -n {from} \"{home}/sealing.key\"")
    };
    Ok(Check::warn(said).fix(fix))
}
