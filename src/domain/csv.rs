//! CSV as it is read: RFC 4180, with bare line feeds as well, each record with the line it begins on. An empty
//! field is null, an empty text stands in quotes.

use memchr::{memchr, memchr2};

/// How a text begins that a spreadsheet may take for a formula; and `'`, so that the guard can be taken off.
pub const GUARDED: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\''];

/// A text without the `'` that keeps a spreadsheet from taking it for a formula.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(GUARDED)).unwrap_or(text)
}

/// One record: its fields, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line that it begins on, counted from 1.
    pub line: u64,
    /// Its fields; null is none.
    pub fields: Result<Vec<Option<String>>, &'static str>,
}

/// Reads one record after the other, passing over empty lines. After a record that cannot be read it goes on
/// with the next line.
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Reader<'a> {
    /// Begins at the first line.
    pub fn new(text: &'a [u8]) -> Reader<'a> {
        Reader { text, at: 0, line: 1 }
    }

    /// The fields up to the end of the record.
    fn fields(&mut self) -> Result<Vec<Option<String>>, &'static str> {
        let mut fields = Vec::new();
        loop {
            let field = if self.text.get(self.at) == Some(&b'"') { Some(self.quoted()?) } else { self.bare() };
            let text = field.map(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8 text"));
            fields.push(text.transpose()?);
            match self.text.get(self.at) {
                Some(b',') => self.at += 1,
                _ => return Ok(fields),
            }
        }
    }

    /// A field without quotes, which ends before a comma or the end of the line.
    fn bare(&mut self) -> Option<Vec<u8>> {
        let rest = &self.text[self.at..];
        let end = memchr2(b',', b'\n', rest).unwrap_or(rest.len());
        let at_comma = rest.get(end) == Some(&b',');
        let length = if !at_comma && rest[..end].ends_with(b"\r") { end - 1 } else { end };
        self.at += length;
        (length > 0).then(|| rest[..length].to_vec())
    }

    /// A field in quotes; two of them inside stand for one.
    fn quoted(&mut self) -> Result<Vec<u8>, &'static str> {
        let mut field = Vec::new();
        loop {
            self.at += 1;
            let rest = &self.text[self.at..];
            let end = memchr(b'"', rest).ok_or("has a quote that is never closed")?;
            field.extend_from_slice(&rest[..end]);
            self.at += end + 1;
            match &self.text[self.at..] {
                [b'"', ..] => field.push(b'"'),
                [] | [b',' | b'\n', ..] | [b'\r', b'\n', ..] | [b'\r'] => return Ok(field),
                _ => return Err("has text after a closing quote"),
            }
        }
    }

    /// Goes to the next line, counting those that lie between.
    fn next_line(&mut self, start: usize) {
        self.at = memchr(b'\n', &self.text[self.at..]).map_or(self.text.len(), |end| self.at + end + 1);
        self.line += self.text[start..self.at].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.at < self.text.len() {
            let (start, line) = (self.at, self.line);
            let fields = self.fields();
            if fields.is_err() {
                self.at = start;
            }
            self.next_line(start);
            if fields.as_ref().is_ok_and(|fields| fields.as_slice() == [None]) {
                continue;
            }
            return Some(Record { line, fields });
        }
        None
    }
}

/// What stands behind so many fields of a record; all of it where it has fewer.
pub fn behind(record: &[u8], fields: usize) -> &[u8] {
    let mut cut = Cut::default();
    let mut left = fields;
    for (at, byte) in record.iter().enumerate() {
        cut.goes_on(&[*byte]);
        if *byte == b',' && cut == Cut::Start {
            left -= 1;
            if left == 0 {
                return &record[at + 1..];
            }
        }
    }
    record
}

/// Where a record ends, line by line: for a reader that cannot hold the whole text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// At the beginning of a field.
    #[default]
    Start,
    /// In a field without quotes.
    Bare,
    /// Within quotes, so that a line break is text.
    Quoted,
    /// Behind a quote, which ends the field unless another follows.
    Closed,
}

impl Cut {
    /// Takes the next line of a record; whether the record goes on behind it.
    pub fn goes_on(&mut self, line: &[u8]) -> bool {
        for byte in line {
            *self = match (*self, *byte) {
                (Cut::Quoted, b'"') => Cut::Closed,
                (Cut::Start | Cut::Closed, b'"') | (Cut::Quoted, _) => Cut::Quoted,
                (Cut::Closed, b'\r' | b'\n') => Cut::Closed,
                (_, b',') => Cut::Start,
                // The reader says what is wrong with that.
                (Cut::Closed, _) => return false,
                _ => Cut::Bare,
            };
        }
        *self == Cut::Quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Fields = Result<Vec<Option<String>>, &'static str>;

    fn read(text: &str) -> Vec<(u64, Fields)> {
        Reader::new(text.as_bytes()).map(|record| (record.line, record.fields)).collect()
    }

    fn fields(texts: &[&str]) -> Fields {
        Ok(texts.iter().map(|text| Some((*text).to_owned()).filter(|text| text != "-")).collect())
    }

    #[test]
    fn records_are_read_with_their_lines() {
        let text = "a,b\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\r\n\r\n,\"\"\n1,2";
        let records = [
            (1, fields(&["a", "b"])),
            (2, fields(&["x\r\ny", "say \"hi\""])),
            (5, fields(&["-", ""])),
            (6, fields(&["1", "2"])),
        ];
        assert_eq!(read(text), records);
        assert_eq!(read(""), []);
        assert_eq!(read("a,"), [(1, fields(&["a", "-"]))]);
        assert_eq!(read("a\r"), [(1, fields(&["a"]))]);
    }

    #[test]
    fn what_cannot_be_read_costs_its_line_only() {
        let never = Err("has a quote that is never closed");
        assert_eq!(read("\"a\nb\nc"), [(1, never), (2, fields(&["b"])), (3, fields(&["c"]))]);
        let after = Err("has text after a closing quote");
        assert_eq!(read("\"a\n\"b\",c\nd"), [(1, after), (2, fields(&["b", "c"])), (3, fields(&["d"]))]);
        let records: Vec<_> = Reader::new(b"\xff\na").map(|record| record.fields).collect();
        assert_eq!(records, [Err("is not UTF-8 text"), fields(&["a"])]);
    }

    #[test]
    fn the_guard_is_taken_off_where_it_guards() {
        for (written, text) in [("'=1", "=1"), ("''x", "'x"), ("'x", "'x"), ("'＝1", "＝1"), ("=1", "=1"), ("'", "'")]
        {
            assert_eq!(unguarded(written), text);
        }
    }

    #[test]
    fn fields_are_taken_off_the_front() {
        assert_eq!(behind(b"a,\"b, \"\"c\"\"\",d,e", 2), b"d,e");
        assert_eq!(behind(b",,x", 2), b"x");
        assert_eq!(behind(b"a,b", 2), b"a,b");
    }

    #[test]
    fn a_record_is_cut_where_the_reader_ends_it() {
        let goes_on = |text: &str| Cut::default().goes_on(text.as_bytes());
        for open in ["\"a\n", "1,\"a\n", "\"say \"\"hi\n", "\"\"\"\n", "a,\"b\",\"\n"] {
            assert!(goes_on(open), "{open:?}");
            assert_eq!(read(open)[0].1, Err("has a quote that is never closed"), "{open:?}");
        }
        for whole in ["a\n", "5\" pipe,b\n", "\"a\"\r\n", "\"\"\n", "\"a\"b,\"\n", "a\"\n", "\"a,b\"\n"] {
            assert!(!goes_on(whole), "{whole:?}");
        }
    }
}
