//! Values of the wrong type whose meaning is plain.

use crate::grammar::Kind;
use serde_json::{Value, json};

/// What a value was made into.
pub(super) struct Coerced {
    pub(super) value: Value,
    /// What to say about it. Nothing is said about what is usual.
    pub(super) said: Option<String>,
}

impl Coerced {
    fn new(value: Value, said: impl Into<String>) -> Self {
        let said = Some(said.into());
        Self { value, said }
    }
}

/// The value that must have been meant. `written` is the value as it stands in the text.
pub(super) fn coerce(kind: &'static Kind, value: &Value, written: Option<&str>) -> Option<Coerced> {
    match kind {
        Kind::Either(kinds) => kinds.iter().find_map(|kind| coerce(kind, value, written)),
        Kind::String => coerce_string(value, written),
        Kind::Boolean => coerce_boolean(value),
        Kind::Number | Kind::Count => coerce_number(kind, value),
        _ => coerce_container(kind, value),
    }
}

fn coerce_string(value: &Value, written: Option<&str>) -> Option<Coerced> {
    if !(value.is_number() || value.is_boolean()) {
        return None;
    }
    let text = written.map_or_else(|| value.to_string(), str::to_owned);
    let said = format!("this is to be a string; put quotes around `{text}`");
    Some(Coerced::new(Value::String(text), said))
}

fn coerce_boolean(value: &Value) -> Option<Coerced> {
    match value {
        Value::String(text) => {
            let value = match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => true,
                "false" | "no" | "off" => false,
                _ => return None,
            };
            let said = format!("this is to be `{value}` without quotes");
            Some(Coerced::new(json!(value), said))
        }
        Value::Number(number) if number.as_u64().is_some_and(|number| number < 2) => {
            let value = number.as_u64() == Some(1);
            let said = format!("this is to be `{value}`");
            Some(Coerced::new(json!(value), said))
        }
        _ => None,
    }
}

fn coerce_number(kind: &'static Kind, value: &Value) -> Option<Coerced> {
    match (kind, value) {
        (_, Value::String(text)) => {
            let number: Value = serde_json::from_str(text.trim()).ok()?;
            let fitting = if kind.fits(&number) {
                number
            } else {
                coerce(kind, &number, None)?.value
            };
            Some(Coerced::new(
                fitting,
                "this is to be a number, without quotes",
            ))
        }
        (Kind::Count, Value::Number(number)) => Some(Coerced {
            value: count(number.as_f64()?)?,
            said: None,
        }),
        _ => None,
    }
}

/// Lists, maps and objects, and what may be meant as one.
fn coerce_container(kind: &Kind, value: &Value) -> Option<Coerced> {
    match (kind, value) {
        // Some languages write an empty object the same way as an empty list.
        (Kind::Map(_) | Kind::Object(_), Value::Array(items)) if items.is_empty() => {
            Some(Coerced::new(json!({}), "this is to be an object: `{}`"))
        }
        (Kind::List(_), Value::Object(entries)) if entries.is_empty() => {
            Some(Coerced::new(json!([]), "this is to be a list: `[]`"))
        }
        (Kind::List(inner), value) if !value.is_array() && inner.fits(value) => Some(Coerced::new(
            json!([value]),
            "this is to be a list; a single value was read as its only item",
        )),
        (Kind::Object(object), Value::String(name))
            if object.section == Some("schemas") && is_type(name) =>
        {
            Some(Coerced::new(
                json!({ "type": name }),
                format!("this is to be a schema: `type: {name}`"),
            ))
        }
        (Kind::Object(object), Value::String(name)) if object.field("propertyName").is_some() => {
            Some(Coerced::new(
                json!({ "propertyName": name }),
                format!("this is to be an object: `propertyName: {name}`"),
            ))
        }
        _ => None,
    }
}

fn is_type(name: &str) -> bool {
    ["string", "number", "integer", "boolean", "array", "object"].contains(&name)
}

/// A number without a fraction, as the integer that it is. More than any machine counts to is no limit at all, and
/// the largest integer stands for it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value was checked to be in range"
)]
fn count(number: f64) -> Option<Value> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if number < 0.0 || number.fract() != 0.0 {
        return None;
    }
    Some(json!(if number > LARGEST {
        i64::MAX as u64
    } else {
        number as u64
    }))
}

/// A value, as messages call it.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// What to write instead.
pub(super) fn help(kind: &Kind, value: &Value) -> Option<&'static str> {
    match (kind, value) {
        (Kind::Map(_), Value::Array(_)) => Some("write the names as keys, not as items of a list"),
        (Kind::List(_), Value::Object(_)) => Some("begin each item with `- `"),
        (Kind::Object(object), Value::String(_)) if object.section.is_some() => {
            Some("a reference is written as an object: `$ref: '#/components/…'`")
        }
        _ => None,
    }
}
