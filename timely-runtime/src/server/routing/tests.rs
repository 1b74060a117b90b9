//! Routers of several tags and documents, merged and nested in every way.

use super::*;
use crate::server::routes::ServiceRoutes;
use crate::server::{AuthError, Candidate, ErrorField};
use crate::{NoContent, Response as Answer, Undocumented};
use axum::middleware::{Next, from_fn};
use axum::routing::{any, delete, get, post};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

macro_rules! operations {
    ($($name:ident: $method:literal $path:literal $tag:literal $($call:ident $argument:expr)?;)*) => {
        $(static $name: Operation = Operation::new($method, $path)
            .named(stringify!($name))
            .tagged($tag)
            $(.$call($argument))?;)*
    };
}

operations! {
    LIST: "GET" "/a" "first";
    READ: "GET" "/a/{id}" "first";
    ADD: "POST" "/a" "second";
    CHANGE: "PUT" "/a/{name}" "second";
    RUN: "POST" "/a/{id}:run" "second";
    STOP: "POST" "/a/{id}:stop" "third";
    START_RPC: "POST" "/rpc" "first" told_by &[Condition::query("do").is("start")];
    STOP_RPC: "POST" "/rpc" "second" told_by &[Condition::query("do").is("stop")];
    BREW: "BREW" "/pot" "third";
    POUR: "GET" "/pot" "first";
    SPACED: "GET" "/b c/{id}" "third";
    ROOT: "GET" "/" "third";
}

const fn code(text: &'static str) -> (&'static str, ErrorField) {
    ("/api", ErrorField::Constant(text))
}

static FIRST: ErrorFormat = ErrorFormat::new("application/json", &[code("\"first\"")]);
static SECOND: ErrorFormat = ErrorFormat::new("application/json", &[code("\"second\"")]);

struct Nobody;

impl Authenticator for Nobody {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Err(AuthError::Unauthorized)
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        false
    }
}

fn routes_with(
    errors: &'static ErrorFormat,
    options: Options,
    operations: &[&'static Operation],
) -> Routes {
    let mut routes = ServiceRoutes::new((), Nobody, errors, options);
    for operation in operations {
        routes.add_open(operation, |_, cx, _| async move {
            let path = cx.uri().path();
            assert_ne!(path, "/a/panic");
            let told = format!("{} {path}", cx.operation().id);
            Ok(Ok::<_, Undocumented>(Answer::<String>::from(told)))
        });
    }
    routes.finish()
}

fn first(operations: &[&'static Operation]) -> Routes {
    routes_with(&FIRST, Options::default(), operations)
}

fn second(operations: &[&'static Operation]) -> Routes {
    routes_with(&SECOND, Options::default(), operations)
}

/// Status, `Allow`, and the body: what the handler says, or whose error it is.
async fn send(router: &Router, method: &str, uri: &str) -> (u16, String, String) {
    let request = Request::builder().method(method).uri(uri);
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let allow = head.headers.get(header::ALLOW);
    let allow = allow.map_or("", |allow| allow.to_str().unwrap()).to_owned();
    let body = body.collect().await.unwrap().to_bytes();
    let text = match serde_json::from_slice(&body) {
        Ok(Value::Object(error)) => error["api"].as_str().unwrap().to_owned(),
        Ok(Value::String(text)) => text,
        _ => String::from_utf8(body.to_vec()).unwrap(),
    };
    (head.status.as_u16(), allow, text)
}

#[track_caller]
fn methods(allow: &str) -> Vec<&str> {
    let mut methods: Vec<&str> = allow.split(',').map(str::trim).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}

/// What holds of `/a` and `/a/{id}`, whichever way the two tags came together.
async fn shares_paths(router: &Router, prefix: &str, absent: Option<&str>) {
    for (method, path, text) in [
        ("GET", "/a", "LIST"),
        ("POST", "/a", "ADD"),
        ("GET", "/a/7", "READ"),
        ("GET", "/a/%2F%20", "READ"),
        ("PUT", "/a/7", "CHANGE"),
    ] {
        let (status, _, body) = send(router, method, &format!("{prefix}{path}")).await;
        assert_eq!(status, 200, "{method} {path}: {body}");
        assert!(body.starts_with(text), "{method} {path}: {body}");
    }
    let head = send(router, "HEAD", &format!("{prefix}/a/7")).await;
    assert_eq!((head.0, head.2.as_str()), (200, ""));
    for (path, wanted) in [
        ("/a", ["GET", "HEAD", "POST"]),
        ("/a/7", ["GET", "HEAD", "PUT"]),
    ] {
        for method in ["DELETE", "BREW", "OPTIONS"] {
            let (status, allow, body) = send(router, method, &format!("{prefix}{path}")).await;
            let is_options = method == "OPTIONS";
            assert_eq!(
                status,
                if is_options { 204 } else { 405 },
                "{method} {path}"
            );
            assert!(is_options || body == "first" || body == "second", "{body}");
            assert_eq!(methods(&allow), wanted, "{method} {path}");
        }
    }
    for path in ["/", "/b", "/a/", "/a/7/8", "//a", "/a%2F7"] {
        let (status, allow, body) = send(router, "GET", &format!("{prefix}{path}")).await;
        assert_eq!((status, allow.as_str()), (404, ""), "{path}");
        match absent {
            Some(absent) => assert_eq!(body, absent, "{path}"),
            None => assert!(body == "first" || body == "second", "{path}: {body}"),
        }
    }
}

#[tokio::test]
async fn routers_with_shared_paths_are_merged_in_any_order_and_way() {
    let one = || first(&[&LIST, &READ]);
    let two = || second(&[&ADD, &CHANGE]);
    shares_paths(&one().merge(two()).into_router(), "", Some("first")).await;
    shares_paths(&two().merge(one()).into_router(), "", Some("second")).await;
    let merged = one().into_router().merge(two());
    shares_paths(&merged, "", None).await;
    let merged = two().into_router().merge(one().into_router());
    shares_paths(&merged, "", None).await;
    // A tag without operations adds nothing and takes nothing away.
    let merged = first(&[])
        .into_router()
        .merge(one())
        .merge(two())
        .merge(second(&[]));
    shares_paths(&merged, "", None).await;
    let nested = Router::new().nest("/v1", one().into_router().merge(two()));
    shares_paths(&nested, "/v1", Some("")).await;
    let nested = first(&[])
        .into_router()
        .nest("/v1", one().into_router().merge(two()));
    shares_paths(&nested, "/v1", Some("first")).await;
    let twice = Router::new()
        .nest("/v1", one().into())
        .nest("/v1", two().into());
    shares_paths(&twice, "/v1", Some("")).await;
    let deep = Router::new().nest("/in", second(&[]).into_router().nest("/v1", twice));
    shares_paths(&deep, "/in/v1/v1", Some("")).await;
    let layered = one().into_router().merge(two());
    let layered = layered.layer(from_fn(async |request, next: Next| next.run(request).await));
    shares_paths(&layered.merge(first(&[])), "", None).await;
}

#[tokio::test]
async fn a_fallback_of_the_users_comes_first() {
    let by_hand = || Router::new().fallback(async || (StatusCode::NOT_FOUND, "by hand"));
    for router in [
        by_hand().merge(first(&[&LIST])).merge(second(&[&ADD])),
        first(&[&LIST])
            .into_router()
            .merge(by_hand())
            .merge(second(&[&ADD])),
        first(&[&LIST])
            .into_router()
            .merge(second(&[&ADD]))
            .fallback(async || (StatusCode::NOT_FOUND, "by hand")),
        by_hand()
            .nest("/x", first(&[&READ]).into())
            .merge(second(&[&LIST, &ADD])),
    ] {
        assert_eq!(send(&router, "GET", "/nowhere").await.2, "by hand");
        assert_eq!(send(&router, "GET", "/a").await.0, 200);
        let refused = send(&router, "PUT", "/a").await;
        assert_eq!(refused.0, 405);
        assert!(["first", "second"].contains(&refused.2.as_str()));
    }
    let nested = by_hand().nest("/x", first(&[&READ]).into());
    assert_eq!(send(&nested, "GET", "/x/nowhere").await.2, "by hand");
    // What was needed once does no harm.
    let reset = first(&[&LIST])
        .into_router()
        .reset_fallback()
        .merge(second(&[&ADD]));
    assert_eq!(send(&reset, "GET", "/nowhere").await.0, 404);
    assert_eq!(send(&reset, "PUT", "/a").await.0, 405);
    let own = first(&[&LIST])
        .into_router()
        .method_not_allowed_fallback(async || "none of these");
    assert_eq!(send(&own, "PUT", "/a").await.2, "none of these");
    // Nested routers answer for themselves where they are told to.
    let nest = |format: &'static ErrorFormat, routes: Routes| {
        routes.into_router().fallback_service(format.not_found())
    };
    let both = Router::new()
        .nest("/1", nest(&FIRST, first(&[&LIST])))
        .nest("/2", nest(&SECOND, second(&[&ADD])));
    assert_eq!(send(&both, "GET", "/1/nowhere").await.2, "first");
    assert_eq!(send(&both, "GET", "/2/nowhere").await.2, "second");
}

#[tokio::test]
async fn routes_by_hand_stand_beside_operations() {
    let by_hand = || {
        Router::new()
            .route("/a", delete(async || "deleted"))
            .route("/a/{id}/more", get(async || "more"))
            .route("/a/special", get(async || "special"))
            // As generated routes call their parameters.
            .route("/a/{p1}", delete(async || "one is deleted"))
    };
    for router in [
        by_hand().merge(first(&[&LIST, &READ])),
        first(&[&LIST, &READ]).into_router().merge(by_hand()),
    ] {
        assert_eq!(send(&router, "DELETE", "/a").await.2, "deleted");
        assert_eq!(send(&router, "DELETE", "/a/1").await.2, "one is deleted");
        assert_eq!(send(&router, "GET", "/a").await.2, "LIST /a");
        assert_eq!(send(&router, "GET", "/a/1/more").await.2, "more");
        assert_eq!(send(&router, "GET", "/a/special").await.2, "special");
        assert_eq!(send(&router, "GET", "/a/other").await.2, "READ /a/other");
        let (status, allow, _) = send(&router, "PATCH", "/a").await;
        assert_eq!(
            (status, methods(&allow)),
            (405, vec!["DELETE", "GET", "HEAD"])
        );
    }
}

#[tokio::test]
async fn what_is_told_apart_by_more_than_paths_is_merged_by_routes() {
    let one = || first(&[&READ, &START_RPC, &POUR]);
    let two = || second(&[&RUN, &STOP_RPC, &CHANGE]);
    let three = || first(&[&STOP, &BREW, &SPACED, &ROOT]);
    for router in [
        one().merge(two()).merge(three()).into_router(),
        three().merge(two()).merge(one()).into_router(),
        two().merge(three().merge(one())).into_router(),
    ] {
        for (method, path, text) in [
            ("GET", "/a/1", "READ /a/1"),
            ("POST", "/a/1:run", "RUN /a/1:run"),
            ("POST", "/a/1:stop", "STOP /a/1:stop"),
            ("PUT", "/a/1", "CHANGE /a/1"),
            ("POST", "/rpc?do=start", "START_RPC /rpc"),
            ("POST", "/rpc?do=stop", "STOP_RPC /rpc"),
            ("GET", "/pot", "POUR /pot"),
            ("BREW", "/pot", "BREW /pot"),
            ("GET", "/b%20c/1", "SPACED /b%20c/1"),
            ("GET", "/", "ROOT /"),
        ] {
            assert_eq!(send(&router, method, path).await.2, text, "{method} {path}");
        }
        let (status, allow, api) = send(&router, "GET", "/a/1:run").await;
        assert_eq!(
            (status, allow.as_str(), api.as_str()),
            (405, "OPTIONS, POST", "second")
        );
        let (status, allow, api) = send(&router, "DELETE", "/a/1:stop").await;
        assert_eq!(
            (status, allow.as_str(), api.as_str()),
            (405, "OPTIONS, POST", "first")
        );
        let (status, allow, _) = send(&router, "DELETE", "/pot").await;
        assert_eq!((status, allow.as_str()), (405, "BREW, GET, HEAD, OPTIONS"));
        let (status, allow, _) = send(&router, "OPTIONS", "/a/1").await;
        assert_eq!((status, allow.as_str()), (204, "GET, HEAD, OPTIONS, PUT"));
    }
    // axum's own merge knows methods alone, and these have different ones.
    let merged = first(&[&READ]).into_router().merge(second(&[&RUN]));
    assert_eq!(send(&merged, "GET", "/a/1").await.2, "READ /a/1");
    assert_eq!(send(&merged, "POST", "/a/1:run").await.2, "RUN /a/1:run");
    assert_eq!(send(&merged, "POST", "/a/1").await.0, 404);
    let merged = first(&[&POUR]).into_router().merge(second(&[&BREW]));
    assert_eq!(send(&merged, "GET", "/pot").await.2, "POUR /pot");
    assert_eq!(send(&merged, "BREW", "/pot").await.2, "BREW /pot");
}

#[tokio::test]
async fn of_an_operation_that_is_there_twice_the_first_stays() {
    let twice = first(&[&LIST, &LIST]).merge(second(&[&LIST, &ADD]));
    assert_eq!(format!("{twice:?}"), r#"["LIST", "LIST", "LIST", "ADD"]"#);
    let router = twice.into_router();
    assert_eq!(send(&router, "GET", "/a").await.2, "LIST /a");
    let (status, allow, api) = send(&router, "PUT", "/a").await;
    assert_eq!(
        (status, methods(&allow), api.as_str()),
        (405, vec!["GET", "HEAD", "POST"], "first")
    );
}

#[tokio::test]
async fn operations_are_left_out() {
    let all = || first(&[&LIST, &READ, &ADD]);
    let some = all().only([&READ, &ADD, &RUN]).into_router();
    assert_eq!(send(&some, "GET", "/a").await.0, 405);
    assert_eq!(send(&some, "POST", "/a").await.0, 200);
    let rest = all().without([&READ, &ADD]);
    assert_eq!(
        rest.operations().map(|one| one.id).collect::<Vec<_>>(),
        ["LIST"]
    );
    let rest = rest.into_router().merge(second(&[&READ]));
    assert_eq!(send(&rest, "GET", "/a/1").await.2, "READ /a/1");
    let none = all().only([]).into_router();
    assert_eq!(
        send(&none, "GET", "/a").await,
        (404, String::new(), "first".to_owned())
    );
}

#[tokio::test]
async fn prefixes_of_the_server() {
    let below = |prefix: Prefix, operations: &[&'static Operation]| {
        routes_with(&FIRST, Options::default().prefix(prefix), operations)
    };
    for prefix in ["/v1", "v1/", "/v1//"] {
        let both = [&LIST, &READ];
        let router = below(prefix.into(), &both).merge(below("/v1".into(), &[&ADD, &CHANGE]));
        shares_paths(&router.into_router(), "/v1", Some("first")).await;
        let router = below(prefix.into(), &both).into_router();
        let router = router.merge(below("/v1".into(), &[&ADD, &CHANGE]));
        shares_paths(&router, "/v1", Some("first")).await;
        for path in ["/a", "/v2/a", "/v1", "/v1a", "/v1/v1/a"] {
            assert_eq!(send(&router, "GET", path).await.0, 404, "{path}");
        }
    }
    let regions = || Prefix::new("/{region}/v1").values("region", ["eu", "us"]);
    let router = below(regions(), &[&LIST, &READ, &ROOT, &START_RPC]).into_router();
    for (path, text) in [
        ("/eu/v1/a", "LIST /eu/v1/a"),
        ("/u%73/v1/a/7", "READ /u%73/v1/a/7"),
        ("/us/v1/", "ROOT /us/v1/"),
    ] {
        assert_eq!(send(&router, "GET", path).await.2, text);
    }
    assert_eq!(send(&router, "POST", "/eu/v1/rpc?do=start").await.0, 200);
    for path in ["/moon/v1/a", "/a", "/eu/v1", "/eu/v2/a", "/eu/a"] {
        assert_eq!(
            send(&router, "GET", path).await,
            (404, String::new(), "first".into()),
            "{path}"
        );
    }
    assert_eq!(send(&router, "PUT", "/eu/v1/a").await.0, 405);
    // One of no document, and one whose prefix is anything, beside it.
    let any = below("/{tenant}".into(), &[&READ]).merge(below(regions(), &[&LIST]));
    let router = any.merge(second(&[&ADD])).into_router();
    assert_eq!(send(&router, "GET", "/acme/a/1").await.2, "READ /acme/a/1");
    assert_eq!(send(&router, "GET", "/eu/v1/a").await.2, "LIST /eu/v1/a");
    assert_eq!(send(&router, "POST", "/a").await.2, "ADD /a");
    let none = below("".into(), &[&LIST]).merge(below("/".into(), &[&ADD]));
    assert_eq!(send(&none.into_router(), "POST", "/a").await.2, "ADD /a");
}

/// A layer that notes its name and the operation.
fn noting(notes: &Arc<Mutex<Vec<String>>>, name: &'static str) -> impl OperationLayer + use<> {
    let notes = Arc::clone(notes);
    from_fn(move |request: axum::extract::Request, next: Next| {
        let operation = request.extensions().get::<&'static Operation>();
        let id = operation.map_or("none", |operation| operation.id);
        notes.lock().unwrap().push(format!("{name} {id}"));
        next.run(request)
    })
}

#[tokio::test]
async fn layers_stand_around_operations_tags_and_all() {
    let notes = Arc::default();
    let options = Options::default()
        .layer_operation(&READ, noting(&notes, "inner"))
        .layer(noting(&notes, "all"))
        .layer_tag("first", noting(&notes, "tag"))
        .layer_operation(&READ, noting(&notes, "outer"))
        .layer_tag("nobody's", noting(&notes, "never"));
    let routes = routes_with(&FIRST, options, &[&LIST, &READ, &ADD]);
    let router = routes.merge(second(&[&CHANGE])).into_router();
    let noted = async |method, path, status| {
        assert_eq!(send(&router, method, path).await.0, status);
        std::mem::take(&mut *notes.lock().unwrap())
    };
    assert_eq!(
        noted("GET", "/a/1", 200).await,
        ["all READ", "tag READ", "outer READ", "inner READ"]
    );
    assert_eq!(noted("HEAD", "/a", 200).await, ["all LIST", "tag LIST"]);
    assert_eq!(noted("POST", "/a", 200).await, ["all ADD"]);
    // What is of other routes, of no operation and of no path.
    assert_eq!(noted("PUT", "/a/1", 200).await, [""; 0]);
    assert_eq!(noted("DELETE", "/a", 405).await, [""; 0]);
    assert_eq!(noted("GET", "/b", 404).await, [""; 0]);
    assert_eq!(noted("GET", "/a/panic", 500).await.len(), 4);
}

#[tokio::test]
async fn a_layer_may_answer_change_paths_and_panic() {
    let options = Options::default().layer_operation(
        &LIST,
        from_fn(|request: axum::extract::Request, next: Next| async move {
            let query = request.uri().query().map(str::to_owned);
            match query.as_deref() {
                Some("own") => {
                    axum::response::IntoResponse::into_response((StatusCode::IM_A_TEAPOT, "tea"))
                }
                Some("panic") => panic!("secret detail"),
                Some(path) => {
                    let mut request = request;
                    *request.uri_mut() = format!("/{path}").parse().unwrap();
                    next.run(request).await
                }
                None => next.run(request).await,
            }
        }),
    );
    let router = routes_with(&FIRST, options, &[&LIST]).into_router();
    let router = Router::new().nest("/in", router);
    assert_eq!(send(&router, "GET", "/in/a").await.2, "LIST /a");
    assert_eq!(
        send(&router, "GET", "/in/a?own").await,
        (418, String::new(), "tea".into())
    );
    assert_eq!(
        send(&router, "HEAD", "/in/a?own").await,
        (418, String::new(), String::new())
    );
    assert_eq!(
        send(&router, "GET", "/in/a?panic").await,
        (500, String::new(), "first".into())
    );
    assert_eq!(send(&router, "GET", "/in/a?other").await.0, 404);
    assert_eq!(send(&router, "GET", "/in/a?a").await.2, "LIST /a");
}

#[tokio::test]
async fn layers_come_before_credentials() {
    static KEY: crate::SecurityScheme = crate::SecurityScheme {
        name: "bearer",
        flows: &[],
        kind: crate::SecurityKind::Bearer,
    };
    static SECURED: Operation = Operation::get("/secured")
        .named("SECURED")
        .secured(&[&[crate::SecurityRequirement::new(&KEY, &[])]]);
    let notes = Arc::default();
    let options = Options::default().layer(noting(&notes, "before"));
    let mut routes = ServiceRoutes::new((), Nobody, &FIRST, options);
    routes.add(&SECURED, |_, _, _| async {
        Ok(Ok::<_, Undocumented>(Answer::<NoContent>::from(NoContent)))
    });
    let router = routes.into_router();
    assert_eq!(send(&router, "GET", "/secured").await.0, 401);
    assert_eq!(*notes.lock().unwrap(), ["before SECURED"]);
    assert_eq!(unserved(router, &[&SECURED]).await, [""; 0]);
    assert_eq!(notes.lock().unwrap().len(), 1, "nothing was called");
}

#[tokio::test]
async fn what_nobody_serves() {
    const ALL: &[&Operation] = &[
        &LIST, &READ, &ADD, &CHANGE, &RUN, &STOP, &START_RPC, &STOP_RPC, &BREW, &POUR, &SPACED,
        &ROOT,
    ];
    assert_eq!(unserved(first(ALL), ALL).await, [""; 0]);
    assert_eq!(unserved(Router::new(), &ALL[..2]).await, ["LIST", "READ"]);
    for left_out in ALL {
        let routes = first(ALL).without([*left_out]);
        let missing = unserved(routes, ALL).await;
        assert_eq!(missing, [left_out.id], "{}", left_out.id);
    }
    // By hand: no handler is called, and fallbacks serve nothing.
    let called = Arc::new(AtomicUsize::new(0));
    let counted = {
        let called = Arc::clone(&called);
        move || {
            let called = Arc::clone(&called);
            async move {
                called.fetch_add(1, Ordering::SeqCst);
                StatusCode::NOT_FOUND
            }
        }
    };
    let by_hand = Router::new()
        .route("/a", post(counted.clone()))
        .route("/a/{key}/", any(counted.clone()))
        .route("/", any(counted.clone()))
        .fallback(counted.clone());
    let router = by_hand
        .clone()
        .merge(first(&[&READ, &RUN, &STOP, &START_RPC]));
    let missing = ["LIST", "CHANGE", "STOP_RPC", "BREW", "POUR", "SPACED"];
    assert_eq!(unserved(router.clone(), ALL).await, missing);
    let nested = Router::new().nest("/v1", router.clone());
    assert_eq!(unserved_below("/v1", nested.clone(), ALL).await, missing);
    assert_eq!(unserved(nested, ALL).await.len(), ALL.len());
    let below = routes_with(&FIRST, Options::default().prefix("/{region}/v1"), ALL);
    assert_eq!(unserved_below("/eu/v1", below, ALL).await, [""; 0]);
    assert_eq!(called.load(Ordering::SeqCst), 0);
    // A middleware of the whole router is not asked either, and nobody learns of it from outside.
    let refusing = router.layer(from_fn(async |_: axum::extract::Request, _: Next| {
        StatusCode::NOT_FOUND
    }));
    assert!(!unserved(refusing, ALL).await.contains(&"ADD"));
}

#[tokio::test]
async fn paths_of_other_operations_have_what_stands_before_them() {
    let routes = |prefix: &str| {
        let options = Options::default().prefix(prefix);
        let mut routes = ServiceRoutes::new((), Nobody, &FIRST, options);
        routes.add_open(&LIST, |_, cx, _| async move {
            let path = cx.path_of(&POUR, &[]).unwrap();
            Ok(Ok::<_, Undocumented>(Answer::<String>::from(path)))
        });
        routes.into_router()
    };
    for (prefix, nest, path, expected) in [
        ("", "", "/a", "/pot"),
        ("/v1", "", "/v1/a", "/v1/pot"),
        ("/{region}/v1", "", "/eu/v1/a", "/eu/v1/pot"),
        ("/v1", "/api", "/api/v1/a", "/api/v1/pot"),
        ("/v{major}-x/", "", "/v2-x/a", "/v2-x/pot"),
    ] {
        let mut router = routes(prefix);
        if !nest.is_empty() {
            router = Router::new().nest(nest, router);
        }
        let (status, _, told) = send(&router, "GET", path).await;
        assert_eq!((status, told.as_str()), (200, expected), "{prefix} {nest}");
    }
}

#[test]
fn layers_for_nothing_are_told() {
    let identity = tower::layer::util::Identity::new;
    let options = Options::default()
        .layer(identity())
        .layer_tag("first", identity())
        .layer_tag("forth", identity())
        .layer_operation(&LIST, identity())
        .layer_operation(&BREW, identity());
    let unmet = options.layers().unmet([&LIST, &READ].into_iter());
    let unmet: Vec<String> = unmet.map(|scope| format!("{scope:?}")).collect();
    assert_eq!(unmet.len(), 2, "{unmet:?}");
    assert!(
        unmet[0].contains("BREW") && unmet[1].contains("forth"),
        "{unmet:?}"
    );
}
