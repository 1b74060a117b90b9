//! Parameters beyond the tables of the standard: `content`, the whole query string, and what is nested.

use super::*;

static TAGS: Schema = Schema::new(
    r#"{"type": "array", "items": {"$ref": "COLOUR"}}"#,
    &[&COLOUR],
);
static FILTER: Schema = Schema::new(
    r#"{
    "type": "object",
    "properties": {"colour": {"$ref": "COLOUR"}, "colours": {"$ref": "TAGS"}, "ids": {"$ref": "TEXTS"}}
}"#,
    &[&COLOUR, &TAGS, &TEXTS],
);

fn written(parameter: Parameter, value: Value) -> String {
    let operation = operation(parameter);
    let encoded = write(operation, value.clone()).unwrap();
    let (values, violations) = read(operation, &encoded);
    assert_eq!(violations.to_string(), "");
    assert_eq!(values["value"], value);
    text(operation, &encoded)
}

#[test]
fn json_in_a_parameter() {
    let value = json!({ "name": "a&b" });
    let of = |location| parameter(location, Style::Json, false, &COLOUR);
    let encoded = "%7B%22name%22%3A%22a%26b%22%7D";
    assert_eq!(
        written(of(Location::Query), value.clone()),
        format!("color={encoded}")
    );
    assert_eq!(written(of(Location::Path), value.clone()), encoded);
    assert_eq!(
        written(of(Location::Cookie), value.clone()),
        format!("color={encoded}")
    );
    assert_eq!(written(of(Location::QueryString), value.clone()), encoded);
    assert_eq!(written(of(Location::Header), value), r#"{"name":"a&b"}"#);
    assert_eq!(
        query(of(Location::Query), "color={").unwrap_err(),
        r#"query /color: expected JSON text, found "{""#
    );
    assert!(query(of(Location::Query), "color={}&color={}").is_err());
    assert!(
        query(of(Location::Query), "color=%5B%5D").is_err(),
        "no object"
    );
    assert_eq!(query(of(Location::Query), ""), Ok(None));
}

#[test]
fn the_query_string_as_a_whole() {
    let form = || Parameter::query_string("value", &FILTER);
    let value = json!({ "colour": { "name": "x y", "tags": ["a", "b"] }, "ids": ["1", "2"] });
    assert_eq!(
        written(form(), value),
        "colour%5Bname%5D=x%20y&colour%5Btags%5D=a&colour%5Btags%5D=b&ids=1&ids=2"
    );
    assert!(query(form(), "ids=%ff").is_err());
    assert_eq!(query(form(), ""), Ok(None));
    let plain = Parameter::query_string("value", &TEXT).styled(Style::Simple, false);
    assert_eq!(written(plain, json!("a=b&c")), "a%3Db%26c");
}

#[test]
fn arrays_of_deep_objects() {
    let texts = || parameter(Location::Query, Style::DeepObject, true, &TEXTS);
    assert_eq!(
        written(texts(), json!(["a", "b"])),
        "color%5B%5D=a&color%5B%5D=b"
    );
    for text in [
        "color[]=a&color[]=b",
        "color[0]=a&color[1]=b",
        "color[10]=b&color[9]=a",
        "color=a&color=b",
    ] {
        assert_eq!(query(texts(), text), Ok(Some(json!(["a", "b"]))), "{text}");
    }
    let objects = || parameter(Location::Query, Style::DeepObject, true, &TAGS);
    let value = json!([{ "name": "a" }, { "R": 1, "name": "b" }]);
    assert_eq!(
        written(objects(), value),
        "color%5B0%5D%5Bname%5D=a&color%5B1%5D%5BR%5D=1&color%5B1%5D%5Bname%5D=b"
    );
    let deep = || parameter(Location::Query, Style::DeepObject, true, &FILTER);
    for text in ["color[ids][]=1", "color[ids][0]=1", "color[ids]=1"] {
        assert_eq!(
            query(deep(), text),
            Ok(Some(json!({ "ids": ["1"] }))),
            "{text}"
        );
    }
    for text in [
        "color[ids][][x]=1",
        "color[colour][]=1",
        "color[ids][0]=1&color[ids]=1",
    ] {
        assert!(query(deep(), text).is_err(), "{text}");
    }
}

#[test]
fn what_is_nested_in_a_form() {
    let form = || parameter(Location::Query, Style::Form, true, &FILTER);
    let value = json!({ "colour": { "name": "a" }, "colours": [{ "R": 1 }], "ids": ["1", "2"] });
    assert_eq!(
        written(form(), value),
        "colour%5Bname%5D=a&colours%5B0%5D%5BR%5D=1&ids=1&ids=2"
    );
    assert_eq!(
        query(
            form(),
            "ids[]=1&ids[]=2&colour=%7B%22name%22:%22a%22%7D&other[x]=1"
        ),
        Ok(Some(
            json!({ "colour": { "name": "a" }, "ids": ["1", "2"] })
        ))
    );
    let list = || parameter(Location::Query, Style::Form, true, &TAGS);
    assert_eq!(
        written(list(), json!([{ "name": "a" }])),
        "color%5B0%5D%5Bname%5D=a"
    );
    // Where OpenAPI says how an array is written, nothing else is one.
    let texts = parameter(Location::Query, Style::Form, true, &TEXTS);
    assert_eq!(query(texts, "color[]=a"), Ok(None));
    // What has no place for nesting refuses it.
    let path = operation(parameter(Location::Path, Style::Simple, false, &TAGS));
    assert!(write(path, json!([{ "name": "a" }])).is_err());
}

#[test]
fn reserved_characters_and_empty_values() {
    let reserved = parameter(Location::Query, Style::Form, true, &TEXT).reserved();
    assert_eq!(
        written(reserved, json!("a/b:c?d&e=f+g#h%")),
        "color=a/b:c?d%26e=f%2Bg%23h%25"
    );
    let flag = |schema| parameter(Location::Query, Style::Form, true, schema).empty();
    static FLAG: Schema = Schema::new(r#"{"type": "boolean"}"#, &[]);
    assert_eq!(query(flag(&FLAG), "color"), Ok(Some(json!(true))));
    assert_eq!(query(flag(&FLAG), "color=false"), Ok(Some(json!(false))));
    assert_eq!(query(flag(&INTEGER), "color="), Ok(None));
    assert_eq!(query(flag(&TEXT), "color="), Ok(Some(json!(""))));
    assert!(
        query(
            parameter(Location::Query, Style::Form, true, &INTEGER),
            "color="
        )
        .is_err()
    );
}

#[test]
fn a_required_value_that_is_null() {
    static NULLABLE: Schema = Schema::new(r#"{"type": ["integer", "null"]}"#, &[]);
    let of = |location, style| parameter(location, style, true, &NULLABLE).required();
    assert_eq!(
        written(of(Location::Query, Style::Form), Value::Null),
        "color="
    );
    assert_eq!(
        written(of(Location::Query, Style::Json), Value::Null),
        "color=null"
    );
    assert!(write(operation(of(Location::Path, Style::Simple)), Value::Null).is_err());
}

#[test]
fn cookies_without_escapes() {
    let cookie = || parameter(Location::Cookie, Style::Cookie, true, &TEXT);
    assert_eq!(written(cookie(), json!("a%b/c=")), "color=a%b/c=");
    for text in ["a b", "a;b", "é", "\""] {
        assert!(write(operation(cookie()), json!(text)).is_err(), "{text}");
    }
}

#[test]
fn paths_with_a_query() {
    static OPERATION: Operation = Operation {
        id: "test",
        tag: "",
        method: "GET",
        path: "/a/{color}?acl&kind=a%20b",
        parameters: &[
            Parameter::path("value", &TEXT).named("color"),
            Parameter::query("limit", &INTEGER),
        ],
        request_body: None,
        security: &[],
        success: 200,
        errors: &[],
        media_types: &[],
        json: &[],
        conditions: &[],
        deprecation: None,
    };
    let mut values = object(json!("x"));
    values.insert("limit".to_owned(), json!(1));
    let encoded = encode(&OPERATION, &values).unwrap();
    assert_eq!(encoded.path, "/a/x");
    assert_eq!(encoded.query, "acl&kind=a%20b&limit=1");
}

proptest! {
    #[test]
    fn nested_values_survive(
        place in 0usize..3,
        names in prop::collection::vec("[a-z\\[\\]=& é]{0,4}", 1..14),
        ids in prop::collection::vec(any::<String>(), 2..4),
    ) {
        let colours: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
        let value = json!({ "colour": { "name": names[0] }, "colours": colours, "ids": ids });
        let parameter = match place {
            0 => parameter(Location::Query, Style::DeepObject, true, &FILTER),
            1 => parameter(Location::Query, Style::Form, true, &FILTER),
            _ => Parameter::query_string("value", &FILTER),
        };
        round_trip(parameter, value)?;
    }

    #[test]
    fn no_query_panics(text in r"[a-c%&=+{}\[\]0-9]{0,40}") {
        for (schema, style) in [(&FILTER, Style::Form), (&TAGS, Style::DeepObject), (&COLOUR, Style::Json)] {
            for location in [Location::Query, Location::QueryString] {
                let _ = query(parameter(location, style, true, schema), &text);
            }
        }
    }
}

/// The style `cookie` escapes nothing, so that a percent sign stands for itself (OpenAPI 3.2, section 4.12.5).
#[test]
fn objects_in_plain_cookies() {
    for (explode, expected) in [(true, "R=1; name=a%b"), (false, "color=R,1,name,a%b")] {
        let parameter = parameter(Location::Cookie, Style::Cookie, explode, &COLOUR);
        let operation = operation(Parameter {
            name: "color",
            ..parameter
        });
        let encoded = write(operation, json!({ "R": 1, "name": "a%b" })).unwrap();
        assert_eq!(encoded.headers["cookie"], expected);
        let (values, violations) = read(operation, &encoded);
        assert_eq!(violations.to_string(), "");
        assert_eq!(values.get("value"), Some(&json!({ "R": 1, "name": "a%b" })));
    }
}
