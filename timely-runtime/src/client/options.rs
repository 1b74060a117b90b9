//! What a single call may vary, whatever its operation.

use super::{Reconnect, RetryPolicy};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::fmt;
use std::time::Duration;

/// What a single call may vary, whatever its operation: given to it by its method `with`.
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
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) reconnect: Option<Reconnect>,
    pub(super) headers: HeaderMap,
    /// The name of the first header that is not valid.
    pub(super) invalid: Option<String>,
}

impl CallOptions {
    /// Gives up on an attempt after this time, in place of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
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
    ///
    /// A name or value that HTTP does not allow is an error of the call.
    pub fn header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.set_header(name.as_ref(), value.into());
        self
    }

    fn set_header(&mut self, name: &str, value: String) {
        let parsed = HeaderName::try_from(name)
            .ok()
            .zip(HeaderValue::try_from(value).ok());
        match parsed {
            Some((name, mut value)) => {
                value.set_sensitive(name != header::USER_AGENT && name != header::ACCEPT);
                self.headers.insert(name, value);
            }
            None => {
                self.invalid.get_or_insert_with(|| name.to_owned());
            }
        }
    }
}

/// The names of the headers, without their values.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("reconnect", &self.reconnect)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
