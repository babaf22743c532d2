//! Where secrets go instead of the answer: a file, or the terminal's clipboard. It is there before anything is
//! issued, so that no secret is lost for want of it; a file appears with all of them in it, or not at all.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::clipboard::Clipboard;
use crate::domain::token::Issued;
use crate::error::{Error, Result};
use crate::store::files::{make_draft, put_in_place, refuse_taken, remove};

/// Where secrets go instead of the answer.
pub enum Place {
    /// A file, a line each.
    File(SecretFile),
    /// The clipboard, which holds one.
    Clipboard(Clipboard),
}

/// A new file that only its owner can read. Until it is filled there is a draft beside its place.
pub struct SecretFile {
    path: PathBuf,
    draft: PathBuf,
    file: File,
}

impl SecretFile {
    /// Makes the draft; a file that is there already is an error.
    pub fn make(path: &Path) -> Result<SecretFile> {
        refuse_taken(path)?;
        let (draft, file) = make_draft(path)?;
        Ok(SecretFile { path: path.to_owned(), draft, file })
    }

    fn put(&mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))?;
        put_in_place(&self.draft, &self.path)
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        // It is gone where the file is in its place.
        drop(remove(&self.draft));
    }
}

impl Place {
    fn fill(mut self, issued: &mut [Issued]) -> Result<()> {
        let mut text = Zeroizing::new(String::new());
        let mut last = None;
        for secret in issued.iter_mut().filter_map(|it| it.secret.take()) {
            text.push_str(secret.expose());
            text.push('\n');
            last = Some(secret);
        }
        let filled = match (&mut self, last) {
            (Place::File(file), _) => file.put(&text),
            (Place::Clipboard(clipboard), Some(secret)) => {
                clipboard.put(&secret).map_err(|cause| Error::io("cannot write to the terminal", &cause))
            }
            (Place::Clipboard(_), None) => Ok(()),
        };
        filled
            .map_err(|cause| Error { message: format!("the token was made, but {}", cause.message), ..cause })
            .map_err(|cause| cause.hint("give it another secret with: gatepost tokens rotate REF --grace 0s"))
    }
}

/// Hands the secrets of what was issued to their place, if there is one.
pub fn deliver(place: Option<Place>, issued: Result<Vec<Issued>>) -> Result<Vec<Issued>> {
    let mut issued = issued?;
    if let Some(place) = place
        && issued.iter().any(|it| it.secret.is_some())
    {
        place.fill(&mut issued)?;
    }
    Ok(issued)
}
