//! How long a record is kept: calendar years from the day on which it ended, and never a day less.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::event::NEVER;
use crate::domain::span::Span;
use crate::domain::time::{DAY, Millis};

/// The first moment at which what ended at `ended` need not be kept any longer: its day, so much later, is over. The
/// 29th of February becomes the 1st of March where the year has none.
pub fn kept_until(ended: Millis, retention: Span) -> Millis {
    let moved = match (day(ended), retention.months()) {
        (Some(ended), 0) => {
            let days = (retention.millis() + DAY - 1) / DAY;
            u64::try_from(days).ok().and_then(|days| ended.checked_add_days(Days::new(days)))
        }
        (Some(ended), months) => ended.checked_add_months(Months::new(months)).and_then(|moved| {
            // A month that is too short for the day has moved it back.
            let short = moved.day() < ended.day();
            if short { moved.checked_add_days(Days::new(1)) } else { Some(moved) }
        }),
        (None, _) => None,
    };
    let over = moved.and_then(|moved| moved.checked_add_days(Days::new(1)));
    over.map_or(NEVER, |over| Millis(over.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()))
}

/// The last moment of which what ended then need not be kept at `now`.
pub fn due_until(now: Millis, retention: Span) -> Millis {
    // Close to it, then day by day: months differ in length by three days, and one that is too short adds one.
    let near = now.minus(retention).0.div_euclid(DAY) * DAY;
    let days = (-4..=3).rev().map(|days| Millis(near + days * DAY));
    let due = days.into_iter().find(|day| kept_until(*day, retention) <= now);
    due.map_or(Millis(near - 5 * DAY), |day| Millis(day.0 + DAY - 1))
}

fn day(at: Millis) -> Option<NaiveDate> {
    if at == NEVER { None } else { chrono::DateTime::from_timestamp_millis(at.0).map(|at| at.date_naive()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Edge;
    use proptest::prelude::*;

    fn at(text: &str) -> Millis {
        Millis::parse(text, Edge::Start).unwrap()
    }

    #[test]
    fn the_day_must_be_over() {
        let seven = Span::parse("7y").unwrap();
        assert_eq!(kept_until(at("2020-05-17T23:59:59Z"), seven), at("2027-05-18"));
        assert_eq!(kept_until(at("2020-02-29T12:00:00Z"), seven), at("2027-03-02"));
        assert_eq!(kept_until(at("2020-02-28"), seven), at("2027-03-01"));
        assert_eq!(kept_until(at("2020-02-29"), Span::parse("8y").unwrap()), at("2028-03-01"));
        assert_eq!(kept_until(at("2026-01-31"), Span::parse("1mo").unwrap()), at("2026-03-02"));
        assert_eq!(kept_until(at("2026-01-31T12:00:00Z"), Span::parse("36h").unwrap()), at("2026-02-03"));
        assert_eq!(kept_until(NEVER, seven), NEVER);
    }

    #[test]
    fn what_is_due_after_a_short_month_is_due_the_day_after_it() {
        let due = due_until(at("2025-03-01"), Span::parse("1mo").unwrap());
        assert_eq!(due, Millis(at("2025-01-29").0 - 1));
    }

    proptest! {
        #[test]
        fn what_is_due_is_what_was_kept_long_enough(now in 1_500_000_000_000i64..1_900_000_000_000, span in prop::sample::select(vec!["7y", "1mo", "13mo", "30d", "1y", "36h"])) {
            let (now, span) = (Millis(now), Span::parse(span).unwrap());
            let due = due_until(now, span);
            prop_assert!(kept_until(due, span) <= now);
            prop_assert!(kept_until(Millis(due.0 + 1), span) > now);
        }
    }
}
