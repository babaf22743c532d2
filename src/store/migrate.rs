//! The schema's way up and down. refinery reads the migrations and keeps their history; the transaction is
//! ours, since its own drivers commit inside each migration. Locks and backups are the caller's matter.

use refinery_core::traits::sync::{Migrate, Query, Transaction};
use refinery_core::{Migration, Runner, Target};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Tx;
use super::audit::append;
use super::engine::{Engine, Value};
use crate::error::{Code, Error, Result};

/// One step of the schema, in the words of each engine.
struct Step {
    name: &'static str,
    up: Words,
    down: Option<Words>,
}

struct Words {
    sqlite: &'static str,
    #[cfg(feature = "postgres")]
    postgres: &'static str,
}

impl Words {
    fn of(&self, engine: &Engine) -> &'static str {
        match engine {
            Engine::Sqlite(_) => self.sqlite,
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => self.postgres,
        }
    }
}

macro_rules! steps {
    ($first:literal; $($name:literal),*) => {
        &[
            Step { name: $first, up: steps!(@words "", $first), down: None },
            $(Step { name: $name, up: steps!(@words "", $name), down: Some(steps!(@words "down/", $name)) }),*
        ]
    };
    (@words $folder:literal, $name:literal) => {
        Words {
            sqlite: include_str!(concat!("../../migrations/sqlite/", $folder, $name, ".sql")),
            #[cfg(feature = "postgres")]
            postgres: include_str!(concat!("../../migrations/postgres/", $folder, $name, ".sql")),
        }
    };
}

/// Every step, in order; below the first there is nothing.
const STEPS: &[Step] = steps!(
    "V001__store"; "V002__tokens", "V003__evidence", "V004__seal", "V005__webhooks", "V006__consent", "V007__certificates",
    "V008__imports"
);

/// The schema that this program works on.
#[expect(clippy::cast_possible_wrap, reason = "a handful")]
pub const HEAD: i64 = STEPS.len() as i64;

/// The schema of a database that a move has not filled yet: one that no program works on.
pub(super) const MOVING: i64 = 999_999_999;

/// Says so in the history, where that tells the schema.
pub(super) fn mark_moving(store: &Engine) -> Result<()> {
    let mut tx = Tx::new(store);
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (?1, 'moving', '', '')";
    if store.file().is_none() { tx.execute(sql, &[Value::Int(MOVING)]).map(drop) } else { Ok(()) }
}

/// Takes that back.
pub(super) fn unmark_moving(store: &Engine) -> Result<()> {
    store.batch(&format!("DELETE FROM refinery_schema_history WHERE version = {MOVING}"))
}

/// Writes what a change of the store as a whole says in the trail, in the change's own transaction.
pub type Note<'a> = &'a mut dyn FnMut(&mut Tx<'_>) -> Result<()>;

/// Brings a store up to `target`, all of it or nothing.
pub(super) fn up(store: &Engine, target: i64, note: Note<'_>) -> Result<()> {
    in_one_step(store, target, note, || {
        apply(store, target)?;
        store.batch("DELETE FROM marks WHERE name = 'downgraded'")
    })
}

/// Runs the steps that are missing below `target`, in the transaction that is open.
pub(super) fn apply(store: &Engine, target: i64) -> Result<()> {
    let migrations: Vec<Migration> = STEPS
        .iter()
        .map(|step| Migration::unapplied(step.name, step.up.of(store)))
        .collect::<Result<_, _>>()
        .map_err(told)?;
    let version = i32::try_from(target).map_err(|_| told(target))?;
    Runner::new(&migrations).set_target(Target::Version(version)).run(&mut Open(store)).map(drop).map_err(refused)
}

/// Brings a store down to `target`, all of it or nothing, and marks it, so that the next command does not
/// bring it up again. `first` runs when nobody else can write any more.
pub(super) fn down<T>(store: &Engine, target: i64, first: impl FnOnce() -> Result<T>, note: Note<'_>) -> Result<T> {
    let from = store.schema()?;
    in_one_step(store, target, note, || {
        let done = first()?;
        for version in (target + 1..=from).rev() {
            let step = usize::try_from(version - 1).ok().and_then(|index| STEPS.get(index));
            let Some(down) = step.and_then(|step| step.down.as_ref()) else {
                return Err(Error::invalid("--to", format!("there is no way down from schema {version}")));
            };
            store.batch(down.of(store))?;
            store.batch(&format!("DELETE FROM refinery_schema_history WHERE version = {version}"))?;
        }
        store.batch(&format!(
            "INSERT INTO marks (name, value) VALUES ('downgraded', '{from}')
            ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ))?;
        Ok(done)
    })
}

/// One transaction around a change of the schema.
fn in_one_step<T>(store: &Engine, version: i64, note: Note<'_>, change: impl FnOnce() -> Result<T>) -> Result<T> {
    store.begin_migration()?;
    let changed = change().and_then(|done| {
        let mut tx = Tx::new(store);
        note(&mut tx)?;
        append(&mut tx)?;
        store.commit_migration(version)?;
        Ok(done)
    });
    if changed.is_err() {
        store.rollback();
    }
    store.end_migration()?;
    changed
}

/// What kept a step from being made: what the engine said of itself, where it did.
fn refused(cause: refinery_core::Error) -> Error {
    let first: Option<&(dyn std::error::Error + 'static)> = Some(&cause);
    let said = std::iter::successors(first, |cause| cause.source()).find_map(|cause| cause.downcast_ref::<Error>());
    let Some(said) = said.filter(|said| said.code != Code::Internal) else { return told(cause) };
    let again = Error::new(said.code, format!("the schema cannot be changed: {}", said.message));
    match said.code {
        Code::StoreReadOnly => {
            again.hint("the owner of the schema lets the role make tables: GRANT CREATE ON SCHEMA public TO ROLE")
        }
        _ => Error { hint: said.hint.clone(), retry_after_ms: said.retry_after_ms, ..again },
    }
}

fn told(cause: impl std::fmt::Display) -> Error {
    Error::new(Code::StoreDamaged, format!("the schema cannot be changed: {cause}"))
        .hint("restore a backup: gatepost db restore FILE")
}

/// An engine with an open transaction, as refinery sees it.
struct Open<'a>(&'a Engine);

impl Transaction for Open<'_> {
    type Error = Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, statements: T) -> Result<usize> {
        let mut count = 0;
        for statement in statements {
            self.0.batch(statement)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Open<'_> {
    fn query(&mut self, sql: &str) -> Result<Vec<Migration>> {
        let mut applied = Vec::new();
        self.0.query(sql, &[], &mut |row| {
            let at = OffsetDateTime::parse(row.str(2)?, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH);
            let version = i32::try_from(row.int(0)?).unwrap_or_default();
            applied.push(Migration::applied(version, row.text(1)?, at, row.str(3)?.parse().unwrap_or_default()));
            Ok(true)
        })?;
        Ok(applied)
    }
}

impl Migrate for Open<'_> {}

/// When each step was applied: version, name, RFC 3339.
pub(super) fn history(store: &Engine) -> Result<Vec<(i64, String, String)>> {
    let mut steps = Vec::new();
    let sql = "SELECT version, name, applied_on FROM refinery_schema_history ORDER BY version";
    store.query(sql, &[], &mut |row| {
        steps.push((row.int(0)?, row.text(1)?, row.text(2)?));
        Ok(true)
    })?;
    Ok(steps)
}

/// How the steps in a store's history differ from the program's.
pub(super) fn strange_steps(store: &Engine) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut next = STEPS.iter();
    store.query("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version", &[], &mut |row| {
        let (version, name, checksum) = (row.int(0)?, row.text(1)?, row.text(2)?);
        let ours =
            next.next().map(|step| Migration::unapplied(step.name, step.up.of(store)).map_err(told)).transpose()?;
        let same = |ours: Migration| {
            i64::from(ours.version()) == version && ours.name() == name && ours.checksum().to_string() == checksum
        };
        if !ours.is_some_and(same) {
            found.push(format!("step {version} {name} is not the one that this program has"));
        }
        Ok(true)
    })?;
    let (applied, schema) = (STEPS.len() - next.len(), store.schema()?);
    if found.is_empty() && i64::try_from(applied).ok() != Some(schema) {
        found.push(format!("the history has {applied} steps, the schema is {schema}"));
    }
    Ok(found)
}

/// Makes the tables of a schema in an empty database.
pub(super) fn build(empty: &Engine, schema: i64) -> Result<()> {
    STEPS.iter().take(usize::try_from(schema).unwrap_or_default()).try_for_each(|step| empty.batch(step.up.of(empty)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::{Access, Sqlite};

    /// A database in which a child points at its parent and goes with it.
    fn family() -> (tempfile::NamedTempFile, Engine) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let store = Engine::Sqlite(Sqlite::open(file.path(), Access::Write).unwrap());
        let tables = "CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE children (parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE) STRICT;
            INSERT INTO parents VALUES (1), (2); INSERT INTO children VALUES (1), (1), (2);";
        store.batch(tables).unwrap();
        (file, store)
    }

    fn count(store: &Engine, table: &str) -> i64 {
        Tx::new(store).number(&format!("SELECT count(*) FROM {table}"), &[]).unwrap()
    }

    const REBUILT: &str = "CREATE TABLE fresh (id INTEGER PRIMARY KEY, note TEXT) STRICT;
        INSERT INTO fresh (id) SELECT id FROM parents; DROP TABLE parents; ALTER TABLE fresh RENAME TO parents;";

    #[test]
    fn a_table_that_is_rebuilt_keeps_its_children() {
        let (_file, store) = family();
        in_one_step(&store, 7, &mut |_| Ok(()), || store.batch(REBUILT)).unwrap();
        assert_eq!((count(&store, "parents"), count(&store, "children")), (2, 3));
        assert_eq!(store.schema().unwrap(), 7);
        // Afterwards keys are held again.
        store.batch("DELETE FROM parents WHERE id = 1").unwrap();
        assert_eq!(count(&store, "children"), 1);
    }

    #[test]
    fn a_step_that_leaves_an_orphan_is_taken_back_as_a_whole() {
        let (_file, store) = family();
        let orphan = format!("{REBUILT} DELETE FROM parents WHERE id = 1;");
        let error = in_one_step(&store, 7, &mut |_| Ok(()), || store.batch(&orphan)).unwrap_err();
        assert_eq!((error.code, store.schema().unwrap()), (Code::StoreDamaged, 0));
        assert_eq!((count(&store, "parents"), count(&store, "children")), (2, 3));
        assert!(in_one_step(&store, 7, &mut |_| Ok(()), || store.batch("DROP TABLE children; nonsense")).is_err());
        assert_eq!(count(&store, "children"), 3);
    }

    /// A database of a schema.
    fn built(schema: i64) -> (tempfile::NamedTempFile, Engine) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let store = Engine::Sqlite(Sqlite::open(file.path(), Access::Write).unwrap());
        build(&store, schema).unwrap();
        (file, store)
    }

    /// What its schema says.
    fn words(store: &Engine) -> Vec<String> {
        let sql = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name";
        Tx::new(store).all(sql, &[], |row| row.text(0)).unwrap()
    }

    #[test]
    fn a_step_that_is_taken_back_leaves_the_schema_before_it_to_the_letter() {
        for (before, step) in (1..).zip(&STEPS[1..]) {
            let (_file, store) = built(before + 1);
            let back = step.down.as_ref().unwrap().of(&store);
            in_one_step(&store, before, &mut |_| Ok(()), || store.batch(back)).unwrap();
            assert_eq!(words(&store), words(&built(before).1), "{}", step.name);
        }
    }
}
