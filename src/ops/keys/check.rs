//! Whether everything that is sealed opens.

use serde_json::{Value as Json, json};

use super::super::keyring::Keyring;
use crate::domain::record::record;
use crate::error::Result;
use crate::store::{Store, sealed};

/// How many failures are named.
const MOST: usize = 1_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The values that were opened, or were to be.
    pub values: i64,
    /// Those that do not open.
    pub damaged: i64,
    /// The first of them.
    pub failures: Vec<Json>,
}

record! { Checked {
    ok: Bool, shown, "Whether everything opens" => |c| c.damaged == 0;
    values: Int, shown, "The sealed values that there are" => |c| c.values;
    damaged: Int, shown, "Those that do not open" => |c| c.damaged;
    failures: Json, shown, "The first thousand of them: table, column, id, data_key" => |c| Json::from(c.failures.clone());
} }

/// Opens every sealed value.
pub fn check(store: &mut Store, keyring: &Keyring) -> Result<Checked> {
    store.read(|tx| {
        let opener = keyring.opener(tx)?;
        let mut checked = Checked::default();
        for slot in sealed::ALL {
            sealed::walk(tx, slot, |kept, key| {
                checked.values += 1;
                // What does not stand under the key that it says would be left behind by a rotation.
                if opener.open_under(slot, &kept.row, &kept.blob, key).is_err() {
                    checked.damaged += 1;
                    if checked.failures.len() < MOST {
                        let (table, column) = (slot.table, slot.column);
                        checked
                            .failures
                            .push(json!({ "table": table, "column": column, "id": kept.row, "data_key": key }));
                    }
                }
                Ok(())
            })?;
        }
        Ok(checked)
    })
}
