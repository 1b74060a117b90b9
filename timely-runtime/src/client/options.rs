//! What a single call may vary, whatever its operation.

use super::builder::{check_base, set_header};
use super::call::CallForm;
use super::credentials::Credentials;
use super::timeouts::{Limit, OwnTimeouts};
use super::{Call, Credential, Error, Reconnect, RequestError, RetryPolicy};
use crate::percent;
use crate::{Outcome, RawResponse, SecurityScheme, TraceContext, Undocumented};
use http::{HeaderMap, HeaderValue};
use std::fmt;
use std::time::Duration;

/// What a single call may vary, whatever its operation: given to it by its method `with`; or to all calls of a clone of a
/// client, by the client's method `with`.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::client::{CallOptions, RetryPolicy};
///
/// // As in `timely.list_contacts().with(patient).await`.
/// fn patient(call: CallOptions) -> CallOptions {
///     call.timeout(Duration::from_secs(300)).retry(RetryPolicy::none()).header("x-trace-id", "7")
/// }
/// # let _ = patient(CallOptions::default());
/// ```
///
/// A value that cannot be sent, such as a header name with a space, is an error of the call.
///
/// # Times
///
/// | method | limits | by default |
/// |---|---|---|
/// | [`first_byte_timeout`](Self::first_byte_timeout) | from the end of the request to the head of the response | 30 s |
/// | [`idle_timeout`](Self::idle_timeout) | between bytes of a body, in both directions | 30 s |
/// | [`item_timeout`](Self::item_timeout) | between bytes of a stream of events or items | none |
/// | [`timeout`](Self::timeout) | one attempt, up to the last byte of the response | none |
/// | [`call_timeout`](Self::call_timeout) | the call, with all attempts and the waits between them | none |
///
/// A body that is a stream is handed over when its head has come; from then on the two times between bytes alone hold. What it
/// may take to connect is the transport's setting, 10 s by default.
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(super) timeouts: OwnTimeouts,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) reconnect: Option<Reconnect>,
    pub(super) headers: HeaderMap,
    /// Pairs, percent-encoded, in the order in which they were given.
    pub(super) query: String,
    pub(super) base_url: Option<String>,
    pub(super) credentials: Credentials,
    pub(super) idempotency_key: Option<HeaderValue>,
    pub(super) accept: Option<HeaderValue>,
    pub(super) content_type: Option<HeaderValue>,
    /// The first value that cannot be sent.
    invalid: Option<Invalid>,
}

/// A value that cannot be sent.
#[derive(Clone)]
enum Invalid {
    Header(String),
    IdempotencyKey,
    BaseUrl(String),
    Credential(&'static str),
}

impl CallOptions {
    /// Gives up on an attempt after this time, up to the last byte of the response; there is no such limit by default. A
    /// repetition has the whole time again.
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Attempt, timeout.into())
    }

    /// Gives up on the call after this time, with all attempts and the waits between them; there is no such limit by default.
    pub fn call_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Call, timeout.into())
    }

    /// Gives up on an attempt when the head of the response has not come this time after the request was sent, 30 seconds by
    /// default. It counts from the start where the body of the request is at most 64 KiB.
    pub fn first_byte_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::FirstByte, timeout.into())
    }

    /// Gives up on a body that does not get on for this time, 30 seconds by default: that of the request while it is sent, and
    /// that of the response while it is read.
    pub fn idle_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Idle, timeout.into())
    }

    /// As [`CallOptions::idle_timeout`], for responses that are a stream of events or items. There is no such limit by default:
    /// they come when there are some.
    pub fn item_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit(Limit::Items, timeout.into())
    }

    fn limit(mut self, limit: Limit, time: Option<Duration>) -> Self {
        self.timeouts.set(limit, time);
        self
    }

    /// Repeats the request by this policy, in place of the client's: [`RetryPolicy::none`] sends it once.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Opens an event stream again when it breaks off, whatever the method and without a sign of the server: see [`Reconnect`];
    /// [`Reconnect::never`] does not.
    pub fn reconnect(mut self, reconnect: Reconnect) -> Self {
        self.reconnect = Some(reconnect);
        self
    }

    /// Sends this header, in place of one of this name that the client sends with every request. One that a parameter of
    /// the operation sets goes before it. Its value is kept out of `Debug` output.
    pub fn header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        let name = name.as_ref();
        if !set_header(&mut self.headers, name, value.into()) {
            self.refuse(Invalid::Header(name.to_owned()));
        }
        self
    }

    /// Makes the call part of this trace (W3C Trace Context): it is sent in `traceparent` and `tracestate`. A handler of a server
    /// finds that of its request in the extensions; [`ContinueTraces`](super::ContinueTraces) does so for all calls of a client.
    pub fn trace(mut self, trace: &TraceContext) -> Self {
        trace.write(&mut self.headers);
        self
    }

    /// Adds this pair to the query, behind what the operation's parameters are: a parameter that the document does not have.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(&percent::encode(name.as_ref()));
        self.query.push('=');
        self.query.push_str(&percent::encode(value.as_ref()));
        self
    }

    /// Sends this key in the header that the client sends idempotency keys in, the same one on each attempt, in place of one
    /// that it makes up. Without such a header it has no effect.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        match HeaderValue::try_from(key.into()) {
            Ok(key) => self.idempotency_key = Some(key),
            Err(_) => self.refuse(Invalid::IdempotencyKey),
        }
        self
    }

    /// Sends the request to this address in place of the client's, whatever server the document has for the operation: what
    /// stands before the path, such as `https://eu.api.example.com/v2`.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        match check_base(url.as_ref()) {
            Ok(url) => self.base_url = Some(url),
            Err(error) => self.refuse(Invalid::BaseUrl(error.to_string())),
        }
        self
    }

    /// Sends this credential in place of the client's, if the operation takes it. The schemes of the document are in the module
    /// `operations::security` of generated code.
    pub fn credential(
        mut self,
        scheme: &'static SecurityScheme,
        credential: impl Into<Credential>,
    ) -> Self {
        if self.credentials.set(scheme, credential.into()).is_err() {
            self.refuse(Invalid::Credential(scheme.name));
        }
        self
    }

    /// Asks for this media type, one of those that the document lists for the operation's answers, or one of a range that it
    /// lists. Another one is an error of the call.
    pub fn accept(mut self, media_type: impl Into<String>) -> Self {
        match HeaderValue::try_from(media_type.into()) {
            Ok(name) => self.accept = Some(name),
            Err(_) => self.refuse(Invalid::Header("accept".to_owned())),
        }
        self
    }

    /// Sends the body as this media type, one of those that the document lists for it, or one of a range that it lists. One
    /// that it does not list, or that the body cannot be written as, is an error of the call.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        match HeaderValue::try_from(media_type.into()) {
            Ok(name) => self.content_type = Some(name),
            Err(_) => self.refuse(Invalid::Header("content-type".to_owned())),
        }
        self
    }

    /// Makes the answer of the call the response as it came, whatever its status: `call.raw()` as the last of what `with` is
    /// given. Where the document describes a stream, its body is one.
    ///
    /// ```
    /// use timely_runtime::client::{Call, CallOptions};
    /// use timely_runtime::{RawResponse, Response, Undocumented};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), timely_runtime::client::SdkError> {
    /// # fn greeting() -> Call<Response<String>, Undocumented> {
    /// #     Call::ready(Ok(Response::from("hello".to_owned())))
    /// # }
    /// // As in `timely.list_contacts().with(|call| call.raw()).await`.
    /// # let call = greeting().with(|call| call.raw(), std::convert::identity);
    /// let response: RawResponse = call.await?;
    /// assert_eq!(response.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(self) -> RawCall {
        RawCall(self)
    }

    fn refuse(&mut self, invalid: Invalid) {
        self.invalid.get_or_insert(invalid);
    }

    /// Why the call cannot be made.
    pub(super) fn error(&self) -> Option<RequestError> {
        Some(match self.invalid.as_ref()? {
            Invalid::Header(name) => RequestError::Header(name.clone()),
            Invalid::IdempotencyKey => RequestError::IdempotencyKey,
            Invalid::BaseUrl(reason) => RequestError::BaseUrl(reason.clone()),
            Invalid::Credential(scheme) => RequestError::UnsendableCredential(scheme),
        })
    }
}

/// The names of the headers, without their values.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("reconnect", &self.reconnect)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

/// What a call varies, the answer of which is the response as it came: see [`CallOptions::raw`].
#[derive(Debug)]
#[must_use]
pub struct RawCall(CallOptions);

impl CallForm for CallOptions {
    type Of<C> = C;

    fn finish<R: Outcome, E: Outcome, C>(
        self,
        call: Call<R, E>,
        wrap: impl FnOnce(Call<R, E>) -> C,
    ) -> C {
        wrap(call.set_options(self))
    }
}

impl CallForm for RawCall {
    type Of<C> = Call<RawResponse, Undocumented>;

    fn finish<R: Outcome, E: Outcome, C>(
        self,
        call: Call<R, E>,
        _: impl FnOnce(Call<R, E>) -> C,
    ) -> Call<RawResponse, Undocumented> {
        let Call { request, answer } = call.set_options(self.0);
        let operation = request.operation;
        let answer = answer.map(|mut answer| {
            let raw = move |input| match answer(input) {
                Ok(success) => written(success, operation),
                Err(Error::Api(error)) => written(error, operation),
                Err(Error::Unexpected(response)) => Ok(response.into_raw()),
                Err(Error::Decode(failure)) => Ok(failure.response.into_raw()),
                Err(Error::Request(failure)) => Err(Error::Request(failure)),
                Err(Error::Transport(error)) => Err(Error::Transport(error)),
                Err(Error::Timeout(error)) => Err(Error::Timeout(error)),
            };
            Box::new(raw) as super::call::Answer<RawResponse, Undocumented>
        });
        Call { request, answer }
    }
}

/// What a double answers, as it would travel.
fn written<T: Outcome>(
    outcome: T,
    operation: &'static crate::Operation,
) -> Result<RawResponse, Error<Undocumented>> {
    let written = outcome.encode(operation);
    written.map_err(|error| RequestError::Body(error).into())
}
