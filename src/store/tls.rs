//! How a connection to a server is protected. It decides whom to trust and sends nothing itself.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::server::{Server, Tls};
use crate::error::{Code, Error, Result};

/// The TLS that a server's address asks for, if any.
pub(super) fn of(server: &Server) -> Result<Option<MakeRustlsConnect>> {
    if server.tls == Tls::Disable { Ok(None) } else { client(server).map(|tls| Some(MakeRustlsConnect::new(tls))) }
}

fn client(server: &Server) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|cause| Error::new(Code::Internal, format!("no protocol of TLS is there: {cause}")))?;
    Ok(match server.tls {
        Tls::Require => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anybody(provider))),
        _ => builder.with_root_certificates(roots(server.ca_file.as_deref())?),
    }
    .with_no_client_auth())
}

/// The authorities of a file, else of the system.
fn roots(file: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let failed = |cause: &dyn std::fmt::Display| {
        Error::new(Code::BadSettings, format!("{} holds no certificate authorities: {cause}", file.display()))
            .hint("name a PEM file: gatepost config set net.ca_file FILE")
    };
    for certificate in CertificateDer::pem_file_iter(file).map_err(|cause| failed(&cause))? {
        let certificate = certificate.map_err(|cause| failed(&cause))?;
        roots.add(certificate).map_err(|cause| failed(&cause))?;
    }
    if roots.is_empty() { Err(failed(&"it is empty")) } else { Ok(roots) }
}

/// Takes any certificate: `sslmode=require` asks for no more than that nobody listens.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
