//! The limit on a clock that stands still until a test moves it.

use super::*;
use crate::server::routes::ServiceRoutes;
use crate::server::{AuthError, Authenticator, Candidate, Credential, Options, Router};
use crate::{
    Location, NoContent, Operation, Response, SecurityKind, SecurityRequirement, SecurityScheme,
    Undocumented, UtcTime,
};
use axum::body::Body;
use axum::extract::ConnectInfo;
use chrono::TimeDelta;
use http::{HeaderName, Request};
use http_body_util::BodyExt;
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;
use std::time::Duration;
use tower::{Layer, ServiceExt};

static KEY: SecurityScheme = SecurityScheme {
    name: "key",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Header,
        name: "x-api-key",
    },
};
static BASIC: SecurityScheme = SecurityScheme {
    name: "basic",
    flows: &[],
    kind: SecurityKind::Basic,
};
const BASE: Operation = Operation {
    id: "limited",
    tag: "",
    method: "GET",
    path: "/limited",
    parameters: &[],
    request_body: None,
    security: &[&[SecurityRequirement {
        scheme: &KEY,
        scopes: &[],
    }]],
    success: 204,
    errors: &[429],
    media_types: &[],
    json: &[],
    conditions: &[],
    deprecation: None,
};
static LIMITED: Operation = BASE;
static CLASS: Operation = Operation {
    id: "class",
    tag: "",
    path: "/class",
    errors: &[4],
    ..BASE
};
static FREE: Operation = Operation {
    id: "free",
    tag: "",
    path: "/free",
    errors: &[404],
    ..BASE
};
static OPEN: Operation = Operation {
    id: "open",
    tag: "",
    path: "/open",
    security: &[],
    ..BASE
};

struct Anyone;

impl Authenticator for Anyone {
    type Principal = ();

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<(), AuthError> {
        match candidate.credentials[0].secret.expose() {
            "wrong" => Err(AuthError::Unauthorized),
            _ => Ok(()),
        }
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

pub(super) fn router(limit: RateLimit) -> Router {
    let options = Options::default().admission(limit);
    let mut routes = ServiceRoutes::new((), Anyone, &ErrorFormat::PROBLEM_JSON, options);
    let answer = || {
        Ok(Ok::<_, Undocumented>(Response::<NoContent>::from(
            NoContent,
        )))
    };
    for operation in [&LIMITED, &CLASS, &FREE] {
        routes.add(operation, move |_, _, _| async move { answer() });
    }
    routes.add_open(&OPEN, move |_, _, _| async move { answer() });
    routes.into_router()
}

#[derive(Clone)]
pub(super) struct Clock(Arc<Mutex<UtcTime>>);

impl Clock {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(
            "2026-01-31T08:30:00.25Z".parse().unwrap(),
        )))
    }

    pub(super) fn advance(&self, seconds: f64) {
        *self.0.lock().unwrap() += TimeDelta::from_std(Duration::from_secs_f64(seconds)).unwrap();
    }

    fn store(&self) -> MemoryStore {
        let clock = self.clone();
        MemoryStore::new().clock(move || *clock.0.lock().unwrap())
    }

    pub(super) fn limit(&self, quota: Quota) -> RateLimit {
        RateLimit::new(quota).store(self.store())
    }
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    /// The status, and what the header fields say.
    pub(super) fn told(&self) -> (u16, Vec<&str>) {
        let fields = [
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "retry-after",
        ];
        let values = fields.iter().filter_map(|name| self.headers.get(*name));
        (
            self.status,
            values.map(|value| value.to_str().unwrap()).collect(),
        )
    }
}

pub(super) async fn send<S>(service: S, request: Request<Body>) -> Answer
where
    S: tower::Service<Request<Body>, Response = http::Response<Body>>,
    S::Error: fmt::Debug,
{
    let (parts, body) = service.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

pub(super) async fn get(router: &Router, path: &str, key: &str) -> Answer {
    let request = Request::get(path).header("x-api-key", key);
    send(router.clone(), request.body(Body::empty()).unwrap()).await
}

pub(super) fn from(address: &str, path: &str) -> Request<Body> {
    let address: IpAddr = address.parse().unwrap();
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    let peer = ConnectInfo(SocketAddr::new(address, 40_000));
    request.extensions_mut().insert(peer);
    request
}

/// 2026-01-31T08:31:01Z, a minute after the clock's start, rounded up.
const RESET: &str = "1769848261";

#[tokio::test]
async fn what_the_header_fields_say_holds() {
    let clock = Clock::new();
    let router = router(clock.limit(Quota::per_minute(3)));
    for left in ["2", "1", "0"] {
        let answer = get(&router, "/limited", "ann").await;
        assert_eq!(answer.told(), (204, vec!["3", left, RESET]));
        clock.advance(10.0);
    }
    // Half a minute after the first.
    let refused = get(&router, "/limited", "ann").await;
    assert_eq!(refused.told(), (429, vec!["3", "0", RESET, "30"]));
    assert!(
        refused
            .body
            .contains("Limit of 3 requests per minute reached. Wait 30 seconds."),
        "{}",
        refused.body
    );
    clock.advance(29.5);
    let refused = get(&router, "/limited", "ann").await;
    assert_eq!(refused.told(), (429, vec!["3", "0", RESET, "1"]));
    assert!(refused.body.contains("Wait 1 second."), "{}", refused.body);
    clock.advance(0.5);
    let answer = get(&router, "/limited", "ann").await;
    assert_eq!(answer.told(), (204, vec!["3", "2", "1769848321"]));
}

#[tokio::test]
async fn each_caller_has_a_quota_of_their_own() {
    let router = router(Clock::new().limit(Quota::per_minute(1)));
    assert_eq!(get(&router, "/limited", "ann").await.status, 204);
    assert_eq!(get(&router, "/limited", "ann").await.status, 429);
    assert_eq!(get(&router, "/class", "ann").await.status, 429);
    assert_eq!(get(&router, "/limited", "bob").await.status, 204);
    // Nobody, so no quota to use up.
    assert_eq!(
        get(&router, "/limited", "wrong").await.told(),
        (401, vec![])
    );
}

#[tokio::test]
async fn operations_that_do_not_document_429_are_not_limited_unless_asked_for() {
    let limit = Clock::new().limit(Quota::per_minute(1));
    let as_documented = router(limit.clone());
    for _ in 0..3 {
        assert_eq!(
            get(&as_documented, "/free", "ann").await.told(),
            (204, vec![])
        );
    }
    let all = router(limit.all_operations());
    assert_eq!(get(&all, "/free", "ann").await.status, 204);
    assert_eq!(get(&all, "/free", "ann").await.status, 429);
}

#[tokio::test]
async fn without_credentials_the_address_counts() {
    let router = router(Clock::new().limit(Quota::per_minute(1)));
    let mut statuses = Vec::new();
    for address in [
        "192.0.2.1",
        "192.0.2.1",
        "::ffff:192.0.2.1",
        "192.0.2.2",
        "2001:db8:0:1::1",
        "2001:db8:0:1:ffff::2",
        "2001:db8:0:2::1",
    ] {
        let answer = send(router.clone(), from(address, "/open")).await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [204, 429, 429, 204, 204, 429, 204]);
    // Nothing is known of this one.
    let request = || Request::get("/open").body(Body::empty()).unwrap();
    for _ in 0..2 {
        assert_eq!(send(router.clone(), request()).await.told(), (204, vec![]));
    }
}

#[tokio::test]
async fn a_layer_limits_any_service() {
    static ERRORS: ErrorFormat = ErrorFormat::new(
        "application/json",
        &[("/code", crate::server::ErrorField::Code)],
    );
    let limit = Clock::new().limit(Quota::per_minute(1)).errors(&ERRORS);
    let plain = tower::service_fn(|_: Request<Body>| async {
        Ok::<_, std::convert::Infallible>(http::Response::new(Body::from("hello")))
    });
    let service = limit.layer(plain);
    let answer = send(service.clone(), from("192.0.2.1", "/")).await;
    assert_eq!(answer.told(), (200, vec!["1", "0", RESET]));
    assert_eq!(answer.body, "hello");
    let refused = send(service.clone(), from("192.0.2.1", "/")).await;
    assert_eq!(refused.told(), (429, vec!["1", "0", RESET, "60"]));
    assert_eq!(refused.body, r#"{"code":"TOO_MANY_REQUESTS"}"#);
    assert_eq!(send(service, from("192.0.2.2", "/")).await.status, 200);
}

#[tokio::test]
async fn a_burst_is_limited_by_itself() {
    let clock = Clock::new();
    let limit = clock.limit(Quota::per_minute(5));
    let router = router(limit.burst(Quota::per_second(2)));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(get(&router, "/limited", "ann").await.status);
    }
    assert_eq!(statuses, [204, 204, 429]);
    clock.advance(1.0);
    let answer = get(&router, "/limited", "ann").await;
    // What the burst refused was not counted.
    assert_eq!(answer.told().1[1], "2");
}

#[tokio::test]
async fn names_and_keys_are_for_the_user_to_choose() {
    let names = HeaderNames {
        limit: None,
        remaining: Some(HeaderName::from_static("ratelimit-remaining")),
        ..HeaderNames::default()
    };
    let limit = Clock::new().limit(Quota::per_minute(1)).headers(names);
    let router = router(limit.key(|caller| {
        let tenant = caller.parts.headers.get("x-api-key")?.to_str().ok()?;
        let (tenant, _) = tenant.split_once('/')?;
        Some(Key::new("tenant", tenant))
    }));
    let answer = get(&router, "/limited", "acme/ann").await;
    assert_eq!(answer.headers["ratelimit-remaining"], "0");
    assert_eq!(answer.told().1, [RESET]);
    assert_eq!(get(&router, "/limited", "acme/bob").await.status, 429);
    for _ in 0..2 {
        assert_eq!(get(&router, "/limited", "root").await.told(), (204, vec![]));
    }
}

#[tokio::test]
async fn while_the_store_is_down_the_setting_decides() {
    struct Down;

    impl Store for Down {
        fn take<'a>(&'a self, _: &'a Key, _: Quota) -> BoxFuture<'a, Result<Decision, StoreError>> {
            let error = StoreError::new("redis://user:pass@host refused");
            Box::pin(std::future::ready(Err(error)))
        }
    }

    let limit = RateLimit::new(Quota::per_minute(1)).store(Down);
    let answer = get(&router(limit.clone()), "/limited", "ann").await;
    assert_eq!(answer.told(), (204, vec![]));
    let limit = limit.when_unavailable(Unavailable::Refuse);
    let answer = get(&router(limit), "/limited", "ann").await;
    assert_eq!(answer.told(), (503, vec!["1"]));
    assert!(!answer.body.contains("redis"), "{}", answer.body);
}

#[tokio::test]
async fn of_requests_at_the_same_time_as_many_pass_as_the_quota_says() {
    let store = MemoryStore::new();
    let takes = (0..200).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let key = Key::new("user", "ann");
            store.take(&key, Quota::per_hour(70)).await.unwrap()
        })
    });
    let decisions = futures_util::future::join_all(takes).await;
    let remaining: Vec<u32> = decisions
        .into_iter()
        .map(Result::unwrap)
        .filter(|decision| decision.admitted)
        .map(|decision| decision.remaining)
        .collect();
    assert_eq!(remaining.len(), 70);
    // One less each time.
    assert_eq!(remaining.into_iter().collect::<HashSet<_>>().len(), 70);
}

#[tokio::test]
async fn a_clock_that_is_set_back_locks_nobody_out() {
    let clock = Clock::new();
    let store = clock.store();
    let key = Key::new("user", "ann");
    let quota = Quota::per_minute(1);
    assert!(store.take(&key, quota).await.unwrap().admitted);
    *clock.0.lock().unwrap() -= TimeDelta::hours(1);
    assert!(store.take(&key, quota).await.unwrap().admitted);
    let decision = store.take(&key, quota).await.unwrap();
    assert!(!decision.admitted);
    assert_eq!(decision.wait, Duration::from_secs(60));
}

#[tokio::test]
async fn memory_is_bounded_and_a_flood_frees_nobody() {
    let store = MemoryStore::with_capacity(100);
    let quota = Quota::per_hour(5);
    let abuser = Key::new("user", "abuser");
    for _ in 0..20 {
        let _ = store.take(&abuser, quota).await;
    }
    for number in 0..10_000_u32 {
        let key = Key::new("user", number.to_string());
        let _ = store.take(&key, quota).await;
        if number % 100 == 0 {
            assert!(!store.take(&abuser, quota).await.unwrap().admitted);
        }
    }
    assert!(store.len() <= 100, "{store:?}");
}

#[test]
fn idle_keys_are_dropped() {
    let store = MemoryStore::new();
    let key = Key::new("user", "ann");
    let window = Duration::from_millis(5);
    futures_util::future::FutureExt::now_or_never(store.take(&key, Quota::new(1, window)));
    assert_eq!(store.len(), 1);
    // The cache reads the system's clock, so this takes a while; however long, the key goes.
    crate::testing::until("the key is dropped", || match store.len() {
        0 => Ok(()),
        count => Err(format!("{count} keys")),
    });
}

#[test]
fn no_store_sees_a_secret() {
    let credential = |scheme, secret: &str| Credential {
        scheme,
        secret: secret.to_owned().into(),
    };
    let of = |credentials: &[Credential]| Key::of_credentials(credentials).unwrap();
    let key = of(&[credential(&KEY, "tly_secret")]);
    assert!(!format!("{key} {key:?}").contains("secret"));
    assert_eq!(key.to_string().len(), 32);
    assert_ne!(key, of(&[credential(&BASIC, "tly_secret")]));
    assert_ne!(
        of(&[credential(&KEY, "ab"), credential(&KEY, "c")]),
        of(&[credential(&KEY, "a"), credential(&KEY, "bc")])
    );
    // A password that is changed does not bring a new quota, and its hash is not kept.
    assert_eq!(
        of(&[credential(&BASIC, "ann:one")]),
        of(&[credential(&BASIC, "ann:two")])
    );
    assert_eq!(Key::of_credentials(&[]), None);
}

#[test]
fn quotas_read_well() {
    for (quota, text) in [
        (Quota::per_second(1), "1 request per second"),
        (Quota::per_hour(5000), "5000 requests per hour"),
        (
            Quota::new(10, Duration::from_millis(2500)),
            "10 requests per 2.5 seconds",
        ),
        (
            Quota::new(2, Duration::ZERO),
            "2 requests per 0.001 seconds",
        ),
    ] {
        assert_eq!(quota.to_string(), text);
    }
}
