//! A small service behind the whole pipeline.

use super::routes::ServiceRoutes;
use super::*;
use crate::{
    Location, MediaType, NoContent, Operation, Parameter, RequestBody, Response, Schema,
    SecurityKind, SecurityRequirement, SecurityScheme, Style, Undocumented, Value,
};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

static ERRORS: ErrorFormat = ErrorFormat::new(
    "application/json",
    &[
        ("/error/code", ErrorField::Code),
        ("/error/message", ErrorField::Message),
        ("/error/details", ErrorField::Violations),
    ],
)
.codes(&[(400, "VALIDATION_ERROR")]);

static TEXT: Schema = Schema::new(r#"{"type": "string", "minLength": 1, "maxLength": 5}"#, &[]);
static AGE: Schema = Schema::new(r#"{"type": "integer", "minimum": 0}"#, &[]);
static LIMIT: Schema = Schema::new(r#"{"type": "integer", "maximum": 100, "default": 20}"#, &[]);
static CONTACT: Schema = Schema::new(
    r#"{
    "type": "object",
    "additionalProperties": false,
    "required": ["name"],
    "properties": {"name": {"$ref": "TEXT"}, "age": {"$ref": "AGE"}, "friend": {"$ref": "CONTACT"}}
}"#,
    &[&TEXT, &AGE, &CONTACT],
);

static KEY: SecurityScheme = SecurityScheme {
    name: "key",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Header,
        name: "X-Api-Key",
    },
};
static QUERY_KEY: SecurityScheme = SecurityScheme {
    name: "queryKey",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Query,
        name: "key",
    },
};
static COOKIE: SecurityScheme = SecurityScheme {
    name: "session",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Cookie,
        name: "session",
    },
};
static BEARER: SecurityScheme = SecurityScheme {
    name: "bearer",
    flows: &[],
    kind: SecurityKind::Bearer,
};
static BASIC: SecurityScheme = SecurityScheme {
    name: "basic",
    flows: &[],
    kind: SecurityKind::Basic,
};

const fn parameter(
    name: &'static str,
    location: Location,
    schema: &'static Schema,
    required: bool,
) -> Parameter {
    Parameter {
        field: name,
        name,
        location,
        required,
        style: Style::Form,
        explode: true,
        schema,
        reserved: false,
        empty: false,
    }
}

const BASE: Operation = Operation {
    id: "base",
    tag: "",
    method: "GET",
    path: "/",
    parameters: &[],
    request_body: None,
    security: &[],
    success: 200,
    errors: &[],
    media_types: &[],
    json: &[],
    conditions: &[],
    deprecation: None,
};

static GET_CONTACT: Operation = Operation {
    id: "getContact",
    tag: "",
    path: "/contacts/{id}",
    parameters: &[
        Parameter {
            style: Style::Simple,
            ..parameter("id", Location::Path, &TEXT, true)
        },
        parameter("limit", Location::Query, &LIMIT, false),
    ],
    security: &[&[SecurityRequirement {
        scheme: &KEY,
        scopes: &["read"],
    }]],
    ..BASE
};
static PUT_CONTACT: Operation = Operation {
    id: "putContact",
    tag: "",
    method: "PUT",
    // Another name for the same parameter.
    path: "/contacts/{contact_id}",
    parameters: &[
        Parameter {
            style: Style::Simple,
            ..parameter("contact_id", Location::Path, &TEXT, true)
        },
        parameter("limit", Location::Query, &LIMIT, false),
    ],
    request_body: Some(RequestBody {
        required: true,
        content: &[
            MediaType::new("application/json", &CONTACT),
            MediaType::new("application/merge-patch+json", &CONTACT),
            MediaType::new("application/x-www-form-urlencoded", &CONTACT),
        ],
    }),
    security: &[&[SecurityRequirement {
        scheme: &KEY,
        scopes: &["write"],
    }]],
    ..BASE
};
static RUN_CONTACT: Operation = Operation {
    id: "runContact",
    tag: "",
    method: "POST",
    path: "/contacts/{id}:run",
    parameters: &[Parameter {
        style: Style::Simple,
        ..parameter("id", Location::Path, &TEXT, true)
    }],
    request_body: Some(RequestBody {
        required: false,
        content: &[MediaType::new("application/json", &AGE)],
    }),
    success: 204,
    media_types: &[],
    ..BASE
};
static ME: Operation = Operation {
    id: "me",
    tag: "",
    path: "/me",
    security: &[
        &[SecurityRequirement {
            scheme: &BEARER,
            scopes: &["admin"],
        }],
        &[SecurityRequirement {
            scheme: &BEARER,
            scopes: &["read"],
        }],
        &[SecurityRequirement {
            scheme: &BASIC,
            scopes: &[],
        }],
        &[
            SecurityRequirement {
                scheme: &COOKIE,
                scopes: &[],
            },
            SecurityRequirement {
                scheme: &QUERY_KEY,
                scopes: &[],
            },
        ],
    ],
    ..BASE
};
static MAYBE: Operation = Operation {
    id: "maybe",
    tag: "",
    path: "/maybe",
    security: &[
        &[],
        &[SecurityRequirement {
            scheme: &KEY,
            scopes: &[],
        }],
    ],
    ..BASE
};
static PANIC: Operation = Operation {
    id: "panic",
    tag: "",
    path: "/panic",
    ..BASE
};
static UPLOAD: Operation = Operation {
    id: "upload",
    tag: "",
    method: "POST",
    path: "/upload",
    request_body: Some(RequestBody {
        required: true,
        content: &[
            MediaType::new("text/plain", &TEXT),
            MediaType::stream("image/*"),
        ],
    }),
    ..BASE
};

enum Upload {
    Text(String),
    Image(crate::Body),
}
crate::__content!(Upload {
    Text: ["text/plain"],
    Image: ["image/*"]
});

#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Contact {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    friend: Option<Box<Contact>>,
}

#[derive(Deserialize)]
struct Params {
    limit: Option<i64>,
}

#[derive(Clone, Default)]
pub(super) struct Keys(Arc<AtomicUsize>);

impl Authenticator for Keys {
    type Principal = String;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<String, AuthError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let secrets: Vec<&str> = candidate
            .credentials
            .iter()
            .map(|credential| credential.secret.expose())
            .collect();
        match secrets.join("+").as_str() {
            "wrong" => Err(AuthError::Unauthorized),
            "banned" => Err(AuthError::Forbidden),
            "down" => Err(AuthError::Unavailable(
                "postgres://user:pass@host refused".into(),
            )),
            "panic" => panic!("secret detail"),
            known => Ok(known.to_owned()),
        }
    }

    fn has_scope(&self, principal: &String, scope: &str) -> bool {
        principal == "root" || principal == scope
    }
}

#[derive(Clone, Debug, PartialEq)]
enum GetError {
    NotFound(Response<Value>),
}
crate::__outcome!(GetError { 404 => NotFound });

fn router(keys: Keys) -> Router {
    router_with(keys, Options::default().body_limit(1000))
}

pub(super) fn router_with(keys: Keys, options: Options) -> Router {
    let mut routes = ServiceRoutes::new((), keys, &ERRORS, options);
    routes.add(&GET_CONTACT, |_, cx, mut input| async move {
        let id: String = input.arg("id")?;
        let params: Params = input.params()?;
        if id == "gone" {
            return Ok(Err(GetError::NotFound(json!({ "error": "gone" }).into())));
        }
        let body = json!({ "id": id, "limit": params.limit, "by": cx.principal() });
        Ok(Ok(Response::<Value>::from(body)))
    });
    routes.add(&PUT_CONTACT, |_, _, mut input| async move {
        let _: String = input.arg("contact_id")?;
        let contact: Contact = input.json().await?;
        Ok(Ok::<_, Undocumented>(Response::<Contact>::from(contact)))
    });
    routes.add_open(&RUN_CONTACT, |_, cx, mut input| async move {
        assert_eq!(cx.operation().id, "runContact");
        let id: String = input.arg("id")?;
        let age: Option<i64> = input.optional_json().await?;
        assert_eq!(
            (id.as_str(), age),
            ("a", (cx.uri().query() == Some("age")).then_some(3))
        );
        Ok(Ok::<_, Undocumented>(Response::<NoContent>::from(
            NoContent,
        )))
    });
    routes.add(&ME, |_, cx, _| async move {
        Ok(Ok::<_, Undocumented>(Response::<String>::from(
            cx.into_principal(),
        )))
    });
    routes.add_optional(&MAYBE, |_, cx, _| async move {
        Ok(Ok::<_, Undocumented>(Response::<Option<String>>::from(
            cx.into_principal(),
        )))
    });
    routes.add_open(&PANIC, |_, _, _| async move {
        if std::hint::black_box(true) {
            panic!("secret detail");
        }
        Ok(Ok::<_, Undocumented>(Response::<NoContent>::from(
            NoContent,
        )))
    });
    routes.add_open(&UPLOAD, |_, _, mut input| async move {
        let length = match input.content::<Upload>().await? {
            Upload::Text(text) => text.len(),
            Upload::Image(bytes) => match bytes.bytes(usize::MAX).await {
                Ok(bytes) => bytes.len(),
                Err(_) => 0,
            },
        };
        Ok(Ok::<_, Undocumented>(Response::<usize>::from(length)))
    });
    routes.into_router()
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {:?}", self.body))
    }

    /// The violations, as text.
    fn details(&self) -> Vec<String> {
        let details: Vec<Value> =
            serde_json::from_value(self.json()["error"]["details"].clone()).unwrap_or_default();
        let text = |detail: &Value, name: &str| detail[name].as_str().unwrap().to_owned();
        details
            .iter()
            .map(|detail| {
                let [location, pointer] = ["location", "pointer"].map(|name| text(detail, name));
                format!(
                    "{location} {pointer}: {}, {}",
                    text(detail, "expected"),
                    text(detail, "found")
                )
            })
            .collect()
    }

    #[track_caller]
    pub(super) fn is(&self, status: u16, code: &str) -> &Self {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(self.json()["error"]["code"], code);
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/json");
        self
    }
}

pub(super) async fn send_to(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

async fn send(method: &str, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send_to(router(Keys::default()), request.body(body.into()).unwrap()).await
}

const ROOT: (&str, &str) = ("x-api-key", "root");
const JSON: (&str, &str) = ("content-type", "application/json");

async fn get(uri: &str) -> Answer {
    send("GET", uri, &[ROOT], "").await
}

async fn put(body: impl Into<Body>) -> Answer {
    send("PUT", "/contacts/a", &[ROOT, JSON], body).await
}

#[tokio::test]
async fn a_valid_request_reaches_its_handler() {
    let answer = get("/contacts/a%20b%C3%A9?limit=7").await;
    assert_eq!(
        (answer.status, answer.json()),
        (
            StatusCode::OK,
            json!({ "id": "a bé", "limit": 7, "by": "root" })
        )
    );
    let answer = get("/contacts/a").await;
    assert_eq!(answer.json()["limit"], 20, "the default");
    let answer = get("/contacts/gone").await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::NOT_FOUND, json!({ "error": "gone" }))
    );
    let contact = json!({ "name": "Ana", "age": 7, "friend": { "name": "Bo" } });
    assert_eq!(put(contact.to_string()).await.json(), contact);
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    for path in [
        "/",
        "/contact",
        "/contacts",
        "/contacts/",
        "/contacts/a/",
        "/contacts/a/b",
        "//contacts/a",
    ] {
        get(path).await.is(404, "NOT_FOUND");
    }
    for method in ["DELETE", "PATCH", "TRACE", "BREW"] {
        let answer = send(method, "/contacts/a", &[], "").await;
        answer.is(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.headers[header::ALLOW], "GET, HEAD, OPTIONS, PUT");
    }
    let answer = send("OPTIONS", "/contacts/a", &[], "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers[header::ALLOW], "GET, HEAD, OPTIONS, PUT");
    assert!(answer.body.is_empty());
    assert_eq!(send("OPTIONS", "/contacts", &[], "").await.status, 404);
    // The more specific template decides.
    let answer = send("GET", "/contacts/a:run", &[], "").await;
    assert_eq!(
        answer.is(405, "METHOD_NOT_ALLOWED").headers[header::ALLOW],
        "OPTIONS, POST"
    );
    assert_eq!(send("POST", "/contacts/a:run", &[], "").await.status, 204);
    assert_eq!(
        send("POST", "/contacts/a:run?age", &[JSON], "3")
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let (head, full) = (
        send("HEAD", "/contacts/a", &[ROOT], "").await,
        get("/contacts/a").await,
    );
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(
        head.headers[header::CONTENT_LENGTH],
        full.body.len().to_string()
    );
    assert_eq!(send("HEAD", "/contacts/a", &[], "").await.status, 401);
}

#[tokio::test]
async fn credentials_and_scopes() {
    for key in [None, Some("wrong"), Some("")] {
        let headers: Vec<_> = key.map(|key| ("x-api-key", key)).into_iter().collect();
        // Before anything else is looked at: neither limit nor path is valid.
        let answer = send("GET", "/contacts/%ff?limit=x", &headers, "").await;
        assert!(
            !answer
                .is(401, "UNAUTHORIZED")
                .headers
                .contains_key(header::WWW_AUTHENTICATE)
        );
        let message = match key {
            Some("wrong") => "The credentials are not valid.",
            _ => "Credentials are required: the header X-Api-Key.",
        };
        assert_eq!(answer.json()["error"]["message"], message);
    }
    for key in ["banned", "write"] {
        send("GET", "/contacts/a", &[("x-api-key", key)], "")
            .await
            .is(403, "FORBIDDEN");
    }
    assert_eq!(
        send("GET", "/contacts/a", &[("x-api-key", "read")], "")
            .await
            .status,
        200
    );
    // Two keys: which one did a proxy look at?
    send("GET", "/contacts/a", &[ROOT, ROOT], "")
        .await
        .is(401, "UNAUTHORIZED");
    for key in ["down", "panic"] {
        let answer = send("GET", "/contacts/a", &[("x-api-key", key)], "").await;
        answer.is(500, "INTERNAL_SERVER_ERROR");
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            !text.contains("postgres") && !text.contains("secret"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn alternatives_of_security() {
    let me = async |headers: &[(&str, &str)], uri: &str| send("GET", uri, headers, "").await;
    for (headers, uri, expected) in [
        (vec![("authorization", "bearer read")], "/me", "read"),
        (
            vec![("authorization", "Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==")],
            "/me",
            "aladdin:open sesame",
        ),
        (
            vec![("cookie", "a=b; session=s%31")],
            "/me?key=k+1",
            "s1+k 1",
        ),
    ] {
        let answer = me(&headers, uri).await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::OK, json!(expected))
        );
    }
    const MISSING: &str = "Bearer";
    const INVALID: &str = "Bearer error=\"invalid_token\"";
    for (headers, uri, bearer) in [
        (vec![], "/me", MISSING),
        (vec![("authorization", "Bearer")], "/me", MISSING),
        (vec![("authorization", "Basic !")], "/me", MISSING),
        (vec![("authorization", "Bearer wrong")], "/me", INVALID),
        (vec![("cookie", "session=s1")], "/me", MISSING),
    ] {
        let answer = me(&headers, uri).await;
        let offered: Vec<_> = answer
            .is(401, "UNAUTHORIZED")
            .headers
            .get_all(header::WWW_AUTHENTICATE)
            .iter()
            .collect();
        assert_eq!(offered, [bearer, "Basic realm=\"api\", charset=\"UTF-8\""]);
    }
    let answer = me(&[("authorization", "Bearer other")], "/me").await;
    let offered = &answer.is(403, "FORBIDDEN").headers;
    let offered: Vec<_> = offered.get_all(header::WWW_AUTHENTICATE).iter().collect();
    assert_eq!(
        offered,
        [
            "Bearer error=\"insufficient_scope\", scope=\"admin\"",
            "Bearer error=\"insufficient_scope\", scope=\"read\""
        ]
    );
}

#[tokio::test]
async fn a_credential_is_checked_once() {
    let keys = Keys::default();
    let request = Request::builder()
        .uri("/me")
        .header("authorization", "Bearer read")
        .body(Body::empty())
        .unwrap();
    assert_eq!(send_to(router(keys.clone()), request).await.status, 200);
    assert_eq!(keys.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn optional_credentials() {
    assert_eq!(send("GET", "/maybe", &[], "").await.json(), json!(null));
    assert_eq!(get("/maybe").await.json(), json!("root"));
    send("GET", "/maybe", &[("x-api-key", "wrong")], "")
        .await
        .is(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn content_types() {
    let body = r#"{"name":"Ana"}"#;
    let with = async |content_type: &'static str| {
        send(
            "PUT",
            "/contacts/a",
            &[ROOT, ("content-type", content_type)],
            body,
        )
        .await
    };
    for content_type in [
        "application/json",
        "Application/JSON; charset=\"UTF-8\"",
        "application/json;charset=us-ascii; x=y",
        "application/merge-patch+json",
    ] {
        assert_eq!(with(content_type).await.status, 200, "{content_type}");
    }
    for content_type in [
        "text/plain",
        "application/json; charset=latin1",
        "application/vnd.x+json",
        "json",
        "",
        "é",
    ] {
        let answer = with(content_type).await;
        answer.is(415, "UNSUPPORTED_MEDIA_TYPE");
        assert!(
            answer.headers[header::ACCEPT]
                .to_str()
                .unwrap()
                .starts_with("application/json, ")
        );
    }
    send("PUT", "/contacts/a", &[ROOT], body)
        .await
        .is(415, "UNSUPPORTED_MEDIA_TYPE");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let answer = send("PUT", "/contacts/a", &[ROOT, form], "name=A+b&age=3").await;
    assert_eq!(answer.json(), json!({ "name": "A b", "age": 3 }));
    assert_eq!(
        send(
            "POST",
            "/upload",
            &[("content-type", "image/png")],
            vec![255; 9]
        )
        .await
        .json(),
        json!(9)
    );
    let long = send(
        "POST",
        "/upload",
        &[("content-type", "text/plain")],
        "too long",
    )
    .await;
    assert_eq!(
        long.is(400, "VALIDATION_ERROR").details(),
        ["body : at most 5 characters, 8 characters"]
    );
}

#[tokio::test]
async fn a_body_with_a_content_coding_is_refused() {
    let coded = |coding: &'static str| {
        let headers = [
            ROOT,
            ("content-type", "application/json"),
            ("content-encoding", coding),
        ];
        async move { send("PUT", "/contacts/a", &headers, r#"{"name":"Ana"}"#).await }
    };
    for coding in ["gzip", "identity, gzip", "br", "caf\u{e9}", "GZIP"] {
        let answer = coded(coding).await;
        answer.is(415, "UNSUPPORTED_MEDIA_TYPE");
        assert_eq!(answer.headers["accept-encoding"], "identity");
    }
    for coding in ["identity", "Identity", ""] {
        assert_eq!(coded(coding).await.status, 200, "{coding}");
    }
}

#[tokio::test]
async fn sizes() {
    put("x".repeat(1001)).await.is(413, "PAYLOAD_TOO_LARGE");
    // Without a length, in pieces.
    let pieces =
        futures_util::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>("0123456789.")));
    put(Body::from_stream(pieces))
        .await
        .is(413, "PAYLOAD_TOO_LARGE");
    let announced = [ROOT, JSON, ("content-length", "1001")];
    send(
        "PUT",
        "/contacts/a",
        &announced,
        Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>()),
    )
    .await
    .is(413, "PAYLOAD_TOO_LARGE");
    let broken =
        futures_util::stream::iter([Err::<&str, _>(std::io::Error::other("secret detail"))]);
    let answer = put(Body::from_stream(broken)).await;
    assert!(
        !answer.is(400, "VALIDATION_ERROR").json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("secret")
    );
}

#[tokio::test]
async fn all_violations_come_in_one_answer() {
    let body = r#"{"name":"too long","age":-1,"x":1,"friend":{"age":"1"}}"#;
    let answer = send("PUT", "/contacts/toolong?limit=101", &[ROOT, JSON], body).await;
    assert_eq!(
        answer.is(400, "VALIDATION_ERROR").details(),
        [
            "path /contact_id: at most 5 characters, 7 characters",
            "query /limit: at most 100, 101",
            "body /name: at most 5 characters, 8 characters",
            "body /age: at least 0, -1",
            "body /friend/name: a value, nothing",
            "body /friend/age: an integer, the string \"1\"",
            "body /x: no property of this name, an integer",
        ]
    );
    assert_eq!(
        answer.json()["error"]["message"],
        "The request is not valid: path /contact_id: expected at most 5 characters, found 7 characters; \
         query /limit: expected at most 100, found 101; \
         /name: expected at most 5 characters, found 8 characters; \
         /age: expected at least 0, found -1; \
         /friend/name: expected a value, found nothing; \
         /friend/age: expected an integer, found the string \"1\"; \
         /x: expected no property of this name, found an integer."
    );
}

#[tokio::test]
async fn malformed_paths_and_queries() {
    for id in ["%", "%4", "%zz", "%ff", "%c3%28"] {
        let uri = format!("/contacts/{id}");
        let Ok(uri) = uri.parse::<http::Uri>() else {
            continue;
        };
        let answer = get(&uri.to_string()).await;
        let details = answer.is(400, "VALIDATION_ERROR").details();
        assert!(
            details[0].starts_with("path /id: percent-encoded UTF-8 text, "),
            "{details:?}"
        );
    }
    for query in ["limit=%ff", "limit=1&limit=2", "limit=1e400", "limit="] {
        get(&format!("/contacts/a?{query}"))
            .await
            .is(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn malformed_bodies() {
    for (body, found) in [
        ("{\"name\":\n\"Ana\"", "an early end at line 2, column 5"),
        ("{'name'}", "a syntax error at line 1, column 2"),
        ("{\n\"a\": tru\n}", "a syntax error at the end of line 2"),
        ("  ", "an early end at line 1, column 2"),
        (
            "{\"age\":1e999}",
            "a number out of range at line 1, column 12",
        ),
        (
            "{\"name\":\"\\ud800\"}",
            "a syntax error at line 1, column 16",
        ),
        ("{} {}", "a syntax error at line 1, column 4"),
    ] {
        let details = put(body).await.is(400, "VALIDATION_ERROR").details();
        assert_eq!(details, [format!("body : valid JSON, {found}")], "{body}");
    }
    let details = put("").await.is(400, "VALIDATION_ERROR").details();
    assert_eq!(details, ["body : a body, nothing"]);
    let details = send("PUT", "/contacts/a", &[ROOT], "")
        .await
        .is(400, "VALIDATION_ERROR")
        .details();
    assert_eq!(details, ["body : a body, nothing"]);
    let details = put(b"{\"name\":\"\xff\"}".to_vec())
        .await
        .is(400, "VALIDATION_ERROR")
        .details();
    assert_eq!(
        details,
        ["body : valid JSON, a syntax error at line 1, column 10"]
    );
}

#[tokio::test]
async fn nesting_and_numbers() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let details = put(nested(499)).await.is(400, "VALIDATION_ERROR").details();
    assert_eq!(
        details,
        ["body : valid JSON, too much nesting at line 1, column 128"]
    );
    put(nested(100)).await.is(400, "VALIDATION_ERROR");
    let friends = "{\"friend\":".repeat(80) + "{}" + &"}".repeat(80);
    assert!(
        put(friends)
            .await
            .is(400, "VALIDATION_ERROR")
            .details()
            .len()
            >= 60
    );

    let huge = format!("{{\"name\":\"Ana\",\"age\":{}}}", "9".repeat(300));
    assert_eq!(
        put(huge).await.is(400, "VALIDATION_ERROR").details().len(),
        1
    );
    // An integer to JSON Schema, and so to the handler.
    assert_eq!(put(r#"{"name":"Ana","age":7.0}"#).await.json()["age"], 7);
    // Which of two members of one name counts is not for us to say.
    let answer = put(r#"{"name":"Ana","name":"Bo"}"#).await;
    let details = answer.is(400, "VALIDATION_ERROR").details();
    assert_eq!(
        details,
        ["body : valid JSON, a name for the second time in one object at line 1, column 26"]
    );
}

#[tokio::test]
async fn panics_are_answered() {
    let answer = get("/panic").await;
    answer.is(500, "INTERNAL_SERVER_ERROR");
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
}

#[tokio::test]
async fn what_is_no_answer_is_not_sent_as_one() {
    static SENT: Operation = Operation {
        path: "/sent",
        ..BASE
    };
    for status in [100, 101, 103, 199] {
        let status = StatusCode::from_u16(status).unwrap();
        let mut routes = ServiceRoutes::new((), NoAuth, &ERRORS, Options::default());
        routes.add_open(&PANIC, move |_, _, _| async move {
            let undocumented = Response::<NoContent>::undocumented(status);
            Ok(Err::<Response<NoContent>, Undocumented>(
                undocumented.into(),
            ))
        });
        routes.add_open(&MAYBE, move |_, _, _| async move {
            let error = ErrorResponse::new(status, "go on");
            Ok(Err::<Response<NoContent>, Undocumented>(error.into()))
        });
        routes.add_open(&SENT, move |_, _, _| async move {
            let response = Response::from(NoContent).with_status(status);
            Ok(Ok::<Response<NoContent>, Undocumented>(response))
        });
        let router = routes.into_router();
        for path in ["/panic", "/maybe", "/sent"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = send_to(router.clone(), request).await;
            answer.is(500, "INTERNAL_SERVER_ERROR");
        }
    }
}

#[tokio::test]
async fn a_status_that_the_document_lacks_is_told() {
    static SENT: Operation = Operation {
        path: "/sent",
        ..BASE
    };
    for (status, is_told) in [(200, false), (202, true), (206, false), (418, true)] {
        let status = StatusCode::from_u16(status).unwrap();
        let told = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&told);
        let options = Options::default().report_responses(move |fault| {
            assert_eq!(fault.violations.iter().count(), 1, "{fault}");
            count.fetch_add(1, Ordering::SeqCst);
        });
        let mut routes = ServiceRoutes::new((), NoAuth, &ERRORS, options);
        routes.add_open(&SENT, move |_, _, _| async move {
            let response = Response::<Value>::from(json!(1)).with_status(status);
            Ok(Ok::<_, Undocumented>(response))
        });
        let request = Request::get("/sent").body(Body::empty()).unwrap();
        assert_eq!(send_to(routes.into_router(), request).await.status, status);
        assert_eq!(
            told.load(Ordering::SeqCst),
            usize::from(is_told),
            "{status}"
        );
    }
}

#[tokio::test]
async fn the_router_is_an_ordinary_one() {
    let nested = Router::new().nest("/api/v1", router(Keys::default()));
    let request = Request::builder()
        .method(Method::GET)
        .uri("/api/v1/contacts/a")
        .header(ROOT.0, ROOT.1);
    assert_eq!(
        send_to(nested.clone(), request.body(Body::empty()).unwrap())
            .await
            .json()["id"],
        "a"
    );
    let nowhere = || {
        let request = Request::builder().uri("/api/v1/nowhere");
        request.body(Body::empty()).unwrap()
    };
    // What is not found is for the outermost router, unless a nested one is told to answer.
    let answer = send_to(nested, nowhere()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_slice()),
        (404, &b""[..])
    );
    let outermost = Router::new().fallback_service(ERRORS.not_found());
    let outermost = outermost.nest("/api/v1", router(Keys::default()));
    send_to(outermost, nowhere()).await.is(404, "NOT_FOUND");
    let telling = router(Keys::default()).fallback_service(ERRORS.not_found());
    let nested = Router::new().nest("/api/v1", telling);
    send_to(nested, nowhere()).await.is(404, "NOT_FOUND");
    let below = router_with(Keys::default(), Options::default().prefix("/api/v1"));
    send_to(below, nowhere()).await.is(404, "NOT_FOUND");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    // Whatever comes, the answer is one that the service means to give.
    #[test]
    fn no_request_is_a_fault_of_the_server(
        method in "GET|HEAD|PUT|POST|OPTIONS|X",
        path in r"/(contacts|upload|maybe|me)/?[a-z0-9%.:;=,é/-]{0,12}(\?[a-z0-9%&=+\[\]]{0,20})?",
        content_type in r"application/(json|x-www-form-urlencoded|merge-patch\+json)|text/plain(; ?charset=.{0,6})?|image/png|[ -~]{0,20}",
        key in "root|read|[ -~]{0,8}",
        body in r#"([{}\[\],:"0-9a-z&%+=.é -]|"name"|"age"|"friend"|:\{){0,40}"#,
        tail: Vec<u8>,
    ) {
        let Ok(request) = Request::builder()
            .method(method.as_str())
            .uri(path)
            .header("content-type", content_type)
            .header("authorization", &key)
            .header("cookie", &key)
            .header("x-api-key", key)
            .body(Body::from([body.as_bytes(), &tail].concat()))
        else {
            return Ok(());
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(send_to(router(Keys::default()), request));
        proptest::prop_assert!(answer.status.as_u16() < 500, "{}", String::from_utf8_lossy(&answer.body));
    }
}

/// The status for what the document forbids is one that the operation documents.
#[tokio::test]
async fn a_refusal_has_a_documented_status() {
    static PARAMETERS: [Parameter; 1] = [parameter("limit", Location::Query, &LIMIT, false)];
    static CONTENT: [MediaType; 1] = [MediaType::new("application/json", &AGE)];
    const fn documenting(path: &'static str, errors: &'static [u16]) -> Operation {
        Operation {
            id: "documenting",
            tag: "",
            method: "POST",
            path,
            parameters: &PARAMETERS,
            request_body: Some(RequestBody {
                required: false,
                content: &CONTENT,
            }),
            errors,
            ..BASE
        }
    }
    static NEITHER: Operation = documenting("/neither", &[]);
    static BOTH: Operation = documenting("/both", &[400, 422]);
    static ONLY_400: Operation = documenting("/only400", &[400, 404]);
    static ONLY_422: Operation = documenting("/only422", &[404, 422]);
    static CLASS: Operation = documenting("/class", &[4]);
    static REST: Operation = documenting("/rest", &[0]);
    static FORMAT: ErrorFormat = ErrorFormat::PROBLEM_JSON.invalid_request(422);

    for (format, expected) in [
        // What is invalid, and what is malformed.
        (
            &FORMAT,
            [
                (422, 400),
                (422, 400),
                (400, 400),
                (422, 422),
                (422, 400),
                (422, 400),
            ],
        ),
        (
            &ErrorFormat::PROBLEM_JSON,
            [
                (400, 400),
                (400, 400),
                (400, 400),
                (422, 422),
                (400, 400),
                (400, 400),
            ],
        ),
    ] {
        let mut routes = ServiceRoutes::new((), Keys::default(), format, Options::default());
        let operations = [&NEITHER, &BOTH, &ONLY_400, &ONLY_422, &CLASS, &REST];
        for operation in operations {
            routes.add_open(operation, |_, _, mut input| async move {
                input.optional_json::<Value>().await?;
                Ok(Ok::<Response<crate::NoContent>, crate::Undocumented>(
                    crate::NoContent.into(),
                ))
            });
        }
        let router = routes.into_router();
        let status = async |path: &str, body: &'static str| {
            let request = http::Request::post(path)
                .header("content-type", "application/json")
                .body(Body::from(body))
                .unwrap();
            router
                .clone()
                .oneshot(request)
                .await
                .unwrap()
                .status()
                .as_u16()
        };
        for (operation, (invalid, malformed)) in operations.into_iter().zip(expected) {
            let path = operation.path;
            assert_eq!(status(path, "\"seven\"").await, invalid, "{path}");
            assert_eq!(
                status(&format!("{path}?limit=x"), "").await,
                invalid,
                "{path}"
            );
            assert_eq!(status(path, "{").await, malformed, "{path}");
            assert_eq!(
                status(&format!("{path}?limit=x"), "{").await,
                malformed,
                "{path}"
            );
        }
    }
}
