//! What all schemas of one value say of it, side by side.

use crate::diagnostic::Pointer;
use crate::grammar;
use crate::normalize::annotations;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// How many references may follow one another.
const MAX_DEPTH: usize = 64;

/// What schemas say of the values that are not null. The places are those in the schema that is looked at: what a
/// reference leads to is where the reference is.
#[derive(Clone, Default)]
pub(super) struct Facts<'v> {
    /// `type`
    pub(super) types: Vec<(&'v str, Pointer)>,
    /// The types that keywords are about where none is written.
    pub(super) inferred: Vec<&'v str>,
    /// `enum`
    pub(super) lists: Vec<(&'v [Value], Pointer)>,
    /// The keywords that bound numbers, texts and counts.
    pub(super) bounds: Vec<(&'v Map<String, Value>, Pointer)>,
    /// `properties`
    pub(super) properties: IndexMap<&'v str, Vec<(&'v Value, Pointer)>>,
    /// `required`
    pub(super) required: IndexMap<&'v str, Pointer>,
    /// `additionalProperties: false`
    pub(super) closed: Vec<Closed<'v>>,
    /// `items`
    pub(super) items: Vec<(&'v Value, Pointer)>,
    /// `anyOf` and `oneOf`, with the places of the lists.
    pub(super) unions: Vec<(&'v [Value], Pointer)>,
    /// Whether a part allows nothing, which is told where that part is, or is what its author wanted.
    pub(super) is_never: bool,
    /// Whether null is allowed besides.
    pub(super) allows_null: bool,
    /// How many schemas were looked at.
    pub(super) steps: usize,
}

/// A part that allows no properties but these.
#[derive(Clone)]
pub(super) struct Closed<'v> {
    pub(super) names: HashSet<&'v str>,
    pub(super) at: Pointer,
}

/// The key of the component that a schema is a reference to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    component(schema.get("$ref")?.as_str()?)
}

/// The key of a component that needs no decoding; others are taken to be possible.
pub(super) fn component(reference: &str) -> Option<&str> {
    match grammar::component(reference, "schemas")? {
        Cow::Borrowed(key) => Some(key),
        Cow::Owned(_) => None,
    }
}

/// Where a schema is on the way.
#[derive(Clone, Copy)]
struct Way {
    depth: usize,
    /// Whether a reference was followed, so that the place stays.
    is_beyond: bool,
}

impl<'v> Facts<'v> {
    /// Takes in what a schema says.
    pub(super) fn add(&mut self, schemas: &'v Map<String, Value>, schema: &'v Value, at: &Pointer) {
        let way = Way {
            depth: 0,
            is_beyond: false,
        };
        let is_first = self.steps == 0;
        let allows_null = self.take(schemas, schema, at, way, &mut Vec::new());
        self.allows_null = allows_null && (is_first || self.allows_null);
    }

    /// Takes in a schema, and returns whether null is allowed.
    fn take(
        &mut self,
        schemas: &'v Map<String, Value>,
        schema: &'v Value,
        at: &Pointer,
        way: Way,
        open: &mut Vec<&'v str>,
    ) -> bool {
        self.steps += 1;
        let Some(entries) = schema.as_object().filter(|_| way.depth < MAX_DEPTH) else {
            let is_never = *schema == Value::Bool(false);
            self.is_never |= is_never;
            return !is_never;
        };
        if entries.contains_key("$ref") {
            let key = reference(schema).filter(|key| !open.contains(key));
            let Some((key, target)) = key.and_then(|key| schemas.get_key_value(key)) else {
                return true;
            };
            let way = Way {
                depth: way.depth + 1,
                is_beyond: true,
            };
            open.push(key);
            let allows_null = self.take(schemas, target, at, way, open);
            open.pop();
            return allows_null;
        }
        let place = |keys: &[&str]| match way.is_beyond {
            true => at.clone(),
            false => keys.iter().fold(at.clone(), |place, key| place.child(key)),
        };
        let mut allows_null = self.keywords(entries, &place);
        let way = Way {
            depth: way.depth + 1,
            ..way
        };
        let parts = entries.get("allOf").and_then(Value::as_array);
        for (index, part) in parts.into_iter().flatten().enumerate() {
            let at = place(&["allOf", &index.to_string()]);
            allows_null &= self.take(schemas, part, &at, way, open);
        }
        allows_null || entries.get("nullable") == Some(&Value::Bool(true))
    }

    /// Takes in the keywords of a schema, and returns whether they allow null.
    fn keywords(
        &mut self,
        entries: &'v Map<String, Value>,
        place: &impl Fn(&[&str]) -> Pointer,
    ) -> bool {
        let here = place(&[]);
        let mut allows_null = true;
        if let Some(name) = entries.get("type").and_then(Value::as_str) {
            match annotations::has_inferred_type(entries) {
                true => self.inferred.push(name),
                false => self.types.push((name, here.clone())),
            }
            allows_null = false;
        }
        if let Some(Value::Array(values)) = entries.get("enum") {
            allows_null &= values.contains(&Value::Null);
            if !values.iter().all(Value::is_null) {
                self.lists.push((values, here.clone()));
            }
        }
        if excludes_all(entries) {
            self.is_never = true;
            allows_null = false;
        }
        self.bounds.push((entries, here));
        let properties = entries.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let at = place(&["properties", name]);
            self.properties
                .entry(name)
                .or_default()
                .push((property, at));
        }
        let required = entries.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            self.required
                .entry(name)
                .or_insert_with(|| place(&["required"]));
        }
        let has_patterns = entries.contains_key("patternProperties");
        if entries.get("additionalProperties") == Some(&Value::Bool(false)) && !has_patterns {
            let names = properties.into_iter().flatten();
            self.closed.push(Closed {
                names: names.map(|(name, _)| name.as_str()).collect(),
                at: place(&["additionalProperties"]),
            });
        }
        if let Some(items) = entries.get("items") {
            self.items.push((items, place(&["items"])));
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(list)) = entries.get(key) {
                self.unions.push((list, place(&[key])));
            }
        }
        allows_null
    }
}

/// Whether a schema excludes every value, or just what it asks for.
fn excludes_all(entries: &Map<String, Value>) -> bool {
    let Some(not) = entries.get("not") else {
        return false;
    };
    let parts = entries.get("allOf").and_then(Value::as_array);
    not.as_object().is_some_and(Map::is_empty) || parts.is_some_and(|parts| parts.contains(not))
}
