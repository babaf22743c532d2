//! Use cases of the settings that the store carries. What a value may be is checked before it comes here.

use super::{Changes, Session};
use crate::error::Result;
use crate::store::{Store, settings};

/// Every stored setting: key and value.
pub fn stored(store: &mut Store) -> Result<Vec<(String, String)>> {
    store.read(settings::all)
}

/// Stores a value; whether it is another than before.
pub fn set(session: &mut Session<'_>, key: &str, value: &str) -> Result<bool> {
    let (now, by) = (session.now, session.actor.name.clone());
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let before = settings::all(tx)?.into_iter().find(|(held, _)| held == key).map(|(_, value)| value);
        if before.as_deref() == Some(value) {
            return Ok(false);
        }
        settings::set(tx, key, value, now, &by)?;
        scribe.log(
            tx,
            None,
            "setting.set",
            key,
            Changes::default().set("value", serde_json::json!([before, value])),
        )?;
        Ok(true)
    })
}

/// Takes a stored value away; whether there was one.
pub fn unset(session: &mut Session<'_>, key: &str) -> Result<bool> {
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let gone = settings::unset(tx, key)?;
        if gone {
            scribe.log(tx, None, "setting.unset", key, Changes::default())?;
        }
        Ok(gone)
    })
}
