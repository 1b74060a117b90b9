//! How a value stands in text.

use super::Body;
use crate::{Misfit, Schema, json};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::any::TypeId;

/// Whether objects in JSON may name a member twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The last counts.
    Any,
    /// They may not.
    Unique,
}

impl Names {
    /// What holds for what is in a body.
    pub(super) const fn of(body: &Body) -> Self {
        if body.has_unique_names() {
            Self::Unique
        } else {
            Self::Any
        }
    }

    /// Refuses a text in which a name is repeated. All else that may be wrong with it is left to who reads it.
    pub(super) fn check(self, text: &[u8]) -> Result<(), Box<Misfit>> {
        if self == Self::Any {
            return Ok(());
        }
        match json::repeated_name(text) {
            Some(error) => Err(Misfit::of_syntax(text, &error)),
            None => Ok(()),
        }
    }
}

/// How a value of a Rust type stands in the data of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextForm {
    /// As JSON: the text `a` is `"a"`.
    Json,
    /// As it is: the text `a` is `a`. What is no text, such as a number, is written as JSON.
    Plain,
}

impl TextForm {
    /// The form that suits a type if the document does not say: plain for `String`, JSON for all others.
    #[must_use]
    pub fn of<T: 'static>() -> Self {
        if TypeId::of::<T>() == TypeId::of::<String>() {
            Self::Plain
        } else {
            Self::Json
        }
    }

    /// Reads a value. Where the other form is meant beyond doubt, that one is read: a bare word is no JSON, and a number
    /// is no text.
    pub(super) fn read<T: DeserializeOwned>(
        self,
        text: &str,
        names: Names,
    ) -> Result<T, Box<Misfit>> {
        let plain = || T::deserialize(Value::from(text));
        if self == Self::Json {
            names.check(text.as_bytes())?;
        }
        let result = match self {
            Self::Json => json::from_slice(text.as_bytes()).or_else(|error| {
                let is_broken_json = text.trim_start().starts_with(['{', '[', '"']);
                let read = if is_broken_json { None } else { plain().ok() };
                read.ok_or(error)
            }),
            Self::Plain => {
                plain().or_else(|error| json::from_slice(text.as_bytes()).map_err(|_| error))
            }
        };
        result.map_err(|error| Misfit::of_text(text.as_bytes(), Schema::ANY, &error))
    }

    /// Writes a value.
    pub(super) fn write<T: Serialize>(self, value: &T) -> Result<String, serde_json::Error> {
        let json = json::to_string(value)?;
        if self == Self::Plain && json.starts_with('"') {
            return serde_json::from_str(&json);
        }
        Ok(json)
    }
}
