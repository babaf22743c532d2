//! A file that a command writes on request: it comes to its place complete or not at all, is readable by its owner
//! alone, and its digest is made while it is written.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::store::files::{make_draft, put_in_place, refuse_taken, remove};

/// A file that is not in its place yet.
pub struct OutFile {
    path: PathBuf,
    draft: PathBuf,
    tally: Rc<RefCell<Tally>>,
}

/// What was written so far.
struct Tally {
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digested {
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, in base 16.
    pub sha256: String,
}

impl OutFile {
    /// Makes it beside its place, where nothing may stand.
    pub fn make(path: &Path) -> Result<OutFile> {
        if path.as_os_str() == "-" {
            return Err(Error::invalid("FILE", "- stands for standard output, and a file is needed")
                .hint("name the file, such as ./answer"));
        }
        refuse_taken(path)?;
        let (draft, file) = make_draft(path)?;
        let tally = Tally { file: BufWriter::new(file), digest: Sha256::new(), bytes: 0 };
        Ok(OutFile { path: path.to_owned(), draft, tally: Rc::new(RefCell::new(tally)) })
    }

    /// Where its place is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What writes to it.
    pub fn writer(&self) -> Box<dyn Write> {
        Box::new(Writer(Rc::clone(&self.tally)))
    }

    /// Ends the writing; what is in it.
    pub fn close(&self) -> Result<Digested> {
        let mut tally = self.tally.borrow_mut();
        tally.file.flush().map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))?;
        let sha256 = HEXLOWER.encode(&tally.digest.clone().finalize());
        Ok(Digested { bytes: tally.bytes, sha256 })
    }

    /// Moves it to its place.
    pub fn put(self) -> Result<()> {
        put_in_place(&self.draft, &self.path)
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        // In its place, or of no use to anybody.
        drop(remove(&self.draft));
    }
}

struct Writer(Rc<RefCell<Tally>>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut tally = self.0.borrow_mut();
        tally.file.write_all(bytes)?;
        tally.digest.update(bytes);
        tally.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().file.flush()
    }
}
