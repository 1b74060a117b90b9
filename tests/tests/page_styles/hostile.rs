//! Servers that lead elsewhere, in circles, or on and on.

use crate::auto::client::{DefaultApi as _, Error};
use crate::collected;
use crate::server::{Asked, Page, client, ids, items, serve};
use serde_json::{Value, json};
use timely_runtime::client::{RequestError, RequestFailure};

/// What comes of the pages of a server at whose address a function leads: items, the error, and how many pages were asked for.
async fn addressed(
    next: impl Fn(String, usize) -> Value + Clone + Send + Sync + 'static,
) -> (Vec<String>, Option<RequestError>, usize) {
    let (address, log) = serve(move |asked: Asked| {
        let host = asked.headers["host"].to_str().expect("a host").to_owned();
        let number = asked.number("p").unwrap_or(0);
        let page = json!({ "count": 1, "next": next(host, number), "results": items([number]) });
        std::future::ready((None, page))
    })
    .await;
    let client = client!(auto, address);
    let (items, error) = collected!(client.list_by_address().items());
    let error = error.map(|error| match error {
        Error::Request(failure) => failure.error,
        other => panic!("{other:?}"),
    });
    (items, error, log.all().len())
}

#[tokio::test]
async fn no_credential_goes_to_another_origin() {
    for elsewhere in [
        "https://evil.example/?p=1",
        "//evil.example/?p=1",
        "http://{host}@evil.example/?p=1",
        "http://user:pass@{host}/?p=1",
        "http://user@{host}/?p=1",
        "https://{host}/?p=1",
        "http://{host}1/?p=1",
        "ftp://{host}/?p=1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[/",
        "\\\\evil.example/?p=1",
    ] {
        let next = move |host: String, _| json!(elsewhere.replace("{host}", &host));
        let (items, error, asked) = addressed(next).await;
        assert_eq!((items, asked), (ids([0]), 1), "{elsewhere}");
        match error {
            Some(RequestError::ForeignPage(shown)) => {
                assert!(!shown.contains("p=1") && !shown.contains("user"), "{shown}");
            }
            other => panic!("{elsewhere}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn circles_of_addresses_are_told() {
    let (items, error, _) = addressed(|host, _| json!(format!("http://{host}/x?p=0"))).await;
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    assert_eq!(items, ids([0, 0]));
    let next =
        |host: String, number: usize| json!(format!("http://{host}/x?p={}", (number + 1) % 3));
    let (_, error, asked) = addressed(next).await;
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    assert!(asked < 12, "{asked}");
}

#[tokio::test]
async fn an_empty_address_is_the_end() {
    for end in [json!(""), json!("  "), Value::Null] {
        let (items, error, _) = addressed(move |_, _| end.clone()).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(items, ids([0]));
    }
    // What is written anew is another page.
    let (items, error, _) = addressed(|_, number| match number {
        0 => json!("/y?p=1"),
        _ => Value::Null,
    })
    .await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ids([0, 1]));
}

/// The same by the header field `Link`.
async fn linked(
    link: impl Fn(usize) -> Option<String> + Clone + Send + Sync + 'static,
) -> (Vec<String>, Option<RequestError>) {
    let (address, _) = serve(move |asked: Asked| {
        let number = asked.number("p").unwrap_or(0);
        let shown = if number > 500 { vec![] } else { vec![number] };
        let page: Page = (link(number), items(shown));
        std::future::ready(page)
    })
    .await;
    let client = client!(auto, address);
    let (items, error) = collected!(client.list_linked().items());
    let error = error.map(|error| match error {
        Error::Request(failure) => failure.error,
        other => panic!("{other:?}"),
    });
    (items, error)
}

#[tokio::test]
async fn links_are_read_with_care() {
    let (items, error) = linked(|_| Some("<https://evil.example/?p=1>; rel=next".to_owned())).await;
    assert_eq!(items, ids([0]));
    assert!(
        matches!(error, Some(RequestError::ForeignPage(_))),
        "{error:?}"
    );
    for no_link in [
        "</x?p=1>; rel=next; anchor=\"/other\"",
        "</x?p=1; rel=next",
        "</x?p=1>; title=\"; rel=next",
        "<;;;>,,,;\"\"\"",
    ] {
        let (items, error) = linked(|_| Some(no_link.to_owned())).await;
        assert!(error.is_none(), "{no_link}: {error:?}");
        assert_eq!(items, ids([0]), "{no_link}");
    }
    let many = format!("{}</x?p=1>; rel=next", "<a>; rel=\"x\", ".repeat(500));
    let (items, error) = linked(move |number| (number == 0).then(|| many.clone())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ids([0, 1]));
}

#[tokio::test]
async fn pages_without_items_do_not_go_on_for_ever() {
    let (items, error) =
        linked(|number| Some(format!("</x?p={}>; rel=next", number.max(500) + 1))).await;
    assert_eq!(items, ids([0]));
    let is_told = matches!(error, Some(RequestError::EndlessPages(100)));
    assert!(is_told, "{error:?}");
}

#[tokio::test]
async fn a_page_that_is_cut_short_is_told_on_the_way_back() {
    // The server gives one item at once, whatever is asked for.
    let (address, _) = serve(|asked: Asked| {
        let offset = asked.number("offset").unwrap_or(0);
        std::future::ready((None, json!({ "items": items([offset + 1]), "total": 9 })))
    })
    .await;
    let client = client!(auto, address);
    let listing = client.list_by_offset().offset(8).limit(3);
    let (items, error) = collected!(listing.items().backwards());
    assert_eq!(items, ids([9, 6]));
    let is_told = matches!(
        error,
        Some(Error::Request(RequestFailure {
            error: RequestError::ShortPage,
            ..
        }))
    );
    assert!(is_told, "{error:?}");
}
