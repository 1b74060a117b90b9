//! Well-framed requests with content that is hard to stomach.

use crate::process::{Server, get, post, post_head};

/// The status of each body, sent to make a contact.
fn assert_statuses(bodies: &[(&str, Vec<u8>, u16)]) {
    let server = Server::start(&[]);
    for (what, body, status) in bodies {
        let answer = server.ask(post(body));
        assert_eq!(answer.status(), *status, "{what}: {answer:?}");
        let is_told = *status == 201 || answer.text.contains("VALIDATION_ERROR");
        assert!(is_told, "{what}: {answer:?}");
    }
    server.assert_healthy();
}

fn contact(rest: &str) -> Vec<u8> {
    format!(r#"{{"customer_name":"a"{rest}}}"#).into_bytes()
}

#[test]
fn deep_json() {
    let deep =
        |open: &str, close: &str| (open.repeat(100_000) + &close.repeat(100_000)).into_bytes();
    assert_statuses(&[
        ("open arrays", deep("[", ""), 400),
        ("arrays", deep("[", "]"), 400),
        ("open objects", deep(r#"{"a":"#, ""), 400),
        ("objects", deep(r#"{"a":"#, "}"), 400),
        (
            "in a property that may be anything",
            contact(&format!(
                r#","metadata":{{"a":{}}}"#,
                String::from_utf8(deep("[", "]")).unwrap()
            )),
            400,
        ),
    ]);
}

#[test]
fn huge_numbers() {
    let number = |text: &str| contact(&format!(r#","metadata":{{"x":{text}}}"#));
    assert_statuses(&[
        ("1e400", number("1e400"), 400),
        ("-1e400", number("-1e400"), 400),
        ("10,000 digits", number(&"9".repeat(10_000)), 400),
        (
            "10,000 decimals",
            number(&format!("0.{}", "9".repeat(10_000))),
            201,
        ),
        (
            "10,000 digits of exponent",
            number(&format!("1e{}", "9".repeat(10_000))),
            400,
        ),
        ("as small as nothing", number("1e-400"), 201),
        (
            "more than an integer holds",
            number("18446744073709551616"),
            201,
        ),
    ]);
}

#[test]
fn names_that_come_twice() {
    assert_statuses(&[
        ("a property", contact(r#","customer_name":"b""#), 400),
        (
            "with an escape",
            contact(r#","customer\u005fname":"b""#),
            400,
        ),
        ("the same value", contact(r#","customer_name":"a""#), 400),
        (
            "in a map",
            contact(r#","metadata":{"a":1,"b":2,"a":3}"#),
            400,
        ),
        (
            "in other objects",
            contact(r#","metadata":{"a":{"b":1},"b":2}"#),
            201,
        ),
    ]);
}

#[test]
fn text_that_is_none() {
    assert_statuses(&[
        ("a NUL byte", b"{\"customer_name\":\"a\0b\"}".to_vec(), 400),
        ("NUL bytes", vec![0; 1000], 400),
        (
            "a NUL character",
            br#"{"customer_name":"a\u0000b"}"#.to_vec(),
            201,
        ),
        (
            "bytes that are no UTF-8",
            b"{\"customer_name\":\"\xff\xfe\"}".to_vec(),
            400,
        ),
        (
            "an overlong slash",
            b"{\"customer_name\":\"\xc0\xaf\"}".to_vec(),
            400,
        ),
        (
            "half a surrogate pair",
            br#"{"customer_name":"\ud800"}"#.to_vec(),
            400,
        ),
        ("a mark of UTF-16", b"\xff\xfe{\0}\0".to_vec(), 400),
    ]);
}

#[test]
fn paths_queries_and_fields_that_are_no_text() {
    let server = Server::start(&[]);
    for (path, status) in [
        ("/v1/contacts/%ff%fe", 400),
        ("/v1/contacts/%00", 400),
        ("/v1/contacts/%", 400),
        ("/v1/contacts?search=%ff%fe", 400),
        ("/v1/contacts?search=%zz", 400),
        ("/v1/contacts?page=%00", 400),
        ("/v1/contacts?page=1&page=2", 400),
        ("/v1/../../etc/passwd", 404),
        ("/v1/%2e%2e/%2e%2e/etc/passwd", 404),
        ("//v1/contacts", 404),
    ] {
        let answer = server.ask(get(path));
        assert_eq!(answer.status(), status, "{path}: {answer:?}");
    }
    for (request, status) in [
        (&b"GET /v1/contacts/\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n"[..], 400),
        (b"GET /v1/contacts?search=\xff HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        (b"GET /v1/contacts/\0 HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        (b"GET /v1/contacts HTTP/1.1\r\nhost: a\r\nx-a: a\0b\r\n\r\n", 400),
        (
            b"GET /v1/contacts HTTP/1.1\r\nhost: a\r\nx-api-key: \xff\xfe\r\nconnection: close\r\n\r\n",
            401,
        ),
        (
            b"GET /v1/health HTTP/1.1\r\nhost: a\r\nx-a: \xff\xfe\r\nconnection: close\r\n\r\n",
            200,
        ),
    ] {
        let text = String::from_utf8_lossy(request);
        let answer = server.ask(request);
        assert_eq!(answer.status(), status, "{text}: {answer:?}");
    }
    for types in ["\u{fffd}", "application/json\r\ncontent-type: text/plain"] {
        let head = post_head("content-length: 2\r\n").replace("application/json", types);
        let answer = server.ask(head + "{}");
        assert_eq!(answer.status(), 415, "{types}: {answer:?}");
    }
    server.assert_healthy();
}
