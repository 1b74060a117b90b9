//! The properties whose values are secret: passwords (OpenAPI 3.1, section 4.4) and what is write-only (JSON Schema Validation,
//! section 9.4). Messages leave them out, also where values are not held to their schemas.

use super::text_of;
use crate::ir::{Access, Api, Property, Schema, SchemaRef, TypeId};
use serde_json::Value;
use std::collections::BTreeSet;

/// The secret properties of each type.
#[derive(Debug, Default)]
pub(in crate::emit) struct Secrets {
    /// By the places of the types; none where no type has a secret.
    types: Vec<Found>,
}

/// What one schema has, without the types that it refers to.
#[derive(Debug, Default)]
struct Found {
    names: BTreeSet<String>,
    types: Vec<TypeId>,
}

impl Secrets {
    pub(in crate::emit) fn of(api: &Api) -> Self {
        let definitions = (0..api.types.len()).map(|index| api.definition(TypeId(index)));
        let texts: Vec<_> = definitions
            .map(|definition| {
                let (text, types) = text_of(api, &definition.schema);
                let may_be = text.contains("\"password\"") || text.contains("\"writeOnly\"");
                let value = may_be.then(|| serde_json::from_str::<Value>(&text).ok());
                // Where no type has a secret, none of the texts is looked at.
                (value.flatten(), text, types)
            })
            .collect();
        let secret: Vec<bool> = texts
            .iter()
            .map(|(value, ..)| value.as_ref().is_some_and(is_secret))
            .collect();
        if texts.iter().all(|(value, ..)| value.is_none()) {
            return Self::default();
        }
        let types = texts.into_iter().map(|(value, text, types)| {
            let refers = types.iter().any(|id| secret[api.definition_of(*id).0]);
            let value = value.or_else(|| serde_json::from_str(&text).ok().filter(|_| refers));
            let mut names = BTreeSet::new();
            collect(&value.unwrap_or_default(), refers, &mut names);
            Found { names, types }
        });
        Self {
            types: types.collect(),
        }
    }

    /// A schema that names the secret properties of values of this schema, at whatever depth, and says nothing else: any value
    /// is one of it.
    pub(in crate::emit) fn outline(&self, api: &Api, schema: &SchemaRef) -> SchemaRef {
        if self.types.is_empty() {
            return SchemaRef::inline(Schema::default());
        }
        let (text, mut open) = text_of(api, schema);
        let mut names = BTreeSet::new();
        collect(
            &serde_json::from_str(&text).unwrap_or_default(),
            false,
            &mut names,
        );
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let id = api.definition_of(id);
            if let Some(found) = self.types.get(id.0).filter(|_| seen.insert(id)) {
                names.extend(found.names.iter().cloned());
                open.extend(&found.types);
            }
        }
        let secret = |name| Property {
            name,
            required: false,
            access: Access::WriteOnly,
            schema: SchemaRef::inline(Schema::default()),
        };
        SchemaRef::inline(Schema {
            properties: names.into_iter().map(secret).collect(),
            ..Schema::default()
        })
    }
}

fn is_secret(schema: &Value) -> bool {
    let is_password = schema
        .get("format")
        .is_some_and(|format| format == "password");
    is_password || schema.get("writeOnly") == Some(&Value::Bool(true))
}

/// Adds the secret properties of a schema; `refers` is whether one of the types that it refers to is secret as a whole, which any
/// of its references may mean.
fn collect(schema: &Value, refers: bool, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                let secret = properties.iter().filter(|(_, property)| {
                    is_secret(property) || refers && property.get("$ref").is_some()
                });
                names.extend(secret.map(|(name, _)| name.clone()));
            }
            let members = members.values();
            members.for_each(|member| collect(member, refers, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, refers, names)),
        _ => {}
    }
}
