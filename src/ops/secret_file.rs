//! Where secrets go instead of the answer: a file, or the terminal's clipboard. It is there before anything is
//! issued, so that no secret is lost for want of it; a file goes away again unless it gets some.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::clipboard::Clipboard;
use crate::domain::secret::Secret;
use crate::domain::token::Issued;
use crate::error::{Error, Result};
use crate::store::files::{make_private, remove};

/// Where secrets go instead of the answer.
pub enum Place {
    /// A file, a line each.
    File(SecretFile),
    /// The clipboard, which holds one.
    Clipboard(Clipboard),
}

/// A new file that only its owner can read.
pub struct SecretFile {
    path: PathBuf,
    file: File,
}

impl SecretFile {
    /// Makes the file; one that is there is an error.
    pub fn make(path: &Path) -> Result<SecretFile> {
        Ok(SecretFile { path: path.to_owned(), file: make_private(path)? })
    }

    fn put(&mut self, secret: &Secret) -> std::io::Result<()> {
        writeln!(self.file, "{}", secret.expose())
    }
}

impl Place {
    fn put(&mut self, secret: &Secret) -> std::io::Result<()> {
        match self {
            Place::File(file) => file.put(secret),
            Place::Clipboard(clipboard) => clipboard.put(secret),
        }
    }

    fn fill(mut self, issued: &mut [Issued]) -> Result<()> {
        let mut written = Ok(());
        for secret in issued.iter_mut().filter_map(|it| it.secret.take()) {
            written = written.and_then(|()| self.put(&secret));
        }
        let (synced, name) = match &self {
            Place::File(it) => (it.file.sync_all(), it.path.display().to_string()),
            Place::Clipboard(_) => (Ok(()), "the terminal".to_owned()),
        };
        written.and(synced).map_err(|cause| {
            Error::io(format!("the token was made, but its secret cannot be written to {name}"), &cause)
                .hint("give it another with: gatepost tokens rotate REF --grace 0s")
        })
    }
}

/// Hands the secrets of what was issued to their place, if there is one.
pub fn deliver(place: Option<Place>, issued: Result<Vec<Issued>>) -> Result<Vec<Issued>> {
    let Some(place) = place else { return issued };
    match (issued, &place) {
        (Ok(mut issued), _) if issued.iter().any(|it| it.secret.is_some()) => {
            place.fill(&mut issued)?;
            Ok(issued)
        }
        (nothing, Place::File(file)) => {
            remove(&file.path)?;
            nothing
        }
        (nothing, Place::Clipboard(_)) => nothing,
    }
}
