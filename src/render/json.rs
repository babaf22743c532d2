//! Records as JSON: compact for `jsonl`, indented by two spaces for `json`. Whatever a text holds, the
//! result is valid JSON and safe on a terminal. It appends to a buffer and writes nowhere.

use serde_json::Value;

use super::columns::Selected;
use super::text::{hides, is_hidden, put};
use crate::domain::record::{Cell, Record};

/// How values are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// On one line, without spaces.
    Compact,
    /// A line a member, inside so many levels.
    Indented(usize),
}

impl Layout {
    fn deeper(self) -> Layout {
        match self {
            Layout::Compact => Layout::Compact,
            Layout::Indented(depth) => Layout::Indented(depth + 1),
        }
    }

    /// Begins a line at this level, if there are lines at all.
    pub fn line(self, out: &mut Vec<u8>) {
        if let Layout::Indented(depth) = self {
            out.push(b'\n');
            out.extend(std::iter::repeat_n(b"  ", depth).flatten());
        }
    }
}

/// Appends one record as a compact line.
pub fn line<R: Record>(out: &mut Vec<u8>, columns: &[Selected], it: &R) {
    record(out, columns, it, Layout::Compact);
    out.push(b'\n');
}

/// Appends one record as an object.
pub fn record<R: Record>(out: &mut Vec<u8>, columns: &[Selected], record: &R, layout: Layout) {
    sequence(out, *b"{}", layout, columns, |out, selected, layout| {
        key(out, selected.column.name, layout);
        cell(out, &record.cell(selected.index), layout);
    });
}

/// A value on one line.
pub fn compact(it: &Value) -> String {
    let mut out = Vec::new();
    value(&mut out, it, Layout::Compact);
    String::from_utf8_lossy(&out).into_owned()
}

fn cell(out: &mut Vec<u8>, cell: &Cell, layout: Layout) {
    match cell {
        Cell::Null => out.extend(b"null"),
        Cell::Text(it) => text(out, it),
        Cell::Int(number) => put(out, number),
        Cell::Bool(yes) => put(out, yes),
        Cell::Time(at) => put(out, format_args!("\"{at}\"")),
        Cell::List(items) => sequence(out, *b"[]", layout, items.iter(), |out, item, _| text(out, item)),
        Cell::Json(it) => value(out, it, layout),
    }
}

fn value(out: &mut Vec<u8>, it: &Value, layout: Layout) {
    match it {
        Value::Array(items) => sequence(out, *b"[]", layout, items, value),
        Value::Object(members) => sequence(out, *b"{}", layout, members, |out, (name, member), layout| {
            key(out, name, layout);
            value(out, member, layout);
        }),
        Value::String(it) => text(out, it),
        Value::Null | Value::Bool(_) | Value::Number(_) => put(out, it),
    }
}

/// Appends an array or an object, a line each item where there are lines.
fn sequence<T>(
    out: &mut Vec<u8>,
    [open, close]: [u8; 2],
    layout: Layout,
    items: impl IntoIterator<Item = T>,
    each: impl Fn(&mut Vec<u8>, T, Layout),
) {
    out.push(open);
    let mut empty = true;
    for item in items {
        if !empty {
            out.push(b',');
        }
        empty = false;
        layout.deeper().line(out);
        each(out, item, layout.deeper());
    }
    if !empty {
        layout.line(out);
    }
    out.push(close);
}

fn key(out: &mut Vec<u8>, name: &str, layout: Layout) {
    text(out, name);
    out.extend(if layout == Layout::Compact { b":".as_slice() } else { b": " });
}

/// Appends a text in quotes. Hidden characters that JSON would allow as they are become `\u009b`.
fn text(out: &mut Vec<u8>, it: &str) {
    let start = out.len();
    // Cannot fail: a Vec takes every write, and every text can be a JSON string.
    let _ = serde_json::to_writer(&mut *out, it);
    if hides(it) {
        let quoted = out.split_off(start);
        for character in String::from_utf8_lossy(&quoted).chars() {
            if is_hidden(character) {
                put(out, format_args!("\\u{:04x}", u32::from(character)));
            } else {
                put(out, character);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn written(it: &Value, layout: Layout) -> String {
        let mut out = Vec::new();
        value(&mut out, it, layout);
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in any::<String>()) {
            let it = json!({ text.clone(): [text] });
            let compact = written(&it, Layout::Compact);
            prop_assert!(!compact.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<Value>(&compact).unwrap(), it.clone());
            prop_assert_eq!(serde_json::from_str::<Value>(&written(&it, Layout::Indented(0))).unwrap(), it);
        }
    }

    #[test]
    fn the_layout_is_that_of_serde_json() {
        let it = json!({"z": 1, "a": [], "m": {}, "deep": [{"x": null}, [1.5, true]], "t": "\"\\\n"});
        assert_eq!(written(&it, Layout::Compact), serde_json::to_string(&it).unwrap());
        assert_eq!(written(&it, Layout::Indented(0)), serde_json::to_string_pretty(&it).unwrap());
    }

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(compact(&json!("\u{1b}\u{7f}\u{9b}\u{202e}ü")), r#""\u001b\u007f\u009b\u202eü""#);
    }
}
