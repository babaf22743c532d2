//! Durations as people write them: `30s 15m 36h 30d 2w 6mo 7y`. Months and years follow the calendar.

use std::fmt;

use chrono::Months;

use super::time::{DAY, HOUR, Millis};
use crate::error::{Error, Result};

/// A whole number of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    count: u32,
    unit: &'static Unit,
}

#[derive(Debug, PartialEq, Eq)]
struct Unit {
    suffix: &'static str,
    /// Milliseconds, or zero where the calendar decides.
    millis: i64,
    months: u32,
}

const UNITS: &[Unit] = &[
    Unit { suffix: "ms", millis: 1, months: 0 },
    Unit { suffix: "mo", millis: 0, months: 1 },
    Unit { suffix: "s", millis: 1_000, months: 0 },
    Unit { suffix: "m", millis: 60_000, months: 0 },
    Unit { suffix: "h", millis: HOUR, months: 0 },
    Unit { suffix: "d", millis: DAY, months: 0 },
    Unit { suffix: "w", millis: 7 * DAY, months: 0 },
    Unit { suffix: "y", millis: 0, months: 12 },
];

/// The last moment that has four digits for its year.
const LATEST: i64 = 253_402_300_799_999;

impl Span {
    /// Reads a number and a unit.
    pub fn parse(text: &str) -> Result<Span> {
        UNITS
            .iter()
            .find_map(|unit| {
                let digits = text.strip_suffix(unit.suffix)?;
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                let count = plain.then(|| digits.parse().ok()).flatten()?;
                Some(Span { count, unit })
            })
            .ok_or_else(|| {
                Error::new(crate::error::Code::InvalidValue, format!("not a duration: {text:?}"))
                    .hint("write a number and a unit: 30s, 15m, 36h, 30d, 2w, 6mo or 7y")
            })
    }

    /// Whether it is no time at all.
    pub fn is_zero(self) -> bool {
        self.count == 0
    }

    /// Its length where the calendar does not matter; a month counts as 30 days, a year as 365.
    pub fn millis(self) -> i64 {
        let months = i64::from(self.unit.months);
        let unit = self.unit.millis + months / 12 * 365 * DAY + months % 12 * 30 * DAY;
        i64::from(self.count).saturating_mul(unit)
    }

    pub(super) fn after(self, at: Millis) -> Millis {
        let moved = match self.months() {
            0 => Some(at.0.saturating_add(self.millis())),
            months => at.calendar().checked_add_months(Months::new(months)).map(|at| at.timestamp_millis()),
        };
        Millis(moved.unwrap_or(LATEST).min(LATEST))
    }

    pub(super) fn before(self, at: Millis) -> Millis {
        let moved = match self.months() {
            0 => Some(at.0.saturating_sub(self.millis())),
            months => at.calendar().checked_sub_months(Months::new(months)).map(|at| at.timestamp_millis()),
        };
        Millis(moved.unwrap_or(0).max(0))
    }

    pub(super) fn months(self) -> u32 {
        self.unit.months.saturating_mul(self.count)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        for text in ["0s", "250ms", "30s", "15m", "36h", "30d", "2w", "6mo", "7y"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "d", "1", "-1d", "+1d", "1.5h", "1 d", "1D", "99999999999d", "½d"] {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_far_future_saturates() {
        let far = Millis(0).plus(Span::parse("4000000000y").unwrap());
        assert_eq!(far, Millis(LATEST));
        assert_eq!(Millis(1).minus(Span::parse("4000000000w").unwrap()), Millis(0));
    }
}
