//! Changing tokens in place, and switching them off and on.

use serde_json::json;

use super::super::{Changes, Session};
use super::create::{Fields, Issue, apply, free};
use super::{Ended, find_all, impact, not_revoked};
use crate::domain::name;
use crate::domain::record::Changed;
use crate::domain::token::{Token, stored_rates};
use crate::error::{Error, Result};
use crate::store::tokens;

/// What is to be changed.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// A new name.
    pub rename: Option<String>,
    /// Scopes to add.
    pub add_scopes: Vec<String>,
    /// Scopes to take away.
    pub remove_scopes: Vec<String>,
    /// What replaces what is there.
    pub fields: Fields,
}

/// Changes tokens, all of them or none.
pub fn update(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    change: &Update,
    issue: &Issue,
) -> Result<Vec<Changed<Token>>> {
    let now = session.now;
    if let Some(name) = &change.rename {
        name::check(name, "--rename")?;
        if references.len() > 1 {
            return Err(Error::invalid("--rename", "--rename takes one token at a time"));
        }
    }
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut updated = Vec::with_capacity(references.len());
        for before in find_all(tx, workspace, references, now)? {
            not_revoked(&before, "changed")?;
            let mut token = before.clone();
            let mut fields = change.fields.clone();
            if !change.add_scopes.is_empty() || !change.remove_scopes.is_empty() {
                let mut scopes = fields.scopes.unwrap_or_else(|| token.scopes.clone());
                scopes.retain(|scope| !change.remove_scopes.contains(scope));
                scopes.extend(change.add_scopes.iter().cloned());
                fields.scopes = Some(scopes);
            }
            if let Some(name) = change.rename.as_ref().filter(|name| **name != token.name) {
                free(tx, workspace, name, now, "--rename")?;
                token.name.clone_from(name);
            }
            if fields.expires.is_some() {
                token.expires_at = issue.expires_at(fields.expires, now)?;
            }
            apply(tx, &mut token, &fields, now)?;
            token.status = token.status_at(now);
            let changes = difference(&before, &token);
            let changed = !changes.is_empty();
            if changed {
                tokens::update(tx, &token)?;
                scribe.log(tx, Some(workspace), "token.update", &token.id, changes)?;
            }
            updated.push(Changed { record: token, changed });
        }
        Ok(updated)
    })
}

/// Each field that differs, before and after.
fn difference(before: &Token, after: &Token) -> Changes {
    let time = |at: Option<crate::domain::time::Millis>| at.map(|at| at.to_string());
    let plain = [
        ("name", json!([before.name, after.name])),
        ("scopes", json!([before.scopes, after.scopes])),
        ("tier", json!([before.tier, after.tier])),
        (
            "rate_limits",
            json!([stored_rates(before.rate_limits.as_deref()), stored_rates(after.rate_limits.as_deref())]),
        ),
        ("env", json!([before.env.as_str(), after.env.as_str()])),
        ("allow_ips", json!([before.allow_ips, after.allow_ips])),
        ("not_before", json!([time(before.not_before), time(after.not_before)])),
        ("expires_at", json!([time(before.expires_at), time(after.expires_at)])),
    ];
    let mut changes = Changes::default();
    for (field, both) in plain {
        if both[0] != both[1] {
            changes = changes.set(field, both);
        }
    }
    if before.owner != after.owner {
        changes = changes.personal("owner", Some(after.owner.as_deref().unwrap_or_default()));
    }
    if before.metadata != after.metadata {
        changes = changes.personal("metadata", Some(&after.metadata.to_string()));
    }
    changes
}

/// Which way a token is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Off.
    Disable,
    /// On.
    Enable,
}

/// Switches tokens off or on, all of them or none.
pub fn switch(session: &mut Session<'_>, workspace: &str, references: &[String], to: Switch) -> Result<Vec<Ended>> {
    let now = session.now;
    let (word, action) = match to {
        Switch::Disable => ("disabled", "token.disable"),
        Switch::Enable => ("enabled", "token.enable"),
    };
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut switched = Vec::with_capacity(references.len());
        for mut token in find_all(tx, workspace, references, now)? {
            not_revoked(&token, word)?;
            let changed = token.disabled_at.is_some() == (to == Switch::Enable);
            if changed {
                token.disabled_at = (to == Switch::Disable).then_some(now);
                token.status = token.status_at(now);
                tokens::update(tx, &token)?;
                scribe.log(tx, Some(workspace), action, &token.id, Changes::default())?;
            }
            let impact = impact(tx, &token, now)?;
            switched.push(Ended { token, changed, impact, plan_id: None });
        }
        Ok(switched)
    })
}
