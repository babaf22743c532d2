//! Filters: JSONPath queries (RFC 9535) over an event, each of which must select something.

use serde_json::{Map, Value as Json};
use serde_json_path::JsonPath;

use super::event_type;
use crate::domain::time::Millis;
use crate::error::{Error, Result};

/// The longest filter, in bytes.
pub const LONGEST: usize = 1024;
/// How deep its brackets may be nested: its parser calls itself for each.
const DEEPEST: usize = 16;

/// A query that was compiled.
#[derive(Clone, Debug)]
pub struct Filter {
    text: String,
    path: JsonPath,
}

/// Whether one filter selects something of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged<'a> {
    /// The filter as it was written.
    pub filter: &'a str,
    /// How many values it selects.
    pub selected: usize,
}

/// An event as filters see it. `data` is the payload.
pub fn subject(id: &str, event_type: &str, at: Millis, data: Json) -> Json {
    let mut subject = Map::new();
    for (name, text) in [("id", id), ("type", event_type), ("timestamp", &at.to_string())] {
        subject.insert(name.to_owned(), text.into());
    }
    subject.insert("data".to_owned(), data);
    subject.into()
}

impl Filter {
    /// Compiles one; `field` is the argument that an error names.
    pub fn parse(text: &str, field: &str) -> Result<Filter> {
        if text.len() > LONGEST {
            let message = format!("the filter has {} bytes; at most {LONGEST} are allowed", text.len());
            return Err(Error::invalid(field, message));
        }
        if depth(text) > DEEPEST {
            let message = format!("the filter nests its brackets deeper than {DEEPEST}: {text:?}");
            return Err(Error::invalid(field, message));
        }
        let path = JsonPath::parse(text).map_err(|cause| {
            Error::invalid(field, format!("not a JSONPath query: {text:?}, {cause}"))
                .hint("write it as RFC 9535 has it: $[?@.amount > 100] selects a payload whose amount is over 100")
        })?;
        Ok(Filter { text: text.to_owned(), path })
    }

    /// The filter as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it makes of an event.
    pub fn judge(&self, subject: &Json) -> Judged<'_> {
        Judged { filter: &self.text, selected: self.path.query(subject).len() }
    }

    /// Whether it selects something of an event.
    pub fn matches(&self, subject: &Json) -> bool {
        self.judge(subject).selected > 0
    }
}

/// How deep brackets are nested at most, wherever they stand.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Why an endpoint does not receive an event: its globs, or the filters that select nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch<'a> {
    /// None of its globs selects the type.
    Type,
    /// These filters select nothing.
    Filters(Vec<&'a str>),
}

/// Whether an endpoint of these globs and filters receives an event, or why not.
pub fn route<'a>(
    globs: &[event_type::Glob],
    filters: &'a [Filter],
    event_type: &str,
    subject: &Json,
) -> Result<(), Mismatch<'a>> {
    if !event_type::receives(globs, event_type) {
        return Err(Mismatch::Type);
    }
    let failed: Vec<&str> = filters.iter().filter(|it| !it.matches(subject)).map(Filter::as_str).collect();
    if failed.is_empty() { Ok(()) } else { Err(Mismatch::Filters(failed)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::webhook::event_type::Glob;
    use proptest::prelude::*;
    use serde_json::json;

    fn order() -> Json {
        let data = json!({"amount": 250, "currency": "EUR", "lines": [{"sku": "a-1"}, {"sku": "b-2"}], "note": null});
        subject("evt_1", "order.created", Millis(1_763_803_800_000), data)
    }

    fn filter(text: &str) -> Filter {
        Filter::parse(text, "--filter").unwrap()
    }

    #[test]
    fn a_filter_holds_where_it_selects_something() {
        let cases = [
            ("$[?@.amount > 100]", 1),
            ("$[?@.amount > 250]", 0),
            ("$[?@.amount >= 250 && @.currency == 'EUR']", 1),
            ("$.data.lines[*].sku", 2),
            ("$.data.lines[?match(@.sku, '[a-c]-1')]", 1),
            ("$.data.lines[?search(@.sku, 'b')]", 1),
            ("$.data[?length(@) == 2]", 1),
            ("$.data.note", 1),
            ("$.data.missing", 0),
            ("$..sku", 2),
            ("$[?@ == 'order.created']", 1),
            ("$.timestamp", 1),
            ("$.id", 1),
        ];
        for (text, selected) in cases {
            assert_eq!(filter(text).judge(&order()), Judged { filter: text, selected }, "{text}");
        }
        assert_eq!(order()["timestamp"], "2025-11-22T09:30:00.000Z");
    }

    #[test]
    fn what_is_no_query_is_refused_when_it_is_set() {
        for text in
            ["", "amount > 100", "$.", "$[?@.a = 1]", "$[?@.a == 1", "$[?foo(@.a)]", "$ ", "$[01]", "$[?@.a==1]]"]
        {
            assert!(Filter::parse(text, "--filter").is_err(), "{text:?}");
        }
        let error = Filter::parse("$[?@.a = 1]", "--filter").unwrap_err();
        assert_eq!(error.field.as_deref(), Some("--filter"));
    }

    #[test]
    fn no_filter_ends_the_stack() {
        for (open, close) in [("(", ")"), ("!(", ")"), ("@[?", "]"), ("length(", ")")] {
            for count in [DEEPEST / 2, 300] {
                let text = format!("$[?{}@.a{}]", open.repeat(count), close.repeat(count));
                assert!(count < 300 || Filter::parse(&text, "--filter").is_err(), "{open}");
            }
        }
        for text in [format!("$[?{}@.a]", "!".repeat(1_000)), format!("$[?{}@.a", "@[?".repeat(300))] {
            assert!(Filter::parse(&text, "--filter").is_err());
        }
        assert!(Filter::parse(&format!("$.{}", "a".repeat(LONGEST)), "--filter").is_err());
    }

    #[test]
    fn all_filters_must_hold_and_those_that_do_not_are_named() {
        let filters = ["$[?@.amount > 100]", "$[?@.currency == 'USD']", "$.data.missing"].map(filter);
        let globs = [Glob::parse("order.*", "").unwrap()];
        let failed = vec!["$[?@.currency == 'USD']", "$.data.missing"];
        assert_eq!(route(&globs, &filters, "order.created", &order()), Err(Mismatch::Filters(failed)));
        assert_eq!(route(&globs, &filters[..1], "order.created", &order()), Ok(()));
        assert_eq!(route(&globs, &filters, "user.created", &order()), Err(Mismatch::Type));
        assert_eq!(route(&[], &[], "user.created", &order()), Ok(()));
    }

    proptest! {
        #[test]
        fn any_text_is_a_filter_or_is_refused(text in "\\$[\\[\\]()?@.*a1'&|!<>=, -]{0,40}") {
            if let Ok(filter) = Filter::parse(&text, "--filter") {
                filter.matches(&order());
            }
        }
    }
}
