//! What may complete a word that is being typed, from the store. Nothing is changed, made or waited for.

use std::path::Path;

use crate::domain::suggest::Candidate;
use crate::domain::time::Millis;
use crate::domain::token;
use crate::error::Result;
use crate::store::{Store, complete};

/// What a word is to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A token.
    Token,
    /// A scope.
    Scope,
    /// A tier.
    Tier,
    /// A workspace.
    Workspace,
}

/// What begins with a text: the first ones in order and, where there are more, the last, so that what all
/// of them have in common is what these have in common.
pub fn candidates(path: &Path, workspace: &str, named: Named, begun: &str, now: Millis) -> Result<Vec<Candidate>> {
    Store::glance(path)?.read(|tx| match named {
        Named::Token => {
            let mut found = complete::tokens_by_name(tx, workspace, begun, now)?;
            // An id is offered to whoever begins to write one.
            if !begun.is_empty() && (begun.starts_with(token::ID) || token::ID.starts_with(begun)) {
                found.extend(complete::tokens_by_id(tx, workspace, begun, now)?);
            }
            Ok(found)
        }
        Named::Scope => complete::scopes(tx, workspace, begun),
        Named::Tier => complete::tiers(tx, begun),
        Named::Workspace => complete::workspaces(tx, begun),
    })
}
