//! Schemas with a `discriminator` that others extend: their values are those of the others.
//!
//! In the normal form such a schema is a union of the schemas that extend it, told apart by its discriminator, and what
//! they have in common is a component of its own, which they extend in its place (OpenAPI 3.1, section 4.8.25.4).
//!
//! A schema that extends one of them may be a base in turn. With a discriminator of another property it is a union in the
//! union, since only its own property tells its values apart; with the same one it is, where something refers to it.

mod bases;
mod inheritance;
mod plan;
mod schema;

use super::{Context, annotations};
use crate::diagnostic::Code;
use bases::Bases;
use inheritance::Tree;
use schema::{component, is_base, mapping_of, place_of};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

type Schemas = Map<String, Value>;

pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let place = "/components/schemas";
    if let Some(schemas) = document.pointer_mut(place).and_then(Value::as_object_mut) {
        keep_apart(schemas);
    }
    let Some(schemas) = document.pointer(place).and_then(Value::as_object) else {
        return;
    };
    if !schemas.values().any(is_base) {
        return;
    }
    let tree = Tree::of(schemas);
    let uses = tree.uses(document);
    let bases = Bases::of(&tree, &uses);
    let mut names: HashSet<String> = schemas.keys().cloned().collect();
    let plans: Vec<_> = bases
        .iter()
        .map(|base| plan::Plan::new(&bases, base, free_name(base, &mut names)))
        .collect();
    let alone: Vec<String> = schemas
        .iter()
        .filter(|(key, schema)| is_base(schema) && !bases.contains(key))
        .filter(|(key, _)| {
            let is_leaf = bases.is_selected(key) && tree.children(key).is_empty();
            is_leaf || uses.contains(key.as_str())
        })
        .filter(|(key, _)| maps_elsewhere(schemas, key))
        .map(|(key, _)| key.clone())
        .collect();
    let Some(schemas) = document.pointer_mut(place).and_then(Value::as_object_mut) else {
        return;
    };
    for base in alone {
        keep_as_it_is(schemas, &base, context);
    }
    plan::carry_out(plans, schemas, context);
}

/// What extends a union that lists it, and adds nothing, is an object with what all of the union have, and no other name
/// for the union.
fn keep_apart(schemas: &mut Schemas) {
    let lists = |base: &str, key: &str| {
        let base = schemas.get(base);
        let parts = ["oneOf", "anyOf"]
            .iter()
            .filter_map(|list| base?.get(list)?.as_array());
        let mut references = parts
            .flatten()
            .filter_map(|part| part.get("$ref")?.as_str());
        references.any(|reference| component(reference).as_deref() == Some(key))
    };
    let is_listed = |key: &str, schema: &Value| {
        let [part] = schema.get("allOf")?.as_array()?.as_slice() else {
            return None;
        };
        let base = component(part.get("$ref")?.as_str()?)?;
        lists(&base, key).then_some(())
    };
    let found: Vec<String> = schemas
        .iter()
        .filter(|(key, schema)| is_listed(key, schema).is_some())
        .map(|(key, _)| key.clone())
        .collect();
    for key in found {
        if let Some(Value::Array(parts)) = schemas
            .get_mut(&key)
            .and_then(|schema| schema.get_mut("allOf"))
        {
            parts.push(json!({ "type": "object" }));
        }
    }
}

/// A name for what the schemas have in common that extend a component.
fn free_name(base: &str, names: &mut HashSet<String>) -> String {
    let words = ["Base", "Common"].map(|word| format!("{base}{word}"));
    let numbered = (2u32..).map(|number| format!("{base}Base{number}"));
    let mut candidates = words.into_iter().chain(numbered);
    // The numbers have no end.
    let name = candidates.find(|name| !names.contains(name));
    let name = name.unwrap_or_default();
    names.insert(name.clone());
    name
}

/// Whether the mapping of a component leads to others.
fn maps_elsewhere(schemas: &Schemas, base: &str) -> bool {
    mapping_of(&schemas[base]).any(|(_, target)| target != base && schemas.contains_key(&target))
}

/// Values whose discriminator leads to schemas that do not extend this one are read as this one, with all they have.
fn keep_as_it_is(schemas: &mut Schemas, base: &str, context: &mut Context<'_>) {
    let at = place_of(base).child("discriminator");
    context
        .diagnostics
        .warning(
            Code::Degraded,
            &at,
            format!("no schema of this mapping extends `{base}`; what it adds has no fields"),
        )
        .help("write `oneOf` with these schemas here, or `allOf` with this one in each of them");
    if let Some(Value::Object(entries)) = schemas.get_mut(base) {
        entries
            .entry("additionalProperties")
            .or_insert(Value::Bool(true));
    }
}
