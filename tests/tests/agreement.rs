//! The client and the server generated from one document: what one writes the other reads, whatever the media type or the
//! style. A client may refuse a value; what it sends arrives as it is.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document is warned about, as it should be.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/agreement.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::{Either, Fields, Inner, Level, Numbers};
use api::operations::TextRatioListHeaders;
use api::operations::{
    CodeResponse, CountFilesBody, CountFilesResponse, EchoAsEventResponse, EchoBytesResponse,
    EchoFormResponse, EchoHeaders, EchoHeadersResponse, EchoJsonResponse, EchoLinesResponse,
    EchoMultipartBody, EchoMultipartResponse, EchoStyles, EchoStylesResponse, EchoTextResponse,
    Names, NamesResponse, NotANumberResponse, RangeResponse, Search, SearchResponse,
    VersionResponse,
};
use api::server::{Context, DefaultService, Options, router, router_with};
use futures_util::{TryStreamExt, stream};
use http::{Request, header};
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::IntoFuture;
use timely_runtime::client::Error;
use timely_runtime::server::EscapedCommas;
use timely_runtime::{
    Body, Event, EventStream, Field, JsonLines, NoContent, Response, Undocumented,
};
use tower::ServiceExt;

/// Answers with what came.
struct Mirror;

impl DefaultService for Mirror {
    async fn echo_json(
        &self,
        _: Context<()>,
        body: Numbers,
    ) -> Result<EchoJsonResponse, Undocumented> {
        Ok(body.into())
    }

    async fn not_a_number(&self, _: Context<()>) -> Result<NotANumberResponse, Undocumented> {
        Ok(Numbers::new().double(f64::NAN).into())
    }

    async fn echo_form(
        &self,
        _: Context<()>,
        body: Fields,
    ) -> Result<EchoFormResponse, Undocumented> {
        Ok(body.into())
    }

    async fn echo_multipart(
        &self,
        _: Context<()>,
        body: EchoMultipartBody,
    ) -> Result<EchoMultipartResponse, Undocumented> {
        let mut fields = Fields::new(body.name);
        fields.count = body.count;
        fields.ratio = body.ratio;
        fields.flag = body.flag;
        fields.tags = body.tags;
        fields.ids = body.ids;
        fields.inner = body.inner;
        fields.labels = body.labels;
        Ok(fields.into())
    }

    async fn count_files(
        &self,
        _: Context<()>,
        body: CountFilesBody,
    ) -> Result<CountFilesResponse, Undocumented> {
        let thumbs = usize::from(body.thumb_x.is_some());
        Ok(format!("{thumbs} {} {:?}", body.many.len(), body.note).into())
    }

    async fn echo_text(
        &self,
        _: Context<()>,
        body: String,
    ) -> Result<EchoTextResponse, Undocumented> {
        Ok(body.into())
    }

    async fn echo_bytes(
        &self,
        _: Context<()>,
        body: Body,
    ) -> Result<EchoBytesResponse, Undocumented> {
        Ok(body.into())
    }

    async fn echo_lines(
        &self,
        _: Context<()>,
        body: JsonLines<Numbers>,
    ) -> Result<EchoLinesResponse, Undocumented> {
        Ok(JsonLines::try_new(body).into())
    }

    async fn echo_as_event(
        &self,
        _: Context<()>,
        body: Numbers,
    ) -> Result<EchoAsEventResponse, Undocumented> {
        Ok(EventStream::new(stream::iter([Event::from(body)])).into())
    }

    async fn echo_headers(
        &self,
        _: Context<()>,
        params: EchoHeaders,
    ) -> Result<EchoHeadersResponse, Undocumented> {
        let headers = TextRatioListHeaders {
            text: params.text,
            ratio: params.ratio,
            list: params.list,
        };
        Ok(Response::new(NoContent, headers))
    }

    async fn echo_styles(
        &self,
        _: Context<()>,
        simple: Vec<String>,
        label: Vec<String>,
        matrix: Inner,
        params: EchoStyles,
    ) -> Result<EchoStylesResponse, Undocumented> {
        Ok(json!({ "path": [simple, label, matrix], "params": params }).into())
    }

    async fn range(
        &self,
        _: Context<()>,
        from: String,
        to: String,
    ) -> Result<RangeResponse, Undocumented> {
        Ok(vec![from, to].into())
    }

    async fn version(
        &self,
        _: Context<()>,
        major: String,
        minor: String,
    ) -> Result<VersionResponse, Undocumented> {
        Ok(vec![major, minor].into())
    }

    async fn code(
        &self,
        _: Context<()>,
        letter: String,
        number: i64,
    ) -> Result<CodeResponse, Undocumented> {
        Ok(vec![letter, number.to_string()].into())
    }

    async fn search(&self, _: Context<()>, params: Search) -> Result<SearchResponse, Undocumented> {
        Ok(json!(params.q).into())
    }

    async fn names(&self, cx: Context<()>, params: Names) -> Result<NamesResponse, Undocumented> {
        // The names on the wire are those of the document, whatever the fields are called.
        assert!(cx.headers().contains_key("language-code"));
        let all = [
            params.language_code_header,
            params.language_code,
            params.id_header,
            params.id,
            params.page_size_query,
            params.page_size,
        ];
        Ok(all.into_iter().flatten().collect::<Vec<_>>().into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Mirror))
        .build()
        .expect("the settings are valid")
}

/// The status and the body of the answer to a request that no client would send.
async fn raw(request: Request<axum::body::Body>, options: Options) -> (u16, String) {
    let response = router_with(Mirror, options).oneshot(request).await;
    let response = response.expect("infallible");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body");
    (
        status,
        String::from_utf8_lossy(&body.to_bytes()).into_owned(),
    )
}

async fn get(uri: &str) -> (u16, String) {
    let request = Request::get(uri)
        .body(axum::body::Body::empty())
        .expect("a request");
    raw(request, Options::default()).await
}

async fn post(path: &str, content_type: &str, body: impl Into<axum::body::Body>) -> (u16, String) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(body.into())
        .expect("a request");
    raw(request, Options::default()).await
}

fn run<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future.into_future())
}

/// Sets the parameters of a call that have a value.
macro_rules! set {
    ($call:expr, $($parameter:ident: $value:expr),+) => {{
        let call = $call;
        $(let call = match $value {
            Some(value) => call.$parameter(value),
            None => call,
        };)+
        call
    }};
}

/// The answer; `None` where the client refused to send the request.
fn sent<T>(result: Result<T, Error<Undocumented>>) -> Result<Option<T>, TestCaseError> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Request(_)) => Ok(None),
        Err(other) => Err(TestCaseError::fail(format!("{other:?}"))),
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r#"[a-c0-9,|%+&=;\[\]{}"'./~ \r\n\\-]{0,6}"#
    ]
}

fn lists() -> impl Strategy<Value = Option<Vec<String>>> {
    prop::option::of(prop::collection::vec(texts(), 1..4))
}

prop_compose! {
    fn numbers()(
        integers: (Option<i32>, Option<i64>, Option<u64>),
        single in prop::option::of(any::<f32>()),
        double in prop::option::of(any::<f64>()),
        level in prop::option::of(prop_oneof![Just(1), Just(1000), any::<i64>()]),
        either in prop::option::of(prop_oneof![
            any::<i64>().prop_map(Either::Integer),
            any::<String>().prop_map(Either::String),
        ]),
        counts in prop::collection::btree_map(any::<String>(), any::<i64>(), 0..3),
    ) -> Numbers {
        let mut numbers = Numbers::new().counts(counts);
        (numbers.small, numbers.big, numbers.huge) = integers;
        numbers.single = single;
        numbers.double = double;
        // The server takes those of the list alone.
        numbers.level = level.map(|level| Level::from(if level == 1 { 1 } else { 1000 }));
        numbers.either = either;
        numbers
    }
}

prop_compose! {
    fn fields()(
        name in texts(),
        count: Option<i64>,
        ratio in prop::option::of(any::<f64>()),
        flag: Option<bool>,
        tags in lists(),
        ids in prop::option::of(prop::collection::vec(any::<i64>(), 1..4)),
        inner in prop::option::of((texts(), any::<i64>())),
        labels in prop::collection::btree_map(texts(), texts(), 1..3),
        has_labels: bool,
    ) -> Fields {
        let mut fields = Fields::new(name);
        fields.count = count;
        fields.ratio = ratio;
        fields.flag = flag;
        fields.tags = tags;
        fields.ids = ids;
        fields.inner = inner.map(|(a, b)| Inner::new().a(a).b(b));
        fields.labels = has_labels.then_some(labels);
        fields
    }
}

fn is_finite(numbers: &Numbers) -> bool {
    numbers.single.is_none_or(f32::is_finite) && numbers.double.is_none_or(f64::is_finite)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn json_arrives_as_it_is(numbers in numbers()) {
        let answer = sent(run(client().echo_json(&numbers)))?;
        prop_assert_eq!(answer.is_some(), is_finite(&numbers));
        prop_assert!(answer.is_none_or(|answer| answer.into_body() == numbers));
    }

    #[test]
    fn events_arrive_as_they_are(numbers in numbers()) {
        let events = run(async {
            let answer = client().echo_as_event(&numbers).await;
            match sent(answer)? {
                Some(answer) => answer.into_body().try_collect::<Vec<_>>().await
                    .map(Some)
                    .map_err(|error| TestCaseError::fail(error.to_string())),
                None => Ok(None),
            }
        })?;
        prop_assert_eq!(events.is_some(), is_finite(&numbers));
        prop_assert!(events.is_none_or(|events| events.len() == 1 && events[0].data == numbers));
    }

    #[test]
    fn lines_arrive_as_they_are(lines in prop::collection::vec(numbers(), 0..4)) {
        prop_assume!(lines.iter().all(is_finite));
        let back = run(async {
            let answer = client().echo_lines(JsonLines::from_iter(lines.clone())).await;
            let answer = answer.expect("an answer").into_body();
            answer.try_collect::<Vec<_>>().await.expect("lines")
        });
        prop_assert_eq!(back, lines);
    }

    #[test]
    fn forms_arrive_as_they_are(fields in fields(), anything in prop::option::of(any_value())) {
        let mut fields = fields;
        fields.anything = anything.map_or(Field::Absent, Field::Value);
        if let Some(answer) = sent(run(client().echo_form(&fields)))? {
            prop_assert_eq!(answer.into_body(), fields);
        }
    }

    #[test]
    fn parts_arrive_as_they_are(fields in fields()) {
        let mut body = EchoMultipartBody::new(fields.name.clone());
        body.count = fields.count;
        body.ratio = fields.ratio;
        body.flag = fields.flag;
        body.tags = fields.tags.clone();
        body.ids = fields.ids.clone();
        body.inner = fields.inner.clone();
        body.labels = fields.labels.clone();
        if let Some(answer) = sent(run(client().echo_multipart(body)))? {
            prop_assert_eq!(answer.into_body(), fields);
        }
    }

    #[test]
    fn query_strings_arrive_as_they_are(fields in fields()) {
        if let Some(answer) = sent(run(client().search().q(fields.clone())))? {
            // As the text that it is, since a whole float is an integer there.
            prop_assert!(same(&answer.into_body(), &json!(fields)), "{fields:?}");
        }
    }

    #[test]
    fn texts_and_bytes_arrive_as_they_are(text: String, bytes: Vec<u8>) {
        prop_assume!(!text.is_empty());
        let (text_back, bytes_back) = run(async {
            let client = client();
            let back = client.echo_text(&text).await.expect("text").into_body();
            let body = client.echo_bytes(bytes.clone().into()).await.expect("bytes").into_body();
            (back, body.bytes(usize::MAX).await.expect("bytes"))
        });
        prop_assert_eq!(text_back, text);
        prop_assert_eq!(&bytes_back[..], &bytes[..]);
    }

    #[test]
    fn headers_arrive_as_they_are(text in texts(), ratio: f32, list in lists()) {
        let call = client().echo_headers().text(&text).ratio(ratio);
        let call = set!(call, list: list.clone());
        if let Some(answer) = sent(run(call))? {
            let headers = answer.headers();
            prop_assert_eq!(&headers.text, &Some(text));
            prop_assert_eq!(headers.ratio, Some(ratio));
            prop_assert_eq!(&headers.list, &list);
        }
    }

    #[test]
    fn styles_arrive_as_they_are(
        path in (prop::collection::vec(texts(), 1..3), prop::collection::vec(texts(), 1..3), texts(), any::<i64>()),
        lists in (lists(), lists(), lists(), lists(), lists()),
        deep in prop::option::of(fields()),
        json in prop::option::of(numbers()),
        loose in prop::option::of(texts()),
        numbers in (any::<f64>(), any::<f32>()),
        theme in prop::option::of(texts()),
    ) {
        let (simple, label, a, b) = path;
        let matrix = Inner::new().a(a).b(b);
        let (form, csv, space, pipe, marks) = lists;
        let params = EchoStyles {
            ratio: Some(numbers.0),
            small: Some(numbers.1),
            form: form.clone(),
            csv: csv.clone(),
            space: space.clone(),
            pipe: pipe.clone(),
            marks: marks.clone(),
            deep: deep.clone(),
            json: json.clone(),
            loose: loose.clone(),
            theme: theme.clone(),
            untyped: None,
        };
        let expected = json!({ "path": [simple, label, matrix], "params": params });
        let call = client().echo_styles(simple, label, matrix);
        let call = call.ratio(numbers.0).small(numbers.1);
        let call = set!(
            call, form: form, csv: csv, space: space, pipe: pipe, marks: marks, deep: deep, json: json, loose: loose,
            theme: theme
        );
        if let Some(answer) = sent(run(call))? {
            // As the text that it is, since a whole float is an integer there.
            let expected: Value = serde_json::from_str(&expected.to_string()).expect("JSON");
            prop_assert!(same(&answer.into_body(), &expected), "{}", expected);
        }
    }

    #[test]
    fn path_pieces_arrive_as_they_are(from in texts(), to in texts(), number: i64) {
        let client = client();
        for answer in [
            sent(run(client.range(&from, &to)))?.map(Response::into_body),
            sent(run(client.version(&from, &to)))?.map(Response::into_body),
        ] {
            prop_assert!(answer.is_none_or(|answer| answer == [from.clone(), to.clone()]));
        }
        if let Some(answer) = sent(run(client.code(&from, number)))? {
            prop_assert_eq!(answer.into_body(), [from, number.to_string()]);
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        texts().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        prop::collection::vec(texts(), 1..3).prop_map(Value::from),
        (texts(), any::<i64>()).prop_map(|(name, value)| json!({ name: [value, null] })),
    ]
}

/// Whether two values are the same, numbers by their value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error<Undocumented>>) -> String {
    let error = result.expect_err("a refusal");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn numbers_that_json_lacks_are_refused_before_they_are_sent() {
    let client = client();
    let body = Numbers::new().double(f64::NAN);
    assert!(refused(client.echo_json(&body).await).contains("/double: JSON has neither NaN"));
    let body = Numbers::new().single(f32::NEG_INFINITY);
    assert!(refused(client.echo_json(&body).await).contains("/single"));
    let inner = || Inner::new().a("a");
    let styles = || client.echo_styles(vec!["a".into()], vec!["b".into()], inner());
    refused(styles().ratio(f64::INFINITY).await);
    refused(styles().deep(Fields::new("a").ratio(f64::NAN)).await);
    refused(client.echo_headers().ratio(f32::NAN).await);
    refused(client.echo_form(&Fields::new("a").ratio(f64::NAN)).await);
    let mut body = EchoMultipartBody::new("a");
    body.ratio = Some(f64::INFINITY);
    refused(client.echo_multipart(body).await);
    // A handler's is an internal error, and never null.
    let error = client.not_a_number().await.expect_err("an error");
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(500),
        "{error:?}"
    );
}

#[tokio::test]
async fn numbers_travel_in_their_shortest_form() {
    let (status, body) = post(
        "/json",
        "application/json",
        r#"{"single":0.1,"double":35625.0,"small":1}"#,
    )
    .await;
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"small":1,"single":0.1,"double":35625}"#)
    );
    let (_, body) = post("/json", "application/json", r#"{"double":1}"#).await;
    assert_eq!(body, r#"{"double":1}"#);
    let (_, body) = post(
        "/form",
        "application/x-www-form-urlencoded",
        "name=a&ratio=10",
    )
    .await;
    assert_eq!(body, r#"{"name":"a","ratio":10}"#);
}

#[tokio::test]
async fn integers_are_integers_however_they_are_written() {
    for (written, expected) in [
        (r#"{"small":1.0}"#, r#"{"small":1}"#),
        (r#"{"big":1e3}"#, r#"{"big":1000}"#),
        (r#"{"huge":1e18}"#, r#"{"huge":1000000000000000000}"#),
        (
            r#"{"huge":1.8446744073709551615e19}"#,
            r#"{"huge":18446744073709551615}"#,
        ),
        (
            r#"{"big":9007199254740993.0}"#,
            r#"{"big":9007199254740993}"#,
        ),
        (r#"{"level":1E3}"#, r#"{"level":1000}"#),
        (r#"{"counts":{"a":2.0}}"#, r#"{"counts":{"a":2}}"#),
        (r#"{"either":-0.0}"#, r#"{"either":0}"#),
        (r#"{"list":[10e-1,1]}"#, r#"{"list":[1,1]}"#),
    ] {
        let (status, body) = post("/json", "application/json", written).await;
        assert_eq!((status, body.as_str()), (200, expected), "{written}");
        // The client reads them as the server does.
        let canned = written.to_owned();
        let client = canned_client("application/json", canned);
        let read = client
            .echo_json(&Numbers::new())
            .await
            .expect("numbers")
            .into_body();
        let expected: Numbers = serde_json::from_str(expected).expect("numbers");
        assert_eq!(read, expected, "{written}");
        let client = canned_client("application/jsonl", format!("{written}\n"));
        let lines = client
            .echo_lines(JsonLines::from_iter([]))
            .await
            .expect("lines")
            .into_body();
        assert_eq!(
            lines.try_collect::<Vec<_>>().await.expect("lines"),
            [expected]
        );
    }
    for wrong in [
        r#"{"small":1.5}"#,
        r#"{"big":1e19}"#,
        r#"{"small":2147483648.0}"#,
    ] {
        let (status, body) = post("/json", "application/json", wrong).await;
        assert_eq!(status, 400, "{body}");
        let client = canned_client("application/json", wrong.to_owned());
        assert!(client.echo_json(&Numbers::new()).await.is_err(), "{wrong}");
    }
    // In a parameter that is JSON as well.
    let (status, body) = get("/styles/a/.b/;a=c?json=%7B%22big%22%3A1e3%7D").await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(r#""big":1000"#), "{body}");
}

fn canned_client(content_type: &'static str, body: String) -> Client {
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, content_type)], body) }
    };
    Client::builder()
        .base_url("http://localhost")
        .transport(axum::Router::new().fallback(answer))
        .build()
        .expect("the settings are valid")
}

/// A multipart body of parts with these names; what has a file name is a file.
fn multipart(parts: &[(&str, Option<&str>, &str)]) -> String {
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        body += &format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        );
    }
    body + "--b--\r\n"
}

#[tokio::test]
async fn what_comes_more_often_than_it_may_is_refused() {
    let form = "multipart/form-data; boundary=b";
    let file = |name| (name, Some("f"), "1");
    let (status, body) = post(
        "/files",
        form,
        multipart(&[file("one"), file("many"), file("many")]),
    )
    .await;
    assert_eq!((status, body.as_str()), (200, "0 2 None"));
    for (parts, pointer) in [
        (vec![file("one"), file("one")], "/one"),
        (
            vec![file("one"), file("thumb[x]"), file("thumb[x]")],
            "/thumb[x]",
        ),
        (
            vec![file("one"), file("many"), file("many"), file("many")],
            "/many",
        ),
        (
            vec![file("one"), ("note", None, "a"), ("note", None, "b")],
            "/note",
        ),
    ] {
        let (status, body) = post("/files", form, multipart(&parts)).await;
        assert_eq!(status, 400, "{body}");
        assert!(body.contains(pointer), "{body}");
    }
    for query in [
        "deep=1&deep[name]=a",
        "deep[name]=a&deep[name]=b",
        "deep[inner]=1&deep[inner][a]=2&deep[name]=n",
        "loose=a&loose=b",
        "csv=a&csv=b",
    ] {
        let (status, body) = get(&format!("/styles/a/.b/;a=c?{query}")).await;
        assert_eq!(status, 400, "{query}: {body}");
    }
    let (status, body) = get("/styles/a/.b/;a=c;a=d").await;
    assert_eq!(status, 400, "{body}");
    for cookies in ["theme=a; theme=b", "theme=a; marks=b; theme=a"] {
        let request = Request::get("/styles/a/.b/;a=c").header(header::COOKIE, cookies);
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let (status, body) = raw(request, Options::default()).await;
        assert_eq!(status, 400, "{cookies}: {body}");
        assert!(body.contains("/theme"), "{body}");
    }
    let pairs = "application/x-www-form-urlencoded";
    for body in [
        "name=a&name=b",
        "name=a&anything=1&anything[a]=2",
        "name=a&labels[x]=1&labels[x]=2",
        "name=a&inner=%7B%22a%22:%22b%22,%22a%22:%22c%22%7D",
    ] {
        let (status, answer) = post("/form", pairs, body).await;
        assert_eq!(status, 400, "{body}: {answer}");
    }
}

#[tokio::test]
async fn separators_within_a_piece_of_a_path_are_escaped_or_refused() {
    let client = client();
    let range = client
        .range("2020-01-02", "2021-03-04")
        .await
        .expect("a range")
        .into_body();
    assert_eq!(range, ["2020-01-02", "2021-03-04"]);
    let version = client
        .version("1.2", "3.4")
        .await
        .expect("a version")
        .into_body();
    assert_eq!(version, ["1.2", "3.4"]);
    // The digits of an escape are hexadecimal, so that `x` itself is not in one.
    assert!(refused(client.code("axb", 1).await).contains("`letter`"));
    assert_eq!(
        client.code("a-b", 1).await.expect("a code").into_body(),
        ["a-b", "1"]
    );
}

#[tokio::test]
async fn an_untyped_field_of_a_form_is_what_was_sent() {
    let client = client();
    for value in [
        json!("text"),
        json!({ "a": [1, { "b": null }] }),
        json!([1, 2]),
        json!(["one"]),
        json!([]),
        json!({}),
        json!(5),
        json!(-0.5),
        json!(true),
        json!("007"),
    ] {
        let fields = Fields::new("a").anything(value.clone());
        let back = client.echo_form(&fields).await.expect("fields").into_body();
        assert_eq!(back.anything, Field::Value(value));
    }
    // The number and its text are one on the wire.
    refused(
        client
            .echo_form(&Fields::new("a").anything(json!("5")))
            .await,
    );
    refused(
        client
            .echo_form(&Fields::new("a").anything(json!("[1]")))
            .await,
    );
}

#[tokio::test]
async fn keys_that_a_form_cannot_write_are_refused() {
    let client = client();
    for key in ["a[b]", "]", ""] {
        let labels = BTreeMap::from([(key.to_owned(), "x".to_owned())]);
        let fields = Fields::new("a").labels(labels);
        assert!(
            refused(client.echo_form(&fields).await).contains("`labels`"),
            "{key}"
        );
        let sent = client
            .echo_styles(vec!["a".into()], vec!["b".into()], Inner::new().a("c"))
            .deep(fields);
        refused(sent.await);
    }
}

#[tokio::test]
async fn a_name_stays_with_the_parameter_whose_it_is() {
    let all = client()
        .names()
        .language_code_header("1")
        .language_code("2")
        .id_header("3")
        .id("4")
        .page_size_query("5")
        .page_size("6")
        .await
        .expect("names")
        .into_body();
    assert_eq!(all, ["1", "2", "3", "4", "5", "6"]);
}

/// The value of a parameter as the server echoes it.
async fn echoed(query: &str, commas: EscapedCommas) -> Value {
    let request = Request::get(format!("/styles/a/.b/;a=c?{query}"));
    let request = request.body(axum::body::Body::empty()).expect("a request");
    let (status, body) = raw(request, Options::default().escaped_commas(commas)).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).expect("JSON")["params"].clone()
}

#[tokio::test]
async fn escaped_commas_are_what_the_settings_say() {
    let item = echoed("csv=blue%2Cred,green", EscapedCommas::Item).await;
    assert_eq!(item, json!({ "csv": ["blue,red", "green"] }));
    let separator = echoed("csv=blue%2Cred,green", EscapedCommas::Separator).await;
    assert_eq!(separator, json!({ "csv": ["blue", "red", "green"] }));
    // Blanks and pipes separate however they are written.
    for (query, expected) in [
        ("space=a%20b", json!({ "space": ["a", "b"] })),
        ("space=a+b", json!({ "space": ["a", "b"] })),
        ("pipe=a%7Cb", json!({ "pipe": ["a", "b"] })),
        ("pipe=a%7cb", json!({ "pipe": ["a", "b"] })),
    ] {
        assert_eq!(echoed(query, EscapedCommas::Item).await, expected);
    }
    // In a form as well; numbers hold no comma, whatever the settings say.
    let (status, body) = post(
        "/form",
        "application/x-www-form-urlencoded",
        "name=a&ids=1%2C2",
    )
    .await;
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"name":"a","ids":[1,2]}"#)
    );
}
