//! Keywords of scalar schemas to constraints.

use crate::ir::{Bound, Literal, Schema, SchemaRef, Type};
use openapiv3::{
    AnySchema, ArrayType, BooleanType, IntegerFormat, IntegerType, NumberFormat, NumberType,
    StringFormat, StringType, VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value};

/// The name of a string format, as the document writes it.
pub(super) fn format_name(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<String> {
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

/// The runtime's variant for a format that it checks.
fn checked_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "uuid" => "Uuid",
        "date-time" => "DateTime",
        "date" => "Date",
        "email" => "Email",
        "uri" => "Uri",
        "byte" => "Byte",
        "int32" => "Int32",
        "int64" => "Int64",
        "float" => "Float",
        "double" => "Double",
        _ => return None,
    })
}

pub(super) fn string(string: &StringType) -> Schema {
    Schema {
        types: vec!["STRING"],
        format: format_name(&string.format)
            .as_deref()
            .and_then(checked_format),
        min_length: string.min_length.map(|length| length as u64),
        max_length: string.max_length.map(|length| length as u64),
        pattern: string.pattern.clone(),
        ..Schema::default()
    }
}

pub(super) fn integer(integer: &IntegerType) -> (Type, Schema) {
    let (ty, format) = match &integer.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => ("i32", "Int32"),
        VariantOrUnknownOrEmpty::Unknown(name) if name == "uint32" => ("u32", "UInt32"),
        VariantOrUnknownOrEmpty::Unknown(name) if name == "uint64" => ("u64", "UInt64"),
        _ => ("i64", "Int64"),
    };
    let (minimum, exclusive_minimum) =
        bound(integer.minimum.map(Bound::Int), integer.exclusive_minimum);
    let (maximum, exclusive_maximum) =
        bound(integer.maximum.map(Bound::Int), integer.exclusive_maximum);
    let schema = Schema {
        types: vec!["INTEGER"],
        format: Some(format),
        enumeration: integer
            .enumeration
            .iter()
            .flatten()
            .map(|value| Literal::Int(*value))
            .collect(),
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: integer.multiple_of.map(Bound::Int),
        ..Schema::default()
    };
    (Type::Integer(ty), schema)
}

pub(super) fn number(number: &NumberType) -> (Type, Schema) {
    let (ty, format) = match &number.format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => ("f32", Some("Float")),
        _ => ("f64", None),
    };
    let (minimum, exclusive_minimum) = bound(number.minimum.map(float), number.exclusive_minimum);
    let (maximum, exclusive_maximum) = bound(number.maximum.map(float), number.exclusive_maximum);
    let schema = Schema {
        types: vec!["NUMBER"],
        format,
        enumeration: number
            .enumeration
            .iter()
            .flatten()
            .map(|value| Literal::Float(*value))
            .collect(),
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: number.multiple_of.map(float),
        ..Schema::default()
    };
    (Type::Number(ty), schema)
}

pub(super) fn boolean(boolean: &BooleanType) -> Schema {
    Schema {
        types: vec!["BOOLEAN"],
        enumeration: boolean
            .enumeration
            .iter()
            .flatten()
            .map(|value| Literal::Bool(*value))
            .collect(),
        ..Schema::default()
    }
}

pub(super) fn array(array: &ArrayType, items: SchemaRef) -> Schema {
    Schema {
        types: vec!["ARRAY"],
        items: (!is_any(&items)).then_some(items),
        min_items: array.min_items.map(|count| count as u64),
        max_items: array.max_items.map(|count| count as u64),
        unique_items: array.unique_items,
        ..Schema::default()
    }
}

/// The scalar keywords of a schema of mixed keywords; those that hold schemas are left to the caller.
pub(super) fn any(any: &AnySchema) -> Schema {
    let number = |value: &Option<f64>| value.map(float);
    let (minimum, exclusive_minimum) =
        bound(number(&any.minimum), any.exclusive_minimum.unwrap_or(false));
    let (maximum, exclusive_maximum) =
        bound(number(&any.maximum), any.exclusive_maximum.unwrap_or(false));
    let types = match any.typ.as_deref() {
        Some("string") => vec!["STRING"],
        Some("integer") => vec!["INTEGER"],
        Some("number") => vec!["NUMBER"],
        Some("boolean") => vec!["BOOLEAN"],
        Some("array") => vec!["ARRAY"],
        Some("object") => vec!["OBJECT"],
        _ => vec![],
    };
    Schema {
        format: any
            .format
            .as_deref()
            .and_then(checked_format)
            .or((types == ["INTEGER"]).then_some("Int64")),
        types,
        enumeration: enumeration(&any.enumeration),
        min_length: any.min_length.map(|length| length as u64),
        max_length: any.max_length.map(|length| length as u64),
        pattern: any.pattern.clone(),
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: number(&any.multiple_of),
        min_items: any.min_items.map(|count| count as u64),
        max_items: any.max_items.map(|count| count as u64),
        unique_items: any.unique_items.unwrap_or(false),
        min_properties: any.min_properties.map(|count| count as u64),
        max_properties: any.max_properties.map(|count| count as u64),
        ..Schema::default()
    }
}

/// The values of a list that may hold any.
pub(super) fn enumeration(values: &[Value]) -> Vec<Literal> {
    values.iter().map(literal).collect()
}

/// Whether a schema allows everything.
pub(super) fn is_any(schema: &SchemaRef) -> bool {
    matches!(schema, SchemaRef::Inline(inner) if **inner == Schema::default())
}

/// OpenAPI 3.0's flag beside a bound, as two keywords.
fn bound(value: Option<Bound>, exclusive: bool) -> (Option<Bound>, Option<Bound>) {
    if exclusive {
        (None, value)
    } else {
        (value, None)
    }
}

/// A bound that is an integer is written as one.
#[allow(clippy::cast_possible_truncation)] // The range is checked first.
fn float(value: f64) -> Bound {
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        Bound::Int(value as i64)
    } else {
        Bound::Float(value)
    }
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
        (None, Some(float)) => Literal::Float(float),
        (None, None) => Literal::Json(number.to_string()),
    }
}
