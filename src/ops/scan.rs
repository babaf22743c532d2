//! Looking for our tokens in files and streams: the prefix is found at memory speed, and the check digits
//! tell a token from everything else, so that nothing else is reported.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};

use memchr::memmem::Finder;

use super::Session;
use super::tokens::reveal;
use crate::domain::credential::{at_beginning, hash, longest};
use crate::domain::finding::Finding;
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

/// A token in a text: where it stands, and the hash that the store knows it by.
struct Hit {
    path: String,
    line: i64,
    column: i64,
    hash: [u8; 32],
}

/// How many bytes are read at once.
const BUFFER: usize = 1 << 20;
/// How many hits wait for the store at most, so that memory stays flat.
const WAITING: usize = 1_024;

/// Looks through every path and hands each finding to `sink`, in no order. Answers what could not be read.
pub fn scan(
    session: &mut Session<'_>,
    search: &Search<'_>,
    mut sink: impl FnMut(Finding) -> Result<()>,
) -> Result<Vec<Error>> {
    let (streams, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        search.paths.iter().partition(|path| path.as_os_str() == "-");
    let mut input = (!streams.is_empty()).then(|| session.world.input());
    let queue = Queue::new(files.into_iter().cloned().collect());
    let (found, hits) = sync_channel(WAITING);
    let (failed, failures) = channel();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (found, failed, queue) = (found.clone(), failed.clone(), &queue);
            scope.spawn(move || work(queue, search.prefix, &found, &failed));
        }
        // The stream is read by this thread, before the hits in files are asked for; they wait meanwhile.
        let mut in_stream = Vec::new();
        if let Some(input) = &mut input
            && let Err(cause) = look(input, "-", search.prefix, &mut |hit| in_stream.push(hit))
        {
            drop(failed.send(Error::io("cannot read standard input", &cause)));
        }
        drop((found, failed));
        let mut tell = |hit: Hit| sink(known(session, search, hit)?);
        let told = in_stream.into_iter().try_for_each(&mut tell).and_then(|()| hits.iter().try_for_each(&mut tell));
        if told.is_err() {
            queue.abandon();
        }
        drop(hits);
        told
    })?;
    Ok(failures.into_iter().collect())
}

/// What the store knows of a hit.
fn known(session: &mut Session<'_>, search: &Search<'_>, hit: Hit) -> Result<Finding> {
    let (token, revoked) = reveal(session, &hit.hash, search.revoke)?;
    Ok(Finding {
        path: hit.path,
        line: hit.line,
        column: hit.column,
        status: token.as_ref().map_or("not_found", |token| token.status.as_str()).to_owned(),
        name: token.as_ref().map(|token| token.name.clone()),
        token_id: token.map(|token| token.id),
        revoked,
    })
}

/// The paths that are still to be looked through, shared by all threads.
struct Queue {
    paths: Mutex<Paths>,
    changed: Condvar,
}

struct Paths {
    waiting: Vec<PathBuf>,
    /// Those that wait and those in work.
    open: usize,
}

impl Queue {
    fn new(waiting: Vec<PathBuf>) -> Queue {
        Queue { paths: Mutex::new(Paths { open: waiting.len(), waiting }), changed: Condvar::new() }
    }

    fn change(&self, change: impl FnOnce(&mut Paths)) {
        change(&mut self.paths.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// The next path; none once every path is done.
    fn next(&self) -> Option<PathBuf> {
        let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = |paths: &mut Paths| paths.waiting.is_empty() && paths.open > 0;
        self.changed.wait_while(paths, idle).unwrap_or_else(PoisonError::into_inner).waiting.pop()
    }

    /// Nobody wants to know any more.
    fn abandon(&self) {
        self.change(|paths| {
            paths.open -= paths.waiting.len();
            paths.waiting.clear();
        });
    }
}

/// Works on paths until there are none. A folder gives its entries back; links are not followed.
fn work(queue: &Queue, prefix: &str, found: &SyncSender<Hit>, failed: &Sender<Error>) {
    while let Some(path) = queue.next() {
        let outcome = if path.is_dir() { entries(&path, queue) } else { look_in(&path, prefix, found) };
        if let Err(cause) = outcome {
            // Where nobody listens any more, the search is over.
            drop(failed.send(Error::io(format!("cannot read {}", path.display()), &cause)));
        }
        queue.change(|paths| paths.open -= 1);
    }
}

fn entries(folder: &Path, queue: &Queue) -> std::io::Result<()> {
    let mut inside = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() || kind.is_file() {
            inside.push(entry.path());
        }
    }
    queue.change(|paths| {
        paths.open += inside.len();
        paths.waiting.append(&mut inside);
    });
    Ok(())
}

fn look_in(path: &Path, prefix: &str, found: &SyncSender<Hit>) -> std::io::Result<()> {
    let name = path.display().to_string();
    // A hit that nobody takes is that of an abandoned search.
    look(&mut File::open(path)?, &name, prefix, &mut |hit| drop(found.send(hit)))
}

/// Finds every token in a stream. Pieces overlap by a token, so that none is cut.
fn look(input: &mut dyn Read, path: &str, prefix: &str, tell: &mut dyn FnMut(Hit)) -> std::io::Result<()> {
    let start = format!("{prefix}_");
    let finder = Finder::new(start.as_bytes());
    let overlap = longest(prefix) + 1;
    let mut buffer = vec![0; BUFFER];
    let (mut kept, mut line, mut column, mut before) = (0, 1, 1, None::<u8>);
    loop {
        let got = input.read(&mut buffer[kept..])?;
        let filled = kept + got;
        // The end of a piece is looked at again with the next one, unless there is none.
        let settled = if got == 0 { filled } else { filled.saturating_sub(overlap) };
        let piece = &buffer[..filled];
        let mut counted = 0;
        for at in finder.find_iter(piece).take_while(|at| *at < settled) {
            let left = at.checked_sub(1).map(|left| piece[left]).or(before);
            let Some(token) = at_beginning(&piece[at..], prefix) else { continue };
            if left.is_some_and(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            advance(&piece[counted..at], &mut line, &mut column);
            counted = at;
            tell(Hit { path: path.to_owned(), line, column, hash: hash(token) });
        }
        if got == 0 {
            return Ok(());
        }
        advance(&piece[counted..settled], &mut line, &mut column);
        before = settled.checked_sub(1).map(|last| piece[last]).or(before);
        buffer.copy_within(settled..filled, 0);
        kept = filled - settled;
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
        look(&mut Pieces(text, piece), "-", "gp", &mut |hit| found.push((hit.line, hit.column))).unwrap();
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
        for text in [format!("a{sound}"), format!("{sound}a"), sound.replace('x', "y"), "gp_live_".to_owned()] {
            assert_eq!(places(text.as_bytes(), 7), [], "{text}");
        }
        assert_eq!(places(format!("\"{sound}\"").as_bytes(), 1_000), [(1, 2)]);
    }
}
