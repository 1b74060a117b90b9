//! Several quotas at once, and the header fields of the draft.

use super::tests::{Clock, from, get, router, send};
use super::*;
use http::HeaderName;
use std::time::Duration;

/// What the fields of the draft say: the policies, and what is left of them.
fn drafted(headers: &HeaderMap) -> [&str; 2] {
    ["ratelimit-policy", "ratelimit"].map(|name| headers[name].to_str().unwrap())
}

fn per_company(quota: Quota) -> Limit {
    Limit::new("company", quota).key(|caller| {
        let key = caller.parts.headers.get("x-api-key")?.to_str().ok()?;
        Some(Key::new("company", key.split_once('/')?.0))
    })
}

#[tokio::test]
async fn all_quotas_have_to_have_room() {
    let clock = Clock::new();
    let limit = clock
        .limit(Quota::per_minute(3))
        .and(per_company(Quota::per_hour(4)));
    let router = router(limit.fields(Fields::Both));
    let answer = get(&router, "/limited", "acme/ann").await;
    assert_eq!(answer.told().1[..2], ["3", "2"]);
    assert_eq!(
        drafted(&answer.headers),
        [
            r#""default";q=3;w=60, "company";q=4;w=3600"#,
            r#""default";r=2;t=60, "company";r=3;t=3600"#
        ]
    );
    get(&router, "/limited", "acme/ann").await;
    // Bob has more left than his company has.
    let answer = get(&router, "/limited", "acme/bob").await;
    assert_eq!(answer.told().1[..2], ["4", "1"]);
    clock.advance(15.5);
    assert_eq!(get(&router, "/limited", "acme/ann").await.status, 204);
    // Ann is refused by both: the one that does so for longer is told of.
    let refused = get(&router, "/limited", "acme/ann").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.told().1, ["4", "0", "1769851801", "3585"]);
    assert_eq!(
        drafted(&refused.headers)[1],
        r#""default";r=0;t=45, "company";r=0;t=3585"#
    );
    assert!(
        refused
            .body
            .contains("Limit of 4 requests per hour reached. Wait 3585 seconds.")
    );
    // What the company's quota refuses is not counted against Bob's.
    for _ in 0..5 {
        let refused = get(&router, "/limited", "acme/bob").await;
        assert_eq!(refused.status, 429);
        assert_eq!(
            drafted(&refused.headers)[1],
            r#""default";r=2;t=45, "company";r=0;t=3585"#
        );
    }
    // Those without a company have one quota less.
    let answer = get(&router, "/limited", "eve").await;
    assert_eq!(drafted(&answer.headers)[1], r#""default";r=2;t=60"#);
}

#[tokio::test]
async fn what_is_refused_begins_no_window() {
    let clock = Clock::new();
    let limit = clock
        .limit(Quota::per_minute(5))
        .and(per_company(Quota::per_hour(0)));
    let router = router(limit.fields(Fields::Draft));
    for _ in 0..3 {
        let refused = get(&router, "/limited", "acme/ann").await;
        assert_eq!(refused.told(), (429, vec!["3600"]));
        assert_eq!(
            drafted(&refused.headers)[1],
            r#""default";r=5;t=60, "company";r=0;t=3600"#
        );
        clock.advance(1.0);
    }
}

#[tokio::test]
async fn addresses_and_operations_have_quotas() {
    let limit = Clock::new()
        .limit(Quota::per_minute(100))
        .and(Limit::per_address("address", Quota::per_minute(3)))
        .and(Limit::per_operation("operation", Quota::per_minute(2)))
        .fields(Fields::Draft);
    let router = router(limit);
    let ask = async |key: &str, address: &str, path: &str| {
        let mut request = from(address, path);
        request
            .headers_mut()
            .insert("x-api-key", key.parse().unwrap());
        send(router.clone(), request).await
    };
    let first = "192.0.2.1";
    assert_eq!(ask("ann", first, "/limited").await.status, 204);
    assert_eq!(ask("ann", first, "/limited").await.status, 204);
    let refused = ask("ann", first, "/limited").await;
    assert_eq!(refused.status, 429);
    assert_eq!(
        drafted(&refused.headers)[1],
        r#""default";r=98;t=60, "address";r=1;t=60, "operation";r=0;t=60"#
    );
    // Another operation, and another caller, up to what the address may.
    assert_eq!(ask("ann", first, "/class").await.status, 204);
    assert_eq!(ask("bob", first, "/limited").await.status, 429);
    assert_eq!(ask("bob", "192.0.2.2", "/limited").await.status, 204);
}

#[tokio::test]
async fn a_burst_is_told_of_by_the_draft() {
    let clock = Clock::new();
    let limit = clock
        .limit(Quota::per_minute(5))
        .burst(Quota::per_second(1));
    let router = router(limit.fields(Fields::Both));
    let answer = get(&router, "/limited", "ann").await;
    assert_eq!(answer.told().1[..2], ["5", "4"]);
    assert_eq!(
        drafted(&answer.headers),
        [
            r#""burst";q=1;w=1, "default";q=5;w=60"#,
            r#""burst";r=0;t=1, "default";r=4;t=60"#
        ]
    );
    let refused = get(&router, "/limited", "ann").await;
    assert_eq!(refused.told().1, ["1", "0", "1769848202", "1"]);
    assert_eq!(
        drafted(&refused.headers)[1],
        r#""burst";r=0;t=1, "default";r=4;t=60"#
    );
}

#[tokio::test]
async fn names_are_strings_of_structured_fields_and_differ() {
    let names = HeaderNames {
        retry_after: Some(HeaderName::from_static("x-retry")),
        ..HeaderNames::default()
    };
    let quota = Quota::new(1, Duration::from_millis(1500));
    let limit = Clock::new()
        .limit(quota)
        .name("a \"b\\\u{e9}\n")
        .and(Limit::new("burst", Quota::new(7, Duration::MAX)))
        .and(Limit::new("x", Quota::per_second(8)))
        .and(Limit::new("x", Quota::per_second(9)))
        .headers(names)
        .fields(Fields::Draft);
    let router = router(limit);
    let answer = get(&router, "/limited", "ann").await;
    assert_eq!(
        drafted(&answer.headers)[0],
        r#""a \"b\\";q=1;w=2, "burst-2";q=7;w=999999999999999, "x";q=8;w=1, "x-2";q=9;w=1"#
    );
    assert!(!answer.headers.contains_key("x-ratelimit-limit"));
    let refused = get(&router, "/limited", "ann").await;
    assert_eq!(
        (refused.status, &refused.headers["x-retry"]),
        (429, &"2".parse().unwrap())
    );
}

/// Whichever is named first.
#[tokio::test]
async fn no_two_quotas_look_alike() {
    let quota = Quota::per_second(9);
    let limit = Clock::new()
        .limit(quota)
        .and(Limit::new("x", quota))
        .and(Limit::new("\u{e9}", quota))
        .and(Limit::new("\u{fc}", quota))
        .name("x")
        .fields(Fields::Draft);
    let answer = get(&router(limit), "/limited", "ann").await;
    assert_eq!(
        drafted(&answer.headers)[1],
        r#""x-2";r=8;t=1, "x";r=8;t=1, "";r=8;t=1, "-2";r=8;t=1"#
    );
    let limit = Clock::new().limit(quota).name("burst").burst(quota);
    let answer = get(&router(limit.fields(Fields::Draft)), "/limited", "ann").await;
    assert_eq!(
        drafted(&answer.headers)[1],
        r#""burst";r=8;t=1, "burst-2";r=8;t=1"#
    );
}

/// Each would take the window of the other for one of a quota that has changed, and begin a new one.
#[tokio::test]
async fn limits_of_different_names_may_share_a_store() {
    let store = MemoryStore::new();
    let hourly = RateLimit::new(Quota::per_hour(3)).name("hourly");
    let hourly = router(hourly.store(store.clone()));
    let limited = router(RateLimit::new(Quota::per_minute(100)).store(store));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        assert_eq!(get(&limited, "/limited", "ann").await.status, 204);
        statuses.push(get(&hourly, "/limited", "ann").await.status);
    }
    assert_eq!(statuses, [204, 204, 204, 429]);
}

/// An admission behind a layer, as the module has them.
#[tokio::test]
async fn a_layer_leaves_what_is_nearer_to_its_end() {
    let clock = Clock::new();
    let inner = clock.limit(Quota::per_minute(3)).name("caller");
    let outer = clock.limit(Quota::per_hour(5)).name("address");
    let router = router(inner.fields(Fields::Both)).layer(outer.fields(Fields::Both));
    let ask = async |key: &str| {
        let mut request = from("192.0.2.1", "/limited");
        request
            .headers_mut()
            .insert("x-api-key", key.parse().unwrap());
        send(router.clone(), request).await
    };
    let all = |headers: &HeaderMap| -> Vec<String> {
        let lines = headers.get_all("ratelimit").iter();
        lines
            .map(|line| line.to_str().unwrap().to_owned())
            .collect()
    };
    let answer = ask("ann").await;
    assert_eq!(answer.told().1[..2], ["3", "2"]);
    assert_eq!(
        all(&answer.headers),
        [r#""caller";r=2;t=60"#, r#""address";r=4;t=3600"#]
    );
    ask("ann").await;
    ask("ann").await;
    // Refused by the inner one, of which the answer goes on to tell.
    let refused = ask("ann").await;
    assert_eq!(refused.told().0, 429);
    assert_eq!(refused.told().1[..2], ["3", "0"]);
    let answer = ask("bob").await;
    assert_eq!(answer.told().1[..2], ["5", "0"]);
}

#[tokio::test]
async fn of_requests_at_the_same_time_as_many_pass_as_all_quotas_say() {
    let store = MemoryStore::new();
    let all = Key::new("all", "");
    let ask = |user: usize| {
        let store = store.clone();
        tokio::spawn(async move {
            let takes = [
                (Key::new("user", user.to_string()), Quota::per_hour(20)),
                (all, Quota::per_hour(70)),
            ];
            let decisions = store.take_all(&takes).await.unwrap();
            decisions.iter().all(|decision| decision.admitted)
        })
    };
    let asked = futures_util::future::join_all((0..400).map(|number| ask(number % 4))).await;
    let admitted = asked
        .into_iter()
        .filter(|asked| *asked.as_ref().unwrap())
        .count();
    assert_eq!(admitted, 70);
    let mut left = 0;
    for user in 0..4 {
        let key = Key::new("user", user.to_string());
        // One is taken by this.
        left += store
            .take(&key, Quota::per_hour(20))
            .await
            .unwrap()
            .remaining
            + 1;
    }
    assert_eq!(left, 80 - 70);
}

/// A store that knows no better stops at the first quota that refuses.
#[tokio::test]
async fn a_store_of_single_takes_is_enough() {
    struct Single(MemoryStore);

    impl Store for Single {
        fn take<'a>(
            &'a self,
            key: &'a Key,
            quota: Quota,
        ) -> BoxFuture<'a, Result<Decision, StoreError>> {
            self.0.take(key, quota)
        }
    }

    let limit = RateLimit::new(Quota::per_minute(1))
        .store(Single(MemoryStore::new()))
        .and(Limit::new("hourly", Quota::per_hour(9)))
        .fields(Fields::Draft);
    let router = router(limit);
    assert_eq!(get(&router, "/limited", "ann").await.status, 204);
    let refused = get(&router, "/limited", "ann").await;
    assert_eq!(refused.status, 429);
    assert_eq!(
        drafted(&refused.headers),
        [
            r#""default";q=1;w=60, "hourly";q=9;w=3600"#,
            r#""default";r=0;t=60"#
        ]
    );
}
