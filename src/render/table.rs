//! Records for people: aligned columns, no borders. Values are shortened and control characters spelled
//! out, so nothing here can be read back. It builds text and writes nowhere.

use std::borrow::Cow;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

use super::columns::{Selected, bare};
use super::text::{put, visible};
use crate::domain::record::{Cell, Kind, Record};

/// How many rows a table shows unasked.
pub const ROWS: usize = 50;
/// How many characters of an id a table of many rows shows.
const ID_TAIL: usize = 8;

/// A table of many rows. It keeps the first ones and counts the others.
pub struct Rows {
    table: Table,
    limit: usize,
    /// How many rows came after the table was full.
    pub left_out: u64,
}

impl Rows {
    /// An empty table of these columns; `width` is what it must fit, if anything.
    pub fn new(columns: &[Selected], width: Option<u16>, limit: usize) -> Rows {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(columns.iter().map(|selected| selected.column.name.to_uppercase()));
        if let Some(width) = width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        for (place, (shown, selected)) in table.column_iter_mut().zip(columns).enumerate() {
            shown.set_padding((0, if place + 1 < columns.len() { 2 } else { 0 }));
            let short = matches!(selected.column.kind, Kind::Id | Kind::Secret | Kind::Time | Kind::Int | Kind::Bool);
            if short || place == 0 {
                // What is broken over lines cannot be copied, nor read.
                shown.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        Rows { table, limit, left_out: 0 }
    }

    /// Takes a row, or counts it.
    pub fn push<R: Record>(&mut self, columns: &[Selected], record: &R) {
        if self.is_full() {
            self.left_out += 1;
        } else {
            self.table.add_row(cells(columns, record));
        }
    }

    /// Whether further rows are only counted.
    pub fn is_full(&self) -> bool {
        self.table.row_count() >= self.limit
    }
}

impl std::fmt::Display for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.table.trim_fmt())
    }
}

/// The cells of a row among many.
pub(super) fn cells<R: Record>(columns: &[Selected], record: &R) -> Vec<String> {
    let cell = |selected: &Selected| {
        let shown = show(&record.cell(selected.index));
        if selected.column.kind == Kind::Id { tail(&shown).to_owned() } else { shown }
    };
    columns.iter().map(cell).collect()
}

/// Appends one record, a line a column. Lines are never broken, so that values can be copied. `absent` says
/// whether a column without a value has its line, too.
pub fn one<R: Record>(out: &mut Vec<u8>, columns: &[Selected], record: &R, absent: bool) {
    let width = columns.iter().map(|selected| selected.column.name.len()).max().unwrap_or(0);
    for selected in columns {
        let cell = record.cell(selected.index);
        if !absent && is_absent(&cell) {
            continue;
        }
        let lines = match &cell {
            Cell::Json(value) => objects(value).unwrap_or_else(|| vec![show(&cell)]),
            _ => vec![show(&cell)],
        };
        for (index, line) in lines.iter().enumerate() {
            let name = if index == 0 { selected.column.name } else { "" };
            put(out, format_args!("{name:width$}  {line}\n"));
        }
    }
}

/// Whether there is nothing to show: null, or an empty text, list or object.
fn is_absent(cell: &Cell) -> bool {
    match cell {
        Cell::Json(value) => value.as_object().is_some_and(serde_json::Map::is_empty) || bare(cell).is_empty(),
        _ => bare(cell).is_empty(),
    }
}

/// An array of objects that have the same keys, as aligned lines of their values.
fn objects(value: &serde_json::Value) -> Option<Vec<String>> {
    let rows: Vec<Vec<String>> = value
        .as_array()?
        .iter()
        .map(|item| Some(item.as_object()?.values().map(|value| show(&Cell::Json(Cow::Borrowed(value)))).collect()))
        .collect::<Option<_>>()?;
    let widths: Vec<usize> = (0..rows.first()?.len())
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|text| text.chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(text, width)| format!("{text:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    Some(rows.iter().map(line).collect())
}

/// A value for people; `-` where there is nothing to show.
fn show(cell: &Cell) -> String {
    let text = match cell {
        Cell::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Cell::Time(at) => format!("{}Z", at.short()).into(),
        Cell::List(items) => items.join(", ").into(),
        Cell::Null | Cell::Text(_) | Cell::Int(_) | Cell::Json(_) => bare(cell),
    };
    if text.is_empty() { "-".to_owned() } else { visible(&text).into_owned() }
}

/// The last characters of an id.
fn tail(id: &str) -> &str {
    let start = id.char_indices().rev().nth(ID_TAIL - 1).map_or(0, |(start, _)| start);
    &id[start..]
}
