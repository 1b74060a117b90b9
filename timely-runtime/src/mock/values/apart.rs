//! Objects that are of one alternative alone, where all of them would be of another one as well.

use super::parts::Parts;
use super::{Maker, Sub};
use serde_json::{Value, json};

/// How many properties of an alternative are looked at.
const LOOKED_AT: usize = 64;

impl Maker<'_> {
    /// An object with what keeps it from being of the other alternatives of a `oneOf` (JSON Schema 2020-12 core, section
    /// 10.2.1.3): a property that they alone know, and that is not there as far as anybody can tell. A thing and the same
    /// thing with more that need not be there cannot be told apart otherwise.
    pub(super) fn told_apart(&self, parts: &Parts, all: &[Sub], value: Value) -> Option<Value> {
        let mut members = match value {
            Value::Object(members) => members,
            _ => return None,
        };
        let is_part = |schema: &Sub| parts.nodes.iter().any(|node| node.is(*schema));
        let others = parts.nodes.iter().flat_map(|node| node.one_of());
        let mut is_changed = false;
        for other in others.filter(|other| !is_part(other)) {
            let whole = Value::Object(members);
            let is_of_it = self.admits(other, &whole);
            members = match whole {
                Value::Object(members) => members,
                _ => return None,
            };
            if !is_of_it {
                continue;
            }
            let mut properties = Vec::new();
            note_properties(other, &mut properties, 4);
            let is_own = |name: &str| {
                let known = parts.nodes.iter().map(|node| node.property_named(name));
                members.contains_key(name) || known.flatten().next().is_some()
            };
            let apart = properties
                .into_iter()
                .filter(|(name, _)| !is_own(name))
                .find_map(|(name, schema)| Some((name, self.refused(schema)?)));
            if let Some((name, value)) = apart {
                members.insert(name.to_owned(), value);
                is_changed = true;
            }
        }
        let value = Value::Object(members);
        (is_changed && self.all_admit(all, &value)).then_some(value)
    }

    /// A plain value that a schema does not allow, null where that is one.
    fn refused(&self, schema: Sub) -> Option<Value> {
        let plain = [Value::Null, json!(false), json!(""), json!(0)];
        plain.into_iter().find(|value| !self.admits(schema, value))
    }
}

/// Notes the properties of a schema, and of those that it is made of.
fn note_properties(schema: Sub, properties: &mut Vec<(&'static str, Sub)>, depth: usize) {
    for property in schema.properties() {
        if properties.len() >= LOOKED_AT {
            return;
        }
        properties.push((property.name, property.schema));
    }
    if depth > 0 {
        for part in schema.all_of() {
            note_properties(part, properties, depth - 1);
        }
    }
}
