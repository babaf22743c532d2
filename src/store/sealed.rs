//! Where sealed values are kept. Whatever looks at all of them walks this list, so a noun joins by adding a line.

use super::Tx;
use super::engine::args;
use crate::error::Result;

/// A column of sealed values.
#[derive(Debug, PartialEq, Eq)]
pub struct Slot {
    /// What its values are bound to for good, as table and column: it stays when those get another name.
    pub bound: (&'static str, &'static str),
    /// Its table.
    pub table: &'static str,
    /// The column of the row's id, which is text.
    pub id: &'static str,
    /// The column of the sealed value, which may be null.
    pub column: &'static str,
    /// The column with the number of the value's data key, null where the value is; an index begins with it and
    /// goes on with the row's id.
    pub key: &'static str,
}

macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident $bound:literal $at:literal: $table:literal $id:literal $column:literal $key:literal)*) => {
        $($(#[$doc])* pub static $name: Slot =
            Slot { bound: ($bound, $at), table: $table, id: $id, column: $column, key: $key };)*

        /// All of them.
        pub static ALL: &[&Slot] = &[$(&$name),*];
    };
}

slots! {
    /// The key that signs the trail.
    AUDIT_SECRET "audit_keys" "secret": "audit_keys" "id" "secret" "secret_key"
    /// The key by which consent subjects are looked up.
    CONSENT_LOOKUP "consent_keys" "secret": "consent_keys" "id" "secret" "secret_key"
    /// The key of a consent subject, which seals what is personal of it.
    CONSENT_SUBJECT "consent_identities" "secret": "consent_identities" "subject_id" "secret" "secret_key"
    /// Signing secrets of endpoints and the values of their headers.
    WEBHOOK_SECRET "webhook_secrets" "sealed": "webhook_secrets" "id" "sealed" "sealed_key"
}

/// A sealed value in its row.
pub struct Kept {
    /// The id of the row.
    pub row: String,
    /// The value.
    pub blob: Vec<u8>,
}

/// How many values of a place are under a data key.
pub fn count(tx: &mut Tx<'_>, slot: &Slot, key: u32) -> Result<i64> {
    let sql = format!("SELECT count(*) FROM {} WHERE {} = ?1", slot.table, slot.key);
    tx.number(&sql, args![i64::from(key)])
}

/// Some of the values of a place that are under a data key, in the order of their rows' ids.
pub fn under(tx: &mut Tx<'_>, slot: &Slot, key: u32, after: &str, most: i64) -> Result<Vec<Kept>> {
    let Slot { table, id, column, key: number, .. } = slot;
    let sql = format!("SELECT {id}, {column} FROM {table} WHERE {number} = ?1 AND {id} > ?2 ORDER BY {id} LIMIT ?3");
    tx.all(&sql, args![i64::from(key), after, most], |row| Ok(Kept { row: row.text(0)?, blob: row.bytes(1)?.to_vec() }))
}

/// Puts a value that was sealed again in the place of the one that was read, unless another has come there.
pub fn replace(tx: &mut Tx<'_>, slot: &Slot, from: u32, old: &Kept, to: i64, blob: &[u8]) -> Result<bool> {
    let Slot { table, id, column, key, .. } = slot;
    let sql = format!("UPDATE {table} SET {column} = ?1, {key} = ?2 WHERE {id} = ?3 AND {key} = ?4 AND {column} = ?5");
    Ok(tx.execute(&sql, args![blob, to, &old.row, i64::from(from), &old.blob[..]])? > 0)
}

/// Every value of a place, with the number of the data key that stands beside it.
pub fn walk(tx: &mut Tx<'_>, slot: &Slot, mut each: impl FnMut(&Kept, Option<i64>) -> Result<()>) -> Result<()> {
    let Slot { table, id, column, key, .. } = slot;
    let sql = format!("SELECT {id}, {column}, {key} FROM {table} WHERE {column} IS NOT NULL ORDER BY {id}");
    tx.query(&sql, args![], |row| {
        let kept = Kept { row: row.text(0)?, blob: row.bytes(1)?.to_vec() };
        each(&kept, row.opt_int(2)?).map(|()| true)
    })
}
