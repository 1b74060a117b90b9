//! Admission control, asked before a request is read further: may this caller ask this now?

use super::{Candidate, Rejection};
use futures_util::future::BoxFuture;
use http::HeaderMap;

/// Admits a request whose credentials are good, or turns it away; a rate limit is the usual one.
///
/// It is asked after the credentials and their scopes, and before anything else of the request is looked at, its body
/// included. Give it to a server with [`Options::admission`](super::Options::admission).
///
/// ```
/// use futures_util::future::BoxFuture;
/// use timely_runtime::http::{HeaderMap, StatusCode};
/// use timely_runtime::server::{Admission, Candidate, Options, Rejection};
///
/// /// Nothing is written while the data is being moved.
/// struct ReadOnly;
///
/// impl Admission for ReadOnly {
///     fn admit<'a>(&'a self, candidate: Candidate<'a>) -> BoxFuture<'a, Result<HeaderMap, Rejection>> {
///         let admitted = match candidate.operation.method {
///             "GET" => Ok(HeaderMap::new()),
///             _ => Err(Rejection::new(StatusCode::SERVICE_UNAVAILABLE, "Nothing can be changed right now.")),
///         };
///         Box::pin(std::future::ready(admitted))
///     }
/// }
///
/// let options = Options::default().admission(ReadOnly);
/// ```
pub trait Admission: Send + Sync + 'static {
    /// Header fields for the response, whatever it will be, or the refusal. A refusal takes its header fields with it
    /// ([`Rejection::with_headers`]).
    fn admit<'a>(&'a self, candidate: Candidate<'a>)
    -> BoxFuture<'a, Result<HeaderMap, Rejection>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Options;
    use crate::server::tests::{Answer, Keys, router_with, send_to};
    use axum::body::Body;
    use http::{HeaderValue, Request, StatusCode};
    use std::sync::{Arc, Mutex};

    /// Keeps what it is asked, and turns the caller `write` away.
    #[derive(Clone, Default)]
    struct Doorkeeper(Arc<Mutex<Vec<String>>>);

    impl Admission for Doorkeeper {
        fn admit<'a>(
            &'a self,
            candidate: Candidate<'a>,
        ) -> BoxFuture<'a, Result<HeaderMap, Rejection>> {
            let secrets = candidate.credentials.iter();
            let secrets: Vec<&str> = secrets.map(|each| each.secret.expose()).collect();
            let secrets = secrets.join("+");
            self.0.lock().unwrap().push(format!(
                "{} {} by {secrets:?}",
                candidate.operation.id, candidate.parts.uri
            ));
            let fields = |text| HeaderMap::from_iter([("x-left", text)].map(field));
            let admitted = if secrets == "write" {
                let refusal = Rejection::new(StatusCode::TOO_MANY_REQUESTS, "Not so fast.");
                Err(refusal.with_headers(fields("0")))
            } else {
                Ok(fields("7"))
            };
            Box::pin(async move {
                tokio::task::yield_now().await;
                admitted
            })
        }
    }

    fn field((name, value): (&'static str, &'static str)) -> (http::HeaderName, HeaderValue) {
        let name = http::HeaderName::from_static(name);
        (name, HeaderValue::from_static(value))
    }

    async fn call(doorkeeper: &Doorkeeper, method: &str, uri: &str, key: &str) -> Answer {
        let options = Options::default().admission(doorkeeper.clone());
        let mut request = Request::builder().method(method).uri(uri);
        if !key.is_empty() {
            request = request.header("x-api-key", key);
        }
        let request = request.body(Body::empty()).unwrap();
        send_to(router_with(Keys::default(), options), request).await
    }

    fn left(answer: &Answer) -> Option<&str> {
        answer.headers.get("x-left")?.to_str().ok()
    }

    #[tokio::test]
    async fn its_header_fields_are_on_successes_refusals_and_panics() {
        let doorkeeper = Doorkeeper::default();
        for (method, uri, key, status) in [
            ("GET", "/contacts/ann", "read", 200),
            ("GET", "/contacts/gone", "read", 404),
            ("GET", "/contacts/too-long", "read", 400),
            ("PUT", "/contacts/ann", "root", 400),
            ("GET", "/panic", "", 500),
        ] {
            let answer = call(&doorkeeper, method, uri, key).await;
            assert_eq!(answer.status, status, "{method} {uri}");
            assert_eq!(left(&answer), Some("7"), "{method} {uri}");
        }
        let asked = doorkeeper.0.lock().unwrap();
        assert_eq!(asked[0], r#"getContact /contacts/ann by "read""#);
        assert_eq!(asked[4], r#"panic /panic by """#);
    }

    #[tokio::test]
    async fn it_turns_away_before_the_request_is_read() {
        let doorkeeper = Doorkeeper::default();
        let answer = call(&doorkeeper, "PUT", "/contacts/too-long", "write").await;
        answer.is(429, "TOO_MANY_REQUESTS");
        assert_eq!(answer.json()["error"]["message"], "Not so fast.");
        assert_eq!(left(&answer), Some("0"));
    }

    #[tokio::test]
    async fn it_is_not_asked_about_what_is_refused_before() {
        let doorkeeper = Doorkeeper::default();
        for (method, uri, key, status) in [
            ("GET", "/nowhere", "read", 404),
            ("DELETE", "/contacts/ann", "read", 405),
            ("GET", "/contacts/ann", "", 401),
            ("GET", "/contacts/ann", "wrong", 401),
            ("GET", "/contacts/ann", "write", 403),
        ] {
            let answer = call(&doorkeeper, method, uri, key).await;
            assert_eq!(answer.status, status, "{method} {uri}");
            assert_eq!(left(&answer), None, "{method} {uri}");
        }
        assert_eq!(*doorkeeper.0.lock().unwrap(), [""; 0]);
    }
}
