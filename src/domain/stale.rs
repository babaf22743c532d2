//! Stale tokens: live ones that deserve trimming, for which reason, and by which command.

use std::path::Path;

use super::audit::Logged;
use super::record::record;
use super::scope::Trim;
use super::shell;
use super::span::Span;
use super::time::Millis;
use super::token::{Token, words};

words! {
    /// Why a token deserves trimming.
    Reason {
        /// It was never accepted, though it could have been for long enough.
        NeverUsed = "never_used",
        /// It was accepted once, but not for long enough.
        Unused = "unused",
        /// It never expires.
        NoExpiry = "no_expiry",
        /// It carries scopes that its use did not need.
        Broad = "broad",
    }
}

/// One reason to trim one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The token.
    pub id: String,
    /// The workspace it belongs to.
    pub workspace: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// What the reason rests on.
    pub detail: String,
    /// When it was last accepted.
    pub last_used_at: Option<Millis>,
    /// What trims it.
    pub command: String,
}

record! { Stale {
    id: Id, shown, "The token's id" => |s| &s.id;
    workspace: Text, hidden, "The workspace it belongs to" => |s| &s.workspace;
    name: Text, shown, "Its name" => |s| &s.name;
    reason: Text, shown, "Why it deserves trimming: never_used, unused, no_expiry or broad" => |s| s.reason.as_str();
    detail: Text, shown, "What the reason rests on" => |s| &s.detail;
    last_used_at: Time, hidden, "When a verification last accepted it" => |s| s.last_used_at;
    command: Text, hidden, "The command that trims it, ready for a shell" => |s| &s.command;
} }

/// The reasons that a token's own moments give, with what they rest on. The one that ends it is the last, so that
/// the commands work one after the other.
pub fn by_its_times(token: &Token, since: Millis) -> Vec<(Reason, String)> {
    let mut reasons = Vec::new();
    if token.expires_at.is_none() {
        reasons.push((Reason::NoExpiry, "never expires".to_owned()));
    }
    let begun = token.not_before.map_or(token.created_at, |from| from.max(token.created_at));
    match token.last_used_at {
        None if begun < since => reasons.push((Reason::NeverUsed, format!("usable since {begun}"))),
        Some(at) if at < since => reasons.push((Reason::Unused, format!("last used {at}"))),
        _ => {}
    }
    reasons
}

/// What a trim of scopes rests on.
pub fn too_broad(trim: &Trim) -> String {
    format!("needed only {}, not {}", trim.enough.join(", "), trim.remove.join(", "))
}

/// The command that answers a reason. `expires` is the end that a token without one is to have, `store` the store
/// that was named.
pub fn command(token: &Token, reason: Reason, trim: &Trim, expires: Span, store: Option<&Path>) -> String {
    let mut words = match reason {
        Reason::NeverUsed | Reason::Unused => format!("tokens revoke {}", token.id),
        Reason::NoExpiry => format!("tokens update {} --expires {expires}", token.id),
        Reason::Broad => format!("tokens update {}", token.id),
    };
    if reason == Reason::Broad {
        let flags = [("--remove-scope", &trim.remove), ("--add-scope", &trim.add)];
        for (flag, scope) in flags.into_iter().flat_map(|(flag, scopes)| scopes.iter().map(move |it| (flag, it))) {
            words += &format!(" {flag} {}", shell::word(scope));
        }
    }
    shell::gatepost(&words, &token.workspace, store)
}

/// The schema that records the scopes which verifications need.
const RECORDS_SCOPES: i64 = 3;

/// From when on a store holds every scope that was needed, by the entries of its trail about itself, oldest
/// first. A store that was brought below the schema began anew, and one that was restored lacks what came
/// between.
pub fn recorded_from<'a>(entries: impl IntoIterator<Item = &'a Logged>) -> Option<Millis> {
    let (mut schema, mut from) = (0, None);
    for logged in entries {
        let (entry, changes) = (&logged.entry, logged.changes());
        // A change of schema names the one it led to, alone or after the one before.
        let named = &changes["schema"];
        let now = named.get(1).unwrap_or(named).as_i64().unwrap_or(schema);
        let begins = schema < RECORDS_SCOPES || entry.action == "store.restore";
        schema = now;
        if schema < RECORDS_SCOPES {
            from = None;
        } else if begins {
            from = Some(entry.at);
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::Entry;

    fn entry(at: i64, action: &str, changes: &str) -> Logged {
        let entry = Entry {
            seq: 0,
            at: Millis(at),
            actor: String::new(),
            os_user: String::new(),
            host: String::new(),
            role: None,
            workspace: None,
            action: action.to_owned(),
            object: String::new(),
            changes: changes.to_owned(),
        };
        Logged { entry, leaf_hash: Default::default() }
    }

    #[test]
    fn the_trail_tells_from_when_on_needs_are_recorded() {
        let all = [
            entry(1, "store.create", r#"{"schema":2}"#),
            entry(2, "store.migrate", r#"{"schema":3}"#),
            entry(3, "store.migrate", r#"{"schema":[3,4]}"#),
            entry(4, "store.restore", r#"{"audit_size":2}"#),
            entry(5, "store.downgrade", r#"{"schema":[4,2]}"#),
            entry(6, "store.restore", r#"{"audit_size":2}"#),
            entry(7, "store.migrate", r#"{"schema":[2,4]}"#),
            entry(8, "store.downgrade", r#"{"schema":[4,3]}"#),
        ];
        let from = [None, Some(2), Some(2), Some(4), None, None, Some(7), Some(7)];
        for (count, wanted) in from.into_iter().enumerate() {
            assert_eq!(recorded_from(&all[..=count]).map(|at| at.0), wanted, "after {}", count + 1);
        }
        assert_eq!(recorded_from(&[entry(1, "store.create", r#"{"schema":3}"#)]), Some(Millis(1)));
        assert_eq!(recorded_from(&[]), None);
    }
}
