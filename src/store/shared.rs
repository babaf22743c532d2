//! A store on a server: connecting to it and setting it up. It never upgrades one that is in use.

use super::address::Place;
use super::audit;
use super::engine::Engine;
use super::migrate::{self, HEAD, MOVING, Note};
use super::postgres::Postgres;
use super::server::Server;
use super::sqlite::Access;
use super::{Store, Tx, filling, marks};
use crate::error::{Code, Error, Result};

/// The bytes of all tables with their indexes.
pub(super) fn bytes(tx: &mut Tx<'_>) -> Result<i64> {
    let sql = "SELECT CAST(sum(pg_total_relation_size(oid)) AS BIGINT) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = to_regnamespace(current_schema())";
    tx.number(sql, &[])
}

/// Whether a database holds nothing; one with tables of something else is refused.
fn is_empty(tx: &mut Tx<'_>, server: &Server) -> Result<bool> {
    let sql = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'v')
        AND relnamespace = to_regnamespace(current_schema())";
    let tables = tx.all(sql, &[], |row| row.text(0))?;
    if tables.iter().any(|table| table == "refinery_schema_history") {
        return Ok(false);
    }
    if tables.is_empty() {
        return Ok(true);
    }
    Err(Error::new(Code::StoreForeign, format!("the database at {server} holds tables of something else"))
        .hint("name an empty database, or a schema of its own: ?options=-csearch_path%3Dgatepost"))
}

/// Connects to a place that a store moves to, and keeps every other move from it; whether nothing is there.
pub(super) fn look_at(server: &Server) -> Result<(Store, bool)> {
    let engine = Postgres::connect(server, Access::Write)?;
    engine.hold_moves()?;
    let engine = Engine::Postgres(Box::new(engine));
    let mut tx = Tx::new(&engine);
    refuse_unfit(&mut tx)?;
    let empty = is_empty(&mut tx, server)?;
    let place = Place::Server(Box::new(server.clone()));
    Ok((Store { engine, place, dry_run: false, notices: Vec::new() }, empty))
}

/// The oldest PostgreSQL that is known to do, as the server writes it: 14.
const OLDEST: i64 = 140_000;

fn refuse_old(version: i64) -> Result<()> {
    if version >= OLDEST {
        return Ok(());
    }
    Err(Error::new(
        Code::WrongState,
        format!("the server is PostgreSQL {}; a store needs 14 or newer", version / 10_000),
    )
    .hint("upgrade the server, or name another"))
}

/// Refuses a database that cannot hold a store.
fn refuse_unfit(tx: &mut Tx<'_>) -> Result<()> {
    refuse_old(tx.number("SELECT CAST(current_setting('server_version_num') AS BIGINT)", &[])?)?;
    let encoding = tx.first("SELECT current_setting('server_encoding')", &[], |row| row.text(0))?;
    match encoding.as_deref() {
        None | Some("UTF8") => Ok(()),
        Some(other) => Err(Error::new(
            Code::WrongState,
            format!("the database has the encoding {other}, which cannot hold every text; nothing was changed"),
        )
        .hint("name one that was made with: CREATE DATABASE gatepost ENCODING 'UTF8' TEMPLATE template0")),
    }
}

impl Store {
    /// Connects to a server. Its store must be of this program's schema, which nobody but `db migrate` changes.
    pub fn join(server: &Server, access: Access) -> Result<Store> {
        let (mut store, schema) = Store::found_on(server, access)?;
        match schema {
            HEAD => Ok(store),
            found => {
                store.refuse_frozen(found)?;
                let downgraded = store.read(|tx| marks::get(tx, "downgraded"))?.is_some();
                let how = if downgraded { "was brought down to" } else { "has" };
                Err(Error::new(
                    Code::StoreOlder,
                    format!("the store at {server} {how} schema {found}; this gatepost works on {HEAD}"),
                )
                .hint("bring it up, as the role that owns its tables, with: gatepost db migrate"))
            }
        }
    }

    /// Connects to a store of whatever schema.
    pub fn join_as_it_is(server: &Server, access: Access) -> Result<Store> {
        Store::found_on(server, access).map(|(store, _)| store)
    }

    /// The store that is there, and its schema, by one question.
    fn found_on(server: &Server, access: Access) -> Result<(Store, i64)> {
        let engine = Engine::Postgres(Box::new(Postgres::connect(server, access)?));
        match engine.schema()? {
            0 => Err(Error::new(Code::StoreNotFound, format!("there is no store at {server}"))
                .hint("make one with: gatepost init")),
            MOVING => Err(filling(server)),
            found if found > HEAD => Err(Error::new(
                Code::StoreNewer,
                format!(
                    "the store at {server} has schema {found}; this gatepost knows up to {HEAD}. It was not changed"
                ),
            )
            .hint("use the newer gatepost")),
            found => {
                let place = Place::Server(Box::new(server.clone()));
                Ok((Store { engine, place, dry_run: false, notices: Vec::new() }, found))
            }
        }
    }

    /// Brings a store of an older schema up.
    pub fn upgrade_on(server: &Server, note: Note<'_>) -> Result<()> {
        let (mut store, schema) = Store::found_on(server, Access::Write)?;
        if schema == HEAD {
            return Ok(());
        }
        store.refuse_frozen(schema)?;
        migrate::up(&store.engine, HEAD, note)
    }

    /// Brings a store down.
    pub fn downgrade_on(server: &Server, target: i64, note: Note<'_>) -> Result<()> {
        let store = Store::join_as_it_is(server, Access::Write)?;
        migrate::down(&store.engine, target, || Ok(()), note)
    }

    /// Sets up a store in an empty database, filled by `seed`, unless one is there; whether this one did.
    /// Of many that try at once one does, and the others find it.
    pub fn create_on(server: &Server, seed: Note<'_>) -> Result<bool> {
        let engine = Engine::Postgres(Box::new(Postgres::connect(server, Access::Write)?));
        engine.begin_migration()?;
        let made = (|| {
            let mut tx = Tx::new(&engine);
            refuse_unfit(&mut tx)?;
            if !is_empty(&mut tx, server)? {
                return Ok(false);
            }
            migrate::apply(&engine, HEAD)?;
            seed(&mut tx)?;
            audit::append(&mut tx)?;
            engine.commit_migration(HEAD)?;
            Ok(true)
        })();
        engine.rollback();
        made
    }
}

#[cfg(test)]
mod tests {
    use super::refuse_old;

    #[test]
    fn a_server_that_is_too_old_is_named() {
        assert!(refuse_old(140_000).is_ok() && refuse_old(180_001).is_ok());
        assert!(refuse_old(130_012).unwrap_err().message.contains("PostgreSQL 13;"));
    }
}
