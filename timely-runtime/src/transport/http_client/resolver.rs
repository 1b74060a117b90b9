//! How the default transport learns the addresses of a host.

use crate::transport::{BoxError, Destinations};
use futures_util::future::BoxFuture;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;
use tower::{Service, ServiceExt};
use url::Host;

/// Finds the addresses of a host, in place of the system's resolver. A function is one.
///
/// The port is that of the URL. A host that is an address of IP already is not looked up.
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
/// use timely_runtime::client::{BoxError, HttpTransport, HttpTransportError};
///
/// fn transport() -> Result<HttpTransport, HttpTransportError> {
///     let resolve = |host: String| async move {
///         // Here a library for DNS would be asked.
///         match host.as_str() {
///             "api.internal" => Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
///             _ => Err(BoxError::from("unknown host")),
///         }
///     };
///     HttpTransport::builder().resolver(resolve).build()
/// }
/// # transport().unwrap();
/// ```
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of this host, those to be tried first at the front. Dropping the future ends the search.
    fn resolve(&self, host: String) -> BoxFuture<'static, Result<Vec<IpAddr>, BoxError>>;
}

impl<F, R> Resolve for F
where
    F: Fn(String) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Vec<IpAddr>, BoxError>> + Send + 'static,
{
    fn resolve(&self, host: String) -> BoxFuture<'static, Result<Vec<IpAddr>, BoxError>> {
        Box::pin(self(host))
    }
}

/// What is asked for the addresses of hosts: first what was stated, then what was given, or else the system.
#[derive(Clone, Default)]
pub(super) struct Resolver {
    stated: HashMap<String, Vec<IpAddr>>,
    given: Option<Arc<dyn Resolve>>,
}

impl Resolver {
    pub(super) fn state(&mut self, host: &str, addresses: Vec<IpAddr>) {
        // As a URL has it: in small letters, and in ASCII.
        let host = Host::parse(host).map_or(host.to_ascii_lowercase(), |host| host.to_string());
        self.stated.insert(host, addresses);
    }

    pub(super) fn give(&mut self, resolver: impl Resolve) {
        self.given = Some(Arc::new(resolver));
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver")
            .field("stated", &self.stated)
            .field("is_given", &self.given.is_some())
            .finish()
    }
}

/// A [`Resolver`] that connections share, and what they may lead to: of the addresses it gives, those that all of these rules allow.
#[derive(Clone, Debug)]
pub(super) struct SharedResolver {
    pub(super) resolver: Arc<Resolver>,
    pub(super) destinations: Arc<[Destinations]>,
}

impl SharedResolver {
    /// The addresses of a host that may be connected to.
    ///
    /// # Errors
    /// When there is one, and none that may be.
    fn allowed(&self, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, BoxError> {
        let mut refused = None;
        let mut allowed = found;
        for rules in self.destinations.iter() {
            if rules.allows_host(host) {
                continue;
            }
            allowed.retain(|address| match rules.check_address(address.ip()) {
                Ok(()) => true,
                Err(error) => {
                    refused = Some(error);
                    false
                }
            });
        }
        match refused {
            Some(error) if allowed.is_empty() => Err(error.into()),
            _ => Ok(allowed),
        }
    }
}

impl Service<Name> for SharedResolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let host = name.as_str().to_ascii_lowercase();
        let stated = self.resolver.stated.get(&host).cloned();
        let given = match &stated {
            Some(_) => None,
            None => {
                let given = self.resolver.given.as_ref();
                given.map(|given| given.resolve(host.clone()))
            }
        };
        let shared = self.clone();
        Box::pin(async move {
            let addresses = match (stated, given) {
                (Some(stated), _) => stated,
                (None, Some(given)) => given.await?,
                (None, None) => {
                    let found = GaiResolver::new().oneshot(name).await?.collect();
                    return Ok(shared.allowed(&host, found)?.into_iter());
                }
            };
            if addresses.is_empty() {
                let error = "the host has no address";
                return Err(io::Error::new(io::ErrorKind::NotFound, error).into());
            }
            // The port of the URL takes the place of none.
            let addresses = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            Ok(shared.allowed(&host, addresses)?.into_iter())
        })
    }
}
