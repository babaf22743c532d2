//! The other end of a move: an empty database that is filled table by table and is no store before all of it is there.
//! How far it is stands nowhere but in its tables: each is filled in the order of its key, so its last row says what
//! comes next. It decides nothing.

use std::fs::File;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::engine::{Engine, Row, Value, args};
use super::files::{self, Header};
use super::migrate::{self, HEAD, MOVING};
use super::sqlite::Sqlite;
use super::{Access, Place, Store, Tx, digest, freeze, marks, remove_store};
use crate::domain::plural::plural;
use crate::domain::shell;
use crate::error::{Code, Error, Result};

/// Rows in one transaction.
const BATCH: usize = 10_000;
/// How many lines stand before the parts in what a move says.
const NAMES: usize = 2;
/// How many rows are compared between two looks at the progress.
const LOOK: u64 = 5_000;

/// A table that is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in the order of their names, which both engines have.
    pub columns: Vec<String>,
    /// Those of its key, in their order.
    pub key: Vec<String>,
    /// Which of its rows are moved, where not all are.
    only: Option<&'static str>,
}

/// Every table that the migrations make.
pub fn tables() -> Result<Vec<Table>> {
    let fresh = Sqlite::open(Path::new(":memory:"), Access::Read)?;
    let fresh = Engine::Sqlite(fresh);
    migrate::build(&fresh, HEAD)?;
    let mut columns = Vec::new();
    let sql = "SELECT t.name, c.name, c.pk FROM pragma_table_list t, pragma_table_info(t.name) c
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT GLOB 'sqlite_*'";
    fresh.query(sql, &[], &mut |row| {
        columns.push((row.text(0)?, row.text(1)?, row.int(2)?));
        Ok(true)
    })?;
    columns.sort();
    let mut tables: Vec<Table> = Vec::new();
    for of in columns.chunk_by(|one, other| one.0 == other.0) {
        let mut key: Vec<_> = of.iter().filter(|(_, _, place)| *place > 0).collect();
        key.sort_by_key(|(_, _, place)| *place);
        tables.push(Table {
            name: of[0].0.clone(),
            columns: of.iter().map(|(_, column, _)| column.clone()).collect(),
            key: key.iter().map(|(_, column, _)| column.clone()).collect(),
            only: (of[0].0 == "marks").then_some(freeze::UNMOVED),
        });
    }
    Ok(tables)
}

/// Names as SQL has them, each with an ending.
fn names(columns: &[String], ending: &str) -> String {
    columns.iter().map(|column| format!("\"{column}\"{ending}")).collect::<Vec<_>>().join(", ")
}

impl Table {
    /// The rows that come after the last one of a copy, as many as one transaction takes.
    fn page(&self, begun: bool) -> String {
        let places: Vec<String> = (1..=self.key.len()).map(|place| format!("?{place}")).collect();
        let after = begun.then(|| format!("({}) > ({})", names(&self.key, ""), places.join(", ")));
        let only = self.only.map(str::to_owned);
        let conditions: Vec<String> = after.into_iter().chain(only).collect();
        let conditions =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        let (columns, key) = (names(&self.columns, ""), names(&self.key, ""));
        format!("SELECT {columns} FROM \"{}\"{conditions} ORDER BY {key} LIMIT {BATCH}", self.name)
    }

    /// All that is moved of it: the table with its condition.
    fn all(&self) -> String {
        let only = self.only.map(|only| format!(" WHERE {only}"));
        format!("\"{}\" NOT INDEXED{}", self.name, only.unwrap_or_default())
    }

    fn last(&self) -> String {
        format!("SELECT {} FROM \"{}\" ORDER BY {} LIMIT 1", names(&self.key, ""), self.name, names(&self.key, " DESC"))
    }
}

/// A value that outlives its row.
enum Held {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<Value<'_>> for Held {
    fn from(value: Value<'_>) -> Held {
        match value {
            Value::Null => Held::Null,
            Value::Int(number) => Held::Int(number),
            Value::Text(text) => Held::Text(text.to_owned()),
            Value::Bytes(bytes) => Held::Bytes(bytes.to_vec()),
        }
    }
}

impl<'a> From<&'a Held> for Value<'a> {
    fn from(held: &'a Held) -> Value<'a> {
        match held {
            Held::Null => Value::Null,
            Held::Int(number) => Value::Int(*number),
            Held::Text(text) => Value::Text(text),
            Held::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// How many rows a table has, and a digest of them in which their order does not count: the sum of the digests of the
/// rows. It finds what went wrong, not what somebody wants to hide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl Content {
    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        let mut hasher = Sha256::new();
        row.values(|value| digest::feed_value(&mut hasher, value))?;
        let hash = hasher.finalize();
        for (lane, bytes) in self.sum.iter_mut().zip(hash.chunks_exact(8)) {
            *lane = lane.wrapping_add(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
        self.rows += 1;
        Ok(())
    }

    /// The bytes that stand for it.
    pub fn bytes(&self) -> Vec<u8> {
        [self.rows].iter().chain(&self.sum).flat_map(|number| number.to_be_bytes()).collect()
    }
}

impl Store {
    /// How many rows a table has.
    pub fn count(&mut self, table: &Table) -> Result<u64> {
        let counted = self.read(|tx| tx.number(&format!("SELECT count(*) FROM {}", table.all()), &[]))?;
        Ok(u64::try_from(counted).unwrap_or_default())
    }

    /// What is in a table. `each` hears of so many more rows, now and then.
    pub fn content(&mut self, table: &Table, mut each: impl FnMut(u64)) -> Result<Content> {
        let sql = format!("SELECT {} FROM {}", names(&table.columns, ""), table.all());
        self.read(|tx| {
            let mut content = Content::default();
            tx.query(&sql, &[], |row| {
                content.add(row)?;
                if content.rows.is_multiple_of(LOOK) {
                    each(LOOK);
                }
                Ok(true)
            })?;
            each(content.rows % LOOK);
            Ok(content)
        })
    }

    /// Refuses text that PostgreSQL does not store.
    fn refuse_null_characters(&mut self, tables: &[Table]) -> Result<()> {
        let held = |column: &String| format!("typeof(\"{column}\") = 'text' AND instr(\"{column}\", char(0)) > 0");
        for Table { name, columns, .. } in tables {
            let held = columns.iter().map(held).collect::<Vec<_>>().join(" OR ");
            let sql = format!("SELECT count(*) FROM \"{name}\" WHERE {held}");
            let found = self.read(|tx| tx.number(&sql, &[]))?;
            if found > 0 {
                let (rows, holds) = (plural(found, "row"), if found == 1 { "holds" } else { "hold" });
                let message =
                    format!("{rows} of {name} {holds} text with a null character, which PostgreSQL does not store");
                return Err(Error::new(Code::WrongState, format!("{message}; nothing was changed"))
                    .hint("what is past its retention goes with: gatepost db maintain"));
            }
        }
        Ok(())
    }
}

/// What is at the place that a store moves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// The beginning of a copy.
    Part {
        /// The store that it is of.
        store_id: String,
        /// The move.
        id: String,
        /// Whether no row has come yet to tables of this program's schema.
        empty: bool,
    },
    /// A store.
    Store {
        /// Its id.
        store_id: Option<String>,
        /// The move by which it came there.
        id: Option<String>,
    },
}

/// The place that a store moves to, held so that no other move works on it.
pub struct Target {
    place: Place,
    /// What is there; no file before it is begun.
    store: Option<Store>,
    /// What was found there.
    pub found: Found,
    tables: Vec<Table>,
    _lock: Option<File>,
}

impl Target {
    /// Looks at a place. A rehearsal makes nothing there.
    pub fn look(place: &Place, rehearsal: bool) -> Result<Target> {
        let tables = tables()?;
        let (mut store, empty, lock) = match place {
            Place::File(path) => {
                let lock = hold(path, rehearsal)?;
                (look_at_file(path, rehearsal)?, false, lock)
            }
            #[cfg(feature = "postgres")]
            Place::Server(server) => {
                let (store, empty) = super::shared::look_at(server)?;
                (Some(store), empty, None)
            }
        };
        let found = match &mut store {
            Some(store) if !empty => store.found(&tables)?,
            _ => Found::Nothing,
        };
        Ok(Target { place: place.clone(), store, found, tables, _lock: lock })
    }

    /// Refuses a source whose text this place cannot take.
    pub fn check(&self, source: &mut Store) -> Result<()> {
        let to_a_server = self.place.file().is_err() && source.engine.file().is_some();
        if to_a_server { source.refuse_null_characters(&self.tables) } else { Ok(()) }
    }

    /// The tables that are moved.
    pub fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    /// Makes the tables, without what is faster made when they are full, and marks them as no store yet.
    pub fn begin(&mut self, store_id: &str, id: &str, rehearsal: bool) -> Result<()> {
        if let Ok(path) = self.place.file() {
            if rehearsal {
                return Ok(());
            }
            let draft = draft_of(path);
            remove_store(&draft)?;
            drop(files::make_private(&draft)?);
            let store = open(&draft, Access::Write)?;
            store.engine.embedded()?.keep_log()?;
            self.store = Some(store);
        }
        let tables = self.tables();
        let engine = &self.copy()?.engine;
        engine.begin_migration()?;
        let made = make(engine, &tables, store_id, id).and_then(|()| match rehearsal {
            true => Ok(()),
            false => engine.commit_migration(MOVING),
        });
        engine.rollback();
        made?;
        engine.end_migration()
    }

    /// The copy as a store to be read.
    pub fn copy(&mut self) -> Result<&mut Store> {
        self.store.as_mut().ok_or_else(|| Error::new(Code::Internal, "the move was not begun"))
    }

    /// Copies what comes next of a table in one transaction; how many rows, fewer than asked for where that was the last.
    pub fn take(&mut self, source: &Store, table: &Table) -> Result<(u64, bool)> {
        let engine = &self.copy()?.engine;
        // Foreign keys are checked when all of it is there.
        engine.begin_migration()?;
        let copied = take(&source.engine, engine, table).and_then(|rows| {
            engine.commit()?;
            Ok(rows)
        });
        engine.rollback();
        copied.map(|rows| (rows as u64, rows == BATCH))
    }

    /// Makes the copy a store, in one transaction.
    pub fn finish(mut self) -> Result<()> {
        let Some(store) = self.store.take() else { return Ok(()) };
        let engine = &store.engine;
        engine.begin_migration()?;
        let mut tx = Tx::new(engine);
        let made = said(&mut tx)
            .and_then(|said| said.iter().skip(NAMES).try_for_each(|part| engine.batch(part)))
            .and_then(|()| {
                engine.batch("DROP TABLE moving")?;
                migrate::unmark_moving(engine)?;
                engine.commit_migration(HEAD)
            });
        engine.rollback();
        made?;
        engine.end_migration()?;
        match &self.place {
            Place::File(path) => put_in_place(store, path),
            #[cfg(feature = "postgres")]
            Place::Server(_) => Ok(()),
        }
    }
}

/// What a place that is being filled says of its move: the store, the move, and what is made last.
fn said(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.all("SELECT said FROM moving ORDER BY place", &[], |row| row.text(0))
}

/// Makes empty tables with nothing but their keys, and notes what is missing.
fn make(engine: &Engine, tables: &[Table], store_id: &str, id: &str) -> Result<()> {
    migrate::apply(engine, HEAD)?;
    let mut said = vec![store_id.to_owned(), id.to_owned()];
    let parts = engine.parts()?;
    parts.iter().rev().try_for_each(|(_, take)| engine.batch(take))?;
    said.extend(parts.into_iter().map(|(make, _)| make));
    engine.batch("CREATE TABLE moving (place BIGINT NOT NULL PRIMARY KEY, said TEXT NOT NULL)")?;
    let mut tx = Tx::new(engine);
    for (place, said) in (0_i64..).zip(&said) {
        tx.execute("INSERT INTO moving (place, said) VALUES (?1, ?2)", args![place, said])?;
    }
    // What a migration puts into a new store comes from the old one.
    tables.iter().try_for_each(|table| engine.batch(&format!("DELETE FROM \"{}\"", table.name)))?;
    migrate::mark_moving(engine)
}

fn take(source: &Engine, target: &Engine, table: &Table) -> Result<usize> {
    let mut last: Vec<Held> = Vec::new();
    target.query(&table.last(), &[], &mut |row| {
        row.values(|value| last.push(value.into()))?;
        Ok(true)
    })?;
    let args: Vec<Value<'_>> = last.iter().map(Value::from).collect();
    let sql = table.page(!args.is_empty());
    let mut rows = 0;
    target.fill(&table.name, &table.columns, &mut |put| {
        source.query(&sql, &args, &mut |row| {
            let values: Result<Vec<_>> = (0..table.columns.len()).map(|index| row.value(index)).collect();
            put(&values?)?;
            rows += 1;
            Ok(true)
        })
    })?;
    Ok(rows)
}

impl Store {
    /// What a database is, looked at as the place that a store moves to.
    fn found(&mut self, tables: &[Table]) -> Result<Found> {
        let part = self.engine.schema()? == MOVING;
        let steps = migrate::history(&self.engine)?;
        let schema = steps.iter().map(|(version, ..)| *version).filter(|version| *version != MOVING).max();
        self.read(|tx| {
            if !part {
                return Ok(Found::Store { store_id: marks::get(tx, "store_id")?, id: freeze::came_by(tx)? });
            }
            let mut said = said(tx)?.into_iter();
            let (Some(store_id), Some(id)) = (said.next(), said.next()) else {
                return Err(Error::new(Code::StoreDamaged, "a move has lost its name"));
            };
            // Another schema has other tables.
            let mut empty = schema == Some(HEAD);
            for table in tables {
                empty = empty && tx.first(&table.last(), &[], |_| Ok(()))?.is_none();
            }
            Ok(Found::Part { store_id, id, empty })
        })
    }
}

/// Where a file is filled before it comes to its place.
fn draft_of(path: &Path) -> PathBuf {
    files::beside(path, ".moving.draft")
}

/// How what a move has left at a place goes.
pub fn removal(place: &str) -> String {
    if place.contains("://") {
        return "drop that database and create it again".to_owned();
    }
    format!("rm -f {}*", shell::word(&draft_of(Path::new(place)).to_string_lossy()))
}

fn open(path: &Path, access: Access) -> Result<Store> {
    let engine = Engine::Sqlite(Sqlite::open(path, access)?);
    Ok(Store { engine, place: Place::File(path.to_owned()), dry_run: false, notices: Vec::new() })
}

/// Keeps every other move from a path; a rehearsal makes no lock.
fn hold(path: &Path, rehearsal: bool) -> Result<Option<File>> {
    let folder = files::folder_of(path);
    files::refuse_network(folder)?;
    if rehearsal {
        return Ok(None);
    }
    files::make_folder(folder)?;
    files::lock(path).map(Some)
}

/// What stands at a path, or is filled for it.
fn look_at_file(path: &Path, rehearsal: bool) -> Result<Option<Store>> {
    if let Header::Ours(_) = files::header(path)? {
        return open(path, Access::Read).map(Some);
    }
    // A link that leads nowhere is found by no header, and nothing is put in its place.
    files::refuse_taken(path)?;
    files::refuse_orphan(path)?;
    let draft = draft_of(path);
    if !draft.exists() {
        return Ok(None);
    }
    let store = open(&draft, if rehearsal { Access::Read } else { Access::Write })?;
    match store.engine.schema()? {
        MOVING => Ok(Some(store)),
        // It was finished, and only its name is missing.
        HEAD if !rehearsal => {
            put_in_place(store, path)?;
            open(path, Access::Read).map(Some)
        }
        _ => Ok(None),
    }
}

/// Brings a finished store to its place.
fn put_in_place(store: Store, path: &Path) -> Result<()> {
    // All of it must be in the one file that is moved; closing it would not say where that fails.
    store.engine.embedded()?.empty_log()?;
    drop(store);
    let draft = draft_of(path);
    files::put_in_place(&draft, path)?;
    remove_store(&draft)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_table_has_a_key_to_be_copied_by() {
        let tables = super::tables().unwrap();
        assert!(tables.iter().any(|table| table.name == "api_tokens"));
        assert!(tables.iter().all(|table| !table.key.is_empty()), "{tables:?}");
    }
}
