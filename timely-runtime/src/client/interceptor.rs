//! What a program does before and after each attempt, without tower.

use super::{Attempt, OperationInfo};
use crate::TraceContext;
use crate::transport::{Body, BoxError};

/// Sees each attempt of each call on its way out, and how it ended.
///
/// It runs after credentials have been put in, and before the layers around an attempt: what it sees is what is sent, so that
/// it can sign it. Several run in the order in which they were given to the client. What takes time, such as fetching a key,
/// is for a [`tower::Layer`].
///
/// ```
/// use timely_runtime::client::{Interceptor, OperationInfo};
/// use timely_runtime::transport::{Body, BoxError};
///
/// /// Sends the context of the current trace along.
/// struct Trace;
///
/// impl Interceptor for Trace {
///     fn before_attempt(
///         &self,
///         request: &mut http::Request<Body>,
///         _: &OperationInfo,
///     ) -> Result<(), BoxError> {
///         let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
///         request.headers_mut().insert("traceparent", parent.parse()?);
///         Ok(())
///     }
/// }
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Before an attempt: may change what is sent. Its body is whole in memory ([`Body::as_bytes`]) unless the caller gave a
    /// stream.
    ///
    /// # Errors
    /// Whatever keeps the request from being sent; the call ends with it.
    fn before_attempt(
        &self,
        request: &mut http::Request<Body>,
        operation: &OperationInfo,
    ) -> Result<(), BoxError> {
        let _ = (request, operation);
        Ok(())
    }

    /// After an attempt, before it is decided whether there is another.
    fn after_attempt(&self, attempt: &Attempt<'_>, operation: &OperationInfo) {
        let _ = (attempt, operation);
    }
}

/// Makes each call part of the trace that its task works for, [`TraceContext::current`], as calls are that a handler of a server
/// makes which stands behind `server::Observe`. A `traceparent` that is there already stays.
///
/// ```
/// use timely_runtime::TraceContext;
/// use timely_runtime::client::ContinueTraces;
///
/// // As in `Client::builder().interceptor(ContinueTraces).build()`.
/// let interceptor = ContinueTraces;
/// # async fn call() {}
///
/// # async fn run(trace: TraceContext) {
/// // A task of its own is given the trace along.
/// tokio::spawn(trace.scope(async { call().await }));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ContinueTraces;

impl Interceptor for ContinueTraces {
    fn before_attempt(
        &self,
        request: &mut http::Request<Body>,
        _: &OperationInfo,
    ) -> Result<(), BoxError> {
        let headers = request.headers_mut();
        if !headers.contains_key("traceparent")
            && let Some(trace) = TraceContext::current()
        {
            trace.write(headers);
        }
        Ok(())
    }
}
