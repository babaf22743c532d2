//! Giving a token a new secret. Id, history and limits stay; the secret before works until its grace ends.

use serde_json::json;

use super::super::{Changes, Session};
use super::create::{Expiry, Issue, draw};
use super::{find, not_revoked};
use crate::domain::credential::{displayed, hash};
use crate::domain::span::Span;
use crate::domain::time::HOUR;
use crate::domain::token::{Issued, Token};
use crate::error::Result;
use crate::store::tokens;

/// How a secret is replaced.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// How long the secret before goes on working.
    pub grace: Span,
    /// The token's new end; absent gives it `tokens.default_expiry` from now, unless it has no end.
    pub expires: Option<Expiry>,
}

/// Replaces secrets, all of them or none.
pub fn rotate(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    rotation: Rotation,
    issue: &Issue,
) -> Result<Vec<Issued>> {
    let (now, world) = (session.now, session.world);
    let (store, scribe) = session.parts();
    let hide = store.is_rehearsal();
    store.write(|tx| {
        let mut issued = Vec::with_capacity(references.len());
        for reference in references {
            let mut token = find(tx, workspace, reference, now, true)?;
            not_revoked(&token, "rotated")?;
            let secret = draw(world, &issue.prefix, token.env)?;
            if token.expires_at.is_some() || rotation.expires.is_some() {
                token.expires_at = issue.expires_at(rotation.expires, now)?;
            }
            let until = now.plus(rotation.grace);
            let before = std::mem::replace(&mut token.prefix, displayed(&secret));
            let changes = Changes::default()
                .set("prefix", json!([before, token.prefix]))
                .set("expires_at", token.expires_at.map(|at| at.to_string()))
                .set("previous_expires_at", until.to_string());
            token.previous_prefix = Some(before);
            token.previous_expires_at = Some(until);
            token.previous_last_used_at = None;
            token.rotated_at = Some(now);
            token.status = token.status_at(now);
            tokens::rotate(tx, &token, &hash(secret.expose().as_bytes()))?;
            scribe.log(tx, Some(workspace), "token.rotate", &token.id, changes)?;
            issued.push(Issued { token, secret: Some(secret).filter(|_| !hide), changed: true });
        }
        Ok(issued)
    })
}

/// Ends the grace of the secrets before, all of them or none. `sure` is asked for each that was used in
/// the last hour, and may refuse.
pub fn finish(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    mut sure: impl FnMut(&Token) -> Result<()>,
) -> Result<Vec<Issued>> {
    let now = session.now;
    let rehearsal = session.store.is_rehearsal();
    let busy: Vec<Token> = session.store.read(|tx| {
        let mut busy = Vec::new();
        for reference in references {
            let token = find(tx, workspace, reference, now, true)?;
            let used = token.previous_last_used_at.is_some_and(|at| now.0 - at.0 < HOUR);
            busy.extend(Some(token).filter(|token| used && token.previous_expires_at.is_some_and(|until| until > now)));
        }
        Ok(busy)
    })?;
    if !rehearsal {
        busy.iter().try_for_each(&mut sure)?;
    }
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut finished = Vec::with_capacity(references.len());
        for reference in references {
            let mut token = find(tx, workspace, reference, now, true)?;
            let changed = token.previous_expires_at.is_some_and(|until| until > now);
            if changed {
                token.previous_expires_at = Some(now);
                tokens::end_grace(tx, &token.id, now)?;
                scribe.log(tx, Some(workspace), "token.finish_rotation", &token.id, Changes::default())?;
            }
            finished.push(Issued { token, secret: None, changed });
        }
        Ok(finished)
    })
}
