//! Use cases of a token's limits: what remains, and forgetting what was used.

use super::tokens::find;
use super::{Changes, Session};
use crate::domain::limit::{Window, take};
use crate::error::{Code, Error, Result};
use crate::store::verify;

/// The windows of a token as they stand now; with `reset` after what was used is forgotten.
pub fn show(session: &mut Session<'_>, workspace: &str, reference: &str, reset: bool) -> Result<Vec<Window>> {
    let (now, micros) = (session.now, session.world.now_micros());
    let (store, scribe) = session.parts();
    let mut windows = |tx: &mut crate::store::Tx<'_>| {
        let token = find(tx, workspace, reference, now, reset)?;
        if reset && verify::reset(tx, &token.id)? {
            scribe.log(tx, Some(&token.workspace), "token.reset_limits", &token.id, Changes::default())?;
        }
        let candidate = verify::candidate_by_id(tx, &token.id)?
            .ok_or_else(|| Error::new(Code::NotFound, "the token was just deleted"))?;
        let state = candidate.state.unwrap_or_default();
        Ok(take(&candidate.rates, &state, micros, 0).windows)
    };
    if reset { store.write(&mut windows) } else { store.read(&mut windows) }
}
