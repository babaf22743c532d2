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
    let mut tree = super::command();
    tree.build();
    let (path, command) = said_command(world, &tree);
    let mut candidates = suggested(cause);
    if candidates.is_empty() && cause.kind() == ErrorKind::UnknownArgument {
        candidates.extend(texts(cause, ContextKind::InvalidArg).iter().filter_map(|word| flagged(command, word)));
    }
    let hint = match candidates.first() {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => format!("see: {path} --help"),
    };
    let field = texts(cause, ContextKind::InvalidArg).into_iter().next();
    // clap shows an argument with its value: `--count <N>`, `<REF>...`.
    let field = field.and_then(|field| Some(field.split([' ', '=']).next()?.trim_matches(['<', '>', '.']).to_owned()));
    Error { field, ..Error::new(Code::Usage, message).hint(hint).candidates(candidates) }
}

/// The words that were probably meant, the nearest first; hidden aliases are not among them.
fn suggested(cause: &clap::Error) -> Vec<String> {
    let mut words = texts(cause, ContextKind::SuggestedSubcommand);
    words.retain(|word| is_visible(&super::command(), word));
    words.extend(texts(cause, ContextKind::SuggestedArg));
    words.reverse();
    words
}

fn is_visible(command: &clap::Command, name: &str) -> bool {
    command.get_subcommands().any(|below| below.get_name() == name || is_visible(below, name))
}

fn texts(cause: &clap::Error, kind: ContextKind) -> Vec<String> {
    match cause.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// The word behind the flag that takes it, `--type marketing`, if it is one of a flag's choices.
fn flagged(command: &clap::Command, word: &str) -> Option<String> {
    let takes = |arg: &&clap::Arg| arg.get_possible_values().iter().any(|value| value.matches(word, false));
    let flag = command.get_arguments().find(takes)?.get_long()?;
    Some(format!("--{flag} {word}"))
}

/// The command that the words begin with, as far as the tree knows it.
fn said_command<'a>(world: &World, tree: &'a clap::Command) -> (String, &'a clap::Command) {
    let mut path = vec!["gatepost"];
    let mut at = tree;
    for word in world.args.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(below) = at.find_subcommand(word) {
            path.push(below.get_name());
            at = below;
        }
    }
    (path.join(" "), at)
}
