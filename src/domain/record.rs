//! How a record shows itself: its columns, declared once, and the cells under them. From this one
//! declaration come tables, JSON, CSV, `--columns`, the reference and the frozen-contract test.
//! Nothing is formatted here.

use std::borrow::Cow;

use super::time::Millis;

/// What a column holds, so that each format can write it in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id: tables of many rows show its last eight characters.
    Id,
    /// Text.
    Text,
    /// A secret that is shown this once, and never shortened.
    Secret,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// A moment, RFC 3339 in UTC with milliseconds.
    Time,
    /// A list of texts.
    List,
    /// A JSON object or array.
    Json,
}

impl Kind {
    /// The name of the kind in the reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Id => "id",
            Kind::Text => "text",
            Kind::Secret => "secret",
            Kind::Int => "integer",
            Kind::Bool => "boolean",
            Kind::Time => "time",
            Kind::List => "list",
            Kind::Json => "object",
        }
    }
}

/// One column of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in every format, snake_case.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a table of many rows shows it unasked.
    pub shown: bool,
    /// What it says, one sentence without a full stop.
    pub help: &'static str,
}

/// One value of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Absent.
    Null,
    /// A text or an id.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A moment.
    Time(Millis),
    /// A list of texts.
    List(Cow<'a, [String]>),
    /// A JSON value.
    Json(Cow<'a, serde_json::Value>),
}

/// Each type that can stand in a cell, by itself and in an `Option`.
macro_rules! cells {
    ($($type:ty: $value:ident => $cell:expr;)*) => {$(
        impl<'a> From<$type> for Cell<'a> {
            fn from($value: $type) -> Self {
                $cell
            }
        }
        impl<'a> From<Option<$type>> for Cell<'a> {
            fn from(value: Option<$type>) -> Self {
                value.map_or(Cell::Null, Self::from)
            }
        }
    )*};
}

cells! {
    &'a str: text => Cell::Text(Cow::Borrowed(text));
    &'a String: text => Cell::Text(Cow::Borrowed(text));
    String: text => Cell::Text(Cow::Owned(text));
    i64: number => Cell::Int(number);
    bool: yes => Cell::Bool(yes);
    Millis: at => Cell::Time(at);
    &'a Vec<String>: list => Cell::List(Cow::Borrowed(list));
    Vec<String>: list => Cell::List(Cow::Owned(list));
    &'a serde_json::Value: value => Cell::Json(Cow::Borrowed(value));
    serde_json::Value: value => Cell::Json(Cow::Owned(value));
}

/// Something that can be shown: one row.
pub trait Record {
    /// How many columns it has.
    const WIDTH: usize;
    /// Its columns, in order; the first names the record.
    fn columns() -> Vec<Column>;
    /// The value under the column at `index`, below [`Record::WIDTH`].
    fn cell(&self, index: usize) -> Cell<'_>;
}

/// Declares the columns of a record and how each is read, in one place:
/// `name: Kind, shown|hidden, "help" => |record| expression;`.
macro_rules! record {
    ($type:ty { $($name:ident: $kind:ident, $shown:ident, $help:literal => |$it:ident| $get:expr;)* }) => {
        impl $crate::domain::record::Record for $type {
            const WIDTH: usize = [$(stringify!($name)),*].len();

            fn columns() -> Vec<$crate::domain::record::Column> {
                vec![$($crate::domain::record::Column {
                    name: stringify!($name),
                    kind: $crate::domain::record::Kind::$kind,
                    shown: $crate::domain::record::record!(@shown $shown),
                    help: $help,
                }),*]
            }

            fn cell(&self, index: usize) -> $crate::domain::record::Cell<'_> {
                let getters: &[fn(&$type) -> $crate::domain::record::Cell<'_>] =
                    &[$(|$it: &$type| $crate::domain::record::Cell::from($get)),*];
                getters[index](self)
            }
        }
    };
    (@shown shown) => { true };
    (@shown hidden) => { false };
}
pub(crate) use record;

/// A record after a changing verb: `changed` says whether anything is different now.
pub struct Changed<R> {
    /// The record as it is now.
    pub record: R,
    /// Whether the command made a difference.
    pub changed: bool,
}

impl<R: Record> Record for Changed<R> {
    const WIDTH: usize = R::WIDTH + 1;

    fn columns() -> Vec<Column> {
        let mut columns = R::columns();
        columns.push(Column {
            name: "changed",
            kind: Kind::Bool,
            shown: true,
            help: "Whether the command made a difference",
        });
        columns
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        if index < R::WIDTH { self.record.cell(index) } else { self.changed.into() }
    }
}
