//! Use cases of guesses: who tries what is no token, or none that holds any more.

use super::Session;
use crate::domain::guess::Guesses;
use crate::domain::time::Millis;
use crate::error::Result;
use crate::store::guesses;

/// The attempts from an hour on, those of one source where one is named, the most frequent first.
pub fn report(session: &mut Session<'_>, since: Millis, source: Option<&str>) -> Result<Vec<Guesses>> {
    session.store.read(|tx| guesses::since(tx, since, source))
}
