//! Pages by number or offset, from servers that look at the number and from those that do not.

use futures_util::StreamExt;
use http::{Request, Response};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use timely_runtime::Body;
use timely_runtime::client::{Error, RequestError, RequestFailure, Transport};

/// Pages until one is empty.
mod by_page {
    timely_macros::openapi! {
        document: "fixtures/numbered_pages.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items" },
    }
}

/// Pages as long as the server says that there are more.
mod by_more {
    timely_macros::openapi! {
        document: "fixtures/numbered_pages.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items", has_more: "/more" },
    }
}

/// Pages until so many items have come, where the server says how many there are.
mod by_total {
    timely_macros::openapi! {
        document: "fixtures/numbered_pages.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items", total: "/total" },
    }
}

/// Pages by the number of items before.
mod by_offset {
    timely_macros::openapi! {
        document: "fixtures/numbered_pages.yaml",
        outputs: [client],
        pagination: { style: offset, page_param: "page", items: "/items" },
    }
}

/// A server whose answers are told by the number in the query; the first page is 1, and the first offset 0.
fn server(page: impl Fn(Option<usize>) -> Value + Clone + Send + Sync + 'static) -> impl Transport {
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    tower::service_fn(move |request: Request<Body>| {
        assert!(asked.fetch_add(1, Ordering::Relaxed) < 500, "no end");
        let query = request.uri().query().unwrap_or_default();
        let number = query.strip_prefix("page=").map(|page| page.parse());
        let body = page(number.map(|number| number.expect("a number")));
        let response = Response::builder()
            .header("content-type", "application/json")
            .body(body.to_string());
        std::future::ready(Ok::<_, Infallible>(response.expect("a response")))
    })
}

/// What comes of the listing of a module: the number of its items, and whether it ends with the error of a repeated page.
macro_rules! listed {
    ($module:ident, $listing:ident, $page:expr) => {{
        use $module::client::DefaultApi as _;
        let client = $module::client::Client::builder()
            .transport(server($page))
            .build();
        let client = client.expect("the settings are valid");
        let items: Vec<_> = client.$listing().items().collect().await;
        let is_error = match items.last() {
            Some(Err(Error::Request(RequestFailure {
                error: RequestError::RepeatedPage,
                ..
            }))) => true,
            Some(Err(other)) => panic!("{other:?}"),
            _ => false,
        };
        (items.len() - usize::from(is_error), is_error)
    }};
}

fn things(ids: &[usize]) -> Value {
    let items: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    json!({ "items": items, "more": true })
}

#[tokio::test]
async fn a_server_that_ignores_the_number_ends_a_listing_with_an_error() {
    let same = |_| things(&[1, 2]);
    assert_eq!(listed!(by_page, list_things, same), (2, true));
    assert_eq!(listed!(by_more, list_things, same), (2, true));
    assert_eq!(listed!(by_total, list_things, same), (2, true));
    assert_eq!(listed!(by_offset, list_things, same), (2, true));
    // It stays at its last page.
    let last = |page: Option<usize>| things(&[page.unwrap_or(1).min(3)]);
    assert_eq!(listed!(by_page, list_things, last), (3, true));
}

#[tokio::test]
async fn pages_that_are_alike_in_part_go_on() {
    // Each page begins with the last item of the one before.
    let page = |page: Option<usize>| match page.unwrap_or(1) {
        page @ 1..=3 => things(&[page, page + 1]),
        _ => things(&[]),
    };
    assert_eq!(listed!(by_page, list_things, page), (6, false));
    assert_eq!(listed!(by_more, list_things, page), (6, false));
    let offset = |offset: Option<usize>| match offset.unwrap_or(0) {
        offset @ 0..6 => things(&[offset, offset + 1]),
        _ => things(&[]),
    };
    assert_eq!(listed!(by_offset, list_things, offset), (6, false));
}

#[tokio::test]
async fn equal_pages_are_taken_where_something_else_tells_the_end() {
    let counted = |_| {
        let mut page = things(&[1, 2]);
        page["total"] = json!(6);
        page
    };
    assert_eq!(listed!(by_total, list_things, counted), (6, false));
}

#[tokio::test]
async fn texts_may_be_equal_by_chance() {
    let names = |page: Option<usize>| match page.unwrap_or(1) {
        1..=5 => json!({ "items": ["ana", "ana"], "more": true }),
        _ => json!({ "items": [], "more": false }),
    };
    assert_eq!(listed!(by_page, list_names, names), (10, false));
    assert_eq!(listed!(by_more, list_names, names), (10, false));
    // Not for ever.
    let same = |_| json!({ "items": ["ana"], "more": true });
    assert_eq!(listed!(by_page, list_names, same), (100, true));
    assert_eq!(listed!(by_offset, list_names, same), (100, true));
}
