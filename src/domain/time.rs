//! Moments: Unix milliseconds, written as RFC 3339 in UTC. Reading the clock is `world`'s part.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

use super::span::Span;
use crate::error::{Error, Result};

/// A moment in Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub i64);

/// One day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// One hour in milliseconds.
pub const HOUR: i64 = 3_600_000;

/// What a bare date stands for: the beginning or the end of its UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its first millisecond.
    Start,
    /// Its last millisecond.
    End,
}

impl Millis {
    /// The moment that a text names: RFC 3339, or a date, which is a UTC day.
    pub fn parse(text: &str, edge: Edge) -> Option<Millis> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(Millis(at.timestamp_millis()));
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        match edge {
            Edge::Start => Some(Millis(start(day))),
            Edge::End => Some(Millis(start(day.checked_add_days(Days::new(1))?) - 1)),
        }
    }

    /// What a text without a zone would name in UTC: `2026-11-22T09:30:00`, also with a space, and without seconds.
    pub fn parse_local(text: &str) -> Option<Millis> {
        let text = text.replacen(' ', "T", 1);
        let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
        let at = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())?;
        Some(Millis(at.and_utc().timestamp_millis()))
    }

    /// The moment a span later, by the calendar for months and years. Saturates at year 9999.
    pub fn plus(self, span: Span) -> Millis {
        span.after(self)
    }

    /// The moment a span earlier.
    pub fn minus(self, span: Span) -> Millis {
        span.before(self)
    }

    /// The calendar view, for arithmetic and formatting.
    pub(super) fn calendar(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// `2026-11-22`.
    pub fn day(self) -> String {
        self.calendar().format("%Y-%m-%d").to_string()
    }

    /// `2026-11-22 09:30:05Z`, for tables in which seconds matter.
    pub fn to_the_second(self) -> String {
        self.calendar().format("%Y-%m-%d %H:%M:%SZ").to_string()
    }

    /// `2026-11-22 09:30`, for tables.
    pub fn short(self) -> String {
        self.calendar().format("%Y-%m-%d %H:%M").to_string()
    }
}

impl fmt::Display for Millis {
    /// `2026-11-22T09:30:00.000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.calendar().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A moment given as such or as a distance from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A moment.
    At(Millis),
    /// A distance; forwards or backwards is the flag's matter.
    In(Span),
}

impl When {
    /// Reads either form; `edge` is for bare dates.
    pub fn parse(text: &str, edge: Edge, field: &str) -> Result<When> {
        if let Some(at) = Millis::parse(text, edge) {
            return Ok(When::At(at));
        }
        Span::parse(text).map(When::In).map_err(|_| {
            if has_no_zone(text) {
                return Error::invalid(field, format!("{field} does not say which zone it is in: {text:?}")).hint(
                    format!(
                        "in UTC, write {}Z; elsewhere, its distance from UTC such as +02:00",
                        text.replace(' ', "T")
                    ),
                );
            }
            Error::invalid(field, format!("{field} is neither a time nor a duration: {text:?}"))
                .hint("write 2026-11-22T09:30:00Z, 2026-11-22, or a duration such as 30d")
        })
    }

    /// The moment, counting a distance forwards from `now`.
    pub fn ahead(self, now: Millis) -> Millis {
        match self {
            When::At(at) => at,
            When::In(span) => now.plus(span),
        }
    }

    /// The moment, counting a distance backwards from `now`.
    pub fn back(self, now: Millis) -> Millis {
        match self {
            When::At(at) => at,
            When::In(span) => now.minus(span),
        }
    }
}

/// Whether it is a time of day that only lacks its zone.
fn has_no_zone(text: &str) -> bool {
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    formats.iter().any(|format| NaiveDateTime::parse_from_str(text, format).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_utc_day() {
        assert_eq!(Millis::parse("2026-11-22", Edge::Start).unwrap().to_string(), "2026-11-22T00:00:00.000Z");
        assert_eq!(Millis::parse("2026-11-22", Edge::End).unwrap().to_string(), "2026-11-22T23:59:59.999Z");
    }

    #[test]
    fn an_offset_is_turned_into_utc() {
        let at = Millis::parse("2026-11-22T10:30:00+01:00", Edge::Start).unwrap();
        assert_eq!(at.to_string(), "2026-11-22T09:30:00.000Z");
    }

    #[test]
    fn months_follow_the_calendar() {
        let at = Millis::parse("2027-01-31", Edge::Start).unwrap();
        assert_eq!(at.plus(Span::parse("1mo").unwrap()).short(), "2027-02-28 00:00");
        assert_eq!(at.minus(Span::parse("1y").unwrap()).short(), "2026-01-31 00:00");
    }

    #[test]
    fn a_time_without_a_zone_is_refused_with_what_it_could_be() {
        for text in ["2026-03-29T02:30:00", "2026-03-29 02:30:00.5"] {
            let cause = When::parse(text, Edge::Start, "--at").unwrap_err();
            assert!(cause.message.contains("zone") && cause.hint.unwrap().contains("2026-03-29T02:30:00"), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "now", "2026-13-01", "30", "-5d", "1e9d"] {
            assert!(When::parse(text, Edge::Start, "--since").is_err(), "{text}");
        }
    }
}
