//! What holds the deliveries of an endpoint back: its circuit, its rate, its order.

use super::store;
use crate::domain::limit::{State, take};
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::Admission;
use crate::domain::webhook::endpoint::Endpoint;
use crate::error::Result;
use crate::store::Tx;
use crate::store::webhooks::lanes::Lane;

/// How many deliveries may go, and when more may.
pub(super) struct Admitted {
    /// So many may.
    pub count: u32,
    /// Whether the one that may is a probe of an endpoint that has failed.
    pub probe: bool,
    /// When more may, where that is known.
    pub again_at: Option<Millis>,
    /// The limiter's state after each of them.
    states: Vec<State>,
    /// That state where none may, since the clock was set back: without it, all would wait for the time before.
    moved: Option<State>,
}

/// How many deliveries to an endpoint may go now, at most `most`. Nothing is taken yet.
pub(super) fn admit(endpoint: &Endpoint, lane: &Lane, micros: i64, most: u32) -> Admitted {
    let now = Millis(micros / 1_000);
    let mut admitted = Admitted { count: most, probe: false, again_at: None, states: Vec::new(), moved: None };
    match lane.circuit.admits(now) {
        Admission::Open => {}
        Admission::Probe => (admitted.count, admitted.probe) = (most.min(1), true),
        Admission::Wait(until) => (admitted.count, admitted.again_at) = (0, Some(until)),
    }
    if endpoint.ordered {
        admitted.count = admitted.count.min(1);
    }
    if !endpoint.rate_limits.is_empty() {
        let mut state = lane.limiter.clone();
        while (admitted.states.len() as u64) < u64::from(admitted.count) {
            let decision = take(&endpoint.rate_limits, &state, micros, 1);
            if !decision.allowed {
                let wait = decision.retry_after_ms.unwrap_or_default();
                admitted.again_at = Some(Millis(now.0.saturating_add(wait)));
                admitted.moved = Some(decision.state).filter(|_| decision.write && admitted.states.is_empty());
                break;
            }
            state = decision.state.clone();
            admitted.states.push(decision.state);
        }
        admitted.count = u32::try_from(admitted.states.len()).unwrap_or(admitted.count);
    }
    admitted
}

impl Admitted {
    /// Writes down that so many of them go; whether nobody else took them meanwhile.
    pub(super) fn take(
        &self,
        tx: &mut Tx<'_>,
        endpoint: &Endpoint,
        lane: &Lane,
        count: usize,
        now: Millis,
    ) -> Result<bool> {
        if let (0, Some(moved)) = (count, &self.moved) {
            return store::lanes::set_limiter(tx, &endpoint.id, &lane.limiter, moved);
        }
        if count == 0 {
            return Ok(true);
        }
        if self.probe {
            let timeout = endpoint.timeout_ms.unwrap_or(DEFAULT_TIMEOUT);
            store::lanes::set_circuit(tx, &endpoint.id, &lane.circuit.probing(now, timeout))?;
        }
        match self.states.get(count - 1) {
            Some(state) => store::lanes::set_limiter(tx, &endpoint.id, &lane.limiter, state),
            None => Ok(true),
        }
    }
}

/// How long a probe may take where the endpoint does not say, in milliseconds.
const DEFAULT_TIMEOUT: i64 = 30_000;

/// Whether a new delivery to an endpoint goes at once, which is written down where it counts.
pub(super) fn goes_at_once(tx: &mut Tx<'_>, endpoint: &Endpoint, micros: i64) -> Result<bool> {
    let Some(lane) = store::lanes::get(tx, &endpoint.id)?.filter(|lane| !lane.disabled && !lane.deleted) else {
        return Ok(false);
    };
    if endpoint.ordered && store::claims::first_due(tx, &endpoint.id)?.is_some() {
        return Ok(false);
    }
    let admitted = admit(endpoint, &lane, micros, 1);
    let taken = admitted.take(tx, endpoint, &lane, admitted.count as usize, Millis(micros / 1_000))?;
    Ok(taken && admitted.count == 1)
}
