//! `Set-Cookie` from the generated server to the generated client: never folded.

use crate::api::client::DefaultApi as _;
use crate::api::operations::log_in::Body as LogInBody;
use crate::server::app;
use http::Request;
use timely_runtime::Body;
use tower::ServiceExt;

/// What a server sets when a caller logs in.
pub(crate) const COOKIES: [&str; 3] = [
    "SID=31d4; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Path=/; HttpOnly",
    "theme=dark,large",
    "seen=",
];

#[tokio::test]
async fn each_cookie_has_a_field_line_of_its_own() {
    let request = Request::post("/session").body(Body::empty());
    let response = app().oneshot(request.expect("a request")).await;
    let response = response.expect("infallible");
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines, COOKIES);
    let request = Request::put("/session").body(Body::empty());
    let response = app().oneshot(request.expect("a request")).await;
    let response = response.expect("infallible");
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines, COOKIES[..1]);
}

#[tokio::test]
async fn the_client_reads_each_line_as_a_cookie() {
    let client = crate::server::client();
    let response = client.log_in().await.expect("it is documented");
    let cookies = response.headers().set_cookie.as_ref();
    assert_eq!(cookies.expect("they are set"), &COOKIES);
    let response = client.renew().await.expect("it is documented");
    assert_eq!(response.headers().set_cookie, COOKIES[0]);
}

#[tokio::test]
async fn over_a_socket_as_well() {
    let (address, _told) = crate::answering(
        b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT\r\n\
          X-A: b\r\nset-cookie: c=d\r\n\r\n",
    )
    .await;
    let client = crate::client_at(address).build().expect("valid");
    let body = LogInBody::new().name("ana");
    let response = client.log_in().body(&body).await.expect("it is documented");
    let cookies = response.headers().set_cookie.as_ref();
    let expected = ["a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "c=d"];
    assert_eq!(cookies.expect("they are set"), &expected);
    // Where the document has one, it is the first.
    let response = client.renew().await.expect("it is documented");
    assert_eq!(response.headers().set_cookie, expected[0]);
}
