//! A parameter's value, taken apart into texts.

use crate::json;
use crate::{EncodeError, Parameter, Style};
use serde_json::Value;

/// What a style can write: a text, a list of texts, or named texts.
#[derive(Debug)]
pub(super) enum Shape {
    Scalar(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Shape {
    pub(super) fn of(parameter: &Parameter, value: &Value) -> Result<Self, EncodeError> {
        if parameter.style == Style::Json {
            return Ok(Self::Scalar(json::text(value)));
        }
        Ok(match value {
            Value::Array(items) => Self::List(
                items
                    .iter()
                    .map(|item| scalar(parameter, item))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => Self::Members(
                members
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| Ok((name.clone(), scalar(parameter, value)?)))
                    .collect::<Result<_, _>>()?,
            ),
            value => Self::Scalar(scalar(parameter, value)?),
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

pub(super) fn scalar(parameter: &Parameter, value: &Value) -> Result<String, EncodeError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(json::number_text(number)),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null => Err(problem(parameter, "must not be null")),
        Value::Array(_) | Value::Object(_) => Err(problem(
            parameter,
            "holds nested values, which its style cannot write",
        )),
    }
}

pub(super) const fn problem(parameter: &Parameter, problem: &'static str) -> EncodeError {
    EncodeError::Parameter {
        name: parameter.name,
        problem,
    }
}
