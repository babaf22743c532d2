//! Whether the store is whole: pages, keys, schema. What takes long on a large store says so.

use std::path::Path;

use super::engine::Engine;
use super::sqlite::Sqlite;
use super::{Access, Store, migrate};
use crate::error::{Code, Result};

/// How much of the pages is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Every page, row and constraint of a row; about a second a gigabyte.
    Quick,
    /// That, and each entry of each index against its row; several times as long.
    All,
}

/// A table or an index, in its order.
struct Tree {
    table: String,
    index: Option<String>,
    /// The first column of the order.
    column: String,
    /// Which rows are in it, where not all are.
    condition: String,
}

/// How many faults are told.
const MOST: usize = 20;

impl Store {
    /// What SQLite's own check of the pages finds; nothing when all is well. A server holds its pages and keys
    /// itself, so nothing is asked of it here and below.
    pub fn pages(&self, pages: Pages) -> Result<Vec<String>> {
        let sql = match pages {
            Pages::Quick => "PRAGMA quick_check(20)",
            Pages::All => "PRAGMA integrity_check(20)",
        };
        let mut found = Vec::new();
        let Some(engine) = self.engine.file() else { return Ok(found) };
        engine.query(sql, &[], &mut |row| {
            found.push(row.text(0)?);
            Ok(true)
        })?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// The rows whose keys point nowhere.
    pub fn foreign_keys(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let Some(engine) = self.engine.file() else { return Ok(found) };
        engine.query("PRAGMA foreign_key_check", &[], &mut |row| {
            found.push(format!("a row of {} points nowhere", row.str(0)?));
            Ok(found.len() < MOST)
        })?;
        Ok(found)
    }

    /// Both.
    pub fn damage(&self, pages: Pages) -> Result<Vec<String>> {
        Ok([self.pages(pages)?, self.foreign_keys()?].concat())
    }

    /// What a look at both ends of every table and index finds. It reads a few pages of each, however large
    /// they are.
    pub fn ends(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let Some(engine) = self.engine.file() else { return Ok(found) };
        let mut look =
            |sql: &str, what: &str| match engine.query(sql, &[], &mut |row| row.values(|_| ()).map(|()| false)) {
                Err(cause) if cause.code == Code::StoreDamaged => {
                    found.push(format!("{what}: {cause}"));
                    Ok(())
                }
                looked => looked,
            };
        for Tree { table, index, column, condition } in trees(engine)? {
            let by = index.as_ref().map(|index| format!(" INDEXED BY {}", name(index))).unwrap_or_default();
            let what = index.unwrap_or_else(|| table.clone());
            for direction in ["ASC", "DESC"] {
                let (table, column) = (name(&table), name(&column));
                look(
                    &format!("SELECT * FROM {table} t{by}{condition} ORDER BY t.{column} {direction} LIMIT 1"),
                    &what,
                )?;
            }
        }
        Ok(found)
    }

    /// Whether the steps that were applied are those of this program: what differs.
    pub fn strange_steps(&self) -> Result<Vec<String>> {
        migrate::strange_steps(&self.engine)
    }

    /// The tables, indexes and triggers that the store's schema has and the store lacks: name, and the statement that
    /// makes it.
    pub fn missing_objects(&self) -> Result<Vec<(String, String)>> {
        let Some(engine) = self.engine.file() else { return Ok(Vec::new()) };
        let fresh = Engine::Sqlite(Sqlite::open(Path::new(":memory:"), Access::Read)?);
        migrate::build(&fresh, self.schema()?)?;
        let here = objects(engine)?;
        Ok(objects(fresh.embedded()?)?
            .into_iter()
            .filter(|(name, _)| here.iter().all(|(held, _)| held != name))
            .collect())
    }

    /// Makes the indexes and triggers that are missing.
    pub fn make_missing_indexes(&self) -> Result<()> {
        let missing = self.missing_objects()?;
        let mut indexes = missing.iter().filter(|(_, sql)| !sql.starts_with("CREATE TABLE"));
        indexes.try_for_each(|(_, sql)| self.engine.batch(sql))
    }

    /// Turns the write-ahead log on.
    pub fn use_log(&self) -> Result<()> {
        self.engine.batch("PRAGMA journal_mode = WAL")
    }
}

/// Every table and index.
fn trees(engine: &Sqlite) -> Result<Vec<Tree>> {
    let sql = "SELECT t.name, NULL, 'rowid', NULL FROM pragma_table_list t
        WHERE t.schema = 'main' AND t.type = 'table' AND t.wr = 0
        UNION ALL
        SELECT t.name, i.name, x.name, iif(i.partial, s.sql, NULL)
        FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) x
        LEFT JOIN sqlite_schema s ON s.name = i.name
        WHERE t.schema = 'main' AND t.type = 'table' AND x.seqno = 0 AND x.name IS NOT NULL";
    let mut trees = Vec::new();
    engine.query(sql, &[], &mut |row| {
        // An index over some rows serves only what asks for no others.
        let condition = row.opt_str(3)?.and_then(|sql| sql.rsplit_once(" WHERE "));
        trees.push(Tree {
            table: row.text(0)?,
            index: row.opt_text(1)?,
            column: row.text(2)?,
            condition: condition.map(|(_, condition)| format!(" WHERE {condition}")).unwrap_or_default(),
        });
        Ok(true)
    })?;
    Ok(trees)
}

/// The tables, indexes and triggers of a database that statements have made.
fn objects(engine: &Sqlite) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL ORDER BY rowid";
    let mut found = Vec::new();
    engine.query(sql, &[], &mut |row| {
        found.push((row.text(0)?, row.text(1)?));
        Ok(true)
    })?;
    Ok(found)
}

/// A name as SQL has it.
fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
