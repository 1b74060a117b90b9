//! Typed headers of responses, from the generated server to the generated client: lists, objects and JSON.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document is warned about, as it should be.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/headers.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::Window;
use api::operations::get_quota::XLimitsHeader;
use api::operations::{GetQuota, GetQuotaResponse, TagsSizesWindowAndMoreHeaders};
use api::server::{Context, DefaultService, router};
use http::Request;
use serde_json::json;
use timely_runtime::{Response, Undocumented};
use tower::ServiceExt;

struct Quota;

fn headers(is_odd: bool) -> TagsSizesWindowAndMoreHeaders {
    TagsSizesWindowAndMoreHeaders {
        tags: Some(vec!["a".to_owned(), "b c".to_owned()]),
        sizes: vec![1, 2],
        window: Some(Window::new(1).until(2)),
        flat: Some(Window::new(3)),
        limits: Some(
            XLimitsHeader::new(Window::new(4)).names(vec!["a, b".to_owned(), "é".to_owned()]),
        ),
        any: Some(json!([1, "x"])),
        when: Some(5),
        cert: Some("text".to_owned()),
        // The style of the header has no way to write it.
        nested: is_odd.then(|| vec![vec![1]]),
    }
}

impl DefaultService for Quota {
    async fn get_quota(
        &self,
        _: Context<()>,
        params: GetQuota,
    ) -> Result<GetQuotaResponse, Undocumented> {
        Ok(Response::new(true, headers(params.odd == Some(true))))
    }
}

#[tokio::test]
async fn what_the_server_sends_is_what_the_client_reads() {
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router(Quota))
        .build()
        .expect("the settings are valid");
    let response = client.get_quota().await.expect("a quota");
    assert_eq!(response.headers(), &headers(false));
}

#[tokio::test]
async fn each_header_is_written_in_its_style() {
    let ask = |path: &'static str| {
        let request = Request::get(path).body(axum::body::Body::empty());
        router(Quota).oneshot(request.expect("a request"))
    };
    let response = ask("/quota").await.expect("infallible");
    let text = |name| String::from_utf8_lossy(response.headers()[name].as_bytes()).into_owned();
    assert_eq!(text("x-tags"), "a,b c");
    assert_eq!(text("x-sizes"), "1,2");
    assert_eq!(text("x-window"), "from=1,until=2");
    assert_eq!(text("x-flat"), "from,3");
    assert_eq!(
        text("x-limits"),
        r#"{"window":{"from":4},"names":["a, b","é"]}"#
    );
    assert_eq!(text("x-any"), r#"[1,"x"]"#);
    assert_eq!(text("x-when"), "5");
    // What cannot be written is an error of the server's, and no half of an answer.
    let refused = ask("/quota?odd=true").await.expect("infallible");
    assert_eq!(refused.status().as_u16(), 500);
}

#[tokio::test]
async fn a_header_that_is_no_json_is_absent_where_it_may_be() {
    let server = tower::service_fn(|_: Request<timely_runtime::Body>| async {
        let response = http::Response::builder()
            .header("content-type", "application/json")
            .header("x-sizes", "7")
            .header("x-limits", "{not json")
            .header("x-window", "from=x");
        Ok::<_, std::convert::Infallible>(
            response
                .body(axum::body::Body::from("true"))
                .expect("a response"),
        )
    });
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(server)
        .build()
        .expect("the settings are valid");
    let response = client.get_quota().await.expect("a quota");
    assert_eq!(response.headers().sizes, [7]);
    assert_eq!(response.headers().limits, None);
    assert_eq!(response.headers().window, None);
}
