//! The programs that are run, the stores they work on, and the lines they read.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::stores::noise;

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Scale {
    /// Tokens in the store, and lines of a batch.
    pub tokens: u64,
    /// Entries in the audit trail that is verified.
    pub entries: u64,
    /// Uses that wait for the counters, and as many that are overdue.
    pub uses: u64,
    /// Runs of what takes a millisecond.
    pub short: u64,
    /// Runs of what takes a second.
    pub long: u64,
}

/// The programs, and a folder for their stores.
pub struct Bench {
    /// The release binary.
    pub gatepost: PathBuf,
    /// The `sqlite3` shell.
    pub sqlite: PathBuf,
    /// Where everything lies.
    pub folder: PathBuf,
    /// How much is measured.
    pub scale: Scale,
}

impl Bench {
    /// A bench in a folder.
    pub fn new(folder: PathBuf, scale: Scale) -> Bench {
        let gatepost = std::env::var_os("GATEPOST_RELEASE").expect("GATEPOST_RELEASE; use benches/run");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let sqlite = std::env::split_paths(&path).map(|folder| folder.join("sqlite3")).find(|it| it.exists());
        // As it would be installed: a file that the linker wrote lies in the page cache in smaller pieces.
        let installed = folder.join("gatepost");
        fs::copy(gatepost, &installed).expect("a copy of the binary");
        Bench { gatepost: installed, sqlite: sqlite.expect("sqlite3 in PATH"), folder, scale }
    }

    /// Two copies of a store with so many records, which is built unless it is there.
    pub fn stores(&self, kind: &str, count: u64) -> (PathBuf, PathBuf) {
        let built = self.folder.join(format!("{kind}-{count}.db"));
        if !built.exists() {
            eprintln!("building {count} {kind} …");
            let draft = self.folder.join("draft.db");
            remove(&draft);
            // Another process, whose memory is not counted as that of those measured.
            let mut build = Command::new(std::env::current_exe().expect("this program"));
            build.arg("build").arg(kind).arg(&draft).arg(count.to_string());
            assert!(build.status().expect("this program starts").success(), "the store was not built");
            fs::rename(&draft, &built).expect("the store in its place");
            remove(&draft);
        }
        self.copies(&built)
    }

    /// Two copies of a store that is built.
    pub fn copies(&self, built: &Path) -> (PathBuf, PathBuf) {
        let copy = |name: &str| {
            let copy = self.folder.join(name);
            remove(&copy);
            fs::copy(built, &copy).expect("a copy of the store");
            File::open(&copy).and_then(|file| file.sync_all()).expect("the copy on the disk");
            copy
        };
        (copy("mine.db"), copy("beside.db"))
    }

    /// Two copies of the store of tokens.
    pub fn tokens(&self) -> (PathBuf, PathBuf) {
        self.stores("tokens", self.scale.tokens)
    }

    /// The number of the token that a run or a line is about.
    pub fn pick(&self, run: u64) -> u64 {
        noise(run) % self.scale.tokens
    }

    /// A program with an empty environment and nothing to read.
    pub fn program(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).env_clear().env("HOME", &self.folder).stdin(Stdio::null());
        command
    }

    /// gatepost on a store.
    pub fn gatepost(&self, store: &Path, words: &[&str]) -> Command {
        let mut command = self.program(&self.gatepost, words);
        command.env("GATEPOST_DB", store);
        command
    }

    /// The `sqlite3` shell with one statement on a store.
    pub fn sqlite(&self, store: &Path, statement: &str) -> Command {
        let mut command = self.program(&self.sqlite, &[]);
        command.arg(store).arg(statement);
        command
    }

    /// A file of so many lines.
    pub fn lines(&self, name: &str, count: u64, line: impl Fn(&mut String, u64)) -> PathBuf {
        let path = self.folder.join(name);
        let mut file = BufWriter::new(File::create(&path).expect("a file of lines"));
        let mut text = String::new();
        for number in 0..count {
            text.clear();
            line(&mut text, number);
            text.push('\n');
            file.write_all(text.as_bytes()).expect("space for the lines");
        }
        file.flush().expect("space for the lines");
        path
    }
}

/// Removes a database with its log and shared memory, and what gatepost keeps beside it.
pub fn remove(store: &Path) {
    for ending in ["", "-wal", "-shm", "-journal", ".lock", ".erased"] {
        let mut path = store.as_os_str().to_owned();
        path.push(ending);
        // It need not be there.
        let _ = fs::remove_file(path);
    }
}
