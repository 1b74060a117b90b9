//! What a server says of operations that are on their way out, in each of its responses.

#![deny(warnings)]
// The generated modules offer more than these tests call, and what they call is deprecated.
#![allow(dead_code, deprecated)]

mod api {
    timely_macros::openapi!("fixtures/deprecated.yaml");
}

use api::models::Old;
use api::operations::{
    GET_OLDER, GetOlderError, GetOlderResponse, GetOldestResponse, PutOld, PutOldResponse,
    UPLOAD_OLD, UploadOldBody, UploadOldResponse, headers::LinkHeaders,
};
use api::server::{Context, OldService, router};
use http::{HeaderMap, Request};
use timely_runtime::{NoContent, Response, Undocumented};
use tower::ServiceExt;

struct Old1;

impl OldService<()> for Old1 {
    async fn put_old(
        &self,
        _: Context<()>,
        _: i64,
        body: Old,
        _: PutOld,
    ) -> Result<PutOldResponse, Undocumented> {
        Ok(body.into())
    }

    async fn upload_old(
        &self,
        _: Context<()>,
        _: i64,
        _: UploadOldBody,
    ) -> Result<UploadOldResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn get_older(&self, cx: Context<()>) -> Result<GetOlderResponse, GetOlderError> {
        if cx.headers().contains_key("x-gone") {
            return Err(GetOlderError::NotFound(NoContent.into()));
        }
        let link = Some("</other>; rel=\"deprecation\"".to_owned());
        Ok(Response::new(NoContent, LinkHeaders { link }))
    }

    async fn get_oldest(&self, _: Context<()>) -> Result<GetOldestResponse, Undocumented> {
        Ok(NoContent.into())
    }
}

/// The status of a response, and what its header fields say of deprecation.
async fn ask(request: http::request::Builder) -> (u16, Vec<String>) {
    let request = request.body(axum::body::Body::empty());
    let response = router(Old1)
        .oneshot(request.expect("a request"))
        .await
        .expect("infallible");
    (response.status().as_u16(), said(response.headers()))
}

fn said(headers: &HeaderMap) -> Vec<String> {
    let names = ["deprecation", "sunset", "link"];
    let values = names.into_iter().flat_map(|name| headers.get_all(name));
    let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    texts.collect()
}

const SINCE: &str = "@1688169599";
const END: &str = "Sun, 30 Jun 2024 00:00:00 GMT";
const WHY: &str = "<https://example.com/why>; rel=\"deprecation\"";
const WHEN: &str = "<https://example.com/when>; rel=\"sunset\"";

#[tokio::test]
async fn every_response_of_a_deprecated_operation_says_so() {
    let gone = ask(Request::get("/older").header("x-gone", "1")).await;
    let all = [SINCE, END, WHY, WHEN].map(str::to_owned).to_vec();
    assert_eq!(gone, (404, all));
    // Of no date, there is nothing to say but where to read.
    let refused = ask(Request::put("/old/x")).await;
    let docs = "<https://example.com/put>; rel=\"deprecation\"".to_owned();
    assert_eq!((refused.0 / 100, refused.1), (4, vec![docs]));
    assert_eq!(
        ask(Request::get("/oldest")).await,
        (204, vec![END.to_owned()])
    );
}

#[tokio::test]
async fn what_a_handler_says_itself_is_not_said_twice() {
    let (status, fields) = ask(Request::get("/older")).await;
    let own = "</other>; rel=\"deprecation\"";
    assert_eq!(
        (status, fields),
        (200, [SINCE, END, own, WHEN].map(str::to_owned).to_vec())
    );
}

#[tokio::test]
async fn what_is_in_use_says_nothing() {
    assert_eq!(ask(Request::post("/old/x")).await.1, [""; 0]);
    assert_eq!(ask(Request::patch("/older")).await.1, [""; 0]);
    assert!(UPLOAD_OLD.deprecation().is_none());
    let older = GET_OLDER.deprecation().expect("it is deprecated");
    assert_eq!(older.since(), Some("2023-06-30T23:59:59Z"));
}
