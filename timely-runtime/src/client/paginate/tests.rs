//! Listings by cursors, answered by doubles.

use super::*;
use crate::client::{RequestFailure, TimeoutError, TimeoutKind};
use crate::{Response, Undocumented};
use futures_util::{StreamExt, TryStreamExt};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

type Failure = Error<Undocumented>;

/// A page that names the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Page {
    items: Vec<usize>,
    next: Option<usize>,
}

fn page(items: &[usize], next: Option<usize>) -> Result<Response<Page>, Failure> {
    let items = items.to_vec();
    Ok(Response::from(Page { items, next }))
}

/// A listing by cursors.
#[derive(Debug)]
struct Cursors;

impl Listing for Cursors {
    type Page = Response<Page>;
    type Error = Undocumented;
    type Item = usize;

    const PARAMETER: &'static str = "cursor";

    fn items(page: &Self::Page) -> &[usize] {
        &page.items
    }

    fn into_items(page: Self::Page) -> Vec<usize> {
        page.into_body().items
    }

    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next {
        turn.by_cursor(page.next.as_ref())
    }
}

/// A call that is answered by the cursor, with the number of its requests.
fn call(
    mut page: impl FnMut(Option<usize>) -> Result<Response<Page>, Failure> + Send + 'static,
) -> (Call<Response<Page>, Undocumented>, Arc<AtomicUsize>) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetched);
    let call = Call::answer(move |call| {
        assert!(counted.fetch_add(1, Ordering::Relaxed) < 1000, "no end");
        page(call.parameter("cursor")?)
    });
    (call, fetched)
}

/// Three pages of a cursor listing, the second of them empty.
fn three(cursor: Option<usize>) -> Result<Response<Page>, Failure> {
    match cursor {
        None => page(&[1, 2], Some(10)),
        Some(10) => page(&[], Some(20)),
        Some(20) => page(&[3], None),
        Some(_) => Err(Error::Timeout(TimeoutError::new(TimeoutKind::Attempt))),
    }
}

#[tokio::test]
async fn yields_the_items_of_all_pages() {
    let items: Vec<usize> = Items::<Cursors>::of(call(three).0)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items, [1, 2, 3]);
    let pages: Vec<_> = Pages::<Cursors>::of(call(three).0)
        .try_collect()
        .await
        .unwrap();
    let pages: Vec<usize> = pages.iter().map(|page| page.items.len()).collect();
    assert_eq!(pages, [2, 0, 1]);
}

#[tokio::test]
async fn begins_where_the_call_asks_for_and_ends_after_an_error() {
    let mut items = Items::<Cursors>::of(call(three).0.arg("cursor", &20));
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(items.next().await.is_none());
    let mut items = Items::<Cursors>::of(call(three).0.arg("cursor", &99));
    assert!(matches!(items.next().await, Some(Err(Error::Timeout(_)))));
    // Asking again is no mistake.
    assert!(items.next().await.is_none());
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn an_answer_that_is_ready_is_one_page() {
    let ready = Call::ready(page(&[1], Some(2)));
    let mut items = Items::<Cursors>::of(ready);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let next = items.next().await;
    let is_told = matches!(
        next,
        Some(Err(Error::Request(RequestFailure {
            error: RequestError::Unanswered(_),
            ..
        })))
    );
    assert!(is_told, "{next:?}");
}

#[tokio::test]
async fn fetches_only_what_is_asked_for() {
    let (call, fetched) = call(three);
    let mut items = Items::<Cursors>::of(call);
    let fetched = || fetched.load(Ordering::Relaxed);
    assert_eq!(fetched(), 0);
    items.next().await;
    items.next().await;
    assert_eq!(fetched(), 1);
    items.next().await;
    assert_eq!(fetched(), 3);
}

#[tokio::test]
async fn a_listing_of_empty_pages_ends() {
    let (call, _) = call(|cursor| page(&[], Some(cursor.unwrap_or(0) + 1)));
    let items: Vec<_> = Items::<Cursors>::of(call).collect().await;
    let [
        Err(Error::Request(RequestFailure {
            error: RequestError::EndlessPages(100),
            ..
        })),
    ] = items.as_slice()
    else {
        panic!("{items:?}");
    };
}

/// The items that come of a listing whose page `n` holds `n` and leads to page `next[n]`, and how many pages were
/// fetched until its error.
async fn circling(next: Vec<usize>) -> (Vec<usize>, usize) {
    let (call, fetched) = call(move |cursor| {
        let number = cursor.unwrap_or(0);
        page(&[number], Some(next[number]))
    });
    // The first page has no cursor of its own otherwise.
    let items: Vec<_> = Items::<Cursors>::of(call.arg("cursor", &0)).collect().await;
    let (end, items) = items.split_last().unwrap();
    let is_told = matches!(
        end,
        Err(Error::Request(RequestFailure {
            error: RequestError::RepeatedPage,
            ..
        }))
    );
    assert!(is_told, "{end:?}");
    let items = items.iter().map(|item| *item.as_ref().unwrap());
    (items.collect(), fetched.load(Ordering::Relaxed))
}

#[tokio::test]
async fn pages_that_come_again_are_an_error() {
    // The same page, from the beginning and later.
    assert_eq!(circling(vec![0]).await, (vec![0], 1));
    assert_eq!(circling(vec![1, 1]).await, (vec![0, 1], 2));
    // Circles of several pages.
    let (items, fetched) = circling(vec![1, 2, 1]).await;
    assert_eq!(items[..3], [0, 1, 2]);
    assert!(fetched <= 9, "{fetched}");
    let long: Vec<usize> = (1..40).chain([20]).collect();
    let (items, fetched) = circling(long).await;
    assert!(items[..40].iter().copied().eq(0..40));
    assert!(fetched <= 120, "{fetched}");
}

#[test]
fn streams_may_be_sent_and_moved() {
    fn is_free(_: &(impl Send + Unpin)) {}
    let call = || call(three).0;
    is_free(&Items::<Cursors>::of(call()));
    is_free(&Pages::<Cursors>::of(call()));
    is_free(&call().into_future());
}

/// A listing whose pages tell addresses, in either direction.
struct Addresses;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct AddressedPage {
    items: Vec<usize>,
    next: Option<String>,
    before: Option<String>,
}

impl Listing for Addresses {
    type Page = Response<AddressedPage>;
    type Error = Undocumented;
    type Item = usize;

    fn items(page: &Self::Page) -> &[usize] {
        &page.items
    }

    fn into_items(page: Self::Page) -> Vec<usize> {
        page.into_body().items
    }

    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next {
        turn.by_urls(page.next.as_deref(), page.before.as_deref())
    }
}

impl Reversible for Addresses {}

#[tokio::test]
async fn a_double_sees_the_address_that_it_told() {
    let call = || {
        Call::<Response<AddressedPage>, Undocumented>::answer(|call| {
            let number = call.page_address().map_or(1, |address| match address {
                "?p=0" => 0,
                "/x?p=2" => 2,
                other => panic!("{other}"),
            });
            Ok(Response::from(AddressedPage {
                items: vec![number * 10, number * 10 + 1],
                next: (number == 1).then(|| "/x?p=2".to_owned()),
                before: (number == 1).then(|| "?p=0".to_owned()),
            }))
        })
    };
    let forwards = Items::<Addresses>::of(call());
    let items: Vec<usize> = forwards.try_collect().await.unwrap();
    assert_eq!(items, [10, 11, 20, 21]);
    let backwards = Items::<Addresses>::of(call()).backwards();
    let items: Vec<usize> = backwards.try_collect().await.unwrap();
    assert_eq!(items, [11, 10, 1, 0]);
}
