//! A receipt: what was consented to, in which words, and where the audit trail has it, for the person to keep.

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value as Json, json};

use super::grant::{Decision, Grant};
use crate::domain::audit::{Checkpoint, Logged};
use crate::domain::record::record;
use crate::domain::time::Millis;

/// A receipt of a grant.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The grant as it is now.
    pub grant: Grant,
    /// Its decisions, the oldest first.
    pub decisions: Vec<Decision>,
    /// Their entries in the trail, the oldest first.
    pub entries: Vec<Logged>,
    /// The trail when the receipt was made.
    pub checkpoint: Checkpoint,
    /// The text that was shown.
    pub text: Option<String>,
    /// When it was made.
    pub issued_at: Millis,
    /// Whether the text and the decisions are shown by themselves.
    pub brief: bool,
}

impl Receipt {
    fn decisions(&self) -> Json {
        let decisions = self.decisions.iter().map(|decision| {
            let terms = &decision.event.terms;
            let policy = decision.policy.as_ref();
            json!({
                "number": decision.event.number,
                "event": decision.event.kind.as_str(),
                "occurred_at": decision.event.occurred_at.to_string(),
                "recorded_at": decision.event.recorded_at.to_string(),
                "policy": policy.map(|it| &it.name),
                "policy_version": policy.map(|it| &it.version),
                "policy_sha256": policy.map(|it| HEXLOWER.encode(&it.sha256)),
                "locale": terms.locale,
                "method": terms.method,
                "expires_at": terms.expires_at.map(|at| at.to_string()),
            })
        });
        decisions.collect()
    }

    fn entries(&self) -> Json {
        let entries = self.entries.iter().map(|logged| {
            json!({
                "seq": logged.entry.seq,
                "action": logged.entry.action,
                "leaf_hash": HEXLOWER.encode(&logged.leaf_hash),
            })
        });
        entries.collect()
    }

    fn checkpoint(&self) -> Json {
        let Checkpoint { origin, size, root, .. } = &self.checkpoint;
        json!({ "origin": origin, "size": size, "root": BASE64.encode(root) })
    }
}

record! { Receipt {
    id: Id, shown, "The grant's id" => |r| &r.grant.key.id;
    issued_at: Time, shown, "When the receipt was made" => |r| r.issued_at;
    subject: Text, shown, "The person, in the words of the caller; the pseudonym where the person was forgotten" => |r| r.grant.subject.as_ref().unwrap_or(&r.grant.key.subject_id);
    subject_id: Id, shown, "The pseudonym of the person" => |r| &r.grant.key.subject_id;
    type: Text, shown, "What is consented to" => |r| r.grant.key.consent_type;
    purpose: Text, shown, "What it is used for" => |r| &r.grant.key.purpose;
    legal_basis: Text, shown, "On what the use rests" => |r| r.grant.current.terms.legal_basis;
    status: Text, shown, "How it stands" => |r| r.grant.status;
    given_at: Time, shown, "When it was given last" => |r| r.grant.current.given_at;
    expires_at: Time, shown, "When it ends by itself" => |r| r.grant.current.terms.expires_at;
    withdrawn_at: Time, shown, "When it was withdrawn, terminated or invalidated" => |r| r.grant.current.ended_at();
    method: Text, shown, "How it was given" => |r| r.grant.current.terms.method.as_ref();
    evidence_sha256: Text, shown, "SHA-256 of the evidence, in base 16" => |r| r.grant.personal.evidence.as_ref();
    policy: Text, shown, "The policy that was shown" => |r| r.grant.policy.as_ref().map(|it| &it.name);
    policy_version: Text, shown, "Its version" => |r| r.grant.policy.as_ref().map(|it| &it.version);
    policy_sha256: Text, shown, "SHA-256 of the exact text, in base 16" => |r| r.grant.policy.as_ref().map(|it| HEXLOWER.encode(&it.sha256));
    policy_text: Text, shown, "The exact text that was shown" => |r| r.text.as_ref().filter(|_| !r.brief);
    decisions: Json, shown, "Every decision, the oldest first" => |r| (!r.brief).then(|| r.decisions());
    entries: Json, shown, "Where the audit trail has them: seq, action, leaf_hash" => |r| r.entries();
    checkpoint: Json, shown, "The audit trail when the receipt was made: origin, size, root" => |r| r.checkpoint();
} }
