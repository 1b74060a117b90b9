//! Ranges beside media types, and bodies that are one thing as a success and another as an error. What a client sends, the
//! server takes for what it is; what it would take for something else is not sent.

use crate::Answer;
use futures_util::StreamExt;
use http::{HeaderValue, StatusCode, header};
use std::error::Error as _;
use timely_runtime::{Binary, Body, Response, Undocumented};

/// The macro warns of a form that differs in its charset alone.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/media_choices.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Note, Record};
use api::operations::{
    EitherDefaultBody, EitherError, EitherResponse, EitherResponseBody, ExportError,
    ExportResponse, PutCharsetResponse, PutFileBody, PutFileResponse, PutPictureResponse,
    PutRecordBody, PutRecordResponse, PutScanResponse, PutWordsBody, PutWordsResponse,
};
use api::server::{Context, DefaultService, router};

struct Service;

fn name(cx: &Context<()>) -> &str {
    let name = cx.headers().get(header::CONTENT_TYPE).expect("a name");
    name.to_str().expect("text")
}

impl DefaultService<()> for Service {
    async fn put_picture(
        &self,
        cx: Context<()>,
        _: Body,
    ) -> Result<PutPictureResponse, Undocumented> {
        Ok(name(&cx).to_owned().into())
    }

    async fn put_scan(&self, cx: Context<()>, _: Body) -> Result<PutScanResponse, Undocumented> {
        Ok(name(&cx).to_owned().into())
    }

    async fn put_record(
        &self,
        cx: Context<()>,
        body: PutRecordBody,
    ) -> Result<PutRecordResponse, Undocumented> {
        let form = match body {
            PutRecordBody::Json(note) => note.text,
            PutRecordBody::JsonStar(record) => record.number.to_string(),
        };
        Ok(format!("{}: {form}", name(&cx)).into())
    }

    async fn put_file(
        &self,
        cx: Context<()>,
        body: PutFileBody,
    ) -> Result<PutFileResponse, Undocumented> {
        let form = match body {
            PutFileBody::Json(note) => note.text,
            PutFileBody::Binary(_) => "bytes".to_owned(),
        };
        Ok(format!("{}: {form}", name(&cx)).into())
    }

    async fn put_words(
        &self,
        cx: Context<()>,
        body: PutWordsBody,
    ) -> Result<PutWordsResponse, Undocumented> {
        let form = match body {
            PutWordsBody::Text(number) => format!("the number {number}"),
            PutWordsBody::TextStar(words) => words,
        };
        Ok(format!("{}: {form}", name(&cx)).into())
    }

    async fn put_charset(
        &self,
        cx: Context<()>,
        body: String,
    ) -> Result<PutCharsetResponse, Undocumented> {
        Ok(format!("{}: {body}", name(&cx)).into())
    }

    async fn export(&self, cx: Context<()>) -> Result<ExportResponse, ExportError> {
        if cx.headers().contains_key("x-broken") {
            let broken = Response::from(Binary::from("broken"));
            return Err(ExportError::Default(
                broken.with_status(StatusCode::BAD_GATEWAY),
            ));
        }
        Ok(Body::from("file").into())
    }

    async fn either(&self, cx: Context<()>) -> Result<EitherResponse, EitherError> {
        if cx.headers().contains_key("x-broken") {
            let broken = EitherDefaultBody::Pdf(Binary::from("broken"));
            return Err(EitherError::Default(
                Response::from(broken).with_status(StatusCode::BAD_GATEWAY),
            ));
        }
        Ok(EitherResponseBody::Pdf(Body::from("file")).into())
    }
}

fn client_with(headers: &[(&str, &str)]) -> Client {
    let mut builder = Client::builder().base_url("http://localhost");
    for (name, value) in headers {
        builder = builder.header(name, *value);
    }
    let builder = builder.transport(router(Service));
    builder.build().expect("the settings are valid")
}

fn client() -> Client {
    client_with(&[])
}

fn typed(name: &'static str) -> Body {
    Body::from("bytes").with_content_type(HeaderValue::from_static(name))
}

/// What the handler has seen.
fn taken<E: timely_runtime::Outcome + std::fmt::Debug>(
    result: Result<Response<String>, Error<E>>,
) -> String {
    result.expect("it is taken").into_body()
}

/// What was wrong with a request that was not sent.
fn refusal<T: std::fmt::Debug>(result: Result<T, Error<Undocumented>>) -> String {
    match result {
        Err(Error::Request(error)) => error.source().expect("a cause").to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn beside_a_range_stands_a_name_that_can_be_sent() {
    let bytes = || Body::from("bytes");
    assert_eq!(taken(client().put_picture(bytes()).await), "image/png");
    // What says nothing, where there is such a one.
    let octets = "application/octet-stream";
    assert_eq!(taken(client().put_scan(bytes()).await), octets);
    // What the body says goes first, and what the client was told next.
    for name in ["image/png", "image/gif"] {
        assert_eq!(taken(client().put_picture(typed(name)).await), name);
        assert_eq!(taken(client().put_scan(typed(name)).await), name);
        let told = client_with(&[("content-type", name)]);
        assert_eq!(taken(told.put_picture(bytes()).await), name);
    }
    let message = refusal(client().put_picture(typed("text/plain")).await);
    assert!(message.contains("text/plain"), "{message}");
}

#[tokio::test]
async fn one_form_is_not_sent_under_the_name_of_another() {
    let note = || PutRecordBody::Json(Note::new("words"));
    let record = || PutRecordBody::JsonStar(Record::new(7));
    let seen = taken(client().put_record(note()).await);
    assert_eq!(seen, "application/json: words");
    // JSON of the range would be taken for the other JSON.
    let message = refusal(client().put_record(record()).await);
    assert!(message.contains("application/*"), "{message}");
    assert!(!message.contains("application/json"), "{message}");
    // Unless a name is told, which is not that of another form.
    let told = |name| client_with(&[("content-type", name)]);
    let named = "application/vnd.record+json";
    let seen = taken(told(named).put_record(record()).await);
    assert_eq!(seen, format!("{named}: 7"));
    let seen = taken(told(named).put_record(note()).await);
    assert_eq!(seen, "application/json: words");
    refusal(told("application/json").put_record(record()).await);

    // Bytes that say that they are JSON would be read as the note.
    let binary = PutFileBody::Binary;
    let message = refusal(client().put_file(binary(typed("application/json"))).await);
    assert!(message.contains("none of those"), "{message}");
    for (body, name) in [
        (Body::from("bytes"), "application/octet-stream"),
        (typed("image/png"), "image/png"),
        (
            typed("application/problem+json"),
            "application/problem+json",
        ),
    ] {
        let seen = taken(client().put_file(binary(body)).await);
        assert_eq!(seen, format!("{name}: bytes"));
    }
    // A name that is told for all requests concerns the form that it is of.
    let seen = taken(
        told("application/json")
            .put_file(binary(Body::from("bytes")))
            .await,
    );
    assert_eq!(seen, "application/octet-stream: bytes");
}

#[tokio::test]
async fn of_several_names_one_is_sent_that_is_free() {
    let words = |words: &str| PutWordsBody::TextStar(words.to_owned());
    let seen = taken(client().put_words(words("seven")).await);
    assert_eq!(seen, "application/octet-stream: seven");
    let seen = taken(client().put_words(PutWordsBody::Text(7)).await);
    assert_eq!(seen, "text/plain: the number 7");
    let told = client_with(&[("content-type", "text/csv")]);
    let seen = taken(told.put_words(words("7")).await);
    assert_eq!(seen, "text/csv: 7");
}

#[tokio::test]
async fn a_charset_is_no_form_of_its_own() {
    let seen = taken(client().put_charset("é").await);
    assert_eq!(seen, "text/plain; charset=utf-8: é");
}

#[tokio::test]
async fn a_lone_default_is_a_stream_as_a_success() {
    let file = client().export().await.expect("a file").into_body();
    let bytes = file.bytes(100).await.expect("bytes");
    assert_eq!(bytes, "file");
    let EitherResponseBody::Pdf(file) = client().either().await.expect("one").into_body() else {
        panic!("it is a file");
    };
    assert_eq!(file.bytes(100).await.expect("bytes"), "file");

    // Not in memory: it comes bit by bit.
    let long = Answer::of(200, "application/pdf", vec![b'a'; 4000]).transport();
    let client = Client::builder().base_url("http://localhost");
    let client = client.transport(long).build();
    let client = client.expect("the settings are valid");
    let mut file = client.export().await.expect("a file").into_body();
    assert!(file.as_bytes().is_none());
    let first = file.next().await.expect("a start").expect("bytes");
    assert_eq!(first.len(), 2000);
}

#[tokio::test]
async fn a_lone_default_is_in_memory_as_an_error() {
    let client = client_with(&[("x-broken", "1")]);
    match client.export().await {
        Err(Error::Api(ExportError::Default(error))) => {
            assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY));
            assert_eq!(error.body[..], *b"broken");
        }
        other => panic!("{other:?}"),
    }
    match client.either().await {
        Err(Error::Api(EitherError::Default(error))) => match &error.body {
            EitherDefaultBody::Pdf(bytes) => assert_eq!(bytes[..], *b"broken"),
            other @ EitherDefaultBody::Json(_) => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}
