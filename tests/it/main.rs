//! The integration tests, a file a noun, in one binary.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[macro_use]
mod support;

mod audit;
mod clipboard;
mod clock;
mod codes;
mod completions;
mod config;
mod consent;
mod consent_erase;
mod consent_input;
mod consent_past;
mod consent_purge;
mod contract;
mod db;
mod db_check;
mod docs_examples;
mod doctor;
mod dry_runs;
mod every_format;
mod examples;
mod faults;
mod follow;
mod formats;
mod generated;
mod guesses;
mod input;
mod keys;
mod limits;
mod maintain;
mod net;
mod nginx;
mod output;
mod parallel;
mod planner;
mod readme;
mod release;
mod scopes;
mod seal;
mod secrets;
mod server;
mod store;
mod tidy;
mod tiers;
mod tiers_simulate;
mod tokens;
mod tokens_import;
mod tokens_list;
mod tokens_revoke;
mod tokens_rotate;
mod tokens_scan;
mod tokens_stale;
mod tokens_update;
mod trouble;
mod upgrade;
mod usage;
mod verify;
mod verify_batch;
mod webhooks_listen;
mod webhooks_peers;
mod webhooks_sign;
mod webhooks_verify;
mod workspaces;
