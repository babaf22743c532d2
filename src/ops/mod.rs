//! Use cases: one public function each. Each owns its transaction and writes its audit entry in it, so
//! that there is no change without an entry. No words of the command line, no printing, no SQL.

pub mod audit;
pub mod clipboard;
pub mod complete;
pub mod consent;
pub mod db;
pub mod doctor;
pub mod guesses;
pub mod health;
pub mod integrity;
mod key_file;
pub mod keyring;
pub mod keys;
pub mod limits;
mod lines;
pub mod listen;
pub mod maintain;
pub mod moves;
pub mod out_file;
pub mod roles;
pub mod scan;
pub mod scopes;
pub mod secret_file;
pub mod settings;
pub mod tiers;
pub mod tokens;
pub mod usage;
pub mod verify;
pub mod webhooks;
pub mod workspaces;

use serde_json::{Map, Value as Json, json};

use crate::domain::actor::Actor;
use crate::domain::audit::{Entry, commit};
use crate::domain::time::Millis;
use crate::error::Result;
pub use crate::net::Outbound;
use crate::store::Tx;
use crate::store::audit::Pending;
pub use crate::store::{Access, Store};
use crate::world::World;

/// One person's work on an open store.
pub struct Session<'a> {
    /// The outside.
    pub world: &'a World,
    /// The store.
    pub store: &'a mut Store,
    /// Who acts.
    pub actor: Actor,
    /// The moment of the command: one for all that it does.
    pub now: Millis,
}

/// What a list left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Records that the filter lets through, at most [`MOST_COUNTED`], where they were counted.
    pub matching: u64,
    /// Records of each state that is left out, at most [`MOST_COUNTED`] of one.
    pub left_out: u64,
}

/// The most that the store counts of what a list leaves out.
pub const MOST_COUNTED: u64 = 10_000;

/// What an audit entry says of a change. Personal or free text enters only as a commitment.
#[derive(Default)]
pub struct Changes {
    plain: Map<String, Json>,
    personal: Vec<(&'static str, String)>,
}

impl Changes {
    /// A value as it is.
    pub fn set(mut self, field: &str, value: impl Into<Json>) -> Changes {
        self.plain.insert(field.to_owned(), value.into());
        self
    }

    /// Free or personal text, where there is one.
    pub fn personal(mut self, field: &'static str, value: Option<&str>) -> Changes {
        self.personal.extend(value.map(|value| (field, value.to_owned())));
        self
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.personal.is_empty()
    }
}

/// Writes the audit entries of one command.
pub(crate) struct Scribe<'a> {
    world: &'a World,
    actor: &'a Actor,
    now: Millis,
}

impl<'a> Session<'a> {
    /// The store to change, and who writes down what is changed.
    pub(crate) fn parts(&mut self) -> (&mut Store, Scribe<'_>) {
        (&mut *self.store, Scribe { world: self.world, actor: &self.actor, now: self.now })
    }
}

impl Scribe<'_> {
    /// Adds one entry to the transaction.
    pub fn log(
        &self,
        tx: &mut Tx<'_>,
        workspace: Option<&str>,
        action: &str,
        object: &str,
        changes: Changes,
    ) -> Result<()> {
        let Changes { mut plain, personal } = changes;
        let salt = if personal.is_empty() { None } else { Some(self.world.random::<16>()?) };
        if let Some(salt) = &salt {
            for (field, value) in personal {
                plain.insert(field.to_owned(), json!({ "commitment": commit(salt, &value) }));
            }
        }
        let entry = Entry {
            seq: 0,
            at: self.now,
            actor: self.actor.name.clone(),
            os_user: self.actor.os_user.clone(),
            host: self.actor.host.clone(),
            role: None,
            workspace: workspace.map(str::to_owned),
            action: action.to_owned(),
            object: object.to_owned(),
            changes: Json::Object(plain).to_string(),
        };
        tx.log(Pending { entry, salt })
    }
}
