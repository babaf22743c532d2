//! Taking out of the files what was deleted. A deleted row leaves traces: in the write-ahead log, in parts of pages that
//! hold nothing, on a server in old versions of rows.

use super::files;
use super::place;
use super::{Store, Tx, remove_store};
use crate::error::Result;

impl Store {
    /// Writes the store anew without what was deleted, and cuts its log. It waits for those who read, and others wait
    /// for it; one that was broken off is begun again. `done` notes that it is finished.
    pub fn scrub(&mut self, done: impl FnMut(&mut Tx<'_>) -> Result<()>) -> Result<()> {
        #[cfg(feature = "postgres")]
        if let Some(server) = self.engine.server() {
            server.rewrite(TABLES)?;
            self.write(done)?;
            return self.engine.server().map_or(Ok(()), |server| server.rewrite(&["marks"]));
        }
        let path = self.place.file()?.to_owned();
        // Nobody makes a copy beside it meanwhile, so what looks like an unfinished one is dead.
        let _lock = files::lock(&path)?;
        for draft in place::drafts(&path) {
            remove_store(&draft)?;
        }
        self.engine.embedded()?.rewrite()?;
        self.write(done)?;
        // What was noted until now is personal as well.
        self.engine.embedded()?.cut_whole_log()
    }

    /// The copies beside the store that were kept, which hold what was in it then.
    pub fn copies(&self) -> Result<Vec<String>> {
        let Ok(path) = self.place.file() else { return Ok(Vec::new()) };
        Ok(place::copies(path).into_iter().map(|copy| copy.display().to_string()).collect())
    }
}

/// The tables of a server in which something personal was deleted or changed.
#[cfg(feature = "postgres")]
const TABLES: &[&str] = &[
    "consent_private",
    "consent_events",
    "consent_grants",
    "consent_imports",
    "consent_holds",
    "consent_identities",
    "audit_salts",
    "api_tokens",
];
