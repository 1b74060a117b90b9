//! A value, taken apart into the texts that a style writes.

use super::read;
use crate::json;
use crate::schema::Subschema;
use crate::{EncodeError, Parameter, Style};
use serde_json::Value;

/// What is wrong with a value, said after its name.
pub(super) type Problem = &'static str;

/// What is said of a value that would be read as another one.
pub(super) const AMBIGUOUS: Problem =
    "would not arrive as it is, since its style cannot tell it from another value";

/// What a style can write: a text, a list of texts, or named texts.
#[derive(Debug)]
pub(super) enum Shape {
    Scalar(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Shape {
    /// The texts of a value; `repeats` says whether each item of a list is written with the name, `in_form` whether it
    /// stands in a form.
    ///
    /// Where any value is allowed, nothing but its text tells what it is: what holds others is JSON.
    pub(super) fn of(
        schema: Subschema<'_>,
        style: Style,
        (repeats, in_form): (bool, bool),
        value: &Value,
    ) -> Result<Self, Problem> {
        if style == Style::Json {
            return Ok(Self::Scalar(json::text(value)));
        }
        let is_any = read::is_any(schema);
        Ok(match value {
            Value::Array(items) if !is_any || repeats && items.len() > 1 => {
                let items = items.iter().enumerate();
                let texts =
                    items.map(|(place, item)| scalar(read::item_at(schema, place), in_form, item));
                Self::List(texts.collect::<Result<_, _>>()?)
            }
            Value::Object(members) if !is_any => Self::Members(
                members
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| {
                        let text = scalar(read::property(schema, name), in_form, value)?;
                        Ok::<_, Problem>((name.clone(), text))
                    })
                    .collect::<Result<_, _>>()?,
            ),
            value => Self::Scalar(scalar(schema, in_form, value)?),
        })
    }

    /// Whether there is nothing to write: RFC 6570 takes empty lists as undefined.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Members(members) => members.is_empty(),
        }
    }

    /// All texts, for checks.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Scalar(text) => vec![text],
            Self::List(items) => items.iter().map(String::as_str).collect(),
            Self::Members(members) => members
                .iter()
                .flat_map(|(name, value)| [name.as_str(), value.as_str()])
                .collect(),
        }
    }

    /// Joins names and values: `a=1,b=2` with `explode`, else `a,1,b,2`. A scalar stands for itself.
    pub(super) fn join(
        &self,
        separator: &str,
        explode: bool,
        write: impl Fn(&str) -> String,
    ) -> String {
        match self {
            Self::Scalar(text) => write(text),
            Self::List(items) => items
                .iter()
                .map(|item| write(item))
                .collect::<Vec<_>>()
                .join(separator),
            Self::Members(members) => {
                let inner = if explode { "=" } else { separator };
                members
                    .iter()
                    .map(|(name, value)| format!("{}{inner}{}", write(name), write(value)))
                    .collect::<Vec<_>>()
                    .join(separator)
            }
        }
    }
}

/// The text of a value that holds no others; JSON of another where any is allowed.
pub(super) fn scalar(
    schema: Subschema<'_>,
    in_form: bool,
    value: &Value,
) -> Result<String, Problem> {
    let is_any = read::is_any(schema);
    match value {
        // It would be read as a number, say, which has the same text.
        Value::String(text)
            if is_any && in_form && read::form_scalar(schema, text.clone()) != *value =>
        {
            Err(AMBIGUOUS)
        }
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(json::number_text(number)),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null => Err("must not be null"),
        Value::Array(_) | Value::Object(_) if is_any => Ok(json::text(value)),
        Value::Array(_) | Value::Object(_) => {
            Err("holds nested values, which its style cannot write")
        }
    }
}

/// Whether what was read is what was written, as far as texts can tell: what is null or holds nothing is not written, and
/// where a schema allows both a number and its text, or an item and a list of it, they are the same on the wire.
pub(super) fn is_same(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Array(read), Value::Array(written)) => are_same(read, written),
        (Value::Object(read), Value::Object(written)) => {
            let count = |members: &serde_json::Map<String, Value>| {
                members.values().filter(|value| !is_nothing(value)).count()
            };
            let mut members = written.iter().filter(|(_, value)| !is_nothing(value));
            count(read) == count(written)
                && members
                    .all(|(name, value)| read.get(name).is_some_and(|read| is_same(read, value)))
        }
        (read, Value::Array(items)) => {
            matches!(items.as_slice(), [item] if is_same(read, item))
        }
        (Value::Array(items), written) => {
            matches!(items.as_slice(), [item] if is_same(item, written))
        }
        (Value::Object(_), _) | (_, Value::Object(_)) => false,
        (read, written) => plain(read) == plain(written),
    }
}

/// Whether items are the same, of which none stands for a list of it.
fn are_same(read: &[Value], written: &[Value]) -> bool {
    let same = |(read, written): (&Value, &Value)| match (read, written) {
        (Value::Array(read), Value::Array(written)) => are_same(read, written),
        (Value::Array(_), _) | (_, Value::Array(_)) => false,
        (read, written) => is_same(read, written),
    };
    read.len() == written.len() && read.iter().zip(written).all(same)
}

/// Whether nothing is written of a value.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => json::number_text(number),
        value => json::text(value),
    }
}

pub(super) const fn problem(parameter: &Parameter, problem: Problem) -> EncodeError {
    EncodeError::Parameter {
        name: parameter.name,
        problem,
    }
}
