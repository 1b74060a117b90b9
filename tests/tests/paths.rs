//! The client and the server generated from a document whose paths break the standard: what is repaired works.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// What was repaired, the macro warns of.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/paths.yaml");
}

use api::client::{Client, DefaultApi};
use api::operations::*;
use api::server::{AuthError, Authenticator, Candidate, Context, DefaultService, router};
use http::{Request, StatusCode};
use std::sync::{Arc, Mutex};
use timely_runtime::{NoContent, Undocumented};
use tower::ServiceExt;

/// Notes what was called.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note<R: From<NoContent>>(&self, text: impl Into<String>) -> Result<R, Undocumented> {
        let mut notes = self.0.lock().expect("no panic before");
        notes.push(text.into());
        Ok(NoContent.into())
    }
}

macro_rules! noted {
    ($($name:ident($($argument:ident: $ty:ty),*) -> $response:ty, ($($text:tt)+);)+) => {
        impl DefaultService<()> for Notes {
            $(async fn $name(&self, _: Context<()> $(, $argument: $ty)*) -> Result<$response, Undocumented> {
                self.note(format!($($text)+))
            })+
        }
    };
}

noted! {
    get_users() -> GetUsersResponse, ("users");
    get_users_by_id(id: i64) -> GetUsersByIdResponse, ("user {id}");
    get_users_by_user_id_posts(user_id: i64) -> GetUsersByUserIdPostsResponse, ("posts of {user_id}");
    post_users_by_user_id_posts(user_id: String) -> PostUsersByUserIdPostsResponse, ("post by {user_id}");
    get_file(name: String, kind: String) -> GetFileResponse, ("file {name} {kind}");
    get_object(proxy: String) -> GetObjectResponse, ("object {proxy}");
    get_number(n: i64) -> GetNumberResponse, ("number {n}");
    list_small() -> ListSmallResponse, ("small");
    list_large(page: i64, params: ListLarge) -> ListLargeResponse, ("large {page} {:?}", params.q);
    list_all() -> ListAllResponse, ("all");
    add_thing() -> AddThingResponse, ("add");
    sort_things(params: SortThings) -> SortThingsResponse, ("sort {:?}", params.sort);
    start() -> StartResponse, ("start");
    stop() -> StopResponse, ("stop");
    get_headers(params: GetHeaders) -> GetHeadersResponse, ("headers {:?} {:?} {:?}", params.id, params.x_id, params.xml);
    list_objects(bucket: String) -> ListObjectsResponse, ("objects of {bucket}");
    get_acl(bucket: String, acl: bool) -> GetAclResponse, ("acl of {bucket} {acl}");
    put_acl(bucket: String, acl: bool) -> PutAclResponse, ("set acl of {bucket} {acl}");
    list_parts(name: String, upload_id: String) -> ListPartsResponse, ("parts of {name} {upload_id}");
    rpc_start(target: String) -> RpcStartResponse, ("rpc {target}");
    rpc_stop(target: String) -> RpcStopResponse, ("rpc {target}");
    same_first(a: String) -> SameFirstResponse, ("first {a}");
    same_second(b: String) -> SameSecondResponse, ("second {b}");
    get_closed(params: GetClosed) -> GetClosedResponse, ("closed {:?}", params.id);
}

/// Lets everyone in who has any credentials.
struct Anyone;

impl Authenticator for Anyone {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Ok(())
    }
}

#[tokio::test]
async fn repaired_paths_are_called() {
    let notes = Notes::default();
    let client = Client::builder()
        .base_url("http://api.test")
        .odd("token")
        .transport(router(notes.clone(), Anyone))
        .build()
        .unwrap();
    client.get_users().await.unwrap();
    client.get_users_by_id(1).await.unwrap();
    client.get_users_by_user_id_posts(2).await.unwrap();
    client.post_users_by_user_id_posts("3").await.unwrap();
    client.get_file("a.tar", "gz").await.unwrap();
    client.get_object("a/b").await.unwrap();
    client.get_number(4).await.unwrap();
    client.list_small().await.unwrap();
    client.list_large(5).q("x").await.unwrap();
    client.list_all().await.unwrap();
    client.add_thing().await.unwrap();
    client.sort_things().sort("up").await.unwrap();
    client.start().await.unwrap();
    client.stop().await.unwrap();
    client
        .get_headers()
        .id("a")
        .x_id("b")
        .xml("<a/>")
        .await
        .unwrap();
    client.get_closed().await.unwrap();
    client.list_objects("b").await.unwrap();
    client.get_acl("b", true).await.unwrap();
    client.put_acl("b", true).await.unwrap();
    client.list_parts("b", "u1").await.unwrap();
    client.rpc_stop("Stop").await.unwrap();
    client.rpc_start("Start").await.unwrap();
    client.same_second("c").await.unwrap();
    let expected = [
        "users",
        "user 1",
        "posts of 2",
        "post by 3",
        "file a.tar gz",
        "object a/b",
        "number 4",
        "small",
        "large 5 Some(\"x\")",
        "all",
        "add",
        "sort Some(\"up\")",
        "start",
        "stop",
        "headers Some(\"a\") Some(\"b\") Some(\"<a/>\")",
        "closed None",
        "objects of b",
        "acl of b true",
        "set acl of b true",
        "parts of b u1",
        "rpc Stop",
        "rpc Start",
        // Nothing tells it from the first.
        "first c",
    ];
    assert_eq!(*notes.0.lock().unwrap(), expected);
}

#[tokio::test]
async fn the_query_of_a_path_decides() {
    let notes = Notes::default();
    let router = router(notes.clone(), Anyone);
    for (method, uri, status) in [
        ("GET", "/things?limit=1&kind=small", StatusCode::NO_CONTENT),
        ("GET", "/things?kind=medium", StatusCode::NO_CONTENT),
        ("POST", "/things?kind=small", StatusCode::NO_CONTENT),
        ("GET", "/things?kind=large", StatusCode::BAD_REQUEST),
        (
            "DELETE",
            "/things?kind=small",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        ("GET", "/users/a", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::builder().method(method).uri(uri);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {uri}");
    }
    assert_eq!(*notes.0.lock().unwrap(), ["small", "all", "add"]);
}

#[tokio::test]
async fn required_parameters_tell_operations_of_one_path_apart() {
    let notes = Notes::default();
    let router = router(notes.clone(), Anyone);
    for (method, uri, target, status) in [
        ("GET", "/buckets/b?acl", None, StatusCode::NO_CONTENT),
        (
            "GET",
            "/buckets/b?x=1&acl=true",
            None,
            StatusCode::NO_CONTENT,
        ),
        ("GET", "/buckets/b?acl=false", None, StatusCode::BAD_REQUEST),
        (
            "GET",
            "/buckets/b?uploadId=1",
            None,
            StatusCode::BAD_REQUEST,
        ),
        ("GET", "/buckets/b?upload=1", None, StatusCode::NO_CONTENT),
        ("PUT", "/buckets/b", None, StatusCode::BAD_REQUEST),
        ("POST", "/rpc", Some("Stop"), StatusCode::NO_CONTENT),
        ("POST", "/rpc", Some("Pause"), StatusCode::BAD_REQUEST),
        ("POST", "/rpc", None, StatusCode::BAD_REQUEST),
        ("GET", "/rpc", Some("Stop"), StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(target) = target {
            request = request.header("X-Target", target);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {uri} {target:?}");
    }
    let request = Request::options("/buckets/b").body(axum::body::Body::empty());
    let response = router.oneshot(request.unwrap()).await.unwrap();
    assert_eq!(response.headers()["allow"], "GET, HEAD, OPTIONS, PUT");
    let expected = ["acl of b true", "acl of b true", "objects of b", "rpc Stop"];
    assert_eq!(*notes.0.lock().unwrap(), expected);
}
