//! What the tests stand on: a sandbox to run the program in, and what came of a run.
//!
//! ```ignore
//! let sandbox = Sandbox::new();
//! let id = sandbox.run("tokens create ci -o json").ok().field("id");
//! sandbox.advance("1h");
//! check!(sandbox, "tokens list", @"…");
//! check!(sandbox.input(token), "tokens verify -o json", @"…");
//! ```
//!
//! `cargo insta test --accept` writes the inline snapshots.

/// Runs a command in a sandbox, or in a call that a sandbox began, and compares the whole of it with an
/// inline snapshot.
macro_rules! check {
    ($sandbox:expr, $line:expr, @$expected:literal) => {
        insta::assert_snapshot!($sandbox.run($line).text(), @$expected)
    };
}

pub mod cluster;
pub mod committed;
mod database;
mod run;
mod sandbox;
pub mod shell;
mod store;
mod tests;
mod words;

pub use run::Run;
pub use sandbox::{Call, Running, Sandbox};
pub use store::{cell, texts};

use std::path::PathBuf;

/// The release binary, for the tests that `tests/run` runs once it is built.
#[expect(clippy::disallowed_methods, reason = "tests/run says where it is by a variable")]
pub fn release() -> PathBuf {
    PathBuf::from(std::env::var_os("GATEPOST_RELEASE").expect("GATEPOST_RELEASE names the release binary"))
}

/// Another program that a test compares with; it must be there, so that no comparison is skipped.
#[expect(clippy::disallowed_methods, reason = "it is looked for where tests/run looks")]
pub fn peer(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|place| place.is_file());
    found.unwrap_or_else(|| panic!("{name} is not installed; tests/run installs it"))
}
