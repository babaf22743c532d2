//! Secrets at rest: the sealing key that lies outside the store, the data keys that it wraps, and the values
//! that they seal. It knows no table; what a value is bound to comes as [`Bound`].

mod sealing_key;
mod source;
mod value;

pub use sealing_key::SealingKey;
pub use source::Source;
pub use value::{Bound, DataKey, LENGTH, key_of};
