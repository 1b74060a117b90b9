//! Forms: objects as pairs (`application/x-www-form-urlencoded`), and values in the parts of multipart bodies (OpenAPI
//! 3.1, sections 4.8.14.4 and 4.8.15).

use super::decode::pairs;
use super::deep::{self, Deep};
use super::percent;
use super::read::{self, Text};
use crate::json;
use crate::schema::{Schema, Types};
use crate::{EncodeError, Encoding, MediaType, Style};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a property is written, as far as the document says.
pub(crate) fn encoding(media: &MediaType, property: &str) -> Option<&'static Encoding> {
    media
        .encoding
        .iter()
        .find(|encoding| encoding.property == property)
}

/// Writes an object as pairs. What is null is left out; what the style of a property cannot hold is JSON.
///
/// # Errors
/// When the value is no object, or its style cannot write a property.
pub(crate) fn write_form(value: &Value, media: &MediaType) -> Result<String, EncodeError> {
    let Value::Object(members) = value else {
        return Err(EncodeError::NotAForm);
    };
    let mut out = Vec::new();
    for (name, value) in members {
        let encoding = encoding(media, name).filter(|encoding| encoding.content_type.is_none());
        let style = encoding.map_or(Style::Form, |encoding| encoding.style);
        let explode = encoding.is_none_or(|encoding| encoding.explode);
        let key = percent::encode(name);
        match (style, value) {
            (_, Value::Null) => {}
            (Style::DeepObject, value) => push_deep(&mut out, &key, value),
            (Style::Form, Value::Object(inner)) if encoding.is_some() && explode => {
                for (name, value) in inner.iter().filter(|(_, value)| !value.is_null()) {
                    push(&mut out, &percent::encode(name), &text(value));
                }
            }
            (_, Value::Array(items)) if explode => {
                for item in items {
                    push(&mut out, &key, &text(item));
                }
            }
            (_, Value::Array(items)) => {
                let (plain, separator) = match style {
                    Style::SpaceDelimited => (" ", "%20"),
                    Style::PipeDelimited => ("|", "%7C"),
                    _ => (",", ","),
                };
                let texts: Vec<String> = items.iter().map(text).collect();
                if plain != "," && texts.iter().any(|text| text.contains(plain)) {
                    return Err(EncodeError::Property {
                        name: name.clone(),
                        problem: "holds an item with the separator of its style in it",
                    });
                }
                let texts: Vec<String> = texts.iter().map(|text| percent::encode(text)).collect();
                out.push(format!("{key}={}", texts.join(separator)));
            }
            (_, value) => push(&mut out, &key, &text(value)),
        }
    }
    Ok(out.join("&"))
}

fn push(out: &mut Vec<String>, key: &str, text: &str) {
    out.push(format!("{key}={}", percent::encode(text)));
}

/// `name[key]=value`, and `name[0]=value` for the items of an array.
fn push_deep(out: &mut Vec<String>, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (name, value) in members {
                push_deep(out, &format!("{key}%5B{}%5D", percent::encode(name)), value);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                push_deep(out, &format!("{key}%5B{index}%5D"), item);
            }
        }
        value => push(out, key, &text(value)),
    }
}

/// A scalar as text; JSON of anything else.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => json::number_text(number),
        value => json::text(value),
    }
}

/// Reads pairs as the object that a schema wants; `None` when their escapes are broken.
pub(crate) fn read_form(media: &MediaType, body: &str) -> Option<Value> {
    let schema = media.schema;
    let pairs = pairs(body, '&', percent::decode_query);
    // Asked for once: a sender chooses how many names there are.
    let known = read::property_names(schema);
    let mut roots: BTreeMap<&str, Deep<'_>> = BTreeMap::new();
    for (name, value) in &pairs {
        percent::decode_query(value).ok()?;
        let (root, keys) = match deep::split(name) {
            Some((root, keys)) if !known.contains(name.as_str()) => (root, keys),
            _ => (name.as_str(), Vec::new()),
        };
        roots.entry(root).or_default().insert(&keys, value);
    }
    let mut object = Map::new();
    for (name, place) in roots {
        let property = read::property(schema, name);
        let delimited = encoding(media, name).filter(|encoding| {
            encoding.content_type.is_none()
                && !encoding.explode
                && encoding.style != Style::DeepObject
        });
        let value = match (delimited, place.only_text()) {
            (Some(encoding), Some(text)) => read_delimited(encoding, property, text),
            _ => place
                .build(property, &leaf)
                .unwrap_or_else(|| unfit(property)),
        };
        object.insert(name.to_owned(), value);
    }
    Some(Value::Object(object))
}

fn read_delimited(encoding: &Encoding, schema: &Schema, text: &str) -> Value {
    let (text, separator) = match encoding.style {
        Style::SpaceDelimited => (text.replace("%20", " ").replace('+', " "), " "),
        Style::PipeDelimited => (text.replace("%7C", "|").replace("%7c", "|"), "|"),
        _ => (text.to_owned(), ","),
    };
    read::delimited(schema, &text, Text::Query, separator, false)
}

/// The value of the texts of one place. What does not suit the schema becomes something that the schema refuses with
/// the right words.
fn leaf(schema: &Schema, found: &[&str], is_list: bool) -> Option<Value> {
    if !is_list {
        return Some(texts(schema, found));
    }
    let items = schema
        .effective_types()
        .contains(Types::ARRAY)
        .then(|| read::items(schema))?;
    Some(found.iter().map(|text| texts(items, &[text])).collect())
}

/// What stands for pairs that make no value of a schema, such as `a=1&a[b]=2`: a value that the schema refuses.
fn unfit(schema: &Schema) -> Value {
    let types = schema.effective_types();
    if !types.contains(Types::OBJECT) {
        Value::Object(Map::new())
    } else if !types.contains(Types::ARRAY) {
        Value::Array(Vec::new())
    } else {
        Value::Bool(false)
    }
}

fn texts(schema: &Schema, texts: &[&str]) -> Value {
    let decoded: Vec<String> = texts
        .iter()
        .filter_map(|text| percent::decode_query(text).ok())
        .collect();
    values(schema, decoded)
}

/// The value of a property that has these texts in the parts of a form.
pub(crate) fn part_values(schema: &Schema, property: &str, texts: Vec<String>) -> Value {
    values(read::property(schema, property), texts)
}

/// The value of what stands in a form once or several times.
fn values(schema: &Schema, mut texts: Vec<String>) -> Value {
    let types = schema.effective_types();
    let takes_list = types.contains(Types::ARRAY);
    match texts.as_slice() {
        [_] => {
            let text = texts.remove(0);
            let structured =
                !types.contains(Types::STRING) && (takes_list || types.contains(Types::OBJECT));
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
                    Value::Array(vec![values(read::items(schema), vec![text])])
                }
                None => read::scalar(schema, text),
            }
        }
        // Several values where one is wanted stay a list, which the schema refuses.
        _ => {
            let items = if takes_list {
                read::items(schema)
            } else {
                schema
            };
            texts
                .into_iter()
                .map(|text| values(items, vec![text]))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, Property};
    use serde_json::json;

    const fn property(name: &'static str, schema: &'static Schema) -> Property {
        Property {
            name,
            required: false,
            access: Access::ReadWrite,
            schema,
        }
    }

    static TEXT: Schema = Schema {
        types: Types::STRING,
        ..Schema::ANY
    };
    static INTEGER: Schema = Schema {
        types: Types::INTEGER,
        ..Schema::ANY
    };
    static TEXTS: Schema = Schema {
        types: Types::ARRAY,
        items: Some(&TEXT),
        ..Schema::ANY
    };
    static ITEM: Schema = Schema {
        types: Types::OBJECT,
        properties: &[property("price", &TEXT), property("count", &INTEGER)],
        ..Schema::ANY
    };
    static ITEMS: Schema = Schema {
        types: Types::ARRAY,
        items: Some(&ITEM),
        ..Schema::ANY
    };
    static ORDER: Schema = Schema {
        types: Types::OBJECT,
        properties: &[
            property("name", &TEXT),
            property("count", &INTEGER),
            property("tags", &TEXTS),
            property("joined", &TEXTS),
            property("item", &ITEM),
            property("deep", &ITEM),
            property("items", &ITEMS),
            property("list", &ITEMS),
            property("odd[name]", &TEXT),
        ],
        ..Schema::ANY
    };
    const fn styled(property: &'static str, style: Style, explode: bool) -> Encoding {
        Encoding::new(property).styled(style, explode)
    }
    static FORM: MediaType =
        MediaType::new("application/x-www-form-urlencoded", &ORDER).encoded(&[
            styled("deep", Style::DeepObject, true),
            styled("items", Style::DeepObject, true),
            styled("joined", Style::PipeDelimited, false),
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
        });
        let text = write_form(&order, &FORM).unwrap();
        assert!(
            text.contains("items%5B0%5D%5Bprice%5D=p&items%5B1%5D%5Bcount%5D=2"),
            "{text}"
        );
        assert!(text.contains("joined=x%7Cy%20z"), "{text}");
        assert_eq!(read_form(&FORM, &text), Some(order));
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
            assert_eq!(read_form(&FORM, text), Some(expected), "{text}");
        }
        assert_eq!(read_form(&FORM, "name=%zz"), None);
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
            proptest::prop_assert_eq!(read_form(&FORM, &text), Some(order));
        }

        #[test]
        fn nothing_panics(text: String) {
            read_form(&FORM, &text);
        }
    }
}
