//! A request that a local receiver took, with what it made of it.

use serde_json::{Map, Value as Json};

use super::mistake::Mistake;
use super::signature::{ID, Incoming, Outcome, Scheme, TYPE};
use super::verdict::Verdict;
use crate::domain::record::record;
use crate::domain::time::Millis;

/// One request that came in.
#[derive(Clone, Debug)]
pub struct Received {
    /// Which of this run it was, from 1.
    pub number: i64,
    /// When it came.
    pub at: Millis,
    /// Path and query.
    pub path: String,
    /// Headers and body.
    pub request: Incoming,
    /// Whether its signature holds; none where there was nothing to check it with.
    pub verdict: Option<Verdict>,
    /// The status that it was answered with; none where there was no answer.
    pub status: Option<u16>,
    /// What came of forwarding it: a status, or why there was none.
    pub forwarded: Option<Result<u16, String>>,
}

impl Received {
    /// Whether it did not hold.
    pub fn is_refused(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| !verdict.is_valid())
    }

    fn headers(&self) -> Json {
        let mut headers = Map::new();
        for (name, value) in &self.request.headers {
            // A name that comes again joins its values, as a list has them.
            let known = headers.entry(name.to_ascii_lowercase()).or_insert_with(|| Json::String(String::new()));
            if let Json::String(text) = known {
                *text = if text.is_empty() { value.clone() } else { format!("{text}, {value}") };
            }
        }
        headers.into()
    }

    /// The payload as people read it: indented where it is JSON.
    pub fn pretty(&self) -> String {
        let text = || String::from_utf8_lossy(&self.request.body).into_owned();
        let value = serde_json::from_slice::<Json>(&self.request.body).ok();
        value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(text)
    }

    fn detail(&self) -> Option<String> {
        let refused = self.verdict.as_ref().filter(|verdict| !verdict.is_valid()).map(Verdict::detail);
        let lost = self.forwarded.as_ref().and_then(|it| it.as_ref().err());
        let lost = lost.map(|why| format!("not forwarded: {why}"));
        let told: Vec<String> = refused.into_iter().chain(lost).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

record! { Received {
    number: Int, shown, "Which of this run it was, from 1" => |r| r.number;
    at: Time, shown, "When it came" => |r| r.at;
    valid: Bool, shown, "Whether its signature holds; null where no secret was given" => |r| r.verdict.as_ref().map(Verdict::is_valid);
    code: Text, shown, "What the check found: valid, unsigned, malformed, mismatch, too_old or too_new" => |r| r.verdict.as_ref().map(|it| Outcome::as_str(it.checked.outcome));
    scheme: Text, hidden, "How it was signed: v1, v1a, github or stripe" => |r| r.verdict.as_ref().and_then(|it| it.checked.scheme).map(Scheme::as_str);
    id: Text, shown, "The id of its header" => |r| r.request.header(ID);
    type: Text, shown, "The event's type, of its header" => |r| r.request.header(TYPE);
    size: Int, shown, "The size of its body in bytes" => |r| r.request.body.len() as i64;
    status: Int, shown, "The status it was answered with; null where there was no answer" => |r| r.status.map(i64::from);
    forward_status: Int, hidden, "The status of the answer where it was forwarded to" => |r| r.forwarded.as_ref().and_then(|it| it.as_ref().ok()).map(|status| i64::from(*status));
    forward_error: Text, hidden, "Why there was no answer where it was forwarded to" => |r| r.forwarded.as_ref().and_then(|it| it.as_ref().err());
    mistake: Text, hidden, "The known mistake that fits" => |r| r.verdict.as_ref().and_then(|it| it.mistake).map(Mistake::as_str);
    detail: Text, shown, "Why its signature does not hold, and what to do; why it was not forwarded" => |r| r.detail();
    path: Text, hidden, "Path and query of the request" => |r| &r.path;
    headers: Json, hidden, "Its headers, names in lower case" => |r| r.headers();
    body: Text, hidden, "Its body; what is no UTF-8 is replaced" => |r| String::from_utf8_lossy(&r.request.body).into_owned();
} }
