//! A router that answers under the path of the API's address as well, as the document's `servers` have it.

use crate::server::Router;
use axum::body::Body;
use axum::extract::Request;
use futures_util::future::BoxFuture;
use http::Response;
use http::uri::{PathAndQuery, Uri};
use std::convert::Infallible;
use std::task::{Context, Poll};
use tower::{Service, ServiceExt};

/// Passes requests on without the base path; those that do not have it, as they are.
#[derive(Clone)]
pub(super) struct Mounted {
    base_path: &'static str,
    inner: Router,
}

impl Mounted {
    /// The router; the same as it was where there is no base path.
    pub(super) fn mount(base_path: &'static str, inner: Router) -> Router {
        match base_path.trim_end_matches('/') {
            "" => inner,
            base_path => Router::new().fallback_service(Self { base_path, inner }),
        }
    }
}

impl Service<Request> for Mounted {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(uri) = without(request.uri(), self.base_path) {
            *request.uri_mut() = uri;
        }
        Box::pin(self.inner.clone().oneshot(request))
    }
}

/// The address without the base path, if it has that.
fn without(uri: &Uri, base_path: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(base_path)?;
    let path = match rest.chars().next() {
        None => "/".to_owned(),
        Some('?') => format!("/{rest}"),
        Some('/') => rest.to_owned(),
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_taken_off() {
        let rest = |uri: &'static str| {
            let uri = without(&Uri::from_static(uri), "/api/v1");
            uri.map(|uri| uri.to_string())
        };
        assert_eq!(rest("/api/v1/pets?a=b").as_deref(), Some("/pets?a=b"));
        assert_eq!(
            rest("http://x.example/api/v1").as_deref(),
            Some("http://x.example/")
        );
        assert_eq!(rest("/api/v1?a").as_deref(), Some("/?a"));
        for other in ["/pets", "/api/v10/pets", "/", "/api"] {
            assert_eq!(rest(other), None, "{other}");
        }
    }
}
