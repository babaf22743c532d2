//! Changing endpoints.

use serde_json::json;

use super::super::super::keyring::Keyring;
use super::super::super::{Changes, Session};
use super::super::{find_endpoints, store, touch};
use super::create::{Fields, apply, replace_headers, said};
use super::keys::Keep;
use crate::domain::name;
use crate::domain::record::Changed;
use crate::domain::webhook::endpoint::Endpoint;
use crate::error::{Code, Error, Result};

/// Sets what was said of the endpoints that are named, all of them or none. `keyring` is needed where headers are.
pub fn update(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    references: &[String],
    fields: &Fields,
    rename: Option<&str>,
) -> Result<Vec<Changed<Endpoint>>> {
    if let Some(rename) = rename {
        name::check(rename, "--rename")?;
        if references.len() > 1 {
            return Err(Error::invalid("--rename", "one name cannot be given to several endpoints"));
        }
    }
    let (world, now) = (session.world, session.now);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut updated = Vec::new();
        for held in find_endpoints(tx, workspace, references)? {
            let mut endpoint = held.clone();
            apply(&mut endpoint, fields)?;
            if let Some(rename) = rename.filter(|rename| *rename != held.name) {
                if let Some(other) = store::endpoints::holder(tx, workspace, rename)? {
                    return Err(Error::new(
                        Code::NameTaken,
                        format!("the endpoint {} holds the name {rename:?}; nothing was changed", other.id),
                    )
                    .field("--rename"));
                }
                rename.clone_into(&mut endpoint.name);
            }
            // Values cannot be compared without opening them, so headers that were given are written anew.
            let changed = endpoint != held || fields.headers.is_some();
            if changed {
                if let (Some(headers), Some(keyring)) = (&fields.headers, keyring) {
                    let mut keep = Keep::new(tx, keyring, &scribe, &endpoint.id, now)?;
                    replace_headers(tx, &mut keep, &endpoint.id, headers)?;
                }
                if endpoint.ordered != held.ordered {
                    store::deliveries::set_ordered(tx, &endpoint.id, endpoint.ordered)?;
                }
                if endpoint.url != held.url {
                    store::lanes::set_certificate(tx, &endpoint.id, None)?;
                }
                store::endpoints::update(tx, &endpoint)?;
                scribe.log(
                    tx,
                    Some(workspace),
                    "webhook_endpoint.update",
                    &endpoint.id,
                    difference(&held, &endpoint),
                )?;
                touch(tx, world)?;
            }
            updated.push(Changed { record: endpoint, changed });
        }
        Ok(updated)
    })
}

/// Each field of the trail that is another now, as it was and as it is.
fn difference(held: &Endpoint, now: &Endpoint) -> Changes {
    let (before, after) = (said(held), said(now));
    let mut changes = Changes::default();
    for (field, value) in &after.plain {
        if before.plain.get(field) != Some(value) {
            changes = changes.set(field, json!([before.plain.get(field), value]));
        }
    }
    changes.personal("url", (held.url != now.url).then_some(now.url.as_str()))
}
