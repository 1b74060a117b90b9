//! Dynamic references (JSON Schema 2020-12, section 8.2.3.2).
//!
//! Where `$dynamicRef` leads depends on the schemas that lead to it: the outermost of them that has the anchor takes the
//! place of what is there at first. So a schema with such a reference is a pattern, as a generic type is one, and is made
//! into what generic types are made into: a copy for each of the ways to fill it in that lead to different schemas. What is
//! left are plain references, which types and checks are made of as of all others.
//!
//! The reader has made each of them a `$ref` to where it leads at first, with the name of the anchor beside it.

mod scope;
#[cfg(test)]
mod tests;

use super::names::{self, Names};
use super::{Context, lookup};
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{self, DOCUMENT, Kind, Object, Role, SCHEMA_KIND, Visit, walk};
use scope::{Bindings, Scope};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The key that says that a reference is dynamic.
const DYNAMIC: &str = "$dynamicRef";

/// How many copies are made. A generic schema is rarely filled in more than some ten times.
const MAX_COPIES: usize = 2_000;

/// How many values may be in all copies together.
const MAX_COPIED: usize = 1_000_000;

/// What identifies a schema, or speaks of others, which a copy must not.
const IDENTIFYING: &[&str] = &[
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$defs",
    "definitions",
    "$schema",
    "$vocabulary",
    "$comment",
];

/// Replaces dynamic references by references to what they stand for.
pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    if !has_any(document) {
        return;
    }
    let snapshot = document.clone();
    let scope = Scope::of(&snapshot, context.map);
    let mut copies = Copies {
        document: &snapshot,
        scope: &scope,
        context,
        known: HashMap::new(),
        open: Vec::new(),
        replaced: Vec::new(),
        names: Names::new(component_names(&snapshot)),
        copied: 0,
    };
    let mut settled = snapshot.clone();
    copies.rewrite(&DOCUMENT, &mut settled, &Pointer::root(), scope.outermost());
    let mut done: Vec<(Pointer, Value)> = Vec::new();
    while let Some(copy) = copies.open.pop() {
        let Some(value) = copy.of.look(&snapshot) else {
            continue;
        };
        let mut value = without_identifiers(value);
        copies.rewrite(&SCHEMA_KIND, &mut value, &copy.of, &copy.bindings);
        done.push((copy.at, value));
    }
    let replaced = std::mem::take(&mut copies.replaced);
    for (at, value) in done {
        match replaced.contains(&at) {
            true => fill_in(&mut settled, &at, value),
            false => add_component(&mut settled, &at, value),
        }
    }
    *document = settled;
}

fn has_any(value: &Value) -> bool {
    match value {
        Value::Object(entries) => {
            entries.get(DYNAMIC).is_some_and(Value::is_string) || entries.values().any(has_any)
        }
        Value::Array(items) => items.iter().any(has_any),
        _ => false,
    }
}

fn component_names(document: &Value) -> std::collections::HashSet<String> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    schemas.map(|(name, _)| name.clone()).collect()
}

fn without_identifiers(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Object(entries) = &mut value {
        entries.retain(|key, _| !IDENTIFYING.contains(&key.as_str()));
    }
    value
}

/// Puts the keywords of a copy in place of the reference that a component is.
fn fill_in(document: &mut Value, at: &Pointer, value: Value) {
    let Some(Value::Object(entries)) = document.pointer_mut(at.as_str()) else {
        return;
    };
    entries.shift_remove("$ref");
    if let Value::Object(copied) = value {
        for (key, value) in copied {
            entries.entry(key).or_insert(value);
        }
    }
}

fn add_component(document: &mut Value, at: &Pointer, value: Value) {
    let mut place = document;
    let mut segments: Vec<String> = at.segments().collect();
    let Some(name) = segments.pop() else { return };
    for segment in segments {
        let Some(entries) = place.as_object_mut() else {
            return;
        };
        place = entries
            .entry(segment)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    if let Some(section) = place.as_object_mut() {
        section.insert(name, value);
    }
}

/// A copy that is to be made.
struct Copy {
    of: Pointer,
    bindings: Bindings,
    at: Pointer,
}

struct Copies<'a, 'b> {
    document: &'a Value,
    scope: &'a Scope,
    context: &'a mut Context<'b>,
    /// Where the copies are, by what they are of and what they are filled in with.
    known: HashMap<(Pointer, Bindings), Pointer>,
    open: Vec<Copy>,
    /// The components that were nothing but a reference, and become the copy themselves.
    replaced: Vec<Pointer>,
    names: Names,
    copied: usize,
}

impl Copies<'_, '_> {
    /// Settles the references of a value from a place of the document, which is reached with these bindings.
    fn rewrite(
        &mut self,
        kind: &'static Kind,
        value: &mut Value,
        place: &Pointer,
        bindings: &Bindings,
    ) {
        let mut rewriter = Rewriter {
            copies: self,
            start: place.clone(),
            around: vec![(place.clone(), bindings.clone())],
        };
        walk(kind, value, &mut place.clone(), &mut rewriter);
    }

    /// The place that stands for a schema that is reached with these bindings: its own, or that of a copy. `bare` is
    /// the component that says nothing else, if the reference stands in one.
    fn place_for(
        &mut self,
        target: Pointer,
        bindings: &Bindings,
        from: &Pointer,
        bare: Option<&Pointer>,
    ) -> Pointer {
        let bindings = self.scope.entered(bindings, &target);
        let needed = self.scope.needed(&bindings, &target);
        let own = self.scope.at(&target);
        if needed == self.scope.needed(&own, &target) {
            return target;
        }
        if let Some(known) = self.known.get(&(target.clone(), needed.clone())) {
            return known.clone();
        }
        let Some(value) = target.look(self.document) else {
            return target;
        };
        let (values, _) = grammar::measure(value);
        self.copied = self.copied.saturating_add(values);
        if self.known.len() >= MAX_COPIES || self.copied > MAX_COPIED {
            let message = format!(
                "`$dynamicRef` leads to more than {MAX_COPIES} different schemas; what is at {target} is taken here"
            );
            let at = from.child("$ref");
            self.context
                .diagnostics
                .warning(Code::Degraded, &at, message);
            return target;
        }
        let at = match bare.filter(|_| value.is_object()) {
            Some(component) => {
                self.replaced.push(component.clone());
                component.clone()
            }
            None => self.name(&target, &needed, &own),
        };
        self.context.map.moved(&target, at.clone());
        self.known
            .insert((target.clone(), needed.clone()), at.clone());
        self.open.push(Copy {
            of: target,
            bindings,
            at: at.clone(),
        });
        at
    }

    /// A place for a copy, whose name says what is filled in.
    fn name(&mut self, target: &Pointer, needed: &Bindings, own: &Bindings) -> Pointer {
        let differs = needed
            .iter()
            .find(|(name, place)| own.get(*name) != Some(place));
        let with = differs.map(|(_, place)| place);
        let name = names::choose_with(self.document, target, with, &mut self.names);
        Pointer::root()
            .child("components")
            .child("schemas")
            .child(&name)
    }
}

struct Rewriter<'r, 'a, 'b> {
    copies: &'r mut Copies<'a, 'b>,
    start: Pointer,
    /// What anchors stand for, from the outside in: each at the place from which on it holds.
    around: Vec<(Pointer, Bindings)>,
}

impl Rewriter<'_, '_, '_> {
    fn schema(&mut self, value: &mut Value, pointer: &Pointer) {
        while self.around.len() > 1
            && self
                .around
                .last()
                .is_some_and(|(place, _)| pointer.below(place).is_none())
        {
            self.around.pop();
        }
        let Some((_, bindings)) = self.around.last() else {
            return;
        };
        let mut bindings = bindings.clone();
        if *pointer != self.start && self.copies.scope.is_resource(pointer) {
            bindings = self.copies.scope.entered(&bindings, pointer);
            self.around.push((pointer.clone(), bindings.clone()));
        }
        let Some(text) = value.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let Ok(first) = lookup::target(self.copies.document, text) else {
            return;
        };
        let is_bare = is_bare_component(value, pointer);
        let Some(entries) = value.as_object_mut() else {
            return;
        };
        let target = match entries.shift_remove(DYNAMIC) {
            Some(name) => {
                let name = name.as_str().unwrap_or_default().trim_start_matches('#');
                self.copies.scope.bound(&bindings, name, first)
            }
            None => first,
        };
        let bare = is_bare.then_some(pointer);
        let place = self.copies.place_for(target, &bindings, pointer, bare);
        // What becomes the copy itself does not refer to it.
        if place != *pointer {
            entries.insert("$ref".to_owned(), grammar::reference_to(&place).into());
        }
    }
}

/// Whether a component is nothing but a reference, with words for people.
fn is_bare_component(value: &Value, pointer: &Pointer) -> bool {
    const WORDS: &[&str] = &["$ref", "title", "description", "deprecated"];
    let segments: Vec<String> = pointer.segments().collect();
    let is_component =
        matches!(&segments[..], [first, second, _] if first == "components" && second == "schemas");
    let mut keys = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str());
    is_component && keys.all(|key| WORDS.contains(&key) || IDENTIFYING.contains(&key))
}

impl Visit for Rewriter<'_, '_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if let Kind::Object(Object {
            role: Role::Schema, ..
        }) = kind
        {
            self.schema(value, pointer);
        }
        true
    }
}
