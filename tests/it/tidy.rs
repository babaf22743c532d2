//! The rules of the house, held by tests: arrows between rooms, sizes, names, and words that stay out.

mod source;

use std::path::{Path, PathBuf};

use source::{Token, functions, roots, silenced, tokens};

/// Which rooms a room may use, beside `error`, and `world` for all but `domain`.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["lib"]),
    ("lib", &["cli"]),
    ("cli", &["domain", "ops", "render", "settings", "docs"]),
    ("docs", &["domain", "render", "settings"]),
    ("ops", &["domain", "store", "net", "sandbox", "seal"]),
    ("store", &["domain"]),
    ("net", &["domain"]),
    ("seal", &["domain"]),
    ("sandbox", &["domain"]),
    ("settings", &["domain"]),
    ("render", &["domain"]),
    ("domain", &[]),
    ("error", &[]),
    ("world", &["domain"]),
];

/// Words that name nothing, so no file is named by them.
const EMPTY_NAMES: &[&str] = &["manager", "helper", "util", "service", "data", "info", "process", "handle"];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;

/// One text file of the tree.
struct File {
    /// Its path from the root of the tree.
    path: String,
    text: String,
}

impl File {
    /// Its place among the modules: `src/store/tokens.rs` is `["store", "tokens"]`.
    fn module(&self) -> Vec<String> {
        let place = self.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        place.split('/').map(str::to_owned).collect()
    }

    fn tokens(&self) -> Vec<Token> {
        tokens(&self.text)
    }
}

/// The text files below a folder of the tree, in order; hidden ones and those that are built stay out.
fn files(below: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(below)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if name != ".git" && !path.join("CACHEDIR.TAG").exists() {
                    folders.push(path);
                }
            } else if name != ".git"
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push(File { path: path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The Rust files of the program, of its tests and of its benches.
fn rust() -> Vec<File> {
    let all = ["src", "tests", "benches"].into_iter().flat_map(files);
    all.filter(|file| file.path.ends_with(".rs")).collect()
}

/// Fails with one line for each finding.
#[track_caller]
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn rooms_use_only_the_rooms_that_the_house_allows() {
    let mut findings = Vec::new();
    for file in rust().into_iter().filter(|file| file.path.starts_with("src/")) {
        let module = file.module();
        let from = module[0].as_str();
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == from) else {
            findings.push(format!("{}: the house has no room {from}", file.path));
            continue;
        };
        // The root of the crate is above every room; `main` stands outside of it.
        let place = if from == "lib" { &[] } else { module.as_slice() };
        for (to, line) in roots(&file.tokens(), place) {
            let everywhere = from != "main" && (to == "error" || to == "world" && from != "domain");
            if to != from && !everywhere && !allowed.contains(&to.as_str()) {
                findings.push(format!("{}:{line}: {from} → {to} is no arrow of the house", file.path));
            }
        }
    }
    none(&findings);
}

#[test]
fn the_architecture_page_has_these_arrows() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let said: Vec<_> = page.lines().filter(|line| line.contains(" → ")).collect();
    let rooms = |rooms: &[&str]| if rooms.is_empty() { "nothing".to_owned() } else { rooms.join(", ") };
    let hold: Vec<_> = ARROWS.iter().map(|(from, to)| format!("{from} → {}", rooms(to))).collect();
    assert_eq!(said, hold);
}

#[test]
fn decisions_are_numbered_and_have_their_parts() {
    let mut findings = Vec::new();
    for (number, file) in files("docs/decisions").iter().enumerate() {
        let name = file.path.trim_start_matches("docs/decisions/");
        if !name.starts_with(&format!("{:04}-", number + 1)) {
            findings.push(format!("{name}: should be number {:04}", number + 1));
        }
        let parts: Vec<_> = file.text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if parts != ["Context", "Decision", "Cost", "What would reverse it"] {
            findings.push(format!("{name}: has the parts {parts:?}"));
        }
    }
    none(&findings);
}

#[test]
fn every_file_opens_with_its_purpose() {
    let silent = rust().into_iter().filter(|file| !file.text.starts_with("//! "));
    none(&silent.map(|file| format!("{}: does not open with a //! doc", file.path)).collect::<Vec<_>>());
}

#[test]
fn files_and_functions_are_short() {
    let mut findings = Vec::new();
    for file in rust() {
        let lines = file.text.lines().count();
        if lines > LONGEST_FILE {
            findings.push(format!("{}: {lines} lines, over {LONGEST_FILE}", file.path));
        }
        for function in functions(&file.tokens()).iter().filter(|function| function.lines > LONGEST_FUNCTION) {
            let (name, line, lines) = (&function.name, function.line, function.lines);
            findings.push(format!("{}:{line}: {name} has {lines} lines, over {LONGEST_FUNCTION}", file.path));
        }
    }
    none(&findings);
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
    let macros = [concat!("to", "do!"), concat!("unimple", "mented!"), concat!("db", "g!")];
    let mut findings = Vec::new();
    for file in files("") {
        for (number, line) in file.text.lines().enumerate() {
            let mut words = line.split(|letter: char| letter != '_' && !letter.is_alphanumeric());
            let mark = words.find(|word| marks.contains(word));
            if let Some(word) = mark.or_else(|| macros.into_iter().find(|word| line.contains(word))) {
                findings.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    none(&findings);
}

#[test]
fn lints_are_silenced_only_with_a_reason() {
    let mut findings = Vec::new();
    for file in rust() {
        let lines = silenced(&file.tokens());
        findings.extend(lines.iter().map(|line| format!("{}:{line}: write #[expect(…, reason = …)]", file.path)));
    }
    none(&findings);
}

#[test]
fn files_are_named_by_words_that_say_something() {
    let empty = |path: &str| {
        let words = path.split(['/', '_', '-', '.']);
        words
            .map(str::to_lowercase)
            .find(|word| EMPTY_NAMES.iter().any(|name| *name == word || format!("{name}s") == *word))
    };
    let findings = rust().into_iter().filter_map(|file| {
        let word = empty(&file.path)?;
        Some(format!("{}: {word} names nothing", file.path))
    });
    none(&findings.collect::<Vec<_>>());
}

#[test]
fn migrations_are_dense_and_have_their_ways_down() {
    let all: Vec<_> = files("migrations/sqlite").into_iter().map(|file| file.path).collect();
    let (down, up): (Vec<&str>, Vec<&str>) = all
        .iter()
        .filter_map(|path| path.strip_prefix("migrations/sqlite/"))
        .partition(|name| name.starts_with("down/"));
    let mut findings = Vec::new();
    for (number, name) in up.iter().enumerate() {
        let title = name.strip_prefix(&format!("V{:03}__", number + 1)).and_then(|rest| rest.strip_suffix(".sql"));
        let plain = |title: &str| !title.is_empty() && title.bytes().all(|b| b == b'_' || b.is_ascii_lowercase());
        if !title.is_some_and(plain) {
            findings.push(format!("{name}: is not V{:03}__<lower case>.sql", number + 1));
        }
    }
    let ways: Vec<_> = down.iter().filter_map(|path| path.strip_prefix("down/")).collect();
    let missing = up.iter().skip(1).filter(|name| !ways.contains(*name));
    findings.extend(missing.map(|name| format!("{name}: has no way down")));
    let steps = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrate.rs")).unwrap();
    let idle = up.iter().filter(|name| !steps.contains(&format!("\"{}\"", name.trim_end_matches(".sql"))));
    findings.extend(idle.map(|name| format!("{name}: is no step of src/store/migrate.rs")));
    let other: Vec<_> = files("migrations/postgres").into_iter().map(|file| file.path).collect();
    let same = all.iter().map(|path| path.replace("/sqlite/", "/postgres/"));
    if !same.eq(other) {
        findings.push("the engines have not the same steps".to_owned());
    }
    let lost = ways.iter().filter(|name| !up[1..].contains(*name));
    findings.extend(lost.map(|name| format!("down/{name}: leads down from no migration")));
    none(&findings);
}

#[test]
fn every_dependency_has_its_reason() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut findings = Vec::new();
    let mut inside = false;
    let mut above = "";
    for line in text.lines() {
        let header = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        inside = header.map_or(inside, |name| name.ends_with("dependencies"));
        let of_its_own = header.is_some_and(|name| name.contains("dependencies."));
        let named = inside && line.starts_with(|letter: char| letter.is_ascii_alphanumeric());
        if (named || of_its_own) && !above.starts_with("# ") {
            findings.push(format!("Cargo.toml: no reason above: {line}"));
        }
        above = line;
    }
    none(&findings);
}

#[test]
fn the_tree_names_nothing_outside_of_it() {
    let words = [concat!("/wo", "rk/"), concat!("design", ".md"), concat!("shared", "/")];
    let mut findings = Vec::new();
    for file in files("") {
        for (number, line) in file.text.lines().enumerate() {
            let found = words.into_iter().find(|word| line.contains(word));
            findings.extend(found.map(|word| format!("{}:{}: names {word}", file.path, number + 1)));
        }
    }
    none(&findings);
}

#[test]
#[expect(clippy::print_stdout, clippy::disallowed_macros, reason = "this test reports")]
fn the_median_file_is_reported() {
    let mut lines: Vec<_> = rust().iter().map(|file| file.text.lines().count()).collect();
    lines.sort_unstable();
    println!("{} files of Rust, the median of {} lines", lines.len(), lines[lines.len() / 2]);
}
