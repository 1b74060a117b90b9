//! Constraints, in the words of JSON Schema: what the server checks before it decodes.

use super::type_id::TypeId;
use crate::formats::{Check, JsonType};

/// A schema in place, or the schema of a generated type.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaRef {
    /// Written where it is used.
    Inline(Box<Schema>),
    /// The static of a generated type.
    Type(TypeId),
}

/// The constraints on a value; each field is the JSON Schema keyword of its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Allowed types; empty allows all.
    pub types: Vec<JsonType>,
    /// Allowed values; empty allows all.
    pub enumeration: Vec<Literal>,
    /// The check of a format.
    pub format: Option<Check>,
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `minimum`.
    pub minimum: Option<Bound>,
    /// `maximum`.
    pub maximum: Option<Bound>,
    /// `exclusiveMinimum`.
    pub exclusive_minimum: Option<Bound>,
    /// `exclusiveMaximum`.
    pub exclusive_maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<Bound>,
    /// `items`.
    pub items: Option<SchemaRef>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `properties` and `required`.
    pub properties: Vec<Property>,
    /// The names in `required` that are none of `properties`.
    pub required: Vec<String>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `allOf`.
    pub all_of: Vec<SchemaRef>,
    /// `anyOf`.
    pub any_of: Vec<SchemaRef>,
    /// `oneOf`.
    pub one_of: Vec<SchemaRef>,
    /// `not`.
    pub not: Option<SchemaRef>,
    /// `discriminator`: the property, and the schema that each of its values selects.
    pub discriminator: Option<(String, Vec<(String, SchemaRef)>)>,
    /// `default`, as JSON text.
    pub default: Option<String>,
    /// The keywords that few documents use.
    pub rare: Option<Box<RareKeywords>>,
}

/// The keywords that few documents use; each field is the JSON Schema keyword of its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RareKeywords {
    /// `prefixItems`.
    pub prefix_items: Vec<SchemaRef>,
    /// `contains`.
    pub contains: Option<SchemaRef>,
    /// `minContains`.
    pub min_contains: Option<u64>,
    /// `maxContains`.
    pub max_contains: Option<u64>,
    /// `unevaluatedItems`.
    pub unevaluated_items: Option<SchemaRef>,
    /// `patternProperties`: what is said of properties by patterns of their names.
    pub pattern_properties: Vec<(String, SchemaRef)>,
    /// `propertyNames`.
    pub property_names: Option<SchemaRef>,
    /// `dependentRequired`: what else must be there, by name.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// `dependentSchemas`: what the object must be, by name.
    pub dependent_schemas: Vec<(String, SchemaRef)>,
    /// `unevaluatedProperties`.
    pub unevaluated_properties: Option<SchemaRef>,
    /// `if`, `then` and `else`; what is missing allows everything.
    pub condition: Option<[SchemaRef; 3]>,
    /// The alternatives of a union in the order of its variants, where no list of the schema is that: it constrains
    /// nothing.
    pub alternatives: Vec<SchemaRef>,
    /// The alternative of objects without the property of the `discriminator`; without one they are refused.
    pub absent_tag: Option<SchemaRef>,
    /// The alternative of objects whose property of the `discriminator` is missing, or has a value that it does not list
    /// (`defaultMapping`).
    pub default_tag: Option<SchemaRef>,
    /// `$ref` to one of the definitions.
    pub reference: Option<String>,
    /// `$defs`, by their names: what a schema of the document says alone, without what its type adds. Of one name, each schema
    /// has the same.
    pub definitions: Vec<(String, SchemaRef)>,
}

impl Schema {
    /// The list of alternatives with this length, where the runtime looks for it: in the schema or in what it combines.
    pub fn alternatives(&self, count: usize) -> Option<&[SchemaRef]> {
        self.alternatives_within(count, 4)
    }

    fn alternatives_within(&self, count: usize, depth: u8) -> Option<&[SchemaRef]> {
        let depth = depth.checked_sub(1)?;
        let own = [&self.one_of, &self.any_of];
        let parts = own.into_iter().chain([&self.all_of]).flatten();
        let found = own.into_iter().find(|list| list.len() == count);
        found.map(Vec::as_slice).or_else(|| {
            parts
                .filter_map(|part| match part {
                    SchemaRef::Inline(part) => Some(part),
                    SchemaRef::Type(_) => None,
                })
                .find_map(|part| part.alternatives_within(count, depth))
        })
    }
}

impl Schema {
    /// The same where a discriminator has an alternative for all other values, in keywords alone: if the property has a value
    /// that is listed, then what that selects, and else the other one.
    pub fn without_default_tag(&self) -> Option<Self> {
        let default = self.rare.as_ref()?.default_tag.clone()?;
        let mut rest = self.clone();
        let mut rare = *rest.rare.take().unwrap_or_default();
        rare.default_tag = None;
        let Some((property, mapping)) = rest.discriminator.take() else {
            rest.rare = Some(Box::new(rare)).filter(|rare| **rare != RareKeywords::default());
            return Some(rest);
        };
        let values = mapping.iter().map(|(tag, _)| Literal::Str(tag.clone()));
        let listed = Self {
            properties: vec![Property {
                name: property.clone(),
                required: true,
                access: Access::ReadWrite,
                schema: SchemaRef::inline(Self {
                    enumeration: values.collect(),
                    ..Self::default()
                }),
            }],
            ..Self::default()
        };
        let selected = Self {
            any_of: std::mem::take(&mut rest.any_of),
            one_of: std::mem::take(&mut rest.one_of),
            discriminator: Some((property, mapping)),
            ..Self::default()
        };
        if rare.alternatives.is_empty() {
            let lists = [&selected.any_of, &selected.one_of];
            let list = lists.into_iter().find(|list| !list.is_empty());
            rare.alternatives = list.cloned().unwrap_or_default();
        }
        rare.absent_tag = None;
        let condition = [
            SchemaRef::inline(listed),
            SchemaRef::inline(selected),
            default,
        ];
        rest.all_of.push(SchemaRef::inline(Self {
            rare: Some(Box::new(RareKeywords {
                condition: Some(condition),
                ..RareKeywords::default()
            })),
            ..Self::default()
        }));
        rest.rare = Some(Box::new(rare)).filter(|rare| **rare != RareKeywords::default());
        Some(rest)
    }
}

impl SchemaRef {
    /// A schema written in place.
    pub fn inline(schema: Schema) -> Self {
        Self::Inline(Box::new(schema))
    }

    /// Whether it allows everything.
    pub fn is_any(&self) -> bool {
        matches!(self, Self::Inline(schema) if **schema == Schema::default())
    }
}

impl Schema {
    /// A schema that nothing satisfies.
    pub fn never() -> Self {
        Self {
            not: Some(SchemaRef::inline(Self::default())),
            ..Self::default()
        }
    }

    /// A schema that null alone satisfies.
    pub fn null() -> Self {
        Self {
            types: vec![JsonType::Null],
            ..Self::default()
        }
    }
}

/// One property of an object schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// Whether an object without it is refused.
    pub required: bool,
    /// `readOnly` or `writeOnly`.
    pub access: Access,
    /// Its value.
    pub schema: SchemaRef,
}

/// In which direction a property travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both.
    #[default]
    ReadWrite,
    /// Responses only.
    ReadOnly,
    /// Requests only.
    WriteOnly,
}

/// What other properties an object may have.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Additional {
    /// Any.
    #[default]
    Allowed,
    /// None.
    Forbidden,
    /// Those that satisfy a schema.
    Schema(SchemaRef),
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A string.
    Str(String),
    /// Anything else, as JSON text.
    Json(String),
}

/// A numeric bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// An integer.
    Int(i64),
    /// Another number.
    Float(f64),
}
