//! Reaching a server: within the time that its URL gives, once or until it is there again, and making it stop what it
//! does at Ctrl-C. It knows no statement.

use std::error::Error as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::{CancelToken, Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::server::Server;
use super::sqlite::Access;
use super::tls;
use crate::error::{Code, Error, Result};
use crate::world;

/// How often is looked whether somebody has pressed Ctrl-C meanwhile.
const TICK: Duration = Duration::from_millis(100);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(300);

/// The way to a server.
pub(super) struct Reach {
    server: Server,
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// What ends the statement of the newest connection.
    cancel: Arc<Mutex<Option<CancelToken>>>,
}

impl Reach {
    /// The way to a server for connections that are set up as `config` says.
    pub(super) fn new(server: &Server, config: Config) -> Result<Reach> {
        Ok(Reach { server: server.clone(), config, tls: tls::of(server)?, cancel: Arc::default() })
    }

    /// Connects. `again` tries until the time is over, for a server that was there.
    pub(super) fn connect(&self, again: bool) -> Result<Client> {
        let (sender, answers) = channel();
        let (config, tls) = (self.config.clone(), self.tls.clone());
        // The driver limits how long a socket takes to open, not how long the server takes to answer.
        thread::spawn(move || {
            loop {
                let reached = match &tls {
                    Some(tls) => config.connect(tls.clone()),
                    None => config.connect(NoTls),
                };
                let over = reached.is_ok() || !again;
                if sender.send(reached).is_err() || over {
                    return;
                }
                thread::sleep(PAUSE);
            }
        });
        let mut failed = self.failure("it does not answer in time", None);
        for _ in 0..self.server.patience().as_millis() / TICK.as_millis() {
            match answers.recv_timeout(TICK) {
                Ok(Ok(client)) => {
                    *self.cancel.lock().unwrap_or_else(PoisonError::into_inner) = Some(client.cancel_token());
                    return Ok(client);
                }
                Ok(Err(cause)) => {
                    let said = cause.as_db_error().map(|said| said.message().to_owned());
                    let said = said.or_else(|| cause.source().map(ToString::to_string));
                    failed = self.failure(&said.unwrap_or_else(|| cause.to_string()), cause.code());
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if world::interrupted() => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        Err(failed)
    }

    /// From here on Ctrl-C ends what the server works on: a change is rolled back by the error that comes of it, and a
    /// read ends the process. One verification is over before anybody could ask.
    pub(super) fn heed_interrupts(&self, access: Access) -> Result<()> {
        if access == Access::Verify {
            return Ok(());
        }
        world::watch_signals()?;
        let (cancel, tls) = (Arc::clone(&self.cancel), self.tls.clone());
        world::at_interrupt(move |signal| {
            loop {
                let token = cancel.lock().unwrap_or_else(PoisonError::into_inner).clone();
                // One that comes between two statements ends none, so it is said again.
                let _ = match (token, &tls) {
                    (Some(token), Some(tls)) => token.cancel_query(tls.clone()),
                    (Some(token), None) => token.cancel_query(NoTls),
                    (None, _) => Ok(()),
                };
                if access == Access::Read {
                    world::end_by(signal);
                }
                thread::sleep(PAUSE);
            }
        })
    }

    /// Why the server is not reached, and what to do.
    fn failure(&self, said: &str, state: Option<&SqlState>) -> Error {
        let server = &self.server;
        if state == Some(&SqlState::INVALID_CATALOG_NAME) {
            return Error::new(Code::StoreNotFound, format!("cannot connect to {server}: {said}"))
                .hint("make the database with createdb, or name another in the URL");
        }
        let error = Error::new(Code::StoreUnreachable, format!("cannot connect to {server}: {said}"));
        let refused = |state: &&SqlState| state.code().starts_with("28");
        let hint = match state.filter(refused) {
            Some(_) => "see the user's name, its password in PGPASSWORD or ~/.pgpass, and pg_hba.conf of the server",
            None => "see that the server runs and can be reached from here, then run the same command",
        };
        Error { retry_after_ms: Some(1_000).filter(|_| state.is_none_or(|it| !refused(&it))), ..error.hint(hint) }
    }
}
