//! What one side writes the other reads: for every style, with and without `explode` and `allowReserved`, of every shape.
//! A client may refuse a value, but it never sends one that arrives as another.

use super::*;
use crate::parameters::shape::is_nothing;
use crate::{Encoding, json};

static LEVEL: Schema = Schema::new(r#"{"type": "string", "enum": ["low", "high"]}"#, &[]);
static LEVELS: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "ITEM"}}"#, &[&LEVEL]);
static NUMBERS: Schema = Schema::new(
    r#"{"type": "array", "items": {"$ref": "ITEM"}}"#,
    &[&NUMBER],
);
static ANYTHING: Schema = Schema::new("true", &[]);
static LIST: Schema = Schema::new(r#"{"type": "array"}"#, &[]);
static FREE: Schema = Schema::new(r#"{"type": "object"}"#, &[]);
static NAMED_TEXTS: Schema = Schema::new(
    r#"{"type": "object", "additionalProperties": {"$ref": "TEXT"}}"#,
    &[&TEXT],
);

/// A value without what is not written: null, and what holds nothing.
fn written_of(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !is_nothing(value))
            .map(|(name, value)| (name.clone(), written_of(value)))
            .collect(),
        value => value.clone(),
    }
}

/// A value whose numbers and booleans are texts: what a parameter carries of which the schema does not say what it is.
fn texts_of(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(texts_of).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), texts_of(value)))
            .collect(),
        Value::Number(number) => json::number_text(number).into(),
        Value::Bool(value) => value.to_string().into(),
        value => value.clone(),
    }
}

/// Whether a value was sent, and then is what arrived.
fn agrees(parameter: Parameter, value: &Value) -> Result<bool, TestCaseError> {
    let operation = operation(parameter);
    let value = json::to_value(value).unwrap();
    let Ok(encoded) = write(operation, value.clone()) else {
        return Ok(false);
    };
    let uri = ["http://a", &encoded.path, "?", &encoded.query].concat();
    prop_assert!(uri.parse::<http::Uri>().is_ok(), "{}", uri);
    let (values, violations) = read(operation, &encoded);
    prop_assert_eq!(violations.to_string(), "", "{:?}", encoded);
    let [parameter] = operation.parameters else {
        unreachable!("there is one")
    };
    let seen = |value: &Value| match (parameter.location, parameter.style) {
        (Location::QueryString, _) | (_, Style::Json) => written_of(value),
        _ if is_untyped(parameter.schema) => texts_of(&written_of(value)),
        _ => written_of(value),
    };
    match values.get("value") {
        Some(arrived) => prop_assert_eq!(seen(arrived), seen(&value), "{:?}", encoded),
        None => prop_assert!(is_nothing(&value), "{} vanished", value),
    }
    Ok(true)
}

/// Whether a schema does not say what its scalars are.
fn is_untyped(schema: &Schema) -> bool {
    [&ANYTHING, &LIST, &FREE]
        .iter()
        .any(|untyped| std::ptr::eq(*untyped, schema))
}

/// Texts, among them those that mean something somewhere.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r#"[a-c0-9,|%+&=;\[\]{}"'./~ :?#!é-]{0,6}"#,
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("-0".to_owned()),
        Just("1e3".to_owned()),
        Just("[1]".to_owned()),
        Just("\"5\"".to_owned()),
    ]
}

fn scalars() -> impl Strategy<Value = Value> {
    prop_oneof![
        texts().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (-1e6f64..1e6).prop_map(Value::from),
    ]
}

/// Any value, of the depth that bracketed names have as well.
fn anything() -> impl Strategy<Value = Value> {
    scalars().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(texts(), inner, 0..4)
                .prop_map(|members| { Value::Object(members.into_iter().collect()) }),
        ]
    })
}

fn named<V: Into<Value> + std::fmt::Debug>(
    values: impl Strategy<Value = V>,
) -> impl Strategy<Value = Value> {
    prop::collection::btree_map(texts(), values, 0..4).prop_map(|members| {
        Value::Object(members.into_iter().map(|(k, v)| (k, v.into())).collect())
    })
}

/// A schema, and a value of it.
fn shapes() -> impl Strategy<Value = (&'static Schema, Value)> {
    let items = |values: BoxedStrategy<Value>| {
        prop::collection::vec(values, 0..4)
            .prop_map(Value::from)
            .boxed()
    };
    let text = texts().prop_map(Value::from).boxed();
    let number = (-1e9f64..1e9).prop_map(Value::from).boxed();
    let integer = (-100i64..=100).prop_map(Value::from).boxed();
    let level = prop_oneof![Just(json!("low")), Just(json!("high"))].boxed();
    let colour = (
        texts(),
        prop::option::of(0i32..9),
        prop::collection::vec(texts(), 0..3),
    )
        .prop_map(|(name, red, tags)| {
            written_of(&json!({ "name": name, "R": red, "tags": tags, "inner": { "name": "x" } }))
        });
    let flat = (texts(), 0i32..9).prop_map(|(name, red)| json!({ "name": name, "R": red }));
    prop_oneof![
        text.clone().prop_map(|value| (&TEXT, value)),
        integer.clone().prop_map(|value| (&INTEGER, value)),
        number.clone().prop_map(|value| (&NUMBER, value)),
        any::<bool>().prop_map(|value| (&BOOLEAN, value.into())),
        level.clone().prop_map(|value| (&LEVEL, value)),
        items(text).prop_map(|value| (&TEXTS, value)),
        items(integer).prop_map(|value| (&INTEGERS, value)),
        items(number).prop_map(|value| (&NUMBERS, value)),
        items(level).prop_map(|value| (&LEVELS, value)),
        items(anything().boxed()).prop_map(|value| (&LIST, value)),
        colour.prop_map(|value| (&COLOUR, value)),
        flat.prop_map(|value| (&COLOUR, value)),
        named(texts()).prop_map(|value| (&NAMED_TEXTS, value)),
        named(scalars()).prop_map(|value| (&FREE, value)),
        named(anything()).prop_map(|value| (&FREE, value)),
        anything().prop_map(|value| (&ANYTHING, value)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn parameters_arrive_as_they_are(
        place in styles(),
        explode: bool,
        reserved: bool,
        required: bool,
        shape in shapes(),
    ) {
        let (schema, value) = shape;
        let parameter = Parameter {
            reserved: reserved && place.0 == Location::Query,
            required,
            ..parameter(place.0, place.1, explode, schema)
        };
        agrees(parameter, &value)?;
    }

    #[test]
    fn whole_query_strings_arrive_as_they_are(value in named(anything())) {
        agrees(Parameter::query_string("value", &FREE), &value)?;
    }

    #[test]
    fn headers_of_responses_arrive_as_they_are(json: bool, explode: bool, shape in shapes()) {
        let (schema, value) = shape;
        let value = json::to_value(&value).unwrap();
        let style = if json { Style::Json } else { Style::Simple };
        let header = [parameter(Location::Header, style, explode, schema)];
        if let Ok(headers) = encode_headers(&header, &object(value.clone())) {
            match decode_headers(&header, &headers).get("value") {
                Some(arrived) if is_untyped(schema) && !json => {
                    prop_assert_eq!(texts_of(arrived), texts_of(&value), "{:?}", headers);
                }
                Some(arrived) => prop_assert_eq!(written_of(arrived), written_of(&value), "{:?}", headers),
                None => prop_assert!(is_nothing(&value), "{} vanished", value),
            }
        }
    }

    #[test]
    fn forms_arrive_as_they_are(
        style in prop_oneof![
            Just(None),
            Just(Some(Style::Form)),
            Just(Some(Style::SpaceDelimited)),
            Just(Some(Style::PipeDelimited)),
            Just(Some(Style::DeepObject)),
        ],
        explode: bool,
        is_json: bool,
        shape in shapes(),
    ) {
        let (schema, value) = shape;
        let value = json!({ "value": json::to_value(&value).unwrap() });
        let media = form(style, explode, is_json, schema);
        if let Ok(text) = write_form(&value, media) {
            let arrived = read_form(media, &text, EscapedCommas::Item).unwrap();
            let is_delimited = style.is_some_and(|style| style != Style::DeepObject) && !explode;
            let seen = |value: &Value| match is_untyped(schema) && is_delimited {
                true => texts_of(&written_of(value)),
                false => written_of(value),
            };
            prop_assert_eq!(seen(&arrived), seen(&value), "{}", text);
        }
        let parts = form(None, explode, is_json, schema);
        if let Ok(texts) = part_texts(parts, "value", &value["value"]) {
            let texts: Vec<String> = texts.into_iter().map(|(text, _)| text).collect();
            if texts.is_empty() {
                prop_assert!(is_nothing(&value["value"]));
            } else {
                let arrived = part_values(parts, "value", texts);
                prop_assert_eq!(written_of(&arrived), written_of(&value["value"]));
            }
        }
    }
}

/// A form with one property.
fn form(
    style: Option<Style>,
    explode: bool,
    is_json: bool,
    schema: &'static Schema,
) -> &'static MediaType {
    let text = r#"{"type": "object", "properties": {"value": {"$ref": "VALUE"}}}"#;
    let schema = Box::leak(Box::new(Schema::new(text, Box::leak(Box::new([schema])))));
    let mut encoding = Encoding::new("value");
    if let Some(style) = style {
        encoding = encoding.styled(style, explode);
    } else if is_json {
        encoding = encoding.content_type("application/json");
    }
    let encoding: &'static [Encoding] = match style.is_some() || is_json {
        true => Box::leak(Box::new([encoding])),
        false => &[],
    };
    Box::leak(Box::new(
        MediaType::new("application/x-www-form-urlencoded", schema).encoded(encoding),
    ))
}

/// What is usual is sent: the client does not refuse what styles can carry.
#[test]
fn what_a_style_can_carry_is_not_refused() {
    use Location::{Cookie, Header, Path, Query};
    for (location, style, explode, schema, value) in [
        (Path, Style::Simple, false, &TEXTS, json!(["a,b", "c"])),
        (Path, Style::Label, true, &TEXTS, json!(["a.b", "c"])),
        (Path, Style::Matrix, true, &TEXTS, json!(["a;b", "c="])),
        (Query, Style::Form, true, &TEXTS, json!(["", "a&b"])),
        (Query, Style::Form, false, &TEXTS, json!(["a,b"])),
        (
            Query,
            Style::DeepObject,
            true,
            &COLOUR,
            json!({ "name": "[x]" }),
        ),
        (Query, Style::Form, true, &FREE, json!({ "a": "5", "b": 5 })),
        (Query, Style::Form, true, &ANYTHING, json!({ "a": [1] })),
        (Query, Style::Form, true, &ANYTHING, json!(["a", "5", 5])),
        (Query, Style::Form, true, &ANYTHING, json!("5")),
        (
            Query,
            Style::DeepObject,
            true,
            &FREE,
            json!({ "a": [], "b": [{ "c": true }] }),
        ),
        (Header, Style::Simple, true, &ANYTHING, json!([1, "a"])),
        (Cookie, Style::Form, true, &TEXT, json!("a;b\r\n\0")),
    ] {
        let parameter = parameter(location, style, explode, schema);
        let arrives = agrees(parameter, &value);
        assert!(
            matches!(arrives, Ok(true)),
            "{location:?} {value}: {arrives:?}"
        );
    }
}
