//! What is served, to whom, and at which address.

use super::{Docs, router, yaml};
use crate::document::Document;
use crate::server::Router;
use axum::body::Body;
use axum::routing::get;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

static DOCUMENT: Document = Document::new(
    "Pets <\"&'",
    "1",
    r#"{
"openapi": "3.1.0",
"info": {"title": "Pets <\"&'", "version": "1"},
"servers": [{"url": "https://api.example.com/v1", "description": "Far"}],
"paths": {"/pets": {"get": {"responses": {"200": {"description": "All"}}}}},
"x-number": 1.10
}"#,
);

static VERSION_2: Document = Document::new(
    "Old",
    "1",
    r#"{"swagger": "2.0", "info": {}, "host": "old.example.com", "basePath": "/v1", "schemes": ["https"], "paths": {}}"#,
);

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    Answer::of(router.clone().oneshot(request).await.unwrap()).await
}

async fn server_url(router: &Router, path: &str, headers: &[(&str, &str)]) -> Value {
    let answer = ask(router, "GET", path, headers).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.json()["servers"][0]["url"].clone()
}

#[tokio::test]
async fn the_document_names_where_it_was_asked_for() {
    let router = router(&DOCUMENT);
    let answer = ask(&router, "GET", "/openapi.json", &[("host", "evil.example")]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");
    let mut expected = DOCUMENT.to_value().unwrap();
    expected["servers"] = json!([{"url": "/"}]);
    assert_eq!(answer.json(), expected);
    assert!(answer.text.contains("\"x-number\":1.10"), "{}", answer.text);

    let nested = Router::new().nest("/api/v2", router.clone());
    assert_eq!(
        server_url(&nested, "/api/v2/openapi.json", &[]).await,
        "/api/v2"
    );
    let forwarded = [
        ("x-forwarded-host", "api.example.com:8443, inner"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/outer/"),
    ];
    assert_eq!(
        server_url(&nested, "/api/v2/openapi.json", &forwarded).await,
        "/api/v2"
    );
    let trusting = Docs::new(&DOCUMENT)
        .trust_forwarded()
        .api_path("v1/")
        .router();
    let trusting = Router::new().nest("/api", trusting);
    assert_eq!(
        server_url(&trusting, "/api/openapi.json", &forwarded).await,
        "https://api.example.com:8443/outer/api/v1"
    );
    let host = [("host", "localhost:8080")];
    assert_eq!(
        server_url(&trusting, "/api/openapi.json", &host).await,
        "http://localhost:8080/api/v1"
    );
    for wrong in [
        [
            ("x-forwarded-host", "a@b"),
            ("x-forwarded-prefix", "//evil"),
        ],
        [("x-forwarded-host", "a/b"), ("x-forwarded-prefix", "a\\b")],
        [
            ("x-forwarded-host", "a"),
            ("x-forwarded-proto", "javascript"),
        ],
    ] {
        assert_eq!(
            server_url(&trusting, "/api/openapi.json", &wrong).await,
            "/api/v1"
        );
    }
    let answer = ask(&trusting, "GET", "/api/openapi.json", &[]).await;
    assert!(answer.header("vary").contains("x-forwarded-host"));
}

#[tokio::test]
async fn an_address_may_be_given_and_others_kept() {
    let docs = Docs::new(&DOCUMENT).server_url("https://pets.example.com/v1");
    let router = docs.clone().keep_servers().router();
    let answer = ask(&router, "GET", "/openapi.json", &[]).await;
    let servers = json!([
        {"url": "https://pets.example.com/v1"},
        {"url": "https://api.example.com/v1", "description": "Far"},
    ]);
    assert_eq!(answer.json()["servers"], servers);
    let answer = ask(&router, "GET", "/openapi.yaml", &[]).await;
    assert_eq!(answer.header("content-type"), "application/yaml");
    let expected = "openapi: \"3.1.0\"\ninfo:\n  title: \"Pets <\\\"&'\"\n  version: \"1\"\nservers:\n- url: \"https://pets.example.com/v1\"\n- \
                    url: \"https://api.example.com/v1\"\n  description: Far\npaths:\n  /pets:\n    get:\n      responses:\n        \
                    \"200\":\n          description: All\nx-number: 1.10\n";
    assert_eq!(answer.text, expected);
    // The page may call it.
    let page = ask(&docs.router(), "GET", "/docs", &[]).await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("connect-src 'self' https://pets.example.com;"),
        "{policy}"
    );
}

#[tokio::test]
async fn version_2_says_it_in_its_own_way() {
    let answer = ask(&router(&VERSION_2), "GET", "/openapi.json", &[]).await;
    let document = answer.json();
    assert_eq!(document["basePath"], "/");
    assert!(document.get("host").is_none() && document.get("schemes").is_none());
    let fixed = Docs::new(&VERSION_2)
        .server_url("http://new.example.com:81/v2/")
        .router();
    let document = ask(&fixed, "GET", "/openapi.json", &[]).await.json();
    let said = (
        &document["host"],
        &document["basePath"],
        &document["schemes"],
    );
    assert_eq!(
        said,
        (
            &json!("new.example.com:81"),
            &json!("/v2"),
            &json!(["http"])
        )
    );
    let yaml = ask(&fixed, "GET", "/openapi.yaml", &[]).await.text;
    assert!(
        yaml.contains("host: \"new.example.com:81\"\nbasePath: \"/v2\"\nschemes: [\"http\"]\n"),
        "{yaml}"
    );
}

/// Readers of YAML 1.1 take some characters in quotes for ends of lines.
#[tokio::test]
async fn an_address_is_a_text_in_yaml_as_well() {
    for (document, before) in [(&DOCUMENT, "- url: "), (&VERSION_2, "basePath: ")] {
        let docs = Docs::new(document).server_url("/a\u{85}\u{2028}\u{7f}\"\\b");
        let yaml = ask(&docs.router(), "GET", "/openapi.yaml", &[]).await.text;
        let expected = format!("{before}{}\n", r#""/a\u0085\u2028\u007f\"\\b""#);
        assert!(yaml.contains(&expected), "{yaml}");
    }
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let router = router(&DOCUMENT);
    for path in [
        "/openapi.json",
        "/openapi.yaml",
        "/docs",
        "/docs/page.js",
        "/docs/page.css",
    ] {
        let answer = ask(&router, "GET", path, &[]).await;
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
        let head = ask(&router, "HEAD", path, &[]).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
        assert_eq!(head.header("content-length"), answer.text.len().to_string());
        for known in [tag.clone(), "*".to_owned(), format!("\"a\", W/{tag}")] {
            let again = ask(&router, "GET", path, &[("if-none-match", &known)]).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED);
            assert_eq!(
                (again.text.as_str(), again.header("etag")),
                ("", tag.as_str())
            );
        }
        let other = ask(&router, "GET", path, &[("if-none-match", "\"a\"")]).await;
        assert_eq!(other.status, StatusCode::OK);
        let post = ask(&router, "POST", path, &[]).await;
        assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    // Another address is another text.
    let tag = ask(&router, "GET", "/openapi.json", &[])
        .await
        .header("etag")
        .to_owned();
    let nested = Router::new().nest("/a", router);
    let answer = ask(
        &nested,
        "GET",
        "/a/openapi.json",
        &[("if-none-match", &tag)],
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_is_text_of_its_own_under_a_strict_policy() {
    let routes = Docs::new(&DOCUMENT).title("</title><script>alert(1)</script>");
    let page = ask(
        &routes.page("reference/pets").router(),
        "GET",
        "/reference/pets",
        &[],
    )
    .await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    assert!(
        page.text
            .contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>")
    );
    assert!(
        page.text.contains("data-document=\"./../openapi.json\""),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("src=\"./../reference/pets/page.js\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("{{") && !page.text.contains("style="));
}

#[tokio::test]
async fn it_merges_with_any_other_router() {
    let api = || {
        let routes = Router::new().route("/pets", get(|| async { "pets" }));
        routes.fallback(|| async { (StatusCode::NOT_FOUND, "none") })
    };
    let merged = api().merge(router(&DOCUMENT));
    let twice = Router::new()
        .nest("/a", merged.clone())
        .nest("/b", api().merge(router(&VERSION_2)));
    assert_eq!(
        ask(&merged, "GET", "/docs", &[]).await.status,
        StatusCode::OK
    );
    assert_eq!(ask(&merged, "GET", "/nothing", &[]).await.text, "none");
    assert_eq!(
        ask(&twice, "GET", "/b/openapi.json", &[]).await.json()["basePath"],
        "/b"
    );
    assert_eq!(ask(&twice, "GET", "/a/pets", &[]).await.text, "pets");
    // Paths that mean something to a router, and one that is taken, are no reason to panic.
    let odd = Docs::new(&DOCUMENT)
        .json("/{a}/*b")
        .yaml("/docs")
        .page("docs");
    assert_eq!(
        ask(&odd.router(), "GET", "/docs/page.css", &[])
            .await
            .status,
        StatusCode::OK
    );
    let alone = Docs::new(&DOCUMENT).without_yaml().without_page().router();
    assert_eq!(
        ask(&alone, "GET", "/docs", &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

/// A text that cannot be taken apart is served as it is.
#[tokio::test]
async fn what_is_no_document_is_shown_as_it_is() {
    static WRONG: Document = Document::new("Wrong", "1", "[1, 2");
    let router = router(&WRONG);
    assert_eq!(
        ask(&router, "GET", "/openapi.json", &[]).await.text,
        "[1, 2"
    );
    assert_eq!(
        ask(&router, "GET", "/openapi.yaml", &[]).await.text,
        "[1, 2"
    );
}

fn yaml_of(value: &str) -> String {
    let mut text = String::new();
    yaml::write(value, &mut text);
    text
}

#[test]
fn yaml_is_laid_out_as_people_write_it() {
    let long = "k".repeat(2000);
    for (json, expected) in [
        (
            r#"{"a": [], "b": {}, "c": [1, -2.50, true, null]}"#,
            "a: []\nb: {}\nc:\n- 1\n- -2.50\n- true\n- null\n",
        ),
        (
            r#"[[1, [2]], {"a": {"b": 1}, "c": 2}]"#,
            "- - 1\n  - - 2\n- a:\n    b: 1\n  c: 2\n",
        ),
        (
            r#"{"a": "one\n two\n\nthree", "b": "x\n", "c": ["y\n\n", 1]}"#,
            "a: |-\n  one\n   two\n\n  three\nb: |\n  x\nc:\n- |+\n  y\n\n- 1\n",
        ),
        (
            r#"["yes", "No", "null", "~", "1", "1e3", "0x1", "2026-01-31", "12:30", "a: b", "a #b", "- a", "", " a", "a ", "=", ".inf"]"#,
            "- \"yes\"\n- \"No\"\n- \"null\"\n- \"~\"\n- \"1\"\n- \"1e3\"\n- \"0x1\"\n- \"2026-01-31\"\n- \"12:30\"\n- \"a: b\"\n- \"a #b\"\n- \"- a\"\n- \"\"\n- \" a\"\n- \"a \"\n- \"=\"\n- \".inf\"\n",
        ),
        (
            r#"[1e5, 1.5E-7, 1E+2, "\u0000\u001b\u2028é😀\u202e"]"#,
            "- 1.0e+5\n- 1.5e-7\n- 1.0e+2\n- \"\\u0000\\u001b\\u2028é😀\\u202e\"\n",
        ),
        (
            &format!(r#"{{"{long}": [1]}}"#),
            &format!("? {long}\n:\n- 1\n"),
        ),
    ] {
        assert_eq!(yaml_of(json), expected, "{json}");
    }
}

#[cfg(feature = "yaml")]
mod agreement {
    use super::*;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            "null",
            "yes",
            "on",
            "~",
            "1",
            "1.0",
            "-",
            "- a",
            "? a",
            ": a",
            "a:",
            "a: b",
            "#",
            "a #",
            "[a]",
            "{a}",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "'",
            "\"",
            "---",
            "...",
            "\n",
            "\na",
            " a\nb",
            "a\n",
            "a\n\n",
            "a\n \n b\n",
            "a\tb\n\tc",
            "\u{85}",
            "\u{2028}a\nb",
            "\u{feff}",
            "0o7",
            "0x1F",
            ".nan",
            "<<",
            "=",
            "2026-01-31",
            "1:2",
            "a\r\nb",
            "\u{7f}",
            "a,b",
            "$ref",
            "a\n\u{a0}b",
        ]);
        prop_oneof![
            odd.prop_map(str::to_owned),
            any::<String>(),
            "[a-z \n:#'\"-]{0,12}"
        ]
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e30..1e30).prop_map(Value::from),
            texts().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(texts(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_read_as_what_it_was(value in values()) {
            let text = yaml_of(&value.to_string());
            let read = crate::yaml::value(&text);
            prop_assert_eq!(read.as_ref(), Ok(&value), "{}", text);
        }
    }

    #[test]
    fn what_is_deep_and_long_takes_no_stack_and_no_time() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(yaml_of(&deep).starts_with("- - - "));
        let value = json!({ "k".repeat(5000): ["a".repeat(1_000_000)] });
        assert_eq!(crate::yaml::value(&yaml_of(&value.to_string())), Ok(value));
    }
}

#[cfg(feature = "compression")]
#[tokio::test]
async fn a_layer_may_compress_it() {
    let layer = tower_http::compression::CompressionLayer::new();
    let router = router(&DOCUMENT).layer(layer);
    let request = Request::get("/docs/page.js").header("accept-encoding", "gzip");
    let response = router
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert!(response.headers().contains_key("etag"));
}
