//! Making endpoints.

use super::super::super::keyring::Keyring;
use super::super::super::secret_file::Place;
use super::super::super::{Changes, Session, workspaces};
use super::super::{store, touch};
use super::keys;
use crate::domain::limit::{Rate, join_rates};
use crate::domain::name;
use crate::domain::secret::Secret;
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::domain::token::parse_ranges;
use crate::domain::url::Url;
use crate::domain::webhook::circuit::State;
use crate::domain::webhook::endpoint::{self, Endpoint, Keyed};
use crate::domain::webhook::event_type::Glob;
use crate::domain::webhook::filter::Filter;
use crate::domain::webhook::header;
use crate::domain::webhook::retry::Policy;
use crate::domain::webhook::secret::{PrivateKey, SharedSecret};
use crate::domain::webhook::signature::Profile;
use crate::error::{Code, Error, Result};
use crate::store::Tx;

/// What was said about an endpoint; what was not is absent.
#[derive(Default)]
pub struct Fields {
    /// Where requests go.
    pub url: Option<String>,
    /// The globs of the types it receives; empty is all but the system's.
    pub events: Option<Vec<String>>,
    /// The JSONPath queries that must all select something.
    pub filters: Option<Vec<String>>,
    /// Its own headers.
    pub headers: Option<Vec<(String, Secret)>>,
    /// Its schedule of retries.
    pub retry: Option<Policy>,
    /// How often a delivery is tried; within, absent is the setting's.
    pub max_attempts: Option<Option<i64>>,
    /// How long one attempt may take; within, absent is the setting's.
    pub timeout: Option<Option<Span>>,
    /// How often it may be called.
    pub rates: Option<Vec<Rate>>,
    /// Whether deliveries go one at a time.
    pub ordered: Option<bool>,
    /// How requests are signed.
    pub signatures: Option<Vec<Profile>>,
    /// Private ranges that its address may lie in.
    pub allow_private: Option<Vec<String>>,
    /// Whether plain HTTP will do.
    pub allow_http: Option<bool>,
}

/// An endpoint that is to be made.
#[derive(Default)]
pub struct New {
    /// The workspace.
    pub workspace: String,
    /// Its name; its id where none is given.
    pub name: Option<String>,
    /// What is said of it.
    pub fields: Fields,
    /// Whether requests are signed by an ed25519 key as well.
    pub ed25519: bool,
    /// If one of this name is there and equal, change nothing.
    pub if_absent: bool,
}

impl New {
    /// Refuses what no endpoint can have, before a store or a key is made for it.
    pub fn check(&self) -> Result<()> {
        if let Some(name) = &self.name {
            name::check(name, "--name")?;
        }
        apply(&mut blank(&self.workspace, "", Millis(0)), &self.fields)
    }
}

/// Makes an endpoint, with a signing secret of its own, which `place` has before it is committed.
pub fn create(session: &mut Session<'_>, keyring: &Keyring, new: &New, place: &mut Option<Place>) -> Result<Keyed> {
    new.check()?;
    let (world, now) = (session.world, session.now);
    let mut model = blank(&new.workspace, &session.actor.name, now);
    apply(&mut model, &new.fields)?;
    let hide = session.store.is_rehearsal();
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, &new.workspace)?;
        let id = world.new_id(endpoint::ID)?;
        let endpoint = Endpoint { name: new.name.clone().unwrap_or_else(|| id.clone()), id, ..model.clone() };
        if let Some(held) = store::endpoints::holder(tx, &new.workspace, &endpoint.name)? {
            return existing(held, &endpoint, new);
        }
        store::endpoints::insert(tx, &endpoint)?;
        let mut keep = keys::Keep::new(tx, keyring, &scribe, &endpoint.id, now)?;
        let shared = SharedSecret::draw(&world.random()?)?;
        let secret = Secret::new(shared.expose().to_owned());
        keep.add(tx, keys::V1, &secret)?;
        let mut public_key = None;
        if new.ed25519 {
            let key = PrivateKey::draw(&world.random()?);
            public_key = Some(key.public().to_string());
            keep.add(tx, keys::V1A, &key.expose())?;
        }
        if let Some(headers) = new.fields.headers.as_ref().filter(|headers| !headers.is_empty()) {
            keep.add(tx, keys::HEADERS, &keys::join_headers(headers))?;
        }
        touch(tx, world)?;
        scribe.log(tx, Some(&new.workspace), "webhook_endpoint.create", &endpoint.id, said(&endpoint))?;
        let keyed = Keyed { endpoint, secret: Some(secret).filter(|_| !hide), public_key, changed: true };
        keys::keep_in(place, keyed)
    })
}

/// The endpoint that is there, where that is no error.
fn existing(held: Endpoint, wanted: &Endpoint, new: &New) -> Result<Keyed> {
    let name = &held.name;
    if !new.if_absent {
        return Err(Error::new(Code::NameTaken, format!("the endpoint {} holds the name {name:?}", held.id))
            .hint("choose another name, or change that one with: gatepost webhooks endpoints update")
            .field("--name"));
    }
    let fields = &new.fields;
    let different = [
        ("url", held.url != wanted.url),
        ("events", fields.events.is_some() && held.events != wanted.events),
        ("filters", fields.filters.is_some() && held.filters != wanted.filters),
        ("headers", fields.headers.is_some() && held.headers != wanted.headers),
        ("retry", fields.retry.is_some() && held.retry != wanted.retry),
        ("max_attempts", fields.max_attempts.is_some() && held.max_attempts != wanted.max_attempts),
        ("timeout_ms", fields.timeout.is_some() && held.timeout_ms != wanted.timeout_ms),
        ("rate_limits", fields.rates.is_some() && held.rate_limits != wanted.rate_limits),
        ("ordered", fields.ordered.is_some() && held.ordered != wanted.ordered),
        ("signatures", fields.signatures.is_some() && held.signatures != wanted.signatures),
        ("allow_private", fields.allow_private.is_some() && held.allow_private != wanted.allow_private),
        ("allow_http", fields.allow_http.is_some() && held.allow_http != wanted.allow_http),
        ("status", held.disabled_at.is_some()),
    ];
    let differs: Vec<&str> = different.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if differs.is_empty() {
        return Ok(Keyed { endpoint: held, secret: None, public_key: None, changed: false });
    }
    let message =
        format!("the endpoint {name:?} exists, but it differs in {}; nothing was changed", differs.join(", "));
    Err(Error::new(Code::Differs, message)
        .hint(format!("look at it with: gatepost webhooks endpoints show {}", held.id)))
}

/// An endpoint of which nothing was said.
fn blank(workspace: &str, by: &str, now: Millis) -> Endpoint {
    Endpoint {
        id: String::new(),
        workspace: workspace.to_owned(),
        name: String::new(),
        url: String::new(),
        events: Vec::new(),
        filters: Vec::new(),
        headers: Vec::new(),
        retry: Policy::Exponential.as_str().to_owned(),
        max_attempts: None,
        timeout_ms: None,
        rate_limits: Vec::new(),
        ordered: false,
        signatures: vec![Profile::Standard.as_str().to_owned()],
        allow_private: Vec::new(),
        allow_http: false,
        version: 1,
        created_at: now,
        created_by: by.to_owned(),
        disabled_at: None,
        disabled_reason: None,
        failing_since: None,
        circuit: State::Closed,
    }
}

/// Sets what was said, and checks it.
pub(super) fn apply(endpoint: &mut Endpoint, fields: &Fields) -> Result<()> {
    endpoint.allow_http = fields.allow_http.unwrap_or(endpoint.allow_http);
    if let Some(url) = &fields.url {
        endpoint.url.clone_from(url);
    }
    Url::parse(&endpoint.url, endpoint.allow_http).map_err(|cause| cause.field("URL"))?;
    if let Some(events) = &fields.events {
        events.iter().try_for_each(|glob| Glob::wanted(glob, "--event").map(drop))?;
        endpoint.events.clone_from(events);
    }
    if let Some(filters) = &fields.filters {
        filters.iter().try_for_each(|filter| Filter::parse(filter, "--filter").map(drop))?;
        endpoint.filters.clone_from(filters);
    }
    if let Some(headers) = &fields.headers {
        endpoint.headers.clear();
        for (name, value) in headers {
            let name = header::name(name, "--header")?;
            header::check_value(&name, value.expose(), "--header")?;
            if endpoint.headers.contains(&name) {
                return Err(Error::invalid("--header", format!("the header {name} is given twice")));
            }
            endpoint.headers.push(name);
        }
    }
    if let Some(retry) = fields.retry {
        retry.as_str().clone_into(&mut endpoint.retry);
    }
    endpoint.max_attempts = fields.max_attempts.unwrap_or(endpoint.max_attempts);
    if let Some(timeout) = fields.timeout {
        endpoint.timeout_ms = timeout.map(Span::millis);
    }
    if let Some(rates) = &fields.rates {
        endpoint.rate_limits.clone_from(rates);
    }
    endpoint.ordered = fields.ordered.unwrap_or(endpoint.ordered);
    if let Some(signatures) = &fields.signatures {
        endpoint.signatures = signatures.iter().map(|it| it.as_str().to_owned()).collect();
    }
    if let Some(ranges) = &fields.allow_private {
        endpoint.allow_private = parse_ranges(ranges).map_err(|cause| cause.field("--allow-private"))?;
    }
    Ok(())
}

/// What the trail says of an endpoint.
pub(super) fn said(endpoint: &Endpoint) -> Changes {
    Changes::default()
        .set("name", endpoint.name.as_str())
        .set("events", endpoint.events.clone())
        .set("filters", endpoint.filters.clone())
        .set("headers", endpoint.headers.clone())
        .set("retry", endpoint.retry.as_str())
        .set("max_attempts", endpoint.max_attempts)
        .set("timeout_ms", endpoint.timeout_ms)
        .set("rate_limits", join_rates(&endpoint.rate_limits))
        .set("ordered", endpoint.ordered)
        .set("signatures", endpoint.signatures.clone())
        .set("allow_private", endpoint.allow_private.clone())
        .set("allow_http", endpoint.allow_http)
        .personal("url", Some(&endpoint.url))
}

/// Writes what was said of an endpoint's headers in place of those it had.
pub(super) fn replace_headers(
    tx: &mut Tx<'_>,
    keep: &mut keys::Keep<'_>,
    endpoint_id: &str,
    headers: &[(String, Secret)],
) -> Result<()> {
    for old in store::endpoints::secrets(tx, endpoint_id)?.iter().filter(|it| it.kind == keys::HEADERS) {
        store::endpoints::delete_secret(tx, endpoint_id, old.number)?;
    }
    if headers.is_empty() { Ok(()) } else { keep.add(tx, keys::HEADERS, &keys::join_headers(headers)) }
}
