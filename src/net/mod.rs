//! HTTP out, and the guard that every outgoing connection passes; HTTP in, on loopback. It follows no redirect, reads
//! no proxy from the environment, and decides nothing about what an answer means.

mod agents;
mod client;
mod failure;
mod guard;
mod probe;
mod receiver;
mod route;
mod socket;
mod wire;

pub use client::{Answer, Call, Client, Outbound};
pub use failure::{Failure, Kind};
pub use probe::{Certificate, Probe, Resolved};
pub use receiver::{Arrival, Loopback};
