//! The pure rules of webhooks: who receives an event, how a delivery is signed and checked, when it is
//! tried again, and when its endpoint is left alone.

pub mod circuit;
pub mod event_type;
pub mod filter;
pub mod mistake;
pub mod payload;
pub mod received;
pub mod request;
pub mod retry;
pub mod schema;
pub mod secret;
pub mod signature;
pub mod verdict;
