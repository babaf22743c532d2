//! A database of its own for a sandbox, where the suite runs on a PostgreSQL server.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};

/// Where the server's socket is; absent where the suite runs on SQLite.
const SERVER: &str = "GATEPOST_TEST_SERVER";

/// An empty database, which goes with its sandbox.
pub struct Database {
    socket: String,
    name: String,
}

impl Database {
    /// A new one, if there is a server.
    #[expect(clippy::disallowed_methods, reason = "tests/postgres says where the server is by a variable")]
    pub fn create() -> Option<Database> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let socket = std::env::var(SERVER).ok()?;
        let name = format!("t{:07}x{:05}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let database = Database { socket, name };
        database.connect("postgres").batch_execute(&format!("CREATE DATABASE {}", database.name)).unwrap();
        Some(database)
    }

    /// What the program is told.
    pub fn url(&self) -> String {
        format!("postgres://gatepost@/{}?host={}", self.name, self.socket)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A connection past the program.
    pub fn client(&self) -> Client {
        self.connect(&self.name)
    }

    fn connect(&self, name: &str) -> Client {
        Config::new().host_path(&self.socket).user("gatepost").dbname(name).connect(NoTls).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server goes with its folder anyway.
        drop(self.connect("postgres").batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
    }
}
