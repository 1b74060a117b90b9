//! Values are carried unchanged or refused: what a client sends, a server reads, keeps in its types and sends back.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod files;
mod form_rest;
mod nulls;
mod patterned;
mod reserved;
mod unique_names;
mod widths;

use axum::Router;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// What a server answers to a body; null where that is no JSON.
async fn answer(
    router: Router,
    method: &str,
    uri: &str,
    content_type: &str,
    body: &str,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("content-type", content_type)
        .body(axum::body::Body::from(body.to_owned()))
        .expect("a request");
    let answer = router.oneshot(request).await.expect("no error");
    let status = answer.status();
    let body = answer.into_body().collect().await.expect("a body");
    let value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    (status, value)
}
