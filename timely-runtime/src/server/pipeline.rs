//! What happens to a request between the route and the handler.

use super::answered::{self, Handled};
use super::body::{self, Received};
use super::checks::Checks;
use super::conditions::Asked;
use super::input::Input;
use super::template::{PathValues, Template};
use super::{
    Authenticator, Candidate, ErrorFormat, Options, Rejection, auth, content_negotiation, observe,
    outgoing,
};
use crate::operation::Condition;
use crate::parameters::Incoming;
use crate::{Deprecation, Operation, RawResponse};
use axum::body::Body;
use axum::extract::Request;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use std::any::Any;
use std::cell::OnceCell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tracing::Instrument;

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

/// An operation and its handler.
pub(super) struct Endpoint<P> {
    pub(super) operation: &'static Operation,
    /// The operation's own path template: operations of one path may name its parameters differently.
    pub(super) template: Template,
    pub(super) handle: Handle<P>,
}

/// The operations behind one route of axum, by path, in the order to try the paths. No path is without operations.
pub(super) struct Group<P> {
    pub(super) paths: Vec<Vec<Endpoint<P>>>,
}

impl<P> Default for Group<P> {
    fn default() -> Self {
        Self { paths: Vec::new() }
    }
}

/// What a request is for.
enum Selected<'g, 'r, P> {
    /// An operation, with its path parameters.
    Operation(&'g Endpoint<P>, PathValues<'r>),
    /// To learn of the methods of a path.
    Methods(HeaderMap),
}

impl<P> Group<P> {
    fn select<'g, 'r>(&'g self, parts: &'r Parts) -> Result<Selected<'g, 'r, P>, Rejection> {
        let (method, path) = (&parts.method, parts.uri.path());
        // Nearly all routes stand for one path.
        if let [endpoints] = self.paths.as_slice()
            && let Some(endpoint) = endpoints
                .iter()
                .find(|endpoint| endpoint.operation.method == method.as_str())
            && matches!(endpoint.distinction(), (false, []))
            && let Some(path) = endpoint.template.matches(path)
        {
            return Ok(Selected::Operation(endpoint, path));
        }
        let query = parts.uri.query().unwrap_or_default();
        let is_of_path = |endpoints: &&Vec<Endpoint<P>>| {
            let mut endpoints = endpoints.iter();
            endpoints.any(|endpoint| endpoint.template.matches(path).is_some())
        };
        let endpoints = self
            .meant(method, query, &parts.headers, is_of_path)
            .ok_or_else(|| Rejection::new(StatusCode::NOT_FOUND, NOT_FOUND))?;
        let by_method = |method: &str| {
            let endpoint = endpoints
                .iter()
                .find(|endpoint| endpoint.operation.method == method)?;
            Some(Selected::Operation(
                endpoint,
                endpoint.template.matches(path)?,
            ))
        };
        let found = by_method(method.as_str()).or_else(|| match *method {
            Method::HEAD => by_method("GET"),
            _ => None,
        });
        let methods = || {
            // Those that are told by something else of the request are of the path as well.
            let is_same = |endpoint: &&Endpoint<P>| {
                let mut meant = endpoints.iter();
                meant.any(|meant| meant.template.is_same(&endpoint.template))
            };
            let told = self.paths.iter().flatten().filter(is_same);
            allow(told.map(|endpoint| endpoint.operation.method))
        };
        match found {
            Some(selected) => Ok(selected),
            None if method == Method::OPTIONS => Ok(Selected::Methods(methods())),
            None => Err(Rejection::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "This path does not have an operation with this method.",
            )
            .with_headers(methods())),
        }
    }

    /// The operations of the path that is meant by a request. One with a query, or with conditions, stands beside one without,
    /// which may have the other methods.
    fn meant(
        &self,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        is_of_path: impl Fn(&&Vec<Endpoint<P>>) -> bool,
    ) -> Option<&Vec<Endpoint<P>>> {
        let asked = OnceCell::new();
        let asked = || asked.get_or_init(|| Asked::new(query, headers));
        let answers = |endpoints: &Vec<Endpoint<P>>| {
            let mut endpoints = endpoints.iter();
            endpoints.any(|endpoint| endpoint.operation.method == method.as_str())
        };
        let first = |endpoints: &Vec<Endpoint<P>>| endpoints.first().map(Endpoint::distinction);
        let is_meant = |endpoints: &&Vec<Endpoint<P>>| match first(endpoints) {
            None => false,
            Some((false, [])) => true,
            Some((has_query, conditions)) => {
                (!has_query || endpoints[0].template.takes(query))
                    && asked().has(conditions)
                    && answers(endpoints)
            }
        };
        let found = self
            .paths
            .iter()
            .find(|path| is_meant(path) && is_of_path(path));
        // Without what tells them apart, a request is held to the one that asks for least, which says what is missing.
        let others = self.paths.iter().rev();
        let mut others =
            others.filter(|path| matches!(first(path), Some((false, [_, ..]))) && is_of_path(path));
        found.or_else(|| {
            let any = others.clone().next();
            others.find(|path| answers(path)).or(any)
        })
    }
}

impl<P> Endpoint<P> {
    /// What tells its path from others of the same template: whether it has a query, and the conditions.
    pub(super) fn distinction(&self) -> (bool, &'static [Condition]) {
        (self.template.has_query(), self.operation.conditions)
    }
}

/// The methods of a path, those included that it has by itself.
fn allow<'m>(methods: impl Iterator<Item = &'m str>) -> HeaderMap {
    let mut methods: Vec<&str> = methods.chain(["OPTIONS"]).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.dedup();
    match HeaderValue::from_str(&methods.join(", ")) {
        Ok(value) => HeaderMap::from_iter([(header::ALLOW, value)]),
        Err(_) => HeaderMap::new(),
    }
}

/// Answers a request. This never fails and never panics.
///
/// Not an `async` function, which would hold the request twice: as what it is given, and as what it owns.
pub(super) fn serve<A: Authenticator>(
    core: Arc<Core<A>>,
    group: Arc<Group<A::Principal>>,
    request: Request,
) -> impl Future<Output = Response<Body>> + Send {
    let is_head = request.method() == Method::HEAD;
    let seen = observe::seen(request.extensions());
    let span = observe::span(seen.as_ref());
    let mut exchange = Exchange {
        request,
        admitted: None,
        deprecation: None,
    };
    async move {
        let handled = handle(&core, &group, &mut exchange);
        let answered = AssertUnwindSafe(handled.instrument(span.clone()));
        let answered = answered.catch_unwind().await.unwrap_or_else(|panic| {
            span.in_scope(|| observe::panicked(seen.as_ref(), panic_message(&*panic)));
            Err(Rejection::internal())
        });
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
        observe::answered(seen.as_ref(), &span, response.status());
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
    core: &Core<A>,
    group: &Group<A::Principal>,
    exchange: &mut Exchange,
) -> Result<RawResponse, Rejection> {
    let (parts, body) = std::mem::take(&mut exchange.request).into_parts();
    let (endpoint, path) = match group.select(&parts)? {
        Selected::Operation(endpoint, path) => (endpoint, path),
        Selected::Methods(headers) => {
            let status = StatusCode::NO_CONTENT;
            return Ok(RawResponse::new(status, headers, crate::Body::empty()));
        }
    };
    let operation = endpoint.operation;
    observe::routed(&parts.extensions, operation);
    exchange.deprecation = operation.deprecation();

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
    let answered = (endpoint.handle)(call).await;
    let response = answered::written(answered, operation, core).map_err(refused)?;
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
fn without_body(response: Response<Body>) -> Response<Body> {
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

fn panic_message(panic: &(dyn Any + Send)) -> &str {
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
        let serve = size_of_val(&serve(core, Arc::default(), Request::default()));
        assert!(admit < 1024 && serve < 1024, "{admit} and {serve} bytes");
    }
}
