//! What the client makes of every response that the document describes, and of those that it does not.

use crate::calls::{Seen, call};
use crate::canned::{Canned, KEY};
use crate::document::{self, Operation, Response, sample};
use serde_json::{Value, json};

/// The headers that the document declares, with a number for each.
fn with_headers(mut canned: Canned, response: &Response) -> Canned {
    for (number, name) in (1..).zip(&response.headers) {
        canned = canned.header(name, &format!("{number}"));
    }
    canned
}

/// What the typed headers of [`with_headers`] are as JSON.
fn typed_headers(response: &Response) -> Value {
    let named = (1..).zip(&response.headers);
    let fields = named.map(|(number, name)| {
        let field = name
            .trim_start_matches("x-")
            .replace("ratelimit", "rate_limit");
        (field.replace('-', "_"), json!(number))
    });
    let fields: serde_json::Map<String, Value> = fields.collect();
    if fields.is_empty() {
        Value::Null
    } else {
        Value::Object(fields)
    }
}

fn variant_of(status: u16) -> &'static str {
    match status {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        413 => "PayloadTooLarge",
        415 => "UnsupportedMediaType",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        other => panic!("the document has no error {other}"),
    }
}

async fn answer(operation: &Operation, canned: &Canned) -> Seen {
    call(operation.id)(canned.client()).await
}

#[tokio::test]
async fn every_documented_success_is_typed() {
    for operation in document::operations() {
        let success = operation.success();
        let body = sample::full(success.schema);
        let canned = with_headers(Canned::json(success.status, &body), success);
        match answer(operation, &canned).await {
            Seen::Success {
                body: typed,
                headers,
            } => {
                assert_eq!(typed, body, "{}", operation.id);
                assert_eq!(headers, typed_headers(success), "{}", operation.id);
            }
            other => panic!("{}: {other:?}", operation.id),
        }
    }
}

#[tokio::test]
async fn every_documented_error_is_a_variant_of_its_own() {
    let mut count = 0;
    for operation in document::operations() {
        for response in operation.errors() {
            let body = response.example.expect("every error has an example");
            let canned = with_headers(Canned::json(response.status, body), response);
            let place = format!("{} {}", operation.id, response.status);
            match answer(operation, &canned).await {
                Seen::Api {
                    variant,
                    status,
                    headers,
                    body: typed,
                    error,
                } => {
                    assert_eq!(variant, variant_of(response.status), "{place}");
                    assert_eq!(status, response.status, "{place}");
                    assert_eq!(typed, *body, "{place}");
                    assert!(
                        error.contains(&response.status.to_string()),
                        "{place}: {error}"
                    );
                    for (number, name) in (1..).zip(&response.headers) {
                        assert_eq!(headers[name], number.to_string(), "{place} {name}");
                    }
                }
                other => panic!("{place}: {other:?}"),
            }
            count += 1;
        }
    }
    // 96 operations with a 500, all but health with 401, 403 and 429, and so on.
    assert!(count > 500, "{count}");
}

#[tokio::test]
async fn an_undocumented_status_is_kept_as_it_came() {
    for operation in document::operations() {
        for status in [202, 302, 400, 404, 409, 418, 502, 503] {
            // Any success of a status that is not documented is read as the documented one.
            if operation.response(status).is_some() || status < 300 {
                continue;
            }
            let canned = Canned::new(status, "<h1>Gone for lunch</h1>");
            match answer(operation, &canned).await {
                Seen::Unexpected { status: seen, body } => {
                    assert_eq!(seen, status, "{}", operation.id);
                    assert_eq!(body, b"<h1>Gone for lunch</h1>");
                }
                other => panic!("{} {status}: {other:?}", operation.id),
            }
        }
    }
}

#[tokio::test]
async fn a_documented_status_with_another_content_is_told_apart() {
    for operation in document::operations() {
        for response in &operation.responses {
            for body in [
                "",
                "<h1>Error</h1>",
                "[]",
                "{}",
                "null",
                r#"{"error": "broken"}"#,
            ] {
                let canned = Canned::new(response.status, body);
                match answer(operation, &canned).await {
                    Seen::Decode { status } => assert_eq!(status, response.status),
                    other => panic!("{} {} {body:?}: {other:?}", operation.id, response.status),
                }
            }
        }
    }
}

#[tokio::test]
async fn headers_that_are_missing_or_odd_do_not_fail_a_call() {
    for operation in document::operations() {
        let success = operation.success();
        let body = sample::full(success.schema);
        let mut odd = Canned::json(success.status, &body);
        for name in &success.headers {
            odd = odd.header(name, "soon");
        }
        for canned in [Canned::json(success.status, &body), odd] {
            match answer(operation, &canned).await {
                Seen::Success { headers, .. } => {
                    assert!(
                        matches!(&headers, Value::Null) || headers == json!({}),
                        "{headers}"
                    );
                }
                other => panic!("{}: {other:?}", operation.id),
            }
        }
    }
}

#[tokio::test]
async fn every_request_is_as_documented() {
    for operation in document::operations() {
        let canned = Canned::new(500, "");
        answer(operation, &canned).await;
        let requests = canned.requests();
        let [request] = requests.as_slice() else {
            panic!("{}: {} requests", operation.id, requests.len());
        };
        assert_eq!(request.method, operation.method, "{}", operation.id);
        assert_eq!(request.path, operation.path_with(sample::NOBODY));
        assert_eq!(request.query, None, "no parameter was given");
        assert_eq!(
            request.headers["accept"]
                .to_str()
                .ok()
                .map(|accept| &accept[..16]),
            Some("application/json")
        );

        let key = request.headers.get("x-api-key").map(|key| key.as_bytes());
        let wanted = (!operation.security.is_empty()).then_some(KEY.as_bytes());
        assert_eq!(
            key, wanted,
            "{}: the key is sent where it is asked for",
            operation.id
        );

        let content_type = request
            .headers
            .get("content-type")
            .map(|kind| kind.as_bytes());
        let wanted = operation
            .body
            .as_ref()
            .map(|_| b"application/json".as_slice());
        assert_eq!(content_type, wanted, "{}", operation.id);
        let body: Option<Value> = serde_json::from_slice(&request.body).ok();
        assert_eq!(
            body.is_some(),
            operation.body.is_some(),
            "{}: {body:?}",
            operation.id
        );
    }
}
