//! Tiers: named sets of rate limits, shared by all workspaces of a store.

use super::limit::Rate;
use super::record::record;
use super::time::Millis;

/// The tier of a token that names none.
pub const DEFAULT: &str = "free";

/// A named set of rate limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Its limits; empty means none.
    pub rate_limits: Vec<Rate>,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
}

record! { Tier {
    name: Text, shown, "The tier's name" => |t| &t.name;
    rate_limits: List, shown, "Its rate limits, all of which hold; empty means none" => |t| t.rate_limits.iter().map(Rate::to_string).collect::<Vec<_>>();
    created_at: Time, shown, "When it was made" => |t| t.created_at;
    created_by: Text, shown, "By whom" => |t| &t.created_by;
} }
