//! Rate limits: `60/1m` admits a burst of 60, then one each second (the generic cell rate algorithm, in
//! its leaky-bucket form). All arithmetic is on whole numbers, so nothing is rounded against either side.
//!
//! Each window is a bucket. With a window of W microseconds and N requests in it, a request pours in W
//! units, N units leak out each microsecond, and the bucket holds N × W. A unit does not depend on N, so
//! a level stays true when the limit of a window changes.

use std::fmt;

pub use super::level::State;
use super::level::{Levels, level_of};
use super::record::record;
use super::span::Span;
use super::time::{DAY, Millis};
use crate::error::{Code, Error, Result};

/// The most requests that a window may admit.
pub const MOST: u32 = 1_000_000_000;
/// The longest window, in milliseconds.
pub const LONGEST: i64 = 366 * DAY;
/// The most windows that hold together.
pub const WINDOWS: usize = 4;

/// So many requests in a window. `parse` makes it and keeps it within its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The burst, and what leaks away in one window; never zero.
    pub count: u32,
    /// The length of the window.
    pub window: Span,
}

impl Rate {
    /// Reads `60/1m`.
    pub fn parse(text: &str) -> Result<Rate> {
        let invalid = |why: String| Error::new(Code::InvalidValue, why).hint("write COUNT/WINDOW: 60/1m or 1000/1d");
        let (digits, window) = text.split_once('/').ok_or_else(|| invalid(format!("not a rate: {text:?}")))?;
        let count = Some(digits)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|count| (1..=MOST).contains(count))
            .ok_or_else(|| invalid(format!("the count of a rate is 1 to {MOST}, not {digits:?}")))?;
        let window = Span::parse(window)?;
        if !(1..=LONGEST).contains(&window.millis()) {
            return Err(invalid(format!("the window of a rate is 1ms to 366d, not {window}")));
        }
        Ok(Rate { count, window })
    }

    /// The length of the window in microseconds, by which its state is kept.
    fn micros(&self) -> u64 {
        self.window.millis().unsigned_abs() * 1_000
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.window)
    }
}

/// Reads rates joined by commas, `60/1m,1000/1d`: one to four, no two with windows of the same length.
pub fn parse_rates(text: &str) -> Result<Vec<Rate>> {
    let rates: Vec<Rate> = text.split(',').map(|rate| Rate::parse(rate.trim())).collect::<Result<_>>()?;
    if rates.len() > WINDOWS {
        return Err(Error::new(Code::InvalidValue, format!("{} rates are too many", rates.len()))
            .hint(format!("give one to {WINDOWS} rates")));
    }
    for (index, rate) in rates.iter().enumerate() {
        if let Some(other) = rates[..index].iter().find(|other| other.micros() == rate.micros()) {
            return Err(Error::new(Code::InvalidValue, format!("{other} and {rate} have the same window"))
                .hint("give each window one rate"));
        }
    }
    Ok(rates)
}

/// What `parse_rates` reads.
pub fn join_rates(rates: &[Rate]) -> String {
    rates.iter().map(Rate::to_string).collect::<Vec<_>>().join(",")
}

/// What a request left in one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its length, as the rate has it.
    pub window: String,
    /// How many requests it admits at once when unused.
    pub limit: i64,
    /// How many it would admit now.
    pub remaining: i64,
    /// When it will be unused again if nothing more comes.
    pub reset_at: Millis,
}

record!(Window {
    window: Text, shown, "Length of the window" => |it| &it.window;
    limit: Int, shown, "Requests that the window admits" => |it| it.limit;
    remaining: Int, shown, "Requests that it would admit now" => |it| it.remaining;
    reset_at: Time, shown, "When all of them are available again" => |it| it.reset_at;
});

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether every window admits it.
    pub allowed: bool,
    /// When it would be admitted, in milliseconds from now: 0 if it is, nothing if it never will be.
    pub retry_after_ms: Option<i64>,
    /// Every window as it is after the request, in the order of the rates.
    pub windows: Vec<Window>,
    /// What is to be stored if `write` says so.
    pub state: State,
    /// Whether the state must be stored.
    pub write: bool,
}

impl Decision {
    /// The window with least remaining, the first of several.
    pub fn tightest(&self) -> Option<&Window> {
        self.windows.iter().min_by_key(|window| window.remaining)
    }
}

/// Asks every window to admit a request that counts as `cost` requests, at `now` in microseconds. It is
/// taken from all of them or from none. A cost of 0 only looks.
///
/// A clock that stands before the state's has been set back. No time is then taken to have passed, and
/// the state moves to the new time even if the request is refused, so that nobody waits for the old one.
/// A clock set ahead cannot be told from a client that waited, so the state keeps what was before it: when the
/// clock comes back, that counts again. Time that was counted once is not counted again when a clock that was
/// set back is set right.
pub fn take(rates: &[Rate], state: &State, now: i64, cost: u32) -> Decision {
    let mut buckets: Vec<Bucket> = rates.iter().map(|rate| Bucket::new(rate, state, now)).collect();
    let wait = buckets.iter().try_fold(0, |longest, bucket| Some(bucket.wait(cost)?.max(longest)));
    let allowed = wait == Some(0);
    if allowed {
        buckets.iter_mut().for_each(|bucket| bucket.level += bucket.poured(cost));
    }
    Decision {
        allowed,
        retry_after_ms: wait.map(|micros| micros_to_millis(micros as i64)),
        windows: buckets.iter().map(|bucket| bucket.window(now)).collect(),
        state: state.next(
            now,
            buckets.iter().map(|bucket| (bucket.rate.micros(), bucket.level)).collect(),
            buckets.iter().filter_map(Bucket::leaked).collect(),
        ),
        write: cost > 0 && !rates.is_empty() && (allowed || now < state.at),
    }
}

/// One window at one moment.
struct Bucket<'a> {
    rate: &'a Rate,
    level: u128,
    /// What has leaked away since the state.
    leaked: u128,
}

impl Bucket<'_> {
    /// What has not leaked away by `now`, and no more than the bucket holds if its limit was lowered.
    fn new<'a>(rate: &'a Rate, state: &State, now: i64) -> Bucket<'a> {
        let mut bucket = Bucket { rate, level: 0, leaked: 0 };
        let (capacity, leak) = (bucket.capacity(), bucket.leak());
        let before = |levels: &Levels| level_of(levels, rate.micros()).min(capacity);
        let after =
            |levels: &Levels, elapsed: i64| before(levels).saturating_sub(u128::from(elapsed.unsigned_abs()) * leak);
        let passage = state.passage(now);
        let remaining = after(&state.levels, passage.elapsed);
        bucket.leaked = before(&state.levels) - remaining;
        let undone = passage.undone.map_or(0, |(elapsed, leaked)| after(leaked, elapsed));
        bucket.level = (remaining + undone).min(capacity);
        bucket
    }

    /// What has leaked away since the state, by the window, if anything has.
    fn leaked(&self) -> Option<(u64, u128)> {
        (self.leaked > 0).then(|| (self.rate.micros(), self.leaked))
    }

    /// Units that leak out in a microsecond.
    fn leak(&self) -> u128 {
        u128::from(self.rate.count)
    }

    /// Units that so many requests pour in.
    fn poured(&self, requests: u32) -> u128 {
        u128::from(requests) * u128::from(self.rate.micros())
    }

    fn capacity(&self) -> u128 {
        self.poured(self.rate.count)
    }

    /// Microseconds until `cost` requests fit in, never more than the window; nothing if they never will.
    fn wait(&self, cost: u32) -> Option<u128> {
        let excess = (self.level + self.poured(cost)).saturating_sub(self.capacity());
        (cost <= self.rate.count).then(|| excess.div_ceil(self.leak()))
    }

    fn window(&self, now: i64) -> Window {
        let until_empty = self.level.div_ceil(self.leak()) as i64;
        Window {
            window: self.rate.window.to_string(),
            limit: self.rate.count.into(),
            remaining: ((self.capacity() - self.level) / self.poured(1)) as i64,
            reset_at: Millis(micros_to_millis(now.saturating_add(until_empty))),
        }
    }
}

/// Milliseconds, rounded up: whoever waits for them has waited long enough.
fn micros_to_millis(micros: i64) -> i64 {
    micros.div_euclid(1_000) + i64::from(micros.rem_euclid(1_000) > 0)
}

#[cfg(test)]
mod tests;
