//! The client and the server generated from one small document whose parameters travel in every way there is, with
//! methods, credentials and servers of every kind.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The operations without operationId are meant to be without, of which the macro warns.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/requests.yaml");
}

use api::client::base_urls::{self, Production, ProductionRegion};
use api::client::{Client, ClientBuilder, MethodsApi, ParametersApi, SecurityApi, ServersApi};
use api::models::point::PointRequired;
use api::models::{Filter, Page, Point};
use api::operations::headers::CountHeaders;
use api::operations::styles::Key as StylesKey;
use api::operations::{
    CertificateResponse, CopySearchResponse, DigestResponse, DropUploadResponse, EchoResponse,
    MaybeResponse, NothingResponse, OauthResponse, OptionsSearchResponse, ProbeResponse, Search,
    SearchByBodyResponse, SearchResponse, Styles, StylesResponse, UploadResponse,
    XPurgeSearchResponse,
};
use api::server::{
    AuthError, Authenticator, Candidate, ClientCertificate, Context, MethodsService,
    ParametersService, SecurityService, ServersService, router,
};
use http::{Request, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use timely_runtime::client::Error;
use timely_runtime::{NoContent, Response, Undocumented};

/// Answers with what came.
struct Mirror;

impl ParametersService<String> for Mirror {
    async fn styles(
        &self,
        _: Context<()>,
        simple: Vec<i64>,
        label: Point,
        matrix: Vec<String>,
        json: Point,
        form: Vec<String>,
        params: Styles,
    ) -> Result<StylesResponse, Undocumented> {
        let seen = json!({
            "simple": simple, "label": label, "matrix": matrix, "json": json, "form": form, "params": params,
        });
        Ok(seen.into())
    }

    async fn nothing(
        &self,
        _: Context<()>,
        level: Option<i64>,
    ) -> Result<NothingResponse, Undocumented> {
        Ok(json!(level).into())
    }

    async fn search(&self, _: Context<()>, params: Search) -> Result<SearchResponse, Undocumented> {
        Ok(json!(params.whole).into())
    }
}

impl MethodsService<String> for Mirror {
    async fn options_search(&self, cx: Context<()>) -> Result<OptionsSearchResponse, Undocumented> {
        Ok(vec![cx.method().to_string()].into())
    }

    async fn probe(&self, _: Context<()>) -> Result<ProbeResponse, Undocumented> {
        let headers = CountHeaders { count: Some(7) };
        Ok(Response::new(NoContent, headers))
    }

    async fn echo(&self, cx: Context<()>) -> Result<EchoResponse, Undocumented> {
        Ok(json!(cx.method().as_str()).into())
    }

    async fn search_by_body(
        &self,
        _: Context<()>,
        body: Filter,
    ) -> Result<SearchByBodyResponse, Undocumented> {
        Ok(json!(body).into())
    }

    async fn copy_search(
        &self,
        _: Context<()>,
        query: Vec<i64>,
    ) -> Result<CopySearchResponse, Undocumented> {
        Ok(json!(query).into())
    }

    async fn x_purge_search(&self, _: Context<()>) -> Result<XPurgeSearchResponse, Undocumented> {
        Ok(NoContent.into())
    }
}

impl ServersService<String> for Mirror {
    async fn upload(&self, _: Context<()>) -> Result<UploadResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn drop_upload(&self, _: Context<()>) -> Result<DropUploadResponse, Undocumented> {
        Ok(NoContent.into())
    }
}

impl SecurityService<String> for Mirror {
    async fn digest(&self, cx: Context<String>) -> Result<DigestResponse, Undocumented> {
        Ok(cx.principal().clone().into())
    }

    async fn certificate(&self, cx: Context<String>) -> Result<CertificateResponse, Undocumented> {
        Ok(cx.principal().clone().into())
    }

    async fn oauth(&self, cx: Context<String>) -> Result<OauthResponse, Undocumented> {
        Ok(cx.principal().clone().into())
    }

    async fn maybe(&self, cx: Context<Option<String>>) -> Result<MaybeResponse, Undocumented> {
        Ok(cx.principal().clone().unwrap_or_default().into())
    }
}

/// Lets everyone in whose secret is not `wrong`, under the names of the schemes and the secrets.
struct Door;

impl Authenticator for Door {
    type Principal = String;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<String, AuthError> {
        let shown: Vec<String> = candidate
            .credentials
            .iter()
            .map(|credential| format!("{}={}", credential.scheme.name, credential.secret.expose()))
            .collect();
        match shown.iter().any(|one| one.ends_with("=wrong")) {
            true => Err(AuthError::Unauthorized),
            false => Ok(shown.join(" ")),
        }
    }

    fn has_scope(&self, principal: &String, scope: &str) -> bool {
        principal.contains(scope)
    }
}

fn client(configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let router = router(Mirror, Door);
    let builder = Client::builder()
        .base_url("http://api.test")
        .transport(router);
    configure(builder).build().expect("a client")
}

fn plain() -> Client {
    client(|builder| builder)
}

fn point(x: i64, y: i64) -> Point {
    Point::new(PointRequired { x, y })
}

#[tokio::test]
async fn every_style_arrives() {
    let filter = Filter::new()
        .name("a&b=[c]")
        .tags(vec!["x,y".to_owned(), "z".to_owned()])
        .near(point(1, -2))
        .corners(vec![point(0, 0), point(3, 4)]);
    let page = Page::new()
        .offset(20)
        .sort(vec!["name".to_owned(), "-age".to_owned()])
        .within(point(5, 6));
    let words = vec!["a/b".to_owned(), "ü".to_owned()];
    let call = plain().styles(
        vec![1, 2],
        point(1, 2),
        words.clone(),
        point(3, 4),
        words.clone(),
    );
    let got = call
        .space([1, 2])
        .pipe(["a b", "c,d"])
        .filter(filter.clone())
        .expand(["owner", "owner.team"])
        .page(page.clone())
        .r#where(filter.clone())
        .url("https://a.test/b?c=d&e=f")
        .verbose(true)
        .key(StylesKey::Integer(3))
        .limits(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]))
        .point(point(7, 8))
        .json_header(point(9, 10))
        .session("a; b")
        .raw("a%b")
        .await
        .unwrap();
    let expected = json!({
        "simple": [1, 2], "label": { "x": 1, "y": 2 }, "matrix": words, "json": { "x": 3, "y": 4 }, "form": words,
        "params": {
            "space": [1, 2], "pipe": ["a b", "c,d"], "filter": filter, "expand": ["owner", "owner.team"], "page": page,
            "where": filter, "url": "https://a.test/b?c=d&e=f", "verbose": true, "key": 3, "limits": { "a": 1, "b": 2 },
            "point": { "x": 7, "y": 8 }, "json_header": { "x": 9, "y": 10 }, "session": "a; b", "raw": "a%b",
        },
    });
    assert_eq!(*got, expected);
}

#[tokio::test]
async fn null_and_the_whole_query() {
    assert_eq!(*plain().nothing(None).await.unwrap(), json!(null));
    assert_eq!(*plain().nothing(Some(3)).await.unwrap(), json!(3));
    assert_eq!(*plain().search().await.unwrap(), json!(null));
    let filter = Filter::new()
        .tags(vec!["a".to_owned(), "b".to_owned()])
        .corners(vec![point(1, 2)]);
    let got = plain().search().whole(filter).await.unwrap();
    let expected = json!({ "tags": ["a", "b"], "corners": [{ "x": 1, "y": 2 }] });
    assert_eq!(*got, expected);
}

#[tokio::test]
async fn every_method_arrives() {
    let client = plain();
    assert_eq!(*client.options_search().await.unwrap(), ["OPTIONS"]);
    assert_eq!(client.probe().await.unwrap().headers().count, Some(7));
    assert_eq!(*client.echo().await.unwrap(), json!("TRACE"));
    let body = Filter::new().name("x");
    let got = client.search_by_body(&body).await.unwrap();
    assert_eq!(*got, json!({ "name": "x" }));
    assert_eq!(
        *client.copy_search(vec![1, 2]).await.unwrap(),
        json!([1, 2])
    );
    client.x_purge_search().await.unwrap();
}

/// The status and body that the router answers with.
async fn answer(request: Request<axum::body::Body>) -> (StatusCode, http::HeaderMap, String) {
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    let Ok(response) = router(Mirror, Door).oneshot(request).await;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    (parts.status, parts.headers, text)
}

fn request(method: &str, uri: &str) -> Request<axum::body::Body> {
    let request = Request::builder().method(method).uri(uri);
    request.body(axum::body::Body::empty()).expect("a request")
}

#[tokio::test]
async fn what_is_not_as_the_document_says_is_refused() {
    let path = "/styles/1/.x=1.y=2/;matrix=a/%7B%22x%22:1,%22y%22:2%7D";
    let (status, ..) = answer(request("GET", &format!("{path}?form=a"))).await;
    assert_eq!(status, StatusCode::OK);
    for (query, named) in [
        ("", "/form"),
        ("?form=a&where={", "/where"),
        ("?form=a&where=%7B%22near%22:1%7D", "/where/near"),
        ("?form=a&filter[near][x]=1", "/filter/near"),
        ("?form=a&filter[corners][0][x]=a", "/filter/corners/0/x"),
        ("?form=a&verbose=maybe", "/verbose"),
        ("?form=a&key=middle", "/key"),
        ("?form=a&limits[a]=x", "/limits/a"),
        ("?form=a&space=1%20b", "/space/1"),
        ("?form=a&within[x]=1", "/page"),
    ] {
        let uri = format!("{path}{query}").replace('{', "%7B");
        let (status, _, body) = answer(request("GET", &uri)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}: {body}");
        assert!(body.contains(named), "{query}: {body}");
    }
    let (status, _, body) = answer(request("COPY", "/search?1")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    let (status, headers, _) = answer(request("PURGE", "/search")).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(
        headers["allow"],
        "COPY, GET, HEAD, OPTIONS, QUERY, TRACE, x-Purge"
    );
}

#[tokio::test]
async fn empty_values_pass_where_they_may() {
    let path = "/styles/1/.x=1.y=2/;matrix=a/%7B%22x%22:1,%22y%22:2%7D";
    let (_, _, body) = answer(request("GET", &format!("{path}?form=a&verbose"))).await;
    assert!(body.contains(r#""verbose":true"#), "{body}");
}

#[tokio::test]
async fn every_scheme_is_checked() {
    let with = |configure: fn(ClientBuilder) -> ClientBuilder| client(configure);
    let digest = r#"username="a", response="b""#;
    let got = client(|builder| builder.digest(digest)).digest().await;
    assert_eq!(**got.unwrap(), format!("digest={digest}"));
    let got = with(|builder| builder.basic("a:b")).certificate().await;
    assert_eq!(**got.unwrap(), *"basic=a:b");
    let got = with(|builder| builder.oauth("may-write")).oauth().await;
    assert_eq!(**got.unwrap(), *"oauth=may-write");
    let got = with(|builder| builder.old_token_credential("t"))
        .oauth()
        .await;
    assert_eq!(**got.unwrap(), *"oldToken=t");
    assert_eq!(**plain().maybe().await.unwrap(), *"");

    let refused = with(|builder| builder.digest("wrong")).digest().await;
    let Err(Error::Unexpected(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let (_, headers, _) = answer(request("GET", "/secrets")).await;
    assert_eq!(headers["www-authenticate"], "Digest");
    let mut other = request("GET", "/secrets");
    let value = "Bearer abc".parse().unwrap();
    other.headers_mut().insert("authorization", value);
    assert_eq!(answer(other).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_certificate_comes_with_the_connection() {
    let secured = |owner: Option<&'static str>| {
        let layer = axum::middleware::map_request(move |mut request: axum::extract::Request| {
            if let Some(owner) = owner {
                let certificate = ClientCertificate::new(owner);
                request.extensions_mut().insert(certificate);
            }
            async move { request }
        });
        let router = router(Mirror, Door).layer(layer);
        let builder = Client::builder().base_url("http://api.test").key("k");
        builder.transport(router).build().unwrap()
    };
    let got = secured(Some("CN=us")).certificate().await.unwrap();
    assert_eq!(**got, *"certificate=CN=us key=k");
    assert!(secured(None).certificate().await.is_err());
    assert!(secured(Some("wrong")).certificate().await.is_err());
}

/// A client, and where its requests go.
fn recorded(
    configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let service = tower::service_fn(move |request: Request<_>| {
        let _: &timely_runtime::Body = request.body();
        kept.lock()
            .expect("no panic before")
            .push(request.uri().to_string());
        let mut response = http::Response::new(String::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        async move { Ok::<_, Infallible>(response) }
    });
    let client = configure(Client::builder()).transport(service).build();
    (client.expect("a client"), seen)
}

#[tokio::test]
async fn operations_go_to_their_servers() {
    for (configure, expected) in [
        (
            (|builder| builder) as fn(ClientBuilder) -> ClientBuilder,
            [
                "https://eu.example.com/v1/search",
                "https://uploads.example.com/v1/uploads",
                "https://eu.example.com/admin/uploads",
            ],
        ),
        (
            |builder| {
                builder.base_url(
                    Production::new()
                        .region(ProductionRegion::UsEast)
                        .version("v2"),
                )
            },
            [
                "https://us-east.example.com/v2/search",
                "https://us-east.example.com/v2/uploads",
                "https://us-east.example.com/admin/uploads",
            ],
        ),
        (
            |builder| {
                builder
                    .base_url(base_urls::ON_THIS_MACHINE)
                    .server(base_urls::UPLOADS, "http://localhost:9090/")
            },
            [
                "http://localhost:8080/v1/search",
                "http://localhost:9090/uploads",
                "http://localhost:8080/admin/uploads",
            ],
        ),
    ] {
        let (client, seen) = recorded(configure);
        client.x_purge_search().await.unwrap();
        client.upload().await.unwrap();
        client.drop_upload().await.unwrap();
        assert_eq!(*seen.lock().unwrap(), expected);
    }
    let wrong = Client::builder().server(base_urls::UPLOADS, "nowhere");
    assert!(wrong.build().is_err());
}
