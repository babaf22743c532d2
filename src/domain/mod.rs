//! Types and pure rules, a file a noun. No I/O, no clock, no randomness: what changes from run to run
//! comes in as an argument.

pub mod id;
pub mod name;
pub mod record;
pub mod size;
pub mod span;
pub mod suggest;
pub mod time;
