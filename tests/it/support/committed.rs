//! Files of the tree that are made from the program: compared, or with `GATEPOST_BLESS=1` rewritten.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The root of the tree.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether what differs is to be rewritten.
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so by a variable")]
pub fn blesses() -> bool {
    std::env::var_os("GATEPOST_BLESS").is_some_and(|value| value == "1")
}

/// Compares a file of the tree with what it should be.
#[track_caller]
pub fn committed(path: &str, made: &str) {
    let place = root().join(path);
    let stands = std::fs::read_to_string(&place).unwrap_or_default();
    if stands == made {
        return;
    }
    if blesses() {
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, made).unwrap();
        return;
    }
    let line = stands.lines().zip(made.lines()).take_while(|(one, other)| one == other).count();
    let (old, new) = (stands.lines().nth(line).unwrap_or("(end)"), made.lines().nth(line).unwrap_or("(end)"));
    panic!(
        "{path} is stale from line {} on:\n- {old}\n+ {new}\nrewrite it with: GATEPOST_BLESS=1 cargo test --test it",
        line + 1
    );
}

/// Compares a folder of the tree, every file of it, with what it should hold.
#[track_caller]
pub fn committed_folder(folder: &str, made: &BTreeMap<String, String>) {
    for (name, text) in made {
        committed(&format!("{folder}/{name}"), text);
    }
    for name in names(&root().join(folder)).into_iter().filter(|name| !made.contains_key(name)) {
        assert!(blesses(), "{folder}/{name} is made by nothing any more; remove it");
        std::fs::remove_file(root().join(folder).join(name)).unwrap();
    }
}

/// The names of the files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
