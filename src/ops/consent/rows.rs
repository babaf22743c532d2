//! The rows of a file of any size, one after the other: CSV with a line of column names, or JSON lines. Only the row in
//! hand is in memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use serde_json::Value as Json;

use crate::domain::consent::import::{NOT_UTF8, Refused, UNREADABLE};
use crate::domain::csv::{Cut, Reader};
use crate::domain::sheet::{Columns, Mapping, begin};
use crate::error::{Code, Error, Result};
use crate::world::World;

/// The longest row, in bytes.
const LONGEST: u64 = 1 << 20;

/// The bytes after which no further row is taken at once.
const MOST_BYTES: usize = 4 << 20;

/// One row as it stands in the file.
pub struct Line {
    /// The number of the line that it begins on, from 1.
    pub number: u64,
    /// Its bytes, without the end of the line.
    pub raw: Vec<u8>,
    /// Its cells under our columns.
    pub cells: Result<Vec<Option<Json>>, Refused>,
}

/// A file that is read.
pub struct Rows {
    source: Box<dyn BufRead + Send>,
    /// What was read and stands behind a record that turned out to end before it.
    again: Cursor<Vec<u8>>,
    mapping: Mapping,
    columns: Columns,
    json: bool,
    line: u64,
    /// The bytes that were read.
    pub done: u64,
    /// The bytes that there are; none where nobody knows.
    pub total: Option<u64>,
    /// The line of column names, where there is one.
    pub header: Vec<u8>,
}

impl Rows {
    /// Opens a file, or standard input for `-`, and reads its column names.
    pub fn open(world: &World, path: &Path, mapping: Mapping) -> Result<Rows> {
        let failed = |cause: std::io::Error| match cause.kind() {
            ErrorKind::NotFound => Error::new(Code::NotFound, format!("there is no file {}", path.display()))
                .hint("name a file, or - for standard input")
                .field("FILE"),
            _ => Error::io(format!("cannot read {}", path.display()), &cause),
        };
        let (input, total): (Box<dyn Read + Send>, Option<u64>) = if path.as_os_str() == "-" {
            (world.input(), None)
        } else {
            let file = File::open(path).map_err(failed)?;
            let total = file.metadata().map_err(failed)?.len();
            (Box::new(file), Some(total))
        };
        let mut source = BufReader::with_capacity(256 * 1024, input);
        let ahead = source.fill_buf().map_err(failed)?;
        let text = begin(ahead, "consent")?;
        let (json, mark) = (text.first() == Some(&b'{'), ahead.len() - text.len());
        source.consume(mark);
        let mut rows = Rows {
            source: Box::new(source),
            again: Cursor::default(),
            mapping,
            columns: Columns::default(),
            json,
            line: 1,
            done: mark as u64,
            total,
            header: Vec::new(),
        };
        rows.begin()?;
        Ok(rows)
    }

    /// Takes the column names: those of CSV stand in a line of their own, of JSON in the first object.
    fn begin(&mut self) -> Result<()> {
        let (must, hint) = ("the subject", "name the one that says who it is, as in: --map email=subject");
        if self.json {
            let ahead = self.source.fill_buf().map_err(|cause| unread(&cause))?;
            let first = ahead.split(|byte| *byte == b'\n').next().unwrap_or_default();
            // One that cannot be read is refused as a row.
            if self.columns.object(first, &self.mapping).is_err() {
                return Ok(());
            }
        } else {
            let Some((_, raw)) = self.record()? else { return Ok(()) };
            let read = Reader::new(&raw).next();
            self.columns.header(read.map_or(Ok(Vec::new()), |record| record.fields), &self.mapping)?;
            self.header = raw;
        }
        self.columns.check(&self.mapping, 0, must, hint)
    }

    /// The columns that are not ours and that nobody mapped.
    pub fn ignored(&self) -> &[String] {
        &self.columns.ignored
    }

    /// Whether it is JSON lines.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// So many rows, or those that are left; fewer where they are long.
    pub fn take(&mut self, most: usize) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        let mut bytes = 0;
        while lines.len() < most && bytes < MOST_BYTES {
            let Some((number, raw)) = self.record()? else { break };
            if raw.trim_ascii().is_empty() {
                continue;
            }
            bytes += raw.len();
            let cells = self.cells(&raw);
            lines.push(Line { number, raw, cells });
        }
        Ok(lines)
    }

    fn cells(&mut self, raw: &[u8]) -> Result<Vec<Option<Json>>, Refused> {
        if raw.len() as u64 >= LONGEST {
            return Err(Refused::row("too_long", format!("is longer than {LONGEST} bytes")));
        }
        if self.json {
            let cells = self.columns.object(raw, &self.mapping);
            return cells.map_err(|why| Refused::row(UNREADABLE, why));
        }
        let fields = Reader::new(raw).next().map_or(Ok(Vec::new()), |record| record.fields);
        let fields = fields.map_err(|why| {
            let code = if why.contains("UTF-8") { NOT_UTF8 } else { UNREADABLE };
            Refused::row(code, why)
        })?;
        self.columns.record(fields, &self.mapping).map_err(|why| Refused::row("ragged", why))
    }

    /// The next record and the line that it begins on.
    fn record(&mut self) -> Result<Option<(u64, Vec<u8>)>> {
        let number = self.line;
        let mut raw = Vec::new();
        if !self.next_line(&mut raw)? {
            return Ok(None);
        }
        self.line += 1;
        let first = raw.len();
        let mut cut = Cut::default();
        let mut lines = 0;
        let mut open = !self.json && cut.goes_on(&raw);
        while open && (raw.len() as u64) < LONGEST {
            let from = raw.len();
            if !self.next_line(&mut raw)? {
                break;
            }
            lines += 1;
            open = cut.goes_on(&raw[from..]);
        }
        let torn = lines > 0 && (open || Reader::new(&raw).next().is_some_and(|record| record.fields.is_err()));
        if torn {
            // Only its first line is lost; the others are rows.
            let rest = raw.split_off(first);
            let at = usize::try_from(self.again.position()).unwrap_or(usize::MAX);
            let behind = self.again.get_ref().get(at..).unwrap_or_default();
            self.again = Cursor::new([&rest, behind].concat());
        } else {
            self.line += lines;
        }
        while raw.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            raw.pop();
        }
        Ok(Some((number, raw)))
    }

    /// Appends the next line; whether there was one. Of one that is too long only the beginning is kept.
    fn next_line(&mut self, raw: &mut Vec<u8>) -> Result<bool> {
        let again = (&mut self.again).take(LONGEST).read_until(b'\n', raw).map_err(|cause| unread(&cause))?;
        if again > 0 {
            return Ok(true);
        }
        let read = (&mut self.source).take(LONGEST).read_until(b'\n', raw).map_err(|cause| unread(&cause))?;
        self.done += read as u64;
        if read as u64 == LONGEST && !raw.ends_with(b"\n") {
            self.done += self.source.skip_until(b'\n').map_err(|cause| unread(&cause))? as u64;
        }
        Ok(read > 0)
    }
}

fn unread(cause: &std::io::Error) -> Error {
    Error::io("cannot read the file", cause)
}
