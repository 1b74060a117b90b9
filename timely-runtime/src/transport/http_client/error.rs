//! Why the default transport cannot be made.

use crate::transport::BoxError;
use std::fmt;

/// Why an [`HttpTransport`](super::HttpTransport) cannot be made.
///
/// No form of it shows a key, or a password of a proxy.
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
    /// A certificate or a key that was given is not one.
    #[error("{item} {number} is not usable: {reason}")]
    Certificate {
        /// What it was given as.
        item: TlsItem,
        /// Which of its kind it is, in the order in which they were given, from 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The client's key is not that of the client's certificate.
    #[error("the client's key does not belong to its certificate")]
    KeyMismatch,
    /// Only the root certificates that are given shall be trusted, and none is.
    #[error("no root certificate is given, and those of the platform are turned off")]
    NoRootCertificate,
    /// The platform's verifier takes no root certificates beside its own, as on Android.
    #[error(
        "the verifier of this platform takes no further root certificates: trust only those that are given"
    )]
    PlatformRoots,
    /// A proxy cannot be used.
    #[error("the proxy {address} cannot be used: {reason}")]
    Proxy {
        /// Its address, without a user and a password.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl From<rustls::Error> for HttpTransportError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error.into())
    }
}

/// What a certificate or a key is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsItem {
    /// A certificate that is trusted to vouch for servers.
    RootCertificate,
    /// A certificate of the chain that the client shows of itself.
    ClientCertificate,
    /// The private key of the client's certificate.
    ClientKey,
}

impl fmt::Display for TlsItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RootCertificate => "root certificate",
            Self::ClientCertificate => "client certificate",
            Self::ClientKey => "client key",
        })
    }
}
