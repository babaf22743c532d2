//! The kinds of database roles, and the statements that make one.

use super::record::record;
use super::token::words;

words! {
    /// What a database role is for.
    Role {
        /// Verifies tokens.
        Verifier = "verifier",
        /// Issues, changes and ends tokens, and looks after the usage.
        Operator = "operator",
        /// Looks things up and exports them, which is recorded.
        Support = "support",
        /// Does everything but change the schema, which is its owner's part.
        Admin = "admin",
    }
}

/// One statement for the owner of the tables.
pub struct Statement {
    /// The statement, complete.
    pub text: String,
}

record! { Statement {
    statement: Text, shown, "A statement of SQL, for the owner of the tables" => |s| &s.text;
} }
