//! The secrets of endpoints: what signs their requests, and the values of their headers. All are sealed.

use serde_json::{Map, Value as Json};

use super::super::super::keyring::{Keyring, Opener, Sealer};
use super::super::super::secret_file::Place;
use super::super::super::{Changes, Scribe, Session};
use super::super::{find_endpoint, store, touch};
use crate::domain::secret::Secret;
use crate::domain::span::Span;
use crate::domain::time::{HOUR, Millis};
use crate::domain::webhook::endpoint::{Endpoint, Keyed};
use crate::domain::webhook::secret::{PrivateKey, SharedSecret};
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::sealed::WEBHOOK_SECRET;
use store::endpoints::{Sealed, secret_id};

/// A shared secret, of which Standard Webhooks makes signatures v1.
pub(super) const V1: &str = "v1";
/// A private ed25519 key, for signatures v1a.
pub(super) const V1A: &str = "v1a";
/// The values of an endpoint's own headers.
pub(super) const HEADERS: &str = "headers";

/// Seals what is kept of one endpoint, in one transaction.
pub(super) struct Keep<'a> {
    sealer: Sealer<'a>,
    endpoint_id: String,
    now: Millis,
    next: i64,
}

impl<'a> Keep<'a> {
    pub(super) fn new(
        tx: &mut Tx<'_>,
        keyring: &Keyring,
        scribe: &Scribe<'a>,
        endpoint_id: &str,
        now: Millis,
    ) -> Result<Keep<'a>> {
        let newest = store::endpoints::secrets(tx, endpoint_id)?.first().map_or(0, |newest| newest.number);
        Ok(Keep { sealer: keyring.sealer(tx, scribe)?, endpoint_id: endpoint_id.to_owned(), now, next: newest + 1 })
    }

    pub(super) fn add(&mut self, tx: &mut Tx<'_>, kind: &str, value: &Secret) -> Result<()> {
        let sealed = self.sealer.seal(&WEBHOOK_SECRET, &secret_id(&self.endpoint_id, self.next), value)?;
        let new = Sealed {
            number: self.next,
            kind: kind.to_owned(),
            sealed: sealed.blob,
            key: sealed.key,
            created_at: self.now,
            expires_at: None,
        };
        self.next += 1;
        store::endpoints::insert_secret(tx, &self.endpoint_id, &new)
    }
}

/// The headers of an endpoint as one text.
pub(super) fn join_headers(headers: &[(String, Secret)]) -> Secret {
    let pairs = headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), Json::from(value.expose())));
    Secret::new(Json::Object(pairs.collect::<Map<_, _>>()).to_string())
}

/// The secrets of an endpoint, opened.
pub(in crate::ops) struct Opened {
    /// What signs v1, the newest first, and when each ends.
    pub shared: Vec<(SharedSecret, Option<Millis>)>,
    /// What signs v1a, likewise.
    pub private: Vec<(PrivateKey, Option<Millis>)>,
    /// The endpoint's own headers.
    pub headers: Vec<(String, Secret)>,
}

/// Opens the secrets of an endpoint.
pub(in crate::ops) fn open(tx: &mut Tx<'_>, opener: &Opener, endpoint_id: &str) -> Result<Opened> {
    let mut opened = Opened { shared: Vec::new(), private: Vec::new(), headers: Vec::new() };
    for it in store::endpoints::secrets(tx, endpoint_id)? {
        let value = opener.open(&WEBHOOK_SECRET, &secret_id(endpoint_id, it.number), &it.sealed)?;
        match it.kind.as_str() {
            V1 => opened.shared.push((SharedSecret::any(value.expose())?, it.expires_at)),
            V1A => opened.private.push((PrivateKey::parse(value.expose(), "secret")?, it.expires_at)),
            _ => {
                let headers: Map<String, Json> = serde_json::from_str(value.expose())
                    .map_err(|_| Error::new(Code::StoreDamaged, "the headers of an endpoint cannot be read"))?;
                opened.headers.extend(
                    headers
                        .into_iter()
                        .filter_map(|(name, value)| Some((name, Secret::new(value.as_str()?.to_owned())))),
                );
            }
        }
    }
    Ok(opened)
}

/// Hands a secret to its place before what it opens is committed.
pub(super) fn keep_in(place: &mut Option<Place>, mut keyed: Keyed) -> Result<Keyed> {
    place.iter_mut().try_for_each(|place| place.keep(std::slice::from_mut(&mut keyed)))?;
    Ok(keyed)
}

/// Shows the signing secret of an endpoint, or hands it to `place`, which the trail records.
pub fn reveal(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    reference: &str,
    place: &mut Option<Place>,
) -> Result<Keyed> {
    let hide = session.store.is_rehearsal();
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let endpoint = find_endpoint(tx, workspace, reference, false)?;
        let opener = keyring.opener(tx)?;
        let opened = open(tx, &opener, &endpoint.id)?;
        scribe.log(tx, Some(workspace), "webhook_endpoint.reveal", &endpoint.id, Changes::default())?;
        let secret = opened.shared.first().map(|(secret, _)| Secret::new(secret.expose().to_owned()));
        let public_key = opened.private.first().map(|(key, _)| key.public().to_string());
        keep_in(place, Keyed { endpoint, secret: secret.filter(|_| !hide), public_key, changed: false })
    })
}

/// How a secret is replaced.
#[derive(Clone, Copy, Debug)]
pub enum Rotation {
    /// The one before signs beside the new one for so long.
    Grace(Span),
    /// The one before ends now, and no new one is made.
    Finish,
}

/// The name of the endpoint, where a rotation ends a secret at once that has signed in the last hour.
pub fn ends_in_use(
    session: &mut Session<'_>,
    workspace: &str,
    reference: &str,
    rotation: Rotation,
) -> Result<Option<String>> {
    let now = session.now;
    session.store.read(|tx| {
        let endpoint = find_endpoint(tx, workspace, reference, true)?;
        let newest = store::attempts::newest(tx, &endpoint.id)?;
        let Some(used) = newest.filter(|at| at.0 > now.0 - HOUR) else { return Ok(None) };
        let ends = |it: &Sealed| match rotation {
            Rotation::Finish => it.expires_at.is_some_and(|end| end > now),
            Rotation::Grace(grace) => grace.is_zero() && it.expires_at.is_none_or(|end| end > now),
        };
        let held = store::endpoints::secrets(tx, &endpoint.id)?;
        let in_use = held.iter().any(|it| it.kind != HEADERS && it.created_at <= used && ends(it));
        Ok(in_use.then_some(endpoint.name))
    })
}

/// Gives an endpoint a new signing secret, and a new ed25519 key where it has one; those before sign beside them
/// until their grace ends. `place` has the new secret before it holds.
pub fn rotate(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    reference: &str,
    rotation: Rotation,
    place: &mut Option<Place>,
) -> Result<Keyed> {
    let (world, now) = (session.world, session.now);
    let hide = session.store.is_rehearsal();
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut endpoint = find_endpoint(tx, workspace, reference, true)?;
        let held = store::endpoints::secrets(tx, &endpoint.id)?;
        let signs = |it: &&Sealed| it.kind != HEADERS;
        let Rotation::Grace(grace) = rotation else {
            let mut changed = false;
            for old in held.iter().filter(signs).filter(|it| it.expires_at.is_some()) {
                store::endpoints::delete_secret(tx, &endpoint.id, old.number)?;
                changed = true;
            }
            if changed {
                note(tx, &scribe, &mut endpoint, Changes::default().set("finished", true))?;
                touch(tx, world)?;
            }
            return Ok(Keyed { endpoint, secret: None, public_key: None, changed });
        };
        let until = now.plus(grace);
        for old in held.iter().filter(signs) {
            // One whose end has come is of no use to anybody, nor is one that ends at once.
            if old.expires_at.is_some_and(|end| end <= now) || grace.is_zero() {
                store::endpoints::delete_secret(tx, &endpoint.id, old.number)?;
            } else if old.expires_at.is_none_or(|end| end > until) {
                store::endpoints::end_secret(tx, &endpoint.id, old.number, until)?;
            }
        }
        let mut keep = Keep::new(tx, keyring, &scribe, &endpoint.id, now)?;
        // A number that was given away is never given to another secret.
        keep.next = held.first().map_or(1, |newest| newest.number + 1);
        let shared = SharedSecret::draw(&world.random()?)?;
        let secret = Secret::new(shared.expose().to_owned());
        keep.add(tx, V1, &secret)?;
        let mut public_key = None;
        if held.iter().any(|it| it.kind == V1A) {
            let key = PrivateKey::draw(&world.random()?);
            public_key = Some(key.public().to_string());
            keep.add(tx, V1A, &key.expose())?;
        }
        note(tx, &scribe, &mut endpoint, Changes::default().set("previous_expires_at", until.to_string()))?;
        touch(tx, world)?;
        keep_in(place, Keyed { endpoint, secret: Some(secret).filter(|_| !hide), public_key, changed: true })
    })
}

/// Writes down that the secrets of an endpoint are others now.
fn note(tx: &mut Tx<'_>, scribe: &Scribe<'_>, endpoint: &mut Endpoint, changes: Changes) -> Result<()> {
    endpoint.version += 1;
    store::endpoints::update(tx, endpoint)?;
    scribe.log(tx, Some(&endpoint.workspace), "webhook_endpoint.rotate", &endpoint.id, changes)
}
