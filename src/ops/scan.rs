//! Looking for our tokens in files and streams: the prefix is found at memory speed, and the check digits
//! tell a token from everything else, so that nothing else is reported.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};

use memchr::memmem::Finder;
use rustix::fs::OFlags;

use super::Session;
use super::tokens::{Ended, reveal};
use crate::domain::credential::{at_beginning, hash, longest};
use crate::domain::finding::Finding;
use crate::domain::token::check_reason;
use crate::error::{Error, Result};

/// What is to be looked through.
pub struct Search<'a> {
    /// Files and folders; `-` is standard input.
    pub paths: &'a [PathBuf],
    /// The prefix of our tokens, without its underscore.
    pub prefix: &'a str,
    /// Whether what is found is revoked, and why.
    pub revoke: Option<&'a str>,
}

/// What came of a search beside its findings.
pub struct Searched {
    /// What could not be read.
    pub unread: Vec<Error>,
    /// The tokens that were revoked.
    pub ended: Vec<Ended>,
}

/// A token in a text: where it stands, and the hash that the store knows it by.
struct Hit {
    path: String,
    line: i64,
    column: i64,
    hash: [u8; 32],
}

/// How many bytes are read at once: what stays near the processor.
const BUFFER: usize = 256 << 10;
/// How many hits wait for the store at most, so that memory stays flat.
const WAITING: usize = 1_024;

/// Looks through every path and hands each finding to `sink`, in no order of files.
pub fn scan(
    session: &mut Session<'_>,
    search: &Search<'_>,
    mut sink: impl FnMut(Finding) -> Result<()>,
) -> Result<Searched> {
    check_reason(search.revoke)?;
    let world = session.world;
    let (streams, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
        search.paths.iter().partition(|path| path.as_os_str() == "-");
    let queue = Queue::new(paths.into_iter().map(|path| Place::named(path)).collect());
    let (found, hits) = sync_channel(WAITING);
    let (failed, failures) = channel();
    let mut ended = BTreeMap::new();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (found, failed, queue) = (found.clone(), failed.clone(), &queue);
            scope.spawn(move || work(queue, search.prefix, &found, &failed));
        }
        let mut tell = |hit: Hit| sink(known(session, search, &mut ended, hit)?);
        let mut told = Ok(());
        // The stream is read by this thread; the hits in files wait meanwhile.
        if !streams.is_empty() {
            let read = Reader::new(search.prefix).look(&mut *world.input(), "-", &mut |hit| {
                told = tell(hit);
                told.is_ok()
            });
            if let Err(cause) = read {
                drop(failed.send(Error::io("cannot read standard input", &cause)));
            }
        }
        drop((found, failed));
        let told = told.and_then(|()| hits.iter().try_for_each(&mut tell));
        if told.is_err() {
            queue.abandon();
        }
        drop(hits);
        told
    })?;
    Ok(Searched { unread: failures.into_iter().collect(), ended: ended.into_values().collect() })
}

/// What the store knows of a hit.
fn known(
    session: &mut Session<'_>,
    search: &Search<'_>,
    ended: &mut BTreeMap<String, Ended>,
    hit: Hit,
) -> Result<Finding> {
    let found = reveal(session, &hit.hash, search.revoke)?;
    // A dry run takes each change back, so there the next hit of the same token would be the first again.
    let revoked = found.as_ref().is_some_and(|it| it.changed && !ended.contains_key(&it.token.id));
    let token = found.as_ref().map(|it| &it.token);
    let finding = Finding {
        path: hit.path,
        line: hit.line,
        column: hit.column,
        token_id: token.map(|token| token.id.clone()),
        name: token.map(|token| token.name.clone()),
        status: token.map_or("not_found", |token| token.status.as_str()).to_owned(),
        revoked,
    };
    if let Some(now) = found.filter(|_| revoked) {
        ended.insert(now.token.id.clone(), now);
    }
    Ok(finding)
}

/// A file or a folder that is still to be looked through.
struct Place {
    path: PathBuf,
    folder: bool,
    /// Whether a person named it; else it was met in a folder.
    named: bool,
}

impl Place {
    fn named(path: &Path) -> Place {
        Place { path: path.to_owned(), folder: path.is_dir(), named: true }
    }
}

/// What is still to be looked through, shared by all threads.
struct Queue {
    places: Mutex<Places>,
    changed: Condvar,
}

struct Places {
    waiting: Vec<Place>,
    /// Those that wait and those in work.
    open: usize,
}

impl Queue {
    fn new(waiting: Vec<Place>) -> Queue {
        Queue { places: Mutex::new(Places { open: waiting.len(), waiting }), changed: Condvar::new() }
    }

    fn change(&self, change: impl FnOnce(&mut Places)) {
        change(&mut self.places.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// The next place; none once every one is done.
    fn next(&self) -> Option<Place> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = |places: &mut Places| places.waiting.is_empty() && places.open > 0;
        self.changed.wait_while(places, idle).unwrap_or_else(PoisonError::into_inner).waiting.pop()
    }

    /// Nobody wants to know any more.
    fn abandon(&self) {
        self.change(|places| {
            places.open -= places.waiting.len();
            places.waiting.clear();
        });
    }
}

/// Works on places until there are none. A folder gives its entries back; links are not followed.
fn work(queue: &Queue, prefix: &str, found: &SyncSender<Hit>, failed: &Sender<Error>) {
    let mut reader = Reader::new(prefix);
    while let Some(place) = queue.next() {
        let path = &place.path;
        let outcome = match place {
            Place { folder: true, named: false, .. } if is_kernels(path) => Ok(()),
            Place { folder: true, .. } => entries(path, queue),
            // A hit that nobody takes is that of an abandoned search.
            _ => open(&place).and_then(|mut file| {
                reader.look(&mut file, &path.display().to_string(), &mut |hit| found.send(hit).is_ok())
            }),
        };
        if let Err(cause) = outcome {
            // Where nobody listens any more, the search is over.
            drop(failed.send(Error::io(format!("cannot read {}", path.display()), &cause)));
        }
        queue.change(|places| places.open -= 1);
    }
}

/// Whether a folder holds what the kernel makes up, such as the whole memory of the machine as one file.
fn is_kernels(folder: &Path) -> bool {
    const PROC: u32 = 0x9fa0;
    const SYSFS: u32 = 0x6265_6572;
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "the magic number is a bit pattern")]
    rustix::fs::statfs(folder).is_ok_and(|found| [PROC, SYSFS].contains(&(found.f_type as u32)))
}

fn entries(folder: &Path, queue: &Queue) -> std::io::Result<()> {
    let mut inside = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() || kind.is_file() {
            inside.push(Place { path: entry.path(), folder: kind.is_dir(), named: false });
        }
    }
    queue.change(|places| {
        places.open += inside.len();
        places.waiting.append(&mut inside);
    });
    Ok(())
}

/// Opens a file. Only what a person named may keep us waiting, as a pipe does.
fn open(place: &Place) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    if !place.named {
        options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    }
    options.read(true).open(&place.path)
}

/// Finds tokens in streams, one after the other.
struct Reader<'a> {
    prefix: &'a str,
    finder: Finder<'static>,
    buffer: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn new(prefix: &'a str) -> Reader<'a> {
        let finder = Finder::new(&format!("{prefix}_")).into_owned();
        Reader { prefix, finder, buffer: vec![0; BUFFER] }
    }

    /// Finds every token in a stream, until `tell` answers that it has heard enough. Pieces overlap by a
    /// token, so that none is cut. What stands before a token does not matter: it may be the last letter of
    /// an escape, as in `\ngp_live_` or `%20gp_live_`.
    fn look(&mut self, input: &mut dyn Read, path: &str, tell: &mut dyn FnMut(Hit) -> bool) -> std::io::Result<()> {
        let overlap = longest(self.prefix) + 1;
        let (mut kept, mut line, mut column) = (0, 1, 1);
        loop {
            let got = input.read(&mut self.buffer[kept..])?;
            let filled = kept + got;
            // The end of a piece is looked at again with the next one, unless there is none.
            let settled = if got == 0 { filled } else { filled.saturating_sub(overlap) };
            let piece = &self.buffer[..filled];
            let mut counted = 0;
            for at in self.finder.find_iter(piece).take_while(|at| *at < settled) {
                let Some(token) = at_beginning(&piece[at..], self.prefix) else { continue };
                advance(&piece[counted..at], &mut line, &mut column);
                counted = at;
                if !tell(Hit { path: path.to_owned(), line, column, hash: hash(token) }) {
                    return Ok(());
                }
            }
            if got == 0 {
                return Ok(());
            }
            advance(&piece[counted..settled], &mut line, &mut column);
            self.buffer.copy_within(settled..filled, 0);
            kept = filled - settled;
        }
    }
}

/// Moves line and column behind a text.
#[expect(clippy::cast_possible_wrap, reason = "a piece has a megabyte")]
fn advance(text: &[u8], line: &mut i64, column: &mut i64) {
    match memchr::memrchr(b'\n', text) {
        None => *column += text.len() as i64,
        Some(last) => {
            *line += memchr::memchr_iter(b'\n', text).count() as i64;
            *column = (text.len() - last) as i64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credential::compose;
    use proptest::prelude::*;

    /// Hands out its text in pieces of one size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let size = self.1.min(self.0.len()).min(buffer.len());
            let (now, later) = self.0.split_at(size);
            buffer[..size].copy_from_slice(now);
            self.0 = later;
            Ok(size)
        }
    }

    fn places(text: &[u8], piece: usize) -> Vec<(i64, i64)> {
        let mut found = Vec::new();
        let mut tell = |hit: Hit| {
            found.push((hit.line, hit.column));
            true
        };
        Reader::new("gp").look(&mut Pieces(text, piece), "-", &mut tell).unwrap();
        found
    }

    proptest! {
        #[test]
        fn every_token_is_found_where_it_stands(gaps in prop::collection::vec("[ a\n_g]{0,60}", 1..8), piece in 1usize..200) {
            let secret = compose("gp", "live", &"x".repeat(27));
            let mut text = Vec::new();
            let mut wanted = Vec::new();
            for gap in &gaps {
                text.extend(gap.as_bytes());
                text.push(b' ');
                let line = 1 + text.iter().filter(|byte| **byte == b'\n').count() as i64;
                let column = text.iter().rev().take_while(|byte| **byte != b'\n').count() as i64 + 1;
                wanted.push((line, column));
                text.extend(secret.expose().as_bytes());
                text.push(b'\n');
            }
            prop_assert_eq!(places(&text, piece), wanted);
        }
    }

    #[test]
    fn a_shape_that_does_not_hold_is_not_reported() {
        let secret = compose("gp", "live", &"x".repeat(27));
        let sound = secret.expose();
        for text in [format!("{sound}a"), sound.replace('x', "y"), "gp_live_".to_owned(), sound[1..].to_owned()] {
            assert_eq!(places(text.as_bytes(), 7), [], "{text}");
        }
        for before in ["Bearer%20", "token:\\n", "gp_", "gp_live_"] {
            let text = format!("{before}{sound}");
            assert_eq!(places(text.as_bytes(), 7), [(1, before.len() as i64 + 1)], "{text}");
        }
        assert_eq!(places(format!("\"{sound}\"").as_bytes(), 1_000), [(1, 2)]);
    }

    #[test]
    fn what_the_kernel_makes_up_is_told_from_files() {
        assert!(is_kernels(Path::new("/proc")) && is_kernels(Path::new("/sys")));
        assert!(!is_kernels(Path::new("/")) && !is_kernels(Path::new("/tmp")));
    }
}
