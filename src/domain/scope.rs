//! Scopes: names of permissions such as `orders:read`, and wildcards such as `orders:*` that cover all
//! that lies below them.

use crate::error::{Error, Result};

/// The longest scope, in characters.
pub const LONGEST: usize = 256;
/// The most segments of a scope.
const SEGMENTS: usize = 8;

/// The scope, if it is one and no wildcard; `field` is the argument that an error names.
pub fn parse_scope<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    let segments = text.split(':').count();
    if !fits(text) || !is_path(text) || !(2..=SEGMENTS).contains(&segments) {
        return Err(invalid(text, field, "a scope")
            .hint("write two to eight segments of a-z, 0-9, dot, dash and underscore, joined by colons: orders:read"));
    }
    Ok(text)
}

/// The scope or wildcard, if it is one: what a token may carry.
pub fn parse_grant<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    if text == "*" {
        return Ok(text);
    }
    let Some(above) = text.strip_suffix(":*") else {
        return parse_scope(text, field)
            .map_err(|error| error.hint("write a scope, orders:read, or a wildcard, orders:*"));
    };
    if !fits(text) || !is_path(above) || above.split(':').count() >= SEGMENTS {
        return Err(invalid(text, field, "a wildcard")
            .hint("write * alone, or one to seven segments followed by :* as in orders:*"));
    }
    Ok(text)
}

/// Whether it has the form of a wildcard.
pub fn is_wildcard(text: &str) -> bool {
    text == "*" || text.ends_with(":*")
}

/// Whether a scope or wildcard that was granted covers the one that is asked for. A wildcard covers one or
/// more further segments, and narrower wildcards: `orders:*` covers `orders:items:read` and
/// `orders:items:*`, not `orders`.
pub fn covers(granted: &str, asked: &str) -> bool {
    match granted.strip_suffix('*').filter(|_| is_wildcard(granted)) {
        Some(prefix) => asked.len() > prefix.len() && asked.starts_with(prefix),
        None => granted == asked,
    }
}

/// Each of `all_of` that nothing granted covers.
pub fn missing(granted: &[String], all_of: &[String]) -> Vec<String> {
    all_of.iter().filter(|asked| !is_covered(granted, asked)).cloned().collect()
}

/// Whether anything granted covers one of `any_of`; asking for nothing holds.
pub fn any(granted: &[String], any_of: &[String]) -> bool {
    any_of.is_empty() || any_of.iter().any(|asked| is_covered(granted, asked))
}

/// Whether anything granted covers what is asked.
pub fn is_covered(granted: &[String], asked: &str) -> bool {
    granted.iter().any(|granted| covers(granted, asked))
}

/// Whether it is made of segments of allowed characters, none of them empty.
fn is_path(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    text.split(':').all(|segment| !segment.is_empty() && segment.bytes().all(allowed))
}

fn fits(text: &str) -> bool {
    text.chars().count() <= LONGEST
}

fn invalid(text: &str, field: &str, what: &str) -> Error {
    if fits(text) {
        Error::invalid(field, format!("{field} is not {what}: {text:?}"))
    } else {
        Error::invalid(field, format!("{field} is longer than {LONGEST} characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::any;
    use super::*;
    use proptest::prelude::*;

    /// Few and similar segments, so that scopes often touch.
    fn any_scope() -> impl Strategy<Value = String> {
        prop::collection::vec("(orders|orders2|order|a|b)", 2..=4).prop_map(|segments| segments.join(":"))
    }

    fn any_grant() -> impl Strategy<Value = String> {
        let wildcard = prop::collection::vec("(orders|orders2|order|a|b)", 0..=4).prop_map(|mut segments| {
            segments.push("*".into());
            segments.join(":")
        });
        prop_oneof![any_scope(), wildcard]
    }

    /// What a grant covers, segment by segment.
    fn model(granted: &[&str], asked: &[&str]) -> bool {
        match (granted, asked) {
            (["*"], [_, ..]) => true,
            ([first, granted @ ..], [other, asked @ ..]) => first == other && model(granted, asked),
            (rest, other) => rest.is_empty() && other.is_empty(),
        }
    }

    fn covers_by_model(granted: &str, asked: &str) -> bool {
        model(&granted.split(':').collect::<Vec<_>>(), &asked.split(':').collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn a_grant_covers_what_lies_below_it_and_nothing_else(granted in any_grant(), asked in any_grant()) {
            prop_assert_eq!(covers(&granted, &asked), covers_by_model(&granted, &asked));
        }

        #[test]
        fn a_wider_wildcard_covers_all_that_a_narrower_one_covers(
            wide in any_grant(), narrow in any_grant(), asked in any_scope()
        ) {
            if covers(&wide, &narrow) && covers(&narrow, &asked) {
                prop_assert!(covers(&wide, &asked));
            }
        }

        #[test]
        fn every_missing_scope_is_named(
            granted in prop::collection::vec(any_grant(), 0..4), asked in prop::collection::vec(any_scope(), 0..6)
        ) {
            let missing = missing(&granted, &asked);
            for scope in &asked {
                let covered = granted.iter().any(|granted| covers_by_model(granted, scope));
                prop_assert_eq!(missing.contains(scope), !covered);
            }
            prop_assert_eq!(any(&granted, &asked), asked.is_empty() || missing.len() < asked.len());
        }

        #[test]
        fn what_is_generated_by_the_grammar_is_accepted(scope in "[a-z0-9._-]{1,9}(:[a-z0-9._-]{1,9}){1,7}") {
            prop_assert_eq!(parse_scope(&scope, "--scope").unwrap(), &scope);
            prop_assert_eq!(parse_grant(&scope, "--scope").unwrap(), &scope);
            prop_assert!(!is_wildcard(&scope));
        }

        #[test]
        fn no_foreign_character_is_accepted(
            before in "[a-z]{0,3}", foreign in "[^a-z0-9._:-]", after in "[a-z]{0,3}"
        ) {
            let text = format!("orders:{before}{foreign}{after}");
            prop_assert!(parse_scope(&text, "--scope").is_err());
            prop_assert!(parse_grant(&text, "--scope").is_err() || text == "orders:*");
        }
    }

    #[test]
    fn near_misses_are_not_covered() {
        assert!(covers("orders:*", "orders:read"));
        assert!(covers("orders:*", "orders:items:read"));
        assert!(covers("*", "orders:read"));
        assert!(covers("*", "orders:*"));
        for asked in ["orders", "orders:", "ordersx", "orders2:read", "order:read", "*", "x:orders:read", ""] {
            assert!(!covers("orders:*", asked), "{asked}");
        }
        assert!(!covers("orders*", "orders2:read"), "only a whole segment is a wildcard");
        assert!(!covers("orders:read", "orders:*"));
        assert!(!covers("orders:read", "orders:read:all"));
    }

    #[test]
    fn nonsense_is_refused_with_the_form() {
        let long = format!("orders:{}", "a".repeat(250));
        for text in [
            "",
            ":",
            "orders",
            "orders:",
            ":read",
            "orders::read",
            "Orders:read",
            "orders:read ",
            " orders:read",
            "orders:re ad",
            "orders:\u{7}",
            "orders:read\n",
            "orders:läs",
            "orders:ｒead",
            "orders:a/b",
            "a:b:c:d:e:f:g:h:i",
            &long,
        ] {
            let error = parse_scope(text, "--scope").unwrap_err();
            assert!(error.hint.unwrap().contains("orders:read"), "{text:?}");
            assert!(parse_grant(text, "--scope").is_err(), "{text:?}");
        }
        assert!(parse_scope("orders:*", "--scope").is_err());
    }

    #[test]
    fn wildcards_stand_alone_or_last() {
        for text in ["*", "orders:*", "orders:items:*", "a:b:c:d:e:f:g:*"] {
            assert_eq!(parse_grant(text, "--scope").unwrap(), text);
        }
        for text in ["**", ":*", "*:*", "orders*", "*:read", "orders:*:read", "Orders:*", "a::*", "a:b:c:d:e:f:g:h:*"] {
            assert!(parse_grant(text, "--scope").is_err(), "{text}");
        }
    }
}
