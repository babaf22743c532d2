//! The answer to a shell that asks what may complete a line: `complete-line SHELL LINE`, and for bash the
//! letters that break its words and the kind of completion. Nothing is changed, and nothing is said of what
//! fails: a person who presses TAB is in the middle of a word.

use std::path::{Path, PathBuf};

use clap::Arg;

use crate::docs::arguments::Argument;
use crate::docs::completions::{ASKING, Answer};
use crate::docs::line::{Due, Line, Place, due};
use crate::domain::suggest::Candidate;
use crate::domain::workspace::DEFAULT;
use crate::ops::complete::{Named, candidates};
use crate::render::{Choices, Color, Output};
use crate::settings::table;
use crate::world::World;

/// The first word of a run that answers a shell.
pub const WORD: &str = "complete-line";

/// Bash's kinds of completion that show a list: `?` after a second TAB, and `!` where the user has set it.
const LISTED: [&str; 2] = ["63", "33"];

/// What the script does for the place: takes the words that follow, or completes paths by itself.
#[derive(Clone, Copy)]
enum Script {
    Words,
    Files,
    Folders,
}

/// Answers the shell: a line that says what follows, then a candidate a line.
pub fn answer(world: &World) {
    let words: Vec<String> = world.args.iter().skip(2).map(|word| word.to_string_lossy().into_owned()).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let Some(shell) = ASKING.iter().find(|asking| asking.name == word(0)) else { return };
    let line = Line::read(word(1), word(2));
    // The shell's line may begin with what runs the program: env, sudo, an assignment.
    let is_program = |word: &String| Path::new(word).file_name().is_some_and(|name| name == "gatepost");
    let program = line.words.iter().position(is_program).unwrap_or(0);
    let tree = super::command();
    let Some(due) = due(&tree, line.words.get(program + 1..).unwrap_or_default()) else { return };
    let (script, mut candidates) = offered(world, &due);
    candidates.retain(|it| it.text.starts_with(due.begun) && !due.has(&it.text));
    let answer = Answer { line: &line, begun: due.begun, candidates: &candidates, listed: LISTED.contains(&word(3)) };
    let mut text = match script {
        Script::Words => "words\n",
        Script::Files => "files\n",
        Script::Folders => "folders\n",
    }
    .to_owned();
    for line in shell.answer(&answer) {
        text += &line;
        text.push('\n');
    }
    // A shell that has gone needs no answer.
    drop(Output::real(world, Color::Never, Choices::default()).bytes(text.as_bytes()));
}

/// What may stand at the cursor.
fn offered(world: &World, due: &Due<'_>) -> (Script, Vec<Candidate>) {
    let known = due.from_tree();
    let Place::Value(arg) = due.place else { return (Script::Words, known) };
    let value = Argument::new(arg).value().unwrap_or_default();
    let words = match (arg.get_id().as_str(), value.as_str()) {
        ("columns" | "field", _) => columns(&due.path),
        (_, "KEY") => table::ALL.iter().map(|setting| Candidate::new(setting.key, setting.help)).collect(),
        (_, "FILE" | "PATH" | "PATH|URL") => return (Script::Files, known),
        (_, "FOLDER") => return (Script::Folders, known),
        _ if !known.is_empty() => known,
        _ => named(&due.path, arg, &value).map(|named| stored(world, due, named)).unwrap_or_default(),
    };
    (Script::Words, words)
}

/// The columns of a command's answer.
fn columns(path: &str) -> Vec<Candidate> {
    let verb = super::verbs().into_iter().find(|verb| verb.path == path);
    verb.map(|verb| verb.columns).unwrap_or_default().iter().map(|it| Candidate::new(it.name, it.help)).collect()
}

/// What the value of an argument names in the store.
fn named(path: &str, arg: &Arg, value: &str) -> Option<Named> {
    let (area, verb) = path.rsplit_once(' ').unwrap_or_default();
    match (arg.get_id().as_str(), value) {
        // Whoever creates something gives it a new name.
        _ if verb == "create" && arg.is_positional() => None,
        ("after", _) if area == "audit" => None,
        ("workspace", _) => Some(Named::Workspace),
        ("tier", _) => Some(Named::Tier),
        (_, "SCOPE") => Some(Named::Scope),
        (_, "NAME") if !arg.is_positional() => None,
        (_, "REF" | "NAME") => match area {
            "workspaces" => Some(Named::Workspace),
            "tokens tiers" => Some(Named::Tier),
            "tokens scopes" => Some(Named::Scope),
            _ => Some(Named::Token),
        },
        _ => None,
    }
}

/// What the store has that begins so: the store and the workspace that the line names, else the environment.
fn stored(world: &World, due: &Due<'_>, named: Named) -> Vec<Candidate> {
    let said = |flag: &str, variable: &str| due.said(flag).map(str::to_owned).or_else(|| world.var(variable));
    let path = match said("db", "GATEPOST_DB") {
        Some(path) => at_home(world, &path),
        None => world.xdg("XDG_DATA_HOME", ".local/share").map(|folder| folder.join("gatepost.db")).ok(),
    };
    let workspace = said("workspace", "GATEPOST_WORKSPACE").unwrap_or_else(|| DEFAULT.to_owned());
    let found = path.and_then(|path| candidates(&path, &workspace, named, due.begun, world.now()).ok());
    found.unwrap_or_default()
}

/// A path as the shell would hand it on: it has not replaced the tilde yet.
fn at_home(world: &World, path: &str) -> Option<PathBuf> {
    match path.strip_prefix("~/") {
        Some(below) => Some(Path::new(&world.var("HOME")?).join(below)),
        None => Some(PathBuf::from(path)),
    }
}
