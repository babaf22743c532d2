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

/// What to take from a token and what to give it instead, so that it covers no more than it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trim {
    /// What it carries and does not need.
    pub remove: Vec<String>,
    /// What covers its needs then, and it does not carry yet.
    pub add: Vec<String>,
    /// The fewest words that cover its needs.
    pub enough: Vec<String>,
}

/// The trim of a token to what was needed of it: scopes of the catalogue, and where the catalogue has none the
/// narrowest wildcard over some of it. Nothing where nothing was needed, where all that is carried was needed,
/// or where the catalogue has no words for the needs. A need that the token does not cover is none.
pub fn trim(carried: &[String], needed: &[String], catalogue: &[String]) -> Option<Trim> {
    let catalogued = |word: &str| catalogue.iter().any(|known| covers(word, known));
    let mut enough = Vec::new();
    for asked in needed.iter().filter(|asked| is_covered(carried, asked)) {
        let mut wider = std::iter::successors(Some(asked.clone()), |word| above(word));
        enough.push(wider.find(|word| catalogued(word) && is_covered(carried, word))?);
    }
    enough.sort();
    enough.dedup();
    let all = enough.clone();
    enough.retain(|word| !all.iter().any(|other| other != word && covers(other, word)));
    let (kept, remove): (Vec<String>, _) = carried.iter().cloned().partition(|word| is_covered(&enough, word));
    if enough.is_empty() || remove.is_empty() || !kept.iter().all(|word| catalogued(word)) {
        return None;
    }
    let add = enough.iter().filter(|word| !is_covered(&kept, word)).cloned().collect();
    Some(Trim { remove, add, enough })
}

/// The narrowest wildcard that covers a scope or wildcard and more.
fn above(word: &str) -> Option<String> {
    if word == "*" {
        return None;
    }
    let path = word.strip_suffix(":*").unwrap_or(word);
    Some(path.rsplit_once(':').map_or_else(|| "*".to_owned(), |(parent, _)| format!("{parent}:*")))
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
        fn a_trim_keeps_every_need_and_grants_nothing_new(
            carried in prop::collection::vec(any_grant(), 0..4),
            needed in prop::collection::vec(prop_oneof![4 => any_scope(), 1 => any_grant()], 0..5),
            catalogue in prop::collection::vec(any_scope(), 0..6),
            others in prop::collection::vec(any_scope(), 0..20),
        ) {
            let Some(Trim { remove, add, enough }) = trim(&carried, &needed, &catalogue) else { return Ok(()) };
            let after: Vec<String> =
                carried.iter().filter(|word| !remove.contains(word)).chain(&add).cloned().collect();
            let by_model = |granted: &[String], asked: &str| granted.iter().any(|it| covers_by_model(it, asked));
            for asked in needed.iter().filter(|asked| by_model(&carried, asked)) {
                prop_assert!(by_model(&after, asked), "{asked} is lost of {carried:?}: {after:?}");
                prop_assert!(by_model(&enough, asked));
            }
            for asked in others.iter().chain(&catalogue).filter(|asked| by_model(&after, asked)) {
                prop_assert!(by_model(&carried, asked), "{asked} is new in {after:?}");
            }
            for word in &after {
                prop_assert!(catalogue.iter().any(|known| covers_by_model(word, known)), "{word} is not catalogued");
            }
            prop_assert!(!remove.is_empty() && remove.iter().all(|word| !by_model(&after, word)));
            prop_assert_eq!(trim(&after, &needed, &catalogue), None, "one trim is enough");
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
    fn a_trim_is_as_narrow_as_the_catalogue_has_words() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let trimmed = |carried: &str, needed: &str, catalogue: &str| {
            let trim = trim(&words(carried), &words(needed), &words(catalogue))?;
            Some(format!("-{} +{}", trim.remove.join(" -"), trim.add.join(" +")))
        };
        let orders = "orders:read orders:write orders:items:read";
        for (carried, needed, wanted) in [
            ("orders:*", "orders:read", Some("-orders:* +orders:read")),
            ("orders:read orders:write", "orders:read", Some("-orders:write +")),
            ("*", "orders:read orders:items:write", Some("-* +orders:items:* +orders:read")),
            ("*", "users:read orders:read", None),
            ("orders:*", "orders:items:*", Some("-orders:* +orders:items:*")),
            ("orders:*", "orders:made:up", None),
            ("orders:* orders:read", "orders:read", Some("-orders:* +")),
            ("orders:read", "orders:read", None),
            ("orders:*", "users:read", None),
            ("orders:*", "", None),
            ("", "orders:read", None),
            ("orders:read gone:read", "orders:read", Some("-gone:read +")),
            ("orders:* gone:read", "orders:read gone:read", None),
        ] {
            assert_eq!(trimmed(carried, needed, orders).as_deref(), wanted, "{carried} needs {needed}");
        }
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
