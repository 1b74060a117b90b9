//! Keywords that hold no schemas, and the numbers' types.

use crate::ir::{Bound, Literal, Schema, Type};
use openapiv3::{
    IntegerFormat, IntegerType, NumberFormat, NumberType, StringFormat, VariantOrUnknownOrEmpty,
};
use serde_json::{Map, Number, Value};

/// The name of a string format, as the document writes it.
pub(in crate::lower) fn format_name(
    format: &VariantOrUnknownOrEmpty<StringFormat>,
) -> Option<String> {
    Some(match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date".to_owned(),
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time".to_owned(),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password".to_owned(),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte".to_owned(),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => "binary".to_owned(),
        VariantOrUnknownOrEmpty::Unknown(name) => name.clone(),
        VariantOrUnknownOrEmpty::Empty => return None,
    })
}

/// The runtime's variant for a format of strings that it checks.
///
/// Those are the formats that have a type of their own, which could not be read otherwise, the encodings of bytes, and
/// the addresses of the Internet Protocol. JSON Schema draft 2020-12 leaves all formats to the reader (section 7.2.1);
/// the others are for people.
fn checked_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "uuid" => "Uuid",
        "date-time" => "DateTime",
        "date" => "Date",
        "email" => "Email",
        "uri" => "Uri",
        "ipv4" => "Ipv4",
        "ipv6" => "Ipv6",
        "byte" => "Byte",
        "base64url" => "Base64Url",
        // Of strings as well as numbers (<https://spec.openapis.org/registry/format/int64>).
        "int64" => "Int64",
        "uint64" => "UInt64",
        _ => return None,
    })
}

/// The same for a value that is a string and nothing else. Decimal numbers that many readers cannot hold are written as
/// strings (<https://spec.openapis.org/registry/format/decimal>); of numbers, these formats say nothing that is checked.
fn checked_text_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "decimal" => "DecimalText",
        "decimal128" => "Decimal128Text",
        _ => return checked_format(name),
    })
}

/// The Rust type of an integer, and the runtime's variant for its range. Without a format that is known, a signed
/// integer of 64 bits.
fn sized(format: Option<&str>) -> (&'static str, &'static str) {
    match format {
        Some("int8") => ("i8", "Int8"),
        Some("int16") => ("i16", "Int16"),
        Some("int32") => ("i32", "Int32"),
        Some("uint8") => ("u8", "UInt8"),
        Some("uint16") => ("u16", "UInt16"),
        Some("uint32") => ("u32", "UInt32"),
        Some("uint64" | "uint") => ("u64", "UInt64"),
        _ => ("i64", "Int64"),
    }
}

pub(in crate::lower) fn integer(integer: &IntegerType) -> Type {
    integer_of(match &integer.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32"),
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name),
        _ => None,
    })
}

/// The type of an integer with a format.
pub(in crate::lower) fn integer_of(format: Option<&str>) -> Type {
    Type::Integer(sized(format).0)
}

pub(in crate::lower) fn number(number: &NumberType) -> Type {
    Type::Number(match &number.format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => "f32",
        _ => "f64",
    })
}

/// The keywords of a schema in the normal form that hold no schemas, but for `pattern`.
pub(super) fn of_values(entries: &Map<String, Value>) -> Schema {
    let count = |key: &str| entries.get(key).and_then(Value::as_u64);
    let name = entries.get("type").and_then(Value::as_str);
    let format = entries.get("format").and_then(Value::as_str);
    let (minimum, exclusive_minimum) = ends(entries, "minimum", "exclusiveMinimum");
    let (maximum, exclusive_maximum) = ends(entries, "maximum", "exclusiveMaximum");
    Schema {
        types: types(name),
        enumeration: match entries.get("enum") {
            Some(Value::Array(values)) => values.iter().map(literal).collect(),
            _ => Vec::new(),
        },
        format: match name {
            Some("integer") => Some(sized(format).1),
            Some("number") => (format == Some("float")).then_some("Float"),
            Some("string") => format.and_then(checked_text_format),
            None => format.and_then(checked_format),
            Some(_) => None,
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

/// Takes back what holds only for the Rust type that a schema gets: a type that its keywords suggest, and the range of
/// an integer of no format.
pub(super) fn drop_assumed(entries: &Map<String, Value>, schema: &mut Schema) {
    if entries.contains_key(crate::normalize::internal::INFERRED_TYPE) {
        schema.types.clear();
    }
    if schema.types == ["INTEGER"] && !entries.contains_key("format") {
        schema.format = None;
    }
}

fn types(name: Option<&str>) -> Vec<&'static str> {
    match name {
        Some("string") => vec!["STRING"],
        Some("integer") => vec!["INTEGER"],
        Some("number") => vec!["NUMBER"],
        Some("boolean") => vec!["BOOLEAN"],
        Some("array") => vec!["ARRAY"],
        Some("object") => vec!["OBJECT"],
        _ => vec![],
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
