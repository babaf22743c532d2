//! Giving a token a new secret. Id, history and limits stay; the secret before works until its grace ends.

use serde_json::json;

use super::super::secret_file::Place;
use super::super::{Changes, Session};
use super::create::{Expiry, Issue, draw};
use super::{find_all, not_revoked};
use crate::domain::credential::{displayed, hash};
use crate::domain::span::Span;
use crate::domain::time::{HOUR, Millis};
use crate::domain::token::{Issued, Token};
use crate::error::{Code, Error, Result};
use crate::store::tokens;

/// How a secret is replaced.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// How long the secret before goes on working.
    pub grace: Span,
    /// The token's new end; absent gives it `tokens.default_expiry` from now, unless it has no end.
    pub expires: Option<Expiry>,
}

/// Replaces secrets, all of them or none; `place` has the new ones before they hold.
pub fn rotate(
    session: &mut Session<'_>,
    workspace: &str,
    references: &[String],
    rotation: Rotation,
    issue: &Issue,
    place: &mut Option<Place>,
) -> Result<Vec<Issued>> {
    let (now, world) = (session.now, session.world);
    let (store, scribe) = session.parts();
    let hide = store.is_rehearsal();
    store.write(|tx| {
        let mut issued = Vec::with_capacity(references.len());
        for mut token in find_all(tx, workspace, references, now)? {
            not_revoked(&token, "rotated")?;
            not_in_grace(&token, rotation.grace, now)?;
            // An expired secret stays so: the new life is the new secret's. What is cut now has no end that a clock
            // could be set back before.
            let until = token.expires_at.map_or(now.plus(rotation.grace), |end| end.min(now.plus(rotation.grace)));
            let until = Some(until).filter(|until| *until > now);
            let secret = draw(world, &issue.prefix, token.env)?;
            if token.expires_at.is_some() || rotation.expires.is_some() {
                token.expires_at = issue.expires_at(rotation.expires, now)?;
            }
            let before = std::mem::replace(&mut token.prefix, displayed(&secret));
            let changes = Changes::default()
                .set("prefix", json!([before, token.prefix]))
                .set("expires_at", token.expires_at.map(|at| at.to_string()))
                .set("previous_expires_at", until.unwrap_or(now).to_string());
            token.previous_prefix = Some(before);
            token.previous_expires_at = until;
            token.previous_last_used_at = None;
            token.rotated_at = Some(now);
            token.status = token.status_at(now);
            tokens::rotate(tx, &token, &hash(secret.expose().as_bytes()))?;
            scribe.log(tx, Some(workspace), "token.rotate", &token.id, changes)?;
            issued.push(Issued { token, secret: Some(secret).filter(|_| !hide), changed: true });
        }
        place.iter_mut().try_for_each(|place| place.keep(&mut issued))?;
        Ok(issued)
    })
}

/// Whether the secret before still works.
fn in_grace(token: &Token, now: Millis) -> bool {
    token.previous_expires_at.is_some_and(|until| until > now)
}

/// A token has one secret before: another rotation would end it unasked. Cutting at once is asking.
fn not_in_grace(token: &Token, grace: Span, now: Millis) -> Result<()> {
    match token.previous_expires_at {
        Some(until) if in_grace(token, now) && !grace.is_zero() => Err(Error::new(
            Code::WrongState,
            format!("{} is being rotated: its secret before works until {until}", token.name),
        )
        .hint(format!(
            "end that first with: gatepost tokens rotate {} --finish; or cut both with --grace 0s",
            token.name
        ))),
        _ => Ok(()),
    }
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
        let in_use =
            |token: &Token| in_grace(token, now) && token.previous_last_used_at.is_some_and(|at| now.0 - at.0 < HOUR);
        Ok(find_all(tx, workspace, references, now)?.into_iter().filter(in_use).collect())
    })?;
    if !rehearsal {
        busy.iter().try_for_each(&mut sure)?;
    }
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut finished = Vec::with_capacity(references.len());
        for mut token in find_all(tx, workspace, references, now)? {
            let changed = in_grace(&token, now);
            if changed {
                token.previous_expires_at = None;
                tokens::end_grace(tx, &token.id)?;
                scribe.log(tx, Some(workspace), "token.finish_rotation", &token.id, Changes::default())?;
            }
            finished.push(Issued { token, secret: None, changed });
        }
        Ok(finished)
    })
}
