//! The places of a schema that a merge patch reaches, and those that it replaces as a whole.

use serde_json::{Map, Value};

/// What is done at these places.
pub(super) trait Visit {
    /// A reference to a schema that a patch reaches: the text of a `$ref` or of a mapping.
    fn reached(&mut self, reference: &mut String);

    /// The schema of a member that may be absent, whose own places were visited before.
    fn optional(&mut self, schema: &mut Value);

    /// What a patch replaces as a whole, or does not look into.
    fn replaced(&mut self, value: &mut Value);
}

/// Keywords whose schema is of the patch itself.
const SAME: &[&str] = &["then", "else"];
/// Keywords with a list of such schemas.
const LISTS: &[&str] = &["allOf", "anyOf", "oneOf"];
/// Keywords with a schema of a member.
const MEMBER: &[&str] = &["additionalProperties", "unevaluatedProperties"];
/// Keywords with such schemas by names or patterns.
const MEMBERS: &[&str] = &["properties", "patternProperties"];

/// Visits the places of a schema. `required` are members that the schemas around it ask for; `tags`, which of all members tell
/// alternatives apart, so that they cannot be null.
pub(super) fn visit(schema: &mut Value, required: &[String], tags: &Tags, visit: &mut dyn Visit) {
    let Value::Object(entries) = schema else {
        return;
    };
    if let Some(Value::String(reference)) = entries.get_mut("$ref") {
        visit.reached(reference);
        return;
    }
    let required: Vec<String> = required_of(entries)
        .chain(required.iter().cloned())
        .collect();
    for (key, value) in entries.iter_mut() {
        match (key.as_str(), value) {
            ("discriminator", Value::Object(discriminator)) => mappings(discriminator, visit),
            (key, Value::Array(parts)) if LISTS.contains(&key) => {
                let all: Vec<String> = match key {
                    "allOf" => parts
                        .iter()
                        .filter_map(Value::as_object)
                        .flat_map(required_of)
                        .collect(),
                    _ => Vec::new(),
                };
                let all = [all, required.clone()].concat();
                for part in parts {
                    self::visit(part, &all, tags, visit);
                }
            }
            (key, part) if SAME.contains(&key) => self::visit(part, &required, tags, visit),
            (key, member) if MEMBER.contains(&key) => {
                self::visit(member, &[], tags, visit);
                visit.optional(member);
            }
            (key, Value::Object(members)) if MEMBERS.contains(&key) => {
                for (name, member) in members {
                    self::visit(member, &[], tags, visit);
                    if key != "properties" || !(required.contains(name) || tags.has(name)) {
                        visit.optional(member);
                    }
                }
            }
            ("dependentSchemas", Value::Object(schemas)) => {
                for part in schemas.values_mut() {
                    self::visit(part, &required, tags, visit);
                }
            }
            (_, value) => visit.replaced(value),
        }
    }
}

fn required_of(entries: &Map<String, Value>) -> impl Iterator<Item = String> + '_ {
    let names = entries.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
}

fn mappings(discriminator: &mut Map<String, Value>, visit: &mut dyn Visit) {
    for (key, value) in discriminator {
        match value {
            Value::Object(mapping) => {
                let references = mapping.values_mut().filter_map(|value| match value {
                    Value::String(reference) => Some(reference),
                    _ => None,
                });
                references.for_each(|reference| visit.reached(reference));
            }
            Value::String(reference) if key != "propertyName" => visit.reached(reference),
            _ => {}
        }
    }
}

/// The properties that tell alternatives apart.
#[derive(Default)]
pub(super) struct Tags(Vec<String>);

impl Tags {
    /// Those of all discriminators of a document.
    pub(super) fn of(document: &Value) -> Self {
        let mut tags = Vec::new();
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(entries) => {
                    let discriminator = entries.get("discriminator");
                    let name = discriminator.and_then(|it| it.get("propertyName")?.as_str());
                    if let Some(name) = name.filter(|name| !tags.iter().any(|tag| tag == name)) {
                        tags.push(name.to_owned());
                    }
                    open.extend(entries.values());
                }
                _ => {}
            }
        }
        Self(tags)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|tag| tag == name)
    }
}
