//! Where sealed values are kept. Whatever looks at all of them walks this list, so a noun joins by adding a line.

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
    /// Signing secrets of endpoints and the values of their headers.
    WEBHOOK_SECRET "webhook_secrets" "sealed": "webhook_secrets" "id" "sealed" "sealed_key"
}
