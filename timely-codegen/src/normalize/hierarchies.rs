//! Schemas with a `discriminator` that others extend: their values are those of the others.
//!
//! In the normal form such a schema is a union of the schemas that extend it, told apart by its discriminator, and what
//! they have in common is a component of its own, which they extend in its place (OpenAPI 3.1, section 4.8.25.4).

use super::{Context, internal};
use crate::diagnostic::{Code, Pointer};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet, VecDeque};

type Schemas = Map<String, Value>;

/// How many levels a hierarchy may have.
const MAX_LEVELS: usize = 32;
/// How deep parts of an `allOf` may stand in one another.
const MAX_PARTS: usize = 8;
/// The keys that say something of the union, and nothing of what its members have in common.
const OF_THE_UNION: &[&str] = &[
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
    let ends = tree.ends();
    let bases: Vec<&str> = schemas
        .iter()
        .filter(|(key, schema)| is_base(schema) && uses.contains(key.as_str()))
        .map(|(key, _)| key.as_str())
        .collect();
    let split: HashSet<&str> = bases
        .iter()
        .copied()
        .filter(|base| tree.children.contains_key(base) && ends.contains(base))
        .collect();
    let mut names: HashSet<String> = schemas.keys().cloned().collect();
    let mut plans = Vec::new();
    let mut alone = Vec::new();
    for base in bases {
        if split.contains(base) {
            let name = free_name(base, &mut names);
            plans.push(tree.plan(base, name, &split));
        } else if tree.maps_elsewhere(base) {
            alone.push(base.to_owned());
        }
    }
    let Some(schemas) = document.pointer_mut(place).and_then(Value::as_object_mut) else {
        return;
    };
    for base in alone {
        keep_as_it_is(schemas, &base, context);
    }
    for plan in plans {
        plan.carry_out(schemas, context);
    }
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

fn place_of(key: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("schemas")
        .child(key)
}

/// Whether a schema could stand for those that extend it.
fn is_base(schema: &Value) -> bool {
    property_of(schema).is_some() && schema.get("oneOf").is_none() && schema.get("anyOf").is_none()
}

/// The property that tells those apart that extend a schema.
fn property_of(schema: &Value) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// The mapping of a discriminator: values and the components they lead to.
fn mapping_of(schema: &Value) -> impl Iterator<Item = (&str, String)> {
    let mapping = schema
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping")?.as_object());
    mapping.into_iter().flatten().filter_map(|(tag, target)| {
        let target = target.as_str()?;
        let key = component(target).unwrap_or_else(|| target.to_owned());
        Some((tag.as_str(), key))
    })
}

/// The component that a reference leads to.
fn component(reference: &str) -> Option<String> {
    let pointer = Pointer::parse(&reference.strip_prefix('#')?.replace("%25", "%"))?;
    let mut segments = pointer.segments();
    let is_schema = segments.next()? == "components" && segments.next()? == "schemas";
    let key = segments.next().filter(|_| is_schema)?;
    segments.next().is_none().then(|| key.to_string())
}

fn reference_to(key: &str) -> String {
    place_of(key).to_string().replace('%', "%25")
}

/// Runs for every reference among the parts of a schema.
fn each_part(schema: &Value, depth: usize, found: &mut impl FnMut(&str)) {
    let parts = schema.get("allOf").and_then(Value::as_array);
    for part in parts.into_iter().flatten().filter(|_| depth < MAX_PARTS) {
        match part.get("$ref").and_then(Value::as_str) {
            Some(reference) => found(reference),
            None => each_part(part, depth + 1, found),
        }
    }
}

/// The values that a schema itself lists for a property, not those it inherits.
fn listed<'v>(
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
    let parts = schema.get("allOf").and_then(Value::as_array);
    let parts = parts.into_iter().flatten().filter(|_| depth < MAX_PARTS);
    parts
        .map(|part| listed(schemas, part, property, depth + 1))
        .find(|values| !values.is_empty())
        .unwrap_or_default()
}

/// Which component extends which.
struct Tree<'v> {
    schemas: &'v Schemas,
    /// The components that extend a component, in document order.
    children: HashMap<&'v str, Vec<&'v str>>,
    /// How many references each component has for being extended.
    edges: HashMap<&'v str, usize>,
}

impl<'v> Tree<'v> {
    fn of(schemas: &'v Schemas) -> Self {
        let mapped: HashSet<String> = schemas
            .values()
            .flat_map(mapping_of)
            .map(|(_, target)| target)
            .collect();
        let mut tree = Self {
            schemas,
            children: HashMap::new(),
            edges: HashMap::new(),
        };
        for (key, schema) in schemas {
            each_part(schema, 0, &mut |reference| {
                let parent = component(reference).and_then(|parent| schemas.get_key_value(&parent));
                let Some((parent, base)) = parent.filter(|(parent, _)| *parent != key) else {
                    return;
                };
                // Another name for it, unless the mapping says that it is a schema of its own.
                let is_name = is_bare(schema)
                    && !mapped.contains(key)
                    && (is_nullable(schema) || mapping_of(base).next().is_some());
                if is_name {
                    return;
                }
                *tree.edges.entry(parent).or_default() += 1;
                let children = tree.children.entry(parent).or_default();
                if !children.contains(&key.as_str()) {
                    children.push(key);
                }
            });
        }
        tree
    }

    /// The components of the tree that are not extended in circles. A union of such would have no end.
    fn ends(&self) -> HashSet<&'v str> {
        let mut parents: HashMap<&str, Vec<&'v str>> = HashMap::new();
        let mut open: HashMap<&str, usize> = HashMap::new();
        for (parent, children) in &self.children {
            open.insert(parent, children.len());
            for child in children {
                parents.entry(child).or_default().push(parent);
            }
        }
        let leaves = parents
            .keys()
            .filter(|key| !self.children.contains_key(*key));
        let mut queue: Vec<&str> = leaves.copied().collect();
        let mut ends = HashSet::new();
        while let Some(key) = queue.pop() {
            for parent in parents.get(key).into_iter().flatten() {
                if let Some(left) = open.get_mut(parent) {
                    *left -= 1;
                    if *left == 0 && ends.insert(*parent) {
                        queue.push(parent);
                    }
                }
            }
        }
        ends
    }

    /// The components that something refers to for more than to extend them.
    fn uses(&self, document: &'v Value) -> HashSet<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(entries) => {
                    if let Some(key) = entries
                        .get("$ref")
                        .and_then(Value::as_str)
                        .and_then(component)
                    {
                        *counts.entry(key).or_default() += 1;
                    }
                    open.extend(entries.values());
                }
                _ => {}
            }
        }
        counts.retain(|key, count| *count > self.edges.get(key.as_str()).copied().unwrap_or(0));
        counts.into_keys().collect()
    }

    /// Whether the mapping of a component leads to others.
    fn maps_elsewhere(&self, base: &str) -> bool {
        mapping_of(&self.schemas[base])
            .any(|(_, target)| target != base && self.schemas.contains_key(&target))
    }

    /// What extends a component, from near to far; `stop` says where not to look further.
    fn descendants(&self, base: &'v str, stop: impl Fn(&str) -> bool) -> Vec<&'v str> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([base]);
        let mut open = VecDeque::from([(base, 0)]);
        while let Some((key, level)) = open.pop_front() {
            if level >= MAX_LEVELS || (key != base && stop(key)) {
                continue;
            }
            for child in self.children.get(key).into_iter().flatten() {
                if seen.insert(child) {
                    found.push(*child);
                    open.push_back((child, level + 1));
                }
            }
        }
        found
    }

    /// The values that select a component where the mapping says nothing of it.
    fn implied(&self, key: &str, property: &str) -> Vec<String> {
        let schema = &self.schemas[key];
        let given = VALUE_KEYS
            .iter()
            .find_map(|name| schema.get(name)?.as_str());
        if let Some(value) = given {
            return vec![value.to_owned()];
        }
        let listed = listed(self.schemas, schema, property, 0);
        if listed.is_empty() {
            return vec![key.to_owned()];
        }
        listed.into_iter().map(str::to_owned).collect()
    }

    /// The values that a component is selected by itself: those mapped to it, those it lists and no other one has, or
    /// its name where it says nothing.
    fn own_tags(
        &self,
        base: &str,
        mapped: Vec<String>,
        has_mapping: bool,
        others: &Map<String, Value>,
    ) -> Vec<String> {
        let schema = &self.schemas[base];
        let property = property_of(schema).unwrap_or_default();
        let listed = listed(self.schemas, schema, property, 0);
        let name = (listed.is_empty() && !has_mapping).then_some(base);
        let implied = listed.into_iter().chain(name).map(str::to_owned);
        let mut own = mapped;
        own.extend(implied);
        own.retain(|tag| !others.contains_key(tag));
        own
    }

    /// What becomes of a component that stands for those that extend it. What extends one of `split` is found there.
    fn plan(&self, base: &'v str, common: String, split: &HashSet<&str>) -> Plan {
        let schema = &self.schemas[base];
        let property = property_of(schema).unwrap_or_default();
        let mut taken: HashSet<String> = HashSet::new();
        let mut mapped: HashMap<String, Vec<String>> = HashMap::new();
        for (tag, target) in mapping_of(schema) {
            mapped.entry(target).or_default().push(tag.to_owned());
            taken.insert(tag.to_owned());
        }
        let has_mapping = !mapped.is_empty();
        let mut order = Vec::new();
        let mut mapping = Map::new();
        for child in self.descendants(base, |key| split.contains(key)) {
            let inner = match split.contains(child) {
                true => self.descendants(child, |_| false),
                false => Vec::new(),
            };
            let inherited = property_of(&self.schemas[child]) == Some(property);
            let mut is_found = false;
            for key in std::iter::once(child).chain(inner) {
                let mut own = mapped.remove(key).unwrap_or_default();
                if own.is_empty() && (key == child || inherited) {
                    own.extend(self.implied(key, property));
                    own.retain(|tag| !taken.contains(tag));
                }
                for tag in own {
                    taken.insert(tag.clone());
                    mapping.insert(tag, Value::from(reference_to(key)));
                    is_found = true;
                }
            }
            if is_found {
                order.push(child.to_owned());
            }
        }
        let own = mapped.remove(base).unwrap_or_default();
        let own = self.own_tags(base, own, has_mapping, &mapping);
        let is_default = default_of(schema).as_deref() == Some(base);
        if !own.is_empty() || is_default {
            order.push(common.clone());
        }
        for tag in own {
            mapping.insert(tag, Value::from(reference_to(&common)));
        }
        Plan {
            base: base.to_owned(),
            extended_by: self
                .children
                .get(base)
                .into_iter()
                .flatten()
                .map(|child| (*child).to_owned())
                .collect(),
            common,
            alternatives: order,
            mapping,
            is_default,
        }
    }
}

/// The component for values that the mapping does not know.
fn default_of(schema: &Value) -> Option<String> {
    let discriminator = schema.get("discriminator")?;
    let target = discriminator.get(internal::DEFAULT_MAPPING)?.as_str()?;
    Some(component(target).unwrap_or_else(|| target.to_owned()))
}

/// Whether a schema has one part, and nothing beside it but what is said for people.
fn is_bare(schema: &Value) -> bool {
    let parts = schema.get("allOf").and_then(Value::as_array);
    let entries = schema.as_object().into_iter().flatten();
    parts.is_some_and(|parts| parts.len() == 1)
        && entries.into_iter().all(|(key, _)| {
            key == "allOf" || OF_THE_UNION.contains(&key.as_str()) || key.starts_with("x-")
        })
}

fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// What becomes of one component.
struct Plan {
    base: String,
    /// The components that extend it.
    extended_by: Vec<String>,
    /// The component of what they have in common.
    common: String,
    /// The components that its values are of.
    alternatives: Vec<String>,
    /// The references that the values of the discriminator lead to.
    mapping: Map<String, Value>,
    /// Whether the component is its own default.
    is_default: bool,
}

impl Plan {
    fn carry_out(self, schemas: &mut Schemas, context: &mut Context<'_>) {
        for child in &self.extended_by {
            if let Some(schema) = schemas.get_mut(child) {
                self.extend_common(schema, 0);
            }
        }
        let Some(index) = schemas.keys().position(|key| *key == self.base) else {
            return;
        };
        let Some(Value::Object(entries)) = schemas.get_mut(&self.base) else {
            return;
        };
        let mut union = Map::new();
        let mut common = Map::new();
        for (key, value) in std::mem::take(entries) {
            let is_of_union = OF_THE_UNION.contains(&key.as_str()) || key == "discriminator";
            let side = if is_of_union { &mut union } else { &mut common };
            side.insert(key, value);
        }
        common.insert(
            "description".to_owned(),
            Value::from(format!("What every `{}` has.", self.base)),
        );
        if let Some(Value::Object(discriminator)) = union.get_mut("discriminator") {
            let reference = reference_to(&self.common);
            if self.is_default {
                discriminator.insert(internal::DEFAULT_MAPPING.to_owned(), reference.into());
            }
            discriminator.insert("mapping".to_owned(), Value::Object(self.mapping));
        }
        let list = self.alternatives.iter();
        let list = list.map(|key| json!({ "$ref": reference_to(key) }));
        union.insert("anyOf".to_owned(), list.collect());
        *entries = union;
        context
            .map
            .moved(&place_of(&self.base), place_of(&self.common));
        schemas.shift_insert(index + 1, self.common, Value::Object(common));
    }

    /// Turns the references to the component among the parts of a schema to what all have in common.
    fn extend_common(&self, schema: &mut Value, depth: usize) {
        let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
        for part in parts.into_iter().flatten().filter(|_| depth < MAX_PARTS) {
            match part.get_mut("$ref") {
                Some(reference) => {
                    let target = reference.as_str().and_then(component);
                    if target.as_ref() == Some(&self.base) {
                        *reference = Value::from(reference_to(&self.common));
                    }
                }
                None => self.extend_common(part, depth + 1),
            }
        }
    }
}
