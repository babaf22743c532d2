//! The seam between the program and its database: values go in by position, rows come out by index, and a
//! transaction is a function that may be run again. It knows no table.

#[cfg(feature = "postgres")]
use super::postgres::{Number, Postgres};
use super::sqlite::Sqlite;
use crate::error::{Code, Error, Result};
#[cfg(feature = "postgres")]
use postgres::types::Type;
use rusqlite::types::ValueRef;

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
pub enum Row<'a> {
    /// Of SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// Text that is never null.
    pub fn str(&self, index: usize) -> Result<&str> {
        self.opt_str(index)?.ok_or_else(|| unexpected(index, "text"))
    }

    /// Text or null.
    pub fn opt_str(&self, index: usize) -> Result<Option<&str>> {
        match self {
            Row::Sqlite(row) => sqlite(row, index)?.as_str_or_null().map_err(|_| unexpected(index, "text")),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => row.try_get(index).map_err(|_| unexpected(index, "text")),
        }
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
        match self {
            Row::Sqlite(row) => sqlite(row, index)?.as_i64_or_null().map_err(|_| unexpected(index, "a number")),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => {
                let number: Option<Number> = row.try_get(index).map_err(|_| unexpected(index, "a number"))?;
                Ok(number.map(|number| number.0))
            }
        }
    }

    /// Hands every column to `each`, in order.
    pub fn values(&self, mut each: impl FnMut(Value<'_>)) -> Result<()> {
        let width = match self {
            Row::Sqlite(row) => row.as_ref().column_count(),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => row.len(),
        };
        (0..width).try_for_each(|index| self.value(index).map(&mut each))
    }

    /// A column, whatever it holds.
    pub(super) fn value(&self, index: usize) -> Result<Value<'_>> {
        match self {
            Row::Sqlite(row) => match sqlite(row, index)? {
                ValueRef::Null => Ok(Value::Null),
                ValueRef::Integer(number) => Ok(Value::Int(number)),
                ValueRef::Text(text) => str::from_utf8(text).map(Value::Text).map_err(|_| unexpected(index, "text")),
                ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes)),
                ValueRef::Real(_) => Err(unexpected(index, "a value")),
            },
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => match *row.columns()[index].type_() {
                Type::TEXT | Type::VARCHAR | Type::NAME => self.opt_str(index).map(Value::from),
                Type::BYTEA => {
                    row.try_get::<_, Option<&[u8]>>(index).map(Value::from).map_err(|_| unexpected(index, "bytes"))
                }
                _ => self.opt_int(index).map(Value::from),
            },
        }
    }

    /// Bytes that are never null.
    pub fn bytes(&self, index: usize) -> Result<&[u8]> {
        self.opt_bytes(index)?.ok_or_else(|| unexpected(index, "bytes"))
    }

    /// Bytes or null.
    pub fn opt_bytes(&self, index: usize) -> Result<Option<&[u8]>> {
        match self {
            Row::Sqlite(row) => sqlite(row, index)?.as_blob_or_null().map_err(|_| unexpected(index, "bytes")),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => row.try_get(index).map_err(|_| unexpected(index, "bytes")),
        }
    }
}

fn sqlite<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<ValueRef<'a>> {
    row.get_ref(index).map_err(|_| unexpected(index, "a column"))
}

/// What the triggers of the schema say that keep a subject under a hold as it is.
pub(super) const HELD: &str = "consent: the subject is under a hold";

/// What is said of that.
pub(super) fn held() -> Error {
    Error::new(Code::Held, "the subject is under a legal hold; nothing was changed")
        .hint("see who placed it: gatepost consent holds list")
}

/// A row that does not have the shape its statement promises.
fn unexpected(index: usize, wanted: &str) -> Error {
    Error::new(Code::StoreDamaged, format!("the store answers something else than {wanted} in column {index}"))
        .hint("check it with: gatepost db status")
}

/// Takes the values of one row.
pub(super) type Put<'a> = &'a mut dyn FnMut(&[Value<'_>]) -> Result<()>;

/// Hands over rows, one after the other.
pub(super) type Rows<'a> = &'a mut dyn FnMut(Put<'_>) -> Result<()>;

/// An open connection to the database of a store.
pub(super) enum Engine {
    /// A file of this machine.
    Sqlite(Sqlite),
    /// A server.
    #[cfg(feature = "postgres")]
    Postgres(Box<Postgres>),
}

/// Waits, on a thread of its own, until others have changed the store.
pub enum Watch {
    /// For a file to be written.
    File(super::watch::FileWatch),
    /// For the server to say so.
    #[cfg(feature = "postgres")]
    Server(Box<super::watch::ServerWatch>),
}

impl Watch {
    /// Waits; an error is the end of it.
    pub fn wait(&mut self) -> Result<()> {
        match self {
            Watch::File(it) => it.wait(),
            #[cfg(feature = "postgres")]
            Watch::Server(it) => it.wait(),
        }
    }
}

/// Hands a call to the engine that is there.
macro_rules! either {
    ($engine:expr, $it:ident => $call:expr) => {
        match $engine {
            Engine::Sqlite($it) => $call,
            #[cfg(feature = "postgres")]
            Engine::Postgres($it) => $call,
        }
    };
}

impl Engine {
    /// The engine of a store that is a file, for what is only done with files.
    pub(super) fn embedded(&self) -> Result<&Sqlite> {
        match self {
            Engine::Sqlite(it) => Ok(it),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Err(super::address::shared()),
        }
    }

    /// The same, where nothing is to be done on a server.
    pub(super) fn file(&self) -> Option<&Sqlite> {
        self.embedded().ok()
    }

    /// The engine of a store that is on a server.
    #[cfg(feature = "postgres")]
    pub(super) fn server(&self) -> Option<&Postgres> {
        match self {
            Engine::Sqlite(_) => None,
            Engine::Postgres(it) => Some(it),
        }
    }

    /// Begins a transaction; one that `writes` sees the changes of all that wrote before it.
    pub(super) fn begin(&self, writes: bool) -> Result<()> {
        either!(self, it => it.begin(writes))
    }

    pub(super) fn commit(&self) -> Result<()> {
        either!(self, it => it.commit())
    }

    /// Ends a transaction without its changes, if one is open.
    pub(super) fn rollback(&self) {
        either!(self, it => it.rollback());
    }

    /// Runs statements that take no values and answer nothing.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        either!(self, it => it.batch(sql))
    }

    /// Runs a statement; how many rows it touched.
    pub(super) fn execute(&self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        either!(self, it => it.execute(sql, args))
    }

    /// Hands each row to `each` until it says no.
    pub(super) fn query(
        &self,
        sql: &str,
        args: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        either!(self, it => it.query(sql, args, each))
    }

    /// Wakes whoever waits for deliveries, with the commit; who waits for a file sees it change.
    pub(super) fn notify(&self) -> Result<()> {
        match self {
            Engine::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Engine::Postgres(it) => it.notify(),
        }
    }

    /// What tells that others have changed the store.
    pub(super) fn watch(&self) -> Result<Watch> {
        match self {
            Engine::Sqlite(it) => it.watch().map(Watch::File),
            #[cfg(feature = "postgres")]
            Engine::Postgres(it) => it.watch().map(|it| Watch::Server(Box::new(it))),
        }
    }

    /// A number that is another one after others have changed the store, where that can be told at once.
    pub(super) fn data_version(&self) -> Result<Option<i64>> {
        match self {
            Engine::Sqlite(it) => it.data_version().map(Some),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// Fills a table by rows that `rows` hands over, with their values in the order of `columns`.
    pub(super) fn fill(&self, table: &str, columns: &[String], rows: Rows<'_>) -> Result<()> {
        either!(self, it => it.fill(table, columns, rows))
    }

    /// What belongs to tables beside their rows and primary keys: how it is made, and how it is taken away. Each needs
    /// those before it at most.
    pub(super) fn parts(&self) -> Result<Vec<(String, String)>> {
        let sql = match self {
            Engine::Sqlite(_) => super::sqlite::PARTS,
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => super::postgres::PARTS,
        };
        let mut parts = Vec::new();
        self.query(sql, &[], &mut |row| {
            parts.push((row.text(0)?, row.text(1)?));
            Ok(true)
        })?;
        Ok(parts)
    }

    /// The same, in pieces: a server would go on to the end of an answer whoever has seen enough.
    pub(super) fn stream(
        &self,
        sql: &str,
        args: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        match self {
            Engine::Sqlite(it) => it.query(sql, args, each),
            #[cfg(feature = "postgres")]
            Engine::Postgres(it) => it.stream(sql, args, each),
        }
    }

    /// The schema that is there; 0 where there is none.
    pub(super) fn schema(&self) -> Result<i64> {
        either!(self, it => it.schema())
    }

    /// Begins the transaction of a change of the schema.
    pub(super) fn begin_migration(&self) -> Result<()> {
        either!(self, it => it.begin_migration())
    }

    /// Commits a change of the schema to a version.
    pub(super) fn commit_migration(&self, version: i64) -> Result<()> {
        match self {
            Engine::Sqlite(it) => it.commit_migration(version),
            // The history, which is part of the transaction, says the version.
            #[cfg(feature = "postgres")]
            Engine::Postgres(it) => it.commit(),
        }
    }

    /// Ends a change of the schema, committed or not.
    pub(super) fn end_migration(&self) -> Result<()> {
        match self {
            Engine::Sqlite(it) => it.end_migration(),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Whether what failed last may succeed when the whole transaction is run again.
    pub(super) fn may_run_again(&self) -> bool {
        match self {
            Engine::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Engine::Postgres(it) => it.may_run_again(),
        }
    }
}
