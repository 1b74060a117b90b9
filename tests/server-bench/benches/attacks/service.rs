//! The server that is attacked.

use super::bodies::Attack;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use tower::ServiceExt;

mod api {
    // One pattern is costly on purpose, of which the macro warns.
    #![allow(dead_code, deprecated, unused_imports)]
    timely_macros::openapi! {
        document: "attacks.yaml",
        outputs: [server],
    }
}

use api::operations::{
    beyond_the_type, formats, huge_enum, many_parts, unevaluated, wide_form, wide_objects,
    wrong_items,
};

struct Service;

/// Each operation takes its body and has nothing to say.
macro_rules! service {
    ($($operation:ident($body:ty) -> $response:ident;)*) => {
        impl api::server::DefaultService for Service {
            $(
                async fn $operation(
                    &self,
                    _: api::server::Context<()>,
                    _: $body,
                ) -> Result<api::operations::$response, timely_runtime::Undocumented> {
                    Ok(timely_runtime::NoContent.into())
                }
            )*
        }
    };
}

service! {
    look_ahead(String) -> LookAheadResponse;
    counted_group(String) -> CountedGroupResponse;
    back_reference(String) -> BackReferenceResponse;
    nested_repetition(Vec<String>) -> NestedRepetitionResponse;
    wide_form(wide_form::Body) -> WideFormResponse;
    open_form(timely_runtime::Map<timely_runtime::Map<String>>) -> OpenFormResponse;
    recursive_union(api::models::Expression) -> RecursiveUnionResponse;
    eight_alternatives(Vec<api::models::Value>) -> EightAlternativesResponse;
    blind_union(api::models::Blind) -> BlindUnionResponse;
    deep_parts(api::models::Deep) -> DeepPartsResponse;
    unique_numbers(Vec<f64>) -> UniqueNumbersResponse;
    unique_objects(Vec<timely_runtime::Map<i64>>) -> UniqueObjectsResponse;
    multiples(Vec<f64>) -> MultiplesResponse;
    bounds(Vec<f64>) -> BoundsResponse;
    huge_enum(Vec<huge_enum::BodyItem>) -> HugeEnumResponse;
    many_members(timely_runtime::Map<i64>) -> ManyMembersResponse;
    wide_objects(Vec<wide_objects::BodyItem>) -> WideObjectsResponse;
    unevaluated(unevaluated::Body) -> UnevaluatedResponse;
    contains(api::models::Contains) -> ContainsResponse;
    names(timely_runtime::Map<i64>) -> NamesResponse;
    formats(Vec<formats::BodyItem>) -> FormatsResponse;
    beyond_the_type(Vec<beyond_the_type::BodyItem>) -> BeyondTheTypeResponse;
    wrong_items(Vec<wrong_items::BodyItem>) -> WrongItemsResponse;
    escapes(Vec<String>) -> EscapesResponse;
    anything(timely_runtime::Value) -> AnythingResponse;
    markup(api::models::Markup) -> MarkupResponse;
    many_parts(many_parts::Body) -> ManyPartsResponse;
}

pub(crate) fn router() -> Router {
    api::server::router(Service)
}

/// What an attack is answered with, and what memory that took.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The most bytes at a time, the body apart.
    pub(crate) peak: u64,
}

/// Without a runtime of tokio all is done on this thread, whose memory is counted.
pub(crate) fn send(router: &Router, attack: &Attack, body: &Bytes) -> Answer {
    let request = Request::post(format!("/{}", attack.operation))
        .header("content-type", attack.media)
        .body(Body::from(body.clone()))
        .expect("the parts of the request are valid");
    let router = router.clone();
    let mut status = 0;
    let memory = allocation_counter::measure(|| {
        let answered = async {
            let answer = router.oneshot(request).await;
            let answer = answer.unwrap_or_else(|never| match never {});
            let status = answer.status().as_u16();
            let _ = answer.into_body().collect().await;
            status
        };
        status = answered.now_or_never().expect("all is in memory");
    });
    Answer {
        status,
        peak: memory.bytes_max,
    }
}
