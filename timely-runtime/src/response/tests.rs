use super::*;
use crate::NoContent;
use crate::{Location, Schema, Style, Undocumented};
use serde::Deserialize;
use serde_json::json;

static INTEGER: Schema = Schema::new(r#"{"type": "integer"}"#, &[]);
static TEXT: Schema = Schema::new(r#"{"type": "string"}"#, &[]);

static OPERATION: Operation = Operation {
    id: "createThing",
    tag: "",
    method: "POST",
    path: "/things",
    parameters: &[],
    request_body: None,
    security: &[],
    success: 201,
    errors: &[],
    media_types: &[],
    json: &[],
    conditions: &[],
    deprecation: None,
};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Limits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remaining: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

const fn header_parameter(
    field: &'static str,
    name: &'static str,
    schema: &'static Schema,
    required: bool,
) -> Parameter {
    Parameter {
        field,
        name,
        location: Location::Header,
        required,
        style: Style::Simple,
        explode: false,
        schema,
        reserved: false,
        empty: false,
    }
}

impl Headers for Limits {
    const HEADERS: &'static [Parameter] = &[
        header_parameter("remaining", "RateLimit-Remaining", &INTEGER, false),
        header_parameter("note", "X-Note", &TEXT, false),
    ];
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    location: String,
}

impl Headers for Place {
    const HEADERS: &'static [Parameter] = &[header_parameter("location", "Location", &TEXT, true)];
}

#[derive(Clone, Debug, PartialEq)]
enum Failure {
    NotFound(Response<Value>),
    Client(Response<Value, Limits>),
    Default(Response<NoContent>),
}
crate::__outcome!(Failure { 404 => NotFound, (4) => Client, _ => Default });

fn raw(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> RawResponse {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    RawResponse::new(StatusCode::from_u16(status).unwrap(), headers, body.into())
}

#[test]
fn a_single_success_is_any_2xx() {
    type Created = Response<Value, Limits>;
    let created = Created::decode(
        &OPERATION,
        &mut raw(200, &[("RateLimit-Remaining", "7")], "[1]"),
    )
    .unwrap()
    .unwrap();
    assert_eq!(created.headers().remaining, Some(7));
    assert_eq!(
        (created.status(), created.into_body()),
        (Some(StatusCode::OK), json!([1]))
    );
    assert!(Created::decode(&OPERATION, &mut raw(400, &[], "")).is_none());
    assert!(matches!(
        Created::decode(&OPERATION, &mut raw(201, &[], "<html>")),
        Some(Err(DecodeError::Body(_)))
    ));

    let limits = Limits {
        remaining: Some(1),
        note: Some("olá".to_owned()),
    };
    let mut written = Response::new(json!({ "a": 1 }), limits.clone())
        .encode(&OPERATION)
        .unwrap();
    assert_eq!(written.status, 201);
    assert_eq!(written.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(written.body.as_bytes().unwrap(), r#"{"a":1}"#);
    assert_eq!(
        Created::read(&OPERATION, &mut written).unwrap().headers,
        limits
    );
    let accepted = Response::<_>::from(1)
        .with_status(StatusCode::ACCEPTED)
        .encode(&OPERATION)
        .unwrap();
    assert_eq!(accepted.status, 202);
}

#[test]
fn malformed_optional_headers_are_absent() {
    let headers = [("ratelimit-remaining", "soon"), ("X-Note", "kept")];
    let response =
        Response::<Value, Limits>::read(&OPERATION, &mut raw(200, &headers, "1")).unwrap();
    assert_eq!(
        response.headers,
        Limits {
            remaining: None,
            note: Some("kept".to_owned())
        }
    );
}

#[test]
fn missing_required_headers_are_errors() {
    let error = Response::<Value, Place>::read(&OPERATION, &mut raw(201, &[], "1")).unwrap_err();
    assert!(matches!(error, DecodeError::MissingHeader("Location")));
    let there =
        Response::<Value, Place>::read(&OPERATION, &mut raw(201, &[("location", "/a,b")], "1"))
            .unwrap();
    assert_eq!(there.headers.location, "/a,b");
}

#[test]
fn headers_that_cannot_travel_are_errors() {
    let place = |location: &str| {
        Response::new(
            1,
            Place {
                location: location.to_owned(),
            },
        )
    };
    for location in ["a\r\nSet-Cookie: b=c", "a\0", " a"] {
        assert!(matches!(
            place(location).encode(&OPERATION),
            Err(EncodeError::Parameter {
                name: "Location",
                ..
            })
        ));
    }
}

#[test]
fn no_content_has_no_bytes_and_no_type() {
    let written = Response::<NoContent>::from(NoContent)
        .write(&OPERATION, 204)
        .unwrap();
    assert!(written.body.as_bytes().unwrap().is_empty() && written.headers.is_empty());
    assert!(Response::<NoContent>::read(&OPERATION, &mut raw(204, &[], "unexpected")).is_ok());
}

#[test]
fn text_is_read_as_a_string() {
    let headers = [("content-type", "text/plain; charset=utf-8")];
    assert_eq!(
        Response::<String>::read(&OPERATION, &mut raw(200, &headers, "hello"))
            .unwrap()
            .body,
        "hello"
    );
    assert_eq!(
        Response::<Vec<u8>>::read(&OPERATION, &mut raw(200, &headers, "[1]"))
            .unwrap()
            .body,
        [1]
    );
}

#[test]
fn the_first_matching_status_decides() {
    let decode = |status| {
        Failure::decode(&OPERATION, &mut raw(status, &[], "{}"))
            .unwrap()
            .unwrap()
    };
    assert!(matches!(decode(404), Failure::NotFound(_)));
    assert!(matches!(decode(409), Failure::Client(_)));
    assert!(matches!(decode(503), Failure::Default(_)));
    assert_eq!(decode(409).status(), 409);
    assert_eq!(decode(409).to_string(), "409 Conflict");
}

#[test]
fn written_statuses_are_documented_ones() {
    let status = |failure: Failure| failure.encode(&OPERATION).unwrap().status.as_u16();
    let not_found = Response::from(json!({}));
    assert_eq!(
        status(Failure::NotFound(
            not_found.clone().with_status(StatusCode::GONE)
        )),
        404
    );
    let client = not_found.with_headers(Limits::default());
    assert_eq!(status(Failure::Client(client.clone())), 400);
    assert_eq!(
        status(Failure::Client(
            client.clone().with_status(StatusCode::CONFLICT)
        )),
        409
    );
    assert_eq!(
        status(Failure::Client(client.with_status(StatusCode::OK))),
        400
    );
    assert_eq!(status(Failure::Default(NoContent.into())), 500);
}

#[test]
fn undocumented_errors_have_no_values() {
    assert!(Undocumented::decode(&OPERATION, &mut raw(500, &[], "")).is_none());
}
