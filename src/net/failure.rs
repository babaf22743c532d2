//! Why a request got no answer, as a word for records and a sentence for people.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use crate::domain::token::words;

words! {
    /// The kind of a failure.
    Kind {
        /// The name has no address, or nobody could say.
        Resolve = "resolve",
        /// The guard forbids the address.
        Blocked = "blocked",
        /// Nobody listens there, or there is no way to it.
        Refused = "refused",
        /// It took longer than the call may take.
        Timeout = "timeout",
        /// No trusted encryption came about.
        Tls = "tls",
        /// The connection ended before the answer did.
        Closed = "closed",
        /// The head of the answer is larger than is read.
        TooLarge = "too_large",
        /// What came is not HTTP, or not an answer.
        Protocol = "protocol",
        /// The operator's proxy did not connect.
        Proxy = "proxy",
        /// The request itself cannot be sent.
        Request = "request",
    }
}

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened, one sentence without a full stop. It holds nothing of the request but host and address.
    pub message: String,
    /// The status, where the head of an answer had come before it broke off.
    pub status: Option<u16>,
    /// Who was asked, where somebody was.
    pub peer: Option<SocketAddr>,
    /// How long it took.
    pub latency: Duration,
}

impl Failure {
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), status: None, peer: None, latency: Duration::ZERO }
    }

    /// What an error of a socket, or of TLS over it, means.
    pub(super) fn of(cause: &io::Error) -> Failure {
        use io::ErrorKind as Is;
        if let Some(tls) = cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Failure::new(Kind::Tls, tls_message(tls));
        }
        match cause.kind() {
            Is::TimedOut | Is::WouldBlock => Failure::new(Kind::Timeout, "no answer within the time"),
            Is::ConnectionRefused => Failure::new(Kind::Refused, "nobody listens there: connection refused"),
            Is::HostUnreachable | Is::NetworkUnreachable | Is::NetworkDown | Is::AddrNotAvailable => {
                Failure::new(Kind::Refused, format!("there is no way to it: {}", plain(cause)))
            }
            Is::ConnectionReset | Is::ConnectionAborted | Is::BrokenPipe | Is::UnexpectedEof | Is::NotConnected => {
                Failure::new(Kind::Closed, "the connection was closed before the answer was complete")
            }
            Is::InvalidData => Failure::new(Kind::Protocol, format!("what came cannot be understood: {cause}")),
            _ => Failure::new(Kind::Closed, format!("the connection failed: {}", plain(cause))),
        }
    }
}

/// The system's words without its number.
fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// A failure of TLS in words that say what to do about it.
fn tls_message(cause: &rustls::Error) -> String {
    use rustls::{CertificateError as Bad, Error};
    match cause {
        Error::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            "its certificate has expired".to_owned()
        }
        Error::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => {
            "its certificate is not valid yet".to_owned()
        }
        Error::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            "its certificate is for another name".to_owned()
        }
        Error::InvalidCertificate(Bad::UnknownIssuer | Bad::BadSignature) => {
            "its certificate is of an authority that is not trusted here (setting net.ca_file names others)".to_owned()
        }
        Error::InvalidCertificate(Bad::Other(other)) if other.to_string() == "CaUsedAsEndEntity" => {
            "its certificate is that of an authority, which cannot stand for a host (signed by itself with CA:TRUE)"
                .to_owned()
        }
        Error::InvalidCertificate(other) => format!("its certificate does not hold: {other}"),
        Error::InvalidMessage(_) => "it does not speak TLS".to_owned(),
        other => format!("no encrypted connection: {other}"),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::Arc;

    #[test]
    fn who_signed_for_himself_as_an_authority_is_told_so() {
        let other = rustls::OtherError(Arc::new(io::Error::other("CaUsedAsEndEntity")));
        let told = tls_message(&rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)));
        assert!(told.contains("of an authority") && !told.contains("OtherError"), "{told}");
    }
}
