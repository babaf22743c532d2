//! Types and pure rules, a file a noun. No I/O, no clock, no randomness: what changes from run to run
//! comes in as an argument.

pub mod actor;
pub mod audit;
pub mod check;
pub mod consent;
pub mod credential;
pub mod csv;
pub mod finding;
pub mod guess;
pub mod id;
pub mod import;
mod level;
pub mod limit;
pub mod name;
pub mod note;
pub mod pace;
pub mod page;
pub mod plan;
pub mod plural;
pub mod record;
pub mod replay;
pub mod role;
pub mod scope;
pub mod secret;
pub mod sheet;
pub mod shell;
pub mod size;
pub mod span;
pub mod stale;
pub mod suggest;
pub mod tar;
pub mod tier;
pub mod time;
pub mod token;
pub mod usage;
pub mod verdict;
pub mod workspace;
