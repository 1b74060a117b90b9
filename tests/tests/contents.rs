//! The client and the server generated from one small document whose bodies and responses are of many kinds: text,
//! bytes, XML, several media types of one type, several types of one body, ranges.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/contents.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Pet, Problem};
use api::operations::{
    AddNumberResponse, ConvertBody, ConvertResponse, ConvertResponseBody, CreateNoteError,
    CreateNoteResponse, CreatePetError, CreatePetResponse, DeleteFileResponse, ExportBody,
    ExportResponse, ExportResponseBody, GetFileError, GetFileNotFoundBody, GetFileResponse,
    PutFileResponse,
};
use api::operations::{convert, create_note, export};
use api::server::{Context, DefaultService, router};
use futures_util::{StreamExt, stream};
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use timely_runtime::{Binary, Body, NoContent, Response, Undocumented};
use tower::ServiceExt;

#[derive(Clone, Default)]
struct Store {
    kept: Arc<Mutex<Vec<u8>>>,
}

impl DefaultService for Store {
    async fn create_note(
        &self,
        _: Context<()>,
        body: String,
    ) -> Result<CreateNoteResponse, CreateNoteError> {
        match body.as_str() {
            "bad" => Err(CreateNoteError::BadRequest(
                "\"quoted\" words".to_owned().into(),
            )),
            "taken" => Err(CreateNoteError::Conflict(
                create_note::ConflictBody::new().other("this").into(),
            )),
            "none" => Err(CreateNoteError::NotFound(
                Binary::from(vec![0, 159, 146, 150]).into(),
            )),
            _ => Ok(format!("noted: {body}").into()),
        }
    }

    async fn add_number(
        &self,
        _: Context<()>,
        body: Option<i64>,
    ) -> Result<AddNumberResponse, Undocumented> {
        Ok(body.map_or(-1, |number| number + 1).into())
    }

    async fn create_pet(
        &self,
        _: Context<()>,
        body: Pet,
    ) -> Result<CreatePetResponse, CreatePetError> {
        match body.name.as_str() {
            "nobody" => Err(CreatePetError::Default(
                Response::from(Problem::new("nobody is no pet"))
                    .with_status(StatusCode::IM_A_TEAPOT),
            )),
            _ => Ok(body.into()),
        }
    }

    async fn get_file(
        &self,
        _: Context<()>,
        name: String,
    ) -> Result<GetFileResponse, GetFileError> {
        match name.as_str() {
            "stream" => {
                let chunks = stream::iter(0_u8..100).map(|n| Ok::<_, Infallible>(vec![n; 1000]));
                Ok(Body::from_stream(chunks).into())
            }
            "page" => Err(GetFileError::NotFound(
                GetFileNotFoundBody::Html("<p>no</p>".to_owned()).into(),
            )),
            "broken" => {
                let chunks = stream::iter([Ok(vec![1]), Err(std::io::Error::other("disk"))]);
                Ok(Body::from_stream(chunks).into())
            }
            "kept" => Ok(Body::from(self.kept.lock().expect("no panic").clone()).into()),
            _ => Err(GetFileError::NotFound(
                GetFileNotFoundBody::from(Problem::new("no such file")).into(),
            )),
        }
    }

    async fn put_file(
        &self,
        cx: Context<()>,
        _: String,
        body: Option<Body>,
    ) -> Result<PutFileResponse, Undocumented> {
        let limit = cx.headers().get("x-limit").map_or(usize::MAX, |_| 10);
        let bytes = match body {
            Some(body) => body
                .bytes(limit)
                .await
                .map_or_else(|error| error.to_string().into(), |bytes| bytes.to_vec()),
            None => b"nothing".to_vec(),
        };
        *self.kept.lock().expect("no panic") = bytes;
        Ok(PutFileResponse::from(NoContent))
    }

    async fn delete_file(
        &self,
        _: Context<()>,
        _: String,
        body: Option<Pet>,
    ) -> Result<DeleteFileResponse, Undocumented> {
        Ok(match body {
            Some(pet) => DeleteFileResponse::Ok(pet.into()),
            None => DeleteFileResponse::Accepted(NoContent.into()),
        })
    }

    async fn convert(
        &self,
        _: Context<()>,
        body: ConvertBody,
    ) -> Result<ConvertResponse, Undocumented> {
        let other: ConvertResponseBody = match body {
            ConvertBody::JsonVersion1(body) => {
                convert::ResponseBodyJsonVersion2::new(body.old).into()
            }
            ConvertBody::JsonVersion2(body) => {
                convert::ResponseBodyJsonVersion1::new(body.new).into()
            }
        };
        Ok(other.into())
    }

    async fn export(
        &self,
        _: Context<()>,
        body: Option<ExportBody>,
    ) -> Result<ExportResponse, Undocumented> {
        let response = match body {
            Some(ExportBody::Json(rows)) => {
                ExportResponseBody::Json(vec![
                    Pet::new("Rex");
                    usize::try_from(rows.rows).unwrap_or_default()
                ])
            }
            Some(ExportBody::Csv(text)) => ExportResponseBody::Csv(text.to_uppercase()),
            Some(ExportBody::Zip(bytes)) => ExportResponseBody::Binary(bytes),
            None => {
                let image = Response::from(ExportResponseBody::from(Body::from("gif")));
                return Ok(image.with_content_type(HeaderValue::from_static("image/gif")));
            }
        };
        Ok(response.into())
    }
}

fn client() -> Client {
    client_of(Store::default())
}

fn client_of(store: Store) -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(store))
        .build()
        .expect("the settings are valid")
}

/// The status, content type and body of the answer to a request that no client would send.
async fn raw(method: &str, path: &str, content_type: &str, body: &str) -> (u16, String, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(axum::body::Body::from(body.to_owned()))
        .expect("a request");
    let response = router(Store::default())
        .oneshot(request)
        .await
        .expect("infallible");
    let status = response.status().as_u16();
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map_or("", |value| value.to_str().expect("text"))
        .to_owned();
    let body = response.into_body().collect().await.expect("a body");
    let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    (status, content_type, text)
}

#[tokio::test]
async fn text_is_text() {
    let note = client().create_note("olá \"x\"").await.expect("a note");
    assert_eq!(note.body, "noted: olá \"x\"");
    let (status, content_type, body) = raw("POST", "/notes", "text/plain", "a\nb").await;
    assert_eq!((status, body.as_str()), (201, "noted: a\nb"));
    assert_eq!(content_type, "text/plain");
    // The document's constraints hold for text, too.
    for text in ["", "more than twenty characters"] {
        let (status, ..) = raw("POST", "/notes", "text/plain", text).await;
        assert_eq!(status, 400, "{text}");
    }
    assert_eq!(raw("POST", "/notes", "application/json", "1").await.0, 415);
    for (charset, status) in [("latin1", 201), ("klingon", 415)] {
        let content_type = format!("text/plain; charset={charset}");
        assert_eq!(raw("POST", "/notes", &content_type, "a").await.0, status);
    }
}

#[tokio::test]
async fn each_error_has_its_own_content() {
    let client = client();
    let error = client.create_note("bad").await.expect_err("an error");
    assert_eq!(
        error.to_string(),
        "createNote: 400 Bad Request: \"\\\"quoted\\\" words\""
    );
    let Error::Api(CreateNoteError::BadRequest(text)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(text.body, "\"quoted\" words");
    let error = client.create_note("taken").await.expect_err("an error");
    let Error::Api(CreateNoteError::Conflict(body)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(body.other.as_deref(), Some("this"));
    let error = client.create_note("none").await.expect_err("an error");
    assert_eq!(error.to_string(), "createNote: 404 Not Found");
    let Error::Api(CreateNoteError::NotFound(bytes)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(bytes.body.as_ref(), [0, 159, 146, 150]);
    assert_eq!(bytes.content_type().expect("one"), "image/png");
}

/// What tells the two media types is a parameter alone.
#[tokio::test]
async fn parameters_of_media_types_count_where_they_matter() {
    let body = ConvertBody::from(convert::BodyJsonVersion1::new("a"));
    let other = client().convert(body).await.expect("version 2");
    assert_eq!(
        other.body,
        ConvertResponseBody::from(convert::ResponseBodyJsonVersion2::new("a"))
    );
    let (old, new) = ("{\"old\":\"a\"}", "{\"new\":\"a\"}");
    for (media, body, status, answer) in [
        (
            "application/json;version=1",
            old,
            200,
            "application/json;version=2",
        ),
        (
            "Application/JSON; charset=utf-8; Version=2",
            new,
            200,
            "application/json;version=1",
        ),
        ("application/json;version=2", old, 400, "application/json"),
        // What fits none exactly is the first.
        ("application/json", old, 200, "application/json;version=2"),
        (
            "application/json;version=3",
            old,
            200,
            "application/json;version=2",
        ),
    ] {
        let (got, content_type, text) = raw("POST", "/versions", media, body).await;
        assert_eq!(
            (got, content_type.as_str()),
            (status, answer),
            "{media}: {text}"
        );
    }
}

#[tokio::test]
async fn text_may_be_a_number() {
    assert_eq!(client().add_number().body(&41).await.expect("42").body, 42);
    assert_eq!(client().add_number().await.expect("-1").body, -1);
    assert_eq!(
        raw("POST", "/number", "text/plain", "41").await,
        (200, "text/plain".to_owned(), "42".to_owned())
    );
    for text in ["-1", "four", "\"4\"", "4.5", "[4]"] {
        assert_eq!(
            raw("POST", "/number", "text/plain", text).await.0,
            400,
            "{text}"
        );
    }
}

#[tokio::test]
async fn several_media_types_of_one_type() {
    let pet = Pet::new("Rex").age(3);
    let made = client().create_pet(&pet).await.expect("a pet");
    assert_eq!(made.body, pet);
    for (content_type, body) in [
        ("application/json", r#"{"name":"Rex","age":3}"#),
        ("text/json", r#"{"name":"Rex","age":3}"#),
        ("application/x-www-form-urlencoded", "name=Rex&age=3"),
        ("application/xml", "<Pet><name>Rex</name><age>3</age></Pet>"),
    ] {
        let (status, sent, body) = raw("POST", "/pets", content_type, body).await;
        assert_eq!((status, sent.as_str()), (200, "application/json"));
        assert_eq!(body, r#"{"name":"Rex","age":3}"#, "{content_type}");
    }
    for (content_type, body, status) in [
        ("application/xml", "<name>Rex</name>", 400),
        ("text/json", "name=Rex", 400),
        ("application/x-www-form-urlencoded", "age=3", 400),
        ("application/x-www-form-urlencoded", "name=Rex&age=old", 400),
        ("application/x-www-form-urlencoded", "name=%ff", 400),
    ] {
        assert_eq!(
            raw("POST", "/pets", content_type, body).await.0,
            status,
            "{body}"
        );
    }
    // A range stands for what its schema says.
    let error = client()
        .create_pet(&Pet::new("nobody"))
        .await
        .expect_err("an error");
    let Error::Api(CreatePetError::Default(problem)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(problem.title, "nobody is no pet");
    assert_eq!(problem.status(), Some(StatusCode::IM_A_TEAPOT));
}

#[tokio::test]
async fn bytes_are_streams() {
    let store = Store::default();
    let client = client_of(store.clone());
    let mut file = client.get_file("stream").await.expect("a file").into_body();
    assert!(
        file.as_bytes().is_none(),
        "it is not read before it is asked for"
    );
    let mut length = 0;
    while let Some(chunk) = file.next().await {
        length += chunk.expect("bytes").len();
    }
    assert_eq!(length, 100_000);

    let chunks = stream::iter([1_u8, 2, 3]).map(|n| Ok::<_, Infallible>(vec![n]));
    let body = Body::from_stream(chunks);
    client.put_file("kept").body(body).await.expect("kept");
    assert_eq!(*store.kept.lock().expect("no panic"), [1, 2, 3]);
    let kept = client.get_file("kept").await.expect("a file").into_body();
    assert_eq!(kept.bytes(3).await.expect("bytes").as_ref(), [1, 2, 3]);
    client.put_file("kept").await.expect("kept");
    assert_eq!(*store.kept.lock().expect("no panic"), b"nothing");

    let broken = client
        .get_file("broken")
        .await
        .expect("a beginning")
        .into_body();
    assert!(
        broken.bytes(usize::MAX).await.is_err(),
        "its end is missing"
    );
}

#[tokio::test]
async fn a_stream_is_held_to_the_limit_of_the_server() {
    let store = Store::default();
    let client = client_of(store.clone());
    let chunks = stream::iter(0..100).map(|_| Ok::<_, Infallible>(vec![0; 100_000]));
    let body = Body::from_stream(chunks);
    client
        .put_file("large")
        .body(body)
        .await
        .expect("an answer");
    let kept = store.kept.lock().expect("no panic").clone();
    let kept = String::from_utf8(kept).expect("the handler saw an error");
    assert!(kept.contains("2097152"), "{kept}");
    // One that says so is refused at once.
    let error = client
        .put_file("large")
        .body(vec![0; 3_000_000].into())
        .await
        .expect_err("too large");
    assert_eq!(error.status(), Some(StatusCode::PAYLOAD_TOO_LARGE));
}

#[tokio::test]
async fn an_error_in_one_of_several_forms() {
    let missing = |name: &'static str| async move {
        match client().get_file(name).await {
            Err(Error::Api(GetFileError::NotFound(response))) => response.into_body(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        missing("nothing").await,
        GetFileNotFoundBody::Json(Problem::new("no such file"))
    );
    assert_eq!(
        missing("page").await,
        GetFileNotFoundBody::Html("<p>no</p>".to_owned())
    );
}

#[tokio::test]
async fn a_body_in_one_of_several_forms() {
    let client = client();
    let export = async |body: Option<ExportBody>| {
        let call = client.export();
        let call = match body {
            Some(body) => call.body(body),
            None => call,
        };
        call.await.expect("an export")
    };
    let json = export(Some(export::BodyJson::new(2).into())).await;
    assert!(matches!(&json.body, ExportResponseBody::Json(pets) if pets.len() == 2));
    let csv = export(Some(ExportBody::Csv("a;b".to_owned()))).await;
    assert!(matches!(&csv.body, ExportResponseBody::Csv(text) if text == "A;B"));
    assert_eq!(csv.content_type().expect("one"), "text/csv");
    let pdf = export(Some(ExportBody::Zip("PK".into()))).await;
    assert_eq!(pdf.content_type().expect("one"), "application/pdf");
    let image = export(None).await;
    assert_eq!(image.content_type().expect("one"), "image/gif");
    let ExportResponseBody::Binary(bytes) = image.into_body() else {
        panic!("no bytes")
    };
    assert_eq!(bytes.bytes(3).await.expect("bytes"), "gif");
    // Each form is held to its own schema.
    let (status, _, text) = raw("POST", "/exports", "application/json", r#"{"rows":101}"#).await;
    assert_eq!(status, 400, "{text}");
    assert_eq!(raw("POST", "/exports", "text/csv", "rows").await.0, 200);
    assert_eq!(raw("POST", "/exports", "image/png", "x").await.0, 415);
}

#[tokio::test]
async fn methods_without_bodies_may_have_one_and_xml_has_a_type() {
    let deleted = client().delete_file("a").body(&Pet::new("Rex")).await;
    let Ok(DeleteFileResponse::Ok(xml)) = deleted else {
        panic!("{deleted:?}")
    };
    assert_eq!(xml.body.name, "Rex");
    assert_eq!(xml.content_type().expect("one"), "application/xml");
    let later = client().delete_file("a").await.expect("an answer");
    assert!(matches!(later, DeleteFileResponse::Accepted(_)));
}
