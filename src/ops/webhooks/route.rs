//! Who receives an event: the endpoints of a workspace with their globs and filters compiled, and what its catalogue
//! says of types.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::store;
use super::types::globs;
use crate::domain::page::{IdPage, NamePage};
use crate::domain::suggest::nearest;
use crate::domain::webhook::endpoint::Endpoint;
use crate::domain::webhook::event_type::{self, Glob};
use crate::domain::webhook::filter::{Filter, Mismatch, route};
use crate::domain::webhook::schema::{Enforcement, Schema};
use crate::error::{Code, Error, Result};
use crate::store::Tx;

/// An endpoint, ready to judge events.
pub(in crate::ops) struct Routed {
    /// The endpoint.
    pub endpoint: Endpoint,
    globs: Vec<Glob>,
    filters: Vec<Filter>,
}

impl Routed {
    pub(in crate::ops) fn new(endpoint: Endpoint) -> Result<Routed> {
        let globs = globs(&endpoint)?;
        let filters = endpoint.filters.iter().map(|it| Filter::parse(it, "--filter")).collect::<Result<_>>()?;
        Ok(Routed { endpoint, globs, filters })
    }

    /// Whether what it receives depends on more than the type.
    pub(in crate::ops) fn has_filters(&self) -> bool {
        !self.filters.is_empty()
    }

    /// Whether it receives an event, or why not.
    pub(in crate::ops) fn judge(&self, event_type: &str, subject: &Json) -> Result<(), Mismatch<'_>> {
        route(&self.globs, &self.filters, event_type, subject)
    }
}

/// What the catalogue says of a type.
struct Known {
    schema: Option<Schema>,
    enforce: Enforcement,
}

/// What happens to an event whose type nobody made known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// It is refused.
    Strict,
    /// It is noticed.
    Warn,
    /// Nothing.
    Off,
}

/// The endpoints and types of a workspace, as they were at some moment.
pub(in crate::ops) struct Router {
    workspace: String,
    stamp: Option<String>,
    /// The endpoints, in the order of their ids.
    pub endpoints: Vec<Routed>,
    types: HashMap<String, Known>,
}

impl Router {
    /// Reads a workspace.
    pub(in crate::ops) fn load(tx: &mut Tx<'_>, workspace: &str) -> Result<Router> {
        let stamp = store::stamp(tx)?;
        let mut endpoints = Vec::new();
        let page = IdPage { ascending: true, ..IdPage::default() };
        store::endpoints::list(tx, Some(workspace), &page, |endpoint| {
            endpoints.push(Routed::new(endpoint)?);
            Ok(true)
        })?;
        let mut types = HashMap::new();
        for known in store::types::list(tx, Some(workspace), &NamePage::default())? {
            let schema = known.schema.filter(|_| known.enforce != Enforcement::Off);
            let schema = schema.map(|schema| Schema::parse(schema, "--schema")).transpose()?;
            types.insert(known.name, Known { schema, enforce: known.enforce });
        }
        Ok(Router { workspace: workspace.to_owned(), stamp, endpoints, types })
    }

    /// Reads it anew, where anything has changed since.
    pub(in crate::ops) fn refresh(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if store::stamp(tx)? != self.stamp {
            *self = Router::load(tx, &self.workspace)?;
        }
        Ok(())
    }

    /// Judges a type and a payload by the catalogue: refuses it, or says what is to be noticed.
    pub(in crate::ops) fn check(&self, event_type: &str, data: &Json, unknown: Unknown) -> Result<Vec<String>> {
        let Some(known) = self.types.get(event_type) else { return self.unknown(event_type, unknown) };
        let Some(schema) = &known.schema else { return Ok(Vec::new()) };
        let faults = schema.faults(data);
        let Some(first) = faults.first() else { return Ok(Vec::new()) };
        let more = if faults.len() > 1 { format!(", and {} more", faults.len() - 1) } else { String::new() };
        let message = format!("the payload does not meet the schema of {event_type}: {first}{more}");
        if known.enforce == Enforcement::Warn {
            return Ok(vec![message]);
        }
        Err(Error::invalid("--data", message)
            .hint(format!("look at the schema with: gatepost webhooks types show {event_type} --field schema"))
            .candidates(faults.iter().map(ToString::to_string).collect()))
    }

    fn unknown(&self, event_type: &str, unknown: Unknown) -> Result<Vec<String>> {
        if unknown == Unknown::Off || event_type::is_system(event_type) {
            return Ok(Vec::new());
        }
        let near = nearest(event_type, self.types.keys().map(String::as_str));
        let meant = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        let message = format!("workspace {} knows no event type {event_type}{meant}", self.workspace);
        if unknown == Unknown::Warn {
            return Ok(vec![message]);
        }
        Err(Error::new(Code::InvalidValue, format!("{message}; nothing was stored"))
            .field("TYPE")
            .hint(format!("make it known with: gatepost webhooks types create {event_type}"))
            .candidates(near.map(str::to_owned).into_iter().collect()))
    }
}
