//! A home of its own for each test, and runs of the program in it that see nothing else: no environment, a
//! pinned clock, a seed that counts the runs, a terminal's width, and a person who runs it.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread::JoinHandle;

use gatepost::domain::span::Span;
use gatepost::domain::time::{Edge, Millis};
use tempfile::TempDir;

use super::database::Database;
use super::run::Run;
use super::words;

/// When every sandbox begins.
const START: &str = "2026-11-22T09:30:00Z";
/// The user and group that own nothing.
const NOBODY: u32 = 65_534;

/// A home, a clock and a program to run there.
pub struct Sandbox {
    folder: TempDir,
    program: PathBuf,
    now: AtomicI64,
    runs: AtomicU64,
    /// Its database, where the suite runs on a server.
    pub(super) shared: Option<Database>,
}

impl Sandbox {
    /// A fresh home for the program under test, with an empty database where the suite runs on a server.
    pub fn new() -> Sandbox {
        Sandbox::with(env!("CARGO_BIN_EXE_gatepost").into(), Database::create())
    }

    /// A fresh home with a store that is a file, also where the suite runs on a server: for tests of what is only
    /// done with files.
    pub fn on_a_file() -> Sandbox {
        Sandbox::with(env!("CARGO_BIN_EXE_gatepost").into(), None)
    }

    /// A fresh home for the release binary, with an empty database where the suite runs on a server.
    pub fn released() -> Sandbox {
        Sandbox::with(super::release(), Database::create())
    }

    /// A fresh home for another program, such as the release binary or a peer.
    pub fn of(program: impl Into<PathBuf>) -> Sandbox {
        Sandbox::with(program.into(), None)
    }

    fn with(program: PathBuf, shared: Option<Database>) -> Sandbox {
        let sandbox = Sandbox {
            // Below /tmp and of one length on every machine, so that tables which show it are as wide.
            folder: tempfile::Builder::new().prefix("gatepost-").tempdir_in("/tmp").unwrap(),
            program,
            now: AtomicI64::new(0),
            runs: AtomicU64::new(0),
            shared,
        };
        std::fs::set_permissions(sandbox.home(), PermissionsExt::from_mode(0o755)).unwrap();
        sandbox.at(START);
        sandbox
    }

    /// The home folder, where every run starts.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// The default store, which the first run that needs it makes.
    pub fn store(&self) -> PathBuf {
        self.home().join(".local/share/gatepost/gatepost.db")
    }

    /// Writes a file in the home folder, making its folders, and returns its path.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// Sets the clock.
    pub fn at(&self, moment: &str) {
        let moment = Millis::parse(moment, Edge::Start).unwrap_or_else(|| panic!("not a moment: {moment}"));
        self.now.store(moment.0, Ordering::Relaxed);
    }

    /// Moves the clock forward.
    pub fn advance(&self, span: &str) {
        let now = Millis(self.now.load(Ordering::Relaxed)).plus(Span::parse(span).unwrap());
        self.now.store(now.0, Ordering::Relaxed);
    }

    /// Runs the program with the words of `line`, nothing on its standard input.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn run(&self, line: &str) -> Run {
        self.call().run(line)
    }

    /// Begins a call with bytes on standard input.
    pub fn input(&self, bytes: impl Into<Vec<u8>>) -> Call<'_> {
        self.call().input(bytes)
    }

    /// Begins a call with a variable in its environment.
    pub fn env(&self, name: &str, value: impl Into<String>) -> Call<'_> {
        self.call().env(name, value)
    }

    /// Starts the program and does not wait for it.
    pub fn spawn(&self, line: &str) -> Running {
        self.call().spawn(line)
    }

    /// Runs the program as a user who owns nothing, where the tests run as root; else as it is.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn run_as_nobody(&self, line: &str) -> Run {
        self.call().run_as_nobody(line)
    }

    /// Runs a script of /bin/sh in which the program is on the path. All runs in it have one seed.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn shell(&self, script: &str) -> Run {
        let folder = self.program.parent().unwrap().display();
        let mut command = self.command(Path::new("/bin/sh"));
        command.arg("-c").arg(script).env("PATH", format!("{folder}:/usr/bin:/bin"));
        let output = command.stdin(Stdio::null()).output().unwrap();
        Run::new(format!("sh: {script}"), self.home(), output)
    }

    /// The program with the words of `line`, for a test that holds its streams by itself.
    pub fn start(&self, line: &str) -> Command {
        let mut command = self.command(&self.program);
        command.args(words::split(line)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A program that sees nothing but what the sandbox gives.
    pub fn command(&self, program: &Path) -> Command {
        let home = self.home();
        let now = Millis(self.now.load(Ordering::Relaxed));
        let seed = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        let mut command = Command::new(program);
        command.current_dir(home).env_clear();
        command.env("HOME", home).env("PATH", "/usr/bin:/bin").env("COLUMNS", "120");
        command.env("GATEPOST_TEST_NOW", now.to_string()).env("GATEPOST_TEST_SEED", seed.to_string());
        command.env("GATEPOST_TEST_WHO", "ada@desk");
        if let Some(database) = &self.shared {
            command.env("GATEPOST_DB", database.url());
        }
        command
    }

    fn call(&self) -> Call<'_> {
        Call { sandbox: self, program: self.program.clone(), variables: Vec::new(), input: None, user: None }
    }
}

/// A run that is being put together.
#[must_use = "it does nothing until it is run"]
pub struct Call<'a> {
    sandbox: &'a Sandbox,
    program: PathBuf,
    variables: Vec<(String, String)>,
    input: Option<Vec<u8>>,
    user: Option<u32>,
}

impl Call<'_> {
    /// Bytes on standard input.
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// A variable in the environment.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Runs the program to its end.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn run(self, line: &str) -> Run {
        self.spawn(line).wait()
    }

    /// Runs a copy of the program as a user who owns nothing, where the tests run as root; else as it is.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn run_as_nobody(mut self, line: &str) -> Run {
        if !rustix::process::getuid().is_root() {
            return self.run(line);
        }
        let folder = Sandbox::of("/bin/cp");
        let copy = folder.home().join(name(&self.program));
        // Another process copies it: a file that this one has open for writing could not be run yet.
        folder.run(&format!("'{}' '{}'", self.program.display(), copy.display())).ok();
        std::fs::set_permissions(&copy, PermissionsExt::from_mode(0o755)).unwrap();
        self.program = copy;
        self.user = Some(NOBODY);
        self.run(line)
    }

    /// Starts the program and does not wait for it.
    pub fn spawn(self, line: &str) -> Running {
        let mut command = self.sandbox.command(&self.program);
        command.args(words::split(line)).envs(self.variables.iter().cloned());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|cause| panic!("{}: {cause}", self.program.display()));
        let feeder = self.input.map(|input| feed(&mut child, input));
        let variables: String = self.variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        let command = format!("{variables}{} {line}", name(&self.program)).trim_end().to_owned();
        Running { child, feeder, command, home: self.sandbox.home().to_owned() }
    }
}

/// Writes the input beside the test, which reads the output meanwhile.
fn feed(child: &mut Child, input: Vec<u8>) -> JoinHandle<()> {
    let mut stream = child.stdin.take().unwrap();
    std::thread::spawn(move || match stream.write_all(&input) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => panic!("the input is not taken: {cause}"),
        _ => (),
    })
}

fn name(program: &Path) -> String {
    program.file_name().unwrap().display().to_string()
}

/// A program that is running.
#[must_use = "wait for it"]
pub struct Running {
    child: Child,
    feeder: Option<JoinHandle<()>>,
    command: String,
    home: PathBuf,
}

impl Running {
    /// Waits for its end.
    #[must_use = "assert something of it: ok(), fails(), check!"]
    pub fn wait(self) -> Run {
        let output = self.child.wait_with_output().unwrap();
        if let Some(feeder) = self.feeder {
            feeder.join().unwrap();
        }
        Run::new(self.command, &self.home, output)
    }
}
