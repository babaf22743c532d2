//! gatepost, the control plane of an integration ecosystem, as a library: everything that the command
//! line does can be called from Rust.
#![doc = ""]

pub mod domain;
pub mod error;
pub mod world;
