//! The generated server and the one by hand answer the same requests alike: the status, the headers and every byte of the
//! body. The one with garde answers what is measured with the same status.

use axum::Router;
use axum::http::{Response, StatusCode};
use http_body_util::BodyExt;
use timely_server_bench::{Side, requests};
use tower::ServiceExt;

async fn answer(router: &Router, sample: &requests::Sample) -> Response<String> {
    let response = router
        .clone()
        .oneshot(sample.request())
        .await
        .expect("a router does not fail");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body in memory").to_bytes();
    Response::from_parts(parts, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn good_and_bad_requests() {
    let [by_hand, generated] = Side::BOTH.map(Side::router);
    let all = requests::GOOD
        .iter()
        .chain(&requests::BAD)
        .chain(&requests::MORE);
    for sample in all {
        let (wanted, found) = (
            answer(&by_hand, sample).await,
            answer(&generated, sample).await,
        );
        let name = sample.name;
        assert_eq!(found.status(), wanted.status(), "{name}: {found:?}");
        assert_eq!(found.body(), wanted.body(), "{name}");
        assert_eq!(found.headers(), wanted.headers(), "{name}");
    }
}

#[tokio::test]
async fn garde_answers_with_the_same_status() {
    let [by_hand, garde] = [Side::ByHand, Side::Garde].map(Side::router);
    for sample in requests::GOOD.iter().chain(&requests::BAD) {
        let (wanted, found) = (answer(&by_hand, sample).await, answer(&garde, sample).await);
        let name = sample.name;
        assert_eq!(found.status(), wanted.status(), "{name}: {found:?}");
        // What is good is the same contact, list or webhook.
        if wanted.status().is_success() {
            assert_eq!(found.body(), wanted.body(), "{name}");
        }
    }
}

#[tokio::test]
async fn good_requests_succeed_and_bad_ones_do_not() {
    for side in Side::ALL {
        let router = side.router();
        for sample in requests::GOOD {
            assert!(answer(&router, &sample).await.status().is_success());
        }
        for sample in requests::BAD {
            let status = answer(&router, &sample).await.status();
            assert_eq!(status, StatusCode::BAD_REQUEST, "{}", sample.name);
        }
    }
}
