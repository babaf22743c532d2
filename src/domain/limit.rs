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
mod tests {
    use super::*;
    use crate::domain::level::LEAP;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_339_800_000_000;
    const TEN_YEARS: i64 = 10 * 365 * DAY * 1_000;

    fn rates(text: &str) -> Vec<Rate> {
        parse_rates(text).unwrap()
    }

    /// The window's length in microseconds.
    fn length(rate: &Rate) -> i64 {
        rate.window.millis() * 1_000
    }

    /// A client, its stored state going through text as in the store.
    struct Client {
        rates: Vec<Rate>,
        at: i64,
        levels: String,
    }

    impl Client {
        fn new(rates: Vec<Rate>) -> Client {
            Client { rates, at: 0, levels: String::new() }
        }

        fn take(&mut self, now: i64, cost: u32) -> Decision {
            let decision = self.ask(now, cost);
            if decision.write {
                self.at = decision.state.at;
                self.levels = decision.state.encode();
            }
            decision
        }

        fn ask(&self, now: i64, cost: u32) -> Decision {
            take(&self.rates, &State::decode(self.at, &self.levels).unwrap(), now, cost)
        }
    }

    /// The same limits by virtual scheduling: per window the theoretical arrival time of the next request,
    /// as a fraction of microseconds whose denominator is the window's count.
    struct Schedule(Vec<(i128, i128, i128)>);

    impl Schedule {
        fn new(rates: &[Rate]) -> Schedule {
            Schedule(rates.iter().map(|rate| (rate.count.into(), length(rate).into(), 0)).collect())
        }

        /// When the request conforms, in whole microseconds; nothing if never. Takes it if that is now.
        fn take(&mut self, now: i64, cost: u32) -> Option<i64> {
            let (now, cost) = (i128::from(now), i128::from(cost));
            let mut earliest = now;
            for (count, window, arrival) in &self.0 {
                if cost > *count {
                    return None;
                }
                let conforms = (*arrival).max(now * count) + cost * window - count * window;
                earliest = earliest.max(conforms.div_euclid(*count) + i128::from(conforms.rem_euclid(*count) > 0));
            }
            if earliest == now {
                for (count, window, arrival) in &mut self.0 {
                    *arrival = (*arrival).max(now * *count) + cost * *window;
                }
            }
            Some(earliest as i64)
        }
    }

    fn any_rate() -> impl Strategy<Value = Rate> {
        (1u32..12, 1u32..3_000).prop_map(|(count, millis)| Rate::parse(&format!("{count}/{millis}ms")).unwrap())
    }

    fn any_rates() -> impl Strategy<Value = Vec<Rate>> {
        prop::collection::vec(any_rate(), 1..=WINDOWS)
            .prop_filter("distinct windows", |rates| parse_rates(&join_rates(rates)).is_ok())
    }

    /// How far a clock is set, at least so far that nobody waits so long; every other time about as long as the
    /// client was idle before.
    fn any_leap() -> impl Strategy<Value = i64> {
        (prop_oneof![LEAP + 1..3 * LEAP, LEAP + 1..TEN_YEARS], any::<bool>())
            .prop_map(|(leap, ahead)| if ahead { leap } else { -leap })
    }

    /// Microseconds since the request before, and a cost.
    fn any_requests() -> impl Strategy<Value = Vec<(i64, u32)>> {
        let pause = prop_oneof![Just(0i64), 0i64..2_000, 0i64..500_000, 0i64..4_000_000];
        prop::collection::vec((pause, 1u32..6), 1..80)
    }

    proptest! {
        #[test]
        fn every_answer_is_that_of_virtual_scheduling(rates in any_rates(), requests in any_requests()) {
            let (mut client, mut schedule) = (Client::new(rates.clone()), Schedule::new(&rates));
            let mut now = NOW;
            for (pause, cost) in requests {
                now += pause;
                let decision = client.take(now, cost);
                let expected = schedule.take(now, cost).map(|at| at - now);
                prop_assert_eq!(decision.allowed, expected == Some(0));
                prop_assert_eq!(decision.retry_after_ms, expected.map(|micros| (micros + 999) / 1_000));
                for (window, (count, length, arrival)) in decision.windows.iter().zip(&schedule.0) {
                    let ahead = (arrival - i128::from(now) * count).max(0);
                    prop_assert_eq!(i128::from(window.remaining), (count * length - ahead) / length);
                    let reset = i128::from(window.reset_at.0) * 1_000 * count;
                    let empty = i128::from(now) * count + ahead;
                    prop_assert!((empty..empty + 1_000 * count).contains(&reset));
                }
            }
        }

        #[test]
        fn no_interval_admits_more_than_burst_and_rate(rates in any_rates(), requests in any_requests()) {
            let mut client = Client::new(rates.clone());
            let mut now = NOW;
            let mut admitted = Vec::new();
            for (pause, cost) in requests {
                now += pause;
                if client.take(now, cost).allowed {
                    admitted.push((now, i128::from(cost)));
                }
            }
            for first in 0..admitted.len() {
                let mut sum = 0;
                for (at, cost) in &admitted[first..] {
                    sum += cost;
                    let elapsed = i128::from(at - admitted[first].0);
                    for rate in &rates {
                        let (count, window) = (i128::from(rate.count), i128::from(length(rate)));
                        prop_assert!(sum * window <= count * (window + elapsed));
                    }
                }
            }
        }

        #[test]
        fn a_client_at_its_rate_is_never_refused_and_one_above_it_is(rate in any_rate()) {
            let mut client = Client::new(vec![rate]);
            prop_assert!(client.take(NOW, rate.count).allowed);
            for request in 1..200 {
                let due = NOW + (length(&rate) * request + i64::from(rate.count) - 1) / i64::from(rate.count);
                prop_assert!(!client.ask(due - 1, 1).allowed, "request {request} a microsecond early");
                prop_assert!(client.take(due, 1).allowed, "request {request}");
            }
        }

        #[test]
        fn waiting_shortens_the_wait_until_it_ends(
            rates in any_rates(),
            requests in any_requests(),
            first in 0i64..4_000_000,
            second in 0i64..4_000_000,
        ) {
            let mut client = Client::new(rates);
            let mut now = NOW;
            for (pause, cost) in requests {
                now += pause;
                client.take(now, cost);
            }
            let (sooner, later) = (first.min(second), first.max(second));
            let wait = |pause: i64| client.ask(now + pause, 1).retry_after_ms.unwrap();
            prop_assert!(wait(later) <= wait(sooner));
            let end = sooner + wait(sooner) * 1_000;
            prop_assert_eq!(wait(end), 0);
            prop_assert!(wait(sooner) == 0 || wait(end - 1_000) > 0, "a millisecond less was enough");
        }

        #[test]
        fn a_refusal_takes_nothing_and_a_look_neither(rates in any_rates(), requests in any_requests()) {
            let mut client = Client::new(rates);
            let mut now = NOW;
            for (pause, cost) in requests {
                now += pause;
                let before = client.ask(now, 0);
                prop_assert!(before.allowed && !before.write);
                let decision = client.take(now, cost);
                prop_assert_eq!(decision.write, decision.allowed);
                if !decision.allowed {
                    prop_assert_eq!(decision.windows, before.windows);
                }
            }
        }

        #[test]
        fn a_clock_that_is_set_and_set_right_gives_nothing_back(
            rates in any_rates(),
            requests in any_requests(),
            offsets in prop::collection::vec((any_leap(), 0..3 * LEAP), 1..4),
            cost in 1u32..6,
        ) {
            let mut client = Client::new(rates);
            let mut now = NOW;
            client.take(now, 1);
            for (pause, cost) in requests {
                now += pause;
                client.take(now, cost);
            }
            for (offset, idle) in offsets {
                now += idle;
                client.take(now, 1);
                let left: Vec<i64> = client.ask(now, 0).windows.iter().map(|window| window.remaining).collect();
                let taken = i64::from(client.take(now + offset, cost).allowed) * i64::from(cost);
                for (window, left) in client.ask(now, 0).windows.iter().zip(left) {
                    prop_assert!(window.remaining <= (left - taken).max(0), "{} from {} after {}", window.remaining, left, taken);
                }
            }
        }

        #[test]
        fn no_clock_makes_anybody_wait_longer_than_a_window(
            rates in any_rates(),
            moments in prop::collection::vec((-TEN_YEARS..TEN_YEARS, 1u32..6), 1..40),
        ) {
            let mut client = Client::new(rates.clone());
            let longest = rates.iter().map(length).max().unwrap();
            for (offset, cost) in moments {
                client.take(NOW + offset, cost);
                let wait = client.ask(NOW + offset, 1).retry_after_ms.unwrap();
                prop_assert!(wait <= longest / 1_000);
                prop_assert!(client.ask(NOW + offset + wait * 1_000, 1).allowed);
            }
        }

        #[test]
        fn what_is_encoded_is_what_is_decoded(
            at: i64,
            levels: Levels,
            leap in prop::option::of((any::<i64>(), prop::collection::vec(any::<(u64, u128)>(), 1..4))),
            marks: Vec<i64>,
        ) {
            let state = State { at, levels, leap, marks };
            prop_assert_eq!(State::decode(at, &state.encode()), Some(state));
        }

        #[test]
        fn no_state_or_clock_is_too_far(
            at: i64,
            now: i64,
            leap: Option<i64>,
            marks: Vec<i64>,
            levels: [u128; 2],
            cost: u32,
        ) {
            let rates = rates("1000000000/366d,1/1ms");
            let levels: Levels = rates.iter().map(Rate::micros).zip(levels).collect();
            let leap = leap.map(|from| (from, levels.clone()));
            let decision = take(&rates, &State { at, levels, leap, marks }, now, cost);
            prop_assert!(decision.windows.iter().all(|window| (0..=window.limit).contains(&window.remaining)));
        }
    }

    #[test]
    fn rates_are_printed_as_they_are_read() {
        for text in ["60/1m", "3/250ms", "60/1m,1000/1d", "1/1s,1/1m,1/1h,1000000000/1y"] {
            assert_eq!(join_rates(&rates(text)), text);
        }
        assert_eq!(rates("60/1m, 1000/1d"), rates("60/1m,1000/1d"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "60", "60/", "/1m", "0/1m", "-1/1m", "+1/1m", "1.5/1m", "1000000001/1m", "99999999999/1m"] {
            assert!(parse_rates(text).unwrap_err().hint.is_some(), "{text}");
        }
        for text in ["1/0s", "1/1", "1/2y", "1/1m/1m", "1/1m,", ",1/1m", "1/1m,2/60s", "1/1s,1/1m,1/1h,1/1d,1/1w"] {
            assert!(parse_rates(text).unwrap_err().hint.is_some(), "{text}");
        }
        for text in [" ", "1", "1:", ":1", "1:1:1", "1:1  2:2", "1:-1", "1:x", "@", "@x", "1:1 @1 2"] {
            assert_eq!(State::decode(0, text), None, "{text}");
        }
    }

    #[test]
    fn a_steady_client_at_a_third_of_its_limit_is_never_refused() {
        let mut client = Client::new(rates("10/1s"));
        assert!((0..1_000).all(|request| client.take(NOW + request * 300_000, 1).allowed));
    }

    #[test]
    fn a_cost_of_the_whole_capacity_fits_when_empty_and_one_more_never() {
        let mut client = Client::new(rates("3/1s"));
        assert_eq!(client.ask(NOW, 4).retry_after_ms, None);
        assert!(!client.ask(NOW, 4).allowed);
        assert_eq!(client.take(NOW, 3).retry_after_ms, Some(0));
        assert_eq!(client.ask(NOW, 3).retry_after_ms, Some(1_000));
        assert_eq!(client.ask(NOW, 1).retry_after_ms, Some(334));
    }

    #[test]
    fn the_reset_is_rounded_up_from_fractions_of_a_microsecond() {
        let decision = Client::new(rates("3/1s")).take(667, 1);
        assert_eq!(decision.windows[0].reset_at, Millis(335), "empty at 334000 and a third microseconds");
    }

    #[test]
    fn several_windows_admit_together_or_not_at_all() {
        let mut client = Client::new(rates("2/1s,3/1m"));
        assert!(client.take(NOW, 2).allowed);
        assert!(!client.take(NOW + 1_000_000, 2).allowed, "the minute has one left");
        let decision = client.take(NOW + 1_000_000, 1);
        assert!(decision.allowed);
        assert_eq!(decision.windows.iter().map(|window| window.remaining).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(decision.tightest().unwrap().window, "1m");
        let even = Client::new(rates("5/1s,5/1m"));
        assert_eq!(even.ask(NOW, 1).tightest().unwrap().window, "1s");
    }

    #[test]
    fn without_rates_everything_is_allowed() {
        let decision = take(&[], &State::default(), NOW, u32::MAX);
        assert!(decision.allowed && !decision.write);
        assert_eq!((decision.retry_after_ms, decision.tightest()), (Some(0), None));
    }

    #[test]
    fn a_changed_limit_keeps_what_was_used() {
        let mut client = Client::new(rates("10/1m,50/1h"));
        client.take(NOW, 10);
        client.rates = rates("100/1m,5/1d");
        let decision = client.ask(NOW, 0);
        assert_eq!(decision.windows.iter().map(|window| window.remaining).collect::<Vec<_>>(), [90, 5]);
        client.rates = rates("5/60s");
        assert_eq!(client.ask(NOW, 1).retry_after_ms, Some(12_000), "no more than the bucket holds");
        assert_eq!(client.ask(NOW + 60_000_000, 0).windows[0].remaining, 5);
    }

    #[test]
    fn a_clock_set_back_neither_revives_quota_nor_locks_out() {
        let mut client = Client::new(rates("10/1m"));
        client.take(NOW, 10);
        let past = NOW - TEN_YEARS;
        let decision = client.take(past, 1);
        assert!(!decision.allowed && decision.write);
        assert_eq!(decision.windows[0].remaining, 0);
        assert!(!client.take(past + 5_999_999, 1).allowed);
        assert!(client.take(past + 6_000_000, 1).allowed);
        assert!(client.take(past + 66_000_000, 10).allowed);
    }

    #[test]
    fn clocks_that_differ_count_the_time_once() {
        let mut client = Client::new(rates("60/1m"));
        client.take(NOW, 60);
        // Two machines take turns, one ten seconds behind the other.
        let admitted = |request: i64| client.take(NOW + request * 100_000 - request % 2 * 10_000_000, 1).allowed;
        assert_eq!((0..600).map(admitted).filter(|allowed| *allowed).count(), 59, "a minute's worth");
    }

    #[test]
    fn a_clock_ahead_for_a_while_neither_doubles_quota_nor_locks_out() {
        let mut client = Client::new(rates("10/1m"));
        assert!(client.take(NOW + TEN_YEARS, 10).allowed);
        assert!(!client.take(NOW + TEN_YEARS, 1).allowed);
        assert!(!client.take(NOW, 1).allowed);
        assert!(client.take(NOW + 60_000_000, 10).allowed);
    }

    #[test]
    fn a_clock_set_back_into_a_long_pause_and_set_right_gives_nothing_back() {
        let mut client = Client::new(rates("10/1m"));
        client.take(NOW, 10);
        let paused = NOW + LEAP + 1;
        assert!(client.take(paused, 10).allowed);
        assert!(!client.take(NOW, 1).allowed, "as if the pause had been a leap");
        assert!(!client.take(paused, 1).allowed, "it was none");
        assert!(client.take(paused + 60_000_000, 10).allowed);
    }

    #[test]
    fn a_clock_that_errs_more_than_once_gives_each_stretch_once() {
        let mut client = Client::new(rates("10/1m"));
        client.take(NOW, 10);
        for back in [TEN_YEARS, TEN_YEARS / 2, 60_000_000] {
            client.take(NOW - back, 0);
            client.take(NOW - back, 10);
        }
        assert!(!client.take(NOW, 1).allowed);
    }
}
