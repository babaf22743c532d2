//! Replaying recorded use against other limits: who would have been refused, and how often.

use super::limit::{Rate, State, take};
use super::record::record;
use super::time::Millis;
use super::token::Token;

/// One recorded verification that reached the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it was, to the millisecond.
    pub at: Millis,
    /// How many requests it counted as.
    pub cost: u32,
    /// Whether it was refused.
    pub refused: bool,
}

/// What became of the calls of one token under other limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    state: State,
    /// How many calls there were.
    pub calls: i64,
    /// How many of them were refused when they were made.
    pub refused_then: i64,
    /// How many of them the other limits refuse.
    pub refused: i64,
    /// When the first of these was.
    pub first_refused_at: Option<Millis>,
}

impl Replay {
    /// Takes the next call. One from before `since` is not counted, but uses up what it would have.
    pub fn call(&mut self, rates: &[Rate], since: Millis, call: Call) {
        let decision = take(rates, &self.state, call.at.0.saturating_mul(1_000), call.cost);
        if decision.allowed || decision.write {
            self.state = decision.state;
        }
        if call.at < since {
            return;
        }
        self.calls += 1;
        self.refused_then += i64::from(call.refused);
        if !decision.allowed {
            self.refused += 1;
            self.first_refused_at.get_or_insert(call.at);
        }
    }
}

/// A token with its replay.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The token.
    pub token: Token,
    /// What became of its calls.
    pub replay: Replay,
}

record! { Replayed {
    token_id: Id, shown, "The token's id" => |r| &r.token.id;
    workspace: Text, hidden, "The workspace it belongs to" => |r| &r.token.workspace;
    name: Text, shown, "Its name" => |r| &r.token.name;
    owner: Text, shown, "Whom it was issued to" => |r| r.token.owner.as_ref();
    calls: Int, shown, "How many of its verifications reached the limits" => |r| r.replay.calls;
    refused_then: Int, shown, "How many of them were refused when they were made" => |r| r.replay.refused_then;
    refused: Int, shown, "How many the proposed limits refuse" => |r| r.replay.refused;
    first_refused_at: Time, shown, "When the first of these was" => |r| r.replay.first_refused_at;
} }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::limit::parse_rates;
    use proptest::prelude::*;

    /// Whether a call is admitted, from all that was admitted before: what is in a bucket is the most that any
    /// run of the latest admitted calls has poured in beyond what leaked out since its first.
    fn admits(rates: &[Rate], admitted: &[Call], call: Call) -> bool {
        rates.iter().all(|rate| {
            let (count, window) = (i128::from(rate.count), i128::from(rate.window.millis()));
            let (mut poured, mut level) = (0, 0);
            for earlier in admitted.iter().rev() {
                poured += i128::from(earlier.cost) * window;
                level = level.max(poured - i128::from(call.at.0 - earlier.at.0) * count);
            }
            level + i128::from(call.cost) * window <= count * window
        })
    }

    fn any_calls() -> impl Strategy<Value = Vec<Call>> {
        let pause = prop_oneof![Just(0i64), 0i64..20, 0i64..3_000];
        prop::collection::vec((pause, 0u32..5, any::<bool>()), 0..120).prop_map(|steps| {
            let mut at = 1_795_339_800_000;
            let call = |(pause, cost, refused)| {
                at += pause;
                Call { at: Millis(at), cost, refused }
            };
            steps.into_iter().map(call).collect()
        })
    }

    proptest! {
        #[test]
        fn a_replay_refuses_what_the_definition_refuses(
            calls in any_calls(),
            rates in prop::sample::select(vec!["1/1s", "3/500ms", "5/1s,20/1m", "2/7ms,9/1s", "100/1h"]),
            skipped in 0i64..2_000,
        ) {
            let rates = parse_rates(rates).unwrap();
            let since = Millis(1_795_339_800_000 + skipped);
            let (mut replay, mut admitted, mut refused) = (Replay::default(), Vec::new(), Vec::new());
            for call in &calls {
                replay.call(&rates, since, *call);
                if admits(&rates, &admitted, *call) { admitted.push(*call) } else { refused.push(*call) }
            }
            let counted = |list: &[Call]| list.iter().filter(|call| call.at >= since).count() as i64;
            prop_assert_eq!(replay.calls, counted(&calls));
            prop_assert_eq!(replay.refused, counted(&refused));
            prop_assert_eq!(replay.first_refused_at, refused.iter().map(|call| call.at).find(|at| *at >= since));
            let then: Vec<Call> = calls.iter().filter(|call| call.refused).copied().collect();
            prop_assert_eq!(replay.refused_then, counted(&then));
        }

        #[test]
        fn no_limits_refuse_nothing(calls in any_calls()) {
            let mut replay = Replay::default();
            calls.iter().for_each(|call| replay.call(&[], Millis(0), *call));
            prop_assert_eq!((replay.calls, replay.refused), (calls.len() as i64, 0));
        }
    }
}
