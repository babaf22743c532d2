//! What became of a person who was forgotten, and of records that were kept long enough.

use crate::domain::record::record;
use crate::domain::time::Millis;

/// What is on record of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The pseudonym, which stays.
    pub subject_id: String,
    /// Its workspace.
    pub workspace: String,
    /// When the person was forgotten.
    pub erased_at: Millis,
    /// By whom.
    pub erased_by: String,
}

/// What shows that a person was forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Who, and when.
    pub erasure: Erasure,
    /// The grants that stay under the pseudonym.
    pub grants: i64,
    /// Their events.
    pub events: i64,
    /// The sealed values that went.
    pub removed: i64,
    /// Tokens that were revoked and lost their owner.
    pub disowned: Vec<String>,
    /// The size of the audit trail with the entry of it.
    pub audit_size: i64,
    /// Whether the store's files hold no trace either.
    pub scrubbed: bool,
    /// Where the list outside of the store is.
    pub list: String,
    /// Copies beside the store that were made before and still hold the person.
    pub copies: Vec<String>,
    /// Whether the command made a difference.
    pub changed: bool,
}

record! { Certificate {
    id: Id, shown, "The pseudonym of the person, which stays" => |c| &c.erasure.subject_id;
    workspace: Text, hidden, "The workspace" => |c| &c.erasure.workspace;
    erased_at: Time, shown, "When the person was forgotten" => |c| c.erasure.erased_at;
    erased_by: Text, shown, "By whom" => |c| &c.erasure.erased_by;
    grants: Int, shown, "Grants that stay under the pseudonym" => |c| c.grants;
    events: Int, shown, "Their decisions, which stay as well" => |c| c.events;
    removed: Int, shown, "Sealed values that went: the reference, the key, what was personal in decisions, imports and holds" => |c| c.removed;
    disowned: List, hidden, "Revoked tokens of the person, which have no owner any more" => |c| &c.disowned;
    audit_size: Int, shown, "The size of the audit trail that says so" => |c| c.audit_size;
    scrubbed: Bool, shown, "Whether the files of the store, or the tables of the server, were written anew without the person" => |c| c.scrubbed;
    list: Text, shown, "The list outside of the store, by which a backup forgets the person again" => |c| &c.list;
    copies: List, hidden, "Older copies beside the store, which still hold the person" => |c| &c.copies;
    changed: Bool, shown, "Whether the command made a difference" => |c| c.changed;
} }

/// What a purge did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// The plan.
    pub plan_id: String,
    /// Grants that need not be kept any longer.
    pub due: i64,
    /// Grants that are due, but whose subject is under a hold.
    pub held: i64,
    /// Grants that went.
    pub purged: i64,
    /// Subjects of whom nothing is left.
    pub subjects: i64,
}

record! { Purged {
    plan_id: Text, shown, "The plan: what was selected, for --confirm" => |p| &p.plan_id;
    due: Int, shown, "Consents whose records were kept long enough" => |p| p.due;
    held: Int, shown, "Consents that are due but stay, since their subject is under a hold" => |p| p.held;
    purged: Int, shown, "Consents whose records went" => |p| p.purged;
    subjects: Int, shown, "Subjects of whom nothing is left" => |p| p.subjects;
    changed: Bool, shown, "Whether the command made a difference" => |p| p.purged > 0;
} }
