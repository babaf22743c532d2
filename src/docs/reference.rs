//! The reference in Markdown: commands with their columns and exits, settings, error codes.

use std::fmt::Write;

use super::capabilities::own_arguments;
use super::{Described, leaves};
use crate::error::{Code, Exit};
use crate::settings::table;

/// Every page: file name and text.
pub fn pages(command: &clap::Command, verbs: &[Described]) -> Vec<(&'static str, String)> {
    let mut command = command.clone();
    command.build();
    vec![("commands.md", commands(&command, verbs)), ("settings.md", settings()), ("errors.md", errors())]
}

fn commands(command: &clap::Command, verbs: &[Described]) -> String {
    let mut page = "# Commands\n\nMade from the program; the flags of every command stand at the end.\n".to_owned();
    for (path, leaf) in leaves(command) {
        let about = leaf.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = write!(page, "\n## {path}\n\n{about}.\n\n");
        for argument in own_arguments(leaf) {
            let _ = writeln!(page, "- {}", argument_line(argument));
        }
        let Some(verb) = verbs.iter().find(|verb| verb.path == path) else { continue };
        let exits: Vec<String> = verb.exits.iter().map(|exit| exit.number().to_string()).collect();
        let _ = write!(page, "\nAnswers {}; effect: {}; exits {}.\n", verb.shape, verb.effect, exits.join(", "));
        if !verb.columns.is_empty() {
            page.push_str("\n| column | type | meaning |\n|---|---|---|\n");
            for column in &verb.columns {
                let _ = writeln!(page, "| {} | {} | {} |", column.name, column.kind.as_str(), column.help);
            }
        }
    }
    page.push_str("\n## Flags of every command\n\n");
    for argument in command.get_arguments().filter(|it| it.is_global_set()) {
        let _ = writeln!(page, "- {}", argument_line(argument));
    }
    page
}

fn argument_line(argument: &clap::Arg) -> String {
    let value = argument.get_value_names().and_then(<[_]>::first).map(ToString::to_string).unwrap_or_default();
    let takes = argument.get_action().takes_values();
    let word = match (argument.get_long(), takes) {
        (Some(long), true) => format!("--{long} {value}"),
        (Some(long), false) => format!("--{long}"),
        (None, _) => value,
    };
    let short = argument.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    format!("{short}`{word}`: {}", argument.get_help().map(ToString::to_string).unwrap_or_default())
}

fn settings() -> String {
    let mut page = "# Settings\n\nMade from the program. A value comes from the environment, else the file, else the store, else its default.\n\n| key | type | default | unit | allowed | variable | in the store | since | meaning |\n|---|---|---|---|---|---|---|---|---|\n".to_owned();
    for setting in table::ALL {
        let stored = if setting.storable { "yes" } else { "no" };
        let allowed = setting.kind.allowed().replace('|', "\\|");
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {allowed} | {} | {stored} | {} | {} |",
            setting.key,
            setting.kind.as_str(),
            setting.default,
            setting.unit,
            setting.env(),
            setting.since,
            setting.help
        );
    }
    page
}

fn errors() -> String {
    let mut page = "# Error codes and exit codes\n\nMade from the program; `gatepost explain CODE` says the same.\n\n| code | exit | retryable | meaning |\n|---|---|---|---|\n".to_owned();
    for code in Code::ALL {
        let retryable = if code.retryable() { "yes" } else { "no" };
        let _ =
            writeln!(page, "| {} | {} | {retryable} | {} |", code.as_str(), code.exit().number(), code.explanation());
    }
    page.push_str("\n| exit | meaning |\n|---|---|\n");
    for (exit, meaning) in Exit::ALL {
        let _ = writeln!(page, "| {} | {meaning} |", exit.number());
    }
    page
}
