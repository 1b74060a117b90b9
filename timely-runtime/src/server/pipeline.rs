//! What happens to a request between the route and the handler.

use super::answered::{self, Handled};
use super::body::{self, Received};
use super::checks::Checks;
use super::input::Input;
use super::routing::{Below, Place, Prefix};
use super::template::{PathValues, Template};
use super::{
    Authenticator, Candidate, ErrorFormat, Options, Rejection, auth, content_negotiation, observe,
    outgoing,
};
use crate::parameters::Incoming;
use crate::{Deprecation, Operation, RawResponse};
use axum::body::Body;
use axum::extract::Request;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode, header};
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tracing::{Instrument, Span};

pub(super) const NOT_FOUND: &str = "There is nothing at this path.";

/// What all operations share.
pub(super) struct Core<A> {
    pub(super) authenticator: A,
    pub(super) errors: &'static ErrorFormat,
    pub(super) options: Options,
}

/// A request that has passed all checks.
pub(super) struct Call<P> {
    pub(super) principal: Option<P>,
    pub(super) parts: Parts,
    pub(super) input: Input,
}

/// Calls the handler of one operation.
pub(super) type Handle<P> =
    Box<dyn Fn(Call<P>) -> BoxFuture<'static, Result<Handled, Rejection>> + Send + Sync>;

/// An operation, its handler, and what they share with others.
pub(super) struct Served<A: Authenticator> {
    pub(super) core: Arc<Core<A>>,
    pub(super) operation: &'static Operation,
    /// The operation's own path template: operations of one path may name its parameters differently.
    pub(super) template: Arc<Template>,
    /// What stands before its path.
    pub(super) prefix: Option<Arc<Prefix>>,
    pub(super) handle: Handle<A::Principal>,
}

impl<A: Authenticator> Served<A> {
    /// The parameters of a path.
    fn parameters<'p>(&self, path: &'p str) -> Option<PathValues<'p>> {
        let path = match &self.prefix {
            Some(prefix) => prefix.strip(path)?,
            None => path,
        };
        self.template.matches(path)
    }
}

/// Answers a request. This never fails and never panics.
///
/// Not an `async` function, which would hold the request twice: as what it is given, and as what it owns.
pub(super) fn serve<A: Authenticator>(
    served: Arc<Served<A>>,
    request: Request,
    place: Place,
) -> impl Future<Output = Response<Body>> + Send {
    let is_head = request.method() == Method::HEAD && place == Place::Outermost;
    let seen = observe::seen(request.extensions());
    let span = match place {
        Place::Outermost => observe::span(seen.as_ref()),
        Place::Within => Span::current(),
    };
    let mut exchange = Exchange {
        request,
        admitted: None,
        deprecation: None,
    };
    async move {
        let handled = handle(&served, place, &mut exchange);
        let answered = AssertUnwindSafe(handled.instrument(span.clone()));
        let answered = answered.catch_unwind().await.unwrap_or_else(|panic| {
            span.in_scope(|| observe::panicked(seen.as_ref(), panic_message(&*panic)));
            Err(Rejection::internal())
        });
        let core = &served.core;
        let mut response = match answered {
            Ok(raw) => response(raw),
            Err(rejection) => {
                let response = rejection.into_response(core.errors, &core.options);
                observe::rejected(response.status());
                response
            }
        };
        if let Some(admitted) = exchange.admitted {
            response.headers_mut().extend(*admitted);
        }
        if let Some(deprecation) = exchange.deprecation {
            deprecation.announce(response.headers_mut());
        }
        if place == Place::Outermost {
            observe::answered(seen.as_ref(), &span, response.status());
        }
        if is_head {
            without_body(response)
        } else {
            response
        }
    }
}

/// The header fields that an admission adds to the response. Boxed, since they are large, and rarely there.
type Admitted = Option<Box<HeaderMap>>;

/// A request, and what its response says whatever it is: outside of what may panic or be refused.
struct Exchange {
    request: Request,
    /// What an admission says.
    admitted: Admitted,
    /// What the document says of the operation.
    deprecation: Option<&'static Deprecation>,
}

/// The request is taken out of its place: what an `async` function is given by value it holds to its end.
async fn handle<A: Authenticator>(
    served: &Served<A>,
    place: Place,
    exchange: &mut Exchange,
) -> Result<RawResponse, Rejection> {
    let (mut parts, body) = std::mem::take(&mut exchange.request).into_parts();
    let (core, operation) = (&*served.core, served.operation);
    Below::note(&mut parts.extensions, served.prefix.as_ref());
    if place == Place::Outermost {
        observe::routed(&parts.extensions, operation);
        exchange.deprecation = operation.deprecation();
    }
    // A layer may have made another path of it.
    let path = served
        .parameters(parts.uri.path())
        .ok_or_else(|| Rejection::new(StatusCode::NOT_FOUND, NOT_FOUND))?;

    let refused = |rejection: Rejection| rejection.of(operation);
    let admission = {
        let arrived = Arrived {
            path,
            parts: &parts,
            body,
        };
        // Boxed, so that no future is so large that it takes an allocator long.
        Box::pin(admit(core, operation, arrived, &mut exchange.admitted)).await
    };
    let (principal, input) = admission.map_err(refused)?;
    let accepted = super::alternatives::accepted(operation, &parts.headers);
    let call = Call {
        principal,
        parts,
        input,
    };
    let answered = (served.handle)(call).await;
    let response = answered::written(answered, operation, core).map_err(refused)?;
    if response.status.is_informational() {
        // Another response would have to follow, and none does (RFC 9110, section 15.2).
        let status = response.status.as_u16();
        tracing::error!(
            operation = operation.id,
            status,
            "a handler answers with a status that is no answer"
        );
        return Err(refused(Rejection::internal()));
    }
    if let Some(report) = core.options.report() {
        Box::pin(outgoing::check(
            report,
            operation,
            &response,
            core.options.check_budget,
        ))
        .await;
    }
    if let Some(accepted) = accepted {
        return super::alternatives::choose(operation, &accepted, response).map_err(refused);
    }
    Ok(response)
}

/// A request whose operation is known.
struct Arrived<'r> {
    path: PathValues<'r>,
    parts: &'r Parts,
    body: Body,
}

/// Who sent the request, and what is in it.
async fn admit<A: Authenticator>(
    core: &Core<A>,
    operation: &'static Operation,
    arrived: Arrived<'_>,
    admitted: &mut Admitted,
) -> Result<(Option<A::Principal>, Input), Rejection> {
    let auth::Authorized {
        principal,
        credentials,
    } = auth::authorize(&core.authenticator, operation, arrived.parts).await?;
    if let Some(admission) = &core.options.admission {
        let candidate = Candidate::new(operation, arrived.parts, &credentials);
        let headers = admission.admit(candidate).await?;
        *admitted = (!headers.is_empty()).then(|| Box::new(headers));
    }
    drop(credentials);
    let input = decode(core, operation, arrived).await?;
    Ok((principal, input))
}

async fn decode<A>(
    core: &Core<A>,
    operation: &'static Operation,
    Arrived { path, parts, body }: Arrived<'_>,
) -> Result<Input, Rejection> {
    let expected = operation.request_body.as_ref();
    let media = match expected {
        Some(expected) => {
            body::check_coding(operation, &parts.headers)?;
            body::media_type(expected, &parts.headers, &body)?
        }
        None => None,
    };
    if parts.headers.contains_key(header::ACCEPT)
        && core
            .errors
            .allows(StatusCode::NOT_ACCEPTABLE, Some(operation))
    {
        content_negotiation::check(operation, &parts.headers)?;
    }
    let limit = core.options.body_limit;
    let mut received = match expected {
        Some(expected) => body::receive(expected, media, &parts.headers, body, limit).await?,
        None => Received::default(),
    };
    // What is whole is checked at once; the items of a stream are read as they come.
    if let Received::Read(body::Read {
        content: body::Content::Stream(stream, _),
        ..
    }) = &mut received
    {
        stream.require_unique_names();
    }
    let incoming = Incoming {
        path: &path,
        query: parts.uri.query().unwrap_or(""),
        headers: &parts.headers,
    };
    let checks = Checks {
        operation,
        unknown_query: core.options.unknown_query,
        escaped_commas: core.options.escaped_commas,
        budget: core.options.check_budget,
    };
    checks.run(incoming, received).await
}

fn response(raw: RawResponse) -> Response<Body> {
    let has_content = has_content(raw.status);
    let body = match raw.body.into_bytes() {
        _ if !has_content => Body::empty(),
        Ok(bytes) => Body::from(bytes),
        Err(stream) => Body::new(stream),
    };
    let mut response = Response::new(body);
    *response.status_mut() = raw.status;
    *response.headers_mut() = raw.headers;
    if !has_content {
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        headers.remove(header::CONTENT_LENGTH);
    }
    response
}

/// Whether responses of a status have content (RFC 9110, sections 15.2, 15.3.5, 15.3.6 and 15.4.5).
fn has_content(status: StatusCode) -> bool {
    !status.is_informational() && !matches!(status.as_u16(), 204 | 205 | 304)
}

/// The answer to HEAD: as to GET, length included, without the body (RFC 9110, section 9.3.2).
pub(super) fn without_body(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = axum::body::HttpBody::size_hint(&body)
        .exact()
        .filter(|length| *length > 0)
    {
        parts
            .headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    Response::from_parts(parts, Body::empty())
}

pub(super) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::AuthError;

    static ERRORS: ErrorFormat = ErrorFormat::new("application/json", &[]);
    static OPERATION: Operation = Operation::get("/");

    struct Nobody;

    impl Authenticator for Nobody {
        type Principal = [u64; 4];

        async fn authenticate(&self, _: Candidate<'_>) -> Result<[u64; 4], AuthError> {
            Err(AuthError::Unauthorized)
        }

        fn has_scope(&self, _: &[u64; 4], _: &str) -> bool {
            false
        }
    }

    /// What is larger, an allocator such as that of glibc does not keep ready for each thread.
    #[test]
    fn futures_take_less_than_a_kilobyte() {
        let core = Arc::new(Core {
            authenticator: Nobody,
            errors: &ERRORS,
            options: Options::default(),
        });
        let (parts, body) = Request::default().into_parts();
        let arrived = Arrived {
            path: PathValues::new(),
            parts: &parts,
            body,
        };
        let mut admitted = None;
        let admit = size_of_val(&admit(&core, &OPERATION, arrived, &mut admitted));
        let served = Arc::new(Served {
            core,
            operation: &OPERATION,
            template: Arc::new(Template::new("/")),
            prefix: None,
            handle: Box::new(|_| Box::pin(std::future::ready(Err(Rejection::internal())))),
        });
        let serve = size_of_val(&serve(served, Request::default(), Place::Outermost));
        assert!(admit < 1024 && serve < 1024, "{admit} and {serve} bytes");
    }
}
