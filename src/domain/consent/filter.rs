//! Which grants a list shows, in which order, and which part of them.

use super::grant::Grant;
use super::{GRANT, State, Status, Type};
use crate::domain::id;
use crate::domain::time::Millis;

/// Which grants a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The workspace; absent is all.
    pub workspace: Option<String>,
    /// Only of these types; none is all.
    pub types: Vec<Type>,
    /// Only of these purposes; none is all.
    pub purposes: Vec<String>,
    /// Only in these states; none is all.
    pub statuses: Vec<Status>,
    /// Only under these policies, by id.
    pub policies: Option<Vec<String>>,
    /// Only from this source.
    pub source: Option<String>,
    /// Only asked in this language.
    pub locale: Option<String>,
    /// Only those that end by this moment, and have not yet.
    pub expiring_by: Option<Millis>,
    /// Only those decided about, on record, since this moment.
    pub changed_since: Option<Millis>,
    /// Only those first recorded at or after this.
    pub since: Option<Millis>,
    /// Only those first recorded at or before this.
    pub until: Option<Millis>,
}

impl Filter {
    /// The first id that a list since a moment may show: ids begin with the moment at which they were made.
    pub fn first_id(&self) -> Option<String> {
        self.since.map(|at| id::new(GRANT, at, [0; 10]))
    }

    /// The last id that a list until a moment may show.
    pub fn last_id(&self) -> Option<String> {
        self.until.map(|at| id::new(GRANT, at, [u8::MAX; 10]))
    }

    /// Whether it lets a grant through, as it stands at a moment. Subjects are not looked at.
    pub fn admits(&self, grant: &Grant, now: Millis) -> bool {
        let (key, current) = (&grant.key, &grant.current);
        let word = |wanted: &Option<String>, held: &Option<String>| wanted.is_none() || wanted == held;
        self.workspace.as_ref().is_none_or(|workspace| *workspace == key.workspace)
            && (self.types.is_empty() || self.types.contains(&key.consent_type))
            && (self.purposes.is_empty() || self.purposes.contains(&key.purpose))
            && (self.statuses.is_empty() || self.statuses.contains(&grant.status))
            && self
                .policies
                .as_ref()
                .is_none_or(|ids| current.terms.policy_id.as_ref().is_some_and(|held| ids.contains(held)))
            && word(&self.source, &current.terms.source)
            && word(&self.locale, &current.terms.locale)
            && self
                .expiring_by
                .is_none_or(|by| current.state == State::Given && current.ends_at() > now && current.ends_at() <= by)
            && self.changed_since.is_none_or(|since| current.recorded_at >= since)
            && self.first_id().is_none_or(|first| key.id >= first)
            && self.last_id().is_none_or(|last| key.id <= last)
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By the moment of the first record, as ids are.
    #[default]
    Created,
    /// By the moment of the last one.
    Recorded,
    /// By the moment at which they end or ended.
    Ends,
}

impl Order {
    /// What a grant is ordered by, beside its id.
    pub fn at(self, grant: &Grant) -> Millis {
        match self {
            Order::Created => Millis(0),
            Order::Recorded => grant.current.recorded_at,
            Order::Ends => grant.current.ends_at(),
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The order.
    pub order: Order,
    /// From small to large.
    pub ascending: bool,
    /// The last of the part before.
    pub after: Option<After>,
    /// At most so many.
    pub limit: Option<u64>,
}

/// Where a part of a list begins: behind this grant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    /// What the list is ordered by.
    pub at: Millis,
    /// Its id.
    pub id: String,
}
