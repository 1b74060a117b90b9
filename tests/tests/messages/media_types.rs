//! Media types that are ranges, or one of several, or have parameters.

use futures_util::{StreamExt, stream};
use http::{HeaderValue, Request, header};
use http_body_util::BodyExt;
use std::convert::Infallible;
use std::error::Error as _;
use timely_runtime::{Body, Part, Undocumented};
use tower::ServiceExt;

/// The macro warns that one charset is written as another.
pub(crate) mod api {
    timely_macros::openapi!("fixtures/media_types.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::Note;
use api::operations::post_form::Body as PostFormBody;
use api::operations::{
    GetImageResponse, PostFormResponse, PostNoteError, PostNoteResponse, PostPlainResponse,
    PostVersionedResponse, PutAnythingResponse, PutApplicationTextResponse, PutFontResponse,
    PutImageResponse, PutJsonResponse, PutPictureResponse, PutTextJsonResponse, PutTextResponse,
    UploadBody, UploadResponse,
};
use api::server::{Context, DefaultService, router};

pub(crate) struct Service;

/// What a request named, and what it held.
fn seen(cx: &Context<()>, body: &str) -> String {
    let names: Vec<&str> = cx
        .headers()
        .get_all(header::CONTENT_TYPE)
        .iter()
        .map(|name| name.to_str().expect("text"))
        .collect();
    format!("{}: {body}", names.join(" and "))
}

async fn bytes_seen(cx: &Context<()>, body: Body) -> String {
    // What the body was received as goes with it.
    assert_eq!(body.content_type(), cx.headers().get(header::CONTENT_TYPE));
    let bytes = body.bytes(1000).await.expect("bytes");
    seen(cx, std::str::from_utf8(&bytes).expect("text"))
}

impl DefaultService for Service {
    async fn put_image(
        &self,
        cx: Context<()>,
        body: Body,
    ) -> Result<PutImageResponse, Undocumented> {
        Ok(bytes_seen(&cx, body).await.into())
    }

    async fn get_image(&self, cx: Context<()>) -> Result<GetImageResponse, Undocumented> {
        let image = Body::from("picture");
        Ok(match cx.headers().get("x-image") {
            Some(name) => image.with_content_type(name.clone()).into(),
            None => image.into(),
        })
    }

    async fn put_picture(
        &self,
        cx: Context<()>,
        body: Body,
    ) -> Result<PutPictureResponse, Undocumented> {
        Ok(bytes_seen(&cx, body).await.into())
    }

    async fn put_anything(
        &self,
        cx: Context<()>,
        body: Body,
    ) -> Result<PutAnythingResponse, Undocumented> {
        Ok(bytes_seen(&cx, body).await.into())
    }

    async fn put_text(
        &self,
        cx: Context<()>,
        body: String,
    ) -> Result<PutTextResponse, Undocumented> {
        Ok(seen(&cx, &body).into())
    }

    async fn put_application_text(
        &self,
        cx: Context<()>,
        body: String,
    ) -> Result<PutApplicationTextResponse, Undocumented> {
        Ok(seen(&cx, &body).into())
    }

    async fn put_text_json(
        &self,
        cx: Context<()>,
        body: Note,
    ) -> Result<PutTextJsonResponse, Undocumented> {
        Ok(seen(&cx, &body.text).into())
    }

    async fn put_json(&self, cx: Context<()>, body: Note) -> Result<PutJsonResponse, Undocumented> {
        Ok(Note::new(seen(&cx, &body.text)).into())
    }

    async fn put_font(&self, cx: Context<()>, body: Body) -> Result<PutFontResponse, Undocumented> {
        Ok(bytes_seen(&cx, body).await.into())
    }

    async fn upload(
        &self,
        _: Context<()>,
        body: UploadBody,
    ) -> Result<UploadResponse, Undocumented> {
        let parts = [body.picture, body.scan, body.sheet, body.file];
        let types = parts
            .into_iter()
            .flatten()
            .map(|part| part.content_type.unwrap_or_default());
        Ok(types.collect::<Vec<String>>().join(" ").into())
    }

    async fn post_note(
        &self,
        cx: Context<()>,
        body: Note,
    ) -> Result<PostNoteResponse, PostNoteError> {
        match body.text.as_str() {
            "wrong" => Err(PostNoteError::BadRequest(Note::new("so it is").into())),
            _ => Ok(seen(&cx, &body.text).into()),
        }
    }

    async fn post_plain(
        &self,
        _: Context<()>,
        body: String,
    ) -> Result<PostPlainResponse, Undocumented> {
        Ok(body.into())
    }

    async fn post_versioned(
        &self,
        cx: Context<()>,
        body: Note,
    ) -> Result<PostVersionedResponse, Undocumented> {
        Ok(seen(&cx, &body.text).into())
    }

    async fn post_form(
        &self,
        _: Context<()>,
        body: PostFormBody,
    ) -> Result<PostFormResponse, Undocumented> {
        let details = body.details.map_or(String::new(), |details| details.text);
        Ok(format!("{} {details}", body.note).into())
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

/// The status and the body of the answer to a request that no client of ours sends.
async fn raw(
    method: &str,
    path: &str,
    content_type: &str,
    body: impl Into<Vec<u8>>,
) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(axum::body::Body::from(body.into()))
        .expect("a request");
    let response = router(Service).oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// What was wrong with a request that was not sent.
fn refusal<T: std::fmt::Debug>(result: Result<T, Error<Undocumented>>) -> String {
    match result {
        Err(Error::Request(error)) => error.source().expect("a cause").to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_says_which_of_a_range_it_is() {
    for name in ["image/png", "image/svg+xml", "IMAGE/gif"] {
        let seen = client().put_image(typed(name)).await.expect("it is taken");
        assert_eq!(seen.body, format!("{name}: bytes"));
    }
    for name in [
        "text/plain",
        "application/octet-stream",
        "imagery/png",
        "image",
    ] {
        let message = refusal(client().put_image(typed(name)).await);
        assert!(
            message.contains(name) && message.contains("image/*"),
            "{message}"
        );
        assert_eq!(raw("PUT", "/image", name, "bytes").await.0, 415, "{name}");
    }
    // A stream says it as well.
    let chunks = stream::iter(["by", "tes"]).map(Ok::<_, Infallible>);
    let picture =
        Body::from_stream(chunks).with_content_type(HeaderValue::from_static("image/png"));
    assert_eq!(
        client().put_image(picture).await.expect("it is taken").body,
        "image/png: bytes"
    );
    // None can be made up.
    let message = refusal(client().put_image(Body::from("bytes")).await);
    assert!(
        message.contains("image/*") && message.contains("must say"),
        "{message}"
    );
    let message = refusal(client().put_font(Body::from("bytes")).await);
    assert!(message.contains("font/*"), "{message}");
    let seen = client()
        .put_font(typed("font/woff2"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "font/woff2: bytes");
}

#[tokio::test]
async fn what_fits_a_range_is_sent_where_nothing_is_said() {
    let bytes = || Body::from("bytes");
    let seen = client().put_anything(bytes()).await.expect("it is taken");
    assert_eq!(seen.body, "application/octet-stream: bytes");
    let seen = client()
        .put_anything(typed("a/b; c=d"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "a/b; c=d: bytes");
    let seen = client().put_text("words").await.expect("it is taken");
    assert_eq!(seen.body, "text/plain: words");
    let seen = client()
        .put_application_text("words")
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "application/octet-stream: words");
    let note = Note::new("words");
    let seen = client().put_text_json(&note).await.expect("it is taken");
    assert_eq!(seen.body, "text/json: words");
    let seen = client().put_json(&note).await.expect("it is taken");
    assert_eq!(seen.text, "application/json: words");
    let json = r#"{"text":"words"}"#;
    for (name, status) in [
        ("application/merge-patch+json", 200),
        ("application/json", 200),
        ("application/xml", 415),
        ("text/json", 415),
        ("image/x+json", 415),
    ] {
        assert_eq!(raw("PUT", "/json", name, json).await.0, status, "{name}");
    }
}

#[tokio::test]
async fn one_of_several_is_the_one_that_the_body_says() {
    for name in ["image/png", "image/jpeg"] {
        let seen = client()
            .put_picture(typed(name))
            .await
            .expect("it is taken");
        assert_eq!(seen.body, format!("{name}: bytes"));
    }
    let seen = client()
        .put_picture(Body::from("bytes"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "image/png: bytes");
    let message = refusal(client().put_picture(typed("image/gif")).await);
    assert!(
        message.contains("image/gif") && message.contains("image/png, image/jpeg"),
        "{message}"
    );
    assert_eq!(raw("PUT", "/pictures", "image/gif", "bytes").await.0, 415);
}

#[tokio::test]
async fn what_was_received_is_sent_on_as_what_it_is() {
    let picture = client_with(&[("x-image", "image/webp")]);
    let image = picture.get_image().await.expect("a picture");
    assert_eq!(image.content_type().expect("one"), "image/webp");
    let seen = client()
        .put_image(image.into_body())
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "image/webp: picture");
    // Where it is not allowed, it is sent as the bytes that it is: nobody has claimed anything.
    let image = picture.get_image().await.expect("a picture").into_body();
    let seen = client().put_picture(image).await.expect("it is taken");
    assert_eq!(seen.body, "image/png: picture");
    // What a server does not say remains unsaid.
    let image = client().get_image().await.expect("a picture").into_body();
    assert_eq!(image.content_type(), None);
}

#[tokio::test]
async fn a_content_type_of_the_builder_is_sent_once_and_where_it_fits() {
    let client = client_with(&[("content-type", "image/jpeg"), ("accept", "text/plain")]);
    let bytes = || Body::from("bytes");
    for seen in [
        client.put_image(bytes()).await.expect("it is taken").body,
        client.put_picture(bytes()).await.expect("it is taken").body,
        client
            .put_anything(bytes())
            .await
            .expect("it is taken")
            .body,
    ] {
        assert_eq!(seen, "image/jpeg: bytes");
    }
    let seen = client
        .put_image(typed("image/png"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "image/png: bytes");
    let seen = client
        .post_versioned(&Note::new("a"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "application/json; odata=verbose: a");
    // It differs in its parameters alone.
    let client = client_with(&[("content-type", "application/json; odata=minimal")]);
    let seen = client
        .post_versioned(&Note::new("a"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "application/json; odata=minimal: a");
    let seen = client
        .upload(UploadBody::new().note("a"))
        .await
        .expect("it is taken");
    assert_eq!(seen.body, "");
}

#[tokio::test]
async fn an_accept_of_the_builder_is_sent_as_it_is() {
    for (set, sent) in [
        (None, "image/*, application/json;q=0.9, */*;q=0.5"),
        (Some("text/x-own"), "text/x-own"),
    ] {
        let service = tower::service_fn(move |request: Request<Body>| async move {
            let accepted: Vec<_> = request.headers().get_all("accept").iter().collect();
            assert_eq!(accepted, [sent]);
            assert!(
                !request.headers().contains_key("content-type"),
                "there is no body"
            );
            Ok::<_, Infallible>(http::Response::new(String::new()))
        });
        let mut builder = Client::builder()
            .base_url("http://localhost")
            .header("content-type", "a/b");
        if let Some(set) = set {
            builder = builder.header("accept", set);
        }
        let client = builder
            .transport(service)
            .build()
            .expect("the settings are valid");
        let _ = client.get_image().await;
    }
}

#[tokio::test]
async fn a_part_is_of_a_type_that_the_document_allows() {
    let part = |name: &str| Part::new("bytes").content_type(name);
    for (form, seen) in [
        (UploadBody::new().picture(part("image/jpeg")), "image/jpeg"),
        (UploadBody::new().picture("bytes"), "image/png"),
        (UploadBody::new().scan(part("image/tiff")), "image/tiff"),
        (
            UploadBody::new().scan(Part::new(typed("image/png"))),
            "image/png",
        ),
        (
            UploadBody::new().sheet(part("text/csv; header=present")),
            "text/csv; header=present",
        ),
        (UploadBody::new().sheet("bytes"), "text/csv"),
        (UploadBody::new().file("bytes"), "application/octet-stream"),
        (UploadBody::new().file(part("a/b")), "a/b"),
    ] {
        assert_eq!(client().upload(form).await.expect(seen).body, seen);
    }
    for (form, named) in [
        (
            UploadBody::new().picture(part("image/gif")),
            "image/png, image/jpeg",
        ),
        (UploadBody::new().scan(part("text/plain")), "image/*"),
        (UploadBody::new().scan("bytes"), "image/*"),
        (UploadBody::new().sheet(part("text/plain")), "text/csv"),
    ] {
        let message = refusal(client().upload(form).await);
        assert!(message.contains(named), "{message}");
    }
    let form = |name: &str, content_type: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{content_type}\r\nbytes\r\n--b--\r\n"
        )
    };
    for (name, content_type, status) in [
        ("picture", "Content-Type: image/gif\r\n", 400),
        ("scan", "Content-Type: text/html\r\n", 400),
        ("picture", "Content-Type: IMAGE/PNG\r\n", 200),
        // What says nothing may be anything.
        ("picture", "", 200),
        ("file", "Content-Type: text/html\r\n", 200),
    ] {
        let multipart = "multipart/form-data; boundary=b";
        let (got, body) = raw("POST", "/upload", multipart, form(name, content_type)).await;
        assert_eq!(got, status, "{name} {content_type} {body}");
        if status == 400 {
            let found = format!("/{name}: expected a part of the type");
            assert!(body.contains(&found), "{body}");
        }
    }
}

#[tokio::test]
async fn parameters_are_sent_as_the_document_has_them() {
    let client = client();
    let note = client.post_note(&Note::new("é")).await.expect("a text");
    assert_eq!(note.body, "application/json; charset=utf-8: é");
    assert_eq!(
        note.content_type().expect("one"),
        "text/plain; charset=UTF-8"
    );
    let error = client
        .post_note(&Note::new("wrong"))
        .await
        .expect_err("an error");
    let Error::Api(PostNoteError::BadRequest(wrong)) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(wrong.text, "so it is");
    assert_eq!(
        wrong.content_type().expect("one"),
        "application/json; charset=utf-8"
    );
    let seen = client
        .post_versioned(&Note::new("a"))
        .await
        .expect("a text");
    assert_eq!(seen.body, "application/json; odata=verbose: a");
    // What is written is UTF-8, and says so.
    let plain = client.post_plain("é").await.expect("a text");
    assert_eq!(plain.body, "é");
    assert_eq!(
        plain.content_type().expect("one"),
        "text/plain; charset=utf-8"
    );
    // Without them, it is the same media type.
    let body = r#"{"text":"a"}"#;
    assert_eq!(
        raw("POST", "/versioned", "application/json", body).await.0,
        200
    );
}
