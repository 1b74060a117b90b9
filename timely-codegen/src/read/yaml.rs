//! YAML text to values and their places.

use super::span_builder::{Duplicate, Problem, joins_duplicates};
use super::{yaml_hints, yaml_spans};
use crate::diagnostic::{Code, Pointer, Source, Spans};
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// What a YAML text holds.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) spans: Spans,
    pub(super) duplicates: Vec<Duplicate>,
    /// Where numbers stand that JSON cannot hold. They are read as null.
    pub(super) not_finite: Vec<Pointer>,
}

/// Reads YAML by the core schema of YAML 1.2: `yes`, `on` and dates are text.
pub(super) fn parse(source: &Source) -> Result<Parsed, Problem> {
    refuse_control_characters(source.text())?;
    let (spans, duplicates, text) = yaml_spans::scan(source.text())?;
    let state = State::default();
    let value = Seed(&state)
        .deserialize(serde_yaml::Deserializer::from_str(&text))
        .map_err(|error| problem(source, &error))?;
    Ok(Parsed {
        value,
        spans,
        duplicates,
        not_finite: state.not_finite.into_inner(),
    })
}

/// The parser does not say where they are.
fn refuse_control_characters(text: &str) -> Result<(), Problem> {
    let found = text
        .char_indices()
        .find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'));
    let Some((at, c)) = found else { return Ok(()) };
    Err(Problem {
        code: Code::InvalidSyntax,
        offset: u32::try_from(at).unwrap_or(u32::MAX),
        pointer: Pointer::root(),
        message: format!(
            "not valid YAML: the control character U+{:04X}",
            u32::from(c)
        ),
        help: Some("take it out, or write it as an escape between double quotes".to_owned()),
    })
}

fn problem(source: &Source, error: &serde_yaml::Error) -> Problem {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let offset = error
        .location()
        .map_or(0, |at| source.byte(at.line(), at.column()));
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let help = yaml_hints::hint(source.text(), offset as usize, &message);
    Problem {
        code: Code::InvalidSyntax,
        offset,
        pointer: Pointer::root(),
        message: format!("not valid YAML: {message}"),
        help,
    }
}

/// JSON in which keys stand twice, as its own reader sees it, but for what is put together.
pub(super) fn of_json(text: &str) -> serde_json::Result<Value> {
    let state = State {
        is_json: true,
        ..State::default()
    };
    Seed(&state).deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// What is carried along while values are built.
#[derive(Default)]
struct State {
    /// Whether `<<` is a key like any other.
    is_json: bool,
    pointer: RefCell<Pointer>,
    not_finite: RefCell<Vec<Pointer>>,
}

impl State {
    fn not_finite(&self) -> Value {
        self.not_finite
            .borrow_mut()
            .push(self.pointer.borrow().clone());
        Value::Null
    }
}

/// Builds one value.
#[derive(Clone, Copy)]
struct Seed<'a>(&'a State);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// Integers beyond 64 bits become floating point, as they do in JSON.
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds of that size are approximate in the documents as well"
        )]
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds of that size are approximate in the documents as well"
        )]
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(|| self.0.not_finite(), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            self.0.pointer.borrow_mut().push_index(items.len());
            let item = access.next_element_seed(self);
            self.0.pointer.borrow_mut().pop();
            match item? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut merged = Vec::new();
        // A key is its text, whatever it looks like: `200` and `1.10` are names here, not numbers.
        while let Some(key) = access.next_key::<String>()? {
            self.0.pointer.borrow_mut().push(&key);
            let value = access.next_value_seed(self);
            self.0.pointer.borrow_mut().pop();
            match value? {
                Value::Object(source) if key == "<<" && !self.0.is_json => merged.push(source),
                Value::Array(sources)
                    if key == "<<" && !self.0.is_json && sources.iter().all(Value::is_object) =>
                {
                    merged.extend(sources.into_iter().filter_map(into_object));
                }
                value => insert(&mut object, key, value, &self.0.pointer.borrow()),
            }
        }
        for (key, value) in merged.into_iter().flatten() {
            object.entry(key).or_insert(value);
        }
        Ok(Value::Object(object))
    }

    /// A value with a tag of its own (`!Something`): the tag means nothing to OpenAPI.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_, content): (String, _) = access.variant()?;
        content.newtype_variant_seed(self)
    }
}

/// Adds an entry to the mapping at a place. Of equal keys the last one counts, or both where they are put together.
fn insert(object: &mut Map<String, Value>, key: String, value: Value, mapping: &Pointer) {
    match (object.get_mut(&key), value) {
        (Some(Value::Object(first)), Value::Object(others)) if joins_duplicates(mapping) => {
            first.extend(others);
        }
        (_, value) => {
            object.insert(key, value);
        }
    }
}

fn into_object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
