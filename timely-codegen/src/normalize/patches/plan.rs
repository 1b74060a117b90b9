//! Which schemas a merge patch has in place of the document's own.

use super::places::{self, Tags, Visit};
use crate::diagnostic::{Pointer, SourceMap};
use crate::grammar::{component, reference_to};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// How deep a reference is followed to see whether it allows null.
const DEPTH: usize = 16;

/// Gives the bodies at these places, and all that they reach, optional members that may be null.
pub(super) fn carry_out(document: &mut Value, bodies: &[Pointer], map: &mut SourceMap) {
    let plan = Plan::of(document, bodies);
    let originals = document.clone();
    let schemas = match super::schemas_mut(document) {
        Some(schemas) => std::mem::take(schemas),
        None => Map::new(),
    };
    let mut schemas = schemas;
    for (key, name) in &plan.names {
        let Some(original) = schemas.get(key) else {
            continue;
        };
        let mut schema = original.clone();
        let at = place_of(name);
        if name != key {
            map.moved(&place_of(key), at.clone());
            describe(&mut schema, key);
        }
        plan.rewrite(&mut schema, &originals);
        schemas.insert(name.clone(), schema);
    }
    if let Some(place) = super::schemas_mut(document) {
        *place = schemas;
    }
    for at in bodies {
        if let Some(schema) = document.pointer_mut(at.as_str()) {
            plan.rewrite(schema, &originals);
        }
    }
}

/// Says of a schema beside the document's own what it is for.
fn describe(schema: &mut Value, key: &str) {
    let Value::Object(entries) = schema else {
        return;
    };
    let own = format!(
        "What changes in `{key}` by a merge patch (RFC 7396): what is absent stays as it is, and what is null is removed."
    );
    let text = match entries.get("description").and_then(Value::as_str) {
        Some(description) => format!("{own}\n\n{description}"),
        None => own,
    };
    entries.insert("description".to_owned(), text.into());
}

fn place_of(key: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("schemas")
        .child(key)
}

/// The schemas that merge patches reach and change.
struct Plan {
    /// Their keys, and those that they have for patches: the same where nothing else uses them.
    names: Vec<(String, String)>,
    /// The same as references.
    references: HashMap<String, String>,
    tags: Tags,
}

impl Plan {
    fn of(document: &mut Value, bodies: &[Pointer]) -> Self {
        let tags = Tags::of(document);
        let mut scans: HashMap<String, Scan> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut of_bodies = Scan::default();
        for at in bodies {
            if let Some(schema) = document.pointer(at.as_str()) {
                of_bodies.scan(&mut schema.clone(), &tags, document);
            }
        }
        let mut open = of_bodies.reached.clone();
        while let Some(key) = open.pop() {
            let place = place_of(&key);
            let Some(schema) = document
                .pointer(place.as_str())
                .filter(|_| !scans.contains_key(&key))
            else {
                continue;
            };
            let mut scan = Scan::default();
            scan.scan(&mut schema.clone(), &tags, document);
            open.extend(scan.reached.iter().cloned());
            scans.insert(key.clone(), scan);
            order.push(key);
        }
        let changed = changed(&scans);
        order.retain(|key| changed.contains(key));
        order.sort_unstable();
        let shared = shared(document, bodies, &scans, &of_bodies);
        let schemas = document
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let mut taken: HashSet<String> = schemas.into_iter().flat_map(Map::keys).cloned().collect();
        let names: Vec<(String, String)> = order
            .into_iter()
            .map(|key| {
                let name = match shared.contains(&key) {
                    true => free_name(&key, &mut taken),
                    false => key.clone(),
                };
                (key, name)
            })
            .collect();
        let references = names
            .iter()
            .map(|(key, name)| (key.clone(), reference_to(&place_of(name))))
            .collect();
        Self {
            names,
            references,
            tags,
        }
    }

    fn rewrite(&self, schema: &mut Value, originals: &Value) {
        let mut rewriter = Rewriter {
            references: &self.references,
            originals,
        };
        places::visit(schema, &[], &self.tags, &mut rewriter);
    }
}

/// What the schema of a patch is called beside the document's own.
fn free_name(key: &str, taken: &mut HashSet<String>) -> String {
    let wanted = format!("{key}Patch");
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    let others = [format!("{key}MergePatch")].into_iter().chain(numbered);
    let mut names = std::iter::once(wanted.clone()).chain(others);
    let name = names.find(|name| !taken.contains(name)).unwrap_or(wanted);
    taken.insert(name.clone());
    name
}

/// What a patch finds in a schema.
#[derive(Default)]
struct Scan {
    /// Whether a member in it may become null.
    changes: bool,
    /// The components that a patch reaches from it.
    reached: Vec<String>,
    /// The components that are replaced as a whole.
    replaced: Vec<String>,
}

impl Scan {
    fn scan(&mut self, schema: &mut Value, tags: &Tags, document: &Value) {
        let mut scanner = Scanner {
            scan: self,
            document,
        };
        places::visit(schema, &[], tags, &mut scanner);
    }
}

struct Scanner<'s, 'd> {
    scan: &'s mut Scan,
    document: &'d Value,
}

impl Visit for Scanner<'_, '_> {
    fn reached(&mut self, reference: &mut String) {
        let key = component(reference, "schemas");
        self.scan.reached.extend(key.map(|key| key.into_owned()));
    }

    fn optional(&mut self, schema: &mut Value) {
        self.scan.changes |= is_to_change(schema, self.document);
    }

    fn replaced(&mut self, value: &mut Value) {
        references_in(value, &mut self.scan.replaced);
    }
}

/// The components that references below a value lead to.
fn references_in(value: &Value, found: &mut Vec<String>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => open.extend(entries.values()),
            Value::String(text) => {
                let key = component(text, "schemas");
                found.extend(key.map(|key| key.into_owned()));
            }
            _ => {}
        }
    }
}

/// The components in which something becomes null, or that reach one of these.
fn changed(scans: &HashMap<String, Scan>) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    for (key, scan) in scans {
        for reached in &scan.reached {
            users.entry(reached).or_default().push(key);
        }
    }
    let mut changed = HashSet::new();
    let all = scans.iter().filter(|(_, scan)| scan.changes);
    let mut open: Vec<&str> = all.map(|(key, _)| key.as_str()).collect();
    while let Some(key) = open.pop() {
        if changed.insert(key.to_owned()) {
            open.extend(users.get(key).into_iter().flatten());
        }
    }
    changed
}

/// The components that something else than a merge patch refers to as well.
fn shared(
    document: &mut Value,
    bodies: &[Pointer],
    scans: &HashMap<String, Scan>,
    of_bodies: &Scan,
) -> HashSet<String> {
    // What the bodies and the components of patches refer to counts only where it is not of the patch.
    let mut bare = document.clone();
    for at in bodies {
        if let Some(schema) = bare.pointer_mut(at.as_str()) {
            *schema = Value::Null;
        }
    }
    if let Some(schemas) = super::schemas_mut(&mut bare) {
        schemas.retain(|key, _| !scans.contains_key(key));
    }
    let mut open = of_bodies.replaced.clone();
    references_in(&bare, &mut open);
    open.extend(
        scans
            .values()
            .flat_map(|scan| scan.replaced.iter().cloned()),
    );
    let mut shared = HashSet::new();
    while let Some(key) = open.pop() {
        let Some(scan) = scans.get(&key) else {
            continue;
        };
        if shared.insert(key) {
            open.extend(scan.reached.iter().cloned());
        }
    }
    shared
}

struct Rewriter<'p> {
    references: &'p HashMap<String, String>,
    originals: &'p Value,
}

impl Visit for Rewriter<'_> {
    fn reached(&mut self, reference: &mut String) {
        let key = component(reference, "schemas");
        if let Some(name) = key.and_then(|key| self.references.get(&*key)) {
            reference.clone_from(name);
        }
    }

    fn optional(&mut self, schema: &mut Value) {
        if !is_to_change(schema, self.originals) {
            return;
        }
        if schema.get("$ref").is_some() {
            *schema = json!({ "allOf": [schema.take()] });
        }
        if let Value::Object(entries) = schema {
            entries.insert("nullable".to_owned(), Value::Bool(true));
        }
    }

    fn replaced(&mut self, _: &mut Value) {}
}

/// Whether the schema of a member has to say that it may be null: it has values, and null is none of them.
fn is_to_change(schema: &Value, document: &Value) -> bool {
    let is_impossible = schema.get("not") == Some(&json!({}));
    schema.is_object() && !is_impossible && !admits_null(schema, document, DEPTH)
}

fn admits_null(schema: &Value, document: &Value, depth: usize) -> bool {
    let Some(entries) = schema.as_object().filter(|_| depth > 0) else {
        return false;
    };
    if let Some(reference) = entries.get("$ref") {
        let target = super::target(document, Some(reference));
        return target.is_some_and(|target| admits_null(target, document, depth - 1));
    }
    if entries.get("nullable") == Some(&Value::Bool(true)) {
        return true;
    }
    let parts = |key: &str| entries.get(key).and_then(Value::as_array);
    let admits = |part: &Value| admits_null(part, document, depth - 1);
    let is_open = ["type", "enum", "not", "properties"]
        .iter()
        .all(|key| !entries.contains_key(*key));
    is_open
        && parts("allOf").is_none_or(|all| all.iter().all(admits))
        && parts("anyOf").is_none_or(|any| any.iter().any(admits))
        && parts("oneOf").is_none_or(|one| one.iter().filter(|part| admits(part)).count() == 1)
}
