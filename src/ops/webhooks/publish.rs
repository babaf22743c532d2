//! Storing an event with a delivery for every endpoint that receives it, in the transaction of the caller: all of it
//! is there, or nothing.

use std::collections::HashMap;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::route::{Routed, Router, Unknown};
use super::{admit, store};
use crate::domain::credential::check_kept;
use crate::domain::name;
use crate::domain::size::Size;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::{self, Delivery, Event, Status};
use crate::domain::webhook::endpoint::Endpoint;
use crate::domain::webhook::{event_type, filter, payload};
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::webhooks::claims::Claim;
use crate::world::World;

/// An event that is to be stored, read and checked as far as it can be by itself.
#[derive(Clone)]
pub struct Draft {
    /// Its type.
    pub event_type: String,
    /// What makes firing it twice the same event.
    pub key: Option<String>,
    /// Its payload, as it is sent.
    pub payload: Vec<u8>,
    /// The same as a value, for filters and schemas.
    data: Json,
    sha256: [u8; 32],
}

impl Draft {
    /// Checks type, key and payload. `fields` are the arguments that errors name.
    pub fn new(event_type: &str, key: Option<&str>, bytes: Vec<u8>, most: Size, fields: [&str; 3]) -> Result<Draft> {
        let event_type = event_type::check(event_type, fields[0])?.to_owned();
        if event_type::is_system(&event_type) {
            let message = "events of types that begin with gatepost. are fired by the program itself";
            return Err(Error::invalid(fields[0], message));
        }
        if let Some(key) = key {
            name::check(key, fields[1])?;
            check_kept(key, fields[1])?;
        }
        Draft::any(event_type, key, bytes, most, fields[2])
    }

    /// A sample, of a type of the program itself.
    pub(in crate::ops) fn sample(event_type: &str, bytes: Vec<u8>, most: Size) -> Result<Draft> {
        Draft::any(event_type.to_owned(), None, bytes, most, "--data")
    }

    fn any(event_type: String, key: Option<&str>, bytes: Vec<u8>, most: Size, field: &str) -> Result<Draft> {
        let data = payload::parse(&bytes, most, field)?;
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Draft { event_type, key: key.map(str::to_owned), payload: bytes, data, sha256 })
    }
}

/// What holds for the events of one command.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What happens to a type that nobody made known.
    pub unknown: Unknown,
    /// Only to these endpoints, by id, of those that receive it; empty is all.
    pub only: Vec<String>,
    /// Refuse what nobody receives.
    pub require_match: bool,
    /// To all of these endpoints, whatever they receive and whatever holds their deliveries back.
    pub force: bool,
}

/// Who delivers at once, and until when it holds what it delivers.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Holder<'a> {
    pub owner: &'a str,
    pub until: Millis,
}

/// An event that was stored.
pub(in crate::ops) struct Published {
    pub event: Event,
    /// Whether it was there before.
    pub duplicate: bool,
    pub deliveries: Vec<Delivery>,
    /// Those that the holder may deliver at once.
    pub claims: Vec<Claim>,
    /// What the person should know.
    pub notices: Vec<String>,
}

/// Stores an event and its deliveries.
pub(in crate::ops) fn publish(
    tx: &mut Tx<'_>,
    world: &World,
    router: &Router,
    workspace: &str,
    draft: &Draft,
    terms: &Terms,
    holder: Option<Holder<'_>>,
) -> Result<Published> {
    if let Some(key) = &draft.key
        && let Some(known) = store::events::by_key(tx, workspace, key)?
    {
        return duplicate(tx, known, draft);
    }
    let notices = router.check(&draft.event_type, &draft.data, terms.unknown)?;
    let now = world.now();
    let event = Event {
        id: world.new_id(delivery::EVENT)?,
        workspace: workspace.to_owned(),
        event_type: draft.event_type.clone(),
        key: draft.key.clone(),
        size: i64::try_from(draft.payload.len()).unwrap_or(i64::MAX),
        sha256: draft.sha256,
        created_at: now,
    };
    // Only filters look at it, and a payload may be large.
    let subject = match router.endpoints.iter().any(Routed::has_filters) {
        true => filter::subject(&event.id, &event.event_type, now, draft.data.clone()),
        false => Json::Null,
    };
    let wanted = |id: &String| terms.only.is_empty() || terms.only.contains(id);
    let matching: Vec<_> = router
        .endpoints
        .iter()
        .filter(|it| wanted(&it.endpoint.id) && (terms.force || it.judge(&event.event_type, &subject).is_ok()))
        .collect();
    if matching.is_empty() && terms.require_match {
        return Err(Error::new(
            Code::NotFound,
            format!("no endpoint receives {}; nothing was stored", event.event_type),
        )
        .hint("see which do with: gatepost webhooks endpoints list")
        .field("--require-match"));
    }
    if !store::events::insert(tx, &event, &draft.payload)? {
        // Somebody else took the key meanwhile.
        let known = draft.key.as_ref().map(|key| store::events::by_key(tx, workspace, key)).transpose()?.flatten();
        return match known {
            Some(known) => duplicate(tx, known, draft),
            None => Err(Error::new(Code::Internal, "an event of this id is there already")),
        };
    }
    let mut published = Published { event, duplicate: false, deliveries: Vec::new(), claims: Vec::new(), notices };
    for routed in matching {
        add(tx, world, &routed.endpoint, holder, terms.force, &mut published)?;
    }
    Ok(published)
}

/// Adds the delivery to one endpoint, held where it may go at once or is forced.
fn add(
    tx: &mut Tx<'_>,
    world: &World,
    endpoint: &Endpoint,
    holder: Option<Holder<'_>>,
    force: bool,
    published: &mut Published,
) -> Result<()> {
    let now = published.event.created_at;
    let parked = endpoint.disabled_at.is_some();
    let mut delivery = Delivery {
        id: world.new_id(delivery::DELIVERY)?,
        workspace: endpoint.workspace.clone(),
        event_id: published.event.id.clone(),
        event_type: published.event.event_type.clone(),
        endpoint_id: endpoint.id.clone(),
        endpoint: endpoint.name.clone(),
        status: if parked { Status::Parked } else { Status::Pending },
        attempts: 0,
        http_status: None,
        latency_ms: None,
        next_attempt_at: Some(now).filter(|_| !parked),
        error: None,
        created_at: now,
        settled_at: None,
    };
    let mut lease = None;
    if let Some(holder) = holder.filter(|_| !parked)
        && (force || admit::goes_at_once(tx, endpoint, world.now_micros())?)
    {
        lease = Some(holder.owner);
        delivery.next_attempt_at = Some(holder.until);
        published.claims.push(Claim {
            id: delivery.id.clone(),
            workspace: delivery.workspace.clone(),
            event_id: delivery.event_id.clone(),
            endpoint_id: delivery.endpoint_id.clone(),
            attempts: 0,
            pardoned: 0,
        });
    }
    store::deliveries::insert(tx, &delivery, endpoint.ordered, lease)?;
    published.deliveries.push(delivery);
    Ok(())
}

/// The event that was fired with this key before, if it is the same.
fn duplicate(tx: &mut Tx<'_>, known: Event, draft: &Draft) -> Result<Published> {
    if known.event_type != draft.event_type || known.sha256 != draft.sha256 {
        let key = known.key.unwrap_or_default();
        let what = if known.event_type == draft.event_type { "payload" } else { "type" };
        return Err(Error::new(
            Code::Differs,
            format!("the event {} was fired with --id {key:?} and another {what}; nothing was stored", known.id),
        )
        .hint("give what is another event another --id")
        .field("--id"));
    }
    let deliveries = store::deliveries::of_event(tx, &known.id)?;
    Ok(Published { event: known, duplicate: true, deliveries, claims: Vec::new(), notices: Vec::new() })
}

/// Tells endpoints of what the program itself does, within one transaction; it asks each workspace once who listens.
#[derive(Default)]
pub(in crate::ops) struct Herald {
    routers: HashMap<String, Option<Router>>,
}

impl Herald {
    /// Stores an event of the program itself, where an endpoint names its type. It carries ids only.
    pub(in crate::ops) fn announce(
        &mut self,
        tx: &mut Tx<'_>,
        world: &World,
        workspace: &str,
        event_type: &str,
        data: &Json,
    ) -> Result<()> {
        if !self.routers.contains_key(workspace) {
            let router = Router::load(tx, workspace)?;
            let listens = router.endpoints.iter().any(|it| it.endpoint.events.iter().any(|glob| names_system(glob)));
            self.routers.insert(workspace.to_owned(), Some(router).filter(|_| listens));
        }
        let Some(router) = self.routers.get(workspace).and_then(Option::as_ref) else { return Ok(()) };
        let draft =
            Draft::any(event_type.to_owned(), None, data.to_string().into_bytes(), Size(SYSTEM_SIZE), "--data")?;
        let subject = filter::subject("", event_type, world.now(), draft.data.clone());
        if router.endpoints.iter().any(|it| it.judge(event_type, &subject).is_ok()) {
            let terms = Terms { unknown: Unknown::Off, only: Vec::new(), require_match: false, force: false };
            publish(tx, world, router, workspace, &draft, &terms, None)?;
            store::wake(tx)?;
        }
        Ok(())
    }
}

/// The largest payload of an event of the program itself, in bytes.
const SYSTEM_SIZE: u64 = 1 << 20;

fn names_system(glob: &str) -> bool {
    glob.split('.').next() == Some(event_type::SYSTEM)
}
