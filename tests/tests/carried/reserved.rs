//! What a form lets stand as it is.

use serde_json::json;

mod api {
    timely_macros::openapi!("fixtures/reserved.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::Page;
use api::operations::AddPageResponse;
use api::server::{Context, DefaultService, router};
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex};
use timely_runtime::Undocumented;
use tower::ServiceExt;

struct Service;

impl DefaultService for Service {
    async fn add_page(&self, _: Context<()>, body: Page) -> Result<AddPageResponse, Undocumented> {
        Ok(body.into())
    }
}

#[tokio::test]
async fn reserved_characters_of_a_form_stay_where_they_may() {
    let sent = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&sent);
    let transport = tower::service_fn(
        move |request: http::Request<timely_runtime::client::Body>| {
            let seen = Arc::clone(&seen);
            async move {
                let (parts, body) = request.into_parts();
                let body = body.collect().await.expect("a body").to_bytes();
                *seen.lock().expect("a lock") = String::from_utf8_lossy(&body).into_owned();
                let request = http::Request::from_parts(parts, axum::body::Body::from(body));
                router(Service).oneshot(request).await
            }
        },
    );
    let client = Client::builder().base_url("http://localhost");
    let client = client.transport(transport).build().expect("a client");
    let page = Page::new()
        .site("https://a.example/b?c=d&e+f#%41")
        .sites(vec!["a/b".to_owned(), "c:d,e".to_owned()])
        .joined(vec!["a/b".to_owned(), "c".to_owned()])
        .plain("a/b");
    let back = client.add_page(&page).await.expect("a page").into_body();
    assert_eq!(json!(back), json!(page));
    let expected = [
        "joined=a%2Fb,c",
        "plain=a%2Fb",
        "site=https://a.example/b?c=d%26e%2Bf%23%2541",
        "sites=a/b",
        "sites=c:d,e",
    ];
    let sent = sent.lock().expect("a lock");
    let mut pairs: Vec<&str> = sent.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, expected);
}
