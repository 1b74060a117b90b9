//! What tells the alternatives of a union apart by one property: a `discriminator`, or constants.

use super::Lowering;
use super::names::pascal;
use super::schemas::Node;
use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, ObjectType, ReferenceOr, Schema, SchemaKind,
    Type,
};
use std::collections::BTreeSet;

/// How deep `allOf` and references are followed in search of constants.
const MAX_DEPTH: usize = 16;

/// The property that tells the alternatives of a union apart.
pub(super) struct Tagging {
    pub(super) property: String,
    /// The values that select each alternative, in the order of the alternatives.
    pub(super) tags: Vec<Vec<String>>,
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

    /// The word for an alternative that has no name of its own: the first value that selects it.
    pub(super) fn word(&self, index: usize) -> Option<String> {
        let tag = self.tags.get(index)?.first()?;
        let is_word = tag.starts_with(|c: char| c.is_ascii_alphabetic())
            && tag
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
        (is_word && self.is_chosen).then(|| pascal(tag))
    }
}

/// The properties of an object that have few values, and those that must be there.
#[derive(Default)]
struct Constants {
    /// In document order.
    values: Vec<(String, Vec<String>)>,
    required: BTreeSet<String>,
}

impl Constants {
    /// The values of a property that is always there.
    fn of(&self, property: &str) -> Option<&[String]> {
        let (_, values) = self.values.iter().find(|(name, _)| name == property)?;
        self.required.contains(property).then_some(values)
    }
}

impl<'a> Lowering<'a> {
    /// What the discriminator of a union says of its alternatives.
    pub(super) fn tagging(
        &self,
        discriminator: &Discriminator,
        alternatives: &[ReferenceOr<Schema>],
    ) -> Tagging {
        let tags: Vec<Vec<String>> = alternatives
            .iter()
            .map(|alternative| tags_of(discriminator, alternative))
            .collect();
        let is_mapped = |tag: &String| discriminator.mapping.contains_key(tag);
        Tagging {
            property: discriminator.property_name.clone(),
            is_chosen: tags.iter().flatten().all(is_mapped),
            tags,
        }
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
            let mut found = Constants::default();
            self.constants(Node::from(alternative), &mut found, 0)?;
            constants.push(found);
        }
        let candidates = constants.first()?.values.iter().map(|(name, _)| name);
        let mut tellings = candidates.filter_map(|property| {
            let tags: Option<Vec<Vec<String>>> = constants
                .iter()
                .map(|found| found.of(property).map(<[String]>::to_vec))
                .collect();
            let tags = tags?;
            let mut seen = BTreeSet::new();
            let are_distinct = tags.iter().flatten().all(|tag| seen.insert(tag));
            are_distinct.then_some(Tagging {
                property: property.clone(),
                tags: tags.clone(),
                is_chosen: true,
            })
        });
        tellings.next()
    }

    /// Collects the constants of an object; `None` for what may be no object, or is too deep to tell.
    fn constants(&self, node: Node<'a>, found: &mut Constants, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let schema = self.followed(node)?;
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => self.object_constants(object, found),
            SchemaKind::AllOf { all_of } => {
                for part in all_of {
                    self.constants(Node::from(part), found, depth + 1)?;
                }
            }
            SchemaKind::Any(any) => self.any_constants(any, found, depth)?,
            _ => return None,
        }
        Some(())
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
        let Some(schema) = self
            .followed(node)
            .filter(|schema| !schema.schema_data.nullable)
        else {
            return;
        };
        let SchemaKind::Type(Type::String(text)) = &schema.schema_kind else {
            return;
        };
        let values: Option<Vec<String>> = text.enumeration.iter().cloned().collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            return;
        };
        match found.values.iter_mut().find(|(known, _)| known == name) {
            // Said twice, both hold.
            Some((_, known)) => known.retain(|value| values.contains(value)),
            None => found.values.push((name.to_owned(), values)),
        }
    }

    /// The schema that a node stands for.
    fn followed(&self, node: Node<'a>) -> Option<&'a Schema> {
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            match node {
                Node::Schema(schema) => return Some(schema),
                Node::Reference(reference) => {
                    let key = super::component_key(reference, "schemas")?;
                    node = Node::from(self.schemas().items?.get(&key)?);
                }
            }
        }
        None
    }
}

/// The discriminator values that select an alternative: those mapped to it, or else its component's name.
fn tags_of(discriminator: &Discriminator, alternative: &ReferenceOr<Schema>) -> Vec<String> {
    let ReferenceOr::Reference { reference } = alternative else {
        return Vec::new();
    };
    let Some(key) = super::component_key(reference, "schemas") else {
        return Vec::new();
    };
    let mapped: Vec<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| *target == reference || **target == key)
        .map(|(tag, _)| tag.clone())
        .collect();
    if mapped.is_empty() { vec![key] } else { mapped }
}
