//! When an endpoint is left alone. Its circuit opens when it has failed for a time, lets one probe through
//! when the pause is over, and closes with the first success. An endpoint that asks for less is throttled;
//! one that fails for days is disabled. It works on the moments that were stored, whatever the clock did since.

use super::retry::{self, span};
use crate::domain::time::Millis;
use crate::domain::token::words;

/// How many failures in a row it takes to open a circuit.
const LEAST_FAILURES: u32 = 5;
/// How long an endpoint must have failed before its circuit opens, in milliseconds.
pub const FAILS_FOR: i64 = 60_000;
/// The first pause of an open circuit; each that follows is twice as long.
const FIRST_PAUSE: i64 = 30_000;
/// The longest pause of an open circuit.
pub const LONGEST_PAUSE: i64 = 300_000;
/// The first pause of a throttled endpoint that does not say how long; each that follows is twice as long.
const FIRST_THROTTLE: i64 = 5_000;
/// The longest pause that a throttled endpoint gets or may ask for.
pub const LONGEST_THROTTLE: i64 = 3_600_000;

words! {
    /// The state of an endpoint's circuit.
    State {
        /// Deliveries go through.
        Closed = "closed",
        /// The endpoint asked for less; all go through again after a pause.
        Throttled = "throttled",
        /// It failed for a time; after a pause one delivery probes it.
        Open = "open",
        /// A probe is under way.
        HalfOpen = "half_open",
    }
}

/// What is kept of an endpoint's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circuit {
    /// Its state.
    pub state: State,
    /// The moment since when there was nothing but failure.
    pub failing_since: Option<Millis>,
    /// Failures in a row.
    pub failures: u32,
    /// Pauses in a row.
    pub pauses: u32,
    /// When the pause began.
    pub from: Millis,
    /// When the pause ends, or the probe counts as lost.
    pub until: Millis,
}

impl Default for Circuit {
    fn default() -> Circuit {
        let never = Millis(0);
        Circuit { state: State::Closed, failing_since: None, failures: 0, pauses: 0, from: never, until: never }
    }
}

/// Whether a delivery may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Any may.
    Open,
    /// One may, once [`Circuit::probing`] was stored.
    Probe,
    /// None before this moment.
    Wait(Millis),
}

/// What a result changed for the endpoint as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing that anybody must be told.
    None,
    /// Its circuit opened.
    Opened,
    /// Its circuit closed.
    Closed,
    /// It is to be disabled: it is gone (410), or had nothing but failures for too long.
    Disable(Why),
}

words! {
    /// Why an endpoint is disabled.
    Why {
        /// It answered 410.
        Gone = "gone",
        /// It had nothing but failures for as long as is allowed.
        Failing = "failing",
    }
}

impl Circuit {
    /// Whether a delivery may go at `now`. A pause that began after `now`, since the clock was set back, is over:
    /// what it held back is let through as if it had ended, a probe first.
    pub fn admits(&self, now: Millis) -> Admission {
        match self.state {
            State::Closed => Admission::Open,
            _ if self.pauses_at(now) => Admission::Wait(self.until),
            State::Throttled => Admission::Open,
            State::Open | State::HalfOpen => Admission::Probe,
        }
    }

    /// The circuit while a probe is under way that takes at most `timeout` milliseconds; should its sender die,
    /// another may follow after twice that.
    pub fn probing(&self, now: Millis, timeout: i64) -> Circuit {
        let until = Millis(now.0.saturating_add(timeout.saturating_mul(2)));
        Circuit { state: State::HalfOpen, from: now, until, ..*self }
    }

    /// The circuit after an attempt ended at `now`. `asked` is what the answer's Retry-After asked for, in
    /// milliseconds; `disable_after` the time of nothing but failure that is allowed.
    pub fn after(
        &self,
        outcome: retry::Outcome,
        now: Millis,
        asked: Option<i64>,
        disable_after: Option<i64>,
    ) -> (Circuit, Turn) {
        if outcome == retry::Outcome::Delivered {
            let closed = matches!(self.state, State::Open | State::HalfOpen);
            return (Circuit::default(), if closed { Turn::Closed } else { Turn::None });
        }
        let failing_since = self.failing_since.unwrap_or(now).min(now);
        let failures = self.failures.saturating_add(1);
        let failing_for = now.0 - failing_since.0;
        let next = Circuit { failing_since: Some(failing_since), failures, ..*self };
        if outcome == retry::Outcome::Gone {
            return (next, Turn::Disable(Why::Gone));
        }
        if disable_after.is_some_and(|allowed| failing_for >= allowed) && failures >= LEAST_FAILURES {
            return (next, Turn::Disable(Why::Failing));
        }
        let opens = self.state == State::HalfOpen || failures >= LEAST_FAILURES && failing_for >= FAILS_FOR;
        if self.state == State::Open && self.pauses_at(now) {
            // Of those that were under way when it opened, none opens it anew.
            (next, Turn::None)
        } else if opens {
            let opened = matches!(self.state, State::Closed | State::Throttled);
            let first = Circuit { pauses: if opened { 0 } else { self.pauses }, ..next };
            (first.paused(State::Open, now, asked), if opened { Turn::Opened } else { Turn::None })
        } else if outcome == retry::Outcome::Throttled {
            (next.paused(State::Throttled, now, asked), Turn::None)
        } else {
            (next, Turn::None)
        }
    }

    fn pauses_at(&self, now: Millis) -> bool {
        self.from <= now && now < self.until
    }

    /// The circuit with a pause from `now` on, as long as its state and what was asked for have it.
    fn paused(self, state: State, now: Millis, asked: Option<i64>) -> Circuit {
        // Answers that come while it pauses belong to one pause.
        let again = self.state == state && self.pauses_at(now);
        let before = if again { self.pauses.saturating_sub(1) } else { self.pauses };
        let first = if state == State::Open { FIRST_PAUSE } else { FIRST_THROTTLE };
        let pause = (first << before.min(20)).min(LONGEST_PAUSE).max(asked.unwrap_or(0).clamp(0, LONGEST_THROTTLE));
        let until = Millis(now.0.saturating_add(pause));
        let until = if again { until.max(self.until) } else { until };
        Circuit { state, pauses: before + 1, from: now, until, ..self }
    }

    /// What it does to deliveries at `now`, in a sentence without a full stop; none where it lets all through.
    pub fn why(&self, now: Millis) -> Option<String> {
        let failing = self.failing_since.map(|since| format!("it has failed {} times since {since}", self.failures));
        match (self.admits(now), self.state) {
            (Admission::Open, _) => None,
            (Admission::Wait(until), State::Throttled) => {
                Some(format!("the endpoint asked for less, so nothing is sent before {until}"))
            }
            (Admission::Wait(until), State::HalfOpen) => {
                Some(format!("the circuit is half open: one delivery probes the endpoint, until {until} at the latest"))
            }
            (Admission::Wait(until), _) => Some(format!(
                "the circuit is open until {until}, {} from now: {}",
                span(until.0 - now.0),
                failing.unwrap_or_default()
            )),
            (Admission::Probe, _) => Some(format!(
                "the circuit is half open: the next delivery probes the endpoint; {}",
                failing.unwrap_or_default()
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::retry::Outcome;
    use super::*;
    use crate::domain::time::{DAY, HOUR};
    use proptest::prelude::*;

    const START: Millis = Millis(1_763_803_800_000);

    fn later(millis: i64) -> Millis {
        Millis(START.0 + millis)
    }

    /// A circuit that has failed once a second for so many seconds.
    fn failing(seconds: i64) -> (Circuit, Vec<Turn>) {
        let (mut circuit, mut turns) = (Circuit::default(), Vec::new());
        for second in 0..=seconds {
            let (next, turn) = circuit.after(Outcome::Failed, later(second * 1_000), None, None);
            circuit = next;
            turns.push(turn);
        }
        (circuit, turns)
    }

    #[test]
    fn it_opens_by_time_not_by_a_burst() {
        let mut circuit = Circuit::default();
        for _ in 0..1_000 {
            circuit = circuit.after(Outcome::Failed, START, None, None).0;
        }
        assert_eq!((circuit.state, circuit.failures), (State::Closed, 1_000));
        let (circuit, turns) = failing(60);
        assert_eq!((circuit.state, circuit.admits(later(60_000))), (State::Open, Admission::Wait(later(90_000))));
        assert_eq!(turns.iter().filter(|turn| **turn == Turn::Opened).count(), 1);
    }

    #[test]
    fn a_probe_goes_alone_and_its_success_closes() {
        let (circuit, _) = failing(60);
        assert_eq!(circuit.admits(later(90_000)), Admission::Probe);
        let probing = circuit.probing(later(90_000), 30_000);
        assert_eq!(probing.admits(later(91_000)), Admission::Wait(later(150_000)));
        // Its sender died: another may try.
        assert_eq!(probing.admits(later(150_000)), Admission::Probe);
        assert_eq!(probing.after(Outcome::Delivered, later(91_000), None, None), (Circuit::default(), Turn::Closed));
        let (again, turn) = probing.after(Outcome::Failed, later(91_000), None, None);
        assert_eq!((again.state, again.until, turn), (State::Open, later(151_000), Turn::None));
    }

    #[test]
    fn pauses_double_up_to_a_bound() {
        let (mut circuit, _) = failing(60);
        let mut pauses = Vec::new();
        for _ in 0..6 {
            let now = circuit.until;
            circuit = circuit.probing(now, 1_000).after(Outcome::Failed, now, None, None).0;
            pauses.push((circuit.until.0 - now.0) / 1_000);
        }
        assert_eq!(pauses, [60, 120, 240, 300, 300, 300]);
    }

    #[test]
    fn answers_of_those_under_way_do_not_lengthen_the_pause() {
        let (open, _) = failing(60);
        let (same, turn) = open.after(Outcome::Failed, later(65_000), None, None);
        assert_eq!((same.until, same.pauses, turn), (open.until, open.pauses, Turn::None));
    }

    #[test]
    fn who_asks_for_less_is_left_alone_for_a_while() {
        let throttled = |asked| Circuit::default().after(Outcome::Throttled, START, asked, None).0;
        assert_eq!(throttled(None).admits(START), Admission::Wait(later(5_000)));
        assert_eq!(throttled(Some(60_000)).admits(START), Admission::Wait(later(60_000)));
        assert_eq!(throttled(Some(i64::MAX)).admits(START), Admission::Wait(later(LONGEST_THROTTLE)));
        assert_eq!(throttled(None).admits(later(5_000)), Admission::Open);
        let again = throttled(None).after(Outcome::Throttled, later(1_000), Some(1_000), None).0;
        assert_eq!((again.pauses, again.until), (1, later(6_000)));
        assert_eq!(again.after(Outcome::Throttled, later(7_000), None, None).0.until, later(17_000));
        assert_eq!(again.after(Outcome::Delivered, later(2_000), None, None), (Circuit::default(), Turn::None));
    }

    #[test]
    fn gone_is_at_once_and_failing_takes_its_time() {
        let (_, turn) = Circuit::default().after(Outcome::Gone, START, None, Some(5 * DAY));
        assert_eq!(turn, Turn::Disable(Why::Gone));
        let mut circuit = Circuit::default();
        let mut ended = None;
        for hour in 0..200 {
            let (next, turn) = circuit.after(Outcome::Failed, later(hour * HOUR), None, Some(5 * DAY));
            circuit = next;
            if matches!(turn, Turn::Disable(_)) {
                ended = ended.or(Some((hour, turn)));
            }
        }
        assert_eq!(ended, Some((120, Turn::Disable(Why::Failing))));
        // One failure, then nothing for a week, then another: that is not a week of failure.
        let (once, _) = Circuit::default().after(Outcome::Failed, START, None, Some(5 * DAY));
        assert_eq!(once.after(Outcome::Failed, later(7 * DAY), None, Some(5 * DAY)).1, Turn::None);
    }

    #[test]
    fn it_says_why() {
        let (open, _) = failing(60);
        assert_eq!(
            open.why(later(80_000)).unwrap(),
            "the circuit is open until 2025-11-22T09:31:30.000Z, 10 s from now: it has failed 61 times since \
             2025-11-22T09:30:00.000Z"
        );
        assert!(open.why(later(90_000)).unwrap().contains("the next delivery probes"));
        assert!(open.probing(later(90_000), 1_000).why(later(90_001)).unwrap().contains("one delivery probes"));
        assert_eq!(Circuit::default().why(START), None);
    }

    fn outcomes() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            6 => Just(Outcome::Failed), 1 => Just(Outcome::Throttled), 1 => Just(Outcome::Delivered)
        ]
    }

    proptest! {
        #[test]
        fn whatever_the_clock_does_nothing_is_stuck_and_nothing_storms(
            steps in proptest::collection::vec((outcomes(), -2 * HOUR..2 * HOUR, proptest::option::of(0..2 * HOUR)), 1..60),
        ) {
            let (mut circuit, mut now) = (Circuit::default(), START);
            for (outcome, moved, asked) in steps {
                now = Millis(now.0 + moved);
                match circuit.admits(now) {
                    Admission::Wait(until) => {
                        // A wait ends within its bound, and at its end something goes.
                        prop_assert!(until > now && until.0 - now.0 <= LONGEST_THROTTLE);
                        prop_assert!(!matches!(circuit.admits(until), Admission::Wait(_)));
                        continue;
                    }
                    Admission::Probe => {
                        circuit = circuit.probing(now, 30_000);
                        // While one probes, no other goes.
                        prop_assert!(matches!(circuit.admits(now), Admission::Wait(_)));
                    }
                    Admission::Open => {}
                }
                let (next, turn) = circuit.after(outcome, now, asked, Some(5 * DAY));
                match outcome {
                    Outcome::Delivered => prop_assert_eq!(next, Circuit::default()),
                    _ => prop_assert!(next.failing_since.unwrap() <= now),
                }
                // A probe that fails opens it again.
                if circuit.state == State::HalfOpen && outcome != Outcome::Delivered && turn == Turn::None {
                    prop_assert_eq!(next.state, State::Open);
                }
                circuit = next;
            }
        }
    }
}
