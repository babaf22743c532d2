//! Usage: what reports of verifications say.

use super::record::record;
use super::time::{DAY, HOUR, Millis};
use super::token::words;

words! {
    /// What a usage report counts by.
    By {
        /// The hour, UTC.
        Hour = "hour",
        /// The day, UTC.
        Day = "day",
        /// The outcome.
        Outcome = "outcome",
        /// The resource.
        Resource = "resource",
    }
}

impl By {
    /// How long a bucket of time is, in milliseconds; zero where time is not divided.
    pub fn bucket(self) -> i64 {
        match self {
            By::Hour => HOUR,
            By::Day => DAY,
            By::Outcome | By::Resource => 0,
        }
    }
}

/// One line of a usage report; what it is not divided by is absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usage {
    /// When the bucket begins.
    pub bucket: Option<Millis>,
    /// The token.
    pub token_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The outcome.
    pub outcome: Option<String>,
    /// The resource.
    pub resource: Option<String>,
    /// How many verifications.
    pub count: i64,
}

record! { Usage {
    bucket: Time, shown, "When the hour or day begins" => |u| u.bucket;
    token_id: Id, shown, "The token, where one was asked for" => |u| u.token_id.as_ref();
    name: Text, shown, "Its name" => |u| u.name.as_ref();
    outcome: Text, shown, "The outcome" => |u| u.outcome.as_ref();
    resource: Text, shown, "The resource" => |u| u.resource.as_ref();
    count: Int, shown, "How many verifications" => |u| u.count;
} }
