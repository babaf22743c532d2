//! How much a long change takes at a time, so that others get their turn.

use std::time::Duration;

/// What one transaction is to last at most: a fifth of what others are to wait, since the next rows may be slower.
const SLOW: Duration = Duration::from_millis(10);
/// Below this it takes more the next time.
const FAST: Duration = Duration::from_millis(3);
/// The first transaction's rows: few, since nothing is known yet.
const FIRST: u32 = 100;
/// The most rows of one transaction, which also bounds the memory that they take.
const MOST: u32 = 2_000;
/// The least pause: others look for the lock every few milliseconds.
const LEAST_PAUSE: Duration = Duration::from_millis(2);

/// The pace of a change in many transactions: half as many rows after a slow one, twice as many after a
/// fast one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    rows: u32,
    longest: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { rows: FIRST, longest: Duration::ZERO }
    }
}

impl Pace {
    /// How many rows the next transaction takes.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Begins with few rows again: what comes next may take longer by the row.
    pub fn begin(&mut self) {
        self.rows = FIRST;
    }

    /// The longest transaction so far.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// Notes how long others were kept from writing by what has no rows.
    pub fn held(&mut self, held: Duration) {
        self.longest = self.longest.max(held);
    }

    /// Notes how long one lasted; how long to leave the store to others now. Who waits sleeps less than it
    /// has waited, so a pause as long as the wait gives everyone a turn.
    pub fn took(&mut self, held: Duration) -> Duration {
        self.held(held);
        if held > SLOW {
            self.rows = (self.rows / 2).max(1);
        } else if held < FAST {
            self.rows = (self.rows * 2).min(MOST);
        }
        held.max(LEAST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_transaction_is_followed_by_a_smaller_one() {
        let mut pace = Pace::default();
        assert_eq!(pace.took(Duration::from_millis(10)), Duration::from_millis(10));
        assert_eq!(pace.rows(), FIRST);
        assert_eq!(pace.took(Duration::from_millis(90)), Duration::from_millis(90));
        assert_eq!(pace.rows(), FIRST / 2);
        for _ in 0..100 {
            assert!(pace.rows() >= 1);
            pace.took(Duration::from_secs(1));
        }
        for _ in 0..100 {
            assert!(pace.rows() <= MOST);
            assert_eq!(pace.took(Duration::ZERO), LEAST_PAUSE);
        }
        assert_eq!((pace.rows(), pace.longest()), (MOST, Duration::from_secs(1)));
        pace.begin();
        assert_eq!((pace.rows(), pace.longest()), (FIRST, Duration::from_secs(1)));
    }
}
