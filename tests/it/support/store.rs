//! What a test sees of the store without the program: its rows, by a connection of the test's own.

use std::fmt::Write;

use postgres::Client;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::Sandbox;
use super::database::Database;

impl Sandbox {
    /// A connection to the database on a server, past the program.
    pub fn client(&self) -> Option<Client> {
        self.shared.as_ref().map(Database::client)
    }

    /// Its URL.
    pub fn url(&self) -> Option<String> {
        self.shared.as_ref().map(Database::url)
    }

    /// Its name.
    pub fn database_name(&self) -> Option<&str> {
        self.shared.as_ref().map(Database::name)
    }

    /// A connection to the default store, past the program.
    pub fn database(&self) -> Connection {
        Connection::open(self.store()).unwrap()
    }

    /// Changes the store behind the program's back.
    pub fn tamper(&self, sql: &str) {
        if let Some(shared) = &self.shared {
            let sql = format!("SET session_replication_role = replica; {sql}");
            shared.client().batch_execute(&sql).unwrap_or_else(|cause| panic!("{cause}: {sql}"));
            return;
        }
        let database = self.database();
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        database.execute_batch(sql).unwrap_or_else(|cause| panic!("{cause}: {sql}"));
    }

    /// What the database says of a change that it refuses.
    pub fn refused(&self, sql: &str) -> String {
        if let Some(shared) = &self.shared {
            let cause = shared.client().batch_execute(sql).expect_err(sql);
            return cause.as_db_error().map(|said| said.message().to_owned()).unwrap_or_default();
        }
        self.database().execute_batch(sql).expect_err(sql).to_string()
    }

    /// The one number that a query answers.
    pub fn number(&self, sql: &str) -> i64 {
        if let Some(shared) = &self.shared {
            let sql = format!("SELECT CAST(({sql}) AS BIGINT)");
            return shared.client().query_one(&sql, &[]).unwrap_or_else(|cause| panic!("{cause}: {sql}")).get(0);
        }
        self.database().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|cause| panic!("{cause}: {sql}"))
    }

    /// The texts that a query answers.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        match &self.shared {
            Some(shared) => shared.client().query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect(),
            None => texts(&self.database(), sql),
        }
    }

    /// Every row of every table as text: what the store says, wherever its bytes lie.
    pub fn dump(&self) -> String {
        if let Some(shared) = &self.shared {
            return dump_of(&mut shared.client());
        }
        let database = self.database();
        let mut text = String::new();
        for table in texts(&database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let width = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                writeln!(text, "{table}{}", (0..width).map(|at| cell(row, at)).collect::<String>()).unwrap();
            }
        }
        text
    }
}

/// The same of a database on a server.
fn dump_of(client: &mut Client) -> String {
    let tables =
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1";
    let mut text = String::new();
    for table in client.query(tables, &[]).unwrap() {
        let table: String = table.get(0);
        for row in client.query(&format!("SELECT CAST(x AS TEXT) FROM {table} x ORDER BY 1"), &[]).unwrap() {
            writeln!(text, "{table} {}", row.get::<_, String>(0)).unwrap();
        }
    }
    text
}

/// The texts that a query answers.
pub fn texts(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A value of a row as text.
pub fn cell(row: &Row<'_>, at: usize) -> String {
    match row.get_ref(at).unwrap() {
        ValueRef::Null => " null".to_owned(),
        ValueRef::Integer(number) => format!(" {number}"),
        ValueRef::Real(number) => format!(" {number}"),
        ValueRef::Text(text) => format!(" {:?}", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => format!(" {bytes:02x?}"),
    }
}
