//! Text in other charsets than UTF-8, and marks before JSON.

use crate::Answer;
use crate::media_types::Service;
use crate::media_types::api::client::{Client, DefaultApi, Error};
use crate::media_types::api::models::Note;
use crate::media_types::api::server::router;
use http::{Request, header};
use http_body_util::BodyExt;
use std::convert::Infallible;
use timely_runtime::Body;
use tower::ServiceExt;

/// A client of a server that answers everything alike.
fn client(content_type: &'static str, body: &[u8]) -> Client {
    let body = body.to_vec();
    let service = tower::service_fn(move |_: Request<Body>| {
        let mut response = http::Response::new(Body::from(body.clone()));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            http::HeaderValue::from_static(content_type),
        );
        async { Ok::<_, Infallible>(response) }
    });
    let builder = Client::builder().base_url("http://localhost");
    builder
        .transport(service)
        .build()
        .expect("the settings are valid")
}

/// The status and the body of the answer to a request.
async fn raw(path: &str, content_type: &str, body: &[u8]) -> (u16, String) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(axum::body::Body::from(body.to_vec()))
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

const UTF_16: &[u8] = b"\xFE\xFF\0c\0a\0f\0\xE9";

#[tokio::test]
async fn a_client_reads_text_by_its_charset() {
    for (content_type, body) in [
        ("text/plain; charset=iso-8859-1", &b"caf\xE9"[..]),
        ("text/plain;charset=\"Windows-1252\"", b"caf\xE9"),
        ("text/plain; charset=utf-16", UTF_16),
        ("text/plain; charset=utf-8", "café".as_bytes()),
        ("text/plain", "café".as_bytes()),
    ] {
        let text = client(content_type, body)
            .post_plain("a")
            .await
            .expect(content_type);
        assert_eq!(text.body, "café", "{content_type}");
        assert_eq!(text.received().expect("it came").body(), body);
    }
    for (content_type, body, named) in [
        ("text/plain; charset=klingon", &b"a"[..], "`klingon`"),
        ("text/plain", b"caf\xE9", "`utf-8`"),
        ("text/plain; charset=shift_jis", b"\x93", "`shift_jis`"),
    ] {
        let error = client(content_type, body)
            .post_plain("a")
            .await
            .expect_err(content_type);
        let Error::Decode(failure) = &error else {
            panic!("{error:?}")
        };
        let cause = std::error::Error::source(&failure.error)
            .expect("a cause")
            .to_string();
        assert!(cause.contains(named), "{cause}");
        assert_eq!(error.response().expect("a response").body(), body);
    }
}

#[tokio::test]
async fn a_client_ignores_a_mark_before_json() {
    for (content_type, body) in [
        (
            "application/json",
            &b"\xEF\xBB\xBF{\"text\":\"\xC3\xA9\"}"[..],
        ),
        (
            "application/merge-patch+json; charset=utf-8",
            b"\xEF\xBB\xBF{\"text\":\"\xC3\xA9\"}",
        ),
        (
            "application/json; charset=iso-8859-1",
            b"{\"text\":\"\xE9\"}",
        ),
        (
            "application/json; charset=iso-8859-1",
            b"{\"text\":\"\xC3\xA9\"}",
        ),
    ] {
        let note = client(content_type, body).put_json(&Note::new("a")).await;
        assert_eq!(note.expect(content_type).text, "é", "{content_type}");
    }
    // A mark within JSON is one of its characters.
    let note = client("application/json", b"{\"text\":\"\xEF\xBB\xBF\"}");
    assert_eq!(
        note.put_json(&Note::new("a")).await.expect("a note").text,
        "\u{FEFF}"
    );
    // Lines of JSON are JSON.
    let lines = Answer::of(200, "application/x-ndjson", "\u{FEFF}{\"text\":\"a\"}\n");
    let lines = crate::api::client::DefaultApi::lines(&lines.client())
        .await
        .expect("lines");
    let lines: Vec<_> = futures_util::StreamExt::collect(lines.into_body()).await;
    assert!(
        matches!(&lines[..], [Ok(chunk)] if chunk.text == "a"),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_server_reads_text_by_its_charset() {
    for (content_type, body, expected) in [
        (
            "text/plain; charset=iso-8859-1",
            &b"caf\xE9"[..],
            (200, "café"),
        ),
        ("text/plain; charset=UTF-16", UTF_16, (200, "café")),
        ("text/plain", "café".as_bytes(), (200, "café")),
        (
            "text/plain; charset=\"utf-8\"",
            "café".as_bytes(),
            (200, "café"),
        ),
    ] {
        let (status, text) = raw("/plain", content_type, body).await;
        assert_eq!((status, text.as_str()), expected, "{content_type}");
    }
    for (content_type, body, status) in [
        ("text/plain; charset=klingon", &b"a"[..], 415),
        ("text/plain; charset=utf-7", b"a", 415),
        ("text/plain; charset=shift_jis", b"\x93", 400),
        ("text/plain", b"caf\xE9", 400),
        // The constraints are those of the text: five characters.
        (
            "text/plain; charset=iso-8859-1",
            b"\xE9\xE9\xE9\xE9\xE9",
            200,
        ),
        (
            "text/plain; charset=iso-8859-1",
            b"\xE9\xE9\xE9\xE9\xE9\xE9",
            400,
        ),
    ] {
        assert_eq!(
            raw("/plain", content_type, body).await.0,
            status,
            "{content_type} {body:?}"
        );
    }
}

#[tokio::test]
async fn a_server_takes_json_in_utf_8_alone_and_ignores_its_mark() {
    let json = "{\"text\":\"é\"}";
    let marked = format!("\u{FEFF}{json}");
    for (content_type, body, status) in [
        ("application/json", json.as_bytes(), 200),
        ("application/json", marked.as_bytes(), 200),
        ("application/json;charset=UTF-8", marked.as_bytes(), 200),
        ("application/json; charset=utf-16", b"\0{\0}", 415),
        ("application/json; charset=iso-8859-1", json.as_bytes(), 415),
        ("application/json", b"\xEF\xBB\xBF", 400),
        (
            "application/json",
            b"\xEF\xBB\xBF\xEF\xBB\xBF{\"text\":\"a\"}",
            400,
        ),
        ("application/json", b"{\"text\":\"\xE9\"}", 400),
    ] {
        let (got, text) = raw("/note", content_type, body).await;
        assert_eq!(got, status, "{content_type} {text}");
        if status == 200 {
            assert!(text.ends_with(": é"), "{text}");
        }
    }
}

#[tokio::test]
async fn the_values_of_a_form_are_read_by_their_charsets() {
    let part = |name: &str, content_type: &str, value: &[u8]| {
        let head =
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{content_type}\r\n");
        [head.as_bytes(), value, b"\r\n"].concat()
    };
    let latin = "Content-Type: text/plain; charset=iso-8859-1\r\n";
    let json = "Content-Type: application/json\r\n";
    for (parts, expected) in [
        (vec![part("note", latin, b"caf\xE9")], (200, "café ")),
        (vec![part("note", "", "café".as_bytes())], (200, "café ")),
        // RFC 7578, section 4.6.
        (
            vec![
                part("_charset_", "", b"iso-8859-1"),
                part("note", "", b"caf\xE9"),
            ],
            (200, "café "),
        ),
        (
            vec![
                part("note", "", b"caf\xE9"),
                part("_charset_", "", b"windows-1252"),
            ],
            (200, "café "),
        ),
        (
            vec![
                part("_charset_", "", b"utf-16"),
                part("note", latin, b"caf\xE9"),
            ],
            (200, "café "),
        ),
        (
            vec![
                part("note", "", b"a"),
                part("details", json, b"\xEF\xBB\xBF{\"text\":\"b\"}"),
            ],
            (200, "a b"),
        ),
    ] {
        let body = [parts.concat(), b"--b--\r\n".to_vec()].concat();
        let (status, text) = raw("/form", "multipart/form-data; boundary=b", &body).await;
        assert_eq!((status, text.as_str()), expected);
    }
    let klingon = "Content-Type: text/plain; charset=klingon\r\n";
    for parts in [
        vec![part("note", klingon, b"a")],
        vec![part("_charset_", "", b"klingon"), part("note", "", b"a")],
        vec![part("note", "", b"caf\xE9")],
    ] {
        let body = [parts.concat(), b"--b--\r\n".to_vec()].concat();
        let (status, text) = raw("/form", "multipart/form-data; boundary=b", &body).await;
        assert_eq!(status, 400, "{text}");
    }
}
