//! Manual pages: one for the program, one for each area and verb. The flags of every command stand on the
//! program's page only.

use roff::{Inline, Roff, bold, italic, roman};

use super::arguments::{Argument, VALUES, arguments, examples, usage};
use super::{Described, SHAPES, meaning};
use crate::error::Exit;

/// Every page: file name and content.
pub fn pages(command: &clap::Command, verbs: &[Described]) -> Vec<(String, Vec<u8>)> {
    let mut command = command.clone();
    command.build();
    let mut pages = Vec::new();
    walk(&command, "gatepost", verbs, &mut pages);
    pages
}

fn walk(command: &clap::Command, path: &str, verbs: &[Described], pages: &mut Vec<(String, Vec<u8>)>) {
    let name = path.replace(' ', "-");
    let verb = verbs.iter().find(|verb| path.strip_prefix("gatepost ") == Some(verb.path));
    pages.push((format!("{name}.1"), page(command, &name, verb).render().into_bytes()));
    for below in shown(command) {
        walk(below, &format!("{path} {}", below.get_name()), verbs, pages);
    }
}

fn shown(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|it| !it.is_hide_set())
}

fn page(command: &clap::Command, name: &str, verb: Option<&Described>) -> Roff {
    let mut page = Roff::new();
    let program = name == "gatepost";
    // No date, so that a page changes only when the program does; troff wants its place held.
    let version = concat!("gatepost ", env!("CARGO_PKG_VERSION"));
    page.control("TH", [name.to_uppercase().as_str(), "1", "\"\"", version, "gatepost manual"]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    section(&mut page, "NAME", &[&format!("{name} - {about}")]);
    page.control("SH", ["SYNOPSIS"]);
    page.text([bold(usage(command))]);
    page.control("SH", ["DESCRIPTION"]);
    let long = command.get_long_about().map_or(about, ToString::to_string);
    prose(&mut page, if program { PROGRAM } else { &long });
    if command.has_subcommands() {
        page.control("SH", ["COMMANDS"]);
        for below in shown(command) {
            let about = below.get_about().map(ToString::to_string).unwrap_or_default();
            item(&mut page, vec![bold(format!("{name}-{}", below.get_name())), roman("(1)")], &about);
        }
    }
    let own = arguments(command, program);
    if !own.is_empty() {
        page.control("SH", ["OPTIONS"]);
        own.iter().for_each(|argument| option(&mut page, argument));
    }
    if program {
        program_sections(&mut page, &own);
    }
    if let Some(verb) = verb {
        answer(&mut page, verb);
    }
    let lines = examples(command);
    if !lines.is_empty() {
        page.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in lines {
            page.text([roman(line)]);
        }
        page.control("fi", []);
    }
    if !program {
        page.control("SH", ["SEE ALSO"]);
        page.text([
            bold("gatepost"),
            roman("(1) has the options of every command, how values are written, and the exit codes."),
        ]);
    }
    page
}

/// What the program's page says beyond the help.
const PROGRAM: &str =
    "gatepost keeps API tokens with their scopes, rate limits and usage in one SQLite file, and judges \
presented tokens from scripts and gateways. A token is shown once, when it is made; the store keeps its SHA-256. Every \
change is in an audit trail that shows whether it was altered.

Whoever can open the store's file is its administrator: it is made for its owner alone (mode 0600).

Data goes to standard output, everything else to standard error. Tables are for people; json, jsonl and csv are \
complete and have the same names in every release.";

/// The sections that only the program's page has.
fn program_sections(page: &mut Roff, globals: &[Argument<'_>]) {
    page.control("SH", ["VALUES"]);
    for (name, _, form) in VALUES {
        item(page, vec![italic(*name)], form);
    }
    page.control("SH", ["ENVIRONMENT"]);
    for argument in globals {
        for variable in &argument.variables {
            item(page, vec![bold(variable.as_str())], &stands_for(variable, argument));
        }
    }
    item(page, vec![bold("GATEPOST_TOKEN")], "The token that tokens verify judges.");
    item(
        page,
        vec![bold("GATEPOST_AREA_WORD")],
        "Sets the setting area.word: GATEPOST_TOKENS_DEFAULT_EXPIRY sets tokens.default_expiry. An unknown name is an error.",
    );
    item(page, vec![bold("COLUMNS")], "The width of tables and help.");
    page.control("SH", ["FILES"]);
    item(
        page,
        vec![italic("$XDG_DATA_HOME/gatepost/gatepost.db")],
        "The default store; without the variable it lies in ~/.local/share.",
    );
    item(
        page,
        vec![italic("$XDG_CONFIG_HOME/gatepost/config.toml")],
        "The settings file; without the variable it lies in ~/.config.",
    );
    page.control("SH", ["EXIT STATUS"]);
    Exit::ALL.iter().for_each(|(exit, meaning)| exit_item(page, *exit, meaning));
}

fn stands_for(variable: &str, argument: &Argument<'_>) -> String {
    match variable {
        "NO_COLOR" => "Anything: no colours.".to_owned(),
        "CLICOLOR_FORCE" => "Anything but 0: colours even where standard output is no terminal.".to_owned(),
        _ => format!("Stands for --{}.", argument.name()),
    }
}

/// What a verb answers and how it may end.
fn answer(page: &mut Roff, verb: &Described) {
    page.control("SH", ["OUTPUT"]);
    prose(page, meaning(SHAPES, verb.shape));
    for column in &verb.columns {
        item(page, vec![bold(column.name), roman(format!(" ({})", column.kind.as_str()))], column.help);
    }
    page.control("SH", ["EXIT STATUS"]);
    for (exit, meaning) in Exit::ALL.iter().filter(|(exit, _)| verb.exits.contains(exit)) {
        exit_item(page, *exit, meaning);
    }
}

fn exit_item(page: &mut Roff, exit: Exit, meaning: &str) {
    item(page, vec![bold(exit.number().to_string())], meaning);
}

fn option(page: &mut Roff, argument: &Argument<'_>) {
    let mut head = Vec::new();
    if let Some(short) = argument.short() {
        head.extend([bold(format!("-{short}")), roman(", ")]);
    }
    if !argument.is_operand() {
        head.push(bold(format!("--{}", argument.name())));
    }
    if let Some(value) = argument.value() {
        head.extend([roman(if argument.is_operand() { "" } else { " " }), italic(value)]);
    }
    let mut text = argument.help().to_owned();
    let allowed = argument.allowed();
    if (1..=12).contains(&allowed.len()) {
        text += &format!(": {}", allowed.join(", "));
    }
    text += ".";
    if let Some(default) = &argument.default {
        text += &format!(" Default: {default}.");
    }
    item(page, head, &text);
}

fn section(page: &mut Roff, title: &str, lines: &[&str]) {
    page.control("SH", [title]);
    for line in lines {
        page.text([roman(*line)]);
    }
}

fn item(page: &mut Roff, head: Vec<Inline>, text: &str) {
    page.control("TP", []);
    page.text(head);
    page.text([roman(text)]);
}

fn prose(page: &mut Roff, text: &str) {
    for line in text.lines() {
        if line.is_empty() {
            page.control("PP", []);
        } else {
            page.text([roman(line)]);
        }
    }
}
