//! What a schema in the normal form says of a hierarchy.

use super::Schemas;
use crate::diagnostic::Pointer;
use crate::grammar;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashSet;

/// How deep parts of an `allOf` may stand in one another.
const MAX_PARTS: usize = 8;
/// The keys that say something of the union, and nothing of what its members have in common.
pub(super) const OF_THE_UNION: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "nullable",
    "externalDocs",
];
/// The keys by which extensions of the field give the value that selects a schema.
const VALUE_KEYS: &[&str] = &["x-ms-discriminator-value", "x-discriminator-value"];

pub(super) fn place_of(key: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("schemas")
        .child(key)
}

/// Whether a schema has a discriminator of its own, and could stand for those that extend it.
pub(super) fn is_base(schema: &Value) -> bool {
    property_of(schema).is_some() && !is_union(schema)
}

/// Whether a schema lists its alternatives itself.
pub(super) fn is_union(schema: &Value) -> bool {
    schema.get("oneOf").is_some() || schema.get("anyOf").is_some()
}

/// The property that tells those apart that extend a schema.
pub(super) fn property_of(schema: &Value) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// The mapping of a discriminator: values and the components they lead to.
pub(super) fn mapping_of(schema: &Value) -> impl Iterator<Item = (&str, String)> {
    let mapping = schema
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping")?.as_object());
    mapping.into_iter().flatten().filter_map(|(tag, target)| {
        let target = target.as_str()?;
        let key = component(target).unwrap_or_else(|| target.to_owned());
        Some((tag.as_str(), key))
    })
}

/// The component for values that the mapping does not know.
pub(super) fn default_of(schema: &Value) -> Option<String> {
    let discriminator = schema.get("discriminator")?;
    let target = discriminator.get("defaultMapping")?.as_str()?;
    Some(component(target).unwrap_or_else(|| target.to_owned()))
}

/// The component that a reference leads to.
pub(super) fn component(reference: &str) -> Option<String> {
    grammar::component(reference, "schemas").map(Cow::into_owned)
}

pub(super) fn reference_to(key: &str) -> String {
    grammar::reference_to(&place_of(key))
}

/// Runs for every reference among the parts of a schema.
pub(super) fn each_part(schema: &Value, found: &mut impl FnMut(&str)) {
    each_within(schema, 0, found);
}

fn each_within(schema: &Value, depth: usize, found: &mut impl FnMut(&str)) {
    for part in parts(schema).filter(|_| depth < MAX_PARTS) {
        match part.get("$ref").and_then(Value::as_str) {
            Some(reference) => found(reference),
            None => each_within(part, depth + 1, found),
        }
    }
}

/// Turns the references to a component among the parts of a schema to another one.
pub(super) fn turn_parts(schema: &mut Value, from: &str, to: &str) {
    turn_within(schema, from, to, 0);
}

fn turn_within(schema: &mut Value, from: &str, to: &str, depth: usize) {
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    for part in parts.into_iter().flatten().filter(|_| depth < MAX_PARTS) {
        match part.get_mut("$ref") {
            Some(reference) => {
                let target = reference.as_str().and_then(component);
                if target.as_deref() == Some(from) {
                    *reference = Value::from(reference_to(to));
                }
            }
            None => turn_within(part, from, to, depth + 1),
        }
    }
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let parts = schema.get("allOf").and_then(Value::as_array);
    parts.into_iter().flatten()
}

/// The value that an extension of the field gives a schema.
pub(super) fn given(schema: &Value) -> Option<&str> {
    VALUE_KEYS
        .iter()
        .find_map(|name| schema.get(name)?.as_str())
}

/// The values that a schema itself lists for a property, not those it inherits.
pub(super) fn listed<'v>(schemas: &'v Schemas, schema: &'v Value, property: &str) -> Vec<&'v str> {
    listed_within(schemas, schema, property, 0)
}

fn listed_within<'v>(
    schemas: &'v Schemas,
    schema: &'v Value,
    property: &str,
    depth: usize,
) -> Vec<&'v str> {
    let own = schema.get("properties").and_then(|list| list.get(property));
    let own = own.map(|own| match own.get("$ref").and_then(Value::as_str) {
        Some(reference) => component(reference)
            .and_then(|key| schemas.get(&key))
            .unwrap_or(own),
        None => own,
    });
    if let Some(values) = own.and_then(|own| own.get("enum")?.as_array()) {
        return values.iter().filter_map(Value::as_str).collect();
    }
    parts(schema)
        .filter(|_| depth < MAX_PARTS)
        .map(|part| listed_within(schemas, part, property, depth + 1))
        .find(|values| !values.is_empty())
        .unwrap_or_default()
}

/// Whether a schema, or one that it is made of, asks for a property.
pub(super) fn requires(schemas: &Schemas, schema: &Value, property: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        let names = schema.get("required").and_then(Value::as_array);
        if names.into_iter().flatten().any(|name| name == property) {
            return true;
        }
        for part in parts(schema) {
            match part.get("$ref").and_then(Value::as_str) {
                None => open.push(part),
                Some(reference) => {
                    let target = component(reference)
                        .filter(|key| seen.insert(key.clone()))
                        .and_then(|key| schemas.get(&key));
                    open.extend(target);
                }
            }
        }
    }
    false
}

/// Whether a schema has one part, and nothing beside it but what is said for people.
pub(super) fn is_bare(schema: &Value) -> bool {
    let entries = schema.as_object().into_iter().flatten();
    parts(schema).count() == 1
        && entries.into_iter().all(|(key, _)| {
            key == "allOf" || OF_THE_UNION.contains(&key.as_str()) || key.starts_with("x-")
        })
}

pub(super) fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}
