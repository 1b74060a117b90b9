//! Both directions against each other, and each against the examples of the standard.

use super::encode::Encoded;
use super::*;
use crate::{
    EncodeError, Location, MediaType, Operation, Parameter, Schema, Style, schema::Budget,
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

static TEXT: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
static INTEGER: Schema = Schema::new(r#"{"type": "integer", "maximum": 100}"#, &[]);
static NUMBER: Schema = Schema::new(r#"{"type": "number"}"#, &[]);
static BOOLEAN: Schema = Schema::new(r#"{"type": "boolean"}"#, &[]);
static TEXTS: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "TEXT"}}"#, &[&TEXT]);
static INTEGERS: Schema = Schema::new(
    r#"{"type": "array", "items": {"$ref": "INTEGER"}}"#,
    &[&INTEGER],
);
static COLOUR: Schema = Schema::new(
    r#"{
    "type": "object",
    "properties": {
        "R": {"$ref": "NUMBER"},
        "name": {"$ref": "TEXT"},
        "tags": {"$ref": "TEXTS"},
        "inner": {"$ref": "COLOUR"}
    }
}"#,
    &[&NUMBER, &TEXT, &TEXTS, &COLOUR],
);

const fn parameter(
    location: Location,
    style: Style,
    explode: bool,
    schema: &'static Schema,
) -> Parameter {
    Parameter {
        field: "value",
        name: "color",
        location,
        required: false,
        style,
        explode,
        schema,
        reserved: false,
        empty: false,
    }
}

/// An operation with one parameter, as a test may leak it.
fn operation(parameter: Parameter) -> &'static Operation {
    Box::leak(Box::new(Operation {
        id: "test",
        tag: "",
        method: "GET",
        path: if parameter.location == Location::Path {
            "/a/{color}"
        } else {
            "/a"
        },
        parameters: Box::leak(Box::new([parameter])),
        request_body: None,
        security: &[],
        success: 200,
        errors: &[],
        media_types: &[],
        json: &[],
        conditions: &[],
        deprecation: None,
    }))
}

fn object(value: Value) -> Map<String, Value> {
    Map::from_iter([("value".to_owned(), value)])
}

fn write(operation: &Operation, value: Value) -> Result<Encoded, EncodeError> {
    encode(operation, &object(value))
}

/// Where the value stands in what is encoded.
fn text(operation: &Operation, encoded: &Encoded) -> String {
    match operation.parameters[0].location {
        Location::Path => encoded.path.strip_prefix("/a/").unwrap().to_owned(),
        Location::Query | Location::QueryString => encoded.query.clone(),
        Location::Header => encoded
            .headers
            .get("color")
            .map_or("", |value| std::str::from_utf8(value.as_bytes()).unwrap())
            .to_owned(),
        Location::Cookie => encoded
            .headers
            .get("cookie")
            .map_or("", |value| value.to_str().unwrap())
            .to_owned(),
    }
}

fn read(operation: &Operation, encoded: &Encoded) -> (Map<String, Value>, crate::Violations) {
    let path = [("color", encoded.path.strip_prefix("/a/").unwrap_or(""))];
    let incoming = Incoming {
        path: &path,
        query: &encoded.query,
        headers: &encoded.headers,
    };
    let (values, violations) = decode(
        operation.parameters,
        incoming,
        EscapedCommas::Item,
        &Budget::unlimited(),
    );
    (values.into_object(), violations)
}

/// What a query holds for a parameter: its value, or what is wrong with it.
fn query(parameter: Parameter, query: &str) -> Result<Option<Value>, String> {
    query_with(parameter, query, EscapedCommas::Item)
}

fn query_with(
    parameter: Parameter,
    query: &str,
    commas: EscapedCommas,
) -> Result<Option<Value>, String> {
    let incoming = Incoming {
        path: &[],
        query,
        headers: &HeaderMap::new(),
    };
    let (values, violations) = decode(
        std::slice::from_ref(&parameter),
        incoming,
        commas,
        &Budget::unlimited(),
    );
    if violations.is_empty() {
        Ok(values.into_object().remove("value"))
    } else {
        Err(violations.to_string())
    }
}

#[test]
fn examples_of_the_standard_both_ways() {
    use Location::{Cookie, Header, Path, Query};
    let (scalar, list) = (json!("blue"), json!(["blue", "black", "brown"]));
    let object = json!({ "R": 100, "name": "x y" });
    for (location, style, explode, value, expected) in [
        (Path, Style::Simple, false, &scalar, "blue"),
        (Path, Style::Simple, false, &list, "blue,black,brown"),
        (Path, Style::Simple, false, &object, "R,100,name,x%20y"),
        (Path, Style::Simple, true, &object, "R=100,name=x%20y"),
        (Path, Style::Label, false, &scalar, ".blue"),
        (Path, Style::Label, false, &list, ".blue,black,brown"),
        (Path, Style::Label, true, &list, ".blue.black.brown"),
        (Path, Style::Label, false, &object, ".R,100,name,x%20y"),
        (Path, Style::Label, true, &object, ".R=100.name=x%20y"),
        (Path, Style::Matrix, false, &scalar, ";color=blue"),
        (Path, Style::Matrix, false, &list, ";color=blue,black,brown"),
        (
            Path,
            Style::Matrix,
            true,
            &list,
            ";color=blue;color=black;color=brown",
        ),
        (
            Path,
            Style::Matrix,
            false,
            &object,
            ";color=R,100,name,x%20y",
        ),
        (Path, Style::Matrix, true, &object, ";R=100;name=x%20y"),
        (Query, Style::Form, false, &scalar, "color=blue"),
        (Query, Style::Form, false, &list, "color=blue,black,brown"),
        (
            Query,
            Style::Form,
            true,
            &list,
            "color=blue&color=black&color=brown",
        ),
        (Query, Style::Form, false, &object, "color=R,100,name,x%20y"),
        (Query, Style::Form, true, &object, "R=100&name=x%20y"),
        (
            Query,
            Style::SpaceDelimited,
            false,
            &list,
            "color=blue%20black%20brown",
        ),
        (
            Query,
            Style::SpaceDelimited,
            true,
            &list,
            "color=blue&color=black&color=brown",
        ),
        (
            Query,
            Style::PipeDelimited,
            false,
            &list,
            "color=blue%7Cblack%7Cbrown",
        ),
        (
            Query,
            Style::DeepObject,
            true,
            &object,
            "color%5BR%5D=100&color%5Bname%5D=x%20y",
        ),
        (Header, Style::Simple, false, &list, "blue,black,brown"),
        (Header, Style::Simple, false, &object, "R,100,name,x y"),
        (Header, Style::Simple, true, &object, "R=100,name=x y"),
        (Cookie, Style::Form, false, &list, "color=blue,black,brown"),
        (
            Cookie,
            Style::Form,
            true,
            &list,
            "color=blue; color=black; color=brown",
        ),
        (Cookie, Style::Form, true, &object, "R=100; name=x%20y"),
    ] {
        let schema = match value {
            Value::Array(_) => &TEXTS,
            Value::Object(_) => &COLOUR,
            _ => &TEXT,
        };
        let operation = operation(parameter(location, style, explode, schema));
        let encoded = write(operation, value.clone()).unwrap();
        assert_eq!(
            text(operation, &encoded),
            expected,
            "{location:?} {style:?} {explode}"
        );
        let (values, violations) = read(operation, &encoded);
        assert_eq!(
            (&values["value"], violations.to_string()),
            (value, String::new()),
            "{expected}"
        );
    }
}

#[test]
fn scalars_are_read_strictly() {
    let read = |schema, text: &str| {
        query(
            parameter(Location::Query, Style::Form, true, schema),
            &format!("color={text}"),
        )
    };
    assert_eq!(read(&INTEGER, "-7"), Ok(Some(json!(-7))));
    for text in [
        "07", "1.0", "1e1", "%201", "+1", "0x1", "", "one", "NaN", "--1", "%D9%A3",
    ] {
        assert!(read(&INTEGER, text).is_err(), "{text}");
    }
    assert_eq!(
        read(&INTEGER, "101").unwrap_err(),
        "query /color: expected at most 100, found 101"
    );
    assert!(read(&INTEGER, &"9".repeat(10_000)).is_err());
    assert_eq!(read(&NUMBER, "1.5e1"), Ok(Some(json!(15))));
    for text in ["1e999", "inf", ".5", "1.", "1_000", "[1]", "true"] {
        assert!(read(&NUMBER, text).is_err(), "{text}");
    }
    assert_eq!(read(&BOOLEAN, "true"), Ok(Some(json!(true))));
    for text in ["True", "1", "", "yes"] {
        assert!(read(&BOOLEAN, text).is_err(), "{text}");
    }
    assert_eq!(read(&TEXT, "12"), Ok(Some(json!("12"))));
    assert_eq!(read(&TEXT, "a+b%2B%C3%A9"), Ok(Some(json!("a b+é"))));
}

#[test]
fn unions_read_what_they_allow() {
    static EITHER: Schema = Schema::new(
        r#"{"anyOf": [{"$ref": "INTEGER"}, {"type": "string", "enum": ["all"]}]}"#,
        &[&INTEGER],
    );
    static NULLABLE: Schema = Schema::new(r#"{"type": ["integer", "null"]}"#, &[]);
    let read = |schema, text| query(parameter(Location::Query, Style::Form, true, schema), text);
    assert_eq!(read(&EITHER, "color=all"), Ok(Some(json!("all"))));
    assert_eq!(read(&EITHER, "color=5"), Ok(Some(json!(5))));
    assert!(read(&EITHER, "color=some").is_err());
    assert_eq!(read(&NULLABLE, "color="), Ok(Some(json!(null))));
    // A type behind a reference.
    static REFERENCE: Schema = Schema::new(r#"{"allOf": [{"$ref": "INTEGERS"}]}"#, &[&INTEGERS]);
    assert_eq!(read(&REFERENCE, "color=1&color=2"), Ok(Some(json!([1, 2]))));
}

#[test]
fn broken_queries_are_violations() {
    let one = |text| query(parameter(Location::Query, Style::Form, true, &TEXT), text);
    assert_eq!(
        one("color=a&color=b").unwrap_err(),
        "query /color: expected one value, found 2 values"
    );
    for text in ["color=%", "color=%zz", "color=%ff%fe"] {
        assert!(
            one(text)
                .unwrap_err()
                .contains("percent-encoded UTF-8 text"),
            "{text}"
        );
    }
    assert_eq!(one("other=%ff&%ff=1&color=a&&=&x"), Ok(Some(json!("a"))));
    let list = |text| {
        query(
            parameter(Location::Query, Style::Form, false, &INTEGERS),
            text,
        )
    };
    assert_eq!(list("color=1%2C2"), Ok(Some(json!([1, 2]))));
    assert_eq!(list("color="), Ok(Some(json!([]))));
    assert_eq!(
        list("color=1,x").unwrap_err(),
        "query /color/1: expected an integer, found the string \"x\""
    );
    assert!(list("color=1&color=2").is_err());
    let object = |text| {
        query(
            parameter(Location::Query, Style::Form, false, &COLOUR),
            text,
        )
    };
    assert!(object("color=R,1,name").is_err());
}

#[test]
fn deep_objects() {
    let deep = |text| {
        query(
            parameter(Location::Query, Style::DeepObject, true, &COLOUR),
            text,
        )
    };
    assert_eq!(
        deep("color[R]=1&color[tags]=a&color%5Btags%5D=b&color[inner][name]=1"),
        Ok(Some(
            json!({ "R": 1, "tags": ["a", "b"], "inner": { "name": "1" } })
        ))
    );
    assert_eq!(deep("colors[R]=1&color=1"), Ok(None));
    for text in [
        "color[R]=x",
        "color[]=1",
        "color[R=1",
        "color[R]=1&color[R]=2",
        "color[name]=a&color[name][b]=1",
    ] {
        assert!(deep(text).is_err(), "{text}");
    }
    assert!(deep(&format!("color{}=1", "[inner]".repeat(10_000))).is_err());
}

#[test]
fn open_exploded_objects_take_what_is_nobody_elses() {
    static OPEN: Schema = Schema::new(
        r#"{"type": "object", "additionalProperties": {"$ref": "INTEGER"}}"#,
        &[&INTEGER],
    );
    let parameters = [
        parameter(Location::Query, Style::Form, true, &OPEN),
        Parameter {
            field: "limit",
            name: "limit",
            ..parameter(Location::Query, Style::Form, true, &INTEGER)
        },
    ];
    let incoming = Incoming {
        path: &[],
        query: "a=1&limit=2&b=3",
        headers: &HeaderMap::new(),
    };
    let (values, violations) = decode(
        &parameters,
        incoming,
        EscapedCommas::Item,
        &Budget::unlimited(),
    );
    assert!(violations.is_empty());
    assert_eq!(
        Value::Object(values.into_object()),
        json!({ "value": { "a": 1, "b": 3 }, "limit": 2 })
    );
}

#[test]
fn absent_values() {
    static DEFAULT: Schema = Schema::new(r#"{"type": "integer", "default": 50}"#, &[]);
    static BAD_DEFAULT: Schema = Schema::new(r#"{"type": "integer", "default": "x"}"#, &[]);
    let of = |schema| parameter(Location::Query, Style::Form, true, schema);
    assert_eq!(query(of(&DEFAULT), ""), Ok(Some(json!(50))));
    assert_eq!(query(of(&BAD_DEFAULT), ""), Ok(None));
    let required = Parameter {
        required: true,
        ..of(&INTEGER)
    };
    assert_eq!(
        query(required, "").unwrap_err(),
        "query /color: expected a value, found nothing"
    );
    let required = operation(Parameter {
        required: true,
        ..of(&INTEGER)
    });
    assert!(write(required, Value::Null).is_err());
    let optional = operation(of(&TEXTS));
    assert_eq!(write(optional, Value::Null).unwrap().query, "");
    assert_eq!(write(optional, json!([])).unwrap().query, "");
}

#[test]
fn headers_and_cookies() {
    let header = parameter(Location::Header, Style::Simple, false, &TEXT);
    let read = |parameter: Parameter, fields: &[(&'static str, &[u8])]| {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, HeaderValue::from_bytes(value).unwrap());
        }
        let (values, violations) = decode(
            &[parameter],
            Incoming {
                path: &[],
                query: "",
                headers: &headers,
            },
            EscapedCommas::Item,
            &Budget::unlimited(),
        );
        if violations.is_empty() {
            Ok(values.into_object().remove("value"))
        } else {
            Err(violations.to_string())
        }
    };
    assert_eq!(read(header, &[("color", b"a, b")]), Ok(Some(json!("a, b"))));
    let header = || parameter(Location::Header, Style::Simple, false, &TEXT);
    assert_eq!(
        read(header(), &[("color", b"\xff")]).unwrap_err(),
        "header /color: expected UTF-8 text, found other bytes"
    );
    assert!(read(header(), &[("color", b"a"), ("color", b"b")]).is_err());
    let list = parameter(Location::Header, Style::Simple, false, &INTEGERS);
    assert_eq!(
        read(list, &[("color", b"1, 2"), ("color", b"3")]),
        Ok(Some(json!([1, 2, 3])))
    );
    let cookie = parameter(Location::Cookie, Style::Form, true, &TEXT);
    assert_eq!(
        read(cookie, &[("cookie", b"a=1; color=\"x%20y\"")]),
        Ok(Some(json!("x y")))
    );
    // Which of two is meant, the order does not say (RFC 6265, section 4.2.2).
    let cookie = parameter(Location::Cookie, Style::Form, true, &TEXT);
    assert_eq!(
        read(cookie, &[("cookie", b"color=x; a=1; color=z")]).unwrap_err(),
        "cookie /color: expected one value, found 2 values"
    );
    let cookie = parameter(Location::Cookie, Style::Form, true, &TEXT);
    assert_eq!(
        read(cookie, &[("cookie", b"\xff; color=a"), ("cookie", b";;=;")]),
        Ok(None)
    );
}

/// `Set-Cookie` of a response, as this schema has it.
fn set_cookie(schema: &'static Schema) -> [Parameter; 1] {
    [Parameter {
        name: "Set-Cookie",
        ..parameter(Location::Header, Style::Simple, false, schema)
    }]
}

#[test]
fn each_cookie_that_is_set_has_a_line_of_its_own() {
    const LONG: &str = "SID=31d4; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Path=/";
    let cookies = set_cookie(&TEXTS);
    for all in [
        json!([LONG, "theme=dark"]),
        json!([LONG]),
        json!(["a=b,c", "d=e,f", "a=g"]),
    ] {
        let values = [("value".to_owned(), all.clone())].into_iter().collect();
        let headers = encode_headers(&cookies, &values).unwrap();
        let lines: Vec<_> = headers.get_all("set-cookie").iter().collect();
        assert_eq!(
            json!(
                lines
                    .iter()
                    .map(|line| line.to_str().unwrap())
                    .collect::<Vec<_>>()
            ),
            all
        );
        assert_eq!(decode_headers(&cookies, &headers), values);
    }
    let values = [("value".to_owned(), json!([]))].into_iter().collect();
    assert!(encode_headers(&cookies, &values).unwrap().is_empty());
    for bad in ["a\r\nSet-Cookie: b=c", " a=b"] {
        let values = [("value".to_owned(), json!(["a=b", bad]))]
            .into_iter()
            .collect();
        assert!(encode_headers(&cookies, &values).is_err(), "{bad:?}");
    }
}

#[test]
fn one_cookie_is_not_joined_with_others() {
    let cookie = set_cookie(&TEXT);
    let mut headers = HeaderMap::new();
    assert!(decode_headers(&cookie, &headers).is_empty());
    for line in ["a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "c=d"] {
        headers.append("set-cookie", HeaderValue::from_static(line));
    }
    let read = decode_headers(&cookie, &headers);
    assert_eq!(
        read["value"],
        json!("a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT")
    );
    // Other lists are joined as ever.
    let list = [parameter(Location::Header, Style::Simple, false, &INTEGERS)];
    let values = [("value".to_owned(), json!([1, 2]))].into_iter().collect();
    let headers = encode_headers(&list, &values).unwrap();
    assert_eq!(headers.get_all("color").iter().count(), 1);
    assert_eq!(headers["color"], "1,2");
}

#[test]
fn values_that_cannot_travel_are_errors() {
    let path = operation(parameter(Location::Path, Style::Simple, false, &TEXT));
    for value in ["", ".", ".."] {
        assert!(write(path, json!(value)).is_err(), "{value:?}");
    }
    assert_eq!(write(path, json!("../x")).unwrap().path, "/a/..%2Fx");
    let label = operation(parameter(Location::Path, Style::Label, true, &TEXTS));
    assert!(write(label, json!(["."])).is_err());
    assert_eq!(write(label, json!(["a.b"])).unwrap().path, "/a/.a%2Eb");
    for (location, style, value) in [
        (Location::Header, Style::Simple, json!("a\nb")),
        (Location::Header, Style::Simple, json!("\u{85}")),
        (Location::Header, Style::Simple, json!("a ")),
        (Location::Header, Style::Simple, json!(["a,b"])),
        (Location::Query, Style::PipeDelimited, json!(["a|b"])),
        (Location::Query, Style::SpaceDelimited, json!(["a b"])),
        (Location::Query, Style::Form, json!([["a"]])),
        (Location::Query, Style::DeepObject, json!({ "a]": 1 })),
        (Location::Path, Style::Simple, json!(null)),
        (Location::Path, Style::Simple, json!([])),
    ] {
        let operation = operation(parameter(location, style, false, &TEXT));
        assert!(
            matches!(
                write(operation, value.clone()),
                Err(EncodeError::Parameter { name: "color", .. })
            ),
            "{value}"
        );
    }
}

#[test]
fn forms() {
    static FORM: MediaType = MediaType::new("application/x-www-form-urlencoded", &COLOUR);
    let read = |text| read_form(&FORM, text, EscapedCommas::Item).ok();
    assert_eq!(
        read("R=1.5&name=a+b&tags=x&tags=y&more=1"),
        Some(json!({ "R": 1.5, "name": "a b", "tags": ["x", "y"], "more": "1" }))
    );
    assert_eq!(read("name=a&name=b"), Some(json!({ "name": ["a", "b"] })));
    assert_eq!(read("name=%ff"), None);
}

fn styles() -> impl Strategy<Value = (Location, Style)> {
    use Location::{Cookie, Header, Path, Query, QueryString};
    prop_oneof![
        Just((Path, Style::Simple)),
        Just((Path, Style::Label)),
        Just((Path, Style::Matrix)),
        Just((Query, Style::Form)),
        Just((Query, Style::SpaceDelimited)),
        Just((Query, Style::PipeDelimited)),
        Just((Query, Style::DeepObject)),
        Just((Query, Style::Json)),
        Just((Path, Style::Json)),
        Just((Header, Style::Simple)),
        Just((Header, Style::Json)),
        Just((Cookie, Style::Form)),
        Just((Cookie, Style::Cookie)),
        Just((Cookie, Style::Json)),
        Just((QueryString, Style::Json)),
    ]
}

/// What is encoded is read back as the same value, or not encoded at all.
fn round_trip(parameter: Parameter, value: Value) -> Result<(), TestCaseError> {
    let operation = operation(parameter);
    let Ok(encoded) = write(operation, value.clone()) else {
        return Ok(());
    };
    prop_assert!(encoded.path.is_ascii() && encoded.query.is_ascii());
    let uri = ["http://a", &encoded.path, "?", &encoded.query].concat();
    prop_assert!(uri.parse::<http::Uri>().is_ok());
    let (values, violations) = read(operation, &encoded);
    prop_assert_eq!(violations.to_string(), "");
    prop_assert_eq!(values.get("value"), Some(&value));
    Ok(())
}

#[path = "agreement_tests.rs"]
mod agreement;
#[path = "content_tests.rs"]
mod content;

proptest! {
    #[test]
    fn texts_survive(place in styles(), explode: bool, text: String) {
        round_trip(parameter(place.0, place.1, explode, &TEXT), text.into())?;
    }

    #[test]
    fn numbers_survive(place in styles(), explode: bool, number: i64, fraction: f64) {
        let (integer, float) = (Value::from(number % 101), Value::from(fraction));
        round_trip(parameter(place.0, place.1, explode, &INTEGER), integer)?;
        if float.is_number() {
            // A whole float is an integer, whatever made it one.
            let float = crate::json::to_value(&float).unwrap();
            round_trip(parameter(place.0, place.1, explode, &NUMBER), float)?;
        }
    }

    // A list of one empty text is written like an empty list, and read as one.
    #[test]
    fn lists_survive(place in styles(), explode: bool, texts in prop::collection::vec(any::<String>(), 1..5)) {
        prop_assume!(texts != [""]);
        round_trip(parameter(place.0, place.1, explode, &TEXTS), texts.into())?;
    }

    #[test]
    fn objects_survive(place in styles(), explode: bool, number: i32, name: String) {
        let value = json!({ "R": number, "name": name });
        round_trip(parameter(place.0, place.1, explode, &COLOUR), value)?;
    }

    #[test]
    fn deep_objects_survive(number: i32, name: String, tags in prop::collection::vec(any::<String>(), 1..4)) {
        let value = json!({ "R": number, "inner": { "name": name, "tags": tags } });
        round_trip(parameter(Location::Query, Style::DeepObject, true, &COLOUR), value)?;
    }

    #[test]
    fn no_text_panics(
        place in styles(),
        explode: bool,
        text in r"[a-zR%&=+,;.|\[\]0-9 é-]{0,40}",
        header: Vec<u8>,
        kind in 0usize..5,
    ) {
        let schema = [&TEXT, &INTEGER, &TEXTS, &COLOUR, Schema::ANY][kind];
        let deep = Parameter { field: "deep", ..parameter(Location::Query, Style::DeepObject, explode, schema) };
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&header) {
            headers.append("color", value.clone());
            headers.append("cookie", value);
        }
        let path = [("color", text.as_str())];
        let incoming = Incoming { path: &path, query: &text, headers: &headers };
        let _ = decode(&[parameter(place.0, place.1, explode, schema), deep], incoming, EscapedCommas::Item, &Budget::unlimited());
    }
}
