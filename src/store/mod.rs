//! The store: the only room that knows SQL. [`Store`] opens, makes, upgrades and copies it; [`Tx`] is the
//! seam through which a file a noun beside this one reads and writes. It decides nothing: rules are
//! `domain`'s, use cases `ops`'.

pub mod address;
pub mod audit;
pub mod audit_keys;
pub mod care;
pub mod complete;
pub mod consent;
pub mod digest;
pub mod engine;
pub mod erased;
pub mod files;
pub mod forms;
pub mod freeze;
pub mod guesses;
mod integrity;
pub mod marks;
mod migrate;
pub mod moves;
pub mod place;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod reach;
pub mod refs;
pub mod roles;
pub mod scopes;
mod scrub;
pub mod seal;
pub mod sealed;
mod select;
#[cfg(feature = "postgres")]
pub mod server;
pub mod settings;
#[cfg(feature = "postgres")]
mod shared;
mod sqlite;
pub mod survey;
pub mod tiers;
#[cfg(feature = "postgres")]
mod tls;
pub mod tokens;
pub mod usage;
pub mod verify;
pub mod watch;
pub mod webhooks;
pub mod workspaces;

use std::fmt;
use std::fs;
use std::path::Path;

pub use address::Place;
use digest::Digest;
use engine::{Engine, Row, Value};
use files::Header;
use forms::Forms;
pub use integrity::Pages;
use migrate::MOVING;
pub use migrate::{HEAD, Note};
pub use sqlite::Access;
use sqlite::Sqlite;
pub use sqlite::version as sqlite_version;

use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

/// How often a transaction is run that others make impossible.
const MOST_TRIES: u32 = 20;

/// An open store.
pub struct Store {
    engine: Engine,
    place: Place,
    dry_run: bool,
    /// What opening it did that its user should know.
    pub notices: Vec<String>,
}

impl Store {
    /// Opens the store at a path. One of an older schema is upgraded first, with `note` in its trail, unless
    /// it was brought down on purpose; a foreign, newer or damaged file is refused as it is.
    pub fn open(path: &Path, access: Access, now: Millis, note: Note<'_>) -> Result<Store> {
        let header = files::header(path)?;
        if let Header::Ours(schema) = header
            && schema < HEAD
            && files::check_writable(path).is_err()
        {
            return Err(too_old(path, schema));
        }
        let (store, schema) = Store::connect(path, access, header)?;
        if schema == HEAD {
            return Ok(store);
        }
        drop(store);
        let backup = care::upgrade(path, now, care::Unasked, note).map_err(|cause| match cause.code {
            Code::StoreReadOnly => too_old(path, schema),
            _ => cause,
        })?;
        let mut store = Store::open_as_it_is(path, access)?;
        store.notices.extend(backup.map(|backup| {
            format!("the store was upgraded from schema {schema} to {HEAD}; a backup is {}", backup.display())
        }));
        Ok(store)
    }

    /// Opens a store of whatever schema, for the commands that look after it.
    pub fn open_as_it_is(path: &Path, access: Access) -> Result<Store> {
        Store::connect(path, access, files::header(path)?).map(|(store, _)| store)
    }

    /// Opens a store; the schema that it has. The file's header may be behind: the log holds what is newer.
    fn connect(path: &Path, access: Access, header: Header) -> Result<(Store, i64)> {
        match header {
            Header::Absent => return Err(absent(path)),
            Header::Ours(MOVING) => return Err(filling(&path.display())),
            Header::Ours(version) if version > HEAD => return Err(newer(path, version)),
            Header::Ours(_) => {}
        }
        // One name for the store and what stands beside it, also where the path is a link.
        let path =
            &fs::canonicalize(path).map_err(|cause| Error::io(format!("cannot open {}", path.display()), &cause))?;
        files::refuse_network(files::folder_of(path))?;
        let engine = Engine::Sqlite(Sqlite::open(path, access)?);
        let store = |engine| Store { engine, place: Place::File(path.to_owned()), dry_run: false, notices: Vec::new() };
        match engine.schema() {
            Ok(MOVING) => Err(filling(&path.display())),
            Ok(version) if version > HEAD => Err(newer(path, version)),
            Ok(version) => Ok((store(engine), version)),
            // Where nothing can be written, the shared memory of a write-ahead log cannot be made either.
            Err(cause) if access == Access::Read && matches!(cause.code, Code::StoreReadOnly | Code::Io) => {
                let log = fs::metadata(files::beside(path, "-wal"));
                if log.is_ok_and(|log| log.len() > 0) {
                    return Err(cause.hint("the store has changes in its write-ahead log; open it once as its owner"));
                }
                let engine = Engine::Sqlite(Sqlite::open_immutable(path)?);
                let version = engine.schema()?;
                Ok((store(engine), version))
            }
            Err(cause) => Err(cause),
        }
    }

    /// Opens a store of whatever schema, wherever it is.
    pub fn open_as_it_is_at(place: &Place, access: Access) -> Result<Store> {
        match place {
            Place::File(path) => Store::open_as_it_is(path, access),
            #[cfg(feature = "postgres")]
            Place::Server(server) => Store::join_as_it_is(server, access),
        }
    }

    /// Opens a store of this program's schema for a short look: it is not made, upgraded, written or waited for.
    pub fn glance(path: &Path) -> Result<Store> {
        if files::header(path)? != Header::Ours(HEAD) {
            return Err(absent(path));
        }
        let path = &fs::canonicalize(path).map_err(|cause| Error::io("cannot open the store", &cause))?;
        files::refuse_network(files::folder_of(path))?;
        let engine = Engine::Sqlite(Sqlite::open_glance(path)?);
        Ok(Store { engine, place: Place::File(path.clone()), dry_run: false, notices: Vec::new() })
    }

    /// Opens a copy that was just finished and that nobody else knows yet, leaving nothing beside it.
    pub fn open_copy(path: &Path) -> Result<Store> {
        files::header(path)?;
        let engine = Engine::Sqlite(Sqlite::open_immutable(path)?);
        Ok(Store { engine, place: Place::File(path.to_owned()), dry_run: false, notices: Vec::new() })
    }

    /// Makes a store, filled by `seed`, unless one is there. It appears at its path complete or not at all,
    /// however many processes do this at once. Whether this one made it.
    pub fn create(path: &Path, seed: Note<'_>) -> Result<bool> {
        let folder = files::folder_of(path);
        files::make_folder(folder)?;
        files::refuse_network(folder)?;
        let _lock = files::lock(path)?;
        if files::header(path)? != Header::Absent {
            return Ok(false);
        }
        files::refuse_orphan(path)?;
        // A name of its own, which the lock keeps from others: what a dead maker left there goes.
        let draft = files::beside(path, ".draft");
        remove_store(&draft)?;
        drop(files::make_private(&draft)?);
        let mut fill = |draft: &Path| {
            let engine = Sqlite::open(draft, Access::Write)?;
            engine.keep_log()?;
            let engine = Engine::Sqlite(engine);
            migrate::up(&engine, HEAD, seed)?;
            engine.embedded()?.empty_log()
        };
        let made = fill(&draft).and_then(|()| files::put_in_place(&draft, path));
        // What is left of it is in nobody's way.
        drop(remove_store(&draft));
        made.map(|()| true)
    }

    /// From here on every change is made and rolled back.
    pub fn rehearse(&mut self) {
        self.dry_run = true;
    }

    /// Whether changes are rolled back.
    pub fn is_rehearsal(&self) -> bool {
        self.dry_run
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// How many verifications one transaction takes at most: on a server others wait for the rows that it has changed.
    pub fn most_together(&self) -> usize {
        if self.engine.file().is_some() { usize::MAX } else { 8 }
    }

    /// One consistent view.
    pub fn read<T>(&mut self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        // Where the connection was lost meanwhile; what has begun to answer is not run again.
        if let Err(cause) = self.engine.begin(false) {
            if !self.engine.may_run_again() {
                return Err(cause);
            }
            self.engine.begin(false)?;
        }
        let read = work(&mut Tx::new(&self.engine));
        self.engine.rollback();
        read
    }

    /// One change: all of it, with its audit entries, or nothing. `work` may be run again, so what it does
    /// outside the store must bear that.
    pub fn write<T>(&mut self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut tries = 0;
        loop {
            let written = self.write_once(&mut work);
            tries += 1;
            if written.is_ok() || tries == MOST_TRIES || !self.engine.may_run_again() {
                return written;
            }
        }
    }

    fn write_once<T>(&mut self, work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.engine.begin(true)?;
        let mut tx = Tx::new(&self.engine);
        let written = work(&mut tx).and_then(|done| {
            audit::append(&mut tx)?;
            if !self.dry_run {
                self.engine.commit()?;
            }
            Ok(done)
        });
        self.engine.rollback();
        written
    }

    /// What tells that others have changed the store.
    pub fn watch(&self) -> Result<engine::Watch> {
        self.engine.watch()
    }

    /// A number that is another one after others have changed the store, where that can be told at once.
    pub fn data_version(&self) -> Result<Option<i64>> {
        self.engine.data_version()
    }

    /// The schema that the store has now.
    pub fn schema(&self) -> Result<i64> {
        self.engine.schema()
    }

    /// The steps that were applied: version, name, when.
    pub fn history(&self) -> Result<Vec<(i64, String, String)>> {
        migrate::history(&self.engine)
    }

    /// Copies the store, as it is at this moment, to a path where nothing stands. The copy carries the moment,
    /// so that what is restored from it knows how old its backup is.
    pub fn copy_to(&self, target: &Path, now: Millis) -> Result<()> {
        place(target, |draft| self.draft_copy(draft)?.note_backup(now))
    }

    fn note_backup(mut self, now: Millis) -> Result<()> {
        // What was moved elsewhere says no more of itself.
        if self.read(freeze::frozen)?.is_none() {
            self.write(|tx| marks::set(tx, marks::BACKED_UP_AT, &now.0.to_string()))?;
        }
        // All of it must be in the one file that is moved; closing it would not say where that fails.
        self.engine.embedded()?.empty_log()
    }

    /// The same, and the digest of what the store said at that moment.
    pub fn copy_with_digest(&self, target: &Path, now: Millis) -> Result<Digest> {
        place(target, |draft| {
            let mut copy = Sqlite::open(draft, Access::Write)?;
            // Pages are copied out of a transaction that goes on; VACUUM INTO would begin one of its own.
            self.engine.begin(false)?;
            let engine = self.engine.embedded()?;
            let digest = digest::digest(engine).and_then(|digest| {
                copy.overwrite_with(engine, || Ok(()))?;
                Ok(digest)
            });
            self.engine.rollback();
            copy.batch("VACUUM")?;
            drop(copy);
            Store::open_as_it_is(draft, Access::Write)?.note_backup(now)?;
            digest
        })
    }

    /// Replaces everything in a file by what another holds. `first` runs when nobody else can write any more.
    fn overwrite_with<T>(&mut self, source: &Store, first: impl FnOnce() -> Result<T>) -> Result<T> {
        match &mut self.engine {
            Engine::Sqlite(it) => it.overwrite_with(source.engine.embedded()?, first),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Err(address::shared()),
        }
    }

    /// The digest of what the store says now.
    pub fn digest(&mut self) -> Result<Digest> {
        let engine = self.engine.embedded()?;
        engine.begin(false)?;
        let digest = digest::digest(engine);
        self.engine.rollback();
        digest
    }

    /// Copies the store into an empty file, which is not in its place yet.
    fn draft_copy(&self, draft: &Path) -> Result<Store> {
        let name = draft.to_str().ok_or_else(|| Error::invalid("FILE", "the name of a backup must be UTF-8"))?;
        self.engine.embedded()?.copy_into(name)?;
        let copy = Store::open_as_it_is(draft, Access::Write)?;
        // The copy carries no write-ahead mode; a store does.
        copy.engine.embedded()?.keep_log()?;
        Ok(copy)
    }

    /// Moves of the write-ahead log into the file what no reader needs, keeping nobody from writing; whether that
    /// was all of it. A server does so by itself.
    pub fn checkpoint(&self) -> Result<bool> {
        self.engine.file().map_or(Ok(true), Sqlite::checkpoint)
    }

    /// From here on one change follows the other, each of thousands of rows. A server is always ready for that.
    pub fn expect_many(&self) -> Result<()> {
        self.engine.file().map_or(Ok(()), Sqlite::expect_many)
    }

    /// Cuts the write-ahead log if nobody uses it just now; whether there is none that is long.
    pub fn cut_log(&mut self) -> Result<bool> {
        match &mut self.engine {
            Engine::Sqlite(it) => it.cut_log(),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// The bytes that the store takes, with its write-ahead log.
    pub fn bytes(&mut self) -> Result<i64> {
        match &self.place {
            Place::File(path) => Ok(size(path).saturating_add(self.log_bytes())),
            #[cfg(feature = "postgres")]
            Place::Server(_) => self.read(shared::bytes),
        }
    }

    /// The bytes of the write-ahead log of a file.
    pub fn log_bytes(&self) -> i64 {
        self.place.file().map_or(0, |path| size(&files::beside(path, "-wal")))
    }

    /// The bytes of the file that hold nothing.
    pub fn free_bytes(&mut self) -> Result<i64> {
        self.read(|tx| tx.number(tx.form(&forms::FREE), &[]))
    }
}

/// Fills a file beside its place, then puts it there, where nothing may stand.
fn place<T>(target: &Path, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    files::refuse_taken(target)?;
    files::refuse_orphan(target)?;
    let (draft, _) = files::make_draft(target)?;
    let made = fill(&draft).and_then(|made| files::put_in_place(&draft, target).map(|()| made));
    // What is left of it is in nobody's way.
    drop(remove_store(&draft));
    made
}

/// Removes a database that never came to its place, with its log and shared memory.
fn remove_store(path: &Path) -> Result<()> {
    files::remove(path)?;
    files::remove(&files::beside(path, "-wal"))?;
    files::remove(&files::beside(path, "-shm"))
}

fn absent(path: &Path) -> Error {
    Error::new(Code::StoreNotFound, format!("there is no store at {}", path.display()))
        .hint(format!("make one with: gatepost init --db {}", path.display()))
}

/// One that would have to be upgraded first, by somebody who may write it.
fn too_old(path: &Path, version: i64) -> Error {
    Error::new(
        Code::StoreReadOnly,
        format!(
            "{} has schema {version} and must be upgraded to {HEAD} first, but this user cannot write it; \
             nothing was changed",
            path.display()
        ),
    )
    .hint("have its owner run: gatepost db migrate")
}

/// A database that a move has not filled yet.
fn filling(place: &dyn fmt::Display) -> Error {
    Error::new(Code::StoreMoving, format!("a store is being moved to {place}, and not all of it is there yet"))
        .hint("wait for that move; if it was broken off, run the same gatepost db move again")
}

fn newer(path: &Path, version: i64) -> Error {
    Error::new(
        Code::StoreNewer,
        format!("{} has schema {version}; this gatepost knows up to {HEAD}. It was not changed", path.display()),
    )
    .hint("use the newer gatepost, or have it run: gatepost db downgrade")
}

/// A transaction: statements with values by position, and the audit entries that commit with them.
pub struct Tx<'a> {
    engine: &'a Engine,
    trail: Vec<audit::Pending>,
}

impl<'a> Tx<'a> {
    fn new(engine: &'a Engine) -> Tx<'a> {
        Tx { engine, trail: Vec::new() }
    }
}

impl Tx<'_> {
    /// The form of a statement for the engine that is there.
    pub fn form(&self, forms: &Forms) -> &'static str {
        forms.of(self.engine)
    }

    /// Runs a statement; how many rows it touched.
    pub fn execute(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        self.engine.execute(sql, args)
    }

    /// Hands each row of an answer to `each`, until it answers no.
    pub fn query(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        self.engine.query(sql, args, &mut each)
    }

    /// The same of an answer that may be as long as the store, of which a reader may have seen enough early.
    pub fn stream(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        self.engine.stream(sql, args, &mut each)
    }

    /// The first row of an answer.
    pub fn first<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.query(sql, args, |row| {
            found = Some(read(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// Every row of an answer that is known to be short.
    pub fn all<T>(&mut self, sql: &str, args: &[Value<'_>], read: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.query(sql, args, |row| {
            rows.push(read(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// The one number of an answer, such as a count.
    pub fn number(&mut self, sql: &str, args: &[Value<'_>]) -> Result<i64> {
        Ok(self.first(sql, args, |row| row.opt_int(0))?.flatten().unwrap_or_default())
    }
}

/// The bytes of a file; none where there is no file.
fn size(path: &Path) -> i64 {
    i64::try_from(files::length(path)).unwrap_or(i64::MAX)
}
