//! Where a store is: a file of this machine or a server. It opens nothing.

use std::fmt;
use std::path::{Path, PathBuf};

#[cfg(feature = "postgres")]
use super::server::{self, Server};
use crate::error::{Code, Error, Result};
use crate::world::World;

/// Where a store is.
#[derive(Clone)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Server(Box<Server>),
}

/// Refuses a URL with a password in it, which every user of the machine would see.
pub fn refuse_password(text: &Path) -> Result<()> {
    let rest = text.to_str().and_then(|text| text.split_once("://")).map_or("", |(_, rest)| rest);
    // As the driver has it, all up to the first @ is user and password, also where a ? is in it.
    let (credentials, rest) = rest.split_once('@').unwrap_or(("", rest));
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    if credentials.contains(':') || query.split('&').any(|pair| pair.starts_with("password=")) {
        return Err(Error::new(
            Code::SecretOnCommandLine,
            "a password on the command line is seen by every user of the machine",
        )
        .hint("give the URL in GATEPOST_DB, or the password in PGPASSWORD or ~/.pgpass"));
    }
    Ok(())
}

impl Place {
    /// Reads what was given for a store. `ca_file` names the authorities to trust in place of the system's.
    pub fn parse(text: &Path, world: &World, ca_file: impl FnOnce() -> Result<Option<PathBuf>>) -> Result<Place> {
        if !text.to_str().is_some_and(|text| text.contains("://")) {
            return Ok(Place::File(text.to_owned()));
        }
        #[cfg(feature = "postgres")]
        if let Some(url) = text.to_str().filter(|url| server::is_url(url)) {
            return Ok(Place::Server(Box::new(Server::parse(url, ca_file()?, world)?)));
        }
        #[cfg(not(feature = "postgres"))]
        let _ = (ca_file, world);
        Err(Error::invalid("--db", "a store is a file, or a server at postgres://USER@HOST/DATABASE").hint(
            if cfg!(feature = "postgres") {
                "no other kind of server is known"
            } else {
                "this gatepost was built without PostgreSQL"
            },
        ))
    }

    /// The file, for what is only done with files.
    pub fn file(&self) -> Result<&Path> {
        match self {
            Place::File(path) => Ok(path),
            #[cfg(feature = "postgres")]
            Place::Server(_) => Err(shared()),
        }
    }
}

/// What is said where a server is asked to do what its own tools do.
#[cfg(feature = "postgres")]
pub(super) fn shared() -> Error {
    Error::new(Code::WrongState, "the store is on a server, which has its own tools to copy and to mend it")
        .hint("copy it with pg_dump, and bring it back with pg_restore")
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => path.display().fmt(formatter),
            #[cfg(feature = "postgres")]
            Place::Server(server) => server.fmt(formatter),
        }
    }
}
