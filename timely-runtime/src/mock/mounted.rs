//! A router that answers under the path of the API's address as well, as the document's `servers` have it.

use crate::server::{Prefix, Router};
use axum::body::Body;
use axum::extract::Request;
use futures_util::future::BoxFuture;
use http::Response;
use http::uri::{PathAndQuery, Uri};
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::{Service, ServiceExt};

/// Passes requests on without the base path; those that do not have it, as they are.
#[derive(Clone)]
pub(super) struct Mounted {
    base_path: Arc<Prefix>,
    inner: Router,
}

impl Mounted {
    /// The router; the same as it was where there is no base path.
    pub(super) fn mount(base_path: &'static str, inner: Router) -> Router {
        let base_path = Prefix::new(base_path);
        match base_path.is_empty() {
            true => inner,
            false => Router::new().fallback_service(Self {
                base_path: Arc::new(base_path),
                inner,
            }),
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
        if let Some(uri) = without(request.uri(), &self.base_path) {
            *request.uri_mut() = uri;
        }
        Box::pin(self.inner.clone().oneshot(request))
    }
}

/// The address without the base path, if it has that.
fn without(uri: &Uri, base_path: &Prefix) -> Option<Uri> {
    let rest = match base_path.strip(uri.path())? {
        "" => "/",
        rest => rest,
    };
    let path = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
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
        let below = |base_path: &str, uri: &'static str| {
            let uri = without(&Uri::from_static(uri), &Prefix::new(base_path));
            uri.map(|uri| uri.to_string())
        };
        let rest = |uri| below("/api/v1", uri);
        assert_eq!(rest("/api/v1/pets?a=b").as_deref(), Some("/pets?a=b"));
        assert_eq!(
            rest("http://x.example/api/v1").as_deref(),
            Some("http://x.example/")
        );
        assert_eq!(rest("/api/v1?a").as_deref(), Some("/?a"));
        for other in ["/pets", "/api/v10/pets", "/", "/api"] {
            assert_eq!(rest(other), None, "{other}");
        }
        // The place of a variable has any text.
        let of_region = below("/{region}/v1", "/eu/v1/pets");
        assert_eq!(of_region.as_deref(), Some("/pets"));
    }
}
