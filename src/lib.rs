//! gatepost, the control plane of an integration ecosystem, as a library: everything that the command
//! line does can be called from Rust.

pub mod cli;
pub mod docs;
pub mod domain;
pub mod error;
pub mod net;
pub mod ops;
pub mod render;
pub mod seal;
pub mod settings;
pub mod store;
pub mod world;
