//! Whether a consent holds, or held at another moment, as it was known then.

use super::{Status, Type};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::error::Exit;

/// The answer to "may we?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The subject, in the words in which it was asked.
    pub subject: String,
    /// What is consented to; absent where the question could not be read.
    pub consent_type: Option<Type>,
    /// What it is used for.
    pub purpose: Option<String>,
    /// The moment that is asked about.
    pub as_of: Millis,
    /// By when it must have been written down.
    pub known_at: Millis,
    /// What was found.
    pub found: Option<Found>,
}

/// What is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The grant's id.
    pub grant: String,
    /// How it stands.
    pub status: Status,
    /// The policy that was shown, and its version.
    pub policy: Option<(String, String)>,
    /// When it was given.
    pub given_at: Option<Millis>,
    /// When it ends by itself.
    pub expires_at: Option<Millis>,
}

impl Verdict {
    /// The answer to a question that cannot be read.
    pub fn malformed(subject: String, now: Millis) -> Verdict {
        Verdict { subject, consent_type: None, purpose: None, as_of: now, known_at: now, found: None }
    }

    /// Whether it holds.
    pub fn allowed(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.status == Status::Valid)
    }

    /// Why: how it stands, or that nothing is on record.
    pub fn code(&self) -> &'static str {
        match &self.found {
            Some(found) => found.status.as_str(),
            None if self.consent_type.is_none() => "malformed",
            None => "unknown",
        }
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        if self.allowed() { Exit::Done } else { Exit::Denied }
    }
}

record! { Verdict {
    allowed: Bool, shown, "Whether the consent holds" => |v| v.allowed();
    code: Text, shown, "Why: a status, unknown where nothing is on record, malformed where the question cannot be read" => |v| v.code();
    subject: Text, shown, "The subject, as asked" => |v| &v.subject;
    type: Text, shown, "What is consented to" => |v| v.consent_type.map(Type::as_str);
    purpose: Text, shown, "What it is used for" => |v| v.purpose.as_ref();
    grant: Id, shown, "The grant's id" => |v| v.found.as_ref().map(|it| &it.grant);
    policy: Text, shown, "The policy that was shown" => |v| v.found.as_ref().and_then(|it| it.policy.as_ref()).map(|it| &it.0);
    policy_version: Text, shown, "Its version" => |v| v.found.as_ref().and_then(|it| it.policy.as_ref()).map(|it| &it.1);
    given_at: Time, shown, "When it was given last" => |v| v.found.as_ref().and_then(|it| it.given_at);
    expires_at: Time, shown, "When it ends by itself" => |v| v.found.as_ref().and_then(|it| it.expires_at);
    as_of: Time, shown, "The moment that is asked about" => |v| v.as_of;
    known_at: Time, shown, "By when it had been written down" => |v| v.known_at;
} }
