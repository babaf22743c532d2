//! Endpoints: the URLs that receive webhooks, and the types of event that a workspace knows.

use serde_json::Value as Json;

use crate::domain::limit::Rate;
use crate::domain::record::{Cell, Column, Kind, Record, record};
use crate::domain::secret::Secret;
use crate::domain::time::Millis;
use crate::domain::token::words;
use crate::domain::webhook::circuit::State;
use crate::domain::webhook::schema::Enforcement;

/// The kind of its ids.
pub const ID: &str = "ep_";

words! {
    /// The state of an endpoint.
    Status {
        /// Receives.
        Active = "active",
        /// Switched off: what would go to it is parked.
        Disabled = "disabled",
    }
}

/// An endpoint as the store keeps it; its secrets and the values of its headers are sealed elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// The workspace it belongs to.
    pub workspace: String,
    /// Its name.
    pub name: String,
    /// Where requests go.
    pub url: String,
    /// The globs of the types that it receives; none is all but the system's.
    pub events: Vec<String>,
    /// The JSONPath queries that must all select something.
    pub filters: Vec<String>,
    /// The names of its own headers.
    pub headers: Vec<String>,
    /// Its schedule of retries.
    pub retry: String,
    /// How often a delivery is tried; the setting's where it does not say.
    pub max_attempts: Option<i64>,
    /// How long one attempt may take, in milliseconds; the setting's where it does not say.
    pub timeout_ms: Option<i64>,
    /// How often it may be called.
    pub rate_limits: Vec<Rate>,
    /// One delivery at a time, in the order of the events.
    pub ordered: bool,
    /// The profiles by which requests are signed.
    pub signatures: Vec<String>,
    /// Private ranges that its address may lie in.
    pub allow_private: Vec<String>,
    /// Whether plain HTTP will do.
    pub allow_http: bool,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
    /// Since when it is switched off.
    pub disabled_at: Option<Millis>,
    /// Why.
    pub disabled_reason: Option<String>,
    /// Since when it receives nothing but failures from itself.
    pub failing_since: Option<Millis>,
    /// Whether it is left alone for now.
    pub circuit: State,
}

impl Endpoint {
    /// Its state.
    pub fn status(&self) -> Status {
        if self.disabled_at.is_some() { Status::Disabled } else { Status::Active }
    }
}

record! { Endpoint {
    id: Id, shown, "The endpoint's id" => |e| &e.id;
    workspace: Text, hidden, "The workspace it belongs to" => |e| &e.workspace;
    name: Text, shown, "Its name, unique in the workspace" => |e| &e.name;
    url: Text, shown, "Where requests go" => |e| &e.url;
    status: Text, shown, "active or disabled" => |e| e.status().as_str();
    events: List, shown, "The globs of the types it receives; empty means all but gatepost.**" => |e| &e.events;
    filters: List, hidden, "JSONPath queries that must all select something" => |e| &e.filters;
    headers: List, hidden, "The names of its own headers; their values are sealed" => |e| &e.headers;
    retry: Text, hidden, "exponential, linear or no_retry" => |e| &e.retry;
    max_attempts: Int, hidden, "How often a delivery is tried; null leaves it to webhooks.max_attempts" => |e| e.max_attempts;
    timeout_ms: Int, hidden, "How long one attempt may take; null leaves it to webhooks.timeout" => |e| e.timeout_ms;
    rate_limits: List, hidden, "How often it may be called; empty means without a limit" => |e| e.rate_limits.iter().map(Rate::to_string).collect::<Vec<_>>();
    ordered: Bool, hidden, "Whether deliveries go one at a time, in the order of their events" => |e| e.ordered;
    signatures: List, hidden, "The profiles by which requests are signed" => |e| &e.signatures;
    allow_private: List, hidden, "Private ranges that its address may lie in" => |e| &e.allow_private;
    circuit: Text, shown, "closed; throttled, open or half_open while it is left alone" => |e| e.circuit.as_str();
    failing_since: Time, shown, "Since when it has only failed" => |e| e.failing_since;
    disabled_reason: Text, hidden, "Why it is disabled" => |e| e.disabled_reason.as_ref();
    created_at: Time, hidden, "When it was made" => |e| e.created_at;
} }

/// An endpoint just made or given a new secret.
pub struct Keyed {
    /// The record.
    pub endpoint: Endpoint,
    /// Its signing secret; absent when none was made.
    pub secret: Option<Secret>,
    /// The key that receivers verify v1a signatures by.
    pub public_key: Option<String>,
    /// Whether anything was made.
    pub changed: bool,
}

const KEYED: [Column; 3] = [
    Column { name: "secret", kind: Kind::Secret, shown: true, help: "The signing secret; also from: endpoints secret" },
    Column { name: "public_key", kind: Kind::Text, shown: false, help: "What receivers verify v1a signatures by" },
    Column { name: "changed", kind: Kind::Bool, shown: false, help: "Whether the command made a difference" },
];

impl Record for Keyed {
    const WIDTH: usize = Endpoint::WIDTH + KEYED.len();

    fn columns() -> Vec<Column> {
        // Beside the secret, a table shows only what tells whose it is.
        let own = Endpoint::columns().into_iter().map(|it| Column { shown: matches!(it.name, "name" | "url"), ..it });
        own.chain(KEYED).collect()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match index.checked_sub(Endpoint::WIDTH) {
            None => self.endpoint.cell(index),
            Some(0) => self.secret.as_ref().map(Secret::expose).into(),
            Some(1) => self.public_key.as_ref().into(),
            Some(_) => self.changed.into(),
        }
    }
}

/// An endpoint after a command that ends, suspends or resumes it.
pub struct Switched {
    /// The record as it is now.
    pub endpoint: Endpoint,
    /// Whether the command made a difference.
    pub changed: bool,
    /// What it touched.
    pub impact: Json,
}

const SWITCHED: [Column; 2] = [
    Column { name: "changed", kind: Kind::Bool, shown: true, help: "Whether the command made a difference" },
    Column { name: "impact", kind: Kind::Json, shown: false, help: "What it touches: waiting, parked" },
];

impl Record for Switched {
    const WIDTH: usize = Endpoint::WIDTH + SWITCHED.len();

    fn columns() -> Vec<Column> {
        [Endpoint::columns(), SWITCHED.to_vec()].concat()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match index.checked_sub(Endpoint::WIDTH) {
            None => self.endpoint.cell(index),
            Some(0) => self.changed.into(),
            Some(_) => (&self.impact).into(),
        }
    }
}

/// A type of event that a workspace knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType {
    /// The workspace.
    pub workspace: String,
    /// The type.
    pub name: String,
    /// What it is about, for people.
    pub description: Option<String>,
    /// The JSON Schema that payloads must meet.
    pub schema: Option<Json>,
    /// What happens to one that does not.
    pub enforce: Enforcement,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
}

record! { EventType {
    name: Text, shown, "The type" => |t| &t.name;
    workspace: Text, hidden, "The workspace that knows it" => |t| &t.workspace;
    description: Text, shown, "What it is about" => |t| t.description.as_ref();
    schema: Json, hidden, "The JSON Schema that payloads must meet" => |t| t.schema.as_ref();
    enforce: Text, shown, "What happens to a payload that does not meet it: strict, warn or off" => |t| t.enforce.as_str();
    created_at: Time, shown, "When it was made" => |t| t.created_at;
    created_by: Text, hidden, "By whom" => |t| &t.created_by;
} }
