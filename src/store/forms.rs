//! The statements that stand in two forms, one for each engine, because neither has words for both. Every other
//! statement is written once. What is declared here stands in the reference, and a test counts it.

use super::engine::Engine;

/// A statement in the words of each engine.
pub struct Forms {
    /// What it does.
    pub what: &'static str,
    /// In the words of SQLite.
    pub sqlite: &'static str,
    /// In the words of PostgreSQL.
    pub postgres: &'static str,
}

impl Forms {
    /// The form for an engine.
    pub(super) fn of(&self, engine: &Engine) -> &'static str {
        match engine {
            Engine::Sqlite(_) => self.sqlite,
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => self.postgres,
        }
    }
}

macro_rules! forms {
    ($($name:ident $what:literal, $sqlite:literal, $postgres:literal;)*) => {
        $(#[doc = $what] pub const $name: Forms = Forms { what: $what, sqlite: $sqlite, postgres: $postgres };)*
        /// All of them.
        pub const ALL: &[Forms] = &[$($name),*];
    };
}

// The numbers are those of advisory locks, and spell what they are for: `gpst`, the writers' turn, and `gpsm`, the
// schema's.
forms! {
    READ "begins a read, which sees one moment", "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    CHANGE "begins a change, of which there is one at a time", "BEGIN IMMEDIATE",
        "BEGIN; SELECT pg_advisory_xact_lock(1735422836)";
    MIGRATION "begins a change of the schema", "BEGIN IMMEDIATE",
        "BEGIN; SELECT pg_advisory_xact_lock(1735422829), pg_advisory_xact_lock(1735422836)";
    SCHEMA "reads the schema that is there", "PRAGMA user_version",
        "SELECT CAST(max(version) AS BIGINT) FROM refinery_schema_history";
    FREE "counts the bytes that hold nothing, which a server uses again by itself",
        "SELECT f.freelist_count * p.page_size FROM pragma_freelist_count f, pragma_page_size p", "SELECT 0";
}
