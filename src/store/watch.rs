//! Waiting, without asking again and again, until others have changed the store: for its files to be written, or for
//! its server to say so. It may wake for nothing, but never sleeps over a change that came after it was made.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify;
use rustix::io::Errno;

use super::files::beside;
#[cfg(feature = "postgres")]
use crate::error::Code;
use crate::error::{Error, Result};

/// Waits for the write-ahead log of a store to be written, which every commit does.
pub struct FileWatch {
    inotify: OwnedFd,
}

impl FileWatch {
    /// Watches a store that is open, so that its log is there.
    pub(super) fn new(store: &Path) -> Result<FileWatch> {
        let failed = |cause: Errno| Error::io("cannot watch the store", &cause.into());
        let inotify = inotify::init(inotify::CreateFlags::CLOEXEC).map_err(failed)?;
        let log = beside(store, "-wal");
        for path in [store, &log] {
            match inotify::add_watch(&inotify, path, inotify::WatchFlags::MODIFY) {
                Ok(_) | Err(Errno::NOENT) => {}
                Err(cause) => return Err(failed(cause)),
            }
        }
        Ok(FileWatch { inotify })
    }

    pub(super) fn wait(&mut self) -> Result<()> {
        let mut buffer = [MaybeUninit::uninit(); 4_096];
        loop {
            match rustix::io::read(&self.inotify, &mut buffer) {
                Ok(_) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(cause) => return Err(Error::io("cannot watch the store", &cause.into())),
            }
        }
    }
}

/// Waits for the server to say that something is to be delivered.
#[cfg(feature = "postgres")]
pub struct ServerWatch {
    pub(super) client: postgres::Client,
}

#[cfg(feature = "postgres")]
impl ServerWatch {
    pub(super) fn wait(&mut self) -> Result<()> {
        use postgres::fallible_iterator::FallibleIterator;
        match self.client.notifications().blocking_iter().next() {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Error::new(Code::StoreUnreachable, "the server ended the connection that listens")),
            Err(cause) => Err(Error::new(Code::StoreUnreachable, format!("the server cannot be listened to: {cause}"))),
        }
    }
}
