//! The list of those who were forgotten, in a file outside of the store, so that a backup that is older than an erasure
//! forgets them again. A line is a store's id, a pseudonym and a moment; nothing of it is personal. It is only added to.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::files;
use crate::domain::consent::SUBJECT;
use crate::domain::id;
use crate::domain::time::{Edge, Millis};
use crate::error::{Code, Error, Result};

/// What follows the name of a store.
pub const ENDING: &str = ".erased";

/// Those of one store who were forgotten, and when.
pub type Erased = BTreeMap<String, Millis>;

/// The list of a place.
#[derive(Clone, Debug)]
pub struct List {
    path: PathBuf,
    store_id: String,
}

impl List {
    /// The list at a path, of which only this store's lines are looked at.
    pub fn new(path: PathBuf, store_id: String) -> List {
        List { path, store_id }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Everybody on it; nobody where there is none.
    pub fn read(&self) -> Result<Erased> {
        match fs::read_to_string(&self.path) {
            Ok(text) => self.parse(&text),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Erased::new()),
            Err(cause) if cause.kind() == ErrorKind::InvalidData => Err(self.unreadable(1)),
            Err(cause) => Err(self.failed("read", &cause)),
        }
    }

    /// The one who was added last. It reads the end of the file only, where that is of this store.
    pub fn last(&self) -> Result<Option<String>> {
        const END: u64 = 256;
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(self.failed("read", &cause)),
        };
        let mut read = || {
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
            let mut end = Vec::new();
            file.read_to_end(&mut end).map(|_| end)
        };
        let end = read().map_err(|cause| self.failed("read", &cause))?;
        let end = String::from_utf8_lossy(&end);
        let line = whole(&end).trim_end().rsplit('\n').next().unwrap_or_default();
        match line_of(line) {
            Some((store_id, subject_id, _)) if store_id == self.store_id => Ok(Some(subject_id.to_owned())),
            _ => Ok(self.read()?.into_iter().max_by_key(|(_, at)| *at).map(|(subject_id, _)| subject_id)),
        }
    }

    /// Adds those who are not on it, and sees to it that they stay there; how many that were.
    pub fn add(&self, all: &Erased) -> Result<usize> {
        if all.is_empty() {
            return Ok(0);
        }
        files::make_folder(files::folder_of(&self.path))?;
        let failed = |cause: std::io::Error| self.failed("write", &cause);
        let new = !self.path.exists();
        let open = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path);
        let mut file = open.map_err(failed)?;
        // One after the other, so that none of two that add at once overlooks what the other has added.
        file.lock().map_err(failed)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let held = self.parse(&text)?;
        let mut missing: Vec<(&String, &Millis)> = all.iter().filter(|(id, _)| !held.contains_key(*id)).collect();
        missing.sort_by_key(|(subject_id, at)| (**at, *subject_id));
        let lines: String = missing.iter().map(|(id, at)| format!("{} {id} {at}\n", self.store_id)).collect();
        // A line that a power loss has cut goes: it was not acknowledged.
        file.set_len(whole(&text).len() as u64).map_err(failed)?;
        file.write_all(lines.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        if new {
            files::sync_folder(&self.path).map_err(failed)?;
        }
        Ok(missing.len())
    }

    fn parse(&self, text: &str) -> Result<Erased> {
        let mut erased = Erased::new();
        for (index, line) in whole(text).lines().enumerate() {
            let (store_id, subject_id, at) = line_of(line).ok_or_else(|| self.unreadable(index + 1))?;
            if store_id == self.store_id {
                erased.insert(subject_id.to_owned(), at);
            }
        }
        Ok(erased)
    }

    fn unreadable(&self, line: usize) -> Error {
        let path = self.path.display();
        Error::new(
            Code::ErasuresUnread,
            format!("line {line} of {path}, the list of those who were forgotten, is damaged"),
        )
        .hint(format!("bring a copy of it back, or take that line out of it: sed -i {line}d {path}"))
    }

    fn failed(&self, what: &str, cause: &std::io::Error) -> Error {
        Error::io(format!("cannot {what} {}, the list of those who were forgotten", self.path.display()), cause)
    }
}

/// A text without its last line where that has no end.
fn whole(text: &str) -> &str {
    text.rfind('\n').map_or("", |end| &text[..=end])
}

fn line_of(line: &str) -> Option<(&str, &str, Millis)> {
    let mut words = line.split(' ');
    let (store_id, subject_id, at) = (words.next()?, words.next()?, words.next()?);
    let known = id::is_whole(SUBJECT, subject_id) && words.next().is_none();
    Millis::parse(at, Edge::Start).filter(|_| known).map(|at| (store_id, subject_id, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "sub_01kb0000000000000000000001";
    const SECOND: &str = "sub_01kb0000000000000000000002";

    fn erased(ids: &[(&str, i64)]) -> Erased {
        ids.iter().map(|(id, at)| ((*id).to_owned(), Millis(*at))).collect()
    }

    #[test]
    fn a_list_is_added_to_and_survives_a_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db.erased");
        let list = List::new(path.clone(), "one".to_owned());
        assert_eq!((list.read().unwrap(), list.last().unwrap()), (Erased::new(), None));
        assert_eq!(list.add(&erased(&[(SECOND, 1_000)])).unwrap(), 1);
        assert_eq!(list.add(&erased(&[(FIRST, 2_000), (SECOND, 1_000)])).unwrap(), 1);
        assert_eq!(list.last().unwrap().as_deref(), Some(FIRST));
        let written = fs::read_to_string(&path).unwrap();
        assert_eq!(written, format!("one {SECOND} 1970-01-01T00:00:01.000Z\none {FIRST} 1970-01-01T00:00:02.000Z\n"));
        let cut = written.trim_end().len() - 5;
        fs::write(&path, &written[..cut]).unwrap();
        assert_eq!(list.read().unwrap(), erased(&[(SECOND, 1_000)]));
        assert_eq!(list.add(&erased(&[(FIRST, 2_000)])).unwrap(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), written);
    }

    #[test]
    fn lines_of_another_store_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let [one, two] = ["one", "two"].map(|id| List::new(path.clone(), id.to_owned()));
        one.add(&erased(&[(FIRST, 1)])).unwrap();
        two.add(&erased(&[(SECOND, 2)])).unwrap();
        assert_eq!(one.read().unwrap(), erased(&[(FIRST, 1)]));
        assert_eq!(one.last().unwrap().as_deref(), Some(FIRST));
    }

    #[test]
    fn what_is_no_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let list = List::new(path.clone(), "one".to_owned());
        for text in ["x\n", "one sub_1 1970-01-01T00:00:00Z\n", &format!("one {FIRST} soon\n"), "\n"] {
            fs::write(&path, text).unwrap();
            let cause = list.read().unwrap_err();
            assert!(cause.code == Code::ErasuresUnread && cause.message.contains("line 1 "), "{text:?}: {cause:?}");
            assert!(list.add(&erased(&[(FIRST, 1)])).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
