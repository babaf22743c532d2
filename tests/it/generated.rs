//! What is made from the program and committed: manual, completions, reference, help. And what the command
//! tree must keep to.

use std::collections::BTreeMap;

use gatepost::store::forms;

use crate::support::Sandbox;
use crate::support::committed::{committed, committed_folder, names};

/// The command tree, built.
fn tree() -> clap::Command {
    let mut command = gatepost::cli::command();
    command.build();
    command
}

/// Every command below the program, areas too, with its words.
pub fn commands() -> Vec<(String, clap::Command)> {
    fn walk(path: &str, command: &clap::Command, found: &mut Vec<(String, clap::Command)>) {
        found.push((path.to_owned(), command.clone()));
        for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            walk(format!("{path} {}", below.get_name()).trim_start(), below, found);
        }
    }
    let mut found = Vec::new();
    walk("", &tree(), &mut found);
    found
}

#[test]
fn the_manual_is_fresh() {
    let sandbox = Sandbox::new();
    sandbox.run("man pages").ok();
    let folder = sandbox.home().join("pages");
    let read = |name: String| (name.clone(), std::fs::read_to_string(folder.join(name)).unwrap());
    committed_folder("man", &names(&folder).into_iter().map(read).collect());
}

#[test]
fn the_completions_are_fresh() {
    let sandbox = Sandbox::new();
    let files = [
        ("bash", "gatepost.bash"),
        ("zsh", "_gatepost"),
        ("fish", "gatepost.fish"),
        ("powershell", "gatepost.ps1"),
        ("elvish", "gatepost.elv"),
    ];
    let made =
        |(shell, file): &(&str, &str)| ((*file).to_owned(), sandbox.run(&format!("completions {shell}")).ok().stdout);
    committed_folder("completions", &files.iter().map(made).collect());
    assert_eq!(files.len(), gatepost::docs::completions::SHELLS.len(), "a shell has no file");
}

#[test]
fn the_reference_is_fresh() {
    let forms: Vec<_> = forms::ALL.iter().map(|forms| (forms.what, forms.sqlite, forms.postgres)).collect();
    let pages = gatepost::docs::reference::pages(&gatepost::cli::command(), &gatepost::cli::verbs(), &forms);
    let pages: BTreeMap<_, _> = pages.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    committed_folder("docs/reference", &pages);
}

#[test]
fn the_help_of_every_command_is_the_golden_one() {
    let sandbox = Sandbox::on_a_file();
    let mut text = String::new();
    for (path, _) in commands() {
        let line = format!("{path} --help");
        text += &format!("$ gatepost {}\n", line.trim_start());
        text += &sandbox.env("COLUMNS", "100").run(&line).ok().stdout;
        text.push('\n');
    }
    assert!(!sandbox.store().exists(), "help opened the store");
    committed("tests/golden/help.txt", &text);
}

#[test]
fn the_registry_of_verbs_is_the_tree() {
    let described: Vec<_> = gatepost::cli::verbs().iter().map(|verb| verb.path.to_owned()).collect();
    let leaves: Vec<_> = gatepost::docs::leaves(&tree()).into_iter().map(|(path, _)| path).collect();
    assert_eq!(described, leaves);
}

#[test]
fn no_flag_reuses_the_name_of_a_global_one() {
    let program = tree();
    let globals: Vec<_> = program.get_arguments().filter(|it| it.is_global_set()).collect();
    let mut findings = Vec::new();
    for (path, command) in commands() {
        for local in command.get_arguments().filter(|it| !it.is_global_set()) {
            let long = globals.iter().any(|it| it.get_long().is_some() && it.get_long() == local.get_long());
            let short = globals.iter().any(|it| it.get_short().is_some() && it.get_short() == local.get_short());
            if long || short {
                findings.push(format!("{path}: {}", local.get_id()));
            }
        }
    }
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn every_name_of_a_value_is_explained() {
    let mut findings = Vec::new();
    for (path, command) in commands() {
        for global in [false, true] {
            for argument in gatepost::docs::arguments::arguments(&command, global) {
                let Some(value) = argument.value() else { continue };
                let known = gatepost::docs::arguments::VALUES.iter().any(|(name, ..)| *name == value);
                if !known && argument.allowed().is_empty() {
                    findings.push(format!("{path} {}: {value}", argument.name()));
                }
                if argument.help().is_empty() || argument.help().ends_with('.') {
                    findings.push(format!("{path} {}: no help, or a full stop at its end", argument.name()));
                }
            }
        }
    }
    findings.sort();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn programs_learn_types_words_and_examples() {
    let all = Sandbox::new().run("capabilities -o json").ok().json();
    let verify = all["commands"].as_array().unwrap().iter().find(|it| it["path"] == "tokens verify").unwrap();
    assert_eq!(verify["effect"], "verdict");
    assert!(verify["exits"].as_array().unwrap().contains(&6.into()));
    assert!(verify["examples"][0].as_str().unwrap().starts_with("gatepost tokens verify"));
    let argument = |name: &str| verify["arguments"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(argument("env")["allowed"], serde_json::json!(["live", "test"]));
    assert_eq!(argument("env")["default"], "tokens.accept_env");
    assert_eq!((&argument("cost")["type"], &argument("batch")["type"]), (&"integer".into(), &"boolean".into()));
    let format = all["globals"].as_array().unwrap().iter().find(|it| it["name"] == "format").unwrap();
    assert_eq!((&format["short"], &format["variables"][0]), (&"o".into(), &"GATEPOST_FORMAT".into()));
}
