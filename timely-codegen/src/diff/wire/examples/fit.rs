//! Whether a value is one of a schema's: roughly, and in favor of the value where that is not told at a glance.

use crate::diff::wire::node::Node;
use crate::normalize::pattern_refuses;
use serde_json::{Map, Value};

/// How many schemas are looked at for one example. What is larger than that is taken to fit.
const BUDGET: usize = 10_000;
/// How deep they may lie in one another.
const MAX_DEPTH: usize = 64;

/// A check in the making.
pub(super) struct Fit<'a> {
    document: &'a Value,
    left: usize,
    depth: usize,
}

impl<'a> Fit<'a> {
    /// Whether a value is one of a schema's.
    pub(super) fn of(value: &Value, schema: &Node<'a>, document: &'a Value) -> bool {
        let mut fit = Self {
            document,
            left: BUDGET,
            depth: 0,
        };
        fit.fits(value, schema.value)
    }

    fn fits(&mut self, value: &Value, schema: &'a Value) -> bool {
        if self.left == 0 || self.depth == MAX_DEPTH {
            return true;
        }
        self.left -= 1;
        let node = Node {
            pointer: crate::diagnostic::Pointer::root(),
            value: schema,
        };
        let schema = node.resolved(self.document).value;
        let Some(keywords) = schema.as_object() else {
            return true;
        };
        self.depth += 1;
        let fits = self.fits_keywords(value, keywords);
        self.depth -= 1;
        fits
    }

    fn fits_keywords(&mut self, value: &Value, keywords: &'a Map<String, Value>) -> bool {
        let is_nullable = keywords.get("nullable") == Some(&Value::Bool(true));
        if value.is_null() && is_nullable {
            return true;
        }
        let kind = keywords.get("type").and_then(Value::as_str);
        if kind.is_some_and(|kind| !is_of(value, kind)) {
            return false;
        }
        if let Some(Value::Array(values)) = keywords.get("enum")
            && !values.contains(value)
        {
            return false;
        }
        let fits_itself = match value {
            Value::String(text) => {
                let pattern = keywords.get("pattern").and_then(Value::as_str);
                in_bounds(text.chars().count(), keywords, "minLength", "maxLength")
                    && !pattern.is_some_and(|pattern| pattern_refuses(pattern, text))
            }
            Value::Array(items) => {
                in_bounds(items.len(), keywords, "minItems", "maxItems")
                    && self.fits_items(items, keywords)
            }
            Value::Object(entries) => {
                in_bounds(entries.len(), keywords, "minProperties", "maxProperties")
                    && self.fits_properties(entries, keywords)
            }
            Value::Number(number) => number
                .as_f64()
                .is_none_or(|number| in_range(number, keywords)),
            _ => true,
        };
        fits_itself && self.fits_parts(value, keywords)
    }

    fn fits_items(&mut self, items: &[Value], keywords: &'a Map<String, Value>) -> bool {
        let schema = keywords.get("items");
        schema.is_none_or(|schema| items.iter().all(|item| self.fits(item, schema)))
    }

    fn fits_properties(
        &mut self,
        entries: &Map<String, Value>,
        keywords: &'a Map<String, Value>,
    ) -> bool {
        let required = keywords.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        if !required.all(|name| entries.contains_key(name)) {
            return false;
        }
        let properties = keywords.get("properties");
        let has_patterns = keywords.contains_key("patternProperties");
        entries.iter().all(|(name, value)| {
            match (
                properties.and_then(|it| it.get(name)),
                keywords.get("additionalProperties"),
            ) {
                (Some(schema), _) => self.fits(value, schema),
                (None, _) if has_patterns => true,
                (None, Some(Value::Bool(allowed))) => *allowed,
                (None, Some(schema)) => self.fits(value, schema),
                (None, None) => true,
            }
        })
    }

    /// Whether it is a value of the schemas that a schema is made of.
    fn fits_parts(&mut self, value: &Value, keywords: &'a Map<String, Value>) -> bool {
        let parts = |key: &str| keywords.get(key).and_then(Value::as_array);
        let fits_all =
            parts("allOf").is_none_or(|all| all.iter().all(|schema| self.fits(value, schema)));
        let mut fits_one_of = |key| {
            let alternatives = parts(key).filter(|it| !it.is_empty());
            alternatives.is_none_or(|any| any.iter().any(|schema| self.fits(value, schema)))
        };
        fits_all && fits_one_of("anyOf") && fits_one_of("oneOf")
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn in_bounds(size: usize, keywords: &Map<String, Value>, least: &str, most: &str) -> bool {
    let bound = |key: &str| keywords.get(key).and_then(Value::as_u64);
    let size = size as u64;
    bound(least).is_none_or(|least| size >= least) && bound(most).is_none_or(|most| size <= most)
}

fn in_range(number: f64, keywords: &Map<String, Value>) -> bool {
    let bound = |key: &str| keywords.get(key).and_then(Value::as_f64);
    let excludes = |key: &str| keywords.get(key) == Some(&Value::Bool(true));
    let is_above = bound("minimum")
        .is_none_or(|least| number > least || number >= least && !excludes("exclusiveMinimum"));
    let is_below = bound("maximum")
        .is_none_or(|most| number < most || number <= most && !excludes("exclusiveMaximum"));
    is_above && is_below
}
