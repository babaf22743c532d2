//! The schema's way up and down. refinery reads the migrations and keeps their history; the transaction,
//! the foreign keys and the mark in the header are ours, since its own driver commits inside each
//! migration. Locks and backups are the caller's matter.

use std::fmt;

use refinery_core::traits::sync::{Migrate, Query, Transaction};
use refinery_core::{Migration, Runner, Target};
use rusqlite::Connection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Tx;
use super::audit::append;
use super::files::APPLICATION_ID;
use super::sqlite::{Sqlite, failure};
use crate::error::{Code, Error, Result};

/// Each step of the schema: name, way up, way down. The first has none: there is nothing below it.
const STEPS: &[(&str, &str, Option<&str>)] = &[
    ("V001__store", include_str!("../../migrations/sqlite/V001__store.sql"), None),
    (
        "V002__tokens",
        include_str!("../../migrations/sqlite/V002__tokens.sql"),
        Some(include_str!("../../migrations/sqlite/down/V002__tokens.sql")),
    ),
    (
        "V003__evidence",
        include_str!("../../migrations/sqlite/V003__evidence.sql"),
        Some(include_str!("../../migrations/sqlite/down/V003__evidence.sql")),
    ),
];

/// The schema that this program works on.
#[expect(clippy::cast_possible_wrap, reason = "a handful")]
pub const HEAD: i64 = STEPS.len() as i64;

/// Writes what a change of the store as a whole says in the trail, in the change's own transaction.
pub type Note<'a> = &'a mut dyn FnMut(&mut Tx<'_>) -> Result<()>;

/// Brings a store up to `target`, all of it or nothing.
pub(super) fn up(store: &Sqlite, target: i64, note: Note<'_>) -> Result<()> {
    in_one_step(store, target, note, || {
        let migrations: Vec<Migration> = STEPS
            .iter()
            .map(|(name, sql, _)| Migration::unapplied(name, sql))
            .collect::<Result<_, _>>()
            .map_err(told)?;
        let version = i32::try_from(target).map_err(|_| told(target))?;
        Runner::new(&migrations)
            .set_target(Target::Version(version))
            .run(&mut Open(store.connection()))
            .map_err(told)?;
        store.batch("DELETE FROM marks WHERE name = 'downgraded'")
    })
}

/// Brings a store down to `target`, all of it or nothing, and marks it, so that the next command does not
/// bring it up again. `first` runs when nobody else can write any more.
pub(super) fn down<T>(store: &Sqlite, target: i64, first: impl FnOnce() -> Result<T>, note: Note<'_>) -> Result<T> {
    let from = store.user_version()?;
    in_one_step(store, target, note, || {
        let done = first()?;
        for version in (target + 1..=from).rev() {
            let step = usize::try_from(version - 1).ok().and_then(|index| STEPS.get(index));
            let Some((_, _, Some(sql))) = step else {
                return Err(Error::invalid("--to", format!("there is no way down from schema {version}")));
            };
            store.batch(sql)?;
            store.batch(&format!("DELETE FROM refinery_schema_history WHERE version = {version}"))?;
        }
        store.batch(&format!(
            "INSERT INTO marks (name, value) VALUES ('downgraded', '{from}')
            ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ))?;
        Ok(done)
    })
}

/// One transaction around a change of the schema. Foreign keys are off while tables are rebuilt, else a
/// rebuilt table loses its children silently; nothing commits until every key is found to hold.
fn in_one_step<T>(store: &Sqlite, version: i64, note: Note<'_>, change: impl FnOnce() -> Result<T>) -> Result<T> {
    store.batch("PRAGMA foreign_keys = OFF")?;
    store.batch("BEGIN IMMEDIATE")?;
    let changed = change().and_then(|done| {
        let mut tx = Tx::new(store);
        note(&mut tx)?;
        append(&mut tx)?;
        let mut broken = None;
        store.query("PRAGMA foreign_key_check", &[], &mut |row| {
            broken = row.opt_text(0)?;
            Ok(false)
        })?;
        if let Some(table) = broken {
            return Err(Error::new(
                Code::StoreDamaged,
                format!("a row of {table} points nowhere; the schema was not changed"),
            ));
        }
        store.batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}"))?;
        store.batch("COMMIT")?;
        Ok(done)
    });
    if changed.is_err() {
        store.rollback();
    }
    store.batch("PRAGMA foreign_keys = ON")?;
    let done = changed?;
    // So that the file's header says the new schema to whoever reads it without the log. If this fails, the change
    // stands in the log.
    drop(store.empty_log());
    Ok(done)
}

fn told(cause: impl fmt::Display) -> Error {
    Error::new(Code::StoreDamaged, format!("the schema cannot be changed: {cause}"))
        .hint("restore a backup: gatepost db restore FILE")
}

/// A connection with an open transaction, as refinery sees it.
struct Open<'a>(&'a Connection);

impl Transaction for Open<'_> {
    type Error = rusqlite::Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, statements: T) -> Result<usize, Self::Error> {
        let mut count = 0;
        for statement in statements {
            self.0.execute_batch(statement)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Open<'_> {
    fn query(&mut self, sql: &str) -> Result<Vec<Migration>, Self::Error> {
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let (applied_on, checksum): (String, String) = (row.get(2)?, row.get(3)?);
            let applied_on = OffsetDateTime::parse(&applied_on, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH);
            Ok(Migration::applied(row.get(0)?, row.get(1)?, applied_on, checksum.parse().unwrap_or_default()))
        })?;
        rows.collect()
    }
}

impl Migrate for Open<'_> {}

/// When each step was applied: version, name, RFC 3339.
pub(super) fn history(store: &Sqlite) -> Result<Vec<(i64, String, String)>> {
    let mut steps = Vec::new();
    let sql = "SELECT version, name, applied_on FROM refinery_schema_history ORDER BY version";
    store.query(sql, &[], &mut |row| {
        steps.push((row.int(0)?, row.text(1)?, row.text(2)?));
        Ok(true)
    })?;
    Ok(steps)
}

/// How the steps in a store's history differ from the program's.
pub(super) fn strange_steps(store: &Sqlite) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut next = STEPS.iter();
    store.query("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version", &[], &mut |row| {
        let (version, name, checksum) = (row.int(0)?, row.text(1)?, row.text(2)?);
        let ours = next.next().map(|(name, sql, _)| Migration::unapplied(name, sql).map_err(told)).transpose()?;
        let same = |ours: Migration| {
            i64::from(ours.version()) == version && ours.name() == name && ours.checksum().to_string() == checksum
        };
        if !ours.is_some_and(same) {
            found.push(format!("step {version} {name} is not the one that this program has"));
        }
        Ok(true)
    })?;
    let (applied, schema) = (STEPS.len() - next.len(), store.user_version()?);
    if found.is_empty() && i64::try_from(applied).ok() != Some(schema) {
        found.push(format!("the history has {applied} steps, the schema is {schema}"));
    }
    Ok(found)
}

/// Makes the tables of a schema in an empty database.
pub(super) fn build(empty: &Sqlite, schema: i64) -> Result<()> {
    STEPS.iter().take(usize::try_from(schema).unwrap_or_default()).try_for_each(|(_, sql, _)| empty.batch(sql))
}

/// Copies the whole store into a file that must be empty, consistently, while others go on writing.
pub(super) fn copy_into(store: &Sqlite, target: &str) -> Result<()> {
    store.connection().execute("VACUUM INTO ?1", [target]).map(drop).map_err(failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::Access;

    /// A database in which a child points at its parent and goes with it.
    fn family() -> (tempfile::NamedTempFile, Sqlite) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let store = Sqlite::open(file.path(), Access::Write).unwrap();
        let tables = "CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE children (parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE) STRICT;
            INSERT INTO parents VALUES (1), (2); INSERT INTO children VALUES (1), (1), (2);";
        store.batch(tables).unwrap();
        (file, store)
    }

    fn count(store: &Sqlite, table: &str) -> i64 {
        store.connection().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    const REBUILT: &str = "CREATE TABLE fresh (id INTEGER PRIMARY KEY, note TEXT) STRICT;
        INSERT INTO fresh (id) SELECT id FROM parents; DROP TABLE parents; ALTER TABLE fresh RENAME TO parents;";

    #[test]
    fn a_table_that_is_rebuilt_keeps_its_children() {
        let (_file, store) = family();
        in_one_step(&store, 7, &mut |_| Ok(()), || store.batch(REBUILT)).unwrap();
        assert_eq!((count(&store, "parents"), count(&store, "children")), (2, 3));
        assert_eq!(store.user_version().unwrap(), 7);
        // Afterwards keys are held again.
        store.batch("DELETE FROM parents WHERE id = 1").unwrap();
        assert_eq!(count(&store, "children"), 1);
    }

    #[test]
    fn a_step_that_leaves_an_orphan_is_taken_back_as_a_whole() {
        let (_file, store) = family();
        let orphan = format!("{REBUILT} DELETE FROM parents WHERE id = 1;");
        let error = in_one_step(&store, 7, &mut |_| Ok(()), || store.batch(&orphan)).unwrap_err();
        assert_eq!((error.code, store.user_version().unwrap()), (Code::StoreDamaged, 0));
        assert_eq!((count(&store, "parents"), count(&store, "children")), (2, 3));
        assert!(in_one_step(&store, 7, &mut |_| Ok(()), || store.batch("DROP TABLE children; nonsense")).is_err());
        assert_eq!(count(&store, "children"), 3);
    }
}
