//! A table without an end: rows become lines as they come. A column grows with its widest value and never
//! shrinks, and no line is broken.

use super::columns::Selected;
use super::table::cells;
use crate::domain::record::Record;

/// The lines that wait, and how wide the columns are by now.
#[derive(Default)]
pub struct Flow {
    widths: Vec<usize>,
    waiting: Vec<Vec<String>>,
}

impl Flow {
    /// Takes a row; the first one comes below the names of the columns.
    pub fn push<R: Record>(&mut self, columns: &[Selected], record: &R) {
        if self.widths.is_empty() {
            self.take(columns.iter().map(|selected| selected.column.name.to_uppercase()).collect());
        }
        self.take(cells(columns, record));
    }

    fn take(&mut self, row: Vec<String>) {
        self.widths.resize(row.len(), 0);
        for (width, text) in self.widths.iter_mut().zip(&row) {
            *width = (*width).max(text.chars().count());
        }
        self.waiting.push(row);
    }

    /// The lines that waited.
    pub fn lines(&mut self) -> String {
        let line = |row: Vec<String>| {
            let cells = row.iter().zip(&self.widths).map(|(text, width)| format!("{text:width$}"));
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        std::mem::take(&mut self.waiting).into_iter().map(line).collect()
    }
}
