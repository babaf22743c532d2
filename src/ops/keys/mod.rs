//! Use cases of the keys that seal: what there is, other keys in their place, and whether everything opens.

pub mod check;
pub mod rewrap;
pub mod rotate;
pub mod status;

use crate::error::{Code, Error, Result};
use crate::store::{Store, Tx, seal};

/// Whether anything is sealed, so that there is a key to ask for.
pub fn is_used(store: &mut Store) -> Result<bool> {
    Ok(!store.read(seal::sealing_keys)?.is_empty())
}

/// Cuts what the log of an embedded store still has of keys that ended. Where that cannot be done just now, it goes with
/// the log at a later time: the change itself is made.
fn forget(store: &mut Store) {
    drop(store.cut_log());
}

/// Refuses a change of the keys while two sealing keys open the store: one of them would be left behind.
fn refuse_two(tx: &mut Tx<'_>) -> Result<()> {
    let ids = seal::sealing_keys(tx)?;
    if ids.len() < 2 {
        return Ok(());
    }
    Err(Error::new(Code::WrongState, format!("the store opens with {} sealing keys: {}", ids.len(), ids.join(" and ")))
        .hint("once every machine has the new one, leave it alone: gatepost keys rewrap --finish"))
}
