//! What the schemas of one value say of it to XML, taken together.

use super::Bodies;
use crate::formats::JsonType;
use crate::lower::types::Node;
use crate::normalize::{Entries, key};
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::HashSet;

/// A schema that says itself what it is, and does not pass on others.
#[derive(Clone, Copy)]
pub(super) struct Leaf<'a> {
    pub(super) schema: &'a Schema,
    /// Whether it is one of several alternatives.
    pub(super) is_alternative: bool,
}

/// What several schemas say of one value.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) text: Vec<JsonType>,
    pub(super) is_object: bool,
    pub(super) properties: IndexMap<&'a str, Property<'a>>,
    pub(super) rest: Vec<Node<'a>>,
    /// The items of lists, and what they say of their elements.
    pub(super) items: Vec<Node<'a>>,
    /// The first of them, by their places.
    pub(super) first: Vec<Vec<Node<'a>>>,
    pub(super) is_list: bool,
    /// Whether anything was said at all.
    pub(super) is_known: bool,
}

/// One property, in all schemas that have it.
#[derive(Default)]
pub(super) struct Property<'a> {
    pub(super) schemas: Vec<Node<'a>>,
    pub(super) required: bool,
    /// The alternative that has it, if one alone does.
    pub(super) alternative: Option<*const Schema>,
}

impl<'a> Bodies<'a> {
    /// The schemas that say what a value is, through references, `allOf` and alternatives.
    pub(super) fn leaves(
        &self,
        node: Node<'a>,
        is_alternative: bool,
        depth: usize,
        seen: &mut HashSet<*const Schema>,
        found: &mut Vec<Leaf<'a>>,
    ) {
        let Some(schema) = self.schema_of(node) else {
            return;
        };
        if depth == 0 || !seen.insert(schema) {
            return;
        }
        let mut all = |parts: &'a [ReferenceOr<Schema>], is_alternative: bool, found: &mut _| {
            for part in parts {
                self.leaves(part.into(), is_alternative, depth - 1, seen, found);
            }
        };
        // What only passes on others may say of its own that null is one of its values.
        let is_leaf = matches!(
            schema.schema_kind,
            SchemaKind::Any(_) | SchemaKind::Type(_) | SchemaKind::Not { .. }
        );
        if is_leaf || schema.schema_data.nullable {
            found.push(Leaf {
                schema,
                is_alternative,
            });
        }
        match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all(all_of, is_alternative, found),
            SchemaKind::OneOf { one_of: parts } | SchemaKind::AnyOf { any_of: parts } => {
                all(parts, is_alternative || parts.len() > 1, found);
            }
            SchemaKind::Any(any) => {
                all(&any.all_of, is_alternative, found);
                all(&any.one_of, true, found);
                all(&any.any_of, true, found);
            }
            SchemaKind::Type(_) | SchemaKind::Not { .. } => {}
        }
    }

    pub(super) fn parts(&self, leaves: &[Leaf<'a>]) -> Parts<'a> {
        let mut parts = Parts::default();
        for leaf in leaves {
            self.add(*leaf, &mut parts);
        }
        parts
    }

    fn add(&self, leaf: Leaf<'a>, parts: &mut Parts<'a>) {
        let schema = leaf.schema;
        if schema.schema_data.nullable {
            parts.text(JsonType::Null);
        }
        let required: &[String] = match &schema.schema_kind {
            SchemaKind::Type(Type::String(_)) => return parts.text(JsonType::String),
            SchemaKind::Type(Type::Number(_)) => return parts.text(JsonType::Number),
            SchemaKind::Type(Type::Integer(_)) => return parts.text(JsonType::Integer),
            SchemaKind::Type(Type::Boolean(_)) => return parts.text(JsonType::Boolean),
            SchemaKind::Type(Type::Array(array)) => {
                parts.list(array.items.as_ref().map(Node::from));
                parts.begin(self.first_items(schema));
                return;
            }
            SchemaKind::Type(Type::Object(object)) => {
                parts.object();
                parts.properties(&object.properties, leaf);
                parts.others(object.additional_properties.as_ref());
                &object.required
            }
            SchemaKind::Any(any) => {
                match any.typ.as_deref() {
                    Some("string") => parts.text(JsonType::String),
                    Some("number") => parts.text(JsonType::Number),
                    Some("integer") => parts.text(JsonType::Integer),
                    Some("boolean") => parts.text(JsonType::Boolean),
                    Some("array") => parts.list(None),
                    Some("object") => parts.object(),
                    _ => any.enumeration.iter().for_each(|value| parts.value(value)),
                }
                if any.items.is_some() {
                    parts.list(any.items.as_ref().map(Node::from));
                }
                if parts.is_list {
                    parts.begin(self.first_items(schema));
                }
                if !any.properties.is_empty() || any.additional_properties.is_some() {
                    parts.object();
                }
                parts.properties(&any.properties, leaf);
                parts.others(any.additional_properties.as_ref());
                &any.required
            }
            _ => &[],
        };
        let patterns = schema.schema_data.extensions.key(key::PATTERN_PROPERTIES);
        let patterns = patterns.and_then(|patterns| patterns.as_object());
        for schema in patterns.into_iter().flat_map(|patterns| patterns.values()) {
            let schema = self.context.keyword_schemas.schema(schema);
            parts.rest.extend(schema.map(Node::from));
            parts.object();
        }
        for name in required.iter().filter(|_| !leaf.is_alternative) {
            if let Some(property) = parts.properties.get_mut(name.as_str()) {
                property.required = true;
            }
        }
    }
}

impl<'a> Bodies<'a> {
    /// The schemas of the first items of a list, where they have their own (JSON Schema 2020-12, `prefixItems`).
    fn first_items(&self, schema: &'a Schema) -> impl Iterator<Item = Node<'a>> {
        let schemas = self.context.keyword_schemas;
        let first = schema.schema_data.extensions.key(key::PREFIX_ITEMS);
        let first = first.and_then(|first| first.as_array());
        let each = first.into_iter().flatten();
        each.map_while(move |schema| schemas.schema(schema).map(Node::from))
    }
}

impl<'a> Parts<'a> {
    fn text(&mut self, ty: JsonType) {
        self.is_known |= ty != JsonType::Null;
        if !self.text.contains(&ty) {
            self.text.push(ty);
        }
    }

    fn value(&mut self, value: &serde_json::Value) {
        use serde_json::Value;

        match value {
            Value::Null => self.text(JsonType::Null),
            Value::Bool(_) => self.text(JsonType::Boolean),
            Value::Number(_) => self.text(JsonType::Number),
            Value::String(_) => self.text(JsonType::String),
            Value::Array(_) => self.list(None),
            Value::Object(_) => self.object(),
        }
    }

    fn list(&mut self, items: Option<Node<'a>>) {
        self.is_known = true;
        self.is_list = true;
        self.items.extend(items);
    }

    fn begin(&mut self, first: impl Iterator<Item = Node<'a>>) {
        for (place, item) in first.enumerate() {
            if place == self.first.len() {
                self.first.push(Vec::new());
            }
            self.first[place].push(item);
        }
    }

    fn object(&mut self) {
        self.is_known = true;
        self.is_object = true;
    }

    fn properties(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        leaf: Leaf<'a>,
    ) {
        let alternative = leaf
            .is_alternative
            .then_some(std::ptr::from_ref(leaf.schema));
        for (name, schema) in properties {
            let property = self.properties.entry(name).or_default();
            property.alternative = match property.schemas.is_empty() {
                true => alternative,
                false => None,
            };
            property.schemas.push(schema.into());
        }
    }

    fn others(&mut self, rest: Option<&'a AdditionalProperties>) {
        if let Some(AdditionalProperties::Schema(schema)) = rest {
            self.rest.push((&**schema).into());
        }
    }
}
