//! Forms: objects as pairs (`application/x-www-form-urlencoded`), and values in the parts of multipart bodies (OpenAPI
//! 3.1, sections 4.8.14.4 and 4.8.15).

use super::EscapedCommas;
use super::deep::{self, Deep};
use super::incoming::pairs;
use super::pairs::Named;
use super::read;
use super::shape::{AMBIGUOUS, Problem, is_nothing, is_same, scalar};
use crate::json;
use crate::media_type;
use crate::percent;
use crate::schema::{Subschema, Types};
use crate::{EncodeError, Encoding, MediaType, Style};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// How a property is written, as far as the document says.
pub(crate) fn encoding(media: &MediaType, property: &str) -> Option<&'static Encoding> {
    media
        .encoding
        .iter()
        .find(|encoding| encoding.property == property)
}

/// Writes an object as pairs. What is null is left out; what has no style of its own is written as text, or as JSON where
/// it holds other values.
///
/// # Errors
/// When the value is no object, or a property would not arrive as it is.
pub(crate) fn write_form(value: &Value, media: &MediaType) -> Result<String, EncodeError> {
    let Value::Object(members) = value else {
        return Err(EncodeError::NotAForm);
    };
    let mut pairs = Vec::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let before = pairs.len();
        push_property(&mut pairs, media, name, value).map_err(|wrong| property(name, wrong))?;
        if pairs.len() == before && is_required(media.schema.root(), name) {
            return Err(property(name, NOTHING));
        }
    }
    let text = pairs.join("&");
    let read = read_form(media, &text, EscapedCommas::Item);
    let Ok(Value::Object(read)) = read else {
        return Err(EncodeError::NotAForm);
    };
    for (name, value) in members {
        if !read
            .get(name)
            .map_or(is_nothing(value), |read| is_same(read, value))
        {
            return Err(property(name, AMBIGUOUS));
        }
    }
    match read.keys().find(|name| !members.contains_key(*name)) {
        Some(name) => Err(property(name, AMBIGUOUS)),
        None => Ok(text),
    }
}

/// What is said of a required property of which nothing would be sent.
const NOTHING: Problem = "is required, and nothing is written of a value that is empty";

fn property(name: &str, problem: Problem) -> EncodeError {
    EncodeError::Property {
        name: name.to_owned(),
        problem,
    }
}

fn is_required(schema: Subschema<'_>, name: &str) -> bool {
    let property = schema.property_named(name);
    property.is_some_and(|property| property.required)
}

fn push_property(
    pairs: &mut Vec<String>,
    media: &MediaType,
    name: &str,
    value: &Value,
) -> Result<(), Problem> {
    let schema = read::property(media.schema.root(), name);
    if let Some(encoding) = styled(media, name) {
        let named = Named {
            name,
            style: encoding.style,
            explode: encoding.explode,
            required: is_required(media.schema.root(), name),
            reserved: encoding.reserved,
            // In one text with separators, values are as in a parameter.
            in_form: encoding.explode || encoding.style == Style::DeepObject,
            schema,
        };
        return named.push(pairs, value);
    }
    let key = percent::encode(name);
    for (text, _) in texts_of(schema, Written::of(media, name), value)? {
        pairs.push(format!("{key}={}", percent::encode(&text)));
    }
    Ok(())
}

/// How a property is written that is not written in a media type.
fn styled(media: &MediaType, name: &str) -> Option<&'static Encoding> {
    encoding(media, name).filter(|encoding| encoding.content_type.is_none())
}

/// Whether the document says that a property is JSON.
pub(crate) fn is_json(media: &MediaType, name: &str) -> bool {
    encoding(media, name)
        .and_then(|encoding| encoding.content_type)
        .is_some_and(|names| {
            !names.contains([',', '*']) && media_type::is_json(media_type::bare(names))
        })
}

/// How the document has the value of a property written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// As JSON, whatever it is.
    AsJson,
    /// Scalars as they are.
    Plainly,
}

impl Written {
    fn of(media: &MediaType, name: &str) -> Self {
        match is_json(media, name) {
            true => Self::AsJson,
            false => Self::Plainly,
        }
    }
}

/// The texts of a property without a style: one for each item of a list, and JSON of what holds other values. Told is as
/// well which of them are JSON.
fn texts_of(
    schema: Subschema<'_>,
    written: Written,
    value: &Value,
) -> Result<Vec<(String, bool)>, Problem> {
    Ok(match value {
        Value::Null => Vec::new(),
        value if written == Written::AsJson => vec![(json::text(value), true)],
        // One item could be taken for the value, and a list that is an item for the whole.
        Value::Array(items)
            if read::is_any(schema) && items.len() < 2 || items.iter().any(Value::is_array) =>
        {
            vec![(json::text(value), true)]
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let texts = items.map(|(place, item)| text_of(read::item_at(schema, place), item));
            texts.collect::<Result<_, _>>()?
        }
        value => vec![text_of(schema, value)?],
    })
}

fn text_of(schema: Subschema<'_>, value: &Value) -> Result<(String, bool), Problem> {
    match value {
        Value::Object(_) | Value::Array(_) => Ok((json::text(value), true)),
        value => Ok((scalar(schema, true, value)?, false)),
    }
}

/// The texts of a property in the parts of a multipart form, and which of them are JSON.
///
/// # Errors
/// When it would not arrive as it is.
pub(crate) fn part_texts(
    media: &MediaType,
    name: &str,
    value: &Value,
) -> Result<Vec<(String, bool)>, EncodeError> {
    let schema = read::property(media.schema.root(), name);
    let parts =
        texts_of(schema, Written::of(media, name), value).map_err(|wrong| property(name, wrong))?;
    if parts.is_empty() {
        return match value.is_null() || !is_required(media.schema.root(), name) {
            true => Ok(parts),
            false => Err(property(name, NOTHING)),
        };
    }
    let texts = parts.iter().map(|(text, _)| text.clone()).collect();
    if is_same(&part_values(media, name, texts), value) {
        Ok(parts)
    } else {
        Err(property(name, AMBIGUOUS))
    }
}

/// Why pairs are no form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormFault {
    /// The escapes of some pair are broken.
    Escapes,
    /// There is a value for this property as well as values for keys of it.
    Mixed(String),
}

/// What it takes to read a form, in steps of a budget: each pair is decoded, and each key makes a place of its own.
#[cfg(feature = "server")]
pub(crate) fn form_cost(body: &[u8]) -> u64 {
    let pairs = body.iter().filter(|byte| **byte == b'&').count();
    let plain = body.iter().filter(|byte| **byte == b'[').count();
    let coded = body
        .windows(3)
        .filter(|text| text.eq_ignore_ascii_case(b"%5b"));
    20 * pairs as u64 + 300 * (plain + coded.count()) as u64
}

/// Reads pairs as the object that a schema wants.
///
/// # Errors
/// When they make none.
pub(crate) fn read_form(
    media: &MediaType,
    body: &str,
    commas: EscapedCommas,
) -> Result<Value, FormFault> {
    let schema = media.schema.root();
    let pairs = pairs(body, '&', percent::decode_query);
    // Asked for once: a sender chooses how many names there are.
    let known = read::property_names(schema);
    let spread = Spread::of(media);
    let mut roots: BTreeMap<&str, Deep<'_>> = BTreeMap::new();
    let mut members: BTreeMap<&str, BTreeMap<&str, Deep<'_>>> = BTreeMap::new();
    for (name, value) in &pairs {
        percent::decode_query(value).map_err(|_| FormFault::Escapes)?;
        let (root, keys) = match deep::split(name) {
            Some((root, keys)) if !known.contains(name.as_str()) => (root, keys),
            _ => (name.as_str(), Vec::new()),
        };
        let owner = match known.contains(root) {
            true => None,
            false => spread.iter().find(|spread| spread.takes(root)),
        };
        let place = match owner {
            Some(spread) => members.entry(spread.property).or_default(),
            None => &mut roots,
        };
        place.entry(root).or_default().insert(&keys, value);
    }
    let mut object = Map::new();
    for (name, place) in roots {
        let property = read::property(schema, name);
        let written = Written::of(media, name);
        let delimited = styled(media, name)
            .filter(|encoding| !encoding.explode && encoding.style != Style::DeepObject);
        let value = match (delimited, place.only_text()) {
            (Some(encoding), Some(text)) => read_delimited(encoding, property, text, commas),
            _ => build(&place, property, name, written)?,
        };
        object.insert(name.to_owned(), value);
    }
    for (name, places) in members {
        let schema = read::property(schema, name);
        let mut inner = Map::new();
        for (name, place) in places {
            let value = build(&place, read::property(schema, name), name, Written::Plainly)?;
            inner.insert(name.to_owned(), value);
        }
        object.insert(name.to_owned(), Value::Object(inner));
    }
    Ok(Value::Object(object))
}

/// A property whose members are pairs of their own.
struct Spread {
    property: &'static str,
    known: HashSet<&'static str>,
    is_open: bool,
}

impl Spread {
    /// Those of a form.
    fn of(media: &MediaType) -> Vec<Self> {
        let encodings = media.encoding.iter().filter(|encoding| {
            encoding.content_type.is_none() && encoding.style == Style::Form && encoding.explode
        });
        encodings
            .map(|encoding| {
                (
                    encoding.property,
                    read::property(media.schema.root(), encoding.property),
                )
            })
            .filter(|(_, schema)| {
                !read::is_any(*schema) && schema.effective_types().contains(Types::OBJECT)
            })
            .map(|(property, schema)| Self {
                property,
                known: read::property_names(schema),
                is_open: read::is_open(schema),
            })
            .collect()
    }

    fn takes(&self, name: &str) -> bool {
        self.is_open || self.known.contains(name)
    }
}

/// The value of one place. Pairs that make none become something that the schema refuses, if there is anything.
fn build(
    place: &Deep<'_>,
    schema: Subschema<'_>,
    name: &str,
    written: Written,
) -> Result<Value, FormFault> {
    let value = place.build(schema, &|schema, found, is_list| {
        leaf(schema, found, is_list, written)
    });
    value
        .or_else(|| unfit(schema))
        .ok_or_else(|| FormFault::Mixed(name.to_owned()))
}

fn read_delimited(
    encoding: &Encoding,
    schema: Subschema<'_>,
    text: &str,
    commas: EscapedCommas,
) -> Value {
    let (text, separator) = match encoding.style {
        Style::SpaceDelimited => (text.replace("%20", " ").replace('+', " "), " "),
        Style::PipeDelimited => (text.replace("%7C", "|").replace("%7c", "|"), "|"),
        _ => (text.to_owned(), ","),
    };
    read::delimited(schema, &text, commas.text(), separator, false)
}

/// The value of the texts of one place. What does not suit the schema becomes something that the schema refuses with
/// the right words.
fn leaf(schema: Subschema<'_>, found: &[&str], is_list: bool, written: Written) -> Option<Value> {
    if !is_list {
        return Some(texts(schema, found, written));
    }
    if !schema.effective_types().contains(Types::ARRAY) {
        return None;
    }
    let items = found
        .iter()
        .enumerate()
        .map(|(place, text)| texts(read::item_at(schema, place), &[text], Written::Plainly));
    Some(items.collect())
}

/// What stands for pairs that make no value of a schema, such as `a=1&a[b]=2`: a value that the schema refuses.
fn unfit(schema: Subschema<'_>) -> Option<Value> {
    let types = schema.effective_types();
    if !types.contains(Types::OBJECT) {
        Some(Value::Object(Map::new()))
    } else if !types.contains(Types::ARRAY) {
        Some(Value::Array(Vec::new()))
    } else {
        None
    }
}

fn texts(schema: Subschema<'_>, texts: &[&str], written: Written) -> Value {
    let decoded: Vec<String> = texts
        .iter()
        .filter_map(|text| percent::decode_query(text).ok())
        .collect();
    values(schema, decoded, written)
}

/// The value of a property that has these texts in the parts of a form.
pub(crate) fn part_values(media: &MediaType, property: &str, texts: Vec<String>) -> Value {
    let written = Written::of(media, property);
    values(
        read::property(media.schema.root(), property),
        texts,
        written,
    )
}

/// Whether a property of a form may be a list.
#[cfg(feature = "server")]
pub(crate) fn takes_list(schema: Subschema<'_>, property: &str) -> bool {
    let types = read::property(schema, property).effective_types();
    types.contains(Types::ARRAY)
}

/// The value of what stands in a form once or several times.
pub(super) fn values(schema: Subschema<'_>, mut texts: Vec<String>, written: Written) -> Value {
    let types = schema.effective_types();
    let takes_list = types.contains(Types::ARRAY);
    match texts.as_slice() {
        [_] => {
            let text = texts.remove(0);
            if written == Written::AsJson
                && let Ok(value) = json::unique(text.as_bytes())
                && read::fits(schema, &value)
            {
                return value;
            }
            // Text that is JSON by chance is an item where items are texts.
            let holds_texts = takes_list
                && !types.contains(Types::OBJECT)
                && read::item_at(schema, 0)
                    .effective_types()
                    .contains(Types::STRING)
                && !read::is_any(read::item_at(schema, 0));
            let structured = !types.contains(Types::STRING)
                && !holds_texts
                && (takes_list || types.contains(Types::OBJECT));
            let value = structured
                .then(|| json::unique(text.as_bytes()).ok())
                .flatten()
                .filter(|value| value.is_object() || value.is_array());
            match value {
                Some(value) if value.is_array() || !takes_list || types.contains(Types::OBJECT) => {
                    value
                }
                Some(item) => Value::Array(vec![item]),
                None if takes_list
                    && (types == Types::ARRAY || types == Types::ARRAY.or(Types::NULL)) =>
                {
                    Value::Array(vec![values(
                        read::item_at(schema, 0),
                        vec![text],
                        Written::Plainly,
                    )])
                }
                None => read::form_scalar(schema, text),
            }
        }
        // Several values where one is wanted stay a list, which the schema refuses.
        _ => {
            let item = |place| match takes_list {
                true => read::item_at(schema, place),
                false => schema,
            };
            texts
                .into_iter()
                .enumerate()
                .map(|(place, text)| values(item(place), vec![text], Written::Plainly))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;
    use serde_json::json;

    static TEXT: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
    static INTEGER: Schema = Schema::new(r#"{"type": "integer"}"#, &[]);
    static TEXTS: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "TEXT"}}"#, &[&TEXT]);
    static ITEM: Schema = Schema::new(
        r#"{"type": "object", "properties": {"price": {"$ref": "TEXT"}, "count": {"$ref": "INTEGER"}}}"#,
        &[&TEXT, &INTEGER],
    );
    static ITEMS: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "ITEM"}}"#, &[&ITEM]);
    static ORDER: Schema = Schema::new(
        r#"{
        "type": "object",
        "properties": {
            "name": {"$ref": "TEXT"},
            "count": {"$ref": "INTEGER"},
            "tags": {"$ref": "TEXTS"},
            "joined": {"$ref": "TEXTS"},
            "item": {"$ref": "ITEM"},
            "deep": {"$ref": "ITEM"},
            "items": {"$ref": "ITEMS"},
            "list": {"$ref": "ITEMS"},
            "odd[name]": {"$ref": "TEXT"},
            "site": {"$ref": "TEXT"},
            "sites": {"$ref": "TEXTS"}
        }
    }"#,
        &[&TEXT, &INTEGER, &TEXTS, &ITEM, &ITEMS],
    );
    const fn styled(property: &'static str, style: Style, explode: bool) -> Encoding {
        Encoding::new(property).styled(style, explode)
    }
    static FORM: MediaType =
        MediaType::new("application/x-www-form-urlencoded", &ORDER).encoded(&[
            styled("deep", Style::DeepObject, true),
            styled("items", Style::DeepObject, true),
            styled("joined", Style::PipeDelimited, false),
            Encoding::new("site").reserved(),
            Encoding::new("sites").reserved(),
        ]);

    #[test]
    fn forms_are_written_and_read() {
        let order = json!({
            "name": "a b&c=d+é",
            "count": 7,
            "tags": ["1", "a,b"],
            "joined": ["x", "y z"],
            "item": { "price": "p", "count": 1 },
            "deep": { "price": "p", "count": 1 },
            "items": [{ "price": "p" }, { "count": 2 }],
            "list": [{ "price": "q" }],
            "odd[name]": "o",
            "site": "https://a/?b=c&d=%41+e#f",
            "sites": ["a/b", "c,d"],
        });
        let text = write_form(&order, &FORM).unwrap();
        assert!(
            text.contains("items%5B0%5D%5Bprice%5D=p&items%5B1%5D%5Bcount%5D=2"),
            "{text}"
        );
        assert!(text.contains("joined=x%7Cy%20z"), "{text}");
        // What would end a value or change it is escaped all the same.
        let reserved = "site=https://a/?b=c%26d=%2541%2Be%23f&sites=a/b&sites=c,d";
        assert!(text.contains(reserved), "{text}");
        assert_eq!(read_form(&FORM, &text, EscapedCommas::Item), Ok(order));
    }

    #[test]
    fn what_others_write_is_read() {
        for (text, expected) in [
            ("tags[]=a&tags[]=b", json!({ "tags": ["a", "b"] })),
            ("tags=a", json!({ "tags": ["a"] })),
            (
                "items[1][count]=2&items[0][count]=1",
                json!({ "items": [{ "count": 1 }, { "count": 2 }] }),
            ),
            (
                "items[][count]=1&items[][price]=2",
                json!({ "items": [{ "count": 1, "price": "2" }] }),
            ),
            ("tags[1]=b&tags[0]=a", json!({ "tags": ["a", "b"] })),
            // What is said twice, in ways that do not go together, is refused by the schema.
            ("item=1&item[count]=2", json!({ "item": [] })),
            ("name=a&name[b]=c", json!({ "name": {} })),
            ("count[]=1", json!({ "count": {} })),
            ("count=1&count=2", json!({ "count": [1, 2] })),
            ("count[a]=1", json!({ "count": { "a": "1" } })),
            ("name[", json!({ "name[": "" })),
            ("item=%7B", json!({ "item": "{" })),
            ("", json!({})),
        ] {
            assert_eq!(
                read_form(&FORM, text, EscapedCommas::Item),
                Ok(expected),
                "{text}"
            );
        }
        assert_eq!(
            read_form(&FORM, "name=%zz", EscapedCommas::Item),
            Err(FormFault::Escapes)
        );
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        assert!(matches!(
            write_form(&json!([1]), &FORM),
            Err(EncodeError::NotAForm)
        ));
        let piped = json!({ "joined": ["a|b"] });
        assert!(matches!(
            write_form(&piped, &FORM),
            Err(EncodeError::Property { .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(name: String, tags: Vec<String>) {
            let mut order = json!({ "name": name });
            if !tags.is_empty() {
                order["tags"] = json!(tags);
            }
            let text = write_form(&order, &FORM).unwrap();
            proptest::prop_assert_eq!(read_form(&FORM, &text, EscapedCommas::Item), Ok(order));
        }

        #[test]
        fn nothing_panics(text: String) {
            let _ = read_form(&FORM, &text, EscapedCommas::Item);
        }
    }
}
