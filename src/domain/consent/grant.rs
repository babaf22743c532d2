//! A grant as it is shown: what holds for a subject, type and purpose, or held at another moment.

use data_encoding::HEXLOWER;

use super::event::{Current, Event, status};
use super::{Status, Type};
use crate::domain::record::record;
use crate::domain::time::Millis;

/// Which grant: the key of its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// The pseudonym of the person.
    pub subject_id: String,
    /// What is consented to.
    pub consent_type: Type,
    /// What it is used for.
    pub purpose: String,
}

/// The policy version that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of its text.
    pub sha256: [u8; 32],
    /// Whether another has replaced it in what matters.
    pub stale: bool,
}

/// What is personal in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Personal {
    /// The person's address, as much of it as is kept.
    pub ip: Option<String>,
    /// The program that the person used.
    pub user_agent: Option<String>,
    /// Why it was ended.
    pub reason: Option<String>,
    /// SHA-256 of the evidence, in base 16.
    pub evidence: Option<String>,
}

impl Personal {
    /// Puts stars in the place of address and user agent.
    pub fn mask(&mut self) {
        for text in [&mut self.ip, &mut self.user_agent].into_iter().flatten() {
            "***".clone_into(text);
        }
    }

    /// The first column in which it says something else than what is held. What it does not say is not compared.
    pub fn differs(&self, held: &Personal) -> Option<&'static str> {
        [
            ("ip", &self.ip, &held.ip),
            ("user_agent", &self.user_agent, &held.user_agent),
            ("reason", &self.reason, &held.reason),
            ("evidence_sha256", &self.evidence, &held.evidence),
        ]
        .into_iter()
        .find_map(|(column, said, held)| (said.is_some() && said != held).then_some(column))
    }
}

/// A grant at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Which.
    pub key: Key,
    /// What its events come to.
    pub current: Current,
    /// The policy version that was shown.
    pub policy: Option<Shown>,
    /// How it stands.
    pub status: Status,
    /// Who it is, in the caller's words; absent where the person was forgotten.
    pub subject: Option<String>,
    /// What is personal in it.
    pub personal: Personal,
}

impl Grant {
    /// The grant that events come to, at a moment; nothing personal is opened yet.
    pub fn new(key: Key, current: Current, policy: Option<Shown>, at: Millis) -> Grant {
        let stale = policy.as_ref().is_some_and(|policy| policy.stale);
        let status = status(current.state, current.terms.expires_at, stale, at);
        Grant { key, current, policy, status, subject: None, personal: Personal::default() }
    }

    /// Puts stars in the place of address and user agent.
    pub fn mask(&mut self) {
        self.personal.mask();
    }
}

record! { Grant {
    id: Id, shown, "The grant's id" => |g| &g.key.id;
    workspace: Text, hidden, "The workspace that it belongs to" => |g| &g.key.workspace;
    subject: Text, shown, "The person, in the words of the caller; the pseudonym where the person was forgotten" => |g| g.subject.as_ref().unwrap_or(&g.key.subject_id);
    type: Text, hidden, "What is consented to" => |g| g.key.consent_type;
    purpose: Text, shown, "What it is used for" => |g| &g.key.purpose;
    legal_basis: Text, hidden, "On what the use rests" => |g| g.current.terms.legal_basis;
    status: Text, shown, "How it stands" => |g| g.status;
    policy: Text, hidden, "The policy that was shown" => |g| g.policy.as_ref().map(|it| &it.name);
    policy_version: Text, hidden, "Its version" => |g| g.policy.as_ref().map(|it| &it.version);
    policy_sha256: Text, hidden, "SHA-256 of the exact text that was shown, in base 16" => |g| g.policy.as_ref().map(|it| HEXLOWER.encode(&it.sha256));
    locale: Text, hidden, "The language in which it was asked" => |g| g.current.terms.locale.as_ref();
    method: Text, hidden, "How it was given" => |g| g.current.terms.method.as_ref();
    source: Text, hidden, "Where it was given" => |g| g.current.terms.source.as_ref();
    ip: Text, hidden, "The person's address, as much as is kept" => |g| g.personal.ip.as_ref();
    user_agent: Text, hidden, "The program that the person used" => |g| g.personal.user_agent.as_ref();
    evidence_sha256: Text, hidden, "SHA-256 of the evidence, in base 16" => |g| g.personal.evidence.as_ref();
    given_at: Time, shown, "When it was given last" => |g| g.current.given_at;
    recorded_at: Time, hidden, "When the decision that holds was written down" => |g| g.current.recorded_at;
    expires_at: Time, hidden, "When it ends by itself" => |g| g.current.terms.expires_at;
    withdrawn_at: Time, hidden, "When it was withdrawn, terminated or invalidated" => |g| g.current.ended_at();
    reason: Text, hidden, "Why" => |g| g.personal.reason.as_ref();
    actor: Text, hidden, "Who wrote it down" => |g| &g.current.actor;
    subject_id: Id, hidden, "The pseudonym of the person" => |g| &g.key.subject_id;
    decided_at: Time, hidden, "When what holds was decided" => |g| g.current.decided_at;
} }

/// One decision as history shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Of which grant.
    pub key: Key,
    /// What happened.
    pub event: Event,
    /// The policy version that was shown.
    pub policy: Option<Shown>,
    /// What is personal in it.
    pub personal: Personal,
}

impl Decision {
    /// Puts stars in the place of address and user agent.
    pub fn mask(&mut self) {
        self.personal.mask();
    }
}

record! { Decision {
    id: Id, hidden, "The grant's id" => |d| &d.key.id;
    number: Int, hidden, "The number of the decision in its grant, from 1" => |d| d.event.number;
    occurred_at: Time, shown, "When it happened" => |d| d.event.occurred_at;
    event: Text, shown, "What happened" => |d| d.event.kind;
    type: Text, hidden, "What is consented to" => |d| d.key.consent_type;
    purpose: Text, shown, "What it is used for" => |d| &d.key.purpose;
    policy: Text, shown, "The policy that was shown" => |d| d.policy.as_ref().map(|it| &it.name);
    policy_version: Text, shown, "Its version" => |d| d.policy.as_ref().map(|it| &it.version);
    policy_sha256: Text, hidden, "SHA-256 of the exact text that was shown, in base 16" => |d| d.policy.as_ref().map(|it| HEXLOWER.encode(&it.sha256));
    legal_basis: Text, hidden, "On what the use rests" => |d| d.event.terms.legal_basis;
    locale: Text, hidden, "The language in which it was asked" => |d| d.event.terms.locale.as_ref();
    method: Text, hidden, "How it was given" => |d| d.event.terms.method.as_ref();
    source: Text, hidden, "Where it was given" => |d| d.event.terms.source.as_ref();
    ip: Text, hidden, "The person's address, as much as is kept" => |d| d.personal.ip.as_ref();
    user_agent: Text, hidden, "The program that the person used" => |d| d.personal.user_agent.as_ref();
    evidence_sha256: Text, hidden, "SHA-256 of the evidence, in base 16" => |d| d.personal.evidence.as_ref();
    expires_at: Time, hidden, "When it ends by itself" => |d| d.event.terms.expires_at;
    recorded_at: Time, hidden, "When it was written down" => |d| d.event.recorded_at;
    reason: Text, shown, "Why it was ended" => |d| d.personal.reason.as_ref();
    actor: Text, hidden, "Who wrote it down" => |d| &d.event.actor;
} }
