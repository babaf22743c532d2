//! Consents on their way out: which columns, what of them is withheld, and what is said of a file that was written.

use serde_json::Value as Json;

use super::grant::Grant;
use crate::domain::record::{Cell, Column, Record, record};
use crate::domain::suggest::did_you_mean;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

/// The columns that an export has unasked: all that an import takes, and nothing that only the store itself says of a
/// row, such as its id, so that the same consents give the same bytes wherever they are.
pub const COLUMNS: &[&str] = &[
    "subject",
    "type",
    "purpose",
    "legal_basis",
    "status",
    "policy",
    "policy_version",
    "policy_sha256",
    "locale",
    "method",
    "source",
    "ip",
    "user_agent",
    "evidence_sha256",
    "given_at",
    "decided_at",
    "expires_at",
    "withdrawn_at",
    "reason",
];

/// The profile of support staff.
pub const SUPPORT: &str = "support";

/// The columns that support staff do not see: who it is, addresses, and free text.
pub const PRIVATE: &[&str] = &["subject", "source", "ip", "user_agent", "evidence_sha256", "reason", "actor"];

/// The columns of what is personal in a decision.
pub const PERSONAL: &[&str] = &["ip", "user_agent", "evidence_sha256", "reason"];
/// The column that says who it is.
pub const PERSON: &[&str] = &["subject"];

/// What stands in the place of what is withheld.
pub const WITHHELD: &str = "***";

/// Which columns are withheld. Every row has the stars, whether there was something or not; a subject has its
/// pseudonym, so that rows of one person are known to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    withheld: Vec<bool>,
    subject: Option<usize>,
}

impl Redaction {
    /// Reads the names of columns.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Redaction> {
        let columns = Grant::columns();
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let mut withheld = vec![false; columns.len()];
        for name in names {
            let Some(place) = place(name) else {
                let known = || columns.iter().map(|column| column.name);
                let near = did_you_mean(name, known());
                return Err(Error::new(Code::UnknownColumn, format!("there is no column {name:?}{near}"))
                    .field("--redact")
                    .candidates(known().map(str::to_owned).collect()));
            };
            withheld[place] = true;
        }
        let subject = place("subject").filter(|place| withheld[*place]);
        Ok(Redaction { withheld, subject })
    }

    /// The names of what is withheld.
    pub fn names(&self) -> Vec<&'static str> {
        let columns = Grant::columns().into_iter().zip(&self.withheld);
        columns.filter(|(_, withheld)| **withheld).map(|(column, _)| column.name).collect()
    }

    /// Whether any of some columns is among those that are shown.
    pub fn shows(&self, any: &[&str], shown: &[&str]) -> bool {
        let withheld = self.names();
        shown.iter().any(|column| any.contains(column) && !withheld.contains(column))
    }
}

/// A grant on its way out.
pub struct Exported<'a> {
    /// The grant.
    pub grant: Grant,
    /// What is withheld of it.
    pub redaction: &'a Redaction,
}

impl Record for Exported<'_> {
    const WIDTH: usize = Grant::WIDTH;

    fn columns() -> Vec<Column> {
        Grant::columns()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match self.redaction.withheld.get(index) {
            Some(true) if self.redaction.subject == Some(index) => (&self.grant.key.subject_id).into(),
            Some(true) => WITHHELD.into(),
            _ => self.grant.cell(index),
        }
    }
}

/// What is said of a file that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The file.
    pub file: String,
    /// How it is written.
    pub format: String,
    /// How many consents are in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, in base 16.
    pub sha256: String,
    /// The moment that it is of.
    pub as_of: Millis,
    /// What was asked for.
    pub filters: Json,
    /// The entries that the audit trail had at that moment.
    pub audit_seq: i64,
}

record! { Written {
    file: Text, shown, "The file that was written" => |w| &w.file;
    format: Text, shown, "How it is written" => |w| &w.format;
    rows: Int, shown, "How many consents are in it" => |w| i64::try_from(w.rows).unwrap_or(i64::MAX);
    bytes: Int, shown, "Its size" => |w| i64::try_from(w.bytes).unwrap_or(i64::MAX);
    sha256: Text, shown, "The SHA-256 digest of its bytes, in base 16" => |w| &w.sha256;
    as_of: Time, shown, "The moment that it is of" => |w| w.as_of;
    filters: Json, hidden, "What was asked for; a person is a pseudonym" => |w| &w.filters;
    audit_seq: Int, shown, "The entries that the audit trail had at that moment" => |w| w.audit_seq;
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_a_column() {
        let columns: Vec<&str> = Grant::columns().iter().map(|column| column.name).collect();
        for name in COLUMNS.iter().chain(PRIVATE).chain(PERSONAL).chain(PERSON) {
            assert!(columns.contains(name), "{name}");
        }
    }

    #[test]
    fn nothing_is_opened_for_support() {
        let support = Redaction::parse(PRIVATE.iter().copied()).unwrap();
        assert!(!support.shows(PERSONAL, COLUMNS) && !support.shows(PERSON, COLUMNS));
        let all = Redaction::default();
        assert!(all.shows(PERSON, &["subject"]) && !all.shows(PERSONAL, &["subject", "status"]));
        assert_eq!(Redaction::parse(["sbject"]).unwrap_err().code, Code::UnknownColumn);
    }
}
