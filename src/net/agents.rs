//! Connections that are kept for the next request: an agent a target, so that nobody gets a connection that was
//! opened under another's permissions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::route::{Route, Target};
use super::wire::{HEAD, Opener};

/// The targets whose connections are kept, at most; each may be a file and 36 KB.
const MOST_TARGETS: usize = 128;
/// The connections that are kept for one target.
const MOST_IDLE: usize = 64;
/// How long a connection is kept.
const IDLE: Duration = Duration::from_secs(15);

#[derive(Debug, Default)]
pub(super) struct Agents(Mutex<HashMap<Target, Kept>>);

#[derive(Debug)]
struct Kept {
    agent: Agent,
    used: Instant,
}

impl Agents {
    pub(super) fn of(&self, target: Target, route: &Arc<Route>) -> Agent {
        let now = route.clock.instant();
        let mut agents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = agents.get_mut(&target) {
            kept.used = now;
            return kept.agent.clone();
        }
        agents.retain(|_, kept| now.saturating_duration_since(kept.used) < IDLE);
        if agents.len() >= MOST_TARGETS
            && let Some(oldest) = agents.iter().min_by_key(|(_, kept)| kept.used).map(|(target, _)| target.clone())
        {
            agents.remove(&oldest);
        }
        let opener = Opener { route: Arc::clone(route), target: target.clone() };
        let agent = Agent::with_parts(config(), opener, Unasked);
        agents.insert(target, Kept { agent: agent.clone(), used: now });
        agent
    }
}

fn config() -> Config {
    Config::builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_response_header_size(HEAD)
        .max_idle_connections(MOST_IDLE)
        .max_idle_connections_per_host(MOST_IDLE)
        .max_idle_age(IDLE)
        .user_agent(concat!("gatepost/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Resolves nothing: ureq would ask for every request, the opener asks for every connection.
#[derive(Debug)]
struct Unasked;

impl Resolver for Unasked {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}
