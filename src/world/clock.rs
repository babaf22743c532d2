//! The clock by itself: it goes to threads, where the world does not.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::Millis;

/// A clock that a test may hold still.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Microseconds since 1970, where it is held.
    pub(super) held: Option<i64>,
}

impl Clock {
    /// The time in Unix milliseconds.
    pub fn now(self) -> Millis {
        Millis(self.now_micros() / 1_000)
    }

    /// The time in Unix microseconds.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the clock")]
    pub fn now_micros(self) -> i64 {
        let real = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        };
        self.held.unwrap_or_else(real)
    }

    /// A moment to measure from, on a clock that is never set and never held: deadlines are real in a test, too.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the clock")]
    pub fn instant(self) -> Instant {
        Instant::now()
    }

    /// How long ago a moment was, for what is shown; nothing where a test holds the clock.
    pub fn since(self, start: Instant) -> Duration {
        if self.held.is_some() { Duration::ZERO } else { self.instant().saturating_duration_since(start) }
    }
}
