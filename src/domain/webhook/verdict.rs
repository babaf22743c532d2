//! The verdict on a request that came in: whether its signature holds, and which mistake fits when it does not.

use super::mistake::{self, Mistake};
use super::secret::SharedSecret;
use super::signature::{Checked, ID, Incoming, Outcome, Scheme, TYPE, Trusted, check};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::error::Result;

/// What a request is judged by.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The secrets and keys that hold.
    pub trusted: &'a Trusted,
    /// Secrets that were valid before.
    pub old: &'a [SharedSecret],
    /// How far its timestamp may lie from now, in milliseconds; none is any distance.
    pub tolerance: Option<i64>,
}

/// The verdict on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What the check found.
    pub checked: Checked,
    /// The mistake that fits.
    pub mistake: Option<Mistake>,
    /// Its id.
    pub id: Option<String>,
    /// Its type.
    pub event_type: Option<String>,
    /// How long before now it says it was sent, in milliseconds.
    pub age: Option<i64>,
}

impl Judge<'_> {
    /// Judges a request at `now`.
    pub fn judge(&self, request: &Incoming, now: Millis) -> Result<Verdict> {
        let checked = check(self.trusted, request, now, self.tolerance);
        let searched = matches!(checked.outcome, Outcome::Mismatch | Outcome::Malformed);
        let mistake = if searched { mistake::find(self.trusted, self.old, request)? } else { None };
        let text = |name| request.header(name).map(str::to_owned);
        let age = checked.at.map(|at| now.0 - at.0);
        Ok(Verdict { checked, mistake, id: text(ID), event_type: text(TYPE), age })
    }
}

impl Verdict {
    /// Whether it holds.
    pub fn is_valid(&self) -> bool {
        self.checked.outcome == Outcome::Valid
    }

    pub(super) fn detail(&self) -> String {
        match (self.mistake, self.checked.outcome, self.age) {
            (Some(mistake), ..) => mistake.meaning().to_owned(),
            (None, Outcome::TooOld | Outcome::TooNew, Some(age)) => {
                let side = if age < 0 { "after" } else { "before" };
                let distance = super::retry::span(age.abs());
                format!(
                    "the signature holds, but its timestamp lies {distance} {side} now; check both clocks, or --tolerance"
                )
            }
            (None, outcome, _) => outcome.meaning().to_owned(),
        }
    }
}

record! { Verdict {
    valid: Bool, shown, "Whether the signature holds" => |v| v.is_valid();
    code: Text, shown, "What was found: valid, unsigned, malformed, mismatch, too_old or too_new" => |v| v.checked.outcome.as_str();
    scheme: Text, shown, "How it was signed: v1, v1a, github or stripe" => |v| v.checked.scheme.map(Scheme::as_str);
    id: Text, shown, "The id of its header" => |v| v.id.as_deref();
    type: Text, shown, "The event's type, of its header" => |v| v.event_type.as_deref();
    timestamp: Time, shown, "When it says it was sent" => |v| v.checked.at;
    age_ms: Int, hidden, "How long ago that was" => |v| v.age;
    key: Int, hidden, "Which secret or key it was signed with, in the order they were given" => |v| v.checked.key.map(|key| key as i64 + 1);
    mistake: Text, shown, "The known mistake that fits" => |v| v.mistake.map(Mistake::as_str);
    detail: Text, shown, "What it means, and what to do" => |v| v.detail();
} }
