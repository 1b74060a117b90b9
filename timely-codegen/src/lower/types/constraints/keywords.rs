//! The keywords of schemas in the normal form, one by one, as constraints.

use super::scalars;
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{
    Access, Additional, Literal, Property, RareKeywords, Schema as Constraints, SchemaRef, TypeId,
};
use crate::lower::components::component_key;
use crate::lower::types::Types;
use crate::normalize::has_patterns_only;
use serde_json::{Map, Value};

/// How deep `allOf` and references are followed in search of a property.
const MAX_DEPTH: usize = 16;

impl Types<'_> {
    /// The constraints of a schema at a place. `own` is the type that they are for.
    pub(in crate::lower) fn constraints(
        &mut self,
        value: &Value,
        pointer: &Pointer,
        own: Option<TypeId>,
    ) -> SchemaRef {
        let mut reader = Reader {
            lowering: self,
            at: pointer.clone(),
            own,
            root: value,
            exact: false,
            outer: None,
        };
        reader.schema(value)
    }

    /// What a component says by itself, where no type is made of it, and the components that it refers to so.
    pub(super) fn exact_constraints(&mut self, key: &str) -> (SchemaRef, Vec<String>) {
        let at = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        let value = self.stored(&at);
        let mut outer = Vec::new();
        let mut reader = Reader {
            lowering: self,
            at,
            own: None,
            root: value,
            exact: true,
            outer: Some(&mut outer),
        };
        let schema = reader.schema(value);
        (schema, outer)
    }
}

/// Reads the keywords of schemas in the normal form.
struct Reader<'l, 'a, 'v> {
    lowering: &'l mut Types<'a>,
    at: Pointer,
    /// The type whose schema is being read, which must not become a reference to itself.
    own: Option<TypeId>,
    /// The schema that all parts at hand speak of the same value with.
    root: &'v Value,
    /// Whether no type is made of what is read, so that it has only the types that the document writes.
    exact: bool,
    /// Where a definition is read, those that it refers to.
    outer: Option<&'l mut Vec<String>>,
}

impl<'v> Reader<'_, '_, 'v> {
    /// A schema that speaks of the same value as the one around it.
    fn schema(&mut self, value: &'v Value) -> SchemaRef {
        let entries = match value {
            Value::Object(entries) => entries,
            Value::Bool(false) => return SchemaRef::inline(Constraints::never()),
            _ => return SchemaRef::inline(Constraints::default()),
        };
        if let Some(Value::String(reference)) = entries.get("$ref") {
            let key = component_key(reference, "schemas");
            if self.exact
                && let Some(key) = &key
                && self.lowering.says_less_than_its_type(key)
            {
                return self.definition(key);
            }
            let types = &self.lowering.types;
            let id = key.and_then(|key| types.component(&key));
            // One that leads nowhere was reported.
            return id.map_or_else(
                || SchemaRef::inline(Constraints::default()),
                SchemaRef::Type,
            );
        }
        let placed = self.lowering.checks.placed.get(&self.at).copied();
        if let Some(id) = placed.filter(|id| !self.exact && Some(*id) != self.own) {
            return SchemaRef::Type(id);
        }
        let schema = self.keywords(entries);
        let schema = alone(schema);
        match entries.get("nullable") {
            Some(Value::Bool(true)) => with_null(schema),
            _ => schema,
        }
    }

    /// A reference to what a component says, without what its type adds.
    fn definition(&mut self, key: &str) -> SchemaRef {
        let definitions = match &mut self.outer {
            Some(outer) => {
                outer.push(key.to_owned());
                Vec::new()
            }
            None => self.lowering.exact_definitions(key),
        };
        SchemaRef::inline(Constraints {
            rare: Some(Box::new(RareKeywords {
                reference: Some(key.to_owned()),
                definitions,
                ..RareKeywords::default()
            })),
            ..Constraints::default()
        })
    }

    /// A schema of another value: a property, an item.
    fn inner(&mut self, value: &'v Value) -> SchemaRef {
        let root = std::mem::replace(&mut self.root, value);
        let schema = self.schema(value);
        self.root = root;
        schema
    }

    /// Runs at a key.
    fn under<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.at.push(key);
        let result = read(self);
        self.at.pop();
        result
    }

    /// Runs where no type is made.
    fn exactly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let exact = std::mem::replace(&mut self.exact, true);
        let result = read(self);
        self.exact = exact;
        result
    }

    fn keywords(&mut self, entries: &'v Map<String, Value>) -> Constraints {
        let asserts = self.lowering.context.settings.assert_formats;
        let mut schema = scalars::of_values(entries, asserts);
        if self.exact {
            scalars::drop_assumed(entries, &mut schema);
        }
        schema.pattern = entries
            .get("pattern")
            .and_then(Value::as_str)
            .and_then(|text| {
                let at = self.at.child("pattern");
                let most = entries.get("maxLength").and_then(Value::as_u64);
                let bound = |longest| format!("add `maxLength: {longest}` beside it");
                self.lowering.checked_pattern(text, &at, most, bound)
            });
        self.object(entries, &mut schema);
        if let Some(items) = entries.get("items") {
            let items = self.under("items", |reader| reader.inner(items));
            schema.items =
                (!items.is_any() || self.lowering.asks_what_is_unevaluated()).then_some(items);
        }
        schema.all_of = self.parts(entries, "allOf");
        schema.any_of = self.parts(entries, "anyOf");
        schema.one_of = self.parts(entries, "oneOf");
        if let Some(not) = entries.get("not") {
            schema.not =
                Some(self.under("not", |reader| reader.exactly(|reader| reader.inner(not))));
        }
        let rare = self.exactly(|reader| reader.rare_keywords(entries));
        let patterns = self.pattern_properties(entries);
        if rare != RareKeywords::default() || !patterns.is_empty() {
            schema.rare = Some(Box::new(RareKeywords {
                pattern_properties: patterns,
                ..rare
            }));
        }
        schema
    }

    fn parts(&mut self, entries: &'v Map<String, Value>, key: &str) -> Vec<SchemaRef> {
        let Some(Value::Array(parts)) = entries.get(key) else {
            return Vec::new();
        };
        self.under(key, |reader| {
            let each = parts.iter().enumerate();
            each.map(|(index, part)| reader.under(&index.to_string(), |reader| reader.schema(part)))
                .collect()
        })
    }

    /// `properties`, `required` and `additionalProperties`.
    fn object(&mut self, entries: &'v Map<String, Value>, schema: &mut Constraints) {
        let required: Vec<&str> = strings(entries.get("required")).collect();
        let properties = entries.get("properties").and_then(Value::as_object);
        for (name, value) in properties.into_iter().flatten() {
            let inner = self.under("properties", |reader| {
                reader.under(name, |reader| reader.inner(value))
            });
            schema.properties.push(Property {
                name: name.clone(),
                required: required.contains(&name.as_str()),
                access: access(value),
                schema: inner,
            });
        }
        for name in required {
            if schema
                .properties
                .iter()
                .any(|property| property.name == name)
                || schema.required.iter().any(|known| known == name)
            {
                continue;
            }
            // Another part may say that the property travels one way only.
            match self.access_within(self.root, name, 0) {
                None | Some(Access::ReadWrite) => schema.required.push(name.to_owned()),
                Some(access) => schema.properties.push(Property {
                    name: name.to_owned(),
                    required: true,
                    access,
                    schema: SchemaRef::inline(Constraints::default()),
                }),
            }
        }
        let key = "additionalProperties";
        // Held by the patterns.
        let additional = match has_patterns_only(entries) {
            true => Some(&Value::Bool(false)),
            false => entries.get(key),
        };
        schema.additional = match additional {
            None => Additional::Allowed,
            Some(Value::Bool(false)) => Additional::Forbidden,
            Some(value) => {
                let values = self.under(key, |reader| reader.inner(value));
                if values == SchemaRef::inline(Constraints::never()) {
                    Additional::Forbidden
                } else if values.is_any() && !self.lowering.asks_what_is_unevaluated() {
                    Additional::Allowed
                } else {
                    Additional::Schema(values)
                }
            }
        };
    }

    /// The access that a schema, or one it is made of, gives a property.
    fn access_within(&self, value: &Value, name: &str, depth: usize) -> Option<Access> {
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(Value::String(reference)) = value.get("$ref") {
            let key = component_key(reference, "schemas")?;
            let document = self.lowering.context.document;
            let target = document.get("components")?.get("schemas")?.get(&key)?;
            return self.access_within(target, name, depth + 1);
        }
        if let Some(property) = value.get("properties").and_then(|list| list.get(name)) {
            return Some(access(property));
        }
        let lists = ["allOf", "anyOf", "oneOf"]
            .iter()
            .filter_map(|key| value.get(*key)?.as_array());
        lists
            .flatten()
            .find_map(|part| self.access_within(part, name, depth + 1))
    }

    /// What properties must be whose names match a pattern.
    fn pattern_properties(&mut self, entries: &'v Map<String, Value>) -> Vec<(String, SchemaRef)> {
        let key = "patternProperties";
        let Some(Value::Object(patterns)) = entries.get(key) else {
            return Vec::new();
        };
        let moved = entries
            .get("additionalProperties")
            .filter(|_| has_patterns_only(entries));
        let names = entries.get("propertyNames");
        let most = names.and_then(|names| names.get("maxLength")?.as_u64());
        let mut list = Vec::new();
        for (text, value) in patterns {
            let schema = match moved {
                Some(values) => self.under("additionalProperties", |reader| reader.inner(values)),
                None => self.under(key, |reader| {
                    reader.under(text, |reader| reader.typed_or_exactly(value))
                }),
            };
            let at = self.at.child(key).child(text);
            let bound =
                |longest| format!("add `propertyNames: {{maxLength: {longest}}}` beside it");
            if let Some(pattern) = self.lowering.checked_pattern(text, &at, most, bound) {
                list.push((pattern, schema));
            }
        }
        list
    }

    /// The keywords that few documents use.
    fn rare_keywords(&mut self, entries: &'v Map<String, Value>) -> RareKeywords {
        let count = |key: &str| entries.get(key).and_then(Value::as_u64);
        let contains = self.option(entries, "contains");
        let has_contains = contains.is_some();
        let unevaluated = "unevaluatedProperties";
        let prefix_items = match entries.get("prefixItems") {
            Some(Value::Array(items)) => self.under("prefixItems", |reader| {
                let each = items.iter().enumerate();
                each.map(|(index, item)| {
                    reader.under(&index.to_string(), |reader| reader.inner(item))
                })
                .collect()
            }),
            _ => Vec::new(),
        };
        let dependent_required = entries.get("dependentRequired");
        let dependent_required = dependent_required
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        RareKeywords {
            prefix_items,
            contains,
            min_contains: count("minContains").filter(|_| has_contains),
            max_contains: count("maxContains").filter(|_| has_contains),
            unevaluated_items: self.option(entries, "unevaluatedItems"),
            pattern_properties: Vec::new(),
            property_names: self.option(entries, "propertyNames"),
            dependent_required: dependent_required
                .map(|(name, wanted)| {
                    let wanted = strings(Some(wanted)).map(str::to_owned).collect();
                    (name.clone(), wanted)
                })
                .collect(),
            dependent_schemas: self.dependent_schemas(entries),
            unevaluated_properties: entries
                .get(unevaluated)
                .map(|value| self.under(unevaluated, |reader| reader.typed_or_exactly(value))),
            condition: self.condition(entries),
            alternatives: Vec::new(),
            absent_tag: None,
            default_tag: None,
            reference: None,
            definitions: Vec::new(),
        }
    }

    /// A schema that a type is made of in some objects, and in others is not.
    fn typed_or_exactly(&mut self, value: &'v Value) -> SchemaRef {
        if self.outer.is_none() && self.lowering.checks.typed.contains(&self.at) {
            let exact = std::mem::replace(&mut self.exact, false);
            let schema = self.inner(value);
            self.exact = exact;
            return schema;
        }
        self.exactly(|reader| reader.inner(value))
    }

    fn option(&mut self, entries: &'v Map<String, Value>, key: &str) -> Option<SchemaRef> {
        let value = entries.get(key)?;
        Some(self.under(key, |reader| reader.inner(value)))
    }

    fn dependent_schemas(&mut self, entries: &'v Map<String, Value>) -> Vec<(String, SchemaRef)> {
        let key = "dependentSchemas";
        let Some(Value::Object(schemas)) = entries.get(key) else {
            return Vec::new();
        };
        self.under(key, |reader| {
            let each = schemas.iter();
            each.map(|(name, value)| {
                (
                    name.clone(),
                    reader.under(name, |reader| reader.schema(value)),
                )
            })
            .collect()
        })
    }

    fn condition(&mut self, entries: &'v Map<String, Value>) -> Option<[SchemaRef; 3]> {
        entries.get("if")?;
        let [condition, then, otherwise] = ["if", "then", "else"].map(|key| {
            let value = entries.get(key);
            value.map_or_else(
                || SchemaRef::inline(Constraints::default()),
                |value| self.under(key, |reader| reader.schema(value)),
            )
        });
        let decides = !then.is_any() || !otherwise.is_any();
        (decides || self.lowering.asks_what_is_unevaluated())
            .then_some([condition, then, otherwise])
    }
}

/// The schema that also accepts null.
fn with_null(schema: SchemaRef) -> SchemaRef {
    match schema {
        SchemaRef::Inline(mut inner) if !is_composed(&inner) => {
            if !inner.types.is_empty() && !inner.types.contains(&JsonType::Null) {
                inner.types.push(JsonType::Null);
            }
            if !inner.enumeration.is_empty() && !inner.enumeration.contains(&Literal::Null) {
                inner.enumeration.push(Literal::Null);
            }
            SchemaRef::Inline(inner)
        }
        other => SchemaRef::inline(Constraints {
            any_of: vec![other, SchemaRef::inline(Constraints::null())],
            ..Constraints::default()
        }),
    }
}

/// Whether schemas within this one speak of null, too.
fn is_composed(schema: &Constraints) -> bool {
    let lists = [&schema.all_of, &schema.any_of, &schema.one_of];
    lists.into_iter().any(|list| !list.is_empty())
        || schema.not.is_some()
        || schema
            .rare
            .as_ref()
            .is_some_and(|rare| rare.condition.is_some())
}

/// A schema that says nothing but what another one says is that one.
fn alone(mut schema: Constraints) -> SchemaRef {
    if schema.all_of.len() == 1
        && let Some(only) = schema.all_of.pop()
    {
        if schema == Constraints::default() {
            return only;
        }
        schema.all_of.push(only);
    }
    SchemaRef::inline(schema)
}

fn access(property: &Value) -> Access {
    let is = |key: &str| property.get(key) == Some(&Value::Bool(true));
    if is("readOnly") {
        Access::ReadOnly
    } else if is("writeOnly") {
        Access::WriteOnly
    } else {
        Access::ReadWrite
    }
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str)
}
