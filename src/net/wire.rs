//! What ureq sends and reads through: a stream that the guard let through, and what is known of it.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};

use super::failure::{Failure, Kind};
use super::route::{Route, Stream, Target, deadline};
use crate::domain::time::Millis;

/// The largest head of an answer.
pub(super) const HEAD: usize = 16 << 10;
/// A little more than the head, so that one that is too large is seen to be.
const INPUT: usize = HEAD + 4096;
const OUTPUT: usize = 16 << 10;
/// How many bytes may come for each byte of a body: it may be in chunks of one.
const CHUNKED: usize = 8;

/// What happened on the connection of the request that this thread sends. ureq does not say which one it took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) peer: Option<SocketAddr>,
    /// Whether it was used before.
    pub(super) reused: bool,
    /// Whether the other side said anything.
    pub(super) answered: bool,
    /// How many more bytes may come.
    left: usize,
    /// The last moment of the certificate that was shown when it was opened.
    pub(super) certificate_until: Option<Millis>,
}

thread_local! {
    static SEEN: Cell<Seen> =
        const { Cell::new(Seen { peer: None, reused: false, answered: false, left: 0, certificate_until: None }) };
}

impl Seen {
    /// Forgets what was, before a request of whose answer's body so much is read. What is around a body may be no end
    /// of chunks, of trailers or of answers before the answer.
    pub(super) fn forget(limit: usize) {
        SEEN.set(Seen { left: (4 * INPUT).saturating_add(limit.saturating_mul(CHUNKED)), ..Seen::default() });
    }

    pub(super) fn get() -> Seen {
        SEEN.get()
    }
}

/// Opens connections to one target.
#[derive(Debug)]
pub(super) struct Opener {
    pub(super) route: Arc<Route>,
    pub(super) target: Target,
}

impl Connector for Opener {
    type Out = Wire;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Wire>, ureq::Error> {
        let deadline = self.route.deadline(*details.timeout.after);
        let mut stream =
            self.route.open(&self.target, deadline).map_err(|failure| ureq::Error::Other(Box::new(failure)))?;
        let (peer, certificate_until) = (stream.socket().peer, stream.certificate_until());
        let buffers = LazyBuffers::new(INPUT, OUTPUT);
        Ok(Some(Wire { stream, peer, certificate_until, used: false, buffers, unsent: Vec::new() }))
    }
}

pub(super) struct Wire {
    stream: Stream,
    peer: SocketAddr,
    certificate_until: Option<Millis>,
    /// Whether a request was sent on it before.
    used: bool,
    buffers: LazyBuffers,
    /// What is still to be sent. The head of a request and its body come one after the other; sent together they are one
    /// packet, which wakes the other side once.
    unsent: Vec<u8>,
}

impl Wire {
    fn within(&mut self, timeout: NextTimeout) {
        let socket = self.stream.socket();
        socket.deadline = deadline(socket.clock, *timeout.after);
    }

    fn send(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(socket) => socket.write_all(&self.unsent)?,
            Stream::Tls(stream) => {
                stream.write_all(&self.unsent)?;
                stream.flush()?;
            }
        }
        self.unsent.clear();
        Ok(())
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let (peer, certificate_until) = (Some(self.peer), self.certificate_until);
        SEEN.set(Seen { peer, reused: self.used, answered: false, certificate_until, ..SEEN.get() });
        self.within(timeout);
        if self.unsent.len() + amount > OUTPUT {
            self.send()?;
        }
        self.unsent.extend_from_slice(&self.buffers.output()[..amount]);
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.within(timeout);
        if !self.unsent.is_empty() {
            self.send()?;
        }
        let room = self.buffers.input_append_buf();
        if room.is_empty() {
            return Err(ureq::Error::LargeResponseHeader(INPUT, HEAD));
        }
        let amount = match &mut self.stream {
            Stream::Plain(socket) => socket.read(room)?,
            Stream::Tls(stream) => stream.read(room)?,
        };
        self.buffers.input_appended(amount);
        if amount > 0 {
            let seen = SEEN.get();
            let Some(left) = seen.left.checked_sub(amount) else {
                let failure = Failure::new(Kind::TooLarge, "more comes than an answer may have");
                return Err(ureq::Error::Other(Box::new(failure)));
            };
            SEEN.set(Seen { answered: true, left, ..seen });
        }
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.used = true;
        // What was decrypted and not read would be taken for the next answer.
        let is_read = match &mut self.stream {
            Stream::Plain(_) => true,
            Stream::Tls(stream) => {
                stream.conn.process_new_packets().is_ok_and(|state| state.plaintext_bytes_to_read() == 0)
            }
        };
        is_read && self.stream.socket().is_idle()
    }

    fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("peer", &self.peer).finish_non_exhaustive()
    }
}
