//! The core of all clients: it sends requests that are made of descriptions of operations.

use super::credentials::Credentials;
use super::deprecation::Announced;
use super::prepare::SetHeaders;
use super::request::Request;
use super::timeouts::Timeouts;
use super::{
    CallOptions, Error, Interceptor, RetryPolicy, Sending, Transport, UndecodableResponse,
    UnexpectedResponse,
};
use crate::response::ResponseFields;
use crate::{Location, Operation, Outcome, RawResponse, ReceivedResponse};
use http::{HeaderMap, HeaderName};
use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

/// Calls operations over a [`Transport`]; cheap to clone, all clones sharing connections and settings.
///
/// Needs a tokio runtime with time enabled.
///
/// ```
/// use timely_runtime::generated::client::{Builder, Error, Request};
/// use timely_runtime::{Operation, Response, Undocumented, Value};
/// # use std::convert::Infallible;
///
/// // Generated code has a static like this for each operation.
/// static PING: Operation = Operation::get("/ping").named("ping");
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Any tower service can stand in for the network; without one, requests travel over HTTP.
/// let service = tower::service_fn(|request: http::Request<_>| async move {
///     assert_eq!(request.uri(), "https://api.example.com/v1/ping");
///     Ok::<_, Infallible>(http::Response::new(String::from(r#"{"pong": true}"#)))
/// });
/// let client = Builder::new(Some("https://api.example.com/v1")).transport(service).build()?;
///
/// let pong: Result<Response<Value>, Error<Undocumented>> = client.call(Request::new(&PING)).await;
/// assert_eq!(pong?["pong"], true);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) core: Arc<Core>,
    /// The layers around calls as a whole, which end in the core.
    pub(super) layered: Option<Arc<dyn Transport>>,
    /// What all calls of this clone vary.
    pub(super) options: Option<Arc<CallOptions>>,
}

/// What all clones of a client have in common.
pub(super) struct Core {
    /// Without a slash at its end, unless it is the whole address of a request.
    pub(super) base: String,
    /// Whether the base is the whole address of a request, which is not told: that of a webhook is often a secret.
    pub(super) is_whole: bool,
    /// Whether the base is the document's own.
    pub(super) is_default: bool,
    /// What takes the place of the document's servers for single operations.
    pub(super) servers: Vec<(&'static str, String)>,
    /// What the query of every request begins with.
    pub(super) query: String,
    pub(super) credentials: Credentials,
    /// Of every request, but for what its operation or its call says.
    pub(super) headers: HeaderMap,
    pub(super) set: SetHeaders,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    pub(super) response_limit: usize,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) fields: &'static ResponseFields,
    pub(super) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(super) transport: Arc<dyn Transport>,
    /// The same without the layers around attempts, which may put in what is for the API alone.
    pub(super) bare: Arc<dyn Transport>,
    /// The operations whose deprecation was told.
    pub(super) announced: Announced,
}

impl Core {
    /// What stands before the paths of the document, where that may be told.
    pub(super) fn prefix(&self) -> Option<&str> {
        (!self.is_whole).then_some(&*self.base)
    }
}

/// The header that makes a request safe to repeat.
pub(super) struct Idempotency {
    pub(super) header: HeaderName,
    /// Whether it goes with operations alone that have it as a parameter.
    pub(super) declared: bool,
}

impl Idempotency {
    pub(super) fn concerns(&self, operation: &Operation) -> bool {
        if self.declared {
            operation.parameters.iter().any(|parameter| {
                parameter.location == Location::Header
                    && parameter.name.eq_ignore_ascii_case(self.header.as_str())
            })
        } else {
            matches!(operation.method, "POST" | "PATCH")
        }
    }
}

impl Client {
    /// The address before the paths of the document, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.core.base
    }

    /// The address before the path of an operation that the document has at this server, or at none of its own.
    pub(super) fn address_of(&self, server: Option<&'static str>) -> String {
        match server {
            Some(server) => self.core.server(server).into_owned(),
            None => self.core.base.clone(),
        }
    }

    /// Sends a request and reads the answer as the operation's success `R` or its documented error `E`.
    ///
    /// Dropping the future abandons the call; the server may have acted on it all the same.
    ///
    /// # Errors
    /// Each variant of [`Error`] says when it occurs.
    pub fn call<R: Outcome, E: Outcome>(&self, mut request: Request) -> Sending<R, E> {
        request.made_by(self);
        request.call().into_future()
    }

    /// A clone, all calls of which vary this of what they do otherwise. It shares connections and settings.
    #[must_use]
    pub fn with(&self, set: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        let options = self.options.as_deref().cloned().unwrap_or_default();
        Self {
            options: Some(Arc::new(set(options))),
            ..self.clone()
        }
    }

    /// A request of this operation, with no arguments yet.
    pub fn request(&self, operation: &'static Operation) -> Request {
        let mut request = Request::new(operation);
        request.made_by(self);
        request
    }
}

/// Finds the type that a response belongs to.
pub(super) fn interpret<R: Outcome, E: Outcome>(
    operation: &'static Operation,
    mut raw: RawResponse,
) -> Result<R, Error<E>> {
    let error = match R::decode(operation, &mut raw) {
        Some(Ok(success)) => return Ok(success),
        Some(Err(error)) => error,
        None => match E::decode(operation, &mut raw) {
            Some(Ok(error)) => return Err(Error::Api(error)),
            Some(Err(error)) => error,
            None => {
                let response = ReceivedResponse::of(&mut raw);
                return Err(Error::Unexpected(UnexpectedResponse(response)));
            }
        },
    };
    let response = ReceivedResponse::of(&mut raw);
    Err(Error::Decode(UndecodableResponse { error, response }))
}

/// Secrets are not shown.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.core.prefix().unwrap_or("…"))
            .field("credentials", &self.core.credentials)
            .field("headers", &self.core.headers)
            .field("timeouts", &self.core.timeouts)
            .field("retry", &self.core.retry)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
