//! The client and the server generated from one small document with forms, files, events, and lines of JSON.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The macro warns that `contentSchema` is not enforced.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/forms_and_streams.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::fields::Inner as FieldsInner;
use api::models::{Answer, Delta, Fields, PictureFormPlace};
use api::operations::chat::Body as ChatBody;
use api::operations::create_token::body::{
    Grant as TokenGrant, Options as TokenOptions, Owner as TokenOwner,
};
use api::operations::create_token::{
    Body as CreateTokenBody, ResponseBody as CreateTokenResponseBody,
};
use api::operations::{
    AddAnythingResponse, AddFieldsResponse, AddPictureResponse, ChatResponse, ChatResponseBody,
    CopyRowsResponse, CreateTokenResponse, EventsResponse, PictureForm, ReadLogResponse,
};
use api::server::{Context, DefaultService, router};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{Request, header};
use http_body_util::BodyExt;
use timely_runtime::{Event, EventStream, JsonLines, Part, Parts, Undocumented};
use tower::ServiceExt;

struct Service;

async fn text(part: Part) -> String {
    let name = part.file_name.unwrap_or_default();
    let content_type = part.content_type.unwrap_or_default();
    let bytes = part.content.bytes(usize::MAX).await.expect("a part");
    format!("{name} {content_type} {}", bytes.len())
}

impl DefaultService for Service {
    async fn create_token(
        &self,
        cx: Context<()>,
        body: CreateTokenBody,
    ) -> Result<CreateTokenResponse, Undocumented> {
        assert_eq!(
            cx.headers()[header::CONTENT_TYPE],
            "application/x-www-form-urlencoded"
        );
        let seen = serde_json::to_string(&body).expect("JSON");
        Ok(CreateTokenResponseBody::new().expires(60).seen(seen).into())
    }

    async fn add_picture(
        &self,
        _: Context<()>,
        body: PictureForm,
    ) -> Result<AddPictureResponse, Undocumented> {
        let mut seen = format!(
            "{} {:?} {:?} {:?}",
            body.title,
            body.size,
            body.tags,
            body.place.map(|place| place.lat)
        );
        for part in [body.file]
            .into_iter()
            .chain(body.thumbnail)
            .chain(body.more)
        {
            seen.push('\n');
            seen.push_str(&text(part).await);
        }
        Ok(seen.into())
    }

    async fn add_fields(
        &self,
        _: Context<()>,
        body: Fields,
    ) -> Result<AddFieldsResponse, Undocumented> {
        Ok(body.into())
    }

    async fn add_anything(
        &self,
        _: Context<()>,
        body: Option<Parts>,
    ) -> Result<AddAnythingResponse, Undocumented> {
        Ok(body.unwrap_or_default().into())
    }

    async fn chat(&self, _: Context<()>, body: ChatBody) -> Result<ChatResponse, Undocumented> {
        if body.stream != Some(true) {
            return Ok(ChatResponseBody::from(Answer::new(body.text)).into());
        }
        let words: Vec<Event<Delta>> = body
            .text
            .split(' ')
            .map(|word| Event::from(Delta::new(word)))
            .collect();
        let events: EventStream<Delta> = EventStream::new(stream::iter(words));
        Ok(ChatResponseBody::from(events).into())
    }

    async fn events(&self, _: Context<()>) -> Result<EventsResponse, Undocumented> {
        let event = Event::from(Delta::new("a\nb")).event("delta").id("1");
        Ok(EventStream::new(stream::iter([event])).into())
    }

    async fn read_log(&self, _: Context<()>) -> Result<ReadLogResponse, Undocumented> {
        let lines = ["plain", "{\"not\": \"parsed\"}"].map(|line| Event::from(line.to_owned()));
        Ok(EventStream::new(stream::iter(lines)).into())
    }

    async fn copy_rows(
        &self,
        _: Context<()>,
        body: JsonLines<Delta>,
    ) -> Result<CopyRowsResponse, Undocumented> {
        Ok(JsonLines::try_new(body).into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Service))
        .build()
        .expect("the settings are valid")
}

/// The status and the body of the answer to a request that no client would send.
async fn raw(path: &str, content_type: &str, body: &str) -> (u16, String) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(axum::body::Body::from(body.to_owned()))
        .expect("a request");
    let response = router(Service).oneshot(request).await;
    let response = response.expect("infallible");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body");
    (
        status,
        String::from_utf8_lossy(&body.to_bytes()).into_owned(),
    )
}

#[tokio::test]
async fn forms_travel_as_their_encoding_says() {
    let body = CreateTokenBody::new(TokenGrant::Code)
        .scopes(vec!["read".to_owned(), "write&more".to_owned()])
        .owner(
            TokenOwner::new()
                .id(7)
                .names(vec!["a b".to_owned(), "ç".to_owned()]),
        )
        .options(TokenOptions::new().depth(2));
    let token = client().create_token(&body).await.expect("a token");
    assert_eq!(token.expires, Some(60));
    let seen: CreateTokenBody =
        serde_json::from_str(token.seen.as_deref().expect("it came")).expect("JSON");
    assert_eq!(seen, body);
    let form = "application/x-www-form-urlencoded";
    let (status, seen) = raw(
        "/tokens",
        form,
        "grant=refresh&scopes=a+b%20c&owner[names][]=x&owner[names][]=y&owner[id]=1",
    )
    .await;
    assert_eq!(status, 200, "{seen}");
    assert!(seen.contains("a%22%2C%22b%22%2C%22c"), "{seen}");
    for body in [
        "",
        "grant=other",
        "grant=code&owner[id]=x",
        "grant=code&grant=code",
    ] {
        assert_eq!(raw("/tokens", form, body).await.0, 400, "{body}");
    }
}

#[tokio::test]
async fn files_travel_in_parts() {
    let large = stream::iter(0..20).map(|_| Ok::<_, std::io::Error>(vec![7; 10_000]));
    let form = PictureForm::new(
        Part::new(timely_runtime::Body::from_stream(large))
            .file_name("se\"a.png")
            .content_type("image/png"),
        "Sea",
    )
    .size(3)
    .tags(vec!["a".to_owned(), "b,c".to_owned()])
    .place(PictureFormPlace::new(1.5))
    .more(vec![Part::from(vec![1]), Part::from(vec![2, 3])]);
    let seen = client().add_picture(form).await.expect("an answer");
    assert_eq!(
        seen.body,
        "Sea Some(3) Some([\"a\", \"b,c\"]) Some(1.5)\n\
         se\"a.png image/png 200000\n\
         more application/octet-stream 1\n\
         more application/octet-stream 2"
    );
}

#[tokio::test]
async fn forms_with_files_are_held_to_the_document() {
    let part = |name: &str, value: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let send = async |parts: &[String]| {
        let body = format!("{}--b--\r\n", parts.concat());
        raw("/pictures", "multipart/form-data; boundary=b", &body).await
    };
    let (title, file) = (part("title", "Sea"), part("file", "bytes"));
    let (status, seen) = send(&[title.clone(), file.clone()]).await;
    assert_eq!((status, seen.as_str()), (201, "Sea None None None\n  5"));
    for (parts, place) in [
        (vec![title.clone()], "file"),
        (vec![file.clone()], "title"),
        (
            vec![part("title", "far too long a title"), file.clone()],
            "title",
        ),
        (vec![title.clone(), file.clone(), part("size", "0")], "size"),
        (
            vec![title.clone(), file.clone(), part("size", "big")],
            "size",
        ),
        (
            vec![title.clone(), file.clone(), part("place", "{}")],
            "lat",
        ),
        (
            vec![title.clone(), file.clone(), part("other", "x")],
            "other",
        ),
    ] {
        let (status, text) = send(&parts).await;
        assert_eq!(status, 400, "{text}");
        assert!(text.contains(place), "{place}: {text}");
    }
    for (content_type, body, status) in [
        ("multipart/form-data", "--b--\r\n", 400),
        ("multipart/form-data; boundary=b", "--b\r\n", 400),
        ("application/json", "{}", 415),
    ] {
        assert_eq!(
            raw("/pictures", content_type, body).await.0,
            status,
            "{body}"
        );
    }
}

#[tokio::test]
async fn forms_without_files_are_values() {
    let fields = Fields::new("Rex")
        .age(3)
        .tags(vec!["a".to_owned()])
        .inner(FieldsInner::new().ok(true));
    assert_eq!(
        client().add_fields(&fields).await.expect("fields").body,
        fields
    );
    let parts = "--b\r\nContent-Disposition: form-data; name=name\r\n\r\nRex\r\n\
                 --b\r\nContent-Disposition: form-data; name=age\r\n\r\n3\r\n\
                 --b\r\nContent-Disposition: form-data; name=tags\r\n\r\na\r\n\
                 --b\r\nContent-Disposition: form-data; name=inner\r\nContent-Type: application/json\r\n\r\n{\"ok\":true}\r\n--b--";
    let (status, seen) = raw("/fields", "multipart/form-data; boundary=b", parts).await;
    assert_eq!(status, 200, "{seen}");
    assert_eq!(
        serde_json::from_str::<Fields>(&seen).expect("fields"),
        fields
    );
}

#[tokio::test]
async fn parts_of_which_nothing_is_known() {
    let parts = Parts::new()
        .part("a", "one")
        .unnamed(Part::new(vec![0, 1]).content_type("image/png"));
    let back = client()
        .add_anything()
        .body(parts)
        .await
        .expect("parts")
        .into_body();
    let names: Vec<_> = back.0.iter().map(|part| part.name.as_deref()).collect();
    assert_eq!(names, [Some("a"), None]);
    assert_eq!(
        back.0[1]
            .part
            .content
            .as_bytes()
            .expect("in memory")
            .as_ref(),
        [0, 1]
    );
    assert!(client().add_anything().await.expect("none").0.is_empty());
}

#[tokio::test]
async fn an_answer_or_events() {
    let whole = client()
        .chat(&ChatBody::new("one two"))
        .await
        .expect("an answer");
    assert!(matches!(whole.body, ChatResponseBody::Json(answer) if answer.text == "one two"));
    let body = ChatBody::new("one two").stream(true);
    let bits = client().chat(&body).await.expect("events").into_body();
    let ChatResponseBody::EventStream(events) = bits else {
        panic!("{bits:?}")
    };
    let words: Vec<String> = events
        .map_ok(|event| event.data.text)
        .try_collect()
        .await
        .expect("words");
    assert_eq!(words, ["one", "two"]);
}

#[tokio::test]
async fn events_have_data_of_their_type() {
    let events = client().events().await.expect("events").into_body();
    let events: Vec<Event<Delta>> = events.try_collect().await.expect("events");
    assert_eq!(events[0].data.text, "a\nb");
    assert_eq!(events[0].event.as_deref(), Some("delta"));
    let log = client().read_log().await.expect("a log").into_body();
    let lines: Vec<String> = log
        .map_ok(|event| event.data)
        .try_collect()
        .await
        .expect("lines");
    assert_eq!(lines, ["plain", "{\"not\": \"parsed\"}"]);
}

#[tokio::test]
async fn lines_are_streams_both_ways() {
    let rows = JsonLines::from_iter(["a", "b"].map(Delta::new));
    let back = client().copy_rows(rows).await.expect("rows").into_body();
    let back: Vec<Delta> = back.try_collect().await.expect("rows");
    assert_eq!(back, ["a", "b"].map(Delta::new));
    let (status, text) = raw("/rows", "application/x-ndjson", "{\"text\":\"a\"}\n").await;
    assert_eq!((status, text.as_str()), (200, "\u{1e}{\"text\":\"a\"}\n"));
}
