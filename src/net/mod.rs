//! HTTP out, and the guard that every outgoing connection passes. It follows no redirect, reads no proxy from the
//! environment, and decides nothing about what an answer means.

mod agents;
mod client;
mod failure;
mod guard;
mod probe;
mod route;
mod socket;
mod wire;

pub use client::{Answer, Call, Client, Outbound};
pub use failure::{Failure, Kind};
pub use probe::{Certificate, Probe, Resolved};
