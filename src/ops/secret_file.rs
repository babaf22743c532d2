//! The file that secrets go to instead of the answer. It is made before anything is issued, so that no
//! secret is lost for want of it, and goes away again unless it gets some.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::domain::token::Issued;
use crate::error::{Error, Result};
use crate::store::files::{make_private, remove};

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

    fn fill(mut self, issued: &mut [Issued]) -> Result<()> {
        let mut written = Ok(());
        for secret in issued.iter_mut().filter_map(|it| it.secret.take()) {
            written = written.and_then(|()| writeln!(self.file, "{}", secret.expose()));
        }
        written.and_then(|()| self.file.sync_all()).map_err(|cause| {
            Error::io(
                format!("the token was made, but its secret cannot be written to {}", self.path.display()),
                &cause,
            )
            .hint("give it another with: gatepost tokens rotate REF --grace 0s")
        })
    }
}

/// Hands the secrets of what was issued to the file, if there is one, a line each.
pub fn deliver(file: Option<SecretFile>, issued: Result<Vec<Issued>>) -> Result<Vec<Issued>> {
    let Some(file) = file else { return issued };
    match issued {
        Ok(mut issued) if issued.iter().any(|it| it.secret.is_some()) => {
            file.fill(&mut issued)?;
            Ok(issued)
        }
        nothing => {
            remove(&file.path)?;
            nothing
        }
    }
}
