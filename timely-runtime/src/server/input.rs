//! The decoded request, as generated code takes it apart.

use super::Rejection;
use super::body::Content;
use crate::Parameter;
use crate::schema::{Place, Violation, integral, push_token};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// The parameters and the body of a request, checked against the document and ready to become typed values.
#[derive(Debug)]
pub struct Input {
    parameters: &'static [Parameter],
    args: Map<String, Value>,
    content: Content,
}

impl Input {
    pub(super) const fn new(
        parameters: &'static [Parameter],
        args: Map<String, Value>,
        content: Content,
    ) -> Self {
        Self {
            parameters,
            args,
            content,
        }
    }

    /// Takes the parameter whose [`Parameter::field`](crate::Parameter::field) is `field`. For one that may be absent,
    /// `T` is an `Option`.
    ///
    /// # Errors
    /// When the value passed all checks but does not fit `T` all the same, such as an integer beyond its range where
    /// the document names no width.
    pub fn arg<T: DeserializeOwned>(&mut self, field: &'static str) -> Result<T, Rejection> {
        let value = self.args.remove(field).unwrap_or_default();
        typed(value).map_err(|Unfit| {
            let parameter = self
                .parameters
                .iter()
                .find(|parameter| parameter.field == field);
            unfit(parameter.map(|parameter| {
                let mut pointer = String::new();
                push_token(&mut pointer, parameter.name);
                (parameter.location.into(), pointer)
            }))
        })
    }

    /// Takes all parameters that are left, as a struct whose members are fields of parameters.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn params<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let args = Value::Object(std::mem::take(&mut self.args));
        typed(args).map_err(|Unfit| unfit(None))
    }

    /// Takes the body.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let value = match std::mem::take(&mut self.content) {
            Content::Empty => Value::Null,
            Content::Value(value) => value,
            Content::Bytes(bytes) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        };
        typed(value).map_err(|Unfit| unfit(Some((Place::Body, String::new()))))
    }

    /// Takes the body, if there is one.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn optional_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Rejection> {
        if let Content::Empty = self.content {
            Ok(None)
        } else {
            self.json().map(Some)
        }
    }

    /// Takes the body of a media type that is not decoded, as it came; empty when there is none.
    pub fn bytes(&mut self) -> Bytes {
        match std::mem::take(&mut self.content) {
            Content::Empty => Bytes::new(),
            Content::Value(value) => value.to_string().into(),
            Content::Bytes(bytes) => bytes,
        }
    }
}

/// A value that passed all checks, but is beyond its type.
struct Unfit;

fn typed<T: DeserializeOwned>(mut value: Value) -> Result<T, Unfit> {
    if let Ok(typed) = T::deserialize(&value) {
        return Ok(typed);
    }
    // `1.0` is an integer to JSON Schema, but not to serde.
    integers(&mut value);
    T::deserialize(value).map_err(|error| {
        tracing::debug!(%error, "a value passed all checks but does not fit its type");
        Unfit
    })
}

fn unfit(place: Option<(Place, String)>) -> Rejection {
    let violation = place.map(|(location, pointer)| Violation {
        location,
        pointer,
        expected: "a value of the documented type".to_owned(),
        found: "one beyond its range".to_owned(),
    });
    Rejection::invalid(violation.into_iter().collect())
}

/// Turns whole floats into integers, wherever they stand.
fn integers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() && integral(number) => {
            // Printed without exponent or fraction, a whole float reads back as the same integer, if it fits.
            let text = format!("{:.0}", number.as_f64().unwrap_or_default());
            let text = if text == "-0" { "0" } else { &text };
            if let Ok(integer) = text
                .parse::<i64>()
                .map(Number::from)
                .or_else(|_| text.parse::<u64>().map(Number::from))
            {
                *number = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(integers),
        Value::Object(members) => members.values_mut().for_each(integers),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_floats_become_integers() {
        let input = |value| Input::new(&[], Map::new(), Content::Value(value));
        assert_eq!(
            input(json!([1.0, -0.0, -2.0])).json::<Vec<i64>>().unwrap(),
            [1, 0, -2]
        );
        assert_eq!(
            input(json!(18446744073709549568.0)).json::<u64>().unwrap(),
            18446744073709549568
        );
        assert!(input(json!(1.5)).json::<i64>().is_err());
        assert!(input(json!(1e300)).json::<i64>().is_err());
    }

    #[test]
    fn absent_values() {
        let mut input = Input::new(&[], Map::new(), Content::Empty);
        assert_eq!(input.arg::<Option<u8>>("a").unwrap(), None);
        assert_eq!(input.optional_json::<u8>().unwrap(), None);
        assert!(input.arg::<u8>("a").is_err());
        assert!(input.bytes().is_empty());
    }
}
