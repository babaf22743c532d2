//! What came of a run: standard output, standard error and the exit code, and what a test asks of them.

use std::fmt::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

/// What came of a run.
pub struct Run {
    /// The command line, with the variables set for it.
    pub command: String,
    /// The sandbox's home, which snapshots show as `~`.
    pub home: String,
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
    /// The exit code; 128 and the signal's number where a signal ended it.
    pub exit: i32,
}

impl Run {
    /// What came of a process that has ended.
    pub fn new(command: String, home: &Path, output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let exit = output.status.code().or_else(|| output.status.signal().map(|signal| 128 + signal));
        Run {
            command,
            home: home.display().to_string(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            exit: exit.unwrap(),
        }
    }

    /// The whole of it in one text, for a snapshot. Standard error is left out where nothing was written to
    /// it, and control characters are shown by their escapes.
    pub fn text(&self) -> String {
        let mut text = format!("$ {}\n", self.command);
        text.push_str(&lines(&self.stdout));
        if !self.stderr.is_empty() {
            text.push_str("--- stderr\n");
            text.push_str(&lines(&self.stderr));
        }
        write!(text, "--- exit {}", self.exit).unwrap();
        at_the_default_place(&text).replace(&self.home, "~")
    }

    /// Asserts that it went well.
    #[track_caller]
    pub fn ok(self) -> Run {
        self.fails(0)
    }

    /// Asserts its exit code.
    #[track_caller]
    pub fn fails(self, exit: i32) -> Run {
        assert!(self.exit == exit, "exit {exit} was expected of\n{}", self.text());
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|cause| panic!("{cause} in\n{}", self.text()))
    }

    /// The error object that is the last line of standard error in the JSON formats.
    #[track_caller]
    pub fn error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        let value: Result<Value, _> = serde_json::from_str(last);
        let error = value.ok().and_then(|mut value| value.get_mut("error").map(Value::take));
        error.unwrap_or_else(|| panic!("the last line of standard error is no error object in\n{}", self.text()))
    }

    /// A field of the JSON on standard output, by its name or by a dotted path such as `0.id`: a text as it
    /// is, anything else as JSON.
    #[track_caller]
    pub fn field(&self, path: &str) -> String {
        let value = self.json();
        match value.pointer(&format!("/{}", path.replace('.', "/"))) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => panic!("no field {path} in\n{}", self.text()),
        }
    }
}

/// A text in which the database of a sandbox is called what the default file is called.
fn at_the_default_place(text: &str) -> String {
    let mut pieces = text.split("postgres://gatepost@/t");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find([' ', '"', '\'', '\n', ',', ':', ';']).unwrap_or(piece.len());
        shown = shown + "~/.local/share/gatepost/gatepost.db" + &piece[end..];
    }
    shown
}

/// The lines of an output stream, its control characters made visible.
fn lines(output: &str) -> String {
    let mut text = String::new();
    for letter in output.chars() {
        match letter {
            '\n' | '\t' => text.push(letter),
            control if control.is_control() => text.extend(control.escape_default()),
            other => text.push(other),
        }
    }
    if !output.is_empty() && !output.ends_with('\n') {
        text.push_str("\n(no end of line)\n");
    }
    text
}
