//! Documents made from the program itself: manual pages, completions, the reference, the command tree for
//! programs. The tree and the verbs come in as values; nothing is written here.

pub mod arguments;
pub mod capabilities;
pub mod completions;
pub mod line;
pub mod man;
pub mod reference;

use crate::domain::record::{Cell, Column, Record};

/// The answer of a command that prints a text and no record: it has no columns.
pub struct Text;

impl Record for Text {
    const WIDTH: usize = 0;

    fn columns() -> Vec<Column> {
        Vec::new()
    }

    fn cell(&self, _index: usize) -> Cell<'_> {
        Cell::Null
    }
}

/// What the documents say of a verb beside its words.
pub struct Described {
    /// Its words, `tokens create`.
    pub path: &'static str,
    /// `one`, `many`, `one_or_many` or `text`.
    pub shape: &'static str,
    /// `reads`, `verdict`, `changes`, `destroys` or `outside`.
    pub effect: &'static str,
    /// How it may end.
    pub exits: Vec<crate::error::Exit>,
    /// The columns of its records.
    pub columns: Vec<Column>,
}

/// What the shapes mean to whoever reads the answer.
pub(crate) const SHAPES: &[(&str, &str)] = &[
    ("one", "One record."),
    ("many", "An array of records, one a row."),
    ("one_or_many", "One record, or an array where several are asked for."),
    ("text", "Text, whatever the format."),
];

/// What the effects mean to whoever calls the command.
pub(crate) const EFFECTS: &[(&str, &str)] = &[
    ("reads", "Changes nothing."),
    ("verdict", "Judges: its record is on standard output whatever the exit code. It may count the use."),
    ("changes", "Changes records in one transaction."),
    ("destroys", "Ends or removes what cannot be brought back."),
    ("outside", "Works on files outside a transaction, so --dry-run refuses it."),
];

/// What a word of one of these tables means.
pub(crate) fn meaning(words: &'static [(&'static str, &'static str)], word: &str) -> &'static str {
    words.iter().find(|(known, _)| *known == word).map_or("", |(_, meaning)| meaning)
}

/// Every leaf of a command tree that is shown: its words, and the command.
pub fn leaves(command: &clap::Command) -> Vec<(String, &clap::Command)> {
    fn walk<'a>(path: &str, command: &'a clap::Command, found: &mut Vec<(String, &'a clap::Command)>) {
        for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            let path = format!("{path} {}", below.get_name()).trim_start().to_owned();
            if below.has_subcommands() {
                walk(&path, below, found);
            } else {
                found.push((path, below));
            }
        }
    }
    let mut found = Vec::new();
    walk("", command, &mut found);
    found
}
