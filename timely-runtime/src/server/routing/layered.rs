//! Requests of operations that have layers, and those that are for none.

use super::{Answered, Below, Common, Endpoint, OperationService};
use crate::Operation;
use crate::server::pipeline::{panic_message, without_body};
use crate::server::{Rejection, observe};
use axum::body::Body;
use axum::extract::Request;
use futures_util::FutureExt;
use http::{Method, Response};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tower::ServiceExt;
use tracing::Instrument;

impl Endpoint {
    /// Answers a request for this operation.
    pub(super) fn answer(&self, request: Request) -> Answered {
        match &self.layered {
            None => Arc::clone(&self.answer).answer(request),
            Some(layered) => {
                let common = Arc::clone(&self.common);
                let answer = through(common, self.operation, layered.clone(), request);
                Box::pin(answer.map(Ok))
            }
        }
    }
}

/// Answers a request by way of the layers of its operation. A panic in one of them is answered with 500.
fn through(
    common: Arc<Common>,
    operation: &'static Operation,
    layered: OperationService,
    mut request: Request,
) -> impl Future<Output = Response<Body>> + Send {
    let is_head = request.method() == Method::HEAD;
    let seen = observe::seen(request.extensions());
    let span = observe::span(seen.as_ref());
    Below::note(request.extensions_mut(), common.options.own_prefix());
    span.in_scope(|| observe::routed(request.extensions(), operation));
    request.extensions_mut().insert(operation);
    async move {
        let answered = AssertUnwindSafe(layered.oneshot(request).instrument(span.clone()));
        let mut response = match answered.catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(panic) => {
                span.in_scope(|| observe::panicked(seen.as_ref(), panic_message(&*panic)));
                common.refuse(Rejection::internal().of(operation))
            }
        };
        if let Some(deprecation) = operation.deprecation() {
            deprecation.announce(response.headers_mut());
        }
        observe::answered(seen.as_ref(), &span, response.status());
        match is_head {
            true => without_body(response),
            false => response,
        }
    }
}

impl Common {
    /// Answers what no handler does.
    pub(super) fn refuse(&self, rejection: Rejection) -> Response<Body> {
        let response = rejection.into_response(self.errors, &self.options);
        observe::rejected(response.status());
        response
    }
}
