//! The file that secrets go to instead of the answer. A draft beside it is made before anything is issued, so that
//! no secret is lost for want of it; the file appears with all of them in it, or not at all.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::domain::token::Issued;
use crate::error::{Error, Result};
use crate::store::files::{draft, exists, make_private, put_in_place, remove};

/// A new file that only its owner can read.
pub struct SecretFile {
    path: PathBuf,
    draft: PathBuf,
    file: File,
}

impl SecretFile {
    /// Makes the draft; a file that is there already is an error.
    pub fn make(path: &Path) -> Result<SecretFile> {
        if path.exists() {
            return Err(exists(path));
        }
        let draft = draft(path);
        let file = make_private(&draft)?;
        Ok(SecretFile { path: path.to_owned(), draft, file })
    }

    fn fill(&mut self, issued: &mut [Issued]) -> Result<()> {
        let mut text = Zeroizing::new(String::new());
        for secret in issued.iter_mut().filter_map(|it| it.secret.take()) {
            text.push_str(secret.expose());
            text.push('\n');
        }
        let written = self.file.write_all(text.as_bytes());
        written
            .map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))
            .and_then(|()| put_in_place(&self.draft, &self.path))
            .map_err(|cause| Error { message: format!("the token was made, but {}", cause.message), ..cause })
            .map_err(|cause| cause.hint("give it another secret with: gatepost tokens rotate REF --grace 0s"))
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        // It is gone where the file is in its place.
        drop(remove(&self.draft));
    }
}

/// Hands the secrets of what was issued to the file, if there is one, a line each.
pub fn deliver(file: Option<SecretFile>, issued: Result<Vec<Issued>>) -> Result<Vec<Issued>> {
    let mut issued = issued?;
    if let Some(mut file) = file
        && issued.iter().any(|it| it.secret.is_some())
    {
        file.fill(&mut issued)?;
    }
    Ok(issued)
}
