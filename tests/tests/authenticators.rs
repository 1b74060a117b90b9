//! Who may call: the ready authenticators behind a generated server, what an authenticator sees of a request, and a server that
//! needs none.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod vault {
    timely_macros::openapi!("fixtures/authenticators.yaml");
}

mod open {
    timely_macros::openapi!("fixtures/texts.yaml");
}

use axum::extract::ConnectInfo;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use timely_runtime::server::authenticators::{ApiKeys, Basic, ByScheme, Granted};
use timely_runtime::server::{NoAuth, Router};
use timely_runtime::{NoContent, Undocumented};
use tower::ServiceExt;
use vault::client::{Client, DefaultApi};
use vault::operations::{OpenResponse, ReadResponse, WriteResponse};
use vault::server::{AuthError, Authenticator, Candidate, Context, DefaultService, router};

/// Says who asks.
struct Vault;

impl DefaultService<Granted<String>> for Vault {
    async fn read(&self, cx: Context<Granted<String>>) -> Result<ReadResponse, Undocumented> {
        Ok(cx.principal().to_string().into())
    }

    async fn write(&self, cx: Context<Granted<String>>) -> Result<WriteResponse, Undocumented> {
        Ok(cx.principal().to_string().into())
    }

    async fn open(&self, _: Context<()>) -> Result<OpenResponse, Undocumented> {
        Ok(NoContent.into())
    }
}

fn vault() -> Router {
    let keys = ApiKeys::new()
        .key("k-billing", "billing".to_owned())
        .scopes(["read", "write"])
        .key("k-reader", "reader".to_owned())
        .scopes(["read"]);
    let tokens = ApiKeys::new().key("t-ann", 1).scopes(["write"]);
    let users = Basic::new().user("bob", "pass:word", "bob".to_owned());
    let all = ByScheme::new()
        .scheme_as("token", tokens, |id| id.map(|id| format!("user {id}")))
        .scheme("key", keys)
        .scheme("user", users);
    router(Vault, all)
}

async fn answer(router: Router, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::get(path);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_client_is_known_by_each_of_the_schemes() {
    let builder = || {
        Client::builder()
            .base_url("http://vault.test")
            .transport(vault())
    };
    let by_key = builder().key("k-billing").build().unwrap();
    assert_eq!(by_key.read().await.unwrap().body, "billing");
    let by_user = builder().user("bob:pass:word").build().unwrap();
    assert_eq!(by_user.read().await.unwrap().body, "bob");
    let both = builder().key("k-billing").token("t-ann").build().unwrap();
    assert_eq!(both.write().await.unwrap().body, "user 1");
    builder().build().unwrap().open().await.unwrap();
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    for (path, fields, expected) in [
        ("/read", &[][..], 401),
        ("/read", &[("x-key", "k")], 401),
        ("/read", &[("x-key", "t-ann")], 401),
        // Known, but without the scope.
        ("/read", &[("authorization", "Bearer t-ann")], 403),
        ("/read", &[("authorization", "Basic Ym9iOndyb25n")], 401),
        ("/write", &[("x-key", "k-billing")], 401),
        (
            "/write",
            &[("x-key", "k-billing"), ("authorization", "Bearer x")],
            401,
        ),
        (
            "/write",
            &[("x-key", "k-reader"), ("authorization", "Bearer t-ann")],
            403,
        ),
        (
            "/write",
            &[("x-key", "k-billing"), ("authorization", "Bearer t-ann")],
            200,
        ),
    ] {
        let (status, body) = answer(vault(), path, fields).await;
        assert_eq!(status, expected, "{path} {fields:?}: {body}");
        assert!(
            !body.contains("k-billing") && !body.contains("t-ann"),
            "{body}"
        );
    }
}

/// Keeps what it sees, and refuses who comes from elsewhere.
#[derive(Clone, Default)]
struct Watchful(Arc<Mutex<Vec<String>>>);

impl Authenticator for Watchful {
    type Principal = Granted<String>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<String>, AuthError> {
        let Candidate {
            operation, parts, ..
        } = candidate;
        let agent = parts.headers.get("user-agent").unwrap().to_str().unwrap();
        let seen = format!("{} {} {} {agent}", operation.id, parts.method, parts.uri);
        self.0.lock().unwrap().push(seen);
        match candidate.peer() {
            Some(peer) if peer.ip().is_loopback() => Ok(Granted::new("home".to_owned())),
            _ => Err(AuthError::Unauthorized),
        }
    }
}

#[tokio::test]
async fn an_authenticator_sees_the_request() {
    let watchful = Watchful::default();
    for (address, expected) in [([127, 0, 0, 1], 200), ([192, 0, 2, 1], 401)] {
        let mut request = Request::get("/read?x=1")
            .header("authorization", "Basic Ym9iOnA=")
            .header("user-agent", "test");
        let peer = ConnectInfo(SocketAddr::from((address, 40_000)));
        request.extensions_mut().unwrap().insert(peer);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = router(Vault, watchful.clone()).oneshot(request).await;
        assert_eq!(response.unwrap().status(), expected);
    }
    let seen = watchful.0.lock().unwrap();
    assert_eq!(
        *seen,
        ["read GET /read?x=1 test", "read GET /read?x=1 test"]
    );
}

/// The vault for nobody.
impl DefaultService<()> for Vault {
    async fn read(&self, _: Context<()>) -> Result<ReadResponse, Undocumented> {
        panic!("nobody is known")
    }

    async fn write(&self, _: Context<()>) -> Result<WriteResponse, Undocumented> {
        panic!("nobody is known")
    }

    async fn open(&self, _: Context<()>) -> Result<OpenResponse, Undocumented> {
        Ok(NoContent.into())
    }
}

#[tokio::test]
async fn without_an_authenticator_nothing_that_needs_one_is_answered() {
    let router = || router(Vault, NoAuth);
    for path in ["/read", "/write"] {
        let fields = [("x-key", "k"), ("authorization", "Bearer t")];
        let (status, _) = answer(router(), path, &fields).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let (status, _) = answer(router(), "/open", &[]).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}

/// A document without security: whatever implements its traits is all that its routers take.
fn takes_the_service_alone<S: open::server::Service>(service: S) -> Router {
    let options = open::server::Options::default();
    open::server::router_with(service, options)
}
