//! How a connection to a server is protected. It decides whom to trust and sends nothing itself.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::server::{Server, Tls};
use crate::error::Result;
use crate::world::trust;

/// The TLS that a server's address asks for, if any.
pub(super) fn of(server: &Server) -> Result<Option<MakeRustlsConnect>> {
    if server.tls == Tls::Disable { Ok(None) } else { client(server).map(|tls| Some(MakeRustlsConnect::new(tls))) }
}

fn client(server: &Server) -> Result<ClientConfig> {
    Ok(match server.tls {
        Tls::Require => {
            trust::tls()?.dangerous().with_custom_certificate_verifier(Arc::new(Anybody(trust::provider())))
        }
        _ => trust::tls()?.with_root_certificates(trust::authorities(server.ca_file.as_deref())?),
    }
    .with_no_client_auth())
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
