//! What is not HTTP, or could be read as more than one request.

use crate::process::{Answer, Server, get, post_head};

/// A request that would be a second one if the first ended earlier than it says.
const SMUGGLED: &str = "GET /v1/health HTTP/1.1\r\nhost: a\r\n\r\n";

#[test]
fn malformed_http() {
    let server = Server::start(&[]);
    let ends = "host: a\r\nconnection: close\r\n\r\n";
    for (request, status) in [
        ("hello\r\n\r\n".to_owned(), 400),
        ("\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03".to_owned(), 400),
        (" /v1/health HTTP/1.1\r\n".to_owned() + ends, 400),
        ("GET /v1/health\r\n\r\n".to_owned(), 400),
        ("GET  /v1/health HTTP/1.1\r\n".to_owned() + ends, 400),
        ("GET /v1/health HTTP/3.0\r\n".to_owned() + ends, 400),
        (
            "GET /v1/health HTTP/1.1\r\nnothing\r\n".to_owned() + ends,
            400,
        ),
        ("GET /v1/health HTTP/1.1\r\n: a\r\n".to_owned() + ends, 400),
        // Without a host, and with two.
        (
            "GET /v1/health HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (
            "GET /v1/health HTTP/1.1\r\nhost: b\r\n".to_owned() + ends,
            400,
        ),
        // Two in one line, and what is no host.
        (
            "GET /v1/health HTTP/1.1\r\nhost: a, b\r\nconnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (
            "GET /v1/health HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (
            format!("GET /{} HTTP/1.1\r\n{ends}", "a".repeat(100_000)),
            431,
        ),
        (
            format!(
                "GET /v1/health HTTP/1.1\r\nx: {}\r\n{ends}",
                "a".repeat(100_000)
            ),
            431,
        ),
        (
            format!(
                "GET /v1/health HTTP/1.1\r\n{}{ends}",
                "a: b\r\n".repeat(200)
            ),
            431,
        ),
        // HTTP/2 is not spoken, and nobody who does would read an answer.
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 0),
        ("CONNECT a:80 HTTP/1.1\r\n".to_owned() + ends, 404),
        ("OPTIONS * HTTP/1.1\r\n".to_owned() + ends, 404),
        ("TRACE /v1/health HTTP/1.1\r\n".to_owned() + ends, 405),
        // Line ends as old clients write them (RFC 9112, section 2.2).
        (
            "GET /v1/health HTTP/1.1\nhost: a\nconnection: close\n\n".to_owned(),
            200,
        ),
        (
            "GET /v1/health HTTP/1.1\r\nhost: a\nconnection: close\r\n\n".to_owned(),
            200,
        ),
    ] {
        let answer = server.ask(&request);
        let request = request.get(..80).unwrap_or(&request);
        assert_eq!(answer.status(), status, "{request:?}: {answer:?}");
        assert!(answer.count() <= 1, "{request:?}: {answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn requests_are_not_smuggled() {
    let server = Server::start(&[]);
    let head = |fields: &str| post_head(fields).replace("connection: close\r\n", "");
    for (fields, body, status) in [
        // Two lengths, and lengths that are none.
        ("content-length: 2\r\ncontent-length: 50\r\n", "{}", 400),
        ("content-length: 2, 50\r\n", "{}", 400),
        ("content-length: +2\r\n", "{}", 400),
        ("content-length: -2\r\n", "{}", 400),
        ("content-length: 0x2\r\n", "{}", 400),
        ("content-length: 2 \x0b\r\n", "{}", 400),
        ("content-length: 99999999999999999999999999\r\n", "{}", 400),
        ("content-length: 18446744073709551618\r\n", "{}", 400),
        ("content-length: 18446744073709551613\r\n", "{}", 413),
        // The implementation of HTTP keeps the largest two for itself, and says that the head is too large.
        ("content-length: 18446744073709551615\r\n", "{}", 431),
        // A length and a coding: the coding holds, the body is empty, and the connection ends.
        (
            "content-length: 5\r\ntransfer-encoding: chunked\r\n",
            "0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\ncontent-length: 500\r\n",
            "0\r\n\r\n",
            400,
        ),
        // Codings that one of two readers may not take for `chunked`.
        ("transfer-encoding: xchunked\r\n", "0\r\n\r\n", 400),
        ("transfer-encoding: chunked, identity\r\n", "0\r\n\r\n", 400),
        ("transfer-encoding: identity, chunked\r\n", "0\r\n\r\n", 501),
        ("transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n", 501),
        (
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
            "0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\ntransfer-encoding: x\r\n",
            "0\r\n\r\n",
            400,
        ),
        ("transfer-encoding: \"chunked\"\r\n", "0\r\n\r\n", 400),
        ("transfer-encoding : chunked\r\n", "0\r\n\r\n", 400),
        ("transfer-encoding:\x0bchunked\r\n", "0\r\n\r\n", 400),
        ("x: y\r\n transfer-encoding: chunked\r\n", "0\r\n\r\n", 400),
        ("x: y\rtransfer-encoding: chunked\r\n", "0\r\n\r\n", 400),
        ("x: y\r\n\tz\r\n", "", 400),
        // Chunks that end in doubt.
        ("transfer-encoding: chunked\r\n", "2\n{}\n0\n\n", 400),
        (
            "transfer-encoding: chunked\r\n",
            "2\r\n{}X\r\n0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\n",
            "0x2\r\n{}\r\n0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\n",
            "-2\r\n{}\r\n0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\n",
            "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            400,
        ),
        (
            "transfer-encoding: chunked\r\n",
            "2;\n\r\n{}\r\n0\r\n\r\n",
            400,
        ),
    ] {
        let answer = server.ask(format!("{}{body}{SMUGGLED}", head(fields)));
        assert_eq!(answer.status(), status, "{fields:?} {body:?}: {answer:?}");
        assert_eq!(answer.count(), 1, "{fields:?} {body:?}: {answer:?}");
    }
    let old = head("transfer-encoding: chunked\r\n").replace("HTTP/1.1", "HTTP/1.0");
    let Answer { text, .. } = server.ask(format!("{old}0\r\n\r\n{SMUGGLED}"));
    assert_eq!(text.matches("HTTP/1.").count(), 1, "{text}");
    assert!(text.contains(" 400 "), "{text}");
    server.assert_healthy();
}

#[test]
fn what_is_no_more_than_unusual_is_read() {
    let server = Server::start(&[]);
    let body = r#"{"customer_name":"a"}"#;
    let length = body.len();
    for (fields, body) in [
        (
            format!("content-length: {length}\r\ncontent-length: {length}\r\n"),
            body.to_owned(),
        ),
        (
            "transfer-encoding: Chunked\r\n".to_owned(),
            format!("{length:X}\r\n{body}\r\n0\r\n\r\n"),
        ),
        (
            "transfer-encoding: chunked\r\n".to_owned(),
            format!("0{length:x};a=b\r\n{body}\r\n0\r\nx: y\r\n\r\n"),
        ),
    ] {
        let answer = server.ask(post_head(&fields) + &body);
        assert_eq!(answer.status(), 201, "{fields:?} {body:?}: {answer:?}");
    }
    let absolute = get("http://elsewhere/v1/health");
    assert_eq!(server.ask(absolute).status(), 200);
    server.assert_healthy();
}
