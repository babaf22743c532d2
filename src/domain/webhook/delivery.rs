//! Events, their deliveries, and the attempts at these.

use data_encoding::HEXLOWER;
use serde_json::{Value as Json, json};

use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::token::words;
use crate::error::{Code, Exit};

/// The kind of the ids of events.
pub const EVENT: &str = "evt_";
/// The kind of the ids of deliveries.
pub const DELIVERY: &str = "dlv_";
/// The kind of the ids of attempts.
pub const ATTEMPT: &str = "att_";

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// The workspace it belongs to.
    pub workspace: String,
    /// Its type.
    pub event_type: String,
    /// What makes firing it twice the same event.
    pub key: Option<String>,
    /// The bytes of its payload.
    pub size: i64,
    /// Their digest.
    pub sha256: [u8; 32],
    /// When it was stored.
    pub created_at: Millis,
}

record! { Event {
    id: Id, shown, "The event's id, which every request carries as webhook-id" => |e| &e.id;
    workspace: Text, hidden, "The workspace it belongs to" => |e| &e.workspace;
    type: Text, shown, "Its type" => |e| &e.event_type;
    key: Text, shown, "The --id it was fired with" => |e| e.key.as_ref();
    size: Int, shown, "The bytes of its payload" => |e| e.size;
    sha256: Text, hidden, "The digest of its payload" => |e| HEXLOWER.encode(&e.sha256);
    created_at: Time, shown, "When it was stored" => |e| e.created_at;
} }

words! {
    /// The state of a delivery.
    Status {
        /// Not tried yet.
        Pending = "pending",
        /// Tried in vain, and to be tried again.
        Retrying = "retrying",
        /// Accepted by the endpoint.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
        /// Kept for an endpoint that is disabled.
        Parked = "parked",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// What an endpoint answers that wants no more.
pub const GONE: i64 = 410;

impl Status {
    /// Whether nothing more happens by itself, whatever becomes of the endpoint.
    pub fn is_settled(self) -> bool {
        matches!(self, Status::Delivered | Status::Failed | Status::Cancelled)
    }
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: String,
    /// The workspace it belongs to.
    pub workspace: String,
    /// The event.
    pub event_id: String,
    /// The event's type.
    pub event_type: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// The endpoint's name.
    pub endpoint: String,
    /// Its state.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// What the newest attempt was answered.
    pub http_status: Option<i64>,
    /// How long that took.
    pub latency_ms: Option<i64>,
    /// When it is tried next.
    pub next_attempt_at: Option<Millis>,
    /// Why the newest attempt failed.
    pub error: Option<String>,
    /// When it was made.
    pub created_at: Millis,
    /// When it came to its end.
    pub settled_at: Option<Millis>,
}

record! { Delivery {
    id: Id, shown, "The delivery's id" => |d| &d.id;
    workspace: Text, hidden, "The workspace it belongs to" => |d| &d.workspace;
    event_id: Id, hidden, "The event" => |d| &d.event_id;
    event_type: Text, shown, "The event's type" => |d| &d.event_type;
    endpoint_id: Id, hidden, "The endpoint" => |d| &d.endpoint_id;
    endpoint: Text, shown, "The endpoint's name" => |d| &d.endpoint;
    status: Text, shown, "pending, retrying, delivered, failed, parked or cancelled" => |d| d.status.as_str();
    attempts: Int, shown, "How often it was tried" => |d| d.attempts;
    http_status: Int, shown, "What the newest attempt was answered" => |d| d.http_status;
    latency_ms: Int, shown, "How long the newest attempt took" => |d| d.latency_ms;
    next_attempt_at: Time, shown, "When it is tried next, at the latest" => |d| d.next_attempt_at;
    error: Text, shown, "Why the newest attempt failed" => |d| d.error.as_ref();
    created_at: Time, hidden, "When it was made" => |d| d.created_at;
    settled_at: Time, hidden, "When it came to its end" => |d| d.settled_at;
} }

impl Delivery {
    /// What the answer to a fired event says of it.
    fn json(&self) -> Json {
        json!({
            "id": self.id,
            "endpoint_id": self.endpoint_id,
            "endpoint": self.endpoint,
            "status": self.status.as_str(),
            "attempts": self.attempts,
            "http_status": self.http_status,
            "latency_ms": self.latency_ms,
            "next_attempt_at": self.next_attempt_at.map(|at| at.to_string()),
            "error": self.error,
        })
    }
}

/// One HTTP request of a delivery, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// The delivery.
    pub delivery_id: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// Which one of the delivery, from 1.
    pub number: i64,
    /// When it began.
    pub at: Millis,
    /// What it was answered.
    pub http_status: Option<i64>,
    /// How long it took.
    pub latency_ms: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// The headers of the answer.
    pub response_headers: Option<Json>,
    /// The beginning of the answer's body.
    pub response_body: Option<String>,
}

record! { Attempt {
    id: Id, shown, "The attempt's id" => |a| &a.id;
    delivery_id: Id, shown, "The delivery" => |a| &a.delivery_id;
    number: Int, shown, "Which one of the delivery, from 1" => |a| a.number;
    at: Time, shown, "When it began" => |a| a.at;
    http_status: Int, shown, "What it was answered" => |a| a.http_status;
    latency_ms: Int, shown, "How long it took" => |a| a.latency_ms;
    error: Text, shown, "Why it failed" => |a| a.error.as_ref();
    response_headers: Json, hidden, "The headers of the answer" => |a| a.response_headers.as_ref();
    response_body: Text, hidden, "The beginning of the answer's body" => |a| a.response_body.as_ref();
} }

/// What became of a delivery of an event that was just fired, narrow enough for any terminal.
pub struct Became(pub Delivery);

record! { Became {
    endpoint: Text, shown, "The endpoint's name" => |b| &b.0.endpoint;
    status: Text, shown, "pending, retrying, delivered, failed, parked or cancelled" => |b| b.0.status.as_str();
    http_status: Int, shown, "What the newest attempt was answered" => |b| b.0.http_status;
    latency_ms: Int, shown, "How long the newest attempt took" => |b| b.0.latency_ms;
    next_attempt_at: Text, shown, "When it is tried next" => |b| b.0.next_attempt_at.map(Millis::to_the_second);
    error: Text, shown, "Why the newest attempt failed" => |b| b.0.error.as_ref();
} }

/// What became of an event that was fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The event; absent where the line of a batch was refused.
    pub event_id: Option<String>,
    /// Its type.
    pub event_type: String,
    /// Whether it had been fired before.
    pub duplicate: bool,
    /// Whether it is to be delivered by a worker.
    pub enqueued: bool,
    /// Its deliveries.
    pub deliveries: Vec<Delivery>,
    /// Why the line of a batch was refused.
    pub error: Option<Json>,
}

impl Fired {
    fn count(&self, which: impl Fn(&Delivery) -> bool) -> i64 {
        self.deliveries.iter().filter(|it| which(it)).map(|_| 1).sum()
    }

    /// How many endpoints have it.
    pub fn delivered(&self) -> i64 {
        self.count(|it| it.status == Status::Delivered)
    }

    /// How many have it not, and were tried.
    pub fn failed(&self) -> i64 {
        self.count(|it| it.status != Status::Delivered && it.attempts > 0)
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        if let Some(error) = &self.error {
            let code = error["code"].as_str().and_then(Code::parse);
            return code.map_or(Exit::Failure, Code::exit);
        }
        let missing = self.count(|it| it.status != Status::Delivered);
        match (missing, self.delivered()) {
            _ if self.enqueued || self.duplicate => Exit::Done,
            (0, _) => Exit::Done,
            (_, 0) => Exit::Remote,
            _ => Exit::Partial,
        }
    }

    /// When the first of what is left is tried next.
    pub fn next_attempt_at(&self) -> Option<Millis> {
        self.deliveries.iter().filter_map(|it| it.next_attempt_at).min()
    }
}

record! { Fired {
    event_id: Id, shown, "The event's id, which every request carries as webhook-id" => |f| f.event_id.as_ref();
    type: Text, shown, "Its type" => |f| &f.event_type;
    duplicate: Bool, shown, "Whether it had been fired before with the same --id" => |f| f.duplicate;
    matched: Int, shown, "How many endpoints it is for" => |f| f.deliveries.iter().map(|_| 1).sum::<i64>();
    delivered: Int, shown, "How many have accepted it" => |f| f.delivered();
    failed: Int, shown, "How many were tried in vain" => |f| f.failed();
    deliveries: Json, hidden, "Each delivery: id, endpoint_id, endpoint, status, attempts, http_status, latency_ms, next_attempt_at, error" => |f| f.deliveries.iter().map(Delivery::json).collect::<Json>();
    error: Json, hidden, "Why the line of a batch was refused" => |f| f.error.as_ref();
} }
