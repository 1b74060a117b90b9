//! Several pages at the same time.

use crate::auto::client::{DefaultApi as _, Error};
use crate::collected;
use crate::server::{Asked, Log, Page, client, ids, items, serve};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How many requests a server has at the same time.
#[derive(Clone, Default)]
struct Busy {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Busy {
    async fn slowly(self, page: Value, wait: u64) -> Page {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        (None, page)
    }

    fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// A server of so many items, ten on a page, by whatever style; the later ones answer sooner.
async fn server(all: usize) -> (SocketAddr, Log, Busy) {
    let busy = Busy::default();
    let counted = busy.clone();
    let (address, log) = serve(move |asked: Asked| {
        let number = asked.number("page").unwrap_or(1);
        let offset = asked.number("offset").unwrap_or((number - 1) * 10);
        let shown = items(offset + 1..(offset + 11).min(all + 1));
        let page = match asked.path.as_str() {
            "/v1/numbered" => json!({ "data": shown, "meta": { "total_pages": all.div_ceil(10) } }),
            "/v1/offsets" => json!({ "items": shown, "total": all }),
            _ => shown,
        };
        let wait = 60 - 7 * u64::try_from(offset / 10 % 8).expect("small");
        counted.clone().slowly(page, wait)
    })
    .await;
    (address, log, busy)
}

#[tokio::test]
async fn pages_come_in_their_order_and_no_more_than_there_are() {
    let (address, log, busy) = server(95).await;
    let client = client!(auto, address);
    let (found, error) = collected!(client.list_numbered().items().concurrent(4));
    assert!(error.is_none(), "{error:?}");
    assert_eq!((found, log.all().len()), (ids(1..96), 10));
    assert_eq!(busy.most(), 4);

    let (address, log, busy) = server(95).await;
    let client = client!(auto, address);
    let (found, error) = collected!(client.list_by_offset().items().concurrent(3));
    assert!(error.is_none(), "{error:?}");
    assert_eq!((found, log.all().len()), (ids(1..96), 10));
    assert_eq!(busy.most(), 3);

    // The way back knows its end.
    let (address, log, _) = server(95).await;
    let client = client!(auto, address);
    let pages = client.list_numbered().page(6).items();
    let (found, error) = collected!(pages.backwards().concurrent(9));
    assert!(error.is_none(), "{error:?}");
    assert_eq!((found, log.all().len()), (ids((1..61).rev()), 6));
}

#[tokio::test]
async fn where_nothing_tells_the_end_a_page_without_items_does() {
    for all in [0, 5, 40, 47] {
        let (address, log, _) = server(all).await;
        let client = client!(auto, address);
        let (found, error) = collected!(client.list_open().items().concurrent(5));
        assert!(error.is_none(), "{error:?}");
        assert_eq!(found, ids(1..=all));
        assert!(log.all().len() <= all / 10 + 1 + 5, "{}", log.all().len());
    }
}

#[tokio::test]
async fn an_offset_that_does_not_go_on_as_it_began_is_asked_for_anew() {
    // The third page is shorter than the others, and there are more.
    let (address, _) = serve(|asked: Asked| {
        let offset = asked.number("offset").unwrap_or(0);
        let length = if offset == 20 { 4 } else { 10 };
        let shown = items(offset + 1..(offset + length + 1).min(66));
        std::future::ready((None, json!({ "items": shown, "total": 65 })))
    })
    .await;
    let client = client!(auto, address);
    let (found, error) = collected!(client.list_by_offset().items().concurrent(4));
    assert!(error.is_none(), "{error:?}");
    assert_eq!(found, ids(1..66));
}

#[tokio::test]
async fn an_error_comes_in_its_place() {
    let busy = Busy::default();
    let (address, log) = serve(move |asked: Asked| {
        let number = asked.number("page").unwrap_or(1);
        let page = match number {
            4 => json!({ "status": 500 }),
            _ => json!({ "data": items([number]), "meta": { "total_pages": 50 } }),
        };
        // It is there before the pages that come before it.
        busy.clone().slowly(page, if number == 4 { 0 } else { 40 })
    })
    .await;
    let client = client!(auto, address);
    let (found, error) = collected!(client.list_numbered().items().concurrent(5));
    assert_eq!(found, ids(1..4));
    assert!(matches!(error, Some(Error::Unexpected(_))), "{error:?}");
    assert!(log.all().len() < 12);
}

#[tokio::test]
async fn dropping_abandons_what_is_on_its_way() {
    let (address, log, _) = server(1000).await;
    let client = client!(auto, address);
    let mut pages = client.list_numbered().pages().concurrent(8);
    assert!(pages.next().await.is_some());
    assert!(pages.next().await.is_some());
    let asked = log.all().len();
    drop(pages);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(log.all().len() <= asked + 8);
    assert!(asked <= 10, "{asked}");
}
