//! The figures that the program is judged by, each as a ratio to a program run beside it: interleaved, each
//! on its own copy of the store, ratios of wall clock and of CPU time. `benches/run` starts it.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic,
    clippy::expect_used,
    reason = "a bench reads the clock and its words, prints, and ends where something is wrong"
)]

mod bench;
mod compare;
mod consent;
mod measure;
mod postgres;
mod seal;
mod sink;
mod stores;
mod table;
mod webhooks;

use std::path::PathBuf;
use std::process::Command;

use bench::{Bench, Scale};

const FULL: Scale = Scale { tokens: 1_000_000, entries: 2_000_000, uses: 5_000_000, short: 300, long: 3 };
const SMALL: Scale = Scale { tokens: 20_000, entries: 40_000, uses: 100_000, short: 100, long: 3 };

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == "build") {
        let count = words[3].parse().expect("a count");
        return stores::build(&words[1], words[2].as_ref(), count);
    }
    let mut value = |flag: &str| {
        let at = words.iter().position(|word| word == flag)?;
        words.remove(at);
        Some(if at < words.len() { words.remove(at) } else { panic!("{flag} needs a word") })
    };
    let (only, keep) = (value("--only"), value("--in").map(PathBuf::from));
    let scale = if words.iter().any(|word| word == "--small") { SMALL } else { FULL };
    let temporary = tempfile::Builder::new().prefix("gatepost-bench-").tempdir().expect("a temporary folder");
    let folder = keep.unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).expect("the folder of the stores");
    let bench = Bench::new(folder, scale);
    let mut rows = Vec::new();
    for (name, comparison) in compare::ALL {
        if only.as_ref().is_none_or(|only| name.contains(only.as_str())) {
            eprintln!("{name} …");
            rows.extend(comparison(&bench));
        }
    }
    println!("{} tokens, {} audit entries; {}", scale.tokens, scale.entries, machine());
    println!("\n{}", table::markdown(&rows));
}

/// What it ran on.
fn machine() -> String {
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).output().expect("a program");
        String::from_utf8_lossy(&output.stdout).split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores, sqlite3 {}", run("uname", &["-sr"]), run("sqlite3", &["--version"]))
}
