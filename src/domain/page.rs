//! Which part of a list of named things is wanted. Lists of tokens and of audit entries have pages of
//! their own kind.

use super::time::Millis;

/// A part of a list that is ordered by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamePage {
    /// Only what was made at or after this.
    pub since: Option<Millis>,
    /// Only what was made at or before this.
    pub until: Option<Millis>,
    /// From Z to A.
    pub descending: bool,
    /// Only what follows this name.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<u64>,
}

/// A part of a list that is ordered by id, which is by the moment of making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdPage {
    /// Only what was made at or after this.
    pub since: Option<Millis>,
    /// Only what was made at or before this.
    pub until: Option<Millis>,
    /// From the oldest on.
    pub ascending: bool,
    /// Only what follows this id.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<u64>,
}
