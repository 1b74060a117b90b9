//! Pages that are told by numbers: what a server answers that does not look at them.

use super::progress::MAX_EQUAL_PAGES;
use super::*;
use crate::{Response, Undocumented};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Page {
    items: Vec<Value>,
    total: Option<i64>,
}

/// How the number of the page is held.
trait Numbered {
    type Number: TryFrom<i128>;

    fn next(page: &Page, turn: &mut Turn<'_>) -> Next {
        match page.total {
            Some(pages) => turn.up_to::<Self::Number>(1, Some(pages.into())),
            None => turn.until_empty::<Self::Number>(1),
        }
    }
}

impl Numbered for u8 {
    type Number = u8;
}

impl Numbered for u32 {
    type Number = u32;
}

/// Numbers of items rather than of pages.
struct Offset;

impl Numbered for Offset {
    type Number = i32;

    fn next(_: &Page, turn: &mut Turn<'_>) -> Next {
        turn.by_offset::<i32>(None)
    }
}

struct Numbers<N>(PhantomData<N>);

impl<N: Numbered> Listing for Numbers<N> {
    type Page = Response<Page>;
    type Error = Undocumented;
    type Item = Value;

    const PARAMETER: &'static str = "page";

    fn items(page: &Self::Page) -> &[Value] {
        &page.items
    }

    fn into_items(page: Self::Page) -> Vec<Value> {
        page.into_body().items
    }

    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next {
        N::next(page, turn)
    }
}

/// What comes of a listing whose page `n` is `page(n)` for ever: its items, its error, and how many pages were fetched.
async fn all<N: Numbered>(
    first: usize,
    page: impl Fn(usize) -> Page + Send + 'static,
) -> (Vec<Value>, Option<RequestError>, usize) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetched);
    let call: Call<Response<Page>, Undocumented> = Call::answer(move |call| {
        assert!(counted.fetch_add(1, Ordering::Relaxed) < 1000, "no end");
        let number: Option<usize> = call.parameter("page")?;
        Ok(Response::from(page(number.unwrap_or(first))))
    });
    let mut stream = Items::<Numbers<N>>::of(call);
    let (mut items, mut end) = (Vec::new(), None);
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(Error::<Undocumented>::Request(failure)) => end = Some(failure.error),
            Err(other) => panic!("{other:?}"),
        }
    }
    (items, end, fetched.load(Ordering::Relaxed))
}

/// The same where nothing tells how many pages there are.
async fn listed(
    page: impl Fn(usize) -> Value + Send + 'static,
) -> (Vec<Value>, Option<RequestError>, usize) {
    let page = move |number| Page {
        items: serde_json::from_value(page(number)).unwrap(),
        total: None,
    };
    all::<u32>(1, page).await
}

#[tokio::test]
async fn the_same_objects_again_are_an_error() {
    let objects = || json!([{ "id": 1 }, { "id": 2 }]);
    let (items, error, fetched) = listed(move |_| objects()).await;
    assert_eq!((items.len(), fetched), (2, 2));
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    // From some page on, and a page of one.
    let (items, error, fetched) = listed(|page| json!([{ "id": page.min(3) }])).await;
    assert_eq!((items.len(), fetched), (3, 4));
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
    // Beside other things.
    let (items, error, _) = listed(|_| json!([1, { "id": 1 }])).await;
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
        let all: usize = pages
            .iter()
            .map(|page| page.as_array().unwrap().len())
            .sum();
        let count = pages.len();
        let page = move |number: usize| pages.get(number - 1).cloned().unwrap_or(json!([]));
        let (items, error, fetched) = listed(page).await;
        assert_eq!((items.len(), fetched), (all, count + 1));
        assert!(error.is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn equal_scalars_may_be_chance() {
    for item in [json!(0), json!("a"), json!([1, 2]), Value::Null] {
        // A few that are equal, and then no more.
        let again = item.clone();
        let page = move |number| match number {
            1..=50 => json!([again, again]),
            _ => json!([]),
        };
        let (items, error, fetched) = listed(page).await;
        assert_eq!((items.len(), fetched), (100, 51));
        assert!(error.is_none(), "{error:?}");
        // All of them.
        let (items, error, fetched) = listed({
            let item = item.clone();
            move |_| json!([item])
        })
        .await;
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
    let (items, error, _) = listed(page).await;
    assert_eq!((items.len(), error.is_none()), (249, true));
}

#[tokio::test]
async fn what_is_told_by_a_total_may_repeat_items() {
    let page = |_| Page {
        items: vec![json!({ "id": 1 })],
        total: Some(6),
    };
    let (items, error, fetched) = all::<u32>(1, page).await;
    assert_eq!((items.len(), fetched), (6, 6));
    assert!(error.is_none(), "{error:?}");
}

#[tokio::test]
async fn a_number_that_goes_no_further_is_an_error() {
    let page = |number| Page {
        items: vec![json!(number)],
        total: Some(1000),
    };
    let (items, error, _) = all::<u8>(1, page).await;
    assert_eq!(items.len(), 255);
    assert!(
        matches!(error, Some(RequestError::RepeatedPage)),
        "{error:?}"
    );
}

#[tokio::test]
async fn offsets_count_items() {
    let page = |offset| Page {
        items: (offset..5).take(2).map(|item| json!(item)).collect(),
        total: None,
    };
    let (items, error, fetched) = all::<Offset>(0, page).await;
    assert_eq!(
        (items, fetched),
        ((0..5).map(|item| json!(item)).collect(), 4)
    );
    assert!(error.is_none(), "{error:?}");
}
