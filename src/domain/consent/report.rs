//! How a workspace, or one person, stands with consent: counts by purpose, and what must be mended, by whose rule and
//! with which command.

use serde_json::{Value as Json, json};

use super::{Basis, Type};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::token::words;
use crate::error::Exit;

words! {
    /// How it stands.
    Standing {
        /// Nothing is to be mended.
        Compliant = "compliant",
        /// Something will be wrong if nobody looks after it.
        AtRisk = "at_risk",
        /// Something is wrong.
        NonCompliant = "non_compliant",
    }
}

/// What a finding rests on. The ids stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// The law or guideline behind it.
    pub article: &'static str,
    /// How bad a breach is.
    pub standing: Standing,
    /// What a breach is, after a count.
    pub what: &'static str,
}

const fn rule(id: &'static str, article: &'static str, standing: Standing, what: &'static str) -> Rule {
    Rule { id, article, standing, what }
}

/// Consent that nobody can show the words of.
pub const NO_POLICY: Rule = rule("GP-C01", "GDPR Art 7(1)", Standing::NonCompliant, "without the text that was shown");
/// Consent to words that no longer hold.
pub const STALE: Rule =
    rule("GP-C02", "GDPR Art 4(11)", Standing::AtRisk, "given under a text that has changed in what matters");
/// Consent that rests on our word alone.
pub const NO_EVIDENCE: Rule = rule("GP-C03", "GDPR Art 7(1)", Standing::AtRisk, "without evidence");
/// Consent without an end.
pub const NO_EXPIRY: Rule =
    rule("GP-C04", "EDPB 05/2020, 110", Standing::AtRisk, "with no end, so never up for renewal");
/// Consent that ran out.
pub const EXPIRED: Rule = rule("GP-C05", "GDPR Art 6(1)(a)", Standing::AtRisk, "expired and not renewed");
/// Consent that is about to.
pub const DUE: Rule = rule("GP-C06", "EDPB 05/2020, 110", Standing::AtRisk, "to be renewed within 30 days");
/// Records that are kept too long.
pub const OVERDUE: Rule = rule("GP-C07", "GDPR Art 5(1)(e)", Standing::NonCompliant, "kept past the end of retention");

/// Every rule, in the order of a report.
pub const RULES: [Rule; 7] = [NO_POLICY, OVERDUE, STALE, EXPIRED, DUE, NO_EVIDENCE, NO_EXPIRY];

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// How many grants.
    pub count: i64,
    /// One of them.
    pub example: String,
    /// The command that mends it.
    pub fix: String,
}

impl Reason {
    /// What is wrong, in words.
    pub fn detail(&self) -> String {
        let noun = if self.count == 1 { "consent" } else { "consents" };
        format!("{} {noun} {}", self.count, self.rule.what)
    }

    fn to_json(&self) -> Json {
        json!({
            "rule": self.rule.id,
            "verdict": self.rule.standing.as_str(),
            "article": self.rule.article,
            "detail": self.detail(),
            "count": self.count,
            "example": self.example,
            "fix": self.fix,
        })
    }
}

/// Counts of one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The type of consent.
    pub consent_type: Type,
    /// What it is used for.
    pub purpose: String,
    /// On what it rests.
    pub legal_basis: Basis,
    /// Those that hold.
    pub valid: i64,
    /// Those whose policy has changed since.
    pub stale: i64,
    /// Those whose time is over.
    pub expired: i64,
    /// Those taken back by the person.
    pub withdrawn: i64,
    /// Those ended by the controller, or never valid.
    pub ended: i64,
    /// Those not given.
    pub refused: i64,
    /// Those that end within 30, 60 and 90 days.
    pub due: [i64; 3],
    /// Of all people, the percentage for whom it holds.
    pub coverage: i64,
}

impl Line {
    /// One without counts.
    pub fn new(consent_type: Type, purpose: &str, legal_basis: Basis) -> Line {
        Line {
            consent_type,
            purpose: purpose.to_owned(),
            legal_basis,
            valid: 0,
            stale: 0,
            expired: 0,
            withdrawn: 0,
            ended: 0,
            refused: 0,
            due: [0; 3],
            coverage: 0,
        }
    }

    /// All of them.
    pub fn total(&self) -> i64 {
        self.parts().iter().map(|(_, count)| count).sum()
    }

    /// The states and how many are in each, in the order of a picture.
    pub fn parts(&self) -> [(&'static str, i64); 6] {
        [
            ("valid", self.valid),
            ("stale", self.stale),
            ("expired", self.expired),
            ("withdrawn", self.withdrawn),
            ("ended", self.ended),
            ("refused", self.refused),
        ]
    }

    fn to_json(&self) -> Json {
        json!({
            "type": self.consent_type.as_str(),
            "purpose": self.purpose,
            "legal_basis": self.legal_basis.as_str(),
            "total": self.total(),
            "valid": self.valid,
            "stale": self.stale,
            "expired": self.expired,
            "withdrawn": self.withdrawn,
            "ended": self.ended,
            "refused": self.refused,
            "coverage": self.coverage,
            "due_30d": self.due[0],
            "due_60d": self.due[1],
            "due_90d": self.due[2],
        })
    }
}

/// A part in whole percent, never more than it is.
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { part.saturating_mul(100) / whole }
}

/// How a workspace or a person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The workspace.
    pub workspace: String,
    /// The pseudonym of the person, where it is about one.
    pub subject_id: Option<String>,
    /// The moment.
    pub as_of: Millis,
    /// How many people are on record.
    pub subjects: i64,
    /// Counts by purpose.
    pub lines: Vec<Line>,
    /// What must be mended, the worst first.
    pub reasons: Vec<Reason>,
    /// How many people are under a hold.
    pub held: i64,
    /// How many entries the trail has.
    pub audit_entries: i64,
    /// When all of them were last found to hold.
    pub audit_verified_at: Option<Millis>,
    /// Whether purposes and reasons are shown by themselves.
    pub brief: bool,
}

impl Report {
    /// The verdict: as bad as the worst reason.
    pub fn standing(&self) -> Standing {
        self.reasons.iter().map(|reason| reason.rule.standing).max().unwrap_or(Standing::Compliant)
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        if self.standing() == Standing::Compliant { Exit::Done } else { Exit::Findings }
    }

    /// All that are on record.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(Line::total).sum()
    }

    /// How many records are kept longer than they need be.
    pub fn retention_due(&self) -> i64 {
        self.reasons.iter().filter(|reason| reason.rule == OVERDUE).map(|reason| reason.count).sum()
    }

    /// A count over all purposes.
    pub fn sum(&self, count: impl Fn(&Line) -> i64) -> i64 {
        self.lines.iter().map(count).sum()
    }
}

record! { Report {
    verdict: Text, shown, "compliant, at_risk or non_compliant" => |r| r.standing().as_str();
    workspace: Text, shown, "The workspace" => |r| &r.workspace;
    subject: Id, shown, "The pseudonym of the person, where it is about one" => |r| r.subject_id.as_ref();
    as_of: Time, shown, "The moment" => |r| r.as_of;
    subjects: Int, shown, "How many people are on record" => |r| r.subjects;
    consents: Int, shown, "How many consents are on record" => |r| r.total();
    valid: Int, shown, "Those that hold" => |r| r.sum(|line| line.valid);
    stale: Int, shown, "Those whose policy has changed since in what matters" => |r| r.sum(|line| line.stale);
    expired: Int, shown, "Those whose time is over" => |r| r.sum(|line| line.expired);
    withdrawn: Int, shown, "Those taken back by the person" => |r| r.sum(|line| line.withdrawn);
    ended: Int, shown, "Those ended by the controller, or never valid" => |r| r.sum(|line| line.ended);
    refused: Int, shown, "Those not given" => |r| r.sum(|line| line.refused);
    due_30d: Int, shown, "Those to be renewed within 30 days" => |r| r.sum(|line| line.due[0]);
    due_60d: Int, shown, "Within 60 days" => |r| r.sum(|line| line.due[1]);
    due_90d: Int, shown, "Within 90 days" => |r| r.sum(|line| line.due[2]);
    retention_due: Int, shown, "How many records were kept long enough, and can go" => |r| r.retention_due();
    held: Int, shown, "How many people are under a hold" => |r| r.held;
    audit_entries: Int, shown, "How many entries the audit trail has" => |r| r.audit_entries;
    audit_verified_at: Time, shown, "When `audit verify` last found that all of them hold" => |r| r.audit_verified_at;
    purposes: Json, hidden, "The counts by purpose; coverage is the percentage of people whose consent is valid" => |r| (!r.brief).then(|| Json::Array(r.lines.iter().map(Line::to_json).collect()));
    reasons: Json, hidden, "What must be mended: rule, verdict, article, detail, count, example, fix" => |r| (!r.brief).then(|| Json::Array(r.reasons.iter().map(Reason::to_json).collect()));
} }

record! { Line {
    purpose: Text, shown, "What it is used for" => |l| &l.purpose;
    type: Text, hidden, "The type of consent" => |l| l.consent_type;
    total: Int, shown, "All on record" => |l| l.total();
    valid: Int, shown, "Those that hold" => |l| l.valid;
    stale: Int, shown, "Those whose policy has changed since" => |l| l.stale;
    expired: Int, shown, "Those whose time is over" => |l| l.expired;
    withdrawn: Int, shown, "Those taken back by the person" => |l| l.withdrawn;
    ended: Int, shown, "Those ended by the controller, or never valid" => |l| l.ended;
    refused: Int, shown, "Those not given" => |l| l.refused;
    coverage: Int, shown, "Of all people, the percentage for whom it holds" => |l| l.coverage;
    due_30d: Int, hidden, "Those to be renewed within 30 days" => |l| l.due[0];
    due_60d: Int, hidden, "Within 60 days" => |l| l.due[1];
    due_90d: Int, hidden, "Within 90 days" => |l| l.due[2];
} }

record! { Reason {
    rule: Text, shown, "The id of the rule, which stays" => |r| r.rule.id;
    verdict: Text, shown, "How bad it is" => |r| r.rule.standing.as_str();
    article: Text, shown, "The law or guideline behind it" => |r| r.rule.article;
    detail: Text, shown, "What is wrong" => |r| r.detail();
    example: Id, shown, "One of them" => |r| &r.example;
    fix: Text, shown, "The command that mends it" => |r| &r.fix;
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_of_rules_are_all_different_and_all_reported() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
    }

    #[test]
    fn a_percentage_is_never_rounded_up() {
        assert_eq!((percent(999, 1000), percent(0, 0), percent(1, 1)), (99, 0, 100));
    }
}
