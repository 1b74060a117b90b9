//! Where the requests of webhooks and callbacks go.

use super::clock::{Clock, SystemClock};
use super::sender::delivery_id;
use super::{Destinations, Signer, Transport, TransportError};
use crate::client::builder::Builder;
use crate::client::core::Client;
use crate::client::request::Request;
use crate::client::{BuildError, Credential, Error, RetryPolicy};
use crate::transport::{Body, HttpTransport};
use crate::user_agent::Sdk;
use crate::{Outcome, SecurityScheme};
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// An address that webhooks or callbacks are sent to, and how; cheap to clone.
///
/// Generated code has a function for each webhook and callback that sends it to one of these. Who lets others choose
/// an address should refuse those that lead into their own network: see [`TargetBuilder::destinations`]. Redirects are not followed.
///
/// ```
/// use timely_runtime::webhooks::Target;
///
/// # fn main() -> Result<(), timely_runtime::client::BuildError> {
/// let target = Target::builder("https://bots.example.com/hooks?token=s3cret").header("x-tenant", "7").build()?;
/// assert_eq!(format!("{target:?}"), r#"Target { host: Some("bots.example.com"), .. }"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Target {
    client: Client,
    /// The header of an id that each call has, and its attempts have in common.
    delivery_id: Option<&'static str>,
}

/// Configures a [`Target`].
///
/// Nothing is checked until [`TargetBuilder::build`], which reports the first thing that is wrong.
#[must_use = "a builder does nothing until it is built"]
pub struct TargetBuilder {
    client: Builder,
    transport: Option<Arc<dyn Transport>>,
    signer: Option<(Signer, String)>,
    destinations: Option<Destinations>,
}

impl Target {
    /// This address, with nothing special about it.
    ///
    /// # Errors
    /// As for [`TargetBuilder::build`].
    pub fn new(url: impl Into<String>) -> Result<Self, BuildError> {
        Self::builder(url).build()
    }

    /// Starts to configure how this address is called: an absolute `http` or `https` URL. It is called as it stands;
    /// its query, if it has one, is kept.
    pub fn builder(url: impl Into<String>) -> TargetBuilder {
        TargetBuilder {
            client: Builder::new(None).target(url),
            transport: None,
            signer: None,
            destinations: None,
        }
    }

    /// Sends a request and reads the answer as the success `R` or the documented error `E`.
    ///
    /// # Errors
    /// Each variant of [`Error`] says when it occurs.
    pub async fn call<R: Outcome, E: Outcome>(&self, mut request: Request) -> Result<R, Error<E>> {
        if let Some(name) = self.delivery_id {
            let options = request.options().header(name, delivery_id());
            request.set_options(options);
        }
        self.client.call(request).await
    }
}

impl TargetBuilder {
    /// Sends this header with every request. Its value is kept out of `Debug` output.
    pub fn header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.client = self.client.header(name, value);
        self
    }

    /// Sends this credential with every webhook or callback whose `security` asks for it.
    pub fn credential(
        mut self,
        scheme: &'static SecurityScheme,
        credential: impl Into<Credential>,
    ) -> Self {
        self.client = self.client.credential(scheme, credential);
        self
    }

    /// Signs every attempt, afresh with its own time; `id` is the webhook's, and is sent where the scheme has a header for it. A
    /// scheme that has one for the delivery's id gets another id for each call, the same on all its attempts.
    pub fn signer(mut self, signer: Signer, id: impl Into<String>) -> Self {
        let id = id.into();
        self.signer = Some((signer.webhook_id(&id), id));
        self
    }

    /// Calls the address only if it is one of these; any unless set. With the default transport that holds for what the name of the
    /// host leads to as well, whenever a connection is made.
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = Some(destinations);
        self
    }

    /// Gives up on an attempt after this time, 30 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// Repeats failed requests by this policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.client = self.client.retry(policy);
        self
    }

    /// Names the crate that holds the generated code in the `User-Agent` header.
    #[doc(hidden)]
    pub fn sdk(mut self, sdk: Option<Sdk>) -> Self {
        self.client = self.client.sdk(sdk);
        self
    }

    /// Names the sender in the `User-Agent` header.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.client = self.client.user_agent(name);
        self
    }

    /// Sends by this service in place of an [`HttpTransport`] of its own. A clone of one `HttpTransport` lets many
    /// targets share their connections; an axum `Router` is a service, too.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Makes the target.
    ///
    /// # Errors
    /// When the address is not an absolute `http` or `https` URL or holds a password or a fragment, a header or
    /// credential cannot be sent, the signer's secret cannot be used, or the default transport cannot be set up.
    pub fn build(self) -> Result<Target, BuildError> {
        let inner: Arc<dyn Transport> = match self.transport {
            Some(transport) => transport,
            None => Arc::new(HttpTransport::new()?),
        };
        let signer = self.signer.as_ref();
        if let Some(error) = signer.and_then(|(signer, _)| signer.secret_error()) {
            return Err(BuildError::Signer(error.into()));
        }
        let delivery_id = signer.and_then(|(signer, _)| signer.delivery_id_header());
        let transport = Outgoing {
            inner,
            signer: self.signer.map(Arc::new),
            destinations: self.destinations,
        };
        Ok(Target {
            client: self.client.transport(transport).build()?,
            delivery_id,
        })
    }
}

/// Signs each attempt on its way out, and sends it only where it may go.
struct Outgoing {
    inner: Arc<dyn Transport>,
    signer: Option<Arc<(Signer, String)>>,
    destinations: Option<Destinations>,
}

impl Transport for Outgoing {
    fn exchange(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        if let Some(destinations) = &self.destinations {
            if let Err(error) = destinations.check_uri(request.uri()) {
                return Box::pin(std::future::ready(Err(TransportError::send(error))));
            }
            // For the transport, which knows where the host's name leads.
            request.extensions_mut().insert(destinations.clone());
        }
        let Some(signer) = self.signer.clone() else {
            return self.inner.exchange(request);
        };
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            let (signer, id) = signer.as_ref();
            // All of a body is signed, so that a stream has to be read first.
            let body = std::mem::take(request.body_mut());
            let body = body.bytes(usize::MAX).await.map_err(TransportError::body)?;
            *request.body_mut() = body.clone().into();
            let delivery_id = signer.delivery_id_header().and_then(|name| {
                let id = request.headers().get(name)?.to_str().ok()?;
                Some(id.to_owned())
            });
            let id = delivery_id.as_deref().unwrap_or(id);
            let headers = signer.sign(id, SystemClock.now().timestamp(), &body);
            request.headers_mut().extend(headers);
            inner.exchange(request).await
        })
    }
}

/// The host alone: the rest of a webhook's URL is often a secret.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(self.client.base_url()).ok();
        f.debug_struct("Target")
            .field("host", &url.as_ref().and_then(Url::host_str))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TargetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TargetBuilder")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
