//! Keywords that suit the type.

use super::Schema;
use crate::diagnostic::Code;
use crate::formats::{self, JsonType};
use crate::normalize::annotations;
use serde_json::{Value, json};

const NUMBER: &[&str] = &[
    "format",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];
const STRING: &[&str] = &[
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];
const ARRAY: &[&str] = &[
    "items",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unevaluatedItems",
];
const OBJECT: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
];

/// What the type of a schema was settled by already, where it was: the text of any type of value may be that of JSON.
const SETTLED: &[&str] = &["contentEncoding", "contentMediaType"];

/// The keywords that say something about values of a type.
pub(super) fn keywords(name: &str) -> &'static [&'static str] {
    match name {
        "number" | "integer" => NUMBER,
        "string" => STRING,
        "array" => ARRAY,
        "object" => OBJECT,
        _ => &[],
    }
}

/// Whether a value is of a type.
pub(super) fn is_of(value: &Value, name: &str) -> bool {
    JsonType::named(name).is_some_and(|ty| ty.holds(value))
}

impl Schema<'_, '_, '_> {
    /// Drops keywords that mean nothing for the type, and finds the type that the keywords speak of.
    pub(super) fn settle_keywords_of_type(&mut self) {
        match self.text("type").map(str::to_owned) {
            Some(name) => self.drop_foreign(&name),
            None => self.infer_type(),
        }
    }

    fn drop_foreign(&mut self, name: &str) {
        let own = keywords(name);
        let foreign: Vec<String> = [STRING, NUMBER, ARRAY, OBJECT]
            .iter()
            .flat_map(|keywords| keywords.iter())
            .filter(|key| !own.contains(key) && !SETTLED.contains(key) && self.has(key))
            .map(|key| (*key).to_owned())
            .collect();
        for key in foreign {
            let Some(value) = self.take(&key) else {
                continue;
            };
            let says_nothing = match &value {
                Value::Array(items) => items.is_empty(),
                Value::Object(entries) => entries.is_empty(),
                Value::Bool(_) => true,
                _ => key == "format",
            };
            if !says_nothing {
                self.warn(
                    Code::Repaired,
                    &key,
                    format!("`{key}` says nothing about values of type `{name}`; it is left out"),
                )
                .at_key();
            }
        }
    }

    /// Whether something depends on what it does not allow: with a type, it would allow less.
    fn is_condition(&self) -> bool {
        let named = self
            .pointer
            .parent()
            .and_then(|parent| parent.name())
            .is_some_and(|name| name == "properties");
        !named
            && self
                .pointer
                .name()
                .is_some_and(|name| name == "not" || name == "if")
    }

    fn infer_type(&mut self) {
        if self.is_composed() || self.is_condition() {
            return;
        }
        if let Some(Value::Array(values)) = self.entries.get("enum") {
            let mut known = ["string", "integer", "number", "boolean"].into_iter();
            if let Some(name) = known
                .find(|name| !values.is_empty() && values.iter().all(|value| is_of(value, name)))
            {
                self.set("type", json!(name));
                self.drop_foreign(name);
            }
            return;
        }
        // Names that must be there without a word about them are a condition on a type that is told elsewhere.
        let only_required =
            self.has("required") && !OBJECT.iter().any(|key| *key != "required" && self.has(key));
        let speaks = |key: &str| key != "format" && !SETTLED.contains(&key) && self.has(key);
        let speaks_of = |keywords: &[&str]| keywords.iter().any(|key| speaks(key));
        let families = [
            ("string", STRING),
            ("number", NUMBER),
            ("array", ARRAY),
            ("object", OBJECT),
        ];
        let mut spoken: Vec<&str> = families
            .iter()
            .filter(|(_, keywords)| speaks_of(keywords))
            .map(|(name, _)| *name)
            .collect();
        // That items may be anything is also written where there are none.
        let only_items = !ARRAY.iter().any(|key| *key != "items" && self.has(key));
        let is_open = self.entries.get("items").is_some_and(Self::allows_anything);
        let says_nothing = spoken.len() > 1 && only_items && is_open;
        if says_nothing {
            spoken.retain(|name| *name != "array");
        }
        let implied = |format: &str| formats::named(format)?.implied.map(JsonType::name);
        let format = self.text("format").and_then(implied);
        let name = match (&spoken[..], format) {
            ([], Some(name)) => name,
            (["number"], Some("integer")) => "integer",
            (["object"], _) if only_required => return,
            ([name], _) => name,
            _ => return,
        };
        if self.only_bounds() {
            // Keywords that bound values of one type say nothing of null, and nothing else forbids it.
            self.set("nullable", json!(true));
        }
        self.set("type", json!(name));
        annotations::mark_inferred_type(self.entries);
        if !says_nothing {
            self.drop_foreign(name);
        }
    }

    /// Whether a schema without a type bounds a value that stands within another one, and does not say what is in it: one
    /// that lists properties or items describes an object or an array. A parameter and a body as a whole have no form
    /// for null beside that of their type.
    fn only_bounds(&self) -> bool {
        const DESCRIBING: &[&str] = &[
            "items",
            "prefixItems",
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
        ];
        let parent = self.pointer.parent();
        let is_property =
            parent.is_some_and(|parent| parent.name().is_some_and(|name| name == "properties"));
        let is_whole = !is_property && self.pointer.name().is_some_and(|name| name == "schema");
        !is_whole && !DESCRIBING.iter().any(|key| self.has(key))
    }
}
