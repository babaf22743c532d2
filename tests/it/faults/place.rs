//! Homes in which commands are disturbed: what they begin with, and what is in one afterwards.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::every_format::prepared;
use crate::support::{Run, Sandbox, peer};

use super::scenarios::Scenario;

/// The store below a home folder.
const STORE: &str = ".local/share/gatepost/gatepost.db";
/// Where a store is moved, which lies otherwise in its pages each time.
const MOVED: &str = "moved.db";
/// When every disturbed command runs.
const NOW: &str = "2026-11-22T12:00:00Z";
/// What only reads, and must answer as it does in an undisturbed home; the trail is asked as the scenario says.
const READS: [&str; 2] = ["keys check --field ok", "tokens list -A --status all -o csv"];

/// A home that all scenarios begin with but those that make their own store.
pub fn base() -> Sandbox {
    let sandbox = prepared();
    sandbox.write("free", sandbox.run("tokens create free --rate none -q").ok().stdout);
    let text = |name: &str| fs::read_to_string(sandbox.home().join(name)).unwrap();
    for moment in ["2026-11-22T10:15:00Z", "2026-11-22T11:15:00Z"] {
        sandbox.at(moment);
        sandbox.input(text("free")).run("tokens verify --resource /orders").ok();
    }
    sandbox.input(text("limited")).run("tokens verify").ok();
    // A batch takes 64 KB at once, and a transaction for each.
    let line = text("free");
    sandbox.write("many", line.repeat(65_536 / line.len() + 50));
    sandbox.write("some", line.repeat(65_536 / line.len()));
    sandbox.write("part/a", text("good"));
    sandbox.write("found/a", text("good") + &text("limited"));
    // The last one to close it leaves no log behind.
    sandbox.run("db maintain --dry-run").ok();
    sandbox
}

/// The home that a scenario begins with.
pub fn beginning(base: &Sandbox, scenario: &Scenario) -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.at(NOW);
    if !scenario.fresh {
        copy(base.home(), sandbox.home());
    }
    sandbox.shell(&format!("set -e\n{}", scenario.before)).ok();
    forget_copies(&sandbox);
    sandbox
}

/// A home like another.
pub fn like(other: &Sandbox) -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.at(NOW);
    copy(other.home(), sandbox.home());
    sandbox
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs a command of the program in a home, behind the words of another program where there are some.
pub fn run(sandbox: &Sandbox, behind: &[String], line: &str, input: &str) -> Run {
    let gatepost = env!("CARGO_BIN_EXE_gatepost").to_owned();
    let words: Vec<String> =
        behind.iter().cloned().chain([gatepost]).chain(line.split(' ').map(str::to_owned)).collect();
    let mut command: Command = sandbox.command(Path::new(&words[0]));
    command.args(&words[1..]).env("GATEPOST_TEST_SEED", "1000");
    let stdin = || File::open(sandbox.home().join(input)).unwrap();
    command.stdin(if input.is_empty() { Stdio::null() } else { stdin().into() });
    Run::new(format!("gatepost {line}"), sandbox.home(), command.output().unwrap())
}

/// What is in a home, but for what may be left over.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// What the store says, as the shell of SQLite reads it; empty where there is none.
    pub store: String,
    /// Every other file.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What reading commands answer.
    pub answers: Vec<(i32, String)>,
}

/// What a look at a home found.
pub struct Look {
    pub content: Content,
    /// What SQLite's own check of pages and keys found.
    pub damage: String,
}

impl Look {
    /// Looks with SQLite's shell at a copy of the store, since it may change what it reads.
    pub fn at(sandbox: &Sandbox, view: Option<&str>) -> Look {
        let mut content = Content { store: String::new(), files: BTreeMap::new(), answers: Vec::new() };
        let mut damage = String::new();
        gather(sandbox.home(), Path::new(""), &mut content.files);
        // What is no database is compared as the file that it is.
        for name in [STORE, MOVED] {
            if content.files.get(name).is_some_and(|bytes| bytes.starts_with(b"SQLite format 3\0")) {
                let (rows, found) = rows(&sandbox.home().join(name), view);
                damage += &found;
                if name == STORE {
                    content.files.remove(STORE);
                    content.store = rows;
                } else {
                    content.files.insert(name.to_owned(), rows.into_bytes());
                }
            }
        }
        Look { content, damage }
    }

    /// Asks the program as well, of a copy of its own: it may upgrade what it reads.
    pub fn asking(sandbox: &Sandbox, scenario: &Scenario) -> Look {
        let mut look = Look::at(sandbox, scenario.view);
        if look.content.store.is_empty() {
            return look;
        }
        let place = like(sandbox);
        forget_copies(&place);
        let answer = |line: &str| {
            let run = run(&place, &[], line, "");
            (run.exit, run.stdout)
        };
        look.content.answers = [scenario.trail].into_iter().chain(READS).map(answer).collect();
        look
    }
}

/// What a database says, by a copy of it, and what SQLite's own check finds.
fn rows(database: &Path, view: Option<&str>) -> (String, String) {
    let copies = Sandbox::on_a_file();
    for ending in ["", "-wal"] {
        let _ = fs::copy(format!("{}{ending}", database.display()), copies.home().join(format!("copy{ending}")));
    }
    let mut shell = copies.command(&peer("sqlite3"));
    shell.arg("copy").arg("PRAGMA integrity_check").arg("PRAGMA foreign_key_check").arg("SELECT '-- rows'");
    let told = shell.arg(view.unwrap_or(".dump")).output().unwrap();
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    let (checked, rows) = text.split_once("-- rows\n").unwrap_or((&text, ""));
    let checked = checked.strip_prefix("ok\n").unwrap_or(checked);
    (rows.lines().map(settled).collect(), format!("{checked}{}", String::from_utf8_lossy(&told.stderr)))
}

/// Removes the copies that a change of the whole store makes: their names bear the moment, which comes back in a test
/// alone.
pub fn forget_copies(sandbox: &Sandbox) {
    let Ok(files) = fs::read_dir(sandbox.home().join(STORE).parent().unwrap()) else { return };
    for file in files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "bak")) {
        fs::remove_file(file).unwrap();
    }
}

/// A line of the dump without the moment at which a step of the schema was applied, which no test can pin.
fn settled(line: &str) -> String {
    let step = line.starts_with("INSERT INTO refinery_schema_history");
    let pinned = line.split(',').enumerate().filter(|(at, _)| !step || *at != 2).map(|(_, part)| part);
    pinned.collect::<Vec<_>>().join(",") + "\n"
}

/// Every file, but locks and what a command that was killed may leave: none of these bears the name of a finished
/// file.
fn gather(home: &Path, below: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(home.join(below)).unwrap().map(Result::unwrap) {
        let place = below.join(entry.file_name());
        let name = place.display().to_string();
        let passing = ["-wal", "-shm", "-journal", ".lock", ".draft", ".new"];
        if name.ends_with(".check") {
            continue;
        }
        if entry.path().is_dir() {
            gather(home, &place, files);
        } else if !passing.iter().any(|ending| name.ends_with(ending)) {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}
