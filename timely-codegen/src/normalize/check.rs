//! The shape of the whole document, against the grammar.
//!
//! What does not fit is reported where it stands, and then mended or left out. After this, a document holds nothing
//! that the standard does not know but extensions.

use super::checker::Checker;
use super::coerce::{self, Coerced};
use super::version::Dialect;
use super::{Context, MAX_SUGGESTIONS, annotations, object_rules, view};
use crate::diagnostic::{Code, Pointer, closest};
use crate::grammar::{self, Field, Kind, Object, Presence, Role, is_extension};
use serde_json::{Map, Value, json};

pub(super) fn check(document: &mut Value, context: &mut Context<'_>) {
    let kind = grammar::document_kind(document);
    let mut checker = Checker {
        context,
        by_keys_alone: grammar::is_swagger(document),
        pointer: Pointer::root(),
        documentation: false,
        moves: Vec::new(),
    };
    checker.value(kind, document);
    let moves = checker.moves;
    // What was reported is about the places as they were.
    context.settle_places();
    for (from, to) in moves {
        context.map.moved(&from, to);
    }
}

/// Whether a value may stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    Drop,
}

impl Checker<'_, '_> {
    fn value(&mut self, kind: &'static Kind, value: &mut Value) -> Verdict {
        let kind = kind.for_value(value);
        if !kind.fits(value) && !is_boolean_schema(kind, value) {
            return self.misfit(kind, value);
        }
        match (kind, value) {
            (Kind::List(inner), Value::Array(items)) => self.list(inner, items),
            (Kind::Map(inner), Value::Object(entries)) => self.map(inner, entries),
            (Kind::Object(object), value @ Value::Object(_)) => return self.object(object, value),
            _ => {}
        }
        Verdict::Keep
    }

    fn misfit(&mut self, kind: &'static Kind, value: &mut Value) -> Verdict {
        let written = self.context.map.written(&self.pointer);
        match coerce::coerce(kind, value, written) {
            Some(Coerced {
                value: coerced,
                said: None,
            }) => *value = coerced,
            Some(Coerced {
                value: coerced,
                said: Some(said),
            }) => {
                self.mended(said);
                *value = coerced;
            }
            None => {
                let message = format!(
                    "expected {}, found {}",
                    kind.name(),
                    coerce::describe(value)
                );
                let outer = self.documentation;
                self.documentation |= is_documentation(kind);
                let (untyped, instead) = match kind {
                    Kind::Object(object) => grammar::untyped(object, &self.pointer),
                    _ => (Value::Null, "it is left out"),
                };
                let diagnostic = self.wrong_so(Code::InvalidDocument, message, instead);
                if let Some(help) = coerce::help(kind, value) {
                    diagnostic.help(help);
                }
                self.documentation = outer;
                *value = untyped;
                return if value.is_null() {
                    Verdict::Drop
                } else {
                    Verdict::Keep
                };
            }
        }
        // What it became has a shape of its own; it fits, so that this ends here.
        self.value(kind, value)
    }

    fn list(&mut self, kind: &'static Kind, items: &mut Vec<Value>) {
        let (mut index, mut kept) = (0, 0);
        items.retain_mut(|item| {
            let to = self.pointer.index(kept);
            self.pointer.push_index(index);
            // An entry that is empty says nothing.
            let dropped = item.is_null() && !matches!(kind, Kind::Any);
            let keep = !dropped && self.value(kind, item) == Verdict::Keep;
            if keep && kept != index {
                let from = self.pointer.clone();
                self.moved_from(&from, to);
            }
            self.pointer.pop();
            index += 1;
            kept += usize::from(keep);
            keep
        });
    }

    fn map(&mut self, kind: &'static Kind, entries: &mut Map<String, Value>) {
        entries.retain(|key, value| {
            self.pointer.push(key);
            if value.is_null() {
                fill_null(kind, value);
            }
            let verdict = self.value(kind, value);
            self.pointer.pop();
            verdict == Verdict::Keep
        });
    }

    fn object(&mut self, object: &'static Object, value: &mut Value) -> Verdict {
        let outer = self.documentation;
        self.documentation |= object.documentation;
        let verdict = self.object_itself(object, value);
        self.documentation = outer;
        verdict
    }

    fn object_itself(&mut self, object: &'static Object, value: &mut Value) -> Verdict {
        let is_schema = object.section == Some("schemas");
        if object.section.is_some() && !is_schema && grammar::reference(value).is_some() {
            self.beside_reference(object, value);
            return Verdict::Keep;
        }
        if object.section.is_some()
            && let Some(found) = value.get("$ref")
            && !found.is_string()
        {
            return self.no_reference(object, value);
        }
        let Value::Object(entries) = value else {
            return Verdict::Keep;
        };
        if self.by_keys_alone {
            object_rules::before_all(self, object, entries);
            entries.retain(|key, value| self.entry(object, key, value) == Verdict::Keep);
            return Verdict::Keep;
        }
        object_rules::before(self, object, entries);
        let missing: Vec<&'static Field> = required(object)
            .filter(|field| !entries.contains_key(field.key))
            .collect();
        entries.retain(|key, value| self.entry(object, key, value) == Verdict::Keep);
        let mut complete = true;
        for field in missing
            .iter()
            .filter(|field| field.presence == Presence::Required)
        {
            self.wrong(
                Code::MissingKey,
                format!("{} needs `{}`", object.name, field.key),
            );
            complete = false;
        }
        if !complete {
            return Verdict::Drop;
        }
        // What was there and was not fit to stay was reported, but something must stand in its place.
        fill(object, entries);
        if object_rules::after(self, object, entries) {
            Verdict::Keep
        } else {
            Verdict::Drop
        }
    }

    /// Beside a reference, nothing but its own description has a meaning, and in OpenAPI 3.0 not even that
    /// (OpenAPI 3.1, section 4.8.23). Only those of parameters and responses are of use.
    fn beside_reference(&self, object: &'static Object, value: &mut Value) {
        let is_described = self.dialect() > Dialect::V30
            && matches!(object.role, Role::Parameter | Role::Response);
        if let Some(entries) = value.as_object_mut() {
            entries.retain(|key, value| {
                key == "$ref" || is_described && key == "description" && value.is_string()
            });
        }
    }

    /// A `$ref` that is no text.
    fn no_reference(&mut self, object: &'static Object, value: &mut Value) -> Verdict {
        let found = value.get("$ref").map(coerce::describe).unwrap_or_default();
        let (untyped, instead) = grammar::untyped(object, &self.pointer);
        self.at("$ref", |checker| {
            let message = format!("expected a reference as a string, found {found}");
            checker
                .wrong_so(Code::InvalidDocument, message, instead)
                .help("a reference is written as `$ref: '#/components/schemas/Pet'`");
        });
        *value = untyped;
        if value.is_null() {
            Verdict::Drop
        } else {
            Verdict::Keep
        }
    }

    fn entry(&mut self, object: &'static Object, key: &str, value: &mut Value) -> Verdict {
        if annotations::ALL.contains(&key) || view::is_held_key(key) {
            self.at(key, |checker| {
                let message =
                    format!("`{key}` is a key that the generator keeps for itself; it is left out");
                checker
                    .context
                    .diagnostics
                    .warning(Code::UnknownKey, &checker.pointer, message)
                    .at_key();
            });
            return Verdict::Drop;
        }
        let field = object.field(key);
        if field.is_none() && is_extension(key) {
            return Verdict::Keep;
        }
        let Some(kind) = object.kind_of(key) else {
            self.at(key, |checker| checker.unknown(object, key));
            return Verdict::Drop;
        };
        if value.is_null() && !matches!(kind, Kind::Any) {
            if field.is_some() {
                // In YAML, a key with nothing behind it.
                return Verdict::Drop;
            }
            fill_null(kind, value);
        }
        self.at(key, |checker| checker.value(kind, value))
    }

    fn unknown(&mut self, object: &'static Object, key: &str) {
        let suggest = self.context.diagnostics.len() < MAX_SUGGESTIONS;
        let near = suggest
            .then(|| closest(key, object.fields.iter().map(|field| field.key)))
            .flatten();
        let message = format!("`{key}` is not a key of {}; it is left out", object.name);
        let diagnostic = self
            .context
            .diagnostics
            .warning(Code::UnknownKey, &self.pointer, message)
            .at_key();
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("keys of your own begin with `x-`"),
        };
    }
}

/// A schema may be `true` or `false`; it becomes an object later.
fn is_boolean_schema(kind: &Kind, value: &Value) -> bool {
    matches!(kind, Kind::Object(object) if object.section == Some("schemas")) && value.is_boolean()
}

/// Whether what belongs here is for people only.
fn is_documentation(kind: &Kind) -> bool {
    match kind {
        Kind::Object(object) => object.documentation,
        Kind::Map(inner) | Kind::List(inner) => is_documentation(inner),
        _ => false,
    }
}

fn required(object: &'static Object) -> impl Iterator<Item = &'static Field> {
    object
        .fields
        .iter()
        .filter(|field| field.presence != Presence::Optional)
}

/// Puts in what the normal form cannot do without.
fn fill(object: &'static Object, entries: &mut Map<String, Value>) {
    for field in required(object) {
        if !entries.contains_key(field.key) {
            entries.insert(field.key.to_owned(), empty(&field.kind));
        }
    }
}

/// The least that fits.
fn empty(kind: &'static Kind) -> Value {
    match kind {
        Kind::String => json!(""),
        Kind::List(_) => json!([]),
        Kind::Map(_) => json!({}),
        Kind::Object(object) => {
            let mut entries = Map::new();
            fill(object, &mut entries);
            Value::Object(entries)
        }
        Kind::Boolean => json!(false),
        Kind::Number | Kind::Count => json!(0),
        Kind::Any => Value::Null,
        Kind::Either(kinds) => kinds.first().map_or(Value::Null, empty),
    }
}

/// A name with nothing behind it, in YAML: the entry is there, and says nothing about itself.
fn fill_null(kind: &'static Kind, value: &mut Value) {
    if matches!(kind, Kind::Object(_) | Kind::String | Kind::List(_)) {
        *value = empty(kind);
    }
}
