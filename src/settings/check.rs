//! What is wrong with the settings as a whole: what cannot be read, what is unknown, what hides or cancels
//! something else. Each layer is read by itself, so that one that is broken does not hide the others.

use std::path::Path;

use super::table::{ENV_PREFIX, TOKENS_DEFAULT_EXPIRY, TOKENS_MAX_EXPIRY, TOKENS_ROTATION_GRACE};
use super::{Origin, SettingRow, Settings, default_file, layers};
use crate::domain::check::{Check, Level};
use crate::domain::shell;
use crate::domain::span::Span;
use crate::domain::suggest::did_you_mean;
use crate::domain::workspace::DEFAULT;
use crate::world::World;

/// The settings that can be read, and what is wrong with the others. `named` is the file that somebody
/// named, `store` the store that somebody named, `stored` what it holds, `known` the variables that are no settings.
pub fn check(
    world: &World,
    named: Option<&Path>,
    store: Option<&Path>,
    stored: Vec<(String, String)>,
    known: &[String],
) -> (Settings, Vec<Check>) {
    let (mut values, file) = of_file(world, named);
    let (of_environment, environment) = of_environment(world, known);
    let in_store = |words: &str| shell::gatepost(&format!("config {words} --store"), DEFAULT, store);
    let (of_store, stored) = of_store(stored, &in_store);
    values.extend(of_environment.into_iter().chain(of_store));
    let settings = Settings { values };
    let ending = named.map(|path| format!(" --config {}", shell::word(&path.display().to_string())));
    let ending = ending.unwrap_or_default();
    let checks = vec![
        file.named("settings_file"),
        environment.named("environment"),
        stored.named("settings_store"),
        overrides(&settings, &ending).named("settings_overrides"),
        expiry(&settings, &ending, &in_store).named("settings_expiry"),
    ];
    (settings, checks)
}

fn of_file(world: &World, named: Option<&Path>) -> (Vec<SettingRow>, Check) {
    let path = match named.map_or_else(|| default_file(world), |path| Ok(path.to_owned())) {
        Ok(path) => path,
        Err(cause) => return (Vec::new(), Check::ok(cause.message)),
    };
    let place = path.display();
    let word = shell::word(&path.to_string_lossy()).into_owned();
    match layers::file(&path) {
        Ok(Some(rows)) => {
            let said = format!("{place} sets {} of the settings", rows.len());
            (rows, Check::ok(said))
        }
        Ok(None) if named.is_some() => {
            let missing = Check::fail(format!("there is no settings file {place}, so every command fails"));
            (Vec::new(), missing.fix(format!("touch {word}")))
        }
        Ok(None) => (Vec::new(), Check::ok(format!("there is none at {place}"))),
        Err(cause) => {
            let unset = |key| format!("gatepost config unset {} --config {word}", shell::word(key));
            let fix = match &cause.field {
                Some(key) => unset(key),
                None => format!("${{EDITOR:-vi}} {word}"),
            };
            (Vec::new(), Check::fail(cause.message).fix(fix))
        }
    }
}

fn of_environment(world: &World, known: &[String]) -> (Vec<SettingRow>, Check) {
    let (mut rows, mut failed, mut strange): (_, Vec<String>, Vec<String>) = (Vec::new(), Vec::new(), Vec::new());
    let mut wrong = Vec::new();
    let mut names = world.vars_with(ENV_PREFIX);
    names.sort();
    for name in names {
        match layers::environment(vec![name.clone()], &|name| world.var(name)) {
            Ok(read) if read.is_empty() && world.var(&name).is_some() && !known.contains(&name) => {
                let near = did_you_mean(&name, known.iter().map(String::as_str));
                strange.push(format!("nothing reads {name}{near}"));
                wrong.push(name);
            }
            Ok(read) => rows.extend(read),
            Err(cause) => {
                failed.push(cause.message);
                wrong.push(name);
            }
        }
    }
    let fix = format!("unset {}", wrong.join(" "));
    let check = match (failed.is_empty(), strange.is_empty()) {
        (true, true) => Check::ok("every variable of ours is known"),
        (true, false) => Check::warn(strange.join("; ")).fix(fix),
        (false, _) => Check::fail([failed, strange].concat().join("; ")).fix(fix),
    };
    (rows, check)
}

fn of_store(stored: Vec<(String, String)>, in_store: &dyn Fn(&str) -> String) -> (Vec<SettingRow>, Check) {
    let mut rows = Vec::new();
    let mut check = Check::ok(format!("the store holds {} settings", stored.len()));
    for (key, value) in stored {
        let unset = || in_store(&format!("unset {key}"));
        match layers::store(vec![(key.clone(), value)]) {
            Ok(read) if read.is_empty() => {
                if check.level == Level::Ok {
                    check = Check::warn(format!("the store holds {key}, which this gatepost does not read"));
                }
            }
            Ok(read) => rows.extend(read),
            Err(cause) => check = Check::fail(format!("{}, so commands fail", cause.message)).fix(unset()),
        }
    }
    (rows, check)
}

/// A value that another layer hides on this machine.
fn overrides(settings: &Settings, ending: &str) -> Check {
    let mut said = Vec::new();
    let mut fixes = Vec::new();
    for row in &settings.values {
        let Some(above) = settings.layer(row.setting).filter(|above| above.origin > row.origin) else { continue };
        if above.value == row.value {
            continue;
        }
        let (key, variable) = (row.setting.key, row.setting.env());
        let (by, fix) = match above.origin {
            Origin::Environment => (variable.clone(), format!("unset {variable}")),
            _ => ("the settings file".to_owned(), format!("gatepost config unset {key}{ending}")),
        };
        said.push(format!("{by} hides {key} of the {}: {} instead of {}", row.origin.as_str(), above.value, row.value));
        if !fixes.contains(&fix) {
            fixes.push(fix);
        }
    }
    if said.is_empty() {
        return Check::ok("no layer hides another");
    }
    Check::warn(said.join("; ")).fix(fixes.join(" && "))
}

/// Lives of tokens that cancel each other.
fn expiry(settings: &Settings, ending: &str, in_store: &dyn Fn(&str) -> String) -> Check {
    let most = settings.span_or_never(&TOKENS_MAX_EXPIRY).ok().flatten();
    let Some(most) = most else { return Check::ok("tokens may live for ever") };
    for setting in [&TOKENS_DEFAULT_EXPIRY, &TOKENS_ROTATION_GRACE] {
        let Some(row) = settings.layer(setting) else { continue };
        if Span::parse(&row.value).is_ok_and(|span| span.millis() <= most.millis()) {
            continue;
        }
        let fix = match row.origin {
            Origin::Environment => format!("unset {}", setting.env()),
            Origin::Store => in_store(&format!("set {} {most}", setting.key)),
            _ => format!("gatepost config set {} {most}{ending}", setting.key),
        };
        let said = format!("{} is {}, but tokens.max_expiry lets none live over {most}", setting.key, row.value);
        return Check::warn(said).fix(fix);
    }
    Check::ok(format!("no default is over the most of {most}"))
}
