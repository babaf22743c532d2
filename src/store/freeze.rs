//! A store that is moved elsewhere can only be read: every table refuses to be changed and says where the store is,
//! also to those who have had it open since before. It decides nothing.

use super::engine::{Engine, args};
use super::marks;
use super::moves::{Table, tables};
use super::{HEAD, Note, Store, Tx, audit};
use crate::domain::shell;
use crate::error::{Code, Error, Result};

/// What a table says of a move that goes on, before the new place.
const GOING: &str = "gatepost: the store is being moved to ";
/// And of one that is done.
const DONE: &str = "gatepost: the store was moved to ";

/// The mark that names the place that a store is moved to.
const TO: &str = "moved_to";
/// The mark that says that everything is there.
const ARRIVED: &str = "moved_all";
/// The marks that stay where a store was.
pub(super) const UNMOVED: &str = "name NOT IN ('moved_to', 'moved_all')";
/// The mark that names a move, which a finished copy keeps.
const MOVE: &str = "move_id";

/// Where a store was moved to, or is being moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The place, as it is shown.
    pub to: String,
    /// The move.
    pub id: String,
    /// Whether everything is there.
    pub done: bool,
}

/// What a table that refuses a change has said, in our words.
pub(super) fn refusal(said: &str) -> Option<Error> {
    let (sentence, place, hint) = if let Some(place) = said.strip_prefix(DONE) {
        (DONE, place, format!("use it there: gatepost --db {}", shell::word(place)))
    } else {
        let place = said.strip_prefix(GOING)?;
        let go_on = format!("gatepost db move --to {}", shell::word(place));
        (GOING, place, format!("use it there once it is moved; if that was broken off, go on with: {go_on}"))
    };
    let sentence = sentence.trim_start_matches("gatepost: ");
    Some(
        Error::new(Code::StoreMoved, format!("{sentence}{place}, and is only read here; nothing was changed"))
            .hint(hint),
    )
}

/// A text as SQL has it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What the tables of a server call: one function, so that it can say something else without touching them.
#[cfg(feature = "postgres")]
fn refuse(said: &str) -> String {
    let body = quoted(&format!("BEGIN RAISE EXCEPTION '%', {said}; END"));
    format!("CREATE OR REPLACE FUNCTION frozen() RETURNS trigger LANGUAGE plpgsql AS {body}")
}

/// Makes every table refuse what changes it.
fn freeze(engine: &Engine, tables: &[Table], said: &str) -> Result<()> {
    let said = quoted(said);
    match engine {
        Engine::Sqlite(it) => tables.iter().map(|table| &table.name).try_for_each(|table| {
            ["INSERT", "UPDATE", "DELETE"].iter().try_for_each(|change| {
                it.batch(&format!(
                    "CREATE TRIGGER \"frozen_{change}_{table}\" BEFORE {change} ON \"{table}\"
                    BEGIN SELECT RAISE(ABORT, {said}); END"
                ))
            })
        }),
        #[cfg(feature = "postgres")]
        Engine::Postgres(it) => {
            it.batch(&refuse(&said))?;
            tables.iter().map(|table| &table.name).try_for_each(|table| {
                it.batch(&format!(
                    "CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON \"{table}\"
                    FOR EACH STATEMENT EXECUTE FUNCTION frozen()"
                ))
            })
        }
    }
}

/// Lets every table be changed again.
fn thaw(engine: &Engine) -> Result<()> {
    match engine {
        Engine::Sqlite(it) => {
            let mut names = Vec::new();
            it.query(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'frozen_*'",
                &[],
                &mut |row| {
                    names.push(row.text(0)?);
                    Ok(true)
                },
            )?;
            names.iter().try_for_each(|name| it.batch(&format!("DROP TRIGGER \"{name}\"")))
        }
        #[cfg(feature = "postgres")]
        Engine::Postgres(it) => it.batch("DROP FUNCTION IF EXISTS frozen() CASCADE"),
    }
}

/// Where the store was moved to, if it was.
pub fn frozen(tx: &mut Tx<'_>) -> Result<Option<Frozen>> {
    let Some(to) = marks::get(tx, TO)? else { return Ok(None) };
    let id = marks::get(tx, MOVE)?.unwrap_or_default();
    Ok(Some(Frozen { to, id, done: marks::get(tx, ARRIVED)?.is_some() }))
}

/// The move by which a store came to where it is.
pub(super) fn came_by(tx: &mut Tx<'_>) -> Result<Option<String>> {
    marks::get(tx, MOVE)
}

impl Store {
    /// Makes a store one that can only be read, since it moves to `to`; `note` is its last entry. Whoever is changing it
    /// just now comes to an end first.
    pub fn freeze(&mut self, to: &str, id: &str, note: Note<'_>) -> Result<()> {
        let tables = tables()?;
        self.write(|tx| {
            if let Some(other) = frozen(tx)? {
                return Err(elsewhere(&other));
            }
            note(tx)?;
            audit::append(tx)?;
            marks::set(tx, TO, to)?;
            marks::set(tx, MOVE, id)?;
            freeze(tx.engine, &tables, &format!("{GOING}{to}"))
        })
    }

    /// Notes that everything has arrived. A move that was given up meanwhile is refused.
    pub fn note_arrival(&mut self, id: &str) -> Result<()> {
        let tables = tables()?;
        self.write(|tx| {
            let Some(found) = frozen(tx)?.filter(|found| found.id == id) else {
                return Err(Error::new(Code::WrongState, "the move was given up meanwhile; the copy was not finished"));
            };
            if found.done {
                return Ok(());
            }
            let said = format!("{DONE}{}", found.to);
            match tx.engine {
                Engine::Sqlite(_) => {
                    thaw(tx.engine)?;
                    marks::set(tx, ARRIVED, "1")?;
                    freeze(tx.engine, &tables, &said)
                }
                // To take a trigger away waits for everyone who reads.
                #[cfg(feature = "postgres")]
                Engine::Postgres(it) => {
                    it.batch("ALTER TABLE marks DISABLE TRIGGER frozen")?;
                    marks::set(tx, ARRIVED, "1")?;
                    it.batch("ALTER TABLE marks ENABLE TRIGGER frozen")?;
                    it.batch(&refuse(&quoted(&said)))
                }
            }
        })
    }

    /// Refuses a store of an older schema that was moved: nobody can bring it up.
    pub(super) fn refuse_frozen(&mut self, schema: i64) -> Result<()> {
        let Some(Frozen { to, .. }) = self.read(frozen)? else { return Ok(()) };
        let message = format!("the store was left for {to} with schema {schema}, and this gatepost works on {HEAD}");
        Err(Error::new(Code::StoreMoved, format!("{message}; nothing was changed")).hint(format!(
            "use it there: gatepost --db {}; or work on here after: gatepost db move --abort, then gatepost db migrate",
            shell::word(&to)
        )))
    }

    /// Lets a store be changed again, with `note` in its trail.
    pub fn unfreeze(&mut self, note: Note<'_>) -> Result<()> {
        self.write(|tx| {
            thaw(tx.engine)?;
            tx.execute("DELETE FROM marks WHERE name IN (?1, ?2, ?3)", args![TO, ARRIVED, MOVE])?;
            note(tx)
        })
    }
}

/// A store that is moved to another place than the one asked for.
pub fn elsewhere(found: &Frozen) -> Error {
    let Frozen { to, done, .. } = found;
    let how = if *done { "was" } else { "is being" };
    let there = shell::word(to);
    Error::new(Code::StoreMoved, format!("the store {how} moved to {to}; nothing was changed")).hint(if *done {
        format!("use it there: gatepost --db {there}; to part from it: gatepost db move --abort")
    } else {
        format!("go on with: gatepost db move --to {there}; or give that up with: gatepost db move --abort")
    })
}
