//! The document without the operations that cannot be generated.

use super::key;
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::grammar;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// Where operations stand, by path or name and then by method.
const PLACES: &[&str] = &["paths", key::WEBHOOKS.name];

/// Where the operations of a path item stand whose methods have no keys of their own.
const ADDITIONAL: &str = key::ADDITIONAL_OPERATIONS.name;

/// Takes what cannot be generated out of a document in the normal form, operation by operation, and names it.
pub(super) fn skip_unsupported(document: &mut Value, diagnostics: &mut Diagnostics) {
    if let Some(unsupported) = Unsupported::take(diagnostics) {
        unsupported.remove(document, diagnostics);
    }
}

/// What of a document cannot be generated: places of operations and components, each with the reason.
struct Unsupported {
    reasons: BTreeMap<Pointer, String>,
}

impl Unsupported {
    /// From what was reported, which is taken back. `None` if there is nothing of the kind.
    fn take(diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut reasons = BTreeMap::new();
        for error in diagnostics.take_errors(Code::UnsupportedFeature) {
            reasons.entry(unit(&error.pointer)).or_insert(error.message);
        }
        (!reasons.is_empty()).then_some(Self { reasons })
    }

    /// Takes the operations out of a document that need any of it, and names them.
    fn remove(self, document: &mut Value, diagnostics: &mut Diagnostics) {
        let lost = spread(self.reasons, &uses(document));
        for key in PLACES {
            let at = Pointer::root().child(key);
            let Some(Value::Object(items)) = document.get_mut(*key) else {
                continue;
            };
            for (path, item) in items {
                remove_operations(item, path, &at.child(path), &lost, diagnostics);
            }
        }
        let components = document
            .get_mut("components")
            .and_then(Value::as_object_mut);
        for (section, entries) in components.into_iter().flatten() {
            let at = Pointer::root().child("components").child(section);
            if let Some(entries) = entries.as_object_mut() {
                entries.retain(|name, _| !lost.contains_key(&at.child(name)));
            }
        }
    }
}

/// The operation or component that a place lies in; the path item where it is none of its operations.
fn unit(pointer: &Pointer) -> Pointer {
    let segments: Vec<String> = pointer.segments().collect();
    let length = match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, _, ADDITIONAL, _, ..] => 4,
        ["components", _, _, ..] => 3,
        [place, _, method, ..] if is_method(method) && place != "components" => 3,
        _ => 2,
    };
    let mut unit = Pointer::root();
    for segment in segments.iter().take(length) {
        unit.push(segment);
    }
    unit
}

fn is_method(key: &str) -> bool {
    grammar::normal_methods().any(|method| method == key)
}

/// The operations of a path item, by their places below it.
fn operations(item: &Value, at: &Pointer) -> Vec<(String, Pointer)> {
    let Some(entries) = item.as_object() else {
        return Vec::new();
    };
    let own = entries.keys().filter(|key| is_method(key));
    let own = own.map(|method| (method.to_ascii_uppercase(), at.child(method)));
    let others = entries.get(ADDITIONAL).and_then(Value::as_object);
    let base = at.child(ADDITIONAL);
    let others = others.into_iter().flatten();
    own.chain(others.map(|(method, _)| (method.clone(), base.child(method))))
        .collect()
}

/// Which component is used by which operations and components.
fn uses(document: &Value) -> HashMap<Pointer, Vec<Pointer>> {
    let mut uses: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    let mut note = |user: &Pointer, value: &Value| {
        let mut found = Vec::new();
        references(value, &mut found);
        for used in found {
            uses.entry(used).or_default().push(user.clone());
        }
    };
    for key in PLACES {
        let at = Pointer::root().child(key);
        for (path, item) in document
            .get(*key)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let at = at.child(path);
            for (_, place) in operations(item, &at) {
                if let Some(operation) = document.pointer(place.as_str()) {
                    note(&place, operation);
                    // What holds for all operations holds for this one, unless it says otherwise.
                    if operation.get("security").is_none()
                        && let Some(security) = document.get("security")
                    {
                        note(&place, &json!({ "security": security }));
                    }
                    if let Some(parameters) = item.get("parameters") {
                        note(&place, parameters);
                    }
                }
            }
        }
    }
    let components = Pointer::root().child("components");
    let sections = document.get("components").and_then(Value::as_object);
    for (section, entries) in sections.into_iter().flatten() {
        for (name, value) in entries.as_object().into_iter().flatten() {
            note(&components.child(section).child(name), value);
        }
    }
    uses
}

/// The components that a value refers to.
fn references(value: &Value, found: &mut Vec<Pointer>) {
    match value {
        Value::Array(items) => {
            for item in items {
                references(item, found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("security", Value::Array(alternatives)) => schemes(alternatives, found),
                    (_, Value::String(text)) => {
                        found.extend(grammar::local(text));
                    }
                    (_, value) => references(value, found),
                }
            }
        }
        _ => {}
    }
}

fn schemes(alternatives: &[Value], found: &mut Vec<Pointer>) {
    let base = Pointer::root().child("components").child("securitySchemes");
    let names = alternatives
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::keys);
    found.extend(names.map(|name| base.child(name)));
}

/// Adds whatever uses what is lost, with the same reason.
fn spread(
    mut lost: BTreeMap<Pointer, String>,
    uses: &HashMap<Pointer, Vec<Pointer>>,
) -> BTreeMap<Pointer, String> {
    let mut open: Vec<Pointer> = lost.keys().cloned().collect();
    while let Some(used) = open.pop() {
        let reason = lost.get(&used).cloned().unwrap_or_default();
        for user in uses.get(&used).into_iter().flatten() {
            if !lost.contains_key(user) {
                lost.insert(user.clone(), reason.clone());
                open.push(user.clone());
            }
        }
    }
    lost
}

fn remove_operations(
    item: &mut Value,
    path: &str,
    at: &Pointer,
    lost: &BTreeMap<Pointer, String>,
    diagnostics: &mut Diagnostics,
) {
    for (method, place) in operations(item, at) {
        let Some(reason) = lost.get(&place).or_else(|| lost.get(at)) else {
            continue;
        };
        let holder = match place.parent() {
            Some(parent) if parent == *at => Some(&mut *item),
            _ => item.get_mut(ADDITIONAL),
        };
        let holder = holder.and_then(Value::as_object_mut);
        if let (Some(entries), Some(key)) = (holder, place.name()) {
            entries.shift_remove(&key);
        }
        diagnostics.warning(
            Code::UnsupportedFeature,
            &place,
            format!("`{method} {path}` is left out: {reason}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r##"{"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"},
        "security": [{"odd": []}],
        "paths": {
            "/pets": {"get": {"responses": {"200": {"$ref": "#/components/responses/Pets"}}},
                      "post": {"security": [], "responses": {}}},
            "/cats": {"get": {"security": [], "responses": {}}},
            "/dogs": {"get": {"security": [], "responses": {}}, "put": {"responses": {}}}},
        "components": {
            "responses": {"Pets": {"description": "", "content": {"application/json": {"schema": {
                "$ref": "#/components/schemas/Pet"}}}}},
            "schemas": {"Pet": {"type": "object"}, "Owner": {"type": "object"}},
            "securitySchemes": {"odd": {"type": "http", "scheme": "odd"}}}}"##;

    /// The operations and schemas that are left, and what is said about the others.
    fn left(places: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let mut said = Diagnostics::new();
        for place in places {
            let place = Pointer::parse(place).unwrap();
            said.error(Code::UnsupportedFeature, &place, "no");
        }
        skip_unsupported(&mut document, &mut said);
        assert!(!said.has_errors());
        let mut left = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            let methods = item.as_object().unwrap().keys();
            left.extend(methods.map(|method| format!("{method} {path}")));
        }
        let schemas = document["components"]["schemas"].as_object().unwrap();
        left.extend(schemas.keys().cloned());
        let said = said.iter().map(|diagnostic| diagnostic.message.clone());
        (left, said.collect())
    }

    #[test]
    fn what_needs_an_unsupported_schema_goes_with_it() {
        let (left, said) = left(&["/components/schemas/Pet/properties/x"]);
        let expected = ["post /pets", "get /cats", "get /dogs", "put /dogs", "Owner"];
        assert_eq!(left, expected);
        assert_eq!(said, ["`GET /pets` is left out: no"]);
    }

    #[test]
    fn a_scheme_for_all_operations_counts_for_those_that_have_no_other() {
        let (left, said) = left(&["/components/securitySchemes/odd/scheme", "/paths/~1cats"]);
        assert_eq!(left, ["post /pets", "get /dogs", "Pet", "Owner"]);
        assert_eq!(said.len(), 3);
    }
}
