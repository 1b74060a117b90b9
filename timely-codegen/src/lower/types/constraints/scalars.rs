//! Keywords that hold no schemas, and the numbers' types.

use crate::formats::{self, Float, Integer, JsonType};
use crate::ir::{Bound, Literal, Schema};
use crate::normalize::{has_content_format, has_inferred_type};
use openapiv3::{IntegerType, NumberType, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The name of a format, as the document writes it.
pub(in crate::lower) fn format_name<F: Serialize>(
    format: &VariantOrUnknownOrEmpty<F>,
) -> Option<String> {
    match serde_json::to_value(format) {
        Ok(Value::String(name)) => Some(name),
        _ => None,
    }
}

/// The integer that holds the values of a schema.
pub(in crate::lower) fn integer(integer: &IntegerType) -> Integer {
    formats::integer(format_name(&integer.format).as_deref()).0
}

/// The number that holds the values of a schema.
pub(in crate::lower) fn number(number: &NumberType) -> Float {
    formats::float(format_name(&number.format).as_deref()).0
}

/// The keywords of a schema in the normal form that hold no schemas, but for `pattern`.
pub(super) fn of_values(entries: &Map<String, Value>, assert_formats: bool) -> Schema {
    let count = |key: &str| entries.get(key).and_then(Value::as_u64);
    let ty = entries.get("type").and_then(Value::as_str);
    let ty = ty.and_then(JsonType::named);
    let format = entries.get("format").and_then(Value::as_str);
    let (minimum, exclusive_minimum) = ends(entries, "minimum", "exclusiveMinimum");
    let (maximum, exclusive_maximum) = ends(entries, "maximum", "exclusiveMaximum");
    Schema {
        types: ty.into_iter().collect(),
        enumeration: match entries.get("enum") {
            Some(Value::Array(values)) => values.iter().map(literal).collect(),
            _ => Vec::new(),
        },
        format: match ty {
            // Which says that its digits count.
            Some(JsonType::Integer | JsonType::Number) if formats::digits(format).is_some() => {
                Some(formats::EXACT)
            }
            Some(JsonType::Integer) => Some(formats::integer(format).1),
            Some(JsonType::Number) => formats::float(format).1,
            ty => format.and_then(|format| formats::check(format, ty, assert_formats)),
        },
        min_length: count("minLength").filter(|length| *length > 0),
        max_length: count("maxLength"),
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: bound(entries.get("multipleOf")),
        min_items: count("minItems").filter(|count| *count > 0),
        max_items: count("maxItems"),
        unique_items: entries.get("uniqueItems") == Some(&Value::Bool(true)),
        min_properties: count("minProperties").filter(|count| *count > 0),
        max_properties: count("maxProperties"),
        ..Schema::default()
    }
}

/// Takes back what holds only for the Rust type that a schema gets: a type that its keywords suggest, the range of an
/// integer of no format, and how bytes are written in text.
pub(super) fn drop_assumed(entries: &Map<String, Value>, schema: &mut Schema) {
    if has_inferred_type(entries) {
        schema.types.clear();
    }
    let has_no_range = schema.types == [JsonType::Integer] && !entries.contains_key("format");
    if has_no_range || has_content_format(entries) {
        schema.format = None;
    }
}

/// OpenAPI 3.0's flag beside a bound, as two keywords.
fn ends(
    entries: &Map<String, Value>,
    key: &str,
    exclusive: &str,
) -> (Option<Bound>, Option<Bound>) {
    let value = bound(entries.get(key));
    if entries.get(exclusive) == Some(&Value::Bool(true)) {
        (None, value)
    } else {
        (value, None)
    }
}

/// A bound that is an integer is written as one.
#[allow(clippy::cast_possible_truncation)] // The range is checked first.
fn bound(value: Option<&Value>) -> Option<Bound> {
    let number = value?.as_number()?;
    if let Some(integer) = number.as_i64() {
        return Some(Bound::Int(integer));
    }
    let float = number.as_f64()?;
    Some(if float.fract() == 0.0 && float.abs() < 9.0e15 {
        Bound::Int(float as i64)
    } else {
        Bound::Float(float)
    })
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Bool(*value),
        Value::Number(number) => number_literal(number),
        Value::String(text) => Literal::Str(text.clone()),
        other => Literal::Json(other.to_string()),
    }
}

fn number_literal(number: &Number) -> Literal {
    match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => Literal::Int(integer),
        // A float would round it.
        (None, _) if number.is_u64() => Literal::Json(number.to_string()),
        (None, Some(float)) => Literal::Float(float),
        (None, None) => Literal::Json(number.to_string()),
    }
}
