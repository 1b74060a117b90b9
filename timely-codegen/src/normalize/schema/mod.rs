//! Schemas of every dialect in the dialect of OpenAPI 3.0.
//!
//! Each schema is rewritten from the outside in: first what it is (a reference, a union, its type), then what bounds
//! it, then the schemas it holds, and at last the keywords that OpenAPI 3.0 does not have.

mod arrays;
mod bounds;
mod content;
mod duplicates;
mod enums;
mod newer_keywords;
mod numeric_formats;
mod reference;
mod type_keywords;
mod types;
mod unions;

pub(crate) use enums::ENUM_NAMES;

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::grammar::{DOCUMENT, Kind, Object, Role, SCHEMA, Visit, walk};
use serde_json::{Map, Value, json};

type Entries = Map<String, Value>;

pub(super) fn rewrite(document: &mut Value, context: &mut Context<'_>) {
    walk(
        &DOCUMENT,
        document,
        &mut Pointer::root(),
        &mut Rewriter { context },
    );
}

/// Says nothing about values: it is for people and tools.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "externalDocs",
    "xml",
];

pub(in crate::normalize) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

/// What a generator has no use for.
const IGNORED: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "$vocabulary",
];

pub(super) struct Rewriter<'a, 'b> {
    context: &'a mut Context<'b>,
}

/// A schema on its way to the normal form.
struct Schema<'s, 'a, 'b> {
    entries: &'s mut Entries,
    pointer: &'s Pointer,
    context: &'a mut Context<'b>,
}

impl Visit for Rewriter<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if !matches!(
            kind,
            Kind::Object(Object {
                role: Role::Schema,
                ..
            })
        ) {
            return true;
        }
        if let Value::Bool(anything) = value {
            *value = if *anything {
                json!({})
            } else {
                json!({ "not": {} })
            };
        }
        if let Value::Object(entries) = value {
            self.schema(entries, pointer);
        }
        false
    }
}

impl Rewriter<'_, '_> {
    fn schema(&mut self, entries: &mut Entries, pointer: &Pointer) {
        let mut schema = Schema {
            entries,
            pointer,
            context: self.context,
        };
        schema.drop_ignored();
        if schema.is_reference() {
            return;
        }
        // A union that turns out to be a single schema may be a union in turn.
        while schema.settle_union() {}
        schema.settle_types();
        schema.settle_numeric_format();
        schema.settle_enum();
        schema.settle_arrays();
        schema.settle_content();
        schema.settle_bounds();
        schema.settle_example();
        schema.settle_keywords_of_type();
        let mut at = pointer.clone();
        for (key, value) in entries.iter_mut() {
            if let Some(kind) = SCHEMA.kind_of(key).filter(|_| !key.starts_with("x-")) {
                at.push(key);
                walk(kind, value, &mut at, self);
                at.pop();
            }
        }
        Schema {
            entries,
            pointer,
            context: self.context,
        }
        .settle_newer();
    }
}

impl Schema<'_, '_, '_> {
    fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    fn set(&mut self, key: &str, value: Value) {
        self.entries.insert(key.to_owned(), value);
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.entries.shift_remove(key)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.entries.get(key)?.as_str()
    }

    /// Whether it is made of other schemas.
    fn is_composed(&self) -> bool {
        ["$ref", "allOf", "anyOf", "oneOf", "not"]
            .iter()
            .any(|key| self.has(key))
    }

    /// Says that what is at `from` will be found at `to`, both counted from the schema.
    fn moved(&mut self, from: &Pointer, to: &Pointer) {
        let (from, to) = (self.pointer.join(from), self.pointer.join(to));
        self.context.map.moved(&from, to);
    }

    /// Puts a schema first into `allOf`. `from` is where it was, counted from this schema.
    fn add_to_all_of(&mut self, schema: Value, from: &Pointer) {
        let list = Pointer::root().child("allOf");
        let Value::Array(mut items) = self.take("allOf").unwrap_or_else(|| json!([])) else {
            return;
        };
        // From the last one on, so that no place is overwritten before it was moved.
        for index in (0..items.len()).rev() {
            self.moved(&list.index(index), &list.index(index + 1));
        }
        self.moved(from, &list.index(0));
        items.insert(0, schema);
        self.set("allOf", Value::Array(items));
    }

    fn warn(&mut self, code: Code, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        self.context
            .diagnostics
            .warning(code, &self.pointer.child(key), message)
    }

    /// Reports a key that is refused, and taken out.
    fn refuse(&mut self, code: Code, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        self.context.diagnostics.assumption(
            code,
            &self.pointer.child(key),
            message,
            "any value is taken",
        )
    }

    fn drop_ignored(&mut self) {
        self.entries
            .retain(|key, _| !IGNORED.contains(&key.as_str()));
        // What others refer to was moved to `components`; nobody refers to the rest.
        self.take("$defs");
        self.take("definitions");
    }

    /// The first of several examples.
    fn settle_example(&mut self) {
        let Some(examples) = self.take("examples") else {
            return;
        };
        if self.has("example") {
            return;
        }
        let first = match examples {
            Value::Array(examples) => examples.into_iter().next(),
            Value::Object(examples) => {
                examples
                    .into_iter()
                    .next()
                    .map(|(_, example)| match example {
                        // As in media types.
                        Value::Object(mut example) if example.contains_key("value") => {
                            example.shift_remove("value").unwrap_or_default()
                        }
                        example => example,
                    })
            }
            example => Some(example),
        };
        if let Some(example) = first {
            self.set("example", example);
            self.moved(
                &Pointer::root().child("examples").index(0),
                &Pointer::root().child("example"),
            );
        }
    }
}
