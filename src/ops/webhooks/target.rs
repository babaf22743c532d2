//! What is to be known of an endpoint to send it requests: read once, and again when it has changed.

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

use super::super::keyring::Opener;
use super::{endpoints, store};
use crate::domain::secret::Secret;
use crate::domain::time::Millis;
use crate::domain::url::Url;
use crate::domain::webhook::endpoint::Endpoint;
use crate::domain::webhook::retry::{Policy, Retry};
use crate::domain::webhook::signature::{Keys, Profile};
use crate::error::{Code, Error, Result};
use crate::store::Tx;

/// What the settings say of deliveries.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How long an attempt may take, in milliseconds.
    pub timeout_ms: i64,
    /// How often a delivery is tried.
    pub max_attempts: i64,
    /// After how long of nothing but failure an endpoint is disabled, in milliseconds.
    pub disable_after: Option<i64>,
    /// How many requests are under way at once.
    pub concurrency: u32,
}

/// An endpoint, ready to be sent to.
pub(super) struct Target {
    pub endpoint: Endpoint,
    pub url: Url,
    pub keys: Keys,
    /// Until when these keys are all that sign.
    fresh_until: Option<Millis>,
    pub headers: Vec<(String, Secret)>,
    pub allow_private: Vec<IpNet>,
    pub timeout: Duration,
    pub retry: Retry,
    /// How many requests to it are under way at once, to begin with.
    pub most: u32,
}

impl Target {
    /// Reads an endpoint with its secrets.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        opener: &Opener,
        rules: &Rules,
        endpoint_id: &str,
        now: Millis,
    ) -> Result<Option<Arc<Target>>> {
        let Some(endpoint) = store::endpoints::get(tx, endpoint_id)? else { return Ok(None) };
        let opened = endpoints::open(tx, opener, endpoint_id)?;
        let ends = opened.shared.iter().map(|it| it.1).chain(opened.private.iter().map(|it| it.1));
        let fresh_until = ends.flatten().filter(|end| *end > now).min();
        let valid = |end: Option<Millis>| end.is_none_or(|end| end > now);
        let damaged =
            |what: &str| Error::new(Code::StoreDamaged, format!("the {what} of {endpoint_id} cannot be read"));
        let profiles = endpoint.signatures.iter().filter_map(|word| Profile::parse(word)).collect();
        let keys = Keys {
            secrets: opened.shared.into_iter().filter(|it| valid(it.1)).map(|it| it.0).collect(),
            private: opened.private.into_iter().filter(|it| valid(it.1)).map(|it| it.0).collect(),
            profiles,
        };
        if keys.secrets.is_empty() && keys.private.is_empty() {
            let message = format!("the endpoint {endpoint_id} has no signing secret");
            return Err(Error::new(Code::StoreDamaged, message));
        }
        let ranges = endpoint.allow_private.iter().map(|range| range.parse()).collect::<Result<_, _>>();
        let allow_private = ranges.map_err(|_| damaged("private ranges"))?;
        let timeout = endpoint.timeout_ms.unwrap_or(rules.timeout_ms).max(1).unsigned_abs();
        let max_attempts = endpoint.max_attempts.unwrap_or(rules.max_attempts);
        let most = match (endpoint.ordered, endpoint.failing_since) {
            (true, _) => 1,
            // One that fails may hang, and what hangs holds a thread.
            (_, Some(_)) => (rules.concurrency / 16).max(1),
            (_, None) => (rules.concurrency / 2).max(1),
        };
        Ok(Some(Arc::new(Target {
            url: Url::parse(&endpoint.url, endpoint.allow_http)?,
            keys,
            fresh_until,
            headers: opened.headers,
            allow_private,
            timeout: Duration::from_millis(timeout),
            retry: Retry {
                policy: Policy::parse(&endpoint.retry).ok_or_else(|| damaged("retry policy"))?,
                max_attempts: u32::try_from(max_attempts).unwrap_or(1),
            },
            most,
            endpoint,
        })))
    }

    /// Whether it is still what the store says.
    pub(super) fn is_fresh(&self, version: i64, failing: bool, now: Millis) -> bool {
        self.endpoint.version == version
            && self.endpoint.failing_since.is_some() == failing
            && self.fresh_until.is_none_or(|until| now < until)
    }
}
