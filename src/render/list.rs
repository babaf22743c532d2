//! A list on its way out, record by record in constant memory. Only a table is gathered, up to its limit.

use std::io::Write;
use std::marker::PhantomData;
use std::time::Duration;

use super::columns::Selected;
use super::flow::Flow;
use super::json::{self, Layout};
use super::table::{ROWS, Rows};
use super::text::visible;
use super::{Form, Format, Output, csv};
use crate::domain::record::Record;
use crate::error::Result;

/// A list that was begun with [`Output::list`]. Nothing is written before the first record or the end.
pub struct List<'a, R> {
    output: &'a mut Output,
    form: Form,
    columns: Vec<Selected>,
    rows: Rows,
    /// A table without an end, in place of the rows.
    flow: Option<Flow>,
    /// What waits to be written.
    text: Vec<u8>,
    empty: bool,
    /// Whether nothing is said where there is nothing.
    quiet: bool,
    /// Whether the count of what is left out was given up.
    or_more: bool,
    /// What shows what was left out.
    remedy: &'static str,
    records: PhantomData<fn(&R)>,
}

impl<'a, R: Record> List<'a, R> {
    pub(super) fn begin(output: &'a mut Output, limit: Option<usize>) -> Result<Self> {
        let (mut columns, form) = (output.columns::<R>()?, output.form::<R>()?);
        let mut text = Vec::new();
        match form {
            Form::Whole(Format::Table) if output.choices.columns.is_none() => {
                columns.retain(|selected| selected.column.shown);
            }
            Form::Whole(Format::Json) => text.push(b'['),
            Form::Whole(Format::Csv) => csv::header(&mut text, &columns),
            _ => {}
        }
        let rows = Rows::new(&columns, output.screen.width, limit.unwrap_or(ROWS));
        Ok(List {
            output,
            form,
            columns,
            rows,
            flow: None,
            text,
            empty: true,
            quiet: false,
            or_more: false,
            remedy: "--limit or --format json",
            records: PhantomData,
        })
    }

    /// From here on the list has no end: a table is written row by row as well.
    pub fn without_end(mut self) -> Self {
        self.flow = Some(Flow::default());
        self
    }

    /// Writes what came so far of a list without an end.
    pub fn flush(&mut self) -> Result<()> {
        self.text.extend(self.flow.iter_mut().flat_map(|flow| flow.lines().into_bytes()));
        let text = std::mem::take(&mut self.text);
        self.output.bytes(&text)
    }

    /// Says more of the row that was written last, on standard error, a line indented each; a table only.
    pub fn below(&mut self, text: impl FnOnce() -> String) {
        if matches!(self.form, Form::Whole(Format::Table)) {
            let lines = text().lines().map(|line| format!("  {}\n", visible(line))).collect::<String>();
            self.output.aside(&lines);
        }
    }

    /// Takes the next record. An error ends the list; [`Output::closed`] tells whether the reader has gone.
    pub fn push(&mut self, record: &R) -> Result<()> {
        let (text, columns) = (&mut self.text, &self.columns);
        match &self.form {
            Form::Nothing => {}
            Form::Bare(path) => path.line(text, record, self.output.screen.terminal),
            Form::Whole(Format::Table) => match &mut self.flow {
                Some(flow) => flow.push(columns, record),
                None => self.rows.push(columns, record),
            },
            Form::Whole(Format::Json) => {
                if !self.empty {
                    text.push(b',');
                }
                Layout::Indented(1).line(text);
                json::record(text, columns, record, Layout::Indented(1));
            }
            Form::Whole(Format::Jsonl) => json::line(text, columns, record),
            Form::Whole(Format::Csv) => csv::row(text, columns, record, self.output.screen.terminal),
        }
        self.empty = false;
        let outcome = self.output.out.write_all(text);
        self.text.clear();
        self.output.written(outcome)
    }

    /// Whether further records are only counted: a caller that can count by itself may stop, and tell the
    /// number to [`List::leave_out`].
    pub fn is_full(&self) -> bool {
        matches!(self.form, Form::Whole(Format::Table)) && self.rows.is_full()
    }

    /// Counts records that were not pushed.
    pub fn leave_out(&mut self, more: u64) {
        self.rows.left_out += more;
    }

    /// Says that the count was given up, so that there may be more.
    pub fn or_more(&mut self) {
        self.or_more = true;
    }

    /// Says that the command has no `--limit` that would show more.
    pub fn no_limit(&mut self) {
        self.remedy = "--format json";
    }

    /// Says that a list without records is good news, which the caller tells by itself.
    pub fn may_be_empty(&mut self) {
        self.quiet = true;
    }

    /// Shows how far the command is.
    pub fn progress(&mut self, elapsed: Duration, done: u64, total: u64) {
        self.output.progress(elapsed, done, total);
    }

    /// Ends the list: what is gathered is written, and what is left out is said.
    pub fn finish(mut self) -> Result<()> {
        match &self.form {
            Form::Whole(Format::Table) if self.empty => {}
            Form::Whole(Format::Table) => self.text.extend(self.rows.to_string().bytes()),
            Form::Whole(Format::Json) if self.empty => self.text.extend(b"]\n"),
            Form::Whole(Format::Json) => self.text.extend(b"\n]\n"),
            _ => {}
        }
        self.output.bytes(&self.text)?;
        if !matches!(self.form, Form::Whole(Format::Table)) {
            return Ok(());
        }
        let remedy = self.remedy;
        match self.rows.left_out {
            0 if self.empty && !self.quiet => self.output.notice("nothing found"),
            0 => {}
            1 => self.output.notice(&format!("1 more row was left out; use {remedy}")),
            more => {
                let least = if self.or_more { "at least " } else { "" };
                self.output.notice(&format!("{least}{more} more rows were left out; use {remedy}"));
            }
        }
        Ok(())
    }
}
