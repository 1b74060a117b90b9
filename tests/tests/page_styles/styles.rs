//! What a listing of each style asks for, forwards and backwards.

use crate::auto::client::DefaultApi as _;
use crate::collected;
use crate::rules::client::DefaultApi as _;
use crate::server::{Asked, Page, client, ids, items, serve};
use futures_util::StreamExt;
use serde_json::{Value, json};

/// Seven items, two on a page; those of page `number`, counted from 0.
fn page(number: usize) -> Value {
    items(number * 2 + 1..(number * 2 + 3).min(8))
}

const PAGES: usize = 4;

fn address(asked: &Asked, number: usize) -> String {
    let host = asked.headers["host"].to_str().expect("a host");
    format!(
        "http://{host}/other/{}?p={number}&api_key=stale&lang=en#x",
        asked.path.len()
    )
}

/// The server of all of them.
async fn answer(asked: Asked) -> Page {
    let at = |name: &str, first: usize| asked.number(name).map_or(0, |number| number - first);
    let followed = asked.number("p").unwrap_or(0);
    let page = match asked.path.as_str() {
        "/v1/numbered" => {
            json!({ "data": page(at("page", 1)), "meta": { "total_pages": PAGES } })
        }
        "/v1/zero" => json!({ "content": page(at("page", 0)), "totalPages": PAGES }),
        "/v1/open" => page(at("page", 1)),
        "/v1/offsets" => {
            let (from, limit) = (at("offset", 0), asked.number("limit").unwrap_or(2));
            json!({ "items": items(from + 1..(from + limit + 1).min(8)), "total": 7 })
        }
        "/v1/cursors" => {
            let number: usize = asked
                .get("cursor")
                .map_or(0, |c| c[1..].parse().expect("c1"));
            let cursor = |number: usize| json!(format!("c{number}"));
            let next = (number + 1 < PAGES).then(|| cursor(number + 1));
            let previous = number.checked_sub(1).map(cursor);
            let meta = match next.is_some() || previous.is_some() {
                true => json!({ "page": { "next": next, "previous": previous } }),
                false => Value::Null,
            };
            json!({ "data": page(number), "meta": meta })
        }
        "/v1/accounts" => {
            let before = asked.number("ending_before");
            let after = asked.number("starting_after").unwrap_or(0);
            let shown = match before {
                Some(before) => before.saturating_sub(2).max(1)..before,
                None => after + 1..(after + 3).min(8),
            };
            let more = if before.is_some() {
                shown.start > 1
            } else {
                shown.end < 8
            };
            json!({ "data": items(shown), "has_more": more })
        }
        "/v1/search" => {
            assert_eq!(asked.body["weight"], json!(0.1));
            let cursor = asked.body["page"]["cursor"].as_str();
            let number: usize = cursor.map_or(0, |cursor| cursor.parse().expect("a number"));
            let next = (number + 1 < PAGES).then(|| (number + 1).to_string());
            let mut found = json!({ "items": page(number) });
            if let Some(next) = next {
                found["next_cursor"] = json!(next);
            }
            found
        }
        "/v1/headed" => {
            let number = asked.headers.get("x-page");
            let number = number.map_or("1", |number| number.to_str().expect("a number"));
            page(number.parse::<usize>().expect("a number") - 1)
        }
        "/v1/linked" | "/other/10" => {
            let mut links = vec![format!("<{}>; rel=last", address(&asked, PAGES - 1))];
            if followed + 1 < PAGES {
                links.push(format!(
                    "<?p={}&per_page=2>; rel=\"next nofollow\"",
                    followed + 1
                ));
            }
            if followed > 0 {
                links.push(format!("<?p={}>; title=\"a, <b>\"; rel=prev", followed - 1));
            }
            return (Some(links.join(", ")), page(followed));
        }
        _ => {
            let next = (followed + 1 < PAGES).then(|| address(&asked, followed + 1));
            let previous = followed
                .checked_sub(1)
                .map(|number| address(&asked, number));
            json!({ "count": 7, "next": next, "previous": previous, "results": page(followed) })
        }
    };
    (None, page)
}

/// A listing of a module from this server: its items, and the queries that were asked for.
macro_rules! listed {
    ($module:ident, $client:ident => $stream:expr) => {{
        let (address, log) = serve(answer).await;
        let $client = client!($module, address);
        let (items, error) = collected!($stream);
        assert!(error.is_none(), "{error:?}");
        (items, log.queries())
    }};
}

#[tokio::test]
async fn every_style_leads_to_the_end() {
    let (found, asked) = listed!(auto, client => client.list_numbered().per_page(2).items());
    assert_eq!(found, ids(1..8));
    assert_eq!(asked[0], "per_page=2");
    assert_eq!((asked.len(), asked[3].as_str()), (4, "page=4&per_page=2"));
    let (found, asked) = listed!(auto, client => client.list_from_zero().items());
    assert_eq!(
        (found, asked),
        (
            ids(1..8),
            vec!["".into(), "page=1".into(), "page=2".into(), "page=3".into()]
        )
    );
    let (found, asked) = listed!(auto, client => client.list_open().items());
    assert_eq!((found, asked.len()), (ids(1..8), 5));
    let (found, asked) = listed!(auto, client => client.list_by_offset().items());
    assert_eq!(
        (found, asked.len(), asked[3].as_str()),
        (ids(1..8), 4, "offset=6")
    );
    let (found, asked) = listed!(auto, client => client.list_by_cursor().items());
    assert_eq!(
        (found, asked.len(), asked[3].as_str()),
        (ids(1..8), 4, "cursor=c3")
    );
    let (found, asked) = listed!(auto, client => client.list_accounts().items());
    assert_eq!(
        (found, asked.len(), asked[3].as_str()),
        (ids(1..8), 4, "starting_after=6")
    );
}

#[tokio::test]
async fn an_address_is_followed_as_it_is_with_the_credential() {
    let (found, asked) = listed!(auto, client => client.list_linked().per_page(3).items());
    assert_eq!(found, ids(1..8));
    assert_eq!(
        asked,
        [
            "per_page=3",
            "p=1&per_page=2",
            "p=2&per_page=2",
            "p=3&per_page=2"
        ]
    );
    let (address, log) = serve(answer).await;
    let client = client!(auto, address);
    let (found, error) = collected!(client.list_by_address().filter("a").items());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(found, ids(1..8));
    assert_eq!(
        log.queries(),
        ["filter=a", "p=1&lang=en", "p=2&lang=en", "p=3&lang=en"]
    );
    let paths: Vec<String> = log.all().into_iter().map(|asked| asked.path).collect();
    assert!(paths[1..].iter().all(|path| path.starts_with("/other/")));
}

#[tokio::test]
async fn a_parameter_may_stand_in_the_head_or_in_the_body() {
    let (address, log) = serve(answer).await;
    let client = client!(rules, address);
    let (found, error) = collected!(client.list_headed().items());
    assert!(error.is_none(), "{error:?}");
    assert_eq!((found, log.all().len()), (ids(1..8), 5));
    let (address, log) = serve(answer).await;
    let client = client!(rules, address);
    let body = json!({ "query": "x", "weight": 0.1 });
    let body: crate::rules::models::Search = serde_json::from_value(body).expect("a search");
    let (found, error) = collected!(client.search(&body).items());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(found, ids(1..8));
    let bodies: Vec<Value> = log.all().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies[0], json!({ "query": "x", "weight": 0.1 }));
    assert_eq!(
        bodies[3],
        json!({ "query": "x", "weight": 0.1, "page": { "cursor": "3" } })
    );
    // By a rule that names it, and by one that comes later for the others.
    let (found, _) = listed!(rules, client => client.list_by_cursor().items());
    assert_eq!(found, ids(1..8));
    let (found, _) = listed!(rules, client => client.list_linked().items());
    assert_eq!(found, ids(1..8));
}

#[tokio::test]
async fn the_way_back_leads_to_the_beginning() {
    let back = |first: usize| ids((1..=first).rev());
    let (found, asked) =
        listed!(auto, client => client.list_numbered().page(3).items().backwards());
    assert_eq!(
        (found, asked.len(), asked[2].as_str()),
        (back(6), 3, "page=1")
    );
    let (found, asked) =
        listed!(auto, client => client.list_from_zero().page(2).items().backwards());
    assert_eq!(
        (found, asked.len(), asked[2].as_str()),
        (back(6), 3, "page=0")
    );
    let (found, asked) =
        listed!(auto, client => client.list_by_offset().offset(5).items().backwards());
    assert_eq!(
        (found, asked),
        (
            back(7),
            vec![
                "offset=5".into(),
                "offset=3&limit=2".into(),
                "offset=1&limit=2".into(),
                "offset=0&limit=1".into()
            ]
        )
    );
    let (found, _) =
        listed!(auto, client => client.list_by_cursor().cursor("c2").items().backwards());
    assert_eq!(found, back(6));
    let (found, asked) =
        listed!(auto, client => client.list_accounts().starting_after("4").items().backwards());
    assert_eq!(
        (found, asked[1].as_str(), asked.len()),
        (back(6), "ending_before=5", 3)
    );
    let (address, _) = serve(answer).await;
    let client = client!(auto, address);
    let pages: Vec<_> = client.list_by_address().pages().backwards().collect().await;
    assert_eq!(pages.len(), 1);
}

#[tokio::test]
async fn the_head_of_a_page_is_at_hand() {
    let (address, _) = serve(answer).await;
    let client = client!(auto, address);
    let mut pages = client.list_linked().pages();
    let page = pages.try_next().await.expect("a page").expect("a page");
    let received = page.received().expect("a client has received it");
    assert!(received.headers().contains_key("link"));
    assert_eq!(received.status(), 200);
}
