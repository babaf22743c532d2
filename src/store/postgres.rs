//! The shared engine: one connection to a PostgreSQL server, and its errors in our words. It knows no table.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error as _;

use bytes::BytesMut;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, RowIter, Statement};

use super::engine::{HELD, Row, Rows, Value, held};
use super::forms;
use super::freeze;
use super::reach::Reach;
use super::server::Server;
use super::sqlite::Access;
use super::watch::ServerWatch;
use crate::error::{Code, Error, Result};
use crate::world;

/// How long a statement waits for a lock, in milliseconds.
const LOCK_TIMEOUT_MS: u64 = 10_000;

/// How many rows of a long answer are sent at once.
const PIECE: usize = 500;

/// On which workers hear of deliveries.
const CHANNEL: &str = "gatepost_deliveries";

/// The advisory lock of whoever moves a store here: `gpmv`.
const MOVES: i64 = 0x6770_6d76;

/// Indexes, keys and triggers, with the statements that make them and take them away; last the statistics of full
/// tables, which the planner wants at once.
pub(super) const PARTS: &str = "
    SELECT make, take FROM (
        SELECT 1 AS place, pg_get_indexdef(i.indexrelid) AS make, 'DROP INDEX ' || i.indexrelid::regclass AS take
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        WHERE t.relnamespace = to_regnamespace(current_schema()) AND NOT i.indisprimary AND NOT EXISTS
            (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
        UNION ALL
        SELECT CASE contype WHEN 'u' THEN 2 ELSE 3 END,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
            format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint WHERE connamespace = to_regnamespace(current_schema()) AND contype IN ('u', 'f')
        UNION ALL
        SELECT 4, pg_get_triggerdef(g.oid), format('DROP TRIGGER %I ON %s', g.tgname, g.tgrelid::regclass)
        FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
        WHERE t.relnamespace = to_regnamespace(current_schema()) AND NOT g.tgisinternal
        UNION ALL
        SELECT 5, 'ANALYZE', '') parts
    ORDER BY place, make";

/// One connection.
pub(super) struct Postgres {
    reach: Reach,
    client: RefCell<Client>,
    /// Statements by their text. One that comes a second time is prepared, which saves the server from
    /// planning it again; before that preparing would only cost a round trip.
    statements: RefCell<HashMap<String, Known>>,
    access: Access,
    open: Cell<bool>,
    /// Whether the last failure goes away when the transaction is run again.
    passing: Cell<bool>,
    /// Whether the connection broke, and its transaction with it.
    lost: Cell<bool>,
    /// Whether it holds a lock that would go with it, so that a new one would not do.
    holds: Cell<bool>,
}

enum Known {
    Once(String),
    Prepared(Statement),
}

/// A statement in the words of this engine: `$1` for `?1` outside of quotes, and no word that keeps SQLite from an
/// index, since its planner chooses by what it knows of the tables.
fn dollars(sql: &str) -> String {
    let mut quoted = false;
    sql.replace(" NOT INDEXED", "")
        .replace("+t.", "t.")
        .replace("+g.", "g.")
        .replace("+p.", "p.")
        .replace("+a.", "a.")
        .replace("+d.", "d.")
        .replace(forms::PASS_OVER.sqlite, forms::PASS_OVER.postgres)
        .chars()
        .map(|letter| match letter {
            '\'' => {
                quoted = !quoted;
                letter
            }
            '?' if !quoted => '$',
            other => other,
        })
        .collect()
}

impl Postgres {
    /// Connects.
    pub(super) fn connect(server: &Server, access: Access) -> Result<Postgres> {
        let mut config = server.config();
        // A verification may lose its last moments with the server's memory, as on SQLite; nothing else may.
        let durability = if access == Access::Verify { "off" } else { "on" };
        let given = config.get_options().unwrap_or_default().to_owned();
        let ours = format!("-c synchronous_commit={durability} -c lock_timeout={LOCK_TIMEOUT_MS}");
        config.options(&format!("{ours} {given}"));
        config.application_name("gatepost");
        let reach = Reach::new(server, config)?;
        let client = reach.connect(false)?;
        reach.heed_interrupts(access)?;
        Ok(Postgres {
            reach,
            client: RefCell::new(client),
            statements: RefCell::default(),
            access,
            open: Cell::new(false),
            passing: Cell::new(false),
            lost: Cell::new(false),
            holds: Cell::new(false),
        })
    }

    /// Holds off every other move to this database until the connection ends.
    pub(super) fn hold_moves(&self) -> Result<()> {
        self.holds.set(true);
        self.batch(&format!("SELECT pg_advisory_lock({MOVES})"))
    }

    /// Connects again, if the server comes back in time.
    fn reconnect(&self) -> bool {
        let Ok(client) = self.reach.connect(true) else { return false };
        self.client.replace(client);
        self.statements.borrow_mut().clear();
        self.lost.set(false);
        true
    }

    /// Runs statements that take no values.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        let ran = self.client.borrow_mut().batch_execute(sql);
        ran.map_err(|cause| self.failure(&cause))
    }

    /// Begins a transaction. Changes take turns from their first statement on, so that each sees what the
    /// one before it did, and the trail is numbered without gaps. Verifications do not: their one condition
    /// stands in the statement that writes.
    pub(super) fn begin(&self, writes: bool) -> Result<()> {
        self.passing.set(false);
        self.batch(match (writes, self.access) {
            (false, _) => forms::READ.postgres,
            (true, Access::Verify | Access::Deliver) => "BEGIN",
            (true, _) => forms::CHANGE.postgres,
        })?;
        self.open.set(true);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<()> {
        let committed = self.client.borrow_mut().batch_execute("COMMIT");
        self.open.set(false);
        committed.map_err(|cause| {
            if cause.code().is_none_or(is_gone) {
                // A use that is counted twice lets nobody in; a change that is made twice may.
                self.lost.set(self.access == Access::Verify);
                return Error::new(
                    Code::StoreUnsure,
                    "the connection broke during the commit, so whether the change was stored is not known",
                )
                .hint("look with: gatepost audit list --limit 5");
            }
            self.failure(&cause)
        })
    }

    /// Ends a transaction without its changes. A broken connection has ended it by itself.
    pub(super) fn rollback(&self) {
        if self.open.replace(false) {
            drop(self.client.borrow_mut().batch_execute("ROLLBACK"));
        }
    }

    /// Wakes whoever listens, with the commit.
    pub(super) fn notify(&self) -> Result<()> {
        self.batch(&format!("NOTIFY {CHANNEL}"))
    }

    /// A connection of its own on which the server says that something is to be delivered.
    pub(super) fn watch(&self) -> Result<ServerWatch> {
        let mut client = self.reach.connect(false)?;
        client.batch_execute(&format!("LISTEN {CHANNEL}")).map_err(|cause| self.failure(&cause))?;
        Ok(ServerWatch { client })
    }

    /// Writes tables anew without old versions of rows. Those are kept while somebody sees the server as it was before,
    /// so it waits for them first. A server only warns where it does not let this role do it.
    pub(super) fn rewrite(&self, tables: &[&str]) -> Result<()> {
        self.wait_for_older_views()?;
        for table in tables {
            let file = format!("SELECT CAST(pg_relation_filenode('{table}') AS BIGINT)");
            let before = self.number(&file)?;
            self.batch(&format!("VACUUM (FULL) {table}"))?;
            if self.number(&file)? == before {
                let message = format!("the server does not let this role write {table} anew");
                return Err(Error::new(Code::StoreReadOnly, message)
                    .hint("as the owner of the tables, run: gatepost doctor --fix"));
            }
        }
        Ok(())
    }

    /// Waits until nothing on the server keeps rows that were removed before. Every role may see these columns of the
    /// sessions of others. Who vacuums keeps none: <https://www.postgresql.org/docs/current/routine-vacuuming.html>.
    fn wait_for_older_views(&self) -> Result<()> {
        const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
        let mark = self.number("SELECT CAST(CAST(CAST(pg_current_xact_id() AS XID) AS TEXT) AS BIGINT)")?;
        let keeps = |xid: &str| format!("age({xid}) >= age(CAST('{mark}' AS XID))");
        let older = format!(
            "SELECT (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = current_database()
                AND a.pid <> pg_backend_pid() AND a.pid NOT IN (SELECT v.pid FROM pg_stat_progress_vacuum v)
                AND ({} OR {}))
            + (SELECT count(*) FROM pg_prepared_xacts p WHERE p.database = current_database() AND {})
            + (SELECT count(*) FROM pg_replication_slots s WHERE {})",
            keeps("a.backend_xmin"),
            keeps("a.backend_xid"),
            keeps("p.transaction"),
            keeps("s.xmin"),
        );
        for _ in 0..LOCK_TIMEOUT_MS / 50 {
            if self.number(&older)? == 0 {
                return Ok(());
            }
            if world::interrupted() {
                return Err(Error::new(Code::Interrupted, "interrupted; nothing was changed"));
            }
            std::thread::sleep(PAUSE);
        }
        Err(Error {
            retry_after_ms: Some(1_000),
            ..Error::new(Code::StoreBusy, "somebody works on the store all the while")
        })
    }

    /// The number that a look at the server itself answers.
    fn number(&self, sql: &str) -> Result<i64> {
        let row = self.client.borrow_mut().query_typed_one(sql, &[]);
        let row = row.map_err(|cause| self.failure(&cause))?;
        Ok(row.get::<_, Option<i64>>(0).unwrap_or_default())
    }

    /// The newest step that was applied; 0 where nothing of ours is there.
    pub(super) fn schema(&self) -> Result<i64> {
        let mut client = self.client.borrow_mut();
        match client.query_typed_one(forms::SCHEMA.postgres, &[]) {
            Ok(row) => Ok(row.get::<_, Option<i64>>(0).unwrap_or(0)),
            Err(cause) if cause.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(0),
            Err(cause) => Err(self.failure(&cause)),
        }
    }

    /// Begins the transaction of a change of the schema, of which there is one at a time.
    pub(super) fn begin_migration(&self) -> Result<()> {
        self.batch(forms::MIGRATION.postgres)?;
        self.open.set(true);
        Ok(())
    }

    /// Whether the last failure goes away when the transaction is run again, on a connection that may be a new one.
    pub(super) fn may_run_again(&self) -> bool {
        self.passing.get() || self.lost.get() && !self.holds.get() && self.reconnect()
    }

    pub(super) fn execute(&self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        let mut count = 0;
        self.run(sql, args, &mut |mut rows| {
            while rows.next()?.is_some() {}
            count = rows.rows_affected().unwrap_or_default();
            Ok(Ok(()))
        })?;
        Ok(count)
    }

    /// Fills a table by a stream of rows, which costs a tenth of as many statements.
    pub(super) fn fill(&self, table: &str, columns: &[String], rows: Rows<'_>) -> Result<()> {
        let columns = columns.join("\", \"");
        let mut client = self.client.borrow_mut();
        let types = client.prepare(&format!("SELECT \"{columns}\" FROM \"{table}\""));
        let types = types.map_err(|cause| self.failure(&cause))?;
        let types: Vec<Type> = types.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = client.copy_in(&format!("COPY \"{table}\" (\"{columns}\") FROM STDIN BINARY"));
        let mut copy = BinaryCopyInWriter::new(copy.map_err(|cause| self.failure(&cause))?, &types);
        rows(&mut |values| copy.write_raw(values).map_err(|cause| self.failure(&cause)))?;
        copy.finish().map(drop).map_err(|cause| self.failure(&cause))
    }

    /// Hands each row to `each` until it says no.
    pub(super) fn query(
        &self,
        sql: &str,
        args: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        self.run(sql, args, &mut |mut rows| {
            while let Some(row) = rows.next()? {
                match each(&Row::Postgres(&row)) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(cause) => return Ok(Err(cause)),
                }
            }
            Ok(Ok(()))
        })
    }

    /// The same by a cursor, so that the server reads no further than `each` does, and plans for the first rows.
    pub(super) fn stream(
        &self,
        sql: &str,
        args: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        #[cfg(debug_assertions)]
        self.tell_plan(sql, args.len())?;
        if args.iter().any(has_null) {
            return Ok(());
        }
        let declare = format!("DECLARE list NO SCROLL CURSOR FOR {}", dollars(sql));
        let fetch = format!("FETCH {PIECE} FROM list");
        let typed = args.iter().map(|value| (value, value.kind()));
        let declared = self.client.borrow_mut().query_typed_raw(&declare, typed).and_then(|mut rows| rows.next());
        declared.map_err(|cause| self.failure(&cause))?;
        let mut goes_on = true;
        while goes_on {
            if world::interrupted() {
                return Err(interrupted());
            }
            let rows = self.client.borrow_mut().query_typed(&fetch, &[]).map_err(|cause| self.failure(&cause))?;
            goes_on = rows.len() == PIECE;
            for row in &rows {
                if !each(&Row::Postgres(row))? {
                    goes_on = false;
                    break;
                }
            }
        }
        self.batch("CLOSE list")
    }

    fn run(
        &self,
        sql: &str,
        args: &[Value<'_>],
        read: &mut dyn FnMut(RowIter<'_>) -> Result<Result<()>, postgres::Error>,
    ) -> Result<()> {
        if self.access != Access::Deliver && world::interrupted() {
            return Err(interrupted());
        }
        // No stored text has a null character, which the server refuses even in a question.
        if sql.starts_with("SELECT") && args.iter().any(has_null) {
            return Ok(());
        }
        #[cfg(debug_assertions)]
        self.tell_plan(sql, args.len())?;
        let mut client = self.client.borrow_mut();
        let mut statements = self.statements.borrow_mut();
        let ran = match statements.get_mut(sql) {
            None => {
                let text = dollars(sql);
                let ran =
                    client.query_typed_raw(&text, args.iter().map(|value| (value, value.kind()))).and_then(&mut *read);
                statements.insert(sql.to_owned(), Known::Once(text));
                ran
            }
            Some(known) => {
                if let Known::Once(text) = known {
                    let types: Vec<Type> = args.iter().map(Value::kind).collect();
                    match client.prepare_typed(text, &types) {
                        Ok(statement) => *known = Known::Prepared(statement),
                        Err(cause) => return Err(self.failure(&cause)),
                    }
                }
                let Known::Prepared(statement) = known else { return Ok(()) };
                client.query_raw(&*statement, args).and_then(&mut *read)
            }
        };
        drop(client);
        ran.map_err(|cause| self.failure(&cause))?
    }

    /// Writes the plan of a statement where a test looks for it, as the server makes it for any values where it
    /// may choose an index: the statement on a line, then each step.
    #[cfg(debug_assertions)]
    fn tell_plan(&self, sql: &str, count: usize) -> Result<()> {
        use std::io::Write;
        let Some(file) = world::plans_file() else { return Ok(()) };
        let values = vec!["NULL"; count].join(", ");
        let values = if count == 0 { String::new() } else { format!("({values})") };
        let ask = format!(
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; PREPARE plan AS {}; EXPLAIN EXECUTE plan{values};
            DEALLOCATE plan; RESET plan_cache_mode; RESET enable_seqscan",
            dollars(sql)
        );
        let told = self.client.borrow_mut().simple_query(&ask).map_err(|cause| self.failure(&cause))?;
        let mut text = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        for message in &told {
            if let postgres::SimpleQueryMessage::Row(row) = message {
                text = text + "\n\t" + row.get(0).unwrap_or_default();
            }
        }
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        let written = file.as_mut().map(|file| writeln!(file, "{text}"));
        written.map(drop).map_err(|cause| Error::io("cannot write the plans", cause))
    }

    /// An error of the server in our words.
    fn failure(&self, cause: &postgres::Error) -> Error {
        self.passing.set(false);
        let cut = cause.is_closed() || cause.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        self.lost.set(cause.code().map_or(cut, is_gone));
        if world::interrupted() {
            return interrupted();
        }
        let Some(said) = cause.as_db_error() else {
            if cut {
                return Error::new(Code::StoreUnreachable, "the connection to the server broke; nothing was changed")
                    .hint("run the same command again");
            }
            return Error::new(Code::Internal, format!("the store answers: {cause}"));
        };
        let code = said.code();
        if let Some(refusal) = freeze::refusal(said.message()) {
            return refusal;
        }
        self.passing.set([SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code));
        let error = |code: Code, message: String| Error::new(code, message);
        match code {
            code if self.passing.get() || *code == SqlState::LOCK_NOT_AVAILABLE => Error {
                retry_after_ms: Some(1_000),
                ..error(Code::StoreBusy, "another process holds the store; nothing was changed".to_owned())
                    .hint("run the same command again")
            },
            code if *code == SqlState::INSUFFICIENT_PRIVILEGE || *code == SqlState::READ_ONLY_SQL_TRANSACTION => {
                error(Code::StoreReadOnly, format!("the server does not allow it: {}", said.message()))
                    .hint("the owner of the tables gives rights by: gatepost db grants --role ROLE --to NAME")
            }
            code if *code == SqlState::INTEGRITY_CONSTRAINT_VIOLATION && said.message().contains(HELD) => held(),
            code if *code == SqlState::DISK_FULL => {
                error(Code::DiskFull, "the server's disk is full; nothing was changed".to_owned())
            }
            code if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
                error(Code::StoreDamaged, format!("the store is damaged: {}", said.message()))
            }
            code if *code == SqlState::UNTRANSLATABLE_CHARACTER || *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE => {
                error(Code::InvalidValue, "PostgreSQL stores no text with a null character".to_owned())
            }
            code if *code == SqlState::QUERY_CANCELED => {
                error(Code::StoreBusy, format!("the server stopped it: {}; nothing was changed", said.message()))
                    .hint("run the same command again, or raise statement_timeout for this user")
            }
            code if is_gone(code) => {
                error(Code::StoreUnreachable, format!("the server went away: {}; nothing was changed", said.message()))
                    .hint("run the same command again")
            }
            _ => error(Code::Internal, format!("the store answers: {}", said.message())),
        }
    }
}

/// Whether a server says that it ends the connection.
fn is_gone(code: &SqlState) -> bool {
    ["57P", "08", "25P03"].iter().any(|class| code.code().starts_with(class))
}

fn has_null(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(text) if text.contains('\0'))
}

fn interrupted() -> Error {
    Error::new(Code::Interrupted, "interrupted; nothing was changed")
}

impl Value<'_> {
    /// The type that a value is sent as.
    fn kind(&self) -> Type {
        match self {
            // The server takes what the place wants.
            Value::Null => Type::UNKNOWN,
            Value::Int(_) => Type::INT8,
            Value::Text(_) => Type::TEXT,
            Value::Bytes(_) => Type::BYTEA,
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A number of whatever width, or a truth as 0 or 1.
pub(super) struct Number(pub i64);

impl<'a> FromSql<'a> for Number {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Number, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Number(match *kind {
            Type::BOOL => i64::from(bool::from_sql(kind, raw)?),
            Type::INT2 => i64::from(i16::from_sql(kind, raw)?),
            Type::INT4 => i64::from(i32::from_sql(kind, raw)?),
            _ => i64::from_sql(kind, raw)?,
        }))
    }

    fn accepts(kind: &Type) -> bool {
        [Type::BOOL, Type::INT2, Type::INT4, Type::INT8].contains(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::dollars;

    #[test]
    fn places_are_renamed_outside_of_quotes() {
        assert_eq!(dollars("a = ?1 AND b LIKE '?' OR c = ?12"), "a = $1 AND b LIKE '?' OR c = $12");
        assert_eq!(dollars("'it''s ?' || ?2"), "'it''s ?' || $2");
    }
}
