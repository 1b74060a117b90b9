//! Pages that are told by numbers: what a server answers that does not look at them.

use super::*;
use crate::{JsonObject, Undocumented};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What comes of a listing whose page `n` is `page(n)` for ever: its items, its error, and how many pages were fetched.
async fn listed<T>(
    page: impl Fn(usize) -> Value + Send + Sync,
) -> (Vec<T>, Option<RequestError>, usize)
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send,
{
    let fetched = AtomicUsize::new(0);
    let fetch = |number: usize| {
        assert!(fetched.fetch_add(1, Ordering::Relaxed) < 1000, "no end");
        let items: Vec<T> = serde_json::from_value(page(number)).unwrap();
        async move { Ok(items) }
    };
    let advance = |number: &mut usize, items: Vec<T>| {
        *number += 1;
        let more = !items.is_empty();
        (items, Next::numbered(more, false))
    };
    let mut stream = Box::pin(paginate(1, fetch, advance));
    let (mut items, mut end) = (Vec::new(), None);
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(Error::<Undocumented>::Request(error)) => end = Some(error),
            Err(other) => panic!("{other:?}"),
        }
    }
    drop(stream);
    (items, end, fetched.into_inner())
}

#[tokio::test]
async fn the_same_objects_again_are_an_error() {
    let objects = || json!([{ "id": 1 }, { "id": 2 }]);
    let (items, error, fetched) = listed::<JsonObject>(|_| objects()).await;
    assert_eq!((items.len(), fetched), (2, 2));
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    // From some page on, and a page of one.
    let (items, error, fetched) = listed::<JsonObject>(|page| json!([{ "id": page.min(3) }])).await;
    assert_eq!((items.len(), fetched), (3, 4));
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    // Beside other things.
    let (items, error, _) = listed::<Value>(|_| json!([1, { "id": 1 }])).await;
    assert_eq!(items.len(), 2);
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
}

#[tokio::test]
async fn pages_that_are_alike_in_part_go_on() {
    // While it is listed, items are added before the others; the last page is cut off; an item comes twice.
    for pages in [
        vec![
            json!([{ "id": 1 }, { "id": 2 }]),
            json!([{ "id": 2 }, { "id": 3 }]),
        ],
        vec![json!([{ "id": 1 }, { "id": 2 }]), json!([{ "id": 1 }])],
        vec![
            json!([{ "id": 1 }, { "id": 2 }]),
            json!([{ "id": 2 }, { "id": 1 }]),
        ],
        vec![
            json!([{ "id": 1 }]),
            json!([{ "id": 2 }]),
            json!([{ "id": 1 }]),
        ],
    ] {
        let page = |number: usize| pages.get(number - 1).cloned().unwrap_or(json!([]));
        let (items, error, fetched) = listed::<JsonObject>(page).await;
        let all: usize = pages
            .iter()
            .map(|page| page.as_array().unwrap().len())
            .sum();
        assert_eq!((items.len(), fetched), (all, pages.len() + 1));
        assert!(error.is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn equal_scalars_may_be_chance() {
    for item in [json!(0), json!("a"), json!([1, 2]), Value::Null] {
        // A few that are equal, and then no more.
        let page = |number| match number {
            1..=50 => json!([item, item]),
            _ => json!([]),
        };
        let (items, error, fetched) = listed::<Value>(page).await;
        assert_eq!((items.len(), fetched), (100, 51));
        assert!(error.is_none(), "{error:?}");
        // All of them.
        let (items, error, fetched) = listed::<Value>(|_| json!([item])).await;
        assert_eq!(
            (items.len(), fetched),
            (MAX_EQUAL_PAGES, MAX_EQUAL_PAGES + 1)
        );
        assert!(
            matches!(error, Some(RequestError::RepeatedPage)),
            "{error:?}"
        );
    }
    // Another page between them begins anew.
    let page = |number| match number {
        250.. => json!([]),
        _ if number % 99 == 0 => json!([1]),
        _ => json!([0]),
    };
    let (items, error, _) = listed::<i64>(page).await;
    assert_eq!((items.len(), error.is_none()), (249, true));
}

#[tokio::test]
async fn what_is_told_by_cursors_or_by_a_total_may_repeat_items() {
    for has_total in [true, false] {
        let fetch = async |page: usize| Ok(page);
        let advance = |page: &mut usize, fetched: usize| {
            *page = fetched + 1;
            let more = fetched < 5;
            let next = match has_total {
                true => Next::numbered(more, true),
                false => more.into(),
            };
            (vec![json!({ "id": 1 })], next)
        };
        let items: Vec<Result<Value, Error<Undocumented>>> =
            paginate(0, fetch, advance).collect().await;
        assert_eq!(items.len(), 6);
        assert!(items.iter().all(Result::is_ok));
    }
}
