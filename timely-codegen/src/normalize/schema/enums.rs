//! `enum`: values of the type, and null as `nullable`.

use super::{Schema, type_keywords};
use crate::diagnostic::{Code, Pointer};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The extensions by which documents name the values of an `enum`, in its order.
pub(crate) const ENUM_NAMES: &[&str] = &["x-enum-varnames", "x-enumNames"];

impl Schema<'_, '_, '_> {
    pub(super) fn settle_enum(&mut self) {
        let Some(Value::Array(values)) = self.take("enum") else {
            return;
        };
        if values.is_empty() {
            self.warn(
                Code::Repaired,
                "enum",
                "an empty `enum` allows nothing; it is left out",
            )
            .at_key();
            return;
        }
        let name = self.text("type").map(str::to_owned);
        if name.as_deref() == Some("array")
            && !values.iter().any(Value::is_array)
            && self.give_to_items(&values)
        {
            return;
        }
        let mut kept = self.values_of_type(values, name.as_deref());
        if kept.is_empty() {
            if self.entries.get("nullable") != Some(&json!(true)) {
                self.contradict("`enum` lists no value of the type");
                return;
            }
            // Null and nothing else.
            self.take("type");
            kept.push(Value::Null);
        }
        self.set("enum", Value::Array(kept));
    }

    /// The values that are of the type or can be read as such, each once, with the names of those alone. Null is none.
    fn values_of_type(&mut self, values: Vec<Value>, name: Option<&str>) -> Vec<Value> {
        let count = values.len();
        let mut kept: Vec<Value> = Vec::new();
        let mut places = Vec::new();
        let mut seen = HashSet::new();
        let mut converted = 0;
        for (index, value) in values.into_iter().enumerate() {
            if value.is_null() {
                self.set("nullable", json!(true));
                continue;
            }
            let fitting = match name {
                Some(name) if !type_keywords::is_of(&value, name) => {
                    let fitting = self.convert(&value, name, index);
                    converted += usize::from(fitting.is_some());
                    fitting
                }
                Some("integer") => whole(&value).or(Some(value)),
                _ => Some(value),
            };
            if let Some(value) = fitting
                && seen.insert(value.to_string())
            {
                kept.push(value);
                places.push(index);
            }
        }
        self.keep_names(&places, count);
        if let (1.., Some(name)) = (converted, name) {
            self.warn(
                Code::Repaired,
                "enum",
                format!("not all values are of type `{name}`; they are read as such"),
            );
        }
        kept
    }

    /// Keeps the names of some values, by their places among so many. Names that are not one for each stay as they are.
    pub(super) fn keep_names(&mut self, places: &[usize], count: usize) {
        for key in ENUM_NAMES {
            if let Some(Value::Array(names)) = self.entries.get_mut(*key)
                && names.len() == count
            {
                *names = places.iter().map(|place| names[*place].clone()).collect();
            }
        }
    }

    /// The values of a list that are no lists are those of its items.
    fn give_to_items(&mut self, values: &[Value]) -> bool {
        let Some(Value::Object(items)) = self.entries.get_mut("items") else {
            return false;
        };
        if items.contains_key("$ref") || items.contains_key("enum") {
            return false;
        }
        items.insert("enum".to_owned(), Value::Array(values.to_vec()));
        for key in ENUM_NAMES {
            if let Some(names) = self.entries.shift_remove(*key) {
                self.entries["items"][*key] = names;
            }
        }
        let root = Pointer::root();
        self.moved(&root.child("enum"), &root.child("items").child("enum"));
        self.warn(
            Code::Repaired,
            "enum",
            "these are values of the items, not of the list",
        )
        .at_key()
        .help("move `enum` into `items`");
        true
    }

    /// The value as one of the type, if that is plain.
    fn convert(&mut self, value: &Value, name: &str, index: usize) -> Option<Value> {
        let at = self.pointer.child("enum").index(index);
        let converted = match (name, value) {
            ("string", Value::Number(_) | Value::Bool(_)) => {
                let written = self.context.map.written(&at);
                Some(json!(
                    written.map_or_else(|| value.to_string(), str::to_owned)
                ))
            }
            ("integer" | "number" | "boolean", Value::String(text)) => serde_json::from_str(text)
                .ok()
                .filter(|value| type_keywords::is_of(value, name)),
            _ => None,
        };
        if converted.is_none() {
            let message = format!("the value is not of type `{name}`; it is left out");
            self.context
                .diagnostics
                .warning(Code::Repaired, &at, message);
        }
        converted
    }
}

/// A number without a fraction, as an integer.
pub(super) fn whole(value: &Value) -> Option<Value> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    let number = value.as_f64().filter(|_| value.is_f64())?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value was checked to be in range"
    )]
    (number.fract() == 0.0 && number.abs() <= LIMIT).then(|| json!(number as i64))
}
