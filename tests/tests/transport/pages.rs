//! Listings that end, lead back, or lead elsewhere.

use crate::api::client::{Client, DefaultApi, Error};
use futures_util::StreamExt;
use http::{Request, Response};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use timely_runtime::Body;
use timely_runtime::client::RequestError;

/// A server whose pages, one number each, are told by a function of how many were asked for before; and what was asked.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    fn client(&self, next: impl Fn(usize) -> Value + Clone + Send + Sync + 'static) -> Client {
        let asked = self.clone();
        crate::client(tower::service_fn(move |request: Request<Body>| {
            let number = asked.note(&request);
            assert!(number < 500, "no end: {:?}", asked.all().last());
            let page = json!({ "results": [number], "next": next(number) });
            let response = Response::builder()
                .header("content-type", "application/json")
                .body(page.to_string());
            std::future::ready(Ok::<_, Infallible>(response.expect("a response")))
        }))
    }

    /// Takes note of a request, and says how many came before.
    fn note(&self, request: &Request<Body>) -> usize {
        let mut asked = self.0.lock().expect("nobody panics here");
        asked.push(request.uri().to_string());
        asked.len() - 1
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics here").clone()
    }
}

/// The items of a stream, and the request error at its end, if there is one.
macro_rules! collected {
    ($stream:expr) => {{
        let items: Vec<Result<i64, Error<_>>> = Box::pin($stream).collect().await;
        let mut error = None;
        let mut good = Vec::new();
        for item in items {
            assert!(error.is_none(), "something comes after the error");
            match item {
                Ok(item) => good.push(item),
                Err(Error::Request(failure)) => error = Some(failure.error),
                Err(other) => panic!("{other:?}"),
            }
        }
        (good, error)
    }};
}

#[tokio::test]
async fn an_empty_cursor_is_the_end() {
    let next = |number| {
        if number < 2 {
            json!(format!("c{number}"))
        } else {
            json!("")
        }
    };
    let asked = Asked::default();
    let client = asked.client(next);
    let (items, error) = collected!(client.list_tools().items());
    assert_eq!((items, error.is_none()), (vec![0, 1, 2], true));
    assert_eq!(
        asked.all(),
        [
            "https://api.example.com/v1/tools",
            "https://api.example.com/v1/tools?cursor=c0",
            "https://api.example.com/v1/tools?cursor=c1",
        ]
    );
    // As well as one that is null, or absent.
    for end in [json!(""), Value::Null] {
        let client = Asked::default().client(move |_| end.clone());
        let (items, error) = collected!(client.list_stops().items());
        assert_eq!((items, error.is_none()), (vec![0], true));
    }
}

#[tokio::test]
async fn a_cursor_that_repeats_is_an_error() {
    // At once, in a circle of two, and the one that the caller began with.
    for (next, most) in [
        ((|_| json!("a")) as fn(usize) -> Value, 2),
        (|number| json!(["a", "b"][number % 2]), 6),
        (|number| json!(["a", "b", "start"][number % 3]), 6),
    ] {
        let asked = Asked::default();
        let client = asked.client(next);
        let (items, error) = collected!(client.list_stops().cursor("start").limit(1).items());
        assert!(
            matches!(error, Some(RequestError::RepeatedPage)),
            "{error:?}"
        );
        assert_eq!(items.len(), asked.all().len());
        assert!(items.len() <= most, "{:?}", asked.all());
    }
    let client = Asked::default().client(|_| json!(7));
    let (items, error) = collected!(client.list_numbers().items());
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    assert_eq!(items, [0, 1]);
}

#[tokio::test]
async fn an_address_as_the_cursor_is_followed_at_the_same_origin() {
    let asked = Asked::default();
    let client = asked.client(|number| match number {
        0 => json!("https://api.example.com/v1/stops?limit=9&cursor=a%2Fb"),
        1 => json!("/v1/stops?cursor=c"),
        _ => Value::Null,
    });
    let (items, error) = collected!(client.list_stops().limit(2).items());
    assert_eq!((items, error.is_none()), (vec![0, 1, 2], true));
    assert_eq!(
        asked.all()[1..],
        [
            "https://api.example.com/v1/stops?cursor=a%2Fb&limit=2",
            "https://api.example.com/v1/stops?cursor=c&limit=2",
        ]
    );
    // In a type for addresses, and at a server of the operation's own.
    let asked = Asked::default();
    let client = asked.client(|number| match number {
        0 => json!("https://api.example.com/v1/links?cursor=x"),
        _ => Value::Null,
    });
    let (items, error) = collected!(client.list_links().items());
    assert_eq!((items, error.is_none()), (vec![0, 1], true));
    assert_eq!(asked.all()[1], "https://api.example.com/v1/links?cursor=x");
    let asked = Asked::default();
    let client = asked.client(|number| match number {
        0 => json!("https://archive.example.com/archive?cursor=x"),
        _ => Value::Null,
    });
    let (items, error) = collected!(client.list_archive().items());
    assert_eq!((items, error.is_none()), (vec![0, 1], true));
    assert_eq!(
        asked.all()[1],
        "https://archive.example.com/archive?cursor=x"
    );
}

#[tokio::test]
async fn an_address_elsewhere_is_refused() {
    for next in [
        "https://evil.example/v1/stops?cursor=a",
        "http://api.example.com/v1/stops?cursor=a",
        "//evil.example/v1/stops?cursor=a",
    ] {
        let asked = Asked::default();
        let client = asked.client(move |_| json!(next));
        let (items, error) = collected!(client.list_stops().items());
        assert!(
            matches!(error, Some(RequestError::ForeignPage(_))),
            "{error:?}"
        );
        assert_eq!(items, [0]);
        assert_eq!(asked.all().len(), 1);
    }
    // The operation's own server is another origin.
    let client = Asked::default().client(|_| json!("https://api.example.com/archive?cursor=x"));
    let (items, error) = collected!(client.list_archive().items());
    assert!(
        matches!(error, Some(RequestError::ForeignPage(_))),
        "{error:?}"
    );
    assert_eq!(items, [0]);
    let client = Asked::default().client(|_| json!("https://evil.example/links?cursor=x"));
    let (_, error) = collected!(client.list_links().items());
    assert!(
        matches!(error, Some(RequestError::ForeignPage(_))),
        "{error:?}"
    );
}
