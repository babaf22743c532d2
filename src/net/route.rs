//! The way to a host: what the guard lets through, the operator's proxy if there is one, then TLS.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use ipnet::IpNet;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::failure::{Failure, Kind};
use super::guard;
use super::probe::{not_after, parsed};
use super::socket::Socket;
use crate::domain::time::Millis;
use crate::domain::url::{Host, Url};
use crate::error::Result;
use crate::world::{Clock, Hosts, trust};

/// The longest head of a proxy's answer.
const LONGEST_HEAD: usize = 8 << 10;
/// The longest timeout; a deadline beyond it could not be reckoned.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// When a timeout that begins now ends.
pub(super) fn deadline(clock: Clock, timeout: Duration) -> Instant {
    clock.instant() + timeout.min(LONGEST)
}

/// Where a connection goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    pub(super) host: Host,
    pub(super) port: u16,
    pub(super) https: bool,
    /// The private ranges that it may be in.
    pub(super) allowed: Vec<IpNet>,
}

/// What all ways have in common.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) hosts: Hosts,
    pub(super) clock: Clock,
    pub(super) ca_file: Option<PathBuf>,
    proxy: Option<Url>,
    /// Made when first needed: the system's authorities take milliseconds to read.
    tls: OnceLock<Arc<ClientConfig>>,
    making: Mutex<()>,
}

/// An open connection.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Stream {
    pub(super) fn socket(&mut self) -> &mut Socket {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => &mut stream.sock,
        }
    }

    /// The last moment of the certificate that the other side has shown.
    pub(super) fn certificate_until(&self) -> Option<Millis> {
        match self {
            Stream::Plain(_) => None,
            Stream::Tls(stream) => parsed(stream.conn.peer_certificates()?.first()?).map(|own| not_after(&own)),
        }
    }
}

impl Route {
    pub(super) fn new(hosts: Hosts, clock: Clock, ca_file: Option<PathBuf>, proxy: Option<Url>) -> Route {
        Route { hosts, clock, ca_file, proxy, tls: OnceLock::new(), making: Mutex::new(()) }
    }

    pub(super) fn deadline(&self, timeout: Duration) -> Instant {
        deadline(self.clock, timeout)
    }

    /// Connects to what the guard has checked, and to nothing else.
    pub(super) fn open(&self, target: &Target, deadline: Instant) -> Result<Stream, Failure> {
        let within = deadline.saturating_duration_since(self.clock.instant());
        let addresses = guard::addresses(&self.hosts, &target.host, target.port, &target.allowed, within)?;
        let socket = self.socket(&addresses, deadline)?;
        if target.https { encrypted(socket, self.tls()?, &target.host) } else { Ok(Stream::Plain(socket)) }
    }

    /// A connection without TLS, straight or by the proxy.
    pub(super) fn socket(&self, addresses: &[SocketAddr], deadline: Instant) -> Result<Socket, Failure> {
        let Some(proxy) = &self.proxy else {
            return Socket::connect(addresses, self.clock, deadline).map_err(|cause| Failure::of(&cause));
        };
        let failed = |cause: &dyn std::fmt::Display| {
            Failure::new(
                Kind::Proxy,
                format!("the proxy {} (setting net.proxy) did not connect: {cause}", proxy.host()),
            )
        };
        let within = deadline.saturating_duration_since(self.clock.instant());
        let found = guard::look_up(&self.hosts, proxy.host(), within).map_err(|cause| failed(&cause))?;
        let found: Vec<_> = found.into_iter().map(|address| SocketAddr::new(address, proxy.port())).collect();
        let mut refused = String::from("there is no address to ask it for");
        for address in addresses {
            let mut socket = Socket::connect(&found, self.clock, deadline).map_err(|cause| failed(&cause))?;
            match tunnel(&mut socket, *address).map_err(|cause| failed(&cause))? {
                200 => {
                    socket.peer = *address;
                    return Ok(socket);
                }
                status => refused = format!("it answered {status} for {address}"),
            }
        }
        Err(failed(&refused))
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, Failure> {
        if let Some(made) = self.tls.get() {
            return Ok(Arc::clone(made));
        }
        // One thread reads the authorities while the others wait for it.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = self.tls.get() {
            return Ok(Arc::clone(made));
        }
        let made = trust::authorities(self.ca_file.as_deref())
            .and_then(|roots| Ok(trust::tls()?.with_root_certificates(roots).with_no_client_auth()))
            .map_err(|cause| Failure::new(Kind::Tls, cause.message))?;
        Ok(Arc::clone(self.tls.get_or_init(|| Arc::new(made))))
    }
}

/// Wraps a connection in TLS with a host whose certificate must hold.
pub(super) fn encrypted(mut socket: Socket, config: Arc<ClientConfig>, host: &Host) -> Result<Stream, Failure> {
    let name = match host {
        Host::Address(address) => ServerName::IpAddress((*address).into()),
        Host::Name(name) => ServerName::try_from(name.clone())
            .map_err(|_| Failure::new(Kind::Tls, format!("no certificate can be for the name {name}")))?,
    };
    let failed = |cause: rustls::Error| Failure::of(&std::io::Error::other(cause));
    let mut connection = ClientConnection::new(config, name).map_err(failed)?;
    connection.complete_io(&mut socket).map_err(|cause| Failure::of(&cause))?;
    Ok(Stream::Tls(Box::new(StreamOwned::new(connection, socket))))
}

/// Asks a proxy for a connection to an address that was checked. To a name it would find an address of its own.
fn tunnel(socket: &mut Socket, address: SocketAddr) -> std::io::Result<u16> {
    socket.write_all(format!("CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes())?;
    let mut head = Vec::new();
    let mut byte = [0];
    // Byte by byte, so that nothing is taken of what comes behind the head.
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_HEAD || socket.read(&mut byte)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        head.extend(byte);
    }
    let status =
        str::from_utf8(&head).ok().and_then(|head| head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok());
    status.ok_or_else(|| std::io::Error::new(std::io::ErrorKind::InvalidData, "its answer is not HTTP"))
}
