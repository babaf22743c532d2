//! A look at a URL without sending anything that matters: its addresses, its certificates, its clock.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::DateTime;
use http::Method;
use ipnet::IpNet;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error as TlsError, SignatureScheme};
use x509_cert::TbsCertificate;
use x509_cert::der::Decode;

use super::client::{Answer, Call, Client};
use super::failure::{Failure, Kind};
use super::guard;
use super::route::{Target, encrypted};
use crate::domain::address::blocked;
use crate::domain::time::{DAY, Millis};
use crate::domain::url::Url;
use crate::world::trust;

/// An address of the host and what the guard says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The address.
    pub address: IpAddr,
    /// Why it may not be reached, where it may not.
    pub blocked: Option<&'static str>,
}

/// A certificate that the other side showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Its last moment.
    pub not_after: Millis,
    /// The whole days that are left of it; negative once it has expired.
    pub days_left: i64,
}

/// What was seen. Each part stands for itself: certificates are shown when they do not hold, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Every address of the host, or why it has none; one that is blocked blocks them all.
    pub resolved: Result<Vec<Resolved>, Failure>,
    /// The chain, the host's own first.
    pub certificates: Vec<Certificate>,
    /// The answer to a HEAD request, or why there was none.
    pub outcome: Result<Answer, Failure>,
    /// Where the answer sends its clients; it is never followed.
    pub redirect: Option<String>,
    /// How many milliseconds its clock is ahead of ours, to the second that its `Date` header gives.
    pub clock_ahead_ms: Option<i64>,
}

impl Client {
    /// Looks at a URL: a handshake that sends nothing, then a HEAD request. Each may take the time given.
    pub fn probe(&self, url: &Url, timeout: Duration, allow_private: &[IpNet]) -> Probe {
        let target = self.target(url, allow_private);
        let judge = |address| Resolved { address, blocked: blocked(address, &target.allowed) };
        let resolved = guard::look_up(&self.route.hosts, &target.host, timeout)
            .map(|addresses| addresses.into_iter().map(judge).collect::<Vec<_>>());
        let open = resolved.as_ref().ok().filter(|all| all.iter().all(|one| one.blocked.is_none()));
        let certificates = match open {
            Some(open) if url.is_https() => self.chain(&target, open, timeout),
            _ => Vec::new(),
        };
        let outcome = self.send(&Call {
            method: Method::HEAD,
            url,
            headers: &[],
            body: &[],
            timeout,
            limit: 0,
            allow_private,
            repeatable: true,
        });
        let header = |name| outcome.as_ref().ok().and_then(|answer| answer.header(name));
        let is_redirect = outcome.as_ref().is_ok_and(|answer| (300..400).contains(&answer.status));
        let date = header("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        let now = self.route.clock.now().0;
        Probe {
            redirect: header("location").filter(|_| is_redirect).map(str::to_owned),
            // A date has no milliseconds, so neither has what it is compared with.
            clock_ahead_ms: date.map(|date| date.timestamp_millis() - (now - now.rem_euclid(1_000))),
            resolved,
            certificates,
            outcome,
        }
    }

    /// The certificates of a host, whether they hold or not.
    fn chain(&self, target: &Target, resolved: &[Resolved], timeout: Duration) -> Vec<Certificate> {
        let addresses: Vec<_> = resolved.iter().map(|one| SocketAddr::new(one.address, target.port)).collect();
        let seen = Arc::new(Mutex::new(Vec::new()));
        // Why the handshake fails is said by the request that follows.
        let _ = self.handshake(target, &addresses, timeout, Arc::clone(&seen));
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.route.clock.now();
        seen.iter().filter_map(|der| certificate(der, now)).collect()
    }

    fn handshake(
        &self,
        target: &Target,
        addresses: &[SocketAddr],
        timeout: Duration,
        seen: Arc<Mutex<Vec<CertificateDer<'static>>>>,
    ) -> Result<(), Failure> {
        let failed = |message: String| Failure::new(Kind::Tls, message);
        let roots = trust::authorities(self.route.ca_file.as_deref()).map_err(|cause| failed(cause.message))?;
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), trust::provider())
            .build()
            .map_err(|cause| failed(cause.to_string()))?;
        let config = trust::tls()
            .map_err(|cause| failed(cause.message))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Witness { inner, seen }))
            .with_no_client_auth();
        let deadline = self.route.deadline(timeout);
        encrypted(self.route.socket(addresses, deadline)?, Arc::new(config), &target.host).map(drop)
    }
}

/// What a certificate says.
pub(super) fn parsed(der: &CertificateDer<'_>) -> Option<TbsCertificate> {
    Some(x509_cert::Certificate::from_der(der).ok()?.tbs_certificate)
}

/// Its last moment.
pub(super) fn not_after(parsed: &TbsCertificate) -> Millis {
    let end = parsed.validity.not_after.to_unix_duration().as_millis();
    Millis(i64::try_from(end).unwrap_or(i64::MAX))
}

fn certificate(der: &CertificateDer<'_>, now: Millis) -> Option<Certificate> {
    let parsed = parsed(der)?;
    let not_after = not_after(&parsed);
    Some(Certificate {
        subject: parsed.subject.to_string(),
        issuer: parsed.issuer.to_string(),
        not_after,
        days_left: (not_after.0 - now.0).div_euclid(DAY),
    })
}

/// Writes down what was shown, and lets another judge it.
#[derive(Debug)]
struct Witness {
    inner: Arc<WebPkiServerVerifier>,
    seen: Arc<Mutex<Vec<CertificateDer<'static>>>>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let chain = std::iter::once(own).chain(others).map(|der| der.clone().into_owned());
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = chain.collect();
        self.inner.verify_server_cert(own, others, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
