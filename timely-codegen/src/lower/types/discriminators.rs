//! What tells the alternatives of a union apart by one property: a `discriminator`, or constants.

use super::alternative_names::constant_word;
use super::lowered::Node;
use crate::lower::types::Types;
use crate::naming::pascal;
use crate::normalize::{Entries, absent_mapping, key};
use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, ObjectType, ReferenceOr, Schema, SchemaKind,
    Type,
};
use serde_json::Value;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How deep `allOf` and references are followed in search of constants.
const MAX_DEPTH: usize = 16;
/// The property that tells the alternatives of a union apart.
pub(super) struct Tagging {
    pub(in crate::lower) property: String,
    /// The values that select each alternative, in the order of the alternatives.
    pub(in crate::lower) tags: Vec<Vec<String>>,
    /// Whether all values are strings.
    pub(in crate::lower) is_text: bool,
    /// Whether the values are the document's choice, and not the names of components.
    is_chosen: bool,
}

impl Tagging {
    /// The name of a variant that one value selects: that value, if it is a word.
    pub(super) fn variant_name(&self, index: usize) -> Option<String> {
        match self.tags.get(index)?.as_slice() {
            [_] => self.word(index),
            _ => None,
        }
    }

    /// The word for an alternative that has no name of its own: of the values that select it the first one by the alphabet,
    /// since their order in the document tells nothing.
    pub(in crate::lower) fn word(&self, index: usize) -> Option<String> {
        let tag = self.tags.get(index)?.iter().min()?;
        constant_word(tag).filter(|_| self.is_chosen)
    }
}

/// A discriminator value as a name, if it is a word.
pub(in crate::lower) fn word(tag: &str) -> Option<String> {
    let is_word = tag.len() > 1
        && tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    is_word.then(|| pascal(tag))
}

/// What was found out of components, each of which many others may lead to. One that is being looked at is not there yet.
#[derive(Default)]
pub(in crate::lower) struct Known {
    constants: HashMap<String, Option<Constants>>,
    /// The values that select the alternatives of a union.
    tags: HashMap<String, Vec<String>>,
}

/// The words that an object can be named by.
pub(super) struct ObjectWords {
    /// For its constants, those first that it requires.
    pub(super) constants: Vec<String>,
    /// For the properties that it requires.
    pub(super) required: Vec<String>,
}

/// The properties of an object that have few values, and those that must be there.
#[derive(Clone, Default)]
struct Constants {
    /// By the names of the properties, whose order in the document tells nothing.
    values: BTreeMap<String, Vec<Value>>,
    required: BTreeSet<String>,
}

impl Constants {
    /// The values of a property that is always there.
    fn of(&self, property: &str) -> Option<&[Value]> {
        self.any(property)
            .filter(|_| self.required.contains(property))
    }

    /// The values of a property, wherever it is there.
    fn any(&self, property: &str) -> Option<&[Value]> {
        self.values.get(property).map(Vec::as_slice)
    }

    /// Notes the values of a property. Said twice, both hold.
    fn note(&mut self, name: &str, values: Vec<Value>) {
        match self.values.get_mut(name) {
            Some(known) => known.retain(|value| values.contains(value)),
            None => {
                self.values.insert(name.to_owned(), values);
            }
        }
    }

    /// Takes in what a part of the same object says.
    fn add(&mut self, other: Self) {
        for (name, values) in other.values {
            self.note(&name, values);
        }
        self.required.extend(other.required);
    }

    /// Adds the values that another alternative has; what only one of them says is said no more.
    fn or(&mut self, other: &Self) {
        self.values.retain(|name, values| {
            let Some(others) = other.any(name) else {
                return false;
            };
            for value in others {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            true
        });
        self.required.retain(|name| other.required.contains(name));
    }
}

/// A discriminator value as text, which is how the runtime compares them.
fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

impl<'a> Types<'a> {
    /// What the discriminator of a union says of its alternatives.
    ///
    /// The values that select an alternative are those mapped to it; else the constants that it has for the property
    /// itself, which is what is sent; else the name of its component (OpenAPI 3.1, section 4.8.25), with the values of
    /// the alternatives within it where it is a union by the same property.
    pub(super) fn tagging(
        &self,
        discriminator: &Discriminator,
        alternatives: &'a [ReferenceOr<Schema>],
    ) -> Tagging {
        self.tagging_within(discriminator, alternatives, 0)
    }

    fn tagging_within(
        &self,
        discriminator: &Discriminator,
        alternatives: &'a [ReferenceOr<Schema>],
        depth: usize,
    ) -> Tagging {
        let property = &discriminator.property_name;
        let absent = self.absent(discriminator, alternatives);
        let fallback = self.fallback(discriminator, alternatives);
        let mut is_text = true;
        let mut is_chosen = true;
        let mut tags = self.mapped(discriminator, alternatives);
        for (index, alternative) in alternatives.iter().enumerate() {
            let own = &mut tags[index];
            if own.is_empty() {
                let found = self.constants_of(Node::from(alternative));
                let values = found.as_ref().and_then(|found| found.any(property));
                let is_known = |value: &&Value| discriminator.mapping.contains_key(&text_of(value));
                let values: Vec<&Value> = values
                    .into_iter()
                    .flatten()
                    .filter(|value| !is_known(value))
                    .collect();
                is_text &= values.iter().all(|value| value.is_string());
                own.extend(values.into_iter().map(text_of));
            }
            if own.is_empty()
                && ![absent, fallback].contains(&Some(index))
                && let Some(key) = reference_key(alternative)
            {
                is_chosen = false;
                own.push(key.clone());
                let inner = self.tags_inside(&key, property, depth);
                for tag in inner {
                    if !own.contains(&tag) && !discriminator.mapping.contains_key(&tag) {
                        own.push(tag);
                    }
                }
            }
        }
        Tagging {
            property: property.clone(),
            tags,
            is_text,
            is_chosen,
        }
    }

    /// The values that select the alternatives of a component, if it is a union by the same property.
    fn tags_inside(&self, key: &str, property: &str, depth: usize) -> Vec<String> {
        let schema = self.schemas().items.and_then(|schemas| schemas.get(key));
        let schema = schema.and_then(|schema| self.followed(schema.into()));
        let discriminator = schema.and_then(|schema| schema.schema_data.discriminator.as_ref());
        let (Some(schema), Some(discriminator)) = (schema, discriminator) else {
            return Vec::new();
        };
        let (SchemaKind::OneOf { one_of: list } | SchemaKind::AnyOf { any_of: list }) =
            &schema.schema_kind
        else {
            return Vec::new();
        };
        if discriminator.property_name != property || depth >= MAX_DEPTH {
            return Vec::new();
        }
        if let Some(known) = self.known.borrow().tags.get(key) {
            return known.clone();
        }
        self.known
            .borrow_mut()
            .tags
            .insert(key.to_owned(), Vec::new());
        let inner = self.tagging_within(discriminator, list, depth + 1);
        let mut seen = HashSet::new();
        let mut tags: Vec<String> = inner.tags.into_iter().flatten().collect();
        tags.retain(|tag| seen.insert(tag.clone()));
        self.known
            .borrow_mut()
            .tags
            .insert(key.to_owned(), tags.clone());
        tags
    }

    /// The place of the alternative for objects whose tag is missing or selects none (OpenAPI 3.2,
    /// `defaultMapping`).
    pub(super) fn fallback(
        &self,
        discriminator: &Discriminator,
        alternatives: &'a [ReferenceOr<Schema>],
    ) -> Option<usize> {
        let target = discriminator.extensions.key(key::DEFAULT_MAPPING)?;
        self.named(target.as_str()?, alternatives)
    }

    /// The place of the alternative for objects whose tag is missing.
    pub(in crate::lower) fn absent(
        &self,
        discriminator: &Discriminator,
        alternatives: &'a [ReferenceOr<Schema>],
    ) -> Option<usize> {
        self.named(absent_mapping(discriminator)?, alternatives)
    }

    /// The place of the alternative that a discriminator names.
    fn named(&self, target: &str, alternatives: &'a [ReferenceOr<Schema>]) -> Option<usize> {
        let places = Places::of(self, alternatives);
        places.of_target(target).first().copied()
    }

    /// The values that a mapping gives to each alternative.
    fn mapped(
        &self,
        discriminator: &Discriminator,
        alternatives: &'a [ReferenceOr<Schema>],
    ) -> Vec<Vec<String>> {
        let mut tags = vec![Vec::new(); alternatives.len()];
        if discriminator.mapping.is_empty() {
            return tags;
        }
        let places = Places::of(self, alternatives);
        for (tag, target) in &discriminator.mapping {
            for index in places.of_target(target) {
                tags[*index].push(tag.clone());
            }
        }
        tags
    }

    /// A property that every alternative requires, with values that no other alternative has: as good as a
    /// discriminator, since it alone decides which alternative can hold.
    pub(super) fn inferred_tagging(
        &self,
        alternatives: &'a [ReferenceOr<Schema>],
    ) -> Option<Tagging> {
        if alternatives.len() < 2 {
            return None;
        }
        let mut constants = Vec::new();
        for alternative in alternatives {
            constants.push(self.constants_of(Node::from(alternative))?);
        }
        let candidates = constants.first()?.values.keys();
        let mut tellings = candidates.filter_map(|property| {
            let values: Option<Vec<&[Value]>> =
                constants.iter().map(|found| found.of(property)).collect();
            let values = values?;
            let tags: Vec<Vec<String>> = values
                .iter()
                .map(|values| values.iter().map(text_of).collect())
                .collect();
            let mut seen = BTreeSet::new();
            let are_distinct = tags.iter().flatten().all(|tag| seen.insert(tag));
            are_distinct.then(|| Tagging {
                property: property.clone(),
                tags: tags.clone(),
                is_text: values
                    .iter()
                    .flat_map(|values| values.iter())
                    .all(Value::is_string),
                is_chosen: true,
            })
        });
        tellings.next()
    }

    /// The constants of an object; `None` for what may be no object, or is too deep to tell.
    fn constants_of(&self, node: Node<'a>) -> Option<Constants> {
        let mut found = Constants::default();
        self.constants(node, &mut found, 0)?;
        Some(found)
    }

    fn constants(&self, node: Node<'a>, found: &mut Constants, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let Node::Reference(reference) = node else {
            return self.own_constants(node, found, depth);
        };
        if let Some(known) = self.known.borrow().constants.get(reference) {
            found.add(known.clone()?);
            return Some(());
        }
        let store = |constants| {
            let mut known = self.known.borrow_mut();
            known.constants.insert(reference.to_owned(), constants);
        };
        // In a circle there is no end to what it is made of.
        store(None);
        let mut own = Constants::default();
        let constants = self.own_constants(node, &mut own, depth).map(|()| own);
        store(constants.clone());
        found.add(constants?);
        Some(())
    }

    fn own_constants(&self, node: Node<'a>, found: &mut Constants, depth: usize) -> Option<()> {
        let schema = self.followed(node)?;
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => self.object_constants(object, found),
            SchemaKind::AllOf { all_of } => {
                for part in all_of {
                    self.constants(Node::from(part), found, depth + 1)?;
                }
            }
            SchemaKind::OneOf { one_of: list } | SchemaKind::AnyOf { any_of: list } => {
                found.add(self.constants_of_any(list, depth)?);
            }
            SchemaKind::Any(any) => self.any_constants(any, found, depth)?,
            _ => return None,
        }
        Some(())
    }

    /// What all alternatives of a union say.
    fn constants_of_any(&self, list: &'a [ReferenceOr<Schema>], depth: usize) -> Option<Constants> {
        let mut all: Option<Constants> = None;
        for part in list {
            let mut own = Constants::default();
            self.constants(Node::from(part), &mut own, depth + 1)?;
            match &mut all {
                Some(all) => all.or(&own),
                None => all = Some(own),
            }
        }
        all
    }

    fn object_constants(&self, object: &'a ObjectType, found: &mut Constants) {
        found.required.extend(object.required.iter().cloned());
        for (name, property) in &object.properties {
            self.constant(name, Node::from(property), found);
        }
    }

    fn any_constants(&self, any: &'a AnySchema, found: &mut Constants, depth: usize) -> Option<()> {
        let is_object = any.typ.as_deref() == Some("object")
            || !any.properties.is_empty()
            || !any.all_of.is_empty()
            || matches!(
                any.additional_properties,
                Some(AdditionalProperties::Schema(_))
            );
        if !is_object {
            return None;
        }
        found.required.extend(any.required.iter().cloned());
        for (name, property) in &any.properties {
            self.constant(name, Node::from(property), found);
        }
        for part in &any.all_of {
            self.constants(Node::from(part), found, depth + 1)?;
        }
        Some(())
    }

    /// Notes a property whose values are enumerated.
    fn constant(&self, name: &str, node: Node<'a>, found: &mut Constants) {
        self.constant_within(name, node, found, 0);
    }

    fn constant_within(&self, name: &str, node: Node<'a>, found: &mut Constants, depth: usize) {
        let schema = self.followed(node);
        let Some(schema) = schema.filter(|schema| !schema.schema_data.nullable) else {
            return;
        };
        if let Some(values) = listed(schema) {
            found.note(name, values);
        }
        if let SchemaKind::AllOf { all_of } = &schema.schema_kind
            && depth < MAX_DEPTH
        {
            for part in all_of {
                self.constant_within(name, Node::from(part), found, depth + 1);
            }
        }
    }

    /// The words for an alternative; `None` for what may be no object.
    pub(super) fn object_words(&self, alternative: &'a ReferenceOr<Schema>) -> Option<ObjectWords> {
        let found = self.constants_of(Node::from(alternative))?;
        let (first, others): (Vec<_>, Vec<_>) = found
            .values
            .iter()
            .partition(|(name, _)| found.required.contains(*name));
        let constants = first.into_iter().chain(others).filter_map(|(_, values)| {
            let [only] = values.as_slice() else {
                return None;
            };
            constant_word(&text_of(only))
        });
        let required = found.required.iter().take(MAX_DEPTH);
        Some(ObjectWords {
            constants: constants.collect(),
            required: required.map(|name| pascal(name)).collect(),
        })
    }

    /// The schema that a node stands for.
    pub(in crate::lower) fn followed(&self, node: Node<'a>) -> Option<&'a Schema> {
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            match node {
                Node::Schema(schema) => return Some(schema),
                Node::Reference(reference) => {
                    let key = crate::lower::components::component_key(reference, "schemas")?;
                    node = Node::from(self.schemas().items?.get(&key)?);
                }
            }
        }
        None
    }
}

/// The values that a schema lists.
fn listed(schema: &Schema) -> Option<Vec<Value>> {
    fn some<T: Clone + Into<Value>>(values: &[Option<T>]) -> Option<Vec<Value>> {
        values
            .iter()
            .map(|value| value.clone().map(Into::into))
            .collect()
    }
    let values = match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => some(&text.enumeration)?,
        SchemaKind::Type(Type::Integer(integer)) => some(&integer.enumeration)?,
        SchemaKind::Type(Type::Boolean(boolean)) => some(&boolean.enumeration)?,
        SchemaKind::Any(any) => any.enumeration.clone(),
        _ => return None,
    };
    let are_scalars = values
        .iter()
        .all(|value| value.is_string() || value.is_i64() || value.is_boolean());
    (are_scalars && !values.is_empty()).then_some(values)
}

/// In which alternatives of a union components are found.
struct Places {
    /// The alternatives that are a component, or stand for it.
    exact: HashMap<String, Vec<usize>>,
    /// The first alternative within which a component is, as one of a union.
    within: HashMap<String, Vec<usize>>,
}

impl Places {
    fn of<'a>(lowering: &Types<'a>, alternatives: &'a [ReferenceOr<Schema>]) -> Self {
        let mut places = Self {
            exact: HashMap::new(),
            within: HashMap::new(),
        };
        // Without recursion, and each component once: a document may nest unions as it likes.
        let mut unions: Vec<(usize, &'a [ReferenceOr<Schema>])> = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            let (keys, list) = lowering.stands_for(alternative);
            for key in keys {
                places.exact.entry(key).or_default().push(index);
            }
            unions.push((index, list));
        }
        unions.reverse();
        while let Some((index, list)) = unions.pop() {
            for part in list {
                let (keys, inner) = lowering.stands_for(part);
                let mut is_new = keys.is_empty();
                for key in keys {
                    if let Entry::Vacant(slot) = places.within.entry(key) {
                        slot.insert(vec![index]);
                        is_new = true;
                    }
                }
                if is_new && !inner.is_empty() {
                    unions.push((index, inner));
                }
            }
        }
        places
    }

    /// The alternatives that a mapping leads to.
    fn of_target(&self, target: &str) -> &[usize] {
        let key = crate::lower::components::component_key(target, "schemas")
            .unwrap_or_else(|| target.to_owned());
        let found = self.exact.get(&key).or_else(|| self.within.get(&key));
        found.map_or(&[], Vec::as_slice)
    }
}

impl<'a> Types<'a> {
    /// The components that an alternative is or stands for, and its own alternatives, if it is a union.
    fn stands_for(
        &self,
        alternative: &'a ReferenceOr<Schema>,
    ) -> (Vec<String>, &'a [ReferenceOr<Schema>]) {
        let mut keys = Vec::new();
        let mut part = alternative;
        for _ in 0..MAX_DEPTH {
            let schema = match part {
                ReferenceOr::Item(schema) => schema,
                ReferenceOr::Reference { reference } => {
                    let Some(key) = crate::lower::components::component_key(reference, "schemas")
                    else {
                        break;
                    };
                    let next = self.schemas().items.and_then(|schemas| schemas.get(&key));
                    keys.push(key);
                    match next {
                        Some(next @ ReferenceOr::Reference { .. }) => {
                            part = next;
                            continue;
                        }
                        Some(ReferenceOr::Item(schema)) => schema,
                        None => break,
                    }
                }
            };
            match &schema.schema_kind {
                SchemaKind::OneOf { one_of: list } | SchemaKind::AnyOf { any_of: list } => {
                    return (keys, list);
                }
                // A reference with a description beside it.
                SchemaKind::AllOf { all_of: list } if list.len() == 1 => part = &list[0],
                _ => break,
            }
        }
        (keys, &[])
    }
}

fn reference_key(alternative: &ReferenceOr<Schema>) -> Option<String> {
    match alternative {
        ReferenceOr::Reference { reference } => {
            crate::lower::components::component_key(reference, "schemas")
        }
        ReferenceOr::Item(_) => None,
    }
}
