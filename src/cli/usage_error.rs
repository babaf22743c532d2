//! What clap says of wrong words, in the form of every other error.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::{Code, Error, Exit};
use crate::render::{Choices, Color, Format, Output};
use crate::world::World;

/// Shows the help or version that was asked for, or the mistake.
pub fn tell(world: &World, cause: &clap::Error) -> Exit {
    let mut out = output(world);
    match cause.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader of help that has seen enough is well served.
            match out.bytes(cause.render().to_string().as_bytes()) {
                Err(cause) if !out.closed() => out.fail(&cause),
                _ => Exit::Done,
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out.aside(&cause.render().to_string());
            Exit::Usage
        }
        _ => out.fail(&explained(world, cause)),
    }
}

/// An output before the words are understood: the format is looked for among them, so that a script that
/// asked for JSON gets its errors so.
pub fn output(world: &World) -> Output {
    let words: Vec<String> = world.args.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let after = |at: usize| words.get(at + 1).map(String::as_str);
    let said = words.iter().enumerate().find_map(|(at, word)| match word.as_str() {
        "-o" | "--format" => after(at),
        _ => word.strip_prefix("--format=").or_else(|| word.strip_prefix("-o").filter(|rest| !rest.is_empty())),
    });
    let variable = world.var("GATEPOST_FORMAT");
    let format = said.or(variable.as_deref()).and_then(Format::parse).unwrap_or_default();
    Output::real(world, Color::Auto, Choices { format, ..Choices::default() })
}

fn explained(world: &World, cause: &clap::Error) -> Error {
    let rendered = cause.render().to_string();
    let mut lines = rendered.lines();
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    if message.ends_with(':') {
        let named: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).map(str::trim).collect();
        message = format!("{message} {}", named.join(", "));
    }
    let tip = rendered.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let tip = tip.filter(|tip| !tip.starts_with("to pass")).map(str::to_owned);
    let hint = tip.unwrap_or_else(|| format!("see: {} --help", said_command(world)));
    let field = match cause.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => Some(argument.clone()),
        Some(ContextValue::Strings(arguments)) => arguments.first().cloned(),
        _ => None,
    };
    Error { field, ..Error::new(Code::Usage, message).hint(hint) }
}

/// The command that the words begin with, as far as the tree knows it.
fn said_command(world: &World) -> String {
    let mut path = vec!["gatepost".to_owned()];
    let mut command = super::command();
    command.build();
    let mut at = &command;
    for word in world.args.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(below) = at.find_subcommand(word) {
            path.push(below.get_name().to_owned());
            at = below;
        }
    }
    path.join(" ")
}
