//! Records become table, json, jsonl or csv, and errors become lines. The only room that writes standard
//! output and standard error. It decides nothing but looks: no exit code, no rule, no store.

mod bars;
mod columns;
mod csv;
mod errors;
mod flow;
mod format;
pub mod json;
mod list;
mod progress;
mod sparkline;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::time::Duration;

pub use columns::Selected;
pub use format::{Color, Format, Quiet, Screen};
pub use list::List;
pub use sparkline::sparkline;
pub use table::ROWS as TABLE_ROWS;

use crate::domain::record::Record;
use crate::error::{Error, Exit, Result};
use crate::world::World;
use columns::Path;
use json::Layout;

/// How much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// What the caller's flags ask of the output.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The shape of standard output; errors and notices follow it.
    pub format: Format,
    /// The columns to show, in this order.
    pub columns: Option<Vec<String>>,
    /// The one value to show, a dotted path; it goes before everything else.
    pub field: Option<String>,
    /// What is left of the output.
    pub quiet: Quiet,
}

/// Standard output and standard error of one run.
pub struct Output {
    choices: Choices,
    screen: Screen,
    out: BufWriter<Box<dyn Write>>,
    /// What `out` is called.
    place: String,
    err: Box<dyn Write>,
    failed: bool,
    closed: bool,
    /// When a line of progress that still stands there was drawn.
    drawn: Option<Duration>,
}

/// What is written for each record of one type.
enum Form {
    Nothing,
    /// One bare value a line: `--field` and `--quiet`.
    Bare(Path),
    /// The columns asked for.
    Whole(Format),
}

impl Output {
    /// The output of this world.
    pub fn real(world: &World, color: Color, choices: Choices) -> Output {
        Output::new(choices, Screen::new(world, color), world.output(), world.errors())
    }

    /// An output to any two writers.
    pub fn new(choices: Choices, screen: Screen, out: Box<dyn Write>, err: Box<dyn Write>) -> Output {
        let out = BufWriter::with_capacity(BUFFER, out);
        let place = "standard output".to_owned();
        Output { choices, screen, out, place, err, failed: false, closed: false, drawn: None }
    }

    /// Refuses `--columns` and `--field` that the record does not have; before anything is done.
    pub fn check_columns<R: Record>(&self) -> Result<()> {
        self.columns::<R>()?;
        self.check_field::<R>()
    }

    /// Refuses a `--field` that the record does not have.
    pub fn check_field<R: Record>(&self) -> Result<()> {
        self.form::<R>().map(drop)
    }

    /// The columns asked for, all where none is: what [`json::line`] takes.
    pub fn columns<R: Record>(&self) -> Result<Vec<Selected>> {
        columns::select(&R::columns(), self.choices.columns.as_deref())
    }

    /// Takes this format, whatever the flags say.
    pub fn format(&mut self, format: Format) {
        self.choices.format = format;
    }

    /// Shows these columns unless others are asked for.
    pub fn columns_unless_asked(&mut self, names: &[&str]) {
        self.choices.columns.get_or_insert_with(|| names.iter().map(|name| (*name).to_owned()).collect());
    }

    /// An output to a file that shows what this one was to show. The answer here is about the file.
    pub fn to_file(&mut self, place: String, file: Box<dyn Write>) -> Output {
        let choices = Choices {
            format: self.choices.format,
            columns: self.choices.columns.take(),
            field: None,
            quiet: Quiet::No,
        };
        let output = Output::new(choices, Screen::default(), file, Box::new(io::sink()));
        Output { place, ..output }
    }

    /// Writes the one record that a command answers with.
    pub fn one<R: Record>(&mut self, record: &R) -> Result<()> {
        let (columns, form) = (self.columns::<R>()?, self.form::<R>()?);
        let mut text = Vec::new();
        match form {
            Form::Nothing => {}
            Form::Bare(path) => path.line(&mut text, record, self.screen.terminal),
            Form::Whole(Format::Table) => table::one(&mut text, &columns, record, self.choices.columns.is_some()),
            Form::Whole(Format::Json) => {
                json::record(&mut text, &columns, record, Layout::Indented(0));
                text.push(b'\n');
            }
            Form::Whole(Format::Jsonl) => json::line(&mut text, &columns, record),
            Form::Whole(Format::Csv) => {
                csv::header(&mut text, &columns);
                csv::row(&mut text, &columns, record, self.screen.terminal);
            }
        }
        self.bytes(&text)
    }

    /// Begins a list of records. A table shows `limit` of them, 50 where nobody asked for a number; every
    /// other format writes all, as they come.
    pub fn list<R: Record>(&mut self, limit: Option<usize>) -> Result<List<'_, R>> {
        List::begin(self, limit)
    }

    /// Writes bytes as they are and lets nothing wait: completions, manual pages, answers of a batch.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.end_progress();
        let outcome = self.out.write_all(bytes).and_then(|()| self.out.flush());
        self.written(outcome)
    }

    /// Writes a text of several lines, to the byte; what a terminal would obey is spelled out there.
    pub fn text(&mut self, text: &str) -> Result<()> {
        if !self.screen.terminal {
            return self.bytes(text.as_bytes());
        }
        let lines: String = text.lines().map(|line| format!("{}\n", text::visible(line))).collect();
        self.bytes(lines.as_bytes())
    }

    /// Whether the reader of standard output has gone. The write that found out returned an error: a
    /// command that only reads takes it for its end, one that changes something reports it.
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// Whether standard output could not be written, for whatever reason.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Says something beside the answer, on standard error.
    pub fn notice(&mut self, text: &str) {
        let json = self.choices.format.is_json();
        self.say(&if json { errors::json_notice(text) } else { errors::plain_notice(text) });
    }

    /// Sets what `--quiet` shows of the records to come.
    pub fn quiet(&mut self, quiet: Quiet) {
        self.choices.quiet = quiet;
    }

    /// Whether a table is written, and not a machine's format or bare values.
    pub fn is_table(&self) -> bool {
        self.choices.format == Format::Table && self.choices.field.is_none() && self.choices.quiet == Quiet::No
    }

    /// Whether records go into a JSON array, which says nothing until its end.
    pub fn is_array(&self) -> bool {
        self.choices.format == Format::Json && self.choices.field.is_none() && self.choices.quiet == Quiet::No
    }

    /// Whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        self.screen.terminal
    }

    /// Writes a text that is no answer, such as the help of a command that lacks its words, on standard
    /// error.
    pub fn aside(&mut self, text: &str) {
        self.say(text);
    }

    /// Draws counts as bars below the answer, a line each, if the terminal has room.
    pub fn bars(&mut self, counts: &[(String, i64)]) {
        let drawn = bars::bars(counts, self.screen.width.map_or(80, usize::from));
        if !drawn.is_empty() {
            self.say(&format!("\n{drawn}"));
        }
    }

    /// Says what failed and gives its exit code.
    pub fn fail(&mut self, error: &Error) -> Exit {
        self.error(error);
        error.code.exit()
    }

    /// Says what failed, on standard error: the last thing of a run.
    pub fn error(&mut self, error: &Error) {
        let json = self.choices.format.is_json();
        self.say(&if json { errors::json(error) } else { errors::plain(error, self.screen.color) });
    }

    /// Writes to standard error, after what waits for standard output. Failures are passed over: there is
    /// nowhere left to tell them.
    fn say(&mut self, line: &str) {
        self.end_progress();
        let _ = self.out.flush();
        let _ = self.err.write_all(line.as_bytes()).and_then(|()| self.err.flush());
    }

    /// What the flags leave of this record.
    fn form<R: Record>(&self) -> Result<Form> {
        let columns = R::columns();
        if let Some(field) = &self.choices.field {
            return Path::parse(&columns, field).map(Form::Bare);
        }
        Ok(match self.choices.quiet {
            Quiet::No => Form::Whole(self.choices.format),
            Quiet::Column(name) => Form::Bare(Path::quiet(&columns, name)),
            Quiet::Nothing => Form::Nothing,
        })
    }

    /// Takes note of a reader that has gone.
    fn written(&mut self, outcome: io::Result<()>) -> Result<()> {
        outcome.map_err(|cause| {
            self.failed = true;
            self.closed |= cause.kind() == ErrorKind::BrokenPipe;
            Error::io(format!("cannot write {}", self.place), &cause)
        })
    }
}
