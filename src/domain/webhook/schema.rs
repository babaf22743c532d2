//! JSON Schemas of event types: drafts 4 to 2020-12, the newest where `$schema` names none. A schema stands
//! for itself: what it refers to is in it, and nothing is fetched.

use std::error::Error as StdError;
use std::fmt;

use boon::{Compiler, Draft, ErrorKind, SchemaIndex, Schemas, UrlLoader, ValidationError};
use serde_json::Value as Json;

use crate::domain::token::words;
use crate::error::{Error, Result};

/// What a schema is called while it is compiled.
const ROOT: &str = "schema:///";
/// How many faults of one payload are named.
const MOST: usize = 20;

words! {
    /// What happens to a payload that does not meet its type's schema.
    Enforcement {
        /// It is refused.
        Strict = "strict",
        /// It is noticed.
        Warn = "warn",
        /// Nobody looks.
        Off = "off",
    }
}

/// A schema that was compiled.
pub struct Schema {
    compiled: Schemas,
    root: SchemaIndex,
}

/// One place at which a payload does not meet its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as RFC 6901 writes it; empty is the payload as a whole.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "the payload" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.message)
    }
}

/// Refuses whatever a schema refers to outside of itself.
struct Nothing;

impl UrlLoader for Nothing {
    fn load(&self, url: &str) -> Result<Json, Box<dyn StdError>> {
        Err(format!("it is not fetched: {url}").into())
    }
}

impl Schema {
    /// Compiles one; `field` is the argument that an error names.
    pub fn parse(schema: Json, field: &str) -> Result<Schema> {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.use_loader(Box::new(Nothing));
        let mut compiled = Schemas::new();
        let added = compiler.add_resource(ROOT, schema).map_err(Box::new);
        let root = added.and_then(|()| compiler.compile(ROOT, &mut compiled).map_err(Box::new)).map_err(|cause| {
            let cause = format!("{cause:#}").replace(ROOT, "");
            let cause = cause.split_whitespace().collect::<Vec<_>>().join(" ");
            Error::invalid(field, format!("not a JSON Schema: {cause}"))
                .hint("write one of draft 2020-12, or name another in $schema; what it refers to must be in it")
        })?;
        Ok(Schema { compiled, root })
    }

    /// Where a payload does not meet it; nowhere is well.
    pub fn faults(&self, data: &Json) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Err(cause) = self.compiled.validate(data, self.root) {
            collect(&cause, &mut faults);
        }
        faults
    }
}

/// The faults behind those that only say that there are some. Of alternatives that all fail none is the one
/// that was meant, so the choice is the fault.
fn collect(cause: &ValidationError<'_, '_>, faults: &mut Vec<Fault>) {
    let frame = matches!(
        cause.kind,
        ErrorKind::Group | ErrorKind::Schema { .. } | ErrorKind::Reference { .. } | ErrorKind::AllOf
    );
    if frame && !cause.causes.is_empty() {
        cause.causes.iter().for_each(|inner| collect(inner, faults));
    } else if faults.len() < MOST {
        let message = match &cause.kind {
            ErrorKind::AnyOf => "it meets none of the alternatives of anyOf".to_owned(),
            ErrorKind::OneOf(None) => "it meets none of the alternatives of oneOf".to_owned(),
            kind => kind.to_string(),
        };
        faults.push(Fault { pointer: cause.instance_location.to_string(), message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(schema: Json, data: impl Into<Json>) -> Vec<String> {
        let schema = Schema::parse(schema, "--schema").unwrap();
        schema.faults(&data.into()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_fault_names_its_place() {
        let schema = json!({
            "type": "object", "required": ["id"],
            "properties": {"lines": {"items": {"$ref": "#/$defs/line"}}},
            "$defs": {"line": {"properties": {"a/b": {"type": "integer", "minimum": 1}}}}
        });
        assert_eq!(faults(schema.clone(), json!({"id": 1, "lines": [{"a/b": 1}]})), [""; 0]);
        assert_eq!(
            faults(schema.clone(), json!({"id": 1, "lines": [{"a/b": 1}, {"a/b": "x"}, {"a/b": 0}]})),
            ["/lines/1/a~1b: want integer, but got string", "/lines/2/a~1b: must be >=1, but got 0"]
        );
        assert_eq!(faults(schema, json!({})), ["the payload: missing properties 'id'"]);
    }

    #[test]
    fn alternatives_are_one_fault() {
        let schema = json!({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}});
        assert_eq!(faults(schema, json!({"a": 1})), ["/a: it meets none of the alternatives of anyOf"]);
        assert_eq!(faults(json!({"oneOf": [true, true]}), json!(1)).len(), 1);
    }

    #[test]
    fn drafts_differ_where_they_should() {
        let tuple =
            |draft: &str, word: &str| faults(json!({"$schema": draft, word: [{"type": "string"}]}), json!([1])).len();
        let (seven, newest) =
            ("http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema");
        assert_eq!((tuple(seven, "items"), tuple(newest, "prefixItems")), (1, 1));
        assert_eq!(faults(json!({"prefixItems": [{"type": "string"}]}), json!([1])).len(), 1);
        assert!(Schema::parse(json!({"$schema": newest, "items": [{}]}), "").is_err());
    }

    #[test]
    fn what_is_no_schema_is_refused_when_it_is_set() {
        for schema in [
            json!({"type": "nonsense"}),
            json!([]),
            json!(1),
            json!({"$ref": "#/$defs/missing"}),
            json!({"pattern": "("}),
            json!({"$schema": "https://example.com/own"}),
            json!({"$ref": "https://example.com/schema.json"}),
            json!({"$ref": "file:///etc/passwd"}),
            json!({"minLength": -1}),
        ] {
            let error = Schema::parse(schema.clone(), "--schema").err();
            assert!(error.is_some_and(|error| error.field.as_deref() == Some("--schema")), "{schema}");
        }
    }

    #[test]
    fn a_schema_of_itself_ends() {
        let list = json!({"properties": {"next": {"$ref": "#"}}, "required": ["value"]});
        assert_eq!(faults(list, json!({"value": 1, "next": {}})), ["/next: missing properties 'value'"]);
        assert!(!faults(json!({"$ref": "#"}), json!(1)).is_empty());
        assert!(!faults(json!({"allOf": [{"$ref": "#"}]}), json!(1)).is_empty());
    }

    #[test]
    fn faults_are_bounded() {
        let many = Json::Array(vec![json!("x"); 10_000]);
        assert_eq!(faults(json!({"items": {"type": "integer"}}), many).len(), MOST);
    }
}
