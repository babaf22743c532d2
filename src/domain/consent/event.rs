//! What happened to a grant, and what follows from it: the current state is a replay of the events, and so is any
//! state of the past, as it was known at any moment since.

use super::{Basis, Kind, State, Status};
use crate::domain::time::Millis;

/// The end of what has none: later than any moment.
pub const NEVER: Millis = Millis(i64::MAX);

/// What a decision was about, without anything personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// On what the use rests.
    pub legal_basis: Basis,
    /// The policy version that was shown, by id.
    pub policy_id: Option<String>,
    /// The language in which it was asked.
    pub locale: Option<String>,
    /// How it was given: `web_form`.
    pub method: Option<String>,
    /// Where.
    pub source: Option<String>,
    /// Whether there is evidence, by digest.
    pub evidence: bool,
    /// When it ends by itself.
    pub expires_at: Option<Millis>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number in its grant, from 1, in the order in which they were written down.
    pub number: i64,
    /// What happened.
    pub kind: Kind,
    /// When.
    pub occurred_at: Millis,
    /// When that was written down.
    pub recorded_at: Millis,
    /// What it was about.
    pub terms: Terms,
    /// Who wrote it down.
    pub actor: String,
}

/// What the events of a grant come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// The state.
    pub state: State,
    /// What was consented to, or refused.
    pub terms: Terms,
    /// When it was given last; absent where it was not.
    pub given_at: Option<Millis>,
    /// When what holds now was decided.
    pub decided_at: Millis,
    /// When that was written down.
    pub recorded_at: Millis,
    /// By whom.
    pub actor: String,
    /// The number of the event that gave it last.
    pub given: Option<i64>,
    /// The number of the event that decided.
    pub decided: i64,
}

impl Current {
    /// When it ended or will end; [`NEVER`] where that is not said.
    pub fn ends_at(&self) -> Millis {
        match self.state {
            State::Given => self.terms.expires_at.unwrap_or(NEVER),
            _ => self.decided_at,
        }
    }

    /// When it was ended by somebody, which is not when it expired.
    pub fn ended_at(&self) -> Option<Millis> {
        (!matches!(self.state, State::Given | State::Refused)).then_some(self.decided_at)
    }
}

/// How a grant in a state stands at a moment; `stale` is whether its policy was replaced in what matters.
pub fn status(state: State, expires_at: Option<Millis>, stale: bool, at: Millis) -> Status {
    match state {
        State::Given if expires_at.is_some_and(|end| end <= at) => Status::Expired,
        State::Given if stale => Status::Stale,
        State::Given => Status::Valid,
        State::Refused => Status::Refused,
        State::Withdrawn => Status::Withdrawn,
        State::Terminated => Status::Terminated,
        State::Invalidated => Status::Invalidated,
    }
}

/// What events come to, whatever order they are in: the one that happened last decides, and of those at one moment
/// the one that was written down last.
pub fn replay(events: &[Event]) -> Option<Current> {
    let mut ordered: Vec<&Event> = events.iter().collect();
    ordered.sort_by_key(|event| (event.occurred_at, event.number));
    ordered.into_iter().fold(None, |before, event| Some(after(before, event)))
}

/// The events that had happened at a moment, of those that were written down by another.
pub fn known(events: Vec<Event>, at: Millis, known_at: Millis) -> Vec<Event> {
    events.into_iter().filter(|event| event.occurred_at <= at && event.recorded_at <= known_at).collect()
}

fn after(before: Option<Current>, event: &Event) -> Current {
    let state = match event.kind {
        Kind::Given | Kind::Renewed => State::Given,
        Kind::Refused => State::Refused,
        Kind::Withdrawn => State::Withdrawn,
        Kind::Terminated => State::Terminated,
        Kind::Invalidated => State::Invalidated,
    };
    let (terms, given_at, given) = match (state, before) {
        (State::Given, _) => (event.terms.clone(), Some(event.occurred_at), Some(event.number)),
        // What is ended keeps what it was.
        (State::Withdrawn | State::Terminated | State::Invalidated, Some(before)) => {
            (before.terms, before.given_at, before.given)
        }
        _ => (event.terms.clone(), None, None),
    };
    Current {
        state,
        terms,
        given_at,
        given,
        decided_at: event.occurred_at,
        recorded_at: event.recorded_at,
        actor: event.actor.clone(),
        decided: event.number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(number: i64, kind: Kind, occurred_at: i64) -> Event {
        let terms = Terms {
            legal_basis: Basis::Consent,
            policy_id: Some(format!("pol_{number}")),
            locale: None,
            method: None,
            source: None,
            evidence: false,
            expires_at: Some(Millis(occurred_at + 50)),
        };
        let (occurred_at, recorded_at) = (Millis(occurred_at), Millis(1_000 + number));
        Event { number, kind, occurred_at, recorded_at, terms, actor: "a".to_owned() }
    }

    fn some() -> impl Strategy<Value = Vec<Event>> {
        prop::collection::vec((0..Kind::ALL.len(), 0..9i64), 1..12).prop_map(|drawn| {
            let numbered = (1..).zip(drawn);
            numbered.map(|(number, (kind, at))| event(number, Kind::ALL[kind], at * 10)).collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_the_rows_does_not_matter(events in some()) {
            let mut turned = events.clone();
            turned.reverse();
            prop_assert_eq!(replay(&events), replay(&turned));
        }

        #[test]
        fn the_last_that_happened_decides(events in some()) {
            let current = replay(&events).unwrap();
            let last = events.iter().max_by_key(|event| (event.occurred_at, event.number)).unwrap();
            prop_assert_eq!((current.decided, current.decided_at), (last.number, last.occurred_at));
        }

        #[test]
        fn what_is_learnt_later_changes_nothing_that_was_known(events in some(), at in 0..90i64, known_at in 1_000..1_013i64) {
            let (at, known_at) = (Millis(at), Millis(known_at));
            let before: Vec<Event> = events.iter().filter(|event| event.recorded_at <= known_at).cloned().collect();
            prop_assert_eq!(replay(&known(events, at, known_at)), replay(&known(before, at, NEVER)));
        }
    }

    #[test]
    fn what_is_withdrawn_keeps_what_was_given() {
        let current = replay(&[event(1, Kind::Given, 10), event(2, Kind::Withdrawn, 20)]).unwrap();
        assert_eq!(
            (current.state, current.given_at, current.ended_at()),
            (State::Withdrawn, Some(Millis(10)), Some(Millis(20)))
        );
        assert_eq!((current.terms.policy_id.as_deref(), current.ends_at()), (Some("pol_1"), Millis(20)));
    }

    #[test]
    fn a_refusal_takes_away_what_was_given() {
        let current = replay(&[event(1, Kind::Given, 10), event(2, Kind::Refused, 20)]).unwrap();
        assert_eq!((current.state, current.given_at, current.ended_at()), (State::Refused, None, None));
    }

    #[test]
    fn a_late_arrival_takes_its_place() {
        // Withdrawn on day 20; the paper of day 10 arrives afterwards.
        let current = replay(&[event(1, Kind::Withdrawn, 20), event(2, Kind::Given, 10)]).unwrap();
        assert_eq!((current.state, current.given), (State::Withdrawn, Some(2)));
    }

    #[test]
    fn the_moment_of_expiry_is_expired() {
        let at = |now| status(State::Given, Some(Millis(10)), true, Millis(now));
        assert_eq!((at(9), at(10)), (Status::Stale, Status::Expired));
        assert_eq!(status(State::Given, None, false, NEVER), Status::Valid);
    }
}
