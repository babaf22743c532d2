//! The command tree as one JSON document, for programs that call this one.

use serde_json::{Value as Json, json};

use super::arguments::{Argument, arguments, examples, usage};
use super::{Described, EFFECTS, SHAPES, leaves};
use crate::domain::record::{Column, record};
use crate::error::Exit;

/// Everything that a program can know of this one.
pub struct Capabilities {
    commands: Json,
    globals: Json,
}

record! { Capabilities {
    version: Text, shown, "The version of the program" => |_c| env!("CARGO_PKG_VERSION");
    globals: Json, hidden, "The flags of every command: name, short, positional, value, type, allowed, default, variables, required, repeatable, help" => |c| &c.globals;
    commands: Json, hidden, "Every command: path, about, usage, shape, effect, exits, arguments, columns, examples" => |c| &c.commands;
    exits: Json, hidden, "Every exit code and its meaning" => |_c| exits();
    effects: Json, hidden, "What each effect means for who calls the command" => |_c| meanings(EFFECTS);
    shapes: Json, hidden, "What each shape of an answer means" => |_c| meanings(SHAPES);
} }

impl Capabilities {
    /// Describes a tree by its words and by what each verb declares.
    pub fn new(command: &clap::Command, verbs: &[Described]) -> Capabilities {
        let mut command = command.clone();
        command.build();
        let globals = arguments(&command, true).iter().map(argument_json).collect();
        let commands = leaves(&command).into_iter().map(|(path, leaf)| {
            let verb = verbs.iter().find(|verb| verb.path == path);
            json!({
                "path": path,
                "about": leaf.get_about().map(ToString::to_string),
                "usage": usage(leaf),
                "shape": verb.map(|verb| verb.shape),
                "effect": verb.map(|verb| verb.effect),
                "exits": verb.map(|verb| verb.exits.iter().map(|exit| exit.number()).collect::<Vec<_>>()),
                "arguments": arguments(leaf, false).iter().map(argument_json).collect::<Vec<_>>(),
                "columns": verb.map(|verb| verb.columns.iter().map(column_json).collect::<Vec<_>>()),
                "examples": examples(leaf),
            })
        });
        Capabilities { commands: commands.collect(), globals }
    }
}

fn argument_json(argument: &Argument<'_>) -> Json {
    let allowed = Some(argument.allowed()).filter(|words| !words.is_empty());
    json!({
        "name": argument.name(),
        "short": argument.short(),
        "positional": argument.is_operand(),
        "value": argument.value(),
        "type": argument.kind(),
        "allowed": allowed,
        "default": argument.default,
        "variables": argument.variables,
        "required": argument.is_required(),
        "repeatable": argument.is_repeatable(),
        "help": argument.help(),
    })
}

fn column_json(column: &Column) -> Json {
    json!({ "name": column.name, "type": column.kind.as_str(), "help": column.help })
}

fn meanings(words: &[(&str, &str)]) -> Json {
    words
        .iter()
        .map(|(word, meaning)| ((*word).to_owned(), Json::from(*meaning)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn exits() -> Json {
    Exit::ALL.iter().map(|(exit, meaning)| json!({ "exit": exit.number(), "meaning": meaning })).collect()
}
