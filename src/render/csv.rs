//! Records as CSV (RFC 4180, CRLF) that a spreadsheet may open: text that it would take for a formula is
//! kept text by a leading `'`. It appends to a buffer and writes nowhere.

use super::columns::Selected;
use super::json;
use super::text::{put, visible};
use crate::domain::csv::GUARDED;
use crate::domain::record::{Cell, Record};

/// Appends the line of column names.
pub fn header(out: &mut Vec<u8>, columns: &[Selected]) {
    let names: Vec<&str> = columns.iter().map(|selected| selected.column.name).collect();
    put(out, names.join(","));
    out.extend(b"\r\n");
}

/// Appends one record as a line. On a terminal control characters are spelled out.
pub fn row<R: Record>(out: &mut Vec<u8>, columns: &[Selected], record: &R, terminal: bool) {
    for (place, selected) in columns.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        match record.cell(selected.index) {
            Cell::Null => {}
            Cell::Text(text) => guarded(out, &text, terminal),
            Cell::Int(number) => put(out, number),
            Cell::Bool(yes) => put(out, yes),
            Cell::Time(at) => put(out, at),
            Cell::List(items) => guarded(out, &items.join(" "), terminal),
            Cell::Json(value) => field(out, "", &json::compact(&value)),
        }
    }
    out.extend(b"\r\n");
}

fn guarded(out: &mut Vec<u8>, text: &str, terminal: bool) {
    let guard = if text.starts_with(GUARDED) { "'" } else { "" };
    if terminal { field(out, guard, &visible(text)) } else { field(out, guard, text) }
}

/// Appends a field, in quotes where it needs them. An empty text has quotes, which tells it from null.
fn field(out: &mut Vec<u8>, guard: &str, text: &str) {
    let quoted = text.is_empty() || text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n'));
    if !quoted {
        out.extend(guard.as_bytes());
        out.extend(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend(guard.as_bytes());
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_guarded_and_quoted_where_it_must_be() {
        for (text, written) in [
            ("plain text", "plain text"),
            ("", r#""""#),
            ("a,b", r#""a,b""#),
            (r#"say "hi""#, r#""say ""hi""""#),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-5", "'-5"),
            ("@sum", "'@sum"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠1", "'＠1"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("\nx", "\"'\nx\""),
            ("'quoted'", "''quoted'"),
            ("=a,\"b\"", r#""'=a,""b""""#),
            ("a=b", "a=b"),
        ] {
            let mut out = Vec::new();
            guarded(&mut out, text, false);
            assert_eq!(String::from_utf8(out).unwrap(), written, "{text:?}");
        }
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let mut out = Vec::new();
        guarded(&mut out, "\tred\u{1b}[0m", true);
        assert_eq!(out, b"'\\tred\\x1b[0m");
    }
}
