//! Where secrets go instead of the answer: a file, or the terminal's clipboard. It is there before anything is
//! issued, and the draft of a file has the secrets before they hold, so that none is lost; the file appears with all of
//! them in it, or not at all.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::clipboard::Clipboard;
use crate::domain::secret::Secret;
use crate::domain::token::Issued;
use crate::domain::webhook::endpoint::Keyed;
use crate::error::{Error, Result};
use crate::store::files::{make_draft, put_in_place, refuse_taken, remove, sync_folder};

/// A record that is shown with a secret.
pub trait Bearer {
    /// What is so all the same where the secret could not be put in its place.
    const STANDS: &'static str;
    /// The secret; absent where none was made.
    fn secret(&mut self) -> &mut Option<Secret>;
}

impl Bearer for Issued {
    const STANDS: &'static str = "the token was made";
    fn secret(&mut self) -> &mut Option<Secret> {
        &mut self.secret
    }
}

impl Bearer for Keyed {
    const STANDS: &'static str = "the store has the secret";
    fn secret(&mut self) -> &mut Option<Secret> {
        &mut self.secret
    }
}

/// Where secrets go instead of the answer.
pub enum Place {
    /// A file, a line each.
    File(SecretFile),
    /// The clipboard, which holds one.
    Clipboard(Clipboard),
}

/// A new file that only its owner can read. Until it is in its place there is a draft beside it.
pub struct SecretFile {
    path: PathBuf,
    draft: PathBuf,
    file: File,
    /// Whether the draft stays, since it may hold what was issued.
    stays: bool,
}

impl SecretFile {
    /// Makes the draft; a file that is there already is an error.
    pub fn make(path: &Path) -> Result<SecretFile> {
        refuse_taken(path)?;
        let (draft, file) = make_draft(path)?;
        Ok(SecretFile { path: path.to_owned(), draft, file, stays: false })
    }

    /// Writes the draft, so that a power loss does not take it away; once more where the change is tried again.
    fn fill(&self, issued: &mut [impl Bearer]) -> Result<()> {
        let mut text = Zeroizing::new(String::new());
        for secret in issued.iter_mut().filter_map(|it| it.secret().as_ref()) {
            text.push_str(secret.expose());
            text.push('\n');
        }
        let emptied = self.file.set_len(0);
        let written = emptied.and_then(|()| self.file.write_all_at(text.as_bytes(), 0));
        let kept = written.and_then(|()| self.file.sync_all()).and_then(|()| sync_folder(&self.draft));
        kept.map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))
            .map_err(|cause| Error { message: format!("{}; nothing was changed", cause.message), ..cause })
    }

    fn put(&mut self) -> Result<()> {
        put_in_place(&self.draft, &self.path).map_err(|cause| {
            // It is gone where the file came to its place all the same.
            if !self.draft.exists() {
                return cause;
            }
            let hint = format!("move it where it belongs: mv {} FILE", self.draft.display());
            self.stay(cause).hint(hint)
        })
    }

    /// Leaves the draft where it is and names it.
    fn stay(&mut self, cause: Error) -> Error {
        self.stays = true;
        Error { message: format!("{}; its secret is in {}", cause.message, self.draft.display()), ..cause }
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if !self.stays {
            drop(remove(&self.draft));
        }
    }
}

impl Place {
    /// Takes the secrets before what they open is committed. The clipboard shows only what holds.
    pub fn keep(&mut self, issued: &mut [impl Bearer]) -> Result<()> {
        match self {
            Place::File(file) => file.fill(issued),
            Place::Clipboard(_) => Ok(()),
        }
    }

    /// Shows the secrets, the last of them where there is room for one.
    fn show(&mut self, last: &Secret, stands: &str) -> Result<()> {
        let shown = match self {
            Place::File(file) => file.put(),
            Place::Clipboard(clipboard) => clipboard.put(last).map_err(|cause| {
                Error::io("cannot write to the terminal", &cause)
                    .hint("give it another secret with: gatepost tokens rotate REF --grace 0s")
            }),
        };
        shown.map_err(|cause| Error { message: format!("{stands}, but {}", cause.message), ..cause })
    }
}

/// Hands the secrets of what was issued to their place, if there is one.
pub fn deliver<T: Bearer, L: AsMut<[T]>>(place: Option<Place>, issued: Result<L>) -> Result<L> {
    let Some(mut place) = place else { return issued };
    let mut issued = issued.map_err(|cause| match &mut place {
        Place::File(file) if cause.unconfirmed => file.stay(cause),
        _ => cause,
    })?;
    let secrets: Vec<Secret> = issued.as_mut().iter_mut().filter_map(|it| it.secret().take()).collect();
    secrets.last().map_or(Ok(()), |last| place.show(last, T::STANDS))?;
    Ok(issued)
}
