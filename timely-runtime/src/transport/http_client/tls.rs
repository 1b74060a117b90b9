//! TLS of the default transport: whose cryptography it uses, and whom it trusts.

use super::certificates::{Certificates, unusable};
use super::error::{HttpTransportError, TlsItem};
use rustls::client::WantsClientCert;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;
#[cfg(not(target_os = "android"))]
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// Whose cryptography is used. It is named, so that the process-wide default is neither read nor set where a feature says it.
pub(super) fn provider() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "aws-lc-rs")]
    return Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return CryptoProvider::get_default().cloned();
}

/// What connections are made with.
pub(super) fn config(certificates: &Certificates) -> Result<ClientConfig, HttpTransportError> {
    config_of(provider(), certificates)
}

fn config_of(
    provider: Option<Arc<CryptoProvider>>,
    certificates: &Certificates,
) -> Result<ClientConfig, HttpTransportError> {
    let provider = provider.ok_or(HttpTransportError::NoCryptoProvider)?;
    let versions = || {
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()
    };
    let roots = certificates.roots()?;
    let verified = match (certificates.only_given, roots.as_slice()) {
        (true, roots) => versions()?.with_root_certificates(store(roots)?),
        (false, []) => match versions()?.with_platform_verifier() {
            Ok(verified) => verified,
            Err(error) => {
                // A container may hold no root certificates. Plain HTTP works there, and TLS trusts nobody.
                tracing::warn!(%error, "no server's certificate can be verified");
                versions()?.with_root_certificates(RootCertStore::empty())
            }
        },
        (false, roots) => {
            // It says which of them is none, which the platform's verifier does not.
            store(roots)?;
            with_verifier(versions()?, verifier(roots, provider.clone())?)
        }
    };
    match certificates.identity()? {
        None => Ok(verified.with_no_client_auth()),
        Some(identity) => verified
            .with_client_auth_cert(identity.chain, identity.key)
            .map_err(identity_fault),
    }
}

fn with_verifier(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    verifier: Arc<dyn ServerCertVerifier>,
) -> ConfigBuilder<ClientConfig, WantsClientCert> {
    // rustls calls it dangerous to name a verifier; this one is the platform's.
    builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
}

/// The platform's verifier, which trusts these certificates as well.
#[cfg(not(target_os = "android"))]
fn verifier(
    roots: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, HttpTransportError> {
    let verifier = Verifier::new_with_extra_roots(roots.iter().cloned(), provider)?;
    Ok(Arc::new(verifier))
}

#[cfg(target_os = "android")]
fn verifier(
    _: &[CertificateDer<'static>],
    _: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, HttpTransportError> {
    Err(HttpTransportError::PlatformRoots)
}

/// These certificates and no others.
fn store(roots: &[CertificateDer<'static>]) -> Result<RootCertStore, HttpTransportError> {
    if roots.is_empty() {
        return Err(HttpTransportError::NoRootCertificate);
    }
    let mut store = RootCertStore::empty();
    for (index, root) in roots.iter().enumerate() {
        store
            .add(root.clone())
            .map_err(|error| unusable(TlsItem::RootCertificate, index + 1, error.to_string()))?;
    }
    Ok(store)
}

/// Why a certificate and a key are not an identity.
fn identity_fault(error: rustls::Error) -> HttpTransportError {
    match error {
        rustls::Error::InconsistentKeys(_) => HttpTransportError::KeyMismatch,
        rustls::Error::InvalidCertificate(_) => {
            unusable(TlsItem::ClientCertificate, 1, error.to_string())
        }
        error => unusable(TlsItem::ClientKey, 1, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::BuildError;
    use crate::transport::BoxError;
    use std::error::Error;

    /// Nobody has installed a default provider for this process, and making a transport is not what installs one.
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    #[test]
    fn the_default_of_the_process_is_neither_needed_nor_set() {
        assert!(CryptoProvider::get_default().is_none());
        assert!(super::super::HttpTransport::new().is_ok());
        assert!(CryptoProvider::get_default().is_none());
    }

    #[test]
    fn without_cryptography_there_is_an_error() {
        let error = config_of(None, &Certificates::default()).unwrap_err();
        assert!(
            matches!(error, HttpTransportError::NoCryptoProvider),
            "{error}"
        );
    }

    /// The one of the feature that was chosen in place of the default one, which has a group of its own.
    #[cfg(feature = "aws-lc-rs")]
    #[test]
    fn the_chosen_provider_comes_before_the_default_one() {
        let chosen = format!("{:?}", provider().unwrap().key_provider);
        assert!(chosen.contains("AwsLcRs"), "{chosen}");
    }

    #[test]
    fn what_cannot_be_set_up_is_an_error_with_its_cause() {
        let Some(provider) = provider() else { return };
        let empty = CryptoProvider {
            cipher_suites: Vec::new(),
            ..(*provider).clone()
        };
        let error = config_of(Some(Arc::new(empty)), &Certificates::default()).unwrap_err();
        assert_eq!(error.to_string(), "TLS cannot be set up");
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(!cause.is_empty());
        let error = BuildError::from(error);
        assert!(matches!(
            error,
            BuildError::Transport(HttpTransportError::Tls(_))
        ));
    }

    /// `?` in what those write who make a transport.
    #[test]
    fn the_error_goes_where_errors_go() {
        fn boxed() -> Result<(), Box<dyn Error>> {
            Err(HttpTransportError::NoCryptoProvider)?
        }
        fn shared() -> Result<(), BoxError> {
            Err(HttpTransportError::NoCryptoProvider)?
        }
        fn building() -> Result<(), BuildError> {
            Err(HttpTransportError::NoCryptoProvider)?
        }
        assert!(boxed().unwrap_err().to_string().contains("`aws-lc-rs`"));
        assert!(shared().is_err());
        let error = building().unwrap_err();
        assert_eq!(error.to_string(), "the default transport cannot be set up");
        assert!(
            error
                .source()
                .is_some_and(|cause| cause.to_string().contains("`ring`"))
        );
    }
}
