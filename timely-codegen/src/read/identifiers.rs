//! References by identifiers: `$id`, `$anchor`, `$dynamicAnchor` and `$self` (JSON Schema 2020-12, section 8.2; OpenAPI
//! 3.2, section 4.1).
//!
//! What an identifier of the same file names is referred to by a JSON pointer afterwards, so that the later stages need
//! to know of nothing else. What names nothing stays as it is, and is reported by them.

use super::{metaschema, uri};
use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap, Spot};
use crate::grammar::{self, Kind, Object, Role, SCHEMA_KIND, Visit, walk};
use serde_json::{Value, json};
use std::collections::HashMap;

const DYNAMIC: &str = "$dynamicRef";

/// The places of a file's anchors that other files may refer to, by their names.
pub(super) type Anchors = HashMap<String, Pointer>;

/// Settles the references of one file.
pub(super) fn settle(
    value: &mut Value,
    file: usize,
    map: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Anchors {
    if !is_concerned(value) {
        return Anchors::new();
    }
    metaschema::embed(value);
    let kind = kind_of(value);
    let mut identifiers = Identifiers::default();
    walk(kind, value, &mut Pointer::root(), &mut identifiers);
    let snapshot = value.clone();
    let mut rewriter = Rewriter {
        document: &snapshot,
        bases: Bases::default(),
        identifiers: &identifiers,
        file,
        map,
        diagnostics,
    };
    walk(kind, value, &mut Pointer::root(), &mut rewriter);
    let root = identifiers.root;
    let own = identifiers.anchors.into_iter();
    own.filter(|((base, _), _)| *base == root)
        .filter_map(|((_, name), places)| Some((name, places.into_iter().next()?)))
        .collect()
}

/// What a file says itself is its URI, perhaps relative to the one that it was found by (OpenAPI 3.2, section 4.1.1; JSON
/// Schema 2020-12, section 8.2.1).
pub(super) fn own_identifier(value: &Value) -> Option<&str> {
    let key = match kind_of(value) {
        Kind::Object(object) if object.role == Role::Document => "$self",
        _ => "$id",
    };
    let text = value.get(key)?.as_str()?;
    let identifier = text.split('#').next().unwrap_or(text);
    (!identifier.is_empty()).then_some(identifier)
}

/// Takes back what [`settle`] made of dynamic references, for those who read the document and know of them.
pub(super) fn unsettle(document: &mut Value) {
    struct Unsettled;
    impl Visit for Unsettled {
        fn enter(&mut self, kind: &'static Kind, value: &mut Value, _: &Pointer) -> bool {
            if let (Kind::Object(object), Value::Object(entries)) = (kind, value)
                && object.role == Role::Schema
                && entries.contains_key(DYNAMIC)
            {
                entries.shift_remove("$ref");
            }
            true
        }
    }
    let kind = grammar::document_kind(document);
    walk(kind, document, &mut Pointer::root(), &mut Unsettled);
}

/// Whether there is anything in a file that may be meant by an identifier. Most files have no such thing.
fn is_concerned(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries
            .iter()
            .any(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(text)) => !text.starts_with("#/"),
                (
                    "$id" | "$self" | "$anchor" | "$dynamicAnchor" | "$dynamicRef",
                    Value::String(_),
                ) => true,
                (_, value) => is_concerned(value),
            }),
        Value::Array(items) => items.iter().any(is_concerned),
        _ => false,
    }
}

/// What a file holds: a document, or else a schema.
fn kind_of(value: &Value) -> &'static Kind {
    if holds_schema(value) {
        &SCHEMA_KIND
    } else {
        grammar::document_kind(value)
    }
}

/// Whether a file holds no document, but a schema.
pub(super) fn holds_schema(value: &Value) -> bool {
    let keys = ["openapi", "swagger", "paths", "components", "webhooks"];
    !keys.iter().any(|key| value.get(key).is_some())
}

/// Where the base of references changes, on the way to a place.
#[derive(Default)]
struct Bases(Vec<(Pointer, String)>);

impl Bases {
    fn current(&self) -> &str {
        self.0.last().map_or("", |(_, base)| base)
    }

    /// Goes on to an object. Returns whether the object has an identifier of its own.
    fn enter(&mut self, object: &Object, value: &Value, pointer: &Pointer) -> bool {
        while self
            .0
            .last()
            .is_some_and(|(place, _)| pointer.below(place).is_none())
        {
            self.0.pop();
        }
        let key = match object.role {
            Role::Document => "$self",
            Role::Schema => "$id",
            _ => return false,
        };
        let Some(id) = value.get(key).and_then(Value::as_str) else {
            return false;
        };
        let id = id.split('#').next().unwrap_or(id);
        if id.is_empty() {
            return false;
        }
        let base = uri::resolve(self.current(), id);
        self.0.push((pointer.clone(), base));
        true
    }
}

/// Everything in a file that has an identifier.
#[derive(Default)]
struct Identifiers {
    bases: Bases,
    /// The base of the file itself.
    root: String,
    resources: HashMap<String, Pointer>,
    /// By base and name. A name that is used again stands for the place around the reference.
    anchors: HashMap<(String, String), Vec<Pointer>>,
}

impl Visit for Identifiers {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        if self.bases.enter(object, value, pointer) {
            let base = self.bases.current().to_owned();
            if pointer.is_root() {
                self.root.clone_from(&base);
            }
            self.resources
                .entry(base)
                .or_insert_with(|| pointer.clone());
        }
        if object.role != Role::Schema {
            return true;
        }
        for key in ["$anchor", "$dynamicAnchor", "$id"] {
            let Some(text) = value.get(key).and_then(Value::as_str) else {
                continue;
            };
            // Before 2019, an anchor was written as `$id: '#name'`.
            let Some(name) = (if key == "$id" {
                text.strip_prefix('#')
            } else {
                Some(text)
            }) else {
                continue;
            };
            let base = self.bases.current().to_owned();
            let places = self.anchors.entry((base, name.to_owned())).or_default();
            places.push(pointer.clone());
        }
        true
    }
}

struct Rewriter<'a> {
    /// The file as it was.
    document: &'a Value,
    bases: Bases,
    identifiers: &'a Identifiers,
    file: usize,
    map: &'a SourceMap,
    diagnostics: &'a mut Diagnostics,
}

impl Rewriter<'_> {
    /// The place that a reference names by an identifier.
    fn target(&self, text: &str, at: &Pointer) -> Option<Pointer> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let base = if path.is_empty() {
            self.bases.current().to_owned()
        } else {
            uri::resolve(self.bases.current(), path)
        };
        let resource = match self.identifiers.resources.get(&base) {
            Some(resource) => resource.clone(),
            None if path.is_empty() => Pointer::root(),
            None => return None,
        };
        let is_new = !(path.is_empty() && resource.is_root());
        if fragment.is_empty() {
            return is_new.then_some(resource);
        }
        let fragment = grammar::decode(fragment);
        if let Some(below) = Pointer::parse(&fragment) {
            let place = resource.join(&below);
            return (is_new && self.document.pointer(place.as_str()).is_some()).then_some(place);
        }
        let places = self.identifiers.anchors.get(&(base, fragment))?;
        let around = places.iter().filter(|place| at.below(place).is_some());
        around
            .max_by_key(|place| place.as_str().len())
            .or(places.first())
            .cloned()
    }

    /// A pointer that lacks its beginning: `#components/…` or `components/…`.
    fn without_beginning(&self, text: &str) -> Option<Pointer> {
        let rest = text.strip_prefix('#').unwrap_or(text);
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let known = ["components/", "definitions/", "paths/"];
        if text.starts_with("#/") || !known.iter().any(|start| rest.starts_with(start)) {
            return None;
        }
        let place = Pointer::parse(&grammar::decode(&format!("/{rest}")))?;
        self.document.pointer(place.as_str())?;
        Some(place)
    }

    fn rewrite(&mut self, value: &mut Value, pointer: &Pointer) {
        let Some(text) = value.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let at = pointer.child("$ref");
        let place = match self.target(text, pointer) {
            Some(place) => place,
            None => {
                let Some(place) = self.without_beginning(text) else {
                    return;
                };
                let message = format!("`{text}` is to be `#{}`", place.as_str());
                self.warn(Code::Repaired, &at, message);
                place
            }
        };
        if let Some(entries) = value.as_object_mut() {
            let settled = grammar::reference_to(&place);
            entries.insert("$ref".to_owned(), Value::String(settled));
        }
    }

    /// Makes a dynamic reference a reference to where it leads at first, with the name of the anchor beside it, if that is
    /// dynamic: other schemas may then stand in for the one that is there.
    fn rewrite_dynamic(&mut self, value: &mut Value, pointer: &Pointer) {
        let Some(text) = value.get(DYNAMIC).and_then(Value::as_str) else {
            return;
        };
        let text = text.to_owned();
        let Some(entries) = value.as_object_mut() else {
            return;
        };
        if entries.contains_key("$ref") {
            // As a part it is settled when it is come to.
            let part = json!({ DYNAMIC: text });
            entries.shift_remove(DYNAMIC);
            let parts = entries.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(parts) = parts {
                parts.push(part);
            }
            return;
        }
        let target = self.target(&text, pointer);
        let name = text.split_once('#').map_or("", |(_, name)| name);
        let is_dynamic = target.as_ref().is_none_or(|place| {
            let target = self.document.pointer(place.as_str());
            let anchor = target.and_then(|target| target.get("$dynamicAnchor")?.as_str());
            anchor == Some(&grammar::decode(name))
        });
        entries.shift_remove(DYNAMIC);
        if is_dynamic {
            entries.insert(DYNAMIC.to_owned(), format!("#{name}").into());
        }
        let settled = target.map_or_else(|| text.clone(), |place| grammar::reference_to(&place));
        entries.insert("$ref".to_owned(), settled.into());
    }

    fn warn(&mut self, code: Code, at: &Pointer, message: String) {
        let location = self.map.locate_in(self.file, at, Spot::Value);
        let diagnostic = self.diagnostics.warning(code, at, message);
        if let Some(location) = location {
            diagnostic.location(location);
        }
    }
}

impl Visit for Rewriter<'_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if let Kind::Object(object) = kind {
            self.bases.enter(object, value, pointer);
            if object.section.is_some() {
                self.rewrite(value, pointer);
            }
            if object.role == Role::Schema {
                self.rewrite_dynamic(value, pointer);
            }
        }
        true
    }
}
