//! Whom a TLS connection trusts: the system's certificate authorities, or those of a file.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use crate::error::{Code, Error, Result};

/// The cryptography of every TLS connection.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The beginning of every TLS connection: its cryptography and its versions.
pub fn tls() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>> {
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|cause| Error::new(Code::Internal, format!("no protocol of TLS is there: {cause}")))
}

/// The authorities of a file, else of the system.
pub fn authorities(file: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let failed = |cause: &dyn Display| {
        Error::new(Code::BadSettings, format!("{} holds no certificate authorities: {cause}", file.display()))
            .hint("name a PEM file: gatepost config set net.ca_file FILE")
    };
    for certificate in CertificateDer::pem_file_iter(file).map_err(|cause| failed(&cause))? {
        let certificate = certificate.map_err(|cause| failed(&cause))?;
        roots.add(certificate).map_err(|cause| failed(&cause))?;
    }
    if roots.is_empty() { Err(failed(&"it is empty")) } else { Ok(roots) }
}
