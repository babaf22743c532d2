//! When a delivery is tried again: what an attempt came to, and the schedule of its endpoint.

use chrono::NaiveDateTime;

use crate::domain::time::{HOUR, Millis};
use crate::domain::token::words;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// The waits of Standard Webhooks before each attempt; the last one holds for all that follow.
const EXPONENTIAL: [i64; 10] =
    [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/// By how much each wait of `linear` is longer than the one before.
const LINEAR: i64 = 5 * MINUTE;
/// The longest wait that an endpoint may ask for.
pub const LONGEST_ASKED: i64 = 24 * HOUR;

words! {
    /// How the waits between attempts grow.
    Policy {
        /// As Standard Webhooks has it: from five seconds to a day.
        Exponential = "exponential",
        /// Five minutes, ten, fifteen, and so on.
        Linear = "linear",
        /// One attempt only.
        NoRetry = "no_retry",
    }
}

words! {
    /// What an attempt came to.
    Outcome {
        /// A 2xx status.
        Delivered = "delivered",
        /// Any other status, or none: a redirect counts as a failure.
        Failed = "failed",
        /// The endpoint asks for less: 429, 502, 503, 504.
        Throttled = "throttled",
        /// The endpoint is no more: 410.
        Gone = "gone",
    }
}

impl Outcome {
    /// What the status of an answer says; none where there was no whole answer.
    pub fn of(status: Option<u16>) -> Outcome {
        match status {
            Some(200..=299) => Outcome::Delivered,
            Some(410) => Outcome::Gone,
            Some(429 | 502..=504) => Outcome::Throttled,
            _ => Outcome::Failed,
        }
    }
}

/// What a `Retry-After` header asks for, in milliseconds from now: seconds, or a date of RFC 9110. A text
/// that is neither asks for nothing.
pub fn retry_after(text: &str, now: Millis) -> Option<i64> {
    let text = text.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().unwrap_or(i64::MAX / SECOND).saturating_mul(SECOND)
    } else {
        let forms = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
        let at = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        at.and_utc().timestamp_millis().saturating_sub(now.0).max(0)
    };
    Some(wait.min(LONGEST_ASKED))
}

/// The schedule of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How its waits grow.
    pub policy: Policy,
    /// After how many attempts it has failed; at least one is made.
    pub max_attempts: u32,
}

/// When the next attempt is due, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The number of the attempt; the first has 1.
    pub number: u32,
    /// When the wait began.
    pub from: Millis,
    /// The wait that the schedule has at this step.
    pub step: i64,
    /// What chance added to it or took away, at most a fifth.
    pub jitter: i64,
    /// What the endpoint asked for, within bounds; it only makes the wait longer.
    pub asked: Option<i64>,
}

impl Next {
    /// How long it waits.
    pub fn wait(&self) -> i64 {
        (self.step + self.jitter).max(self.asked.unwrap_or(0))
    }

    /// When it is due.
    pub fn at(&self) -> Millis {
        Millis(self.from.0.saturating_add(self.wait()))
    }

    /// Why it is due then, in a sentence without a full stop.
    pub fn why(&self) -> String {
        let scheduled = self.step + self.jitter;
        let sign = if self.jitter < 0 { "less" } else { "more" };
        let jitter = match self.jitter {
            0 => String::new(),
            jitter => format!(", {} {sign} by chance", span(jitter.abs())),
        };
        let schedule = format!("attempt {} comes {} after the one before{jitter}", self.number, span(self.step));
        match self.asked {
            Some(asked) if asked > scheduled => {
                format!("the endpoint asked for {} (Retry-After); by the schedule {schedule}", span(asked))
            }
            Some(asked) => format!("{schedule}; the endpoint asked for no more than {} (Retry-After)", span(asked)),
            None => schedule,
        }
    }
}

/// A time as people write it, in its two largest units.
pub(super) fn span(millis: i64) -> String {
    let units = [(24 * HOUR, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1, "ms")];
    let mut rest = millis;
    let parts = units.iter().filter_map(|(unit, name)| {
        let count = rest / unit;
        rest %= unit;
        (count > 0).then(|| format!("{count} {name}"))
    });
    let text = parts.take(2).collect::<Vec<_>>().join(" ");
    if text.is_empty() { "0 s".to_owned() } else { text }
}

impl Retry {
    /// The next attempt after the one of this number came to nothing at `now`; none where that was the last.
    /// `asked` is what [`retry_after`] read, `random` any number.
    pub fn next(&self, number: u32, now: Millis, asked: Option<i64>, random: u64) -> Option<Next> {
        if number >= self.max_attempts {
            return None;
        }
        let step = match self.policy {
            Policy::Exponential => EXPONENTIAL[(number as usize).min(EXPONENTIAL.len() - 1)],
            Policy::Linear => LINEAR * i64::from(number),
            Policy::NoRetry => return None,
        };
        let fifth = step / 5;
        let jitter = (random % (2 * fifth as u64 + 1)) as i64 - fifth;
        let asked = asked.map(|asked| asked.clamp(0, LONGEST_ASKED));
        Some(Next { number: number + 1, from: now, step, jitter, asked })
    }
}

/// When something is due whose wait began at `from` and ends at `due`, as the clock shows `now`: a clock that
/// was set back since begins the wait anew, so that all keep their distances and none waits the hour twice.
/// None where the clock is as it was.
pub fn after_set_back(from: Millis, due: Millis, now: Millis) -> Option<Millis> {
    (now < from).then(|| Millis(now.0.saturating_add(due.0.saturating_sub(from.0).max(0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Millis = Millis(1_763_803_800_000);

    fn retry(policy: Policy) -> Retry {
        Retry { policy, max_attempts: 10 }
    }

    #[test]
    fn only_2xx_is_success() {
        for (status, outcome) in [
            (Some(200), Outcome::Delivered),
            (Some(204), Outcome::Delivered),
            (Some(299), Outcome::Delivered),
            (Some(199), Outcome::Failed),
            (Some(301), Outcome::Failed),
            (Some(308), Outcome::Failed),
            (Some(400), Outcome::Failed),
            (Some(410), Outcome::Gone),
            (Some(429), Outcome::Throttled),
            (Some(500), Outcome::Failed),
            (Some(501), Outcome::Failed),
            (Some(502), Outcome::Throttled),
            (Some(503), Outcome::Throttled),
            (Some(504), Outcome::Throttled),
            (None, Outcome::Failed),
        ] {
            assert_eq!(Outcome::of(status), outcome, "{status:?}");
        }
    }

    #[test]
    fn the_schedule_is_the_specification_s() {
        // With this number chance adds nothing and takes nothing.
        let step = |number: u32| {
            let fifth = EXPONENTIAL[number as usize] / 5;
            retry(Policy::Exponential).next(number, NOW, None, fifth as u64).unwrap()
        };
        let waits: Vec<i64> = (1..10).map(|number| step(number).wait() / 1_000).collect();
        assert_eq!(waits, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        // The specification's sum: 75 h 35 min 5 s.
        assert_eq!(waits.iter().sum::<i64>(), 75 * 3_600 + 35 * 60 + 5);
        assert_eq!(retry(Policy::Exponential).next(10, NOW, None, 0), None);
        let longer = Retry { policy: Policy::Exponential, max_attempts: 100 };
        assert_eq!(longer.next(99, NOW, None, 0).unwrap().step, 24 * HOUR);
    }

    #[test]
    fn linear_grows_by_five_minutes_and_no_retry_ends() {
        let steps: Vec<i64> = (1..4).map(|it| retry(Policy::Linear).next(it, NOW, None, 0).unwrap().step).collect();
        assert_eq!(steps, [5 * MINUTE, 10 * MINUTE, 15 * MINUTE]);
        assert_eq!(retry(Policy::NoRetry).next(1, NOW, None, 0), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (text, wait) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(LONGEST_ASKED)),
            ("86401", Some(LONGEST_ASKED)),
            ("Sat, 22 Nov 2025 09:31:00 GMT", Some(60_000)),
            ("Saturday, 22-Nov-25 09:31:00 GMT", Some(60_000)),
            ("Sat Nov 22 09:31:00 2025", Some(60_000)),
            ("Sat, 22 Nov 2025 09:00:00 GMT", Some(0)),
            ("Sun, 22 Nov 2099 09:00:00 GMT", Some(LONGEST_ASKED)),
            ("Sun, 22 Nov 2025 09:31:00 GMT", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(text, NOW), wait, "{text:?}");
        }
    }

    #[test]
    fn why_names_the_step_the_chance_and_what_was_asked() {
        let next = retry(Policy::Exponential).next(3, NOW, None, 0).unwrap();
        assert_eq!(next.why(), "attempt 4 comes 30 min after the one before, 6 min less by chance");
        let next = retry(Policy::Exponential).next(1, NOW, Some(90_000), 1_000).unwrap();
        assert_eq!(
            next.why(),
            "the endpoint asked for 1 min 30 s (Retry-After); by the schedule attempt 2 comes 5 s after the one before"
        );
        let next = retry(Policy::Exponential).next(1, NOW, Some(1_000), 1_500).unwrap();
        assert_eq!(
            next.why(),
            "attempt 2 comes 5 s after the one before, 500 ms more by chance; the endpoint asked for no more than 1 s \
             (Retry-After)"
        );
    }

    proptest! {
        #[test]
        fn a_wait_is_near_its_step_and_never_below_what_was_asked(
            number in 1u32..100, random: u64, asked in proptest::option::of(-5i64..200 * HOUR),
        ) {
            for policy in [Policy::Exponential, Policy::Linear] {
                let next = Retry { policy, max_attempts: 100 }.next(number, NOW, asked, random).unwrap();
                prop_assert!(next.jitter.abs() * 5 <= next.step);
                prop_assert!(next.wait() >= asked.unwrap_or(0).min(LONGEST_ASKED));
                prop_assert!(next.wait() <= (next.step * 6 / 5).max(LONGEST_ASKED));
                prop_assert!(next.at() > NOW);
                prop_assert_eq!(next.number, number + 1);
            }
        }

        #[test]
        fn a_clock_set_back_keeps_the_distances(from in 0i64..1 << 40, waits in proptest::collection::vec(0i64..LONGEST_ASKED, 2..9), back in 1i64..HOUR * 48) {
            let now = Millis(from - back);
            for pair in waits.windows(2) {
                let [a, b] = [pair[0], pair[1]].map(|wait| after_set_back(Millis(from), Millis(from + wait), now).unwrap());
                // Nothing is due at once that was not, and nothing waits longer than it was to wait.
                prop_assert_eq!((a.0 - now.0, b.0 - now.0), (pair[0], pair[1]));
            }
            prop_assert_eq!(after_set_back(Millis(from), Millis(from + 1), Millis(from)), None);
        }
    }
}
