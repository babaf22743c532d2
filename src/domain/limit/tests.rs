//! The limiter against virtual scheduling, and under clocks that err.

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
