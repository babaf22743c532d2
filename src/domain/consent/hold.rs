//! Legal holds: whose records stay as they are, and why.

use crate::domain::record::record;
use crate::domain::time::Millis;

/// A hold on a person's records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// The pseudonym of the person.
    pub subject_id: String,
    /// Who it is, in the caller's words; absent where the person was forgotten.
    pub subject: Option<String>,
    /// Why; absent where the person was forgotten.
    pub matter: Option<String>,
    /// When it was placed.
    pub placed_at: Millis,
    /// By whom.
    pub placed_by: String,
    /// When it was released.
    pub released_at: Option<Millis>,
    /// By whom.
    pub released_by: Option<String>,
}

impl Hold {
    /// The words of its state.
    pub const STATES: [&'static str; 2] = ["active", "released"];

    /// Its state.
    pub fn status(&self) -> &'static str {
        Hold::STATES[usize::from(self.released_at.is_some())]
    }
}

record! { Hold {
    id: Id, shown, "The hold's id" => |h| &h.id;
    workspace: Text, hidden, "The workspace that it belongs to" => |h| &h.workspace;
    subject: Text, shown, "The person, in the words of the caller; the pseudonym where the person was forgotten" => |h| h.subject.as_ref().unwrap_or(&h.subject_id);
    matter: Text, shown, "Why the records must stay" => |h| h.matter.as_ref();
    status: Text, shown, "active or released" => |h| h.status();
    placed_at: Time, shown, "When it was placed" => |h| h.placed_at;
    placed_by: Text, shown, "By whom" => |h| &h.placed_by;
    released_at: Time, hidden, "When it was released" => |h| h.released_at;
    released_by: Text, hidden, "By whom" => |h| h.released_by.as_ref();
    subject_id: Id, hidden, "The pseudonym of the person" => |h| &h.subject_id;
} }

/// Which holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this workspace; absent is all.
    pub workspace: Option<String>,
    /// Whether they are active; absent is either.
    pub active: Option<bool>,
    /// Placed at or after this.
    pub since: Option<Millis>,
    /// Placed at or before this.
    pub until: Option<Millis>,
    /// From the oldest on.
    pub ascending: bool,
    /// Behind the hold of this id.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<u64>,
}

impl Filter {
    /// Whether it lets a hold through; the workspace and the limit are looked at elsewhere.
    pub fn admits(&self, hold: &Hold) -> bool {
        let beyond = |after: &String| if self.ascending { hold.id > *after } else { hold.id < *after };
        self.active.is_none_or(|active| active == hold.released_at.is_none())
            && self.since.is_none_or(|since| hold.placed_at >= since)
            && self.until.is_none_or(|until| hold.placed_at <= until)
            && self.after.as_ref().is_none_or(beyond)
    }
}
