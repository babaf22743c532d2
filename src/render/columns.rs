//! Which columns are asked for: `--columns a,b` and the path of `--field`. It names what is wrong and
//! reaches into values; it formats no record.

use std::borrow::Cow;

use serde_json::Value;

use super::json;
use super::text::{put, visible};
use crate::domain::record::{Cell, Column, Kind, Record};
use crate::domain::suggest;
use crate::error::{Code, Error, Result};

/// A column that is shown, and where its record keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The index that `Record::cell` takes.
    pub index: usize,
    /// The column.
    pub column: Column,
}

/// The columns that are named, in that order; all where none is.
pub fn select(all: &[Column], names: Option<&[String]>) -> Result<Vec<Selected>> {
    let Some(names) = names else {
        return Ok(all.iter().enumerate().map(|(index, column)| Selected { index, column: *column }).collect());
    };
    let mut chosen: Vec<Selected> = Vec::with_capacity(names.len());
    for name in names {
        let index = find(all, name, "--columns")?;
        if chosen.iter().any(|selected| selected.index == index) {
            return Err(Error::invalid("--columns", format!("the column {name} is named twice")));
        }
        chosen.push(Selected { index, column: all[index] });
    }
    Ok(chosen)
}

/// Where the column of this name stands.
fn find(all: &[Column], name: &str, flag: &str) -> Result<usize> {
    let names = || all.iter().map(|column| column.name);
    names().position(|known| known == name).ok_or_else(|| {
        let near = suggest::did_you_mean(name, names());
        Error::new(Code::UnknownColumn, format!("there is no column {name:?}{near}"))
            .field(flag)
            .candidates(names().map(str::to_owned).collect())
    })
}

/// The way to one bare value: a column, and the steps below it.
#[derive(Debug)]
pub struct Path {
    index: usize,
    steps: Vec<String>,
    /// Whether the first column stands in where this one is null.
    or_first: bool,
}

impl Path {
    /// Reads `column.step.step`; only objects and lists have steps below them.
    pub fn parse(all: &[Column], text: &str) -> Result<Path> {
        let mut words = text.split('.');
        let index = find(all, words.next().unwrap_or_default(), "--field")?;
        let steps: Vec<String> = words.map(str::to_owned).collect();
        let Column { name, kind, .. } = all[index];
        if !steps.is_empty() && !matches!(kind, Kind::Json | Kind::List) {
            let message =
                format!("there is no column {text:?}: {name} holds nothing below it, it is of kind {}", kind.as_str());
            return Err(Error::new(Code::UnknownColumn, message).field("--field"));
        }
        Ok(Path { index, steps, or_first: false })
    }

    /// What `--quiet` leaves: the column of this name, or the first where the record has none or it is null.
    pub fn quiet(all: &[Column], name: &str) -> Path {
        let index = all.iter().position(|column| column.name == name).unwrap_or(0);
        Path { index, steps: Vec::new(), or_first: true }
    }

    /// Appends the value of one record as a line. On a terminal control characters are spelled out.
    pub fn line<R: Record>(&self, out: &mut Vec<u8>, record: &R, terminal: bool) {
        let mut cell = record.cell(self.index);
        if self.or_first && cell == Cell::Null {
            cell = record.cell(0);
        }
        let text = self.follow(&cell);
        put(out, if terminal { visible(&text) } else { text });
        out.push(b'\n');
    }

    /// The bare value at the end of the path; nothing where a step leads nowhere.
    fn follow<'a>(&self, cell: &'a Cell) -> Cow<'a, str> {
        match (cell, self.steps.as_slice()) {
            (cell, []) => bare(cell),
            (Cell::List(items), [step]) => {
                step.parse().ok().and_then(|at: usize| items.get(at)).map_or(Cow::Borrowed(""), Cow::from)
            }
            (Cell::Json(value), steps) => {
                let end = steps.iter().try_fold(&**value, |value, step| match value {
                    Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                    _ => value.get(step),
                });
                end.map_or(Cow::Borrowed(""), bare_json)
            }
            _ => Cow::Borrowed(""),
        }
    }
}

/// A cell as a bare value: no quotes, lists joined by spaces, objects compact JSON, nothing for null.
pub fn bare<'a>(cell: &'a Cell) -> Cow<'a, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Int(number) => Cow::Owned(number.to_string()),
        Cell::Bool(yes) => Cow::Owned(yes.to_string()),
        Cell::Time(at) => Cow::Owned(at.to_string()),
        Cell::List(items) => Cow::Owned(items.join(" ")),
        Cell::Json(value) => bare_json(value),
    }
}

fn bare_json(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(json::compact(other)),
    }
}
