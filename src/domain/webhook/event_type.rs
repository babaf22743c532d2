//! Event types, `order.created`, and the globs by which an endpoint chooses among them. A glob works by
//! segment: `*` stands for one, `**` for one or more.

use std::fmt;

use crate::error::{Error, Result};

/// The longest type or glob, in bytes.
pub const LONGEST: usize = 128;
/// The first segment of the types that the program itself fires.
pub const SYSTEM: &str = "gatepost";

/// Of a consent that was withdrawn, or ended otherwise.
pub const CONSENT_REVOKED: &str = "gatepost.consent.revoked";
/// Of an endpoint that was disabled since it failed.
pub const ENDPOINT_DISABLED: &str = "gatepost.endpoint.disabled";
/// Of a token that was revoked.
pub const TOKEN_REVOKED: &str = "gatepost.token.revoked";
/// The types that the program itself fires.
const FIRED: [&str; 3] = [CONSENT_REVOKED, ENDPOINT_DISABLED, TOKEN_REVOKED];

/// The type, if it can be one; `field` is the argument that an error names.
pub fn check<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    check_length(text, field)?;
    if text.split('.').all(is_word) {
        return Ok(text);
    }
    Err(Error::invalid(field, format!("not an event type: {text:?}"))
        .hint("write segments of a-z A-Z 0-9 _ joined by dots, such as order.created"))
}

/// Whether a type is one that the program itself fires.
pub fn is_system(event_type: &str) -> bool {
    first(event_type) == SYSTEM
}

fn first(text: &str) -> &str {
    text.split('.').next().unwrap_or_default()
}

fn check_length(text: &str, field: &str) -> Result<()> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    Err(Error::invalid(field, format!("{field} has {} characters; at most {LONGEST} are allowed", text.len())))
}

fn is_word(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A pattern of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// Reads one; `field` is the argument that an error names.
    pub fn parse(text: &str, field: &str) -> Result<Glob> {
        check_length(text, field)?;
        if text.split('.').all(|segment| matches!(segment, "*" | "**") || is_word(segment)) {
            return Ok(Glob(text.to_owned()));
        }
        Err(Error::invalid(field, format!("not a pattern of event types: {text:?}"))
            .hint("write whole segments joined by dots: order.created, order.* for one more segment, order.** for any"))
    }

    /// The pattern of types that an endpoint is to receive. One of the program's own that selects none of them would
    /// wait for ever, so it is refused.
    pub fn wanted(text: &str, field: &str) -> Result<Glob> {
        let glob = Glob::parse(text, field)?;
        if is_system(text) && !FIRED.iter().any(|fired| glob.matches(fired)) {
            let message = format!("{text} selects no event: gatepost itself fires {}", FIRED.join(", "));
            return Err(Error::invalid(field, message).hint("gatepost.** selects all of them"));
        }
        Ok(glob)
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it selects a type. What the program itself fires is only for globs that name it.
    pub fn matches(&self, event_type: &str) -> bool {
        if is_system(event_type) && first(&self.0) != SYSTEM {
            return false;
        }
        let pattern: Vec<&str> = self.0.split('.').collect();
        let segments: Vec<&str> = event_type.split('.').collect();
        // After the last `**` that was met: where the pattern goes on, and how far that `**` reaches.
        let mut retreat: Option<(usize, usize)> = None;
        let (mut at, mut here) = (0, 0);
        while here < segments.len() {
            match pattern.get(at) {
                Some(&"**") => {
                    (at, here) = (at + 1, here + 1);
                    retreat = Some((at, here));
                }
                Some(part) if *part == "*" || *part == segments[here] => (at, here) = (at + 1, here + 1),
                _ => {
                    // The last `**` takes one more; an earlier one need not, since this one can.
                    let Some((after, reach)) = retreat else { return false };
                    (at, here) = (after, reach + 1);
                    retreat = Some((at, here));
                }
            }
        }
        at == pattern.len()
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an endpoint with these globs receives a type; one without any receives all but what the program
/// itself fires.
pub fn receives(globs: &[Glob], event_type: &str) -> bool {
    if globs.is_empty() { !is_system(event_type) } else { globs.iter().any(|glob| glob.matches(event_type)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn glob(text: &str) -> Glob {
        Glob::parse(text, "--event").unwrap()
    }

    #[test]
    fn a_star_is_one_segment_and_two_are_one_or_more() {
        let cases = [
            ("order.created", "order.created", true),
            ("order.created", "order.created.late", false),
            ("order.*", "order.created", true),
            ("order.*", "order", false),
            ("order.*", "order.item.added", false),
            ("order.**", "order.item.added", true),
            ("order.**", "order.created", true),
            ("order.**", "order", false),
            ("*.created", "order.created", true),
            ("**.created", "order.item.created", true),
            ("**.created", "created", false),
            ("a.**.b.**.c", "a.x.b.b.b.x.c", true),
            ("a.**.b.**.c", "a.b.b.b.c", true),
            ("a.**.b.**.c", "a.b.b.c", false),
            ("**", "order", true),
            ("*", "Order", true),
            ("order", "Order", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(glob(pattern).matches(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_the_program_fires_goes_to_those_who_name_it() {
        for (pattern, expected) in [
            ("gatepost.*", false),
            ("gatepost.**", true),
            ("gatepost.token.revoked", true),
            ("**", false),
            ("*.token.revoked", false),
            ("**.revoked", false),
        ] {
            assert_eq!(glob(pattern).matches("gatepost.token.revoked"), expected, "{pattern}");
        }
        assert!(!receives(&[], "gatepost.token.revoked") && receives(&[], "gatepost_token.revoked"));
        assert!(receives(&[], "order.created") && !receives(&[glob("user.*")], "order.created"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", ".", "order.", ".created", "order..created", "order created", "größe", "a-b", "a/b", "a\n"] {
            assert!(check(text, "TYPE").is_err() && Glob::parse(text, "--event").is_err(), "{text:?}");
        }
        for text in ["ord*", "***", "order.*d", "order.**x"] {
            assert!(Glob::parse(text, "--event").is_err(), "{text:?}");
        }
        assert!(check("order.*", "TYPE").is_err());
        assert!(check(&"a".repeat(LONGEST + 1), "TYPE").is_err());
    }

    /// The rule by its definition: slow, and plainly right.
    fn by_definition(pattern: &[&str], segments: &[&str]) -> bool {
        match (pattern, segments) {
            ([], []) => true,
            ([], _) | (_, []) => false,
            (["**", rest @ ..], [_, more @ ..]) => (0..=more.len()).any(|taken| by_definition(rest, &more[taken..])),
            ([part, rest @ ..], [segment, more @ ..]) => (*part == "*" || part == segment) && by_definition(rest, more),
        }
    }

    proptest! {
        #[test]
        fn matching_is_its_definition(
            pattern in proptest::collection::vec("a|b|\\*|\\*\\*", 1..8),
            segments in proptest::collection::vec("a|b", 1..8),
        ) {
            let (text, event_type) = (pattern.join("."), segments.join("."));
            let pattern: Vec<&str> = text.split('.').collect();
            let parts: Vec<&str> = event_type.split('.').collect();
            prop_assert_eq!(glob(&text).matches(&event_type), by_definition(&pattern, &parts));
        }

        #[test]
        fn a_type_is_a_glob_of_itself(text in "[a-zA-Z0-9_]{1,9}(\\.[a-zA-Z0-9_]{1,9}){0,5}") {
            prop_assert!(check(&text, "TYPE").is_ok());
            prop_assert!(glob(&text).matches(&text));
        }
    }
}
