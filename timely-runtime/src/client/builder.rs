//! The configuration of a client.

use super::core::{Client, Core, Idempotency};
use super::credentials::Credentials;
use super::layers::{Layer, wrap_all};
use super::prepare::SetHeaders;
use super::send::WholeCall;
use super::timeouts::{Limit, Timeouts};
use super::{Credential, Interceptor, RetryPolicy};
use crate::SecurityScheme;
use crate::response::ResponseFields;
use crate::transport::{BoxError, HttpTransport, HttpTransportError, Transport};
use crate::user_agent::{Sdk, user_agent};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Configures a [`Client`].
///
/// Nothing is checked until [`Builder::build`], which reports the first thing that is wrong.
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    default_base_url: Option<&'static str>,
    base_url: Option<String>,
    /// What takes the place of the document's servers for single operations.
    servers: Vec<(&'static str, String)>,
    /// Whether the base URL is the whole address of a request, which may have a query.
    whole: bool,
    credentials: Credentials,
    headers: HeaderMap,
    timeouts: Timeouts,
    connect_timeout: Option<Duration>,
    retry: RetryPolicy,
    response_limit: usize,
    idempotency: Option<Idempotency>,
    fields: &'static ResponseFields,
    interceptors: Vec<Arc<dyn Interceptor>>,
    /// Around one attempt.
    layers: Vec<Box<dyn Layer>>,
    /// Around a whole call.
    call_layers: Vec<Box<dyn Layer>>,
    transport: Option<Arc<dyn Transport>>,
    error: Option<BuildError>,
}

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The document names no server and none was given.
    #[error("there is no base URL: the document names no server, so give one with `base_url`")]
    NoBaseUrl,
    /// The base URL is not an absolute `http` or `https` URL without user name, query and fragment.
    #[error("the base URL `{url}` cannot be used: {reason}")]
    BaseUrl {
        /// The URL, without parts that may hold a key or password.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A header's name or value is not valid.
    #[error("the header `{0}` has a name or value that HTTP does not allow")]
    Header(String),
    /// A credential has characters that cannot travel where its scheme puts it, or is a pair of user and password for a scheme
    /// that is not `basic`.
    #[error(
        "the credential for `{0}` cannot be sent: it has characters that cannot travel there, or is a pair and the scheme not `basic`"
    )]
    Credential(&'static str),
    /// A variable of the environment is set, but not to anything that can be used.
    #[error("the environment variable {variable} cannot be used: {reason}")]
    Environment {
        /// The name of the variable. Its value is not told.
        variable: String,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// The default transport cannot be set up.
    #[error("the default transport cannot be set up")]
    Transport(#[from] HttpTransportError),
    /// Requests are to be signed, and cannot be: the secret is none.
    #[error("requests cannot be signed")]
    Signer(#[source] BoxError),
}

impl Builder {
    /// Starts to configure a client of the API at this address, the document's first server.
    pub fn new(default_base_url: Option<&'static str>) -> Self {
        Self {
            default_base_url,
            base_url: None,
            servers: Vec::new(),
            whole: false,
            credentials: Credentials::default(),
            headers: HeaderMap::from_iter([(header::USER_AGENT, user_agent(None))]),
            timeouts: Timeouts::default(),
            connect_timeout: Some(Duration::from_secs(10)),
            retry: RetryPolicy::default(),
            response_limit: 32 * 1024 * 1024,
            idempotency: None,
            fields: ResponseFields::COMMON,
            interceptors: Vec::new(),
            layers: Vec::new(),
            call_layers: Vec::new(),
            transport: None,
            error: None,
        }
    }

    /// Names the SDK in the `User-Agent` header, before this crate.
    pub fn sdk(mut self, sdk: Option<Sdk>) -> Self {
        self.headers.insert(header::USER_AGENT, user_agent(sdk));
        self
    }

    /// Sends requests to this address: what stands before the paths of the document, such as
    /// `https://api.example.com/v2`.
    ///
    /// This holds for all operations: those for which the document names another server go there only by default, or
    /// where [`Builder::server`] says so.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends the operations that the document has at a server of their own, `document`, to the address `url`.
    pub fn server(mut self, document: &'static str, url: impl Into<String>) -> Self {
        self.servers.retain(|(known, _)| *known != document);
        self.servers.push((document, url.into()));
        self
    }

    /// Sends requests to this address as it stands: operations without a path, such as webhooks, are called at it.
    #[cfg(feature = "webhooks")]
    pub(crate) fn target(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.whole = true;
        self
    }

    /// Sends this credential with every operation that takes it.
    ///
    /// An operation that accepts several kinds of credential gets the first combination in document order that is
    /// complete. Without one the request is sent all the same, and the server answers 401.
    ///
    /// One of a [`CredentialProvider`](super::CredentialProvider) is asked for before each attempt. If the server answers 401, it is
    /// asked for another one, and the request is sent once more, unless its body is a stream. The time that it takes is no part of
    /// the attempt's.
    pub fn credential(
        mut self,
        scheme: &'static SecurityScheme,
        credential: impl Into<Credential>,
    ) -> Self {
        if self.credentials.set(scheme, credential.into()).is_err() {
            self.fail(BuildError::Credential(scheme.name));
        }
        self
    }

    /// Says where the answers of the API say what went wrong, and which request they answer.
    pub fn response_fields(mut self, fields: &'static ResponseFields) -> Self {
        self.fields = fields;
        self
    }

    /// Gives up on an attempt after this time, up to the last byte of the response; there is no such limit by default. A
    /// repetition has the whole time again.
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Attempt, timeout.into())
    }

    /// Gives up on a call after this time, with all attempts and the waits between them; there is no such limit by default.
    pub fn call_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Call, timeout.into())
    }

    /// Gives up on an attempt when the head of the response has not come this time after the request was sent, 30 seconds by
    /// default. It counts from the start where the body of the request is at most 64 KiB.
    pub fn first_byte_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::FirstByte, timeout.into())
    }

    /// Gives up on a body that does not get on for this time, 30 seconds by default: that of a request while it is sent, and
    /// that of a response while it is read.
    pub fn idle_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Idle, timeout.into())
    }

    /// As [`Builder::idle_timeout`], for responses that are a stream of events or items. There is no such limit by default: they
    /// come when there are some.
    pub fn item_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Items, timeout.into())
    }

    fn limit(mut self, limit: Limit, time: Option<Duration>) -> Self {
        self.timeouts.set(limit, time);
        self
    }

    /// Gives up on a connection that is not there after this time, 10 seconds by default. Concerns only the default
    /// transport.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Has each attempt seen on its way out, and how it ended. Several see them in the order in which they were given.
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Puts a tower layer around each attempt: around the transport, and below retries, credentials and interceptors. The first
    /// one given is the outermost. The extensions of a request have its [`OperationInfo`](super::OperationInfo). A body of more
    /// than 64 KiB comes in parts. Requests for tokens do not go through it.
    pub fn layer(mut self, layer: impl Layer) -> Self {
        self.layers.push(Box::new(layer));
        self
    }

    /// Puts a tower layer around each call as a whole, with all of its attempts. It sees the request without what is put in for
    /// an attempt, and the answer without its content coding. An event stream that is opened again goes through it again.
    pub fn call_layer(mut self, layer: impl Layer) -> Self {
        self.call_layers.push(Box::new(layer));
        self
    }

    /// Repeats failed requests by this policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Names the caller in the `User-Agent` header, in place of the crate that holds the generated code.
    pub fn user_agent(self, name: impl Into<String>) -> Self {
        self.header("user-agent", name)
    }

    /// Sends this header with every request, unless a parameter of the operation sets it. Its value is kept out of
    /// `Debug` output.
    ///
    /// `Accept` is sent as it is set here, in place of what suits the operation; `Content-Type` is where the document allows it
    /// for the body: in a range such as `image/*`, unless the body says itself what it is.
    ///
    /// `Accept-Encoding` is sent unless it is set here: `identity` asks for bodies that are not compressed. Content codings
    /// that are known are undone whoever has asked for them.
    pub fn header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        let name = name.as_ref();
        if !set_header(&mut self.headers, name, value.into()) {
            self.fail(BuildError::Header(name.to_owned()));
        }
        self
    }

    /// Accepts response bodies up to this size in bytes, 32 MiB by default, with their content coding and without it.
    /// Streams have no such limit.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Makes POST and PATCH safe to repeat: sends a new key in this header (commonly `Idempotency-Key`) with every such
    /// call, the same one on each of its attempts. Only for a server that honours the header.
    pub fn idempotency_header(self, name: &str) -> Self {
        self.idempotency(name, false)
    }

    /// As [`Builder::idempotency_header`], for the operations alone that have a header parameter of this name, whatever
    /// their method. A key that is given as that parameter is sent in place of a new one.
    pub fn idempotency_parameter(self, name: &str) -> Self {
        self.idempotency(name, true)
    }

    fn idempotency(mut self, name: &str, declared: bool) -> Self {
        match HeaderName::try_from(name) {
            Ok(header) => self.idempotency = Some(Idempotency { header, declared }),
            Err(_) => self.fail(BuildError::Header(name.to_owned())),
        }
        self
    }

    /// Sends requests by this service in place of an [`HttpTransport`] with the default settings: one with others
    /// ([`HttpTransport::builder`]), an axum `Router`, or any other service of tower.
    pub fn transport<T: Transport>(mut self, transport: T) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// When there is no usable base URL, a header or credential cannot be sent, or the default transport cannot be
    /// set up.
    pub fn build(self) -> Result<Client, BuildError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let is_given = self.base_url.is_some();
        let url = self
            .base_url
            .or_else(|| self.default_base_url.map(str::to_owned))
            .ok_or(BuildError::NoBaseUrl)?;
        let servers = self
            .servers
            .into_iter()
            .map(|(document, url)| Ok((document, check_base(&url)?)))
            .collect::<Result<Vec<_>, BuildError>>()?;
        let (base, query) = match self.whole {
            true => check_whole(&url)?,
            false => (check_base(&url)?, String::new()),
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let mut builder = HttpTransport::builder();
                if let Some(timeout) = self.connect_timeout {
                    builder = builder.connect_timeout(timeout);
                }
                Arc::new(builder.build()?)
            }
        };
        #[cfg(feature = "metrics")]
        super::trace::describe();
        let mut headers = self.headers;
        let set = SetHeaders::complete(&mut headers);
        let core = Arc::new(Core {
            base,
            is_whole: self.whole,
            is_default: !is_given,
            servers,
            query,
            credentials: self.credentials,
            headers,
            set,
            timeouts: self.timeouts,
            retry: self.retry,
            response_limit: self.response_limit,
            idempotency: self.idempotency,
            fields: self.fields,
            interceptors: self.interceptors,
            transport: wrap_all(&self.layers, Arc::clone(&transport)),
            bare: transport,
            announced: Default::default(),
        });
        let layered = (!self.call_layers.is_empty())
            .then(|| wrap_all(&self.call_layers, Arc::new(WholeCall(Arc::clone(&core)))));
        Ok(Client {
            core,
            layered,
            options: None,
        })
    }

    pub(super) fn fail(&mut self, error: BuildError) {
        self.error.get_or_insert(error);
    }
}

/// Sets a header that the user gives, and keeps its value out of `Debug` output unless it is sure to be no secret. Says whether HTTP
/// allows it.
pub(super) fn set_header(headers: &mut HeaderMap, name: &str, value: String) -> bool {
    let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
    else {
        return false;
    };
    value.set_sensitive(name != header::USER_AGENT && name != header::ACCEPT);
    headers.insert(name, value);
    true
}

/// The base URL in normal form and without a slash at its end, so that a path can follow.
pub(super) fn check_base(text: &str) -> Result<String, BuildError> {
    let url = check_url(text)?;
    if url.query().is_some() {
        return Err(refuse(text, "it has a query or fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The address of a request in normal form, and its query.
fn check_whole(text: &str) -> Result<(String, String), BuildError> {
    // The path of a webhook may be a secret as well.
    let host = text.split_inclusive('/').take(3).collect::<String>();
    let mut url = check_url(text).map_err(|error| match error {
        BuildError::BaseUrl { reason, .. } => refuse(&host, reason),
        other => other,
    })?;
    let query = url.query().unwrap_or_default().to_owned();
    url.set_query(None);
    Ok((url.into(), query))
}

fn check_url(text: &str) -> Result<Url, BuildError> {
    let refuse = |reason| refuse(text, reason);
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(refuse("it is relative, and the whole address is needed"));
        }
        Err(_) => return Err(refuse("it is not a URL")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("its scheme is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it holds a user name or password"));
    }
    if url.fragment().is_some() {
        return Err(refuse("it has a query or fragment"));
    }
    if text.contains(['{', '}']) {
        return Err(refuse("it has a variable whose value is not filled in"));
    }
    Ok(url)
}

fn refuse(text: &str, reason: &'static str) -> BuildError {
    // A query may hold a key, and what stands before an `@` a password.
    let shown = match text.split(['?', '#']).next() {
        Some(start) if !start.contains('@') => start,
        _ => "…",
    };
    BuildError::BaseUrl {
        url: shown.to_owned(),
        reason,
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("credentials", &self.credentials)
            .field("headers", &self.headers)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_normalised() {
        for (given, base) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            (
                "HTTPS://API.Example.com:443/v2//",
                "https://api.example.com/v2",
            ),
            ("http://[::1]:8080/a/../b", "http://[::1]:8080/b"),
        ] {
            assert_eq!(check_base(given).unwrap(), base);
        }
    }

    #[test]
    fn a_base_url_that_cannot_be_used_is_refused() {
        for (given, reason) in [
            ("/v2", "relative"),
            ("", "relative"),
            ("https://", "not a URL"),
            ("ftp://example.com", "scheme"),
            ("https://example.com?key=hunter2", "query"),
            ("https://example.com#top", "fragment"),
            ("https://user:hunter2@example.com", "password"),
            ("https://user:hunter2@exa mple.com", "not a URL"),
            ("https://example.com/{version}", "variable"),
        ] {
            let message = check_base(given).unwrap_err().to_string();
            assert!(message.contains(reason), "{given}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn a_whole_address_keeps_its_slash_and_query() {
        for (given, address, query) in [
            ("https://example.com", "https://example.com/", ""),
            ("https://example.com/hook/", "https://example.com/hook/", ""),
            (
                "https://example.com/hook?a=b%20c",
                "https://example.com/hook",
                "a=b%20c",
            ),
        ] {
            assert_eq!(
                check_whole(given).unwrap(),
                (address.to_owned(), query.to_owned())
            );
        }
        for given in [
            "/hook",
            "https://user:hunter2@example.com",
            "https://example.com#top",
            "file:///etc/passwd",
        ] {
            let message = check_whole(given).unwrap_err().to_string();
            assert!(!message.contains("hunter2"), "{message}");
        }
        let message = check_whole("https://example.com/services/hunter2#top")
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("https://example.com/") && !message.contains("hunter2"),
            "{message}"
        );
    }

    #[test]
    fn the_first_fault_is_reported() {
        let builder = || Builder::new(Some("https://example.com"));
        assert!(builder().build().is_ok());
        assert!(matches!(
            Builder::new(None).build(),
            Err(BuildError::NoBaseUrl)
        ));
        let error = builder()
            .header("a b", "c")
            .header("ok", "bad\n")
            .build()
            .unwrap_err();
        assert!(matches!(error, BuildError::Header(name) if name == "a b"));
        assert!(builder().user_agent("bad\r\n").build().is_err());
        assert!(builder().idempotency_header("a b").build().is_err());
    }
}
