//! TLS of the default transport: whose cryptography it uses, and whom it trusts.

use crate::transport::BoxError;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;

/// Why an [`HttpTransport`](super::HttpTransport) cannot be made.
///
/// ```no_run
/// use timely_runtime::client::{BuildError, HttpTransport};
///
/// fn transport() -> Result<HttpTransport, BuildError> {
///     Ok(HttpTransport::new()?)
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpTransportError {
    /// There is no cryptography for TLS: neither feature of this crate that brings some is on, and the process has no default
    /// provider of rustls.
    #[error(
        "TLS has no cryptography: turn on the feature `ring` or `aws-lc-rs` of timely-runtime, or install a default \
         `CryptoProvider` of rustls before the transport is made"
    )]
    NoCryptoProvider,
    /// TLS cannot be set up with that cryptography, such as one without a version of TLS that is still safe.
    #[error("TLS cannot be set up")]
    Tls(#[source] BoxError),
}

impl From<rustls::Error> for HttpTransportError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error.into())
    }
}

/// Whose cryptography is used. It is named, so that the process-wide default is neither read nor set where a feature says it.
fn provider() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "aws-lc-rs")]
    return Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return CryptoProvider::get_default().cloned();
}

/// What connections are made with.
pub(super) fn config() -> Result<ClientConfig, HttpTransportError> {
    config_of(provider())
}

fn config_of(provider: Option<Arc<CryptoProvider>>) -> Result<ClientConfig, HttpTransportError> {
    let provider = provider.ok_or(HttpTransportError::NoCryptoProvider)?;
    let versions = || {
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()
    };
    let verified = match versions()?.with_platform_verifier() {
        Ok(verified) => verified,
        Err(error) => {
            // A container may hold no root certificates. Plain HTTP works there, and TLS trusts nobody.
            tracing::warn!(%error, "no server's certificate can be verified");
            versions()?.with_root_certificates(RootCertStore::empty())
        }
    };
    Ok(verified.with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::BuildError;
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
        let error = config_of(None).unwrap_err();
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
        let error = config_of(Some(Arc::new(empty))).unwrap_err();
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
