//! Purposes: what data is used for.

use super::{Basis, Type};
use crate::domain::record::record;
use crate::domain::span::Span;
use crate::domain::time::Millis;

/// A purpose of a workspace. The types themselves are purposes without being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// Its name.
    pub name: String,
    /// The type of consent that it needs.
    pub consent_type: Type,
    /// On what it rests.
    pub legal_basis: Basis,
    /// How long a consent holds until it must be given anew; absent is for good.
    pub renew_every: Option<Span>,
    /// How long its records are kept after they ended; absent is as set.
    pub retention: Option<Span>,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
}

record! { Purpose {
    id: Id, shown, "The purpose's id" => |p| &p.id;
    workspace: Text, hidden, "The workspace that it belongs to" => |p| &p.workspace;
    name: Text, shown, "Its name" => |p| &p.name;
    type: Text, shown, "The type of consent that it needs" => |p| p.consent_type;
    legal_basis: Text, shown, "On what it rests" => |p| p.legal_basis;
    renew_every: Text, shown, "How long a consent holds until it must be given anew" => |p| p.renew_every.map(|it| it.to_string());
    retention: Text, shown, "How long records are kept after they ended; absent is consent.retention" => |p| p.retention.map(|it| it.to_string());
    created_at: Time, hidden, "When it was made" => |p| p.created_at;
    created_by: Text, hidden, "By whom" => |p| &p.created_by;
} }
