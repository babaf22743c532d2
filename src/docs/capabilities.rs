//! The command tree as one JSON document, for programs that call this one.

use clap::ArgAction;
use serde_json::{Value as Json, json};

use super::{Described, leaves};
use crate::domain::record::{Column, record};
use crate::error::Exit;

/// Everything that a program can know of this one.
pub struct Capabilities {
    commands: Json,
    globals: Json,
}

record! { Capabilities {
    version: Text, shown, "The version of the program" => |_c| env!("CARGO_PKG_VERSION");
    globals: Json, hidden, "The flags of every command: name, short, value, repeatable, help" => |c| &c.globals;
    commands: Json, hidden, "Every command: path, about, shape, effect, exits, arguments, columns" => |c| &c.commands;
    exits: Json, hidden, "Every exit code and its meaning" => |_c| exits();
} }

impl Capabilities {
    /// Describes a tree by its words and by what each verb declares.
    pub fn new(command: &clap::Command, verbs: &[Described]) -> Capabilities {
        let mut command = command.clone();
        command.build();
        let globals = command.get_arguments().filter(|argument| argument.is_global_set()).map(argument_json).collect();
        let commands = leaves(&command).into_iter().map(|(path, leaf)| {
            let verb = verbs.iter().find(|verb| verb.path == path);
            json!({
                "path": path,
                "about": leaf.get_about().map(ToString::to_string),
                "shape": verb.map(|verb| verb.shape),
                "effect": verb.map(|verb| verb.effect),
                "exits": verb.map(|verb| verb.exits.iter().map(|exit| exit.number()).collect::<Vec<_>>()),
                "arguments": own_arguments(leaf).map(argument_json).collect::<Vec<_>>(),
                "columns": verb.map(|verb| verb.columns.iter().map(column_json).collect::<Vec<_>>()),
            })
        });
        Capabilities { commands: commands.collect(), globals }
    }
}

/// The arguments that a command does not share with all others.
pub(super) fn own_arguments(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|it| !it.is_global_set() && !it.is_hide_set() && it.get_id() != "help")
}

fn argument_json(argument: &clap::Arg) -> Json {
    let value =
        argument.get_action().takes_values().then(|| argument.get_value_names().and_then(<[_]>::first)).flatten();
    json!({
        "name": argument.get_long().unwrap_or(argument.get_id().as_str()),
        "positional": argument.is_positional(),
        "short": argument.get_short(),
        "value": value.map(ToString::to_string),
        "required": argument.is_required_set(),
        "repeatable": matches!(argument.get_action(), ArgAction::Append),
        "help": argument.get_help().map(ToString::to_string),
    })
}

fn column_json(column: &Column) -> Json {
    json!({ "name": column.name, "type": column.kind.as_str(), "help": column.help })
}

fn exits() -> Json {
    Exit::ALL.iter().map(|(exit, meaning)| json!({ "exit": exit.number(), "meaning": meaning })).collect()
}
