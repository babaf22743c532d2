//! A socket on which nothing lasts longer than its deadline, however slowly the other side reads or writes.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::world::Clock;

/// The longest wait for one of several addresses while others are left to try.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) clock: Clock,
    pub(super) deadline: Instant,
    /// How long one read and one write wait, as the system was told. It is told anew only where that is too long, which
    /// on a kept connection it seldom is.
    reads: Duration,
    writes: Duration,
}

impl Socket {
    /// Connects to the first of the addresses that answers.
    pub(super) fn connect(addresses: &[SocketAddr], clock: Clock, deadline: Instant) -> io::Result<Socket> {
        let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for (index, address) in addresses.iter().enumerate() {
            let left = left(clock, deadline)?;
            let others = addresses.len() - index - 1;
            let within = if others == 0 { left } else { (left / 2).min(PATIENCE) };
            match TcpStream::connect_timeout(address, within) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    let (reads, writes) = (Duration::MAX, Duration::MAX);
                    return Ok(Socket { stream, peer: *address, clock, deadline, reads, writes });
                }
                Err(cause) => failed = cause,
            }
        }
        Err(failed)
    }

    /// Whether it is still open and silent; what was left unread, or an end, makes it useless for another request.
    pub(super) fn is_idle(&self) -> bool {
        let mut watched = [PollFd::new(&self.stream, PollFlags::IN | PollFlags::RDHUP)];
        matches!(poll(&mut watched, Some(&Timespec::default())), Ok(0))
    }

    fn left(&self) -> io::Result<Duration> {
        left(self.clock, self.deadline)
    }
}

fn left(clock: Clock, deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(clock.instant());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            if self.reads > left {
                self.stream.set_read_timeout(Some(left))?;
                self.reads = left;
            }
            match self.stream.read(buffer) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                // What was told last may have been for an earlier deadline.
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => self.reads = Duration::MAX,
                other => return other,
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            if self.writes > left {
                self.stream.set_write_timeout(Some(left))?;
                self.writes = left;
            }
            match self.stream.write(bytes) {
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => self.writes = Duration::MAX,
                other => return other,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
