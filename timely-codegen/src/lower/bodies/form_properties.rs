//! The properties of a multipart body, wherever the parts of its schema declare them.

use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{Additional, Property, Schema as Constraints};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type as SchemaType};

/// The properties of an object, wherever its parts declare them.
#[derive(Default)]
pub(super) struct Object<'a> {
    pub(super) properties: Vec<(&'a str, &'a ReferenceOr<Box<Schema>>, Pointer)>,
    pub(super) required: Vec<&'a str>,
    /// Whether other properties are forbidden.
    closed: bool,
    /// The bounds of how many properties there are.
    count: (Option<u64>, Option<u64>),
    /// The schemas that say this.
    pub(super) parts: Vec<(&'a Schema, Pointer)>,
}

impl<'a> Object<'a> {
    /// Adds what the schema at a place says.
    fn add(&mut self, keywords: &Keywords<'a>, at: &Pointer) {
        for (name, schema) in keywords.properties {
            if self.properties.iter().all(|(known, ..)| known != name) {
                let at = at.child("properties").child(name);
                self.properties.push((name, schema, at));
            }
        }
        let required = keywords.required.iter();
        self.required.extend(required.map(String::as_str));
        let number = |count: Option<usize>| count.and_then(|count| u64::try_from(count).ok());
        let (least, most) = (number(keywords.count.0), number(keywords.count.1));
        self.count = (
            self.count.0.max(least),
            self.count.1.into_iter().chain(most).min(),
        );
        self.closed |= matches!(keywords.additional, Some(AdditionalProperties::Any(false)));
    }

    /// What a form is held to, with these properties.
    pub(super) fn constraints(&self, properties: Vec<Property>) -> Constraints {
        Constraints {
            types: vec![JsonType::Object],
            properties,
            additional: match self.closed {
                true => Additional::Forbidden,
                false => Additional::Allowed,
            },
            min_properties: self.count.0,
            max_properties: self.count.1,
            ..Constraints::default()
        }
    }
}

/// The keywords of one schema that are about an object.
struct Keywords<'a> {
    properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
    required: &'a [String],
    additional: &'a Option<AdditionalProperties>,
    count: (Option<usize>, Option<usize>),
}

impl<'a> Keywords<'a> {
    fn of(schema: &'a Schema) -> Option<Self> {
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(own)) => Some(Self {
                properties: &own.properties,
                required: &own.required,
                additional: &own.additional_properties,
                count: (own.min_properties, own.max_properties),
            }),
            SchemaKind::Any(any) => Some(Self {
                properties: &any.properties,
                required: &any.required,
                additional: &any.additional_properties,
                count: (any.min_properties, any.max_properties),
            }),
            _ => None,
        }
    }
}

/// Compositions are followed no deeper than this.
pub(super) const DEPTH: usize = 16;

impl<'a> Bodies<'a> {
    /// Adds what a schema says of the properties, with all parts of its `allOf`.
    pub(super) fn collect(
        &self,
        schema: &'a ReferenceOr<Schema>,
        pointer: &Pointer,
        object: &mut Object<'a>,
        depth: usize,
    ) {
        let at = match schema {
            ReferenceOr::Reference { reference } => match component_key(reference, "schemas") {
                Some(key) => Pointer::root()
                    .child("components")
                    .child("schemas")
                    .child(&key),
                None => return,
            },
            ReferenceOr::Item(_) => pointer.clone(),
        };
        let Some(inner) = self.target(schema).filter(|_| depth > 0) else {
            return;
        };
        object.parts.push((inner, at.clone()));
        if let Some(keywords) = Keywords::of(inner) {
            object.add(&keywords, &at);
        }
        let parts = match &inner.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.as_slice(),
            SchemaKind::Any(any) => &any.all_of,
            _ => &[],
        };
        for (index, part) in parts.iter().enumerate() {
            self.collect(part, &at.child("allOf").index(index), object, depth - 1);
        }
    }
}
