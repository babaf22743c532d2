//! The reference in Markdown: commands with their columns and exits, settings, error codes.

use std::fmt::Write;

use super::arguments::{Argument, VALUES, arguments, examples, usage};
use super::{Described, EFFECTS, SHAPES, leaves, meaning};
use crate::error::{Code, Exit};
use crate::settings::table;

/// A statement that the engines have in two forms: what it does, and the words for SQLite and for PostgreSQL.
pub type Forms = (&'static str, &'static str, &'static str);

/// Every page: file name and text.
pub fn pages(command: &clap::Command, verbs: &[Described], forms: &[Forms]) -> Vec<(&'static str, String)> {
    let mut command = command.clone();
    command.build();
    vec![
        ("commands.md", commands(&command, verbs)),
        ("settings.md", settings()),
        ("errors.md", errors()),
        ("engines.md", engines(forms)),
    ]
}

fn engines(forms: &[Forms]) -> String {
    let mut page = "# Engines\n\nMade from the program. Every statement is written once and means the same to SQLite and to PostgreSQL, but for these, which stand in two forms.\n\n| what | SQLite | PostgreSQL |\n|---|---|---|\n".to_owned();
    for (what, sqlite, postgres) in forms {
        let _ = writeln!(page, "| {what} | `{sqlite}` | `{postgres}` |");
    }
    page
}

fn commands(command: &clap::Command, verbs: &[Described]) -> String {
    let mut page = "# Commands\n\nMade from the program. The flags of every command and how values are written stand at the end; the columns are those of `-o json`, in order.\n".to_owned();
    for (path, leaf) in leaves(command) {
        let about = leaf.get_long_about().or(leaf.get_about()).map(ToString::to_string).unwrap_or_default();
        let _ = write!(page, "\n## {path}\n\n{}.\n\n```text\n{}\n```\n\n", about.trim_end_matches('.'), usage(leaf));
        for argument in arguments(leaf, false) {
            let _ = writeln!(page, "- {}", argument_line(&argument));
        }
        let Some(verb) = verbs.iter().find(|verb| verb.path == path) else { continue };
        let exits: Vec<String> = verb.exits.iter().map(|exit| exit.number().to_string()).collect();
        let _ = write!(
            page,
            "\n{} {} Exits {}.\n",
            meaning(EFFECTS, verb.effect),
            meaning(SHAPES, verb.shape),
            exits.join(", ")
        );
        if !verb.columns.is_empty() {
            page.push_str("\n| column | type | meaning |\n|---|---|---|\n");
            for column in &verb.columns {
                let _ = writeln!(page, "| {} | {} | {} |", column.name, column.kind.as_str(), column.help);
            }
        }
        let _ = write!(page, "\n```sh\n{}\n```\n", examples(leaf).join("\n"));
    }
    page.push_str("\n## Flags of every command\n\n");
    for argument in arguments(command, true) {
        let _ = writeln!(page, "- {}", argument_line(&argument));
    }
    page.push_str("\n## Values\n\n| value | type | what is written |\n|---|---|---|\n");
    for (name, kind, form) in VALUES {
        let _ = writeln!(page, "| {name} | {kind} | {form} |");
    }
    page
}

fn argument_line(argument: &Argument<'_>) -> String {
    let short = argument.short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    let mut line = format!("{short}`{}` ({}): {}", argument.words(), argument.kind(), argument.help());
    let allowed = argument.allowed();
    if (1..=12).contains(&allowed.len()) {
        let _ = write!(line, ": {}", allowed.join(", "));
    }
    if let Some(default) = &argument.default {
        let _ = write!(line, "; default {default}");
    }
    if !argument.variables.is_empty() {
        let _ = write!(line, "; environment {}", argument.variables.join(", "));
    }
    line
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
