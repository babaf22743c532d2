//! Certificates that hold and that do not.

use std::path::PathBuf;

use gatepost::net::Kind;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use super::*;

/// An authority of its own, and a server on loopback that shows a certificate of it.
pub struct Pki {
    folder: TempDir,
    server: Server,
}

impl Pki {
    /// One whose server is called so, until the beginning of a year.
    pub fn new(name: &str, last_year: i32) -> Pki {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Test authority");
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);

        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();

        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(gatepost::world::trust::provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone(), authority.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        let server = Server::new(move |stream| {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let date = "date: Mon, 23 Nov 2026 00:00:00 GMT";
            while let Some(head) = request(&mut stream) {
                let status = if head.starts_with("HEAD") { "307 Moved\r\nlocation: /there" } else { "200 OK" };
                let _ = write!(stream, "HTTP/1.1 {status}\r\n{date}\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Pki { folder, server }
    }

    /// The file of the authority.
    pub fn ca(&self) -> Option<PathBuf> {
        Some(self.folder.path().join("ca.pem"))
    }

    /// Where the server is, if hooks.test is this machine.
    pub fn url(&self) -> String {
        format!("https://hooks.test:{}/", self.server.address.port())
    }
}

/// A client that trusts this file.
fn trusting(ca_file: Option<PathBuf>) -> Client {
    client("hooks.test=127.0.0.1", Outbound { ca_file, proxy: None, allow_private: loopback() })
}

#[test]
fn a_certificate_of_the_named_authority_holds() {
    let pki = Pki::new("hooks.test", 2090);
    let client = trusting(pki.ca());
    for _ in 0..3 {
        assert_eq!(post(&client, &pki.url(), AMPLE).unwrap().status, 200);
    }
    assert_eq!(pki.server.connections(), 1);
}

#[test]
fn a_certificate_for_an_address_holds_for_it() {
    let pki = Pki::new("127.0.0.1", 2090);
    let url = format!("https://{}/", pki.server.address);
    assert_eq!(post(&trusting(pki.ca()), &url, AMPLE).unwrap().status, 200);
}

#[test]
fn a_certificate_that_does_not_hold_says_why() {
    let good = Pki::new("hooks.test", 2090);
    for (pki, ca, message) in [
        (Pki::new("hooks.test", 2021), None, "its certificate has expired"),
        (Pki::new("other.test", 2090), None, "its certificate is for another name"),
        (
            Pki::new("hooks.test", 2090),
            good.ca(),
            "its certificate is of an authority that is not trusted here (setting net.ca_file names others)",
        ),
    ] {
        let client = trusting(ca.or(pki.ca()));
        let failure = post(&client, &pki.url(), AMPLE).unwrap_err();
        assert_eq!((failure.kind, failure.message.as_str()), (Kind::Tls, message));
    }
    // Those of the system know nothing of it.
    let failure = post(&trusting(None), &good.url(), AMPLE).unwrap_err();
    assert_eq!(failure.kind, Kind::Tls);
}

#[test]
fn a_server_without_tls_says_so() {
    let server = Server::new(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let failure = post(&near(), &server.url().replace("http:", "https:"), AMPLE).unwrap_err();
    assert_eq!((failure.kind, failure.message.as_str()), (Kind::Tls, "it does not speak TLS"));
}

#[test]
fn a_file_without_authorities_is_named() {
    let pki = Pki::new("hooks.test", 2090);
    let empty = pki.folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let failure = post(&trusting(Some(empty.clone())), &pki.url(), AMPLE).unwrap_err();
    let message = format!("{} holds no certificate authorities: it is empty", empty.display());
    assert_eq!((failure.kind, failure.message), (Kind::Tls, message));
}

#[test]
fn a_probe_shows_what_an_endpoint_is() {
    let pki = Pki::new("hooks.test", 2090);
    let url = Url::parse(&pki.url(), false).unwrap();
    let probe = trusting(pki.ca()).probe(&url, AMPLE, &[]);
    let resolved = probe.resolved.unwrap();
    assert_eq!(resolved.len(), 1);
    assert_eq!((resolved[0].address.to_string().as_str(), resolved[0].blocked), ("127.0.0.1", None));
    let subjects: Vec<_> = probe.certificates.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["CN=hooks.test", "CN=Test authority"]);
    assert_eq!(probe.certificates[0].issuer, "CN=Test authority");
    assert_eq!(probe.certificates[0].not_after.to_string(), "2090-01-01T00:00:00.000Z");
    assert!(probe.certificates[0].days_left > 10_000);
    assert_eq!(probe.outcome.as_ref().map(|answer| answer.status), Ok(307));
    assert_eq!(probe.redirect.as_deref(), Some("/there"));
    assert!(probe.clock_ahead_ms.is_some());
}

#[test]
fn a_probe_shows_a_certificate_that_has_expired() {
    let pki = Pki::new("hooks.test", 2021);
    let probe = trusting(pki.ca()).probe(&Url::parse(&pki.url(), false).unwrap(), AMPLE, &[]);
    assert!(probe.certificates[0].days_left < -1000);
    assert_eq!(probe.outcome.unwrap_err().message, "its certificate has expired");
}

#[test]
fn a_probe_of_what_is_blocked_connects_to_nothing() {
    let pki = Pki::new("hooks.test", 2090);
    let client = client("hooks.test=203.0.114.1,127.0.0.1", Outbound::default());
    let probe = client.probe(&Url::parse(&pki.url(), false).unwrap(), AMPLE, &[]);
    let said: Vec<_> = probe.resolved.unwrap().iter().map(|one| one.blocked).collect();
    assert_eq!(said, [None, Some("loopback")]);
    assert_eq!(probe.outcome.unwrap_err().kind, Kind::Blocked);
    assert!(probe.certificates.is_empty());
    assert_eq!(pki.server.connections(), 0);
}
