//! The seam between the program and its database: values go in by position, rows come out by index, and a
//! transaction is a function that may be run again. It knows no table.

use crate::error::{Code, Error, Result};

/// A positional value of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// SQL null.
    Null,
    /// A whole number, a moment or a count.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text)
    }
}
impl<'a> From<&'a [u8; 32]> for Value<'a> {
    fn from(hash: &'a [u8; 32]) -> Self {
        Value::Bytes(hash)
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(bytes)
    }
}
impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}
impl From<crate::domain::time::Millis> for Value<'_> {
    fn from(at: crate::domain::time::Millis) -> Self {
        Value::Int(at.0)
    }
}
impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

/// The values of a statement, in order: `args![id, now]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::engine::Value::from($value)),*] };
}
pub(crate) use args;

/// One row of an answer, read by index from 0.
pub struct Row<'a> {
    pub(super) inner: &'a rusqlite::Row<'a>,
}

impl Row<'_> {
    /// Text that is never null.
    pub fn str(&self, index: usize) -> Result<&str> {
        self.opt_str(index)?.ok_or_else(|| unexpected(index, "text"))
    }

    /// Text or null.
    pub fn opt_str(&self, index: usize) -> Result<Option<&str>> {
        self.value(index)?.as_str_or_null().map_err(|_| unexpected(index, "text"))
    }

    /// Text that is never null, as an owned string.
    pub fn text(&self, index: usize) -> Result<String> {
        self.str(index).map(str::to_owned)
    }

    /// Text or null, as an owned string.
    pub fn opt_text(&self, index: usize) -> Result<Option<String>> {
        Ok(self.opt_str(index)?.map(str::to_owned))
    }

    /// A number that is never null.
    pub fn int(&self, index: usize) -> Result<i64> {
        self.opt_int(index)?.ok_or_else(|| unexpected(index, "a number"))
    }

    /// A number or null.
    pub fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        self.value(index)?.as_i64_or_null().map_err(|_| unexpected(index, "a number"))
    }

    /// Reads every column and keeps nothing.
    pub fn touch(&self) -> Result<()> {
        (0..self.inner.as_ref().column_count()).try_for_each(|index| self.value(index).map(drop))
    }

    /// Bytes that are never null.
    pub fn bytes(&self, index: usize) -> Result<&[u8]> {
        self.value(index)?.as_blob().map_err(|_| unexpected(index, "bytes"))
    }

    fn value(&self, index: usize) -> Result<rusqlite::types::ValueRef<'_>> {
        self.inner.get_ref(index).map_err(|_| unexpected(index, "a column"))
    }
}

/// A row that does not have the shape its statement promises.
fn unexpected(index: usize, wanted: &str) -> Error {
    Error::new(Code::StoreDamaged, format!("the store answers something else than {wanted} in column {index}"))
        .hint("check it with: gatepost db status")
}
