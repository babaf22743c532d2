//! Use cases of database roles.

use crate::domain::role::{Role, Statement};
use crate::store::roles;

/// The statements that make a role one of a kind.
pub fn statements(role: Role, name: &str) -> Vec<Statement> {
    roles::statements(role, name).into_iter().map(|text| Statement { text }).collect()
}
