//! The embedded engine: one SQLite connection, opened with safe settings, and its errors in our words.
//! It knows no table.

use std::cell::Cell;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};

use super::engine::{HELD, Row, Rows, Value, held};
use super::files::APPLICATION_ID;
use super::forms;
use super::freeze;
use super::watch::FileWatch;
use crate::error::{Code, Error, Result};
use crate::world;

/// What a connection is for; it decides durability and what happens at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads only; leaves the write-ahead log as it is.
    Read,
    /// Changes: durable when acknowledged (`synchronous=FULL`), deleted content overwritten.
    Write,
    /// Deliveries: what was sent is written down also after Ctrl-C (`synchronous=FULL`). Nothing that a person
    /// decides is done by it, so it writes no audit entry, and on a server its changes do not take turns.
    Deliver,
    /// Maintenance: many transactions that are atomic, of which a power loss may take back the last, to be
    /// done again (`synchronous=NORMAL`); it moves the log into the file itself.
    Maintain,
    /// Verifications: atomic and exact, but a power loss may give back the last moments' limits and usage
    /// (`synchronous=NORMAL`). The connection closes without a checkpoint, which would cost thirty times
    /// the verification, unless the log has become long.
    Verify,
}

/// The version of the SQLite that is built in.
pub fn version() -> &'static str {
    rusqlite::version()
}

/// How long a writer waits for another, in milliseconds.
const BUSY_TIMEOUT_MS: u64 = 10_000;
/// How long the write-ahead log may be when the last verification or delivery closes the store, in bytes. Whoever
/// opens it next reads the whole log, 1 µs a page, so a long one costs every command; cutting it costs 10 ms of
/// waiting for the disk. At 1.8 MB that is one verification in 136.
const LONG_LOG: u64 = 1_800_000;
/// Pages in the write-ahead log before a commit of a verification or an import moves them into the database: 64 MB. Only
/// a batch gets so far; a page that was changed several times meanwhile is moved once.
const AUTOCHECKPOINT_PAGES: i64 = 16_000;
/// The same for deliveries: 16 MB, so that one commit in some hundreds pays for it.
const DELIVER_PAGES: i64 = 4_000;
/// Kilobytes of pages that verifications keep at hand: a batch changes a thousand in one transaction, and what
/// does not fit is written twice.
const VERIFY_CACHE: i64 = 8_000;

/// The same for an import, whose rows change pages all over the file: what does not fit is written and read again within
/// each transaction.
const MANY_CACHE: i64 = 24_000;

/// Indexes and triggers, with the statements that make them and take them away.
pub(super) const PARTS: &str = "SELECT sql, 'DROP ' || type || ' \"' || name || '\"' FROM sqlite_schema
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL";

/// One connection.
pub(super) struct Sqlite {
    connection: Connection,
    access: Access,
    /// The file once more, where this connection moves the log into it. Whoever closes any descriptor of a file loses
    /// all locks on it (POSIX), so it stays open until the connection is closed: it stands behind that.
    file: Option<File>,
}

/// A log that verifications and deliveries have made long is cut when the last of them closes. A checkpoint alone is not
/// enough: how far it got is forgotten with the last connection, so the log would go on growing.
impl Drop for Sqlite {
    fn drop(&mut self) {
        if !matches!(self.access, Access::Verify | Access::Deliver) {
            return;
        }
        let log = self.connection.path().map(|path| std::fs::metadata(format!("{path}-wal")));
        if log.is_some_and(|log| log.is_ok_and(|log| log.len() > LONG_LOG)) {
            // If it fails, the next one does it.
            drop(self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false));
        }
    }
}

impl Sqlite {
    /// Opens an existing file.
    pub(super) fn open(path: &Path, access: Access) -> Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failure)?;
        Sqlite::prepare(connection, access)
    }

    /// Opens a store of which neither the file nor its folder can be written, as it stands.
    pub(super) fn open_immutable(path: &Path) -> Result<Sqlite> {
        Sqlite::open_reading(path, "immutable=1")
    }

    /// Opens a store for a short look: no file of it is made or written, and no lock is waited for. Without a
    /// write-ahead log it is read as it stands; with one, by the shared memory that is there.
    pub(super) fn open_glance(path: &Path) -> Result<Sqlite> {
        let log = std::fs::metadata(super::files::beside(path, "-wal"));
        let logged = log.is_ok_and(|log| log.len() > 0);
        let opened = Sqlite::open_reading(path, if logged { "readonly_shm=1" } else { "immutable=1" })?;
        opened.connection.busy_timeout(Duration::ZERO).map_err(failure)?;
        Ok(opened)
    }

    fn open_reading(path: &Path, how: &str) -> Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let connection = Connection::open_with_flags(format!("file:{escaped}?{how}"), flags).map_err(failure)?;
        Sqlite::prepare(connection, Access::Read)
    }

    fn prepare(mut connection: Connection, access: Access) -> Result<Sqlite> {
        connection.busy_handler(Some(wait)).map_err(failure)?;
        for (setting, on) in [
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            // Else SQLite plans a prepared statement anew for each value, where a partial index may depend on it.
            (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
            (
                DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                matches!(access, Access::Read | Access::Verify | Access::Deliver),
            ),
        ] {
            connection.set_db_config(setting, on).map_err(failure)?;
        }
        match access {
            Access::Read => {}
            Access::Verify => connection
                .execute_batch(&format!(
                    "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES};
                    PRAGMA cache_size = -{VERIFY_CACHE}"
                ))
                .map_err(failure)?,
            Access::Deliver => {
                world::watch_signals()?;
                let pages = format!("PRAGMA wal_autocheckpoint = {DELIVER_PAGES}");
                connection.execute_batch(&pages).map_err(failure)?;
            }
            Access::Write | Access::Maintain => {
                world::watch_signals()?;
                connection.progress_handler(10_000, Some(world::interrupted)).map_err(failure)?;
                // Without the second, what is replaced passes the triggers that keep it from being deleted.
                let settings = "PRAGMA secure_delete = ON; PRAGMA recursive_triggers = ON";
                connection.execute_batch(settings).map_err(failure)?;
            }
        }
        let mut file = None;
        if access == Access::Maintain {
            let settings = "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0";
            connection.execute_batch(settings).map_err(failure)?;
            let opened = connection.path().map(File::open).transpose();
            file = opened.map_err(|cause| Error::io("cannot open the store", &cause))?;
        }
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Sqlite { connection, access, file })
    }

    /// Keeps more pages at hand, and moves them into the file less often.
    pub(super) fn expect_many(&self) -> Result<()> {
        self.batch(&format!("PRAGMA cache_size = -{MANY_CACHE}; PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}"))
    }

    /// Runs statements that take no values.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(failure)
    }

    /// Begins a transaction; one that will write takes the lock at once, since a reader that turns writer
    /// under contention loses most of its work.
    pub(super) fn begin(&self, writes: bool) -> Result<()> {
        self.cached(if writes { forms::CHANGE.sqlite } else { forms::READ.sqlite })
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.cached("COMMIT")
    }

    /// Ends a transaction without its changes. One that SQLite has ended by itself is no error.
    pub(super) fn rollback(&self) {
        if !self.connection.is_autocommit() {
            // The rollback of a broken connection happens when it is closed.
            drop(self.cached("ROLLBACK"));
        }
    }

    fn cached(&self, sql: &str) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.execute([]).map(drop).map_err(failure)
    }

    /// Whether Ctrl-C ends what this connection does.
    fn stop_if_interrupted(&self) -> Result<()> {
        if self.access == Access::Deliver { Ok(()) } else { stop_if_interrupted() }
    }

    pub(super) fn execute(&self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        self.stop_if_interrupted()?;
        #[cfg(debug_assertions)]
        self.tell_plan(sql)?;
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let changed = statement.execute(params_from_iter(args)).map_err(failure)?;
        Ok(changed as u64)
    }

    /// Hands each row to `each` until it says no.
    pub(super) fn query(
        &self,
        sql: &str,
        args: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        self.stop_if_interrupted()?;
        #[cfg(debug_assertions)]
        self.tell_plan(sql)?;
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.query(params_from_iter(args)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            if !each(&Row::Sqlite(row))? {
                break;
            }
        }
        Ok(())
    }

    /// Fills a table.
    pub(super) fn fill(&self, table: &str, columns: &[String], rows: Rows<'_>) -> Result<()> {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let columns = columns.join("\", \"");
        let sql = format!("INSERT INTO \"{table}\" (\"{columns}\") VALUES ({})", places.join(", "));
        rows(&mut |values| self.execute(&sql, values).map(drop))
    }

    /// Writes the plan of a statement where a test looks for it: the statement on a line, then each step.
    #[cfg(debug_assertions)]
    fn tell_plan(&self, sql: &str) -> Result<()> {
        use std::io::Write;
        let Some(file) = world::plans_file().filter(|_| !sql.starts_with("PRAGMA")) else { return Ok(()) };
        let mut text = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).map_err(failure)?;
        let mut rows = statement.raw_query();
        while let Some(step) = rows.next().map_err(failure)? {
            text = text + "\n\t" + &step.get::<_, String>(3).map_err(failure)?;
        }
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        let written = file.as_mut().map(|file| writeln!(file, "{text}"));
        written.map(drop).map_err(|cause| Error::io("cannot write the plans", cause))
    }

    /// What tells that the files of the store were written.
    pub(super) fn watch(&self) -> Result<FileWatch> {
        let path = self.connection.path().map(Path::new);
        let path = path.ok_or_else(|| Error::new(Code::Internal, "a store without a file cannot be watched"))?;
        FileWatch::new(path)
    }

    /// A number that is another one after another connection has changed the store.
    pub(super) fn data_version(&self) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("PRAGMA data_version").map_err(failure)?;
        statement.query_row([], |row| row.get(0)).map_err(failure)
    }

    /// Begins a change of the schema. Foreign keys are off while tables are rebuilt, else a rebuilt table loses
    /// its children silently.
    pub(super) fn begin_migration(&self) -> Result<()> {
        self.batch("PRAGMA foreign_keys = OFF")?;
        self.batch(forms::MIGRATION.sqlite)
    }

    /// Commits a change of the schema; nothing does until every key is found to hold.
    pub(super) fn commit_migration(&self, version: i64) -> Result<()> {
        let mut broken = None;
        self.query("PRAGMA foreign_key_check", &[], &mut |row| {
            broken = row.opt_text(0)?;
            Ok(false)
        })?;
        if let Some(table) = broken {
            return Err(Error::new(
                Code::StoreDamaged,
                format!("a row of {table} points nowhere; the schema was not changed"),
            ));
        }
        self.batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}"))?;
        self.batch("COMMIT")
    }

    /// Ends a change of the schema, committed or not. The header is read without SQLite at every start, so the
    /// new version must reach the file.
    pub(super) fn end_migration(&self) -> Result<()> {
        self.batch("PRAGMA foreign_keys = ON")?;
        // If this fails, the change stands in the log.
        drop(self.empty_log());
        Ok(())
    }

    /// Copies the whole store into a file that must be empty, consistently, while others go on writing.
    pub(super) fn copy_into(&self, target: &str) -> Result<()> {
        self.connection.execute("VACUUM INTO ?1", [target]).map(drop).map_err(failure)
    }

    /// Moves of the write-ahead log into the file what no reader needs, keeping nobody from writing; whether that
    /// was all of it.
    pub(super) fn checkpoint(&self) -> Result<bool> {
        let mut all = false;
        self.query("PRAGMA wal_checkpoint(PASSIVE)", &[], &mut |row| {
            // Whether it was kept from it, the pages in the log, and those of them in the file.
            all = row.int(0)? == 0 && row.int(1)? == row.int(2)?;
            Ok(true)
        })?;
        // Where somebody wrote meanwhile, SQLite leaves what it moved to be synced by whoever cuts the log, while nobody
        // can write.
        if let Some(file) = &self.file {
            file.sync_data().map_err(|cause| Error::io("cannot write the store", &cause))?;
        }
        Ok(all)
    }

    /// Cuts the write-ahead log if nobody uses it just now; whether it did. It does not wait, since who
    /// waits for readers here keeps everyone from writing.
    pub(super) fn cut_log(&mut self) -> Result<bool> {
        self.connection.busy_handler(None::<fn(i32) -> bool>).map_err(failure)?;
        let mut busy = 1;
        let cut = self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |row| {
            busy = row.int(0)?;
            Ok(true)
        });
        self.connection.busy_handler(Some(wait)).map_err(failure)?;
        match cut {
            Err(cause) if cause.code == Code::StoreBusy => Ok(false),
            cut => cut.map(|()| busy == 0),
        }
    }

    /// The schema, which the header keeps.
    pub(super) fn schema(&self) -> Result<i64> {
        self.connection.query_row(forms::SCHEMA.sqlite, [], |row| row.get(0)).map_err(failure)
    }

    /// Replaces every page by the source's in one transaction, so that other processes go on with the new
    /// content: <https://www.sqlite.org/backup.html>. `first` runs in it, when nobody else can write any more.
    pub(super) fn overwrite_with<T>(&mut self, source: &Sqlite, first: impl FnOnce() -> Result<T>) -> Result<T> {
        let done = {
            let copy = Backup::new(&source.connection, &mut self.connection).map_err(failure)?;
            // A step of no pages takes the locks.
            step(&copy, 0)?;
            let done = first()?;
            step(&copy, -1)?;
            done
        };
        // It is done; whoever opens the store next moves the log if this fails.
        drop(self.empty_log());
        Ok(done)
    }

    /// Puts the database in the mode of a write-ahead log. SQLite answers with the mode that it would have, and only
    /// then writes it down, so the statement is run to its end.
    pub(super) fn keep_log(&self) -> Result<()> {
        let mut mode = String::new();
        self.query("PRAGMA journal_mode = WAL", &[], &mut |row| {
            mode = row.text(0)?;
            Ok(true)
        })?;
        if mode == "wal" { Ok(()) } else { Err(Error::new(Code::Io, "the disk does not take a write-ahead log")) }
    }

    /// Writes the whole file anew, without what was deleted, and leaves no log. The log goes first as well, since it
    /// holds what was deleted last.
    pub(super) fn rewrite(&self) -> Result<()> {
        self.cut_whole_log()?;
        self.batch("VACUUM")?;
        self.cut_whole_log()
    }

    /// Moves the write-ahead log into the database and cuts it, waiting for those who read.
    pub(super) fn cut_whole_log(&self) -> Result<()> {
        let mut tries = 0;
        loop {
            let mut kept = false;
            WAITED.set(false);
            self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |row| {
                kept = row.int(0)? != 0;
                Ok(true)
            })?;
            if !kept {
                return Ok(());
            }
            // SQLite waits for those who read and write, but not for another process that moves the log.
            if WAITED.get() || !wait(tries) {
                return Err(stop_if_interrupted().err().unwrap_or_else(busy));
            }
            tries += 1;
        }
    }

    /// Moves the write-ahead log into the database and cuts it.
    pub(super) fn empty_log(&self) -> Result<()> {
        self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |_| Ok(true))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::from(rusqlite::types::Null),
            Value::Int(number) => ToSqlOutput::from(*number),
            Value::Text(text) => ToSqlOutput::from(*text),
            Value::Bytes(bytes) => ToSqlOutput::from(*bytes),
        })
    }
}

thread_local! {
    /// Whether anything was waited for.
    static WAITED: Cell<bool> = const { Cell::new(false) };
}

/// Waits between tries for a lock, until the time-out or Ctrl-C: a little longer each time, and shorter again once it
/// has been long. The lock goes to whoever asks next, so of many that wait nobody is left over.
fn wait(tries: i32) -> bool {
    const STEPS_MS: [u64; 8] = [1, 1, 2, 3, 5, 8, 12, 20];
    const LONG_MS: u64 = 25;
    const LONG_STEPS: usize = 80;
    const LATE_MS: u64 = 4;
    WAITED.set(true);
    let tries = usize::try_from(tries).unwrap_or_default();
    let long = tries.saturating_sub(STEPS_MS.len());
    let late = long.saturating_sub(LONG_STEPS) as u64;
    let waited = STEPS_MS.iter().take(tries).sum::<u64>() + LONG_MS * long.min(LONG_STEPS) as u64 + LATE_MS * late;
    if waited >= BUSY_TIMEOUT_MS || world::interrupted() {
        return false;
    }
    let last = if long < LONG_STEPS { LONG_MS } else { LATE_MS };
    std::thread::sleep(Duration::from_millis(STEPS_MS.get(tries).copied().unwrap_or(last)));
    true
}

/// Copies so many pages, or all where the number is negative, once it has the locks.
fn step(copy: &Backup<'_, '_>, pages: i32) -> Result<()> {
    let mut tries = 0;
    while matches!(copy.step(pages).map_err(failure)?, StepResult::Busy | StepResult::Locked) {
        if !wait(tries) {
            return Err(stop_if_interrupted().err().unwrap_or_else(busy));
        }
        tries += 1;
    }
    Ok(())
}

fn stop_if_interrupted() -> Result<()> {
    if world::interrupted() { Err(interrupted()) } else { Ok(()) }
}

fn interrupted() -> Error {
    Error::new(Code::Interrupted, "interrupted; nothing was changed")
}

fn busy() -> Error {
    let error = Error::new(Code::StoreBusy, "another process holds the store; nothing was changed");
    Error { retry_after_ms: Some(1_000), ..error.hint("run the same command again") }
}

/// Whether this process may write files up to a size only: such a write fails like one on a full disk.
fn has_file_limit() -> bool {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current.is_some()
}

/// Whether the disk took what was written, and failed to say that it keeps it.
fn unconfirmed(cause: &rusqlite::Error) -> bool {
    cause.sqlite_error().is_some_and(|cause| cause.extended_code == rusqlite::ffi::SQLITE_IOERR_FSYNC)
}

/// An error of SQLite in our words.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub(super) fn failure(cause: rusqlite::Error) -> Error {
    if world::interrupted() {
        return interrupted();
    }
    let said = cause.to_string();
    if let Some(refusal) = freeze::refusal(&said) {
        return refusal;
    }
    let error = |code: Code, message: String| Error::new(code, message);
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(),
        Some(ErrorCode::ConstraintViolation) if said.contains(HELD) => held(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            error(Code::StoreReadOnly, "the store cannot be written by this user; nothing was changed".to_owned())
                .hint("reading works, and so does: gatepost tokens verify --no-count")
        }
        // Whoever opens the store next finds in the log what the disk has kept.
        Some(ErrorCode::SystemIoFailure) if unconfirmed(&cause) => {
            let message = "the disk does not confirm what was written; the change may have been made";
            Error { unconfirmed: true, ..Error::new(Code::Io, message) }
                .hint("check the disk, and whether the change is there, before you run the same command")
        }
        Some(ErrorCode::SystemIoFailure) if has_file_limit() => {
            error(Code::DiskFull, "the limit of a file's size is reached; nothing was changed".to_owned())
                .hint("raise it with ulimit -f, then run the same command")
        }
        Some(ErrorCode::DiskFull) => error(Code::DiskFull, "the disk is full; nothing was changed".to_owned())
            .hint("free some space, then run the same command"),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            error(Code::StoreDamaged, format!("the store is damaged: {said}"))
                .hint("keep a copy of its files, then restore a backup: gatepost db restore FILE")
        }
        Some(ErrorCode::CannotOpen) => error(Code::Io, format!("the store cannot be opened: {said}")),
        Some(ErrorCode::SystemIoFailure) => {
            error(Code::Io, format!("the disk answers with an error: {said}; nothing was changed"))
        }
        _ => error(Code::Internal, format!("the store answers: {said}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of the write-ahead log after verifications have written so many bytes and closed.
    fn log_after(bytes: usize) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        std::fs::write(&path, b"").unwrap();
        let store = Sqlite::open(&path, Access::Write).unwrap();
        store.batch("PRAGMA journal_mode = WAL; CREATE TABLE uses (use BLOB)").unwrap();
        drop(store);
        let store = Sqlite::open(&path, Access::Verify).unwrap();
        store.execute("INSERT INTO uses VALUES (?1)", &[Value::Bytes(&vec![7; bytes])]).unwrap();
        drop(store);
        std::fs::metadata(folder.path().join("store.db-wal")).map_or(0, |log| log.len())
    }

    #[test]
    fn a_verification_leaves_the_log_until_it_is_long() {
        assert!(log_after(1_000) > 0);
        assert_eq!(log_after(3_000_000), 0);
    }
}
