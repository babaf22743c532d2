//! Workspaces: the tenants that records belong to.

use super::record::record;
use super::time::Millis;

/// The one that exists from the start.
pub const DEFAULT: &str = "default";

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Its name, which is its id.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
}

record! { Workspace {
    name: Text, shown, "The workspace's name" => |w| &w.name;
    created_at: Time, shown, "When it was made" => |w| w.created_at;
    created_by: Text, shown, "By whom" => |w| &w.created_by;
} }

/// A permission in a workspace's catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The workspace.
    pub workspace: String,
    /// The scope.
    pub name: String,
    /// What it allows, for people.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
}

record! { Scope {
    name: Text, shown, "The scope" => |s| &s.name;
    workspace: Text, hidden, "The workspace whose catalogue it stands in" => |s| &s.workspace;
    description: Text, shown, "What it allows" => |s| s.description.as_ref();
    created_at: Time, shown, "When it was made" => |s| s.created_at;
    created_by: Text, shown, "By whom" => |s| &s.created_by;
} }
