//! What tells the alternatives of a union apart where their values are not checked: the properties that they name, of which
//! some have to be there or have other types or values. What is within those is not looked at.

use super::Schemas;
use super::unions::{sole_list, wide};
use crate::formats::JsonType;
use crate::ir::{
    Access, Additional, Literal, Property, Schema, SchemaRef, Type, TypeDef, TypeId, TypeKind,
};
use indexmap::IndexMap;

/// How many schemas are looked through, one in another.
const MAX_DEPTH: usize = 8;
/// How many alternatives are compared with each other.
const MAX_COMPARED: usize = 100;
/// More values than this are no constants.
const MAX_VALUES: usize = 8;

/// What an alternative is at first sight.
#[derive(Clone, Debug, Default)]
struct Outline {
    types: Vec<JsonType>,
    properties: IndexMap<String, Member>,
    is_closed: bool,
}

/// What a property is at first sight.
#[derive(Clone, Debug, Default)]
struct Member {
    is_required: bool,
    types: Vec<JsonType>,
    values: Vec<Literal>,
}

impl Member {
    /// Whether no value is one of both.
    fn excludes(&self, other: &Self) -> bool {
        let has_values = !self.values.is_empty() && !other.values.is_empty();
        are_disjoint(&self.types, &other.types)
            || has_values && !self.values.iter().any(|value| other.values.contains(value))
    }
}

impl Outline {
    /// Whether a value of the other is none of this, as far as can be seen.
    fn refuses(&self, other: &Self) -> bool {
        let lacks = self
            .properties
            .iter()
            .any(|(name, member)| member.is_required && !other.properties.contains_key(name));
        let contradicts = other.properties.iter().any(|(name, member)| {
            let own = self.properties.get(name);
            member.is_required && own.is_some_and(|own| own.excludes(member))
        });
        are_disjoint(&self.types, &other.types) || lacks || contradicts
    }

    fn schema(&self) -> Schema {
        let properties = self.properties.iter().map(|(name, member)| Property {
            name: name.clone(),
            required: member.is_required,
            access: Access::ReadWrite,
            schema: SchemaRef::inline(Schema {
                types: member.types.clone(),
                enumeration: member.values.clone(),
                ..Schema::default()
            }),
        });
        Schema {
            types: self.types.clone(),
            properties: properties.collect(),
            additional: match self.is_closed {
                true => Additional::Forbidden,
                false => Additional::Allowed,
            },
            ..Schema::default()
        }
    }
}

/// The alternatives of a union, those of unions among them in their place.
#[derive(Default)]
struct Alternatives {
    /// The types that are no unions.
    types: Vec<TypeId>,
    outlines: Vec<Outline>,
}

impl Alternatives {
    /// Whether no two of them are alike at first sight.
    fn are_told_apart(&self) -> bool {
        let outlines = &self.outlines;
        let mut pairs =
            (1..outlines.len()).flat_map(|right| (0..right).map(move |left| (left, right)));
        pairs.all(|(left, right)| {
            let (left, right) = (&outlines[left], &outlines[right]);
            left.refuses(right) || right.refuses(left)
        })
    }
}

impl Schemas<'_> {
    /// The types of the alternatives of a union, and of unions among them, that can be told apart by their outlines; `None`
    /// where others have to be looked at as a whole.
    pub(in crate::emit) fn outlined(&self, union: &TypeDef) -> Option<Vec<TypeId>> {
        let SchemaRef::Inline(schema) = &union.schema else {
            return None;
        };
        let mut found = Alternatives::default();
        self.find_alternatives(sole_list(schema)?, MAX_DEPTH, &mut found)?;
        found.are_told_apart().then_some(found.types)
    }

    /// The unions among the alternatives of a union, and among those of these.
    pub(in crate::emit) fn unions_within(&self, union: &TypeDef) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut open = vec![(union, MAX_DEPTH)];
        while let Some((union, depth)) = open.pop() {
            let (TypeKind::Union(union), Some(depth)) = (&union.kind, depth.checked_sub(1)) else {
                continue;
            };
            for variant in &union.variants {
                let (Type::Named(id) | Type::Boxed(id)) = variant.ty else {
                    continue;
                };
                let id = self.context.api.definition_of(id);
                let inner = self.context.api.type_def(id);
                if matches!(inner.kind, TypeKind::Union(_)) && !found.contains(&id) {
                    found.push(id);
                    open.push((inner, depth));
                }
            }
        }
        found
    }

    /// Adds alternatives to those that were found; `None` where some have no outlines, or they are too many.
    fn find_alternatives(
        &self,
        list: &[SchemaRef],
        depth: usize,
        found: &mut Alternatives,
    ) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        for alternative in list {
            match alternative {
                SchemaRef::Type(id) => {
                    let id = self.context.api.definition_of(*id);
                    let definition = self.context.api.type_def(id);
                    if let (TypeKind::Union(_), SchemaRef::Inline(schema)) =
                        (&definition.kind, &definition.schema)
                    {
                        // Its tags say no more than the outlines of what they select.
                        let untagged = Schema {
                            discriminator: None,
                            ..Schema::clone(schema)
                        };
                        self.find_alternatives(sole_list(&untagged)?, depth, found)?;
                        continue;
                    }
                    found.types.push(id);
                }
                SchemaRef::Inline(schema) if !is_flat(schema) => return None,
                SchemaRef::Inline(_) => {}
            }
            if found.outlines.len() == MAX_COMPARED {
                return None;
            }
            found.outlines.push(self.outline_of(alternative, depth)?);
        }
        Some(())
    }

    /// The schema of a type as it is written where no more than its outline is asked for.
    pub(super) fn outline(&self, definition: &TypeDef) -> SchemaRef {
        match self.outline_of(&definition.schema, MAX_DEPTH) {
            Some(outline) => SchemaRef::inline(outline.schema()),
            None => SchemaRef::inline(Schema {
                types: self
                    .types_of(&definition.schema, MAX_DEPTH)
                    .unwrap_or_default(),
                ..Schema::default()
            }),
        }
    }

    /// `None` for what is itself one of several.
    fn outline_of(&self, schema: &SchemaRef, depth: usize) -> Option<Outline> {
        let depth = depth.checked_sub(1)?;
        let schema = match schema {
            SchemaRef::Inline(schema) => schema,
            SchemaRef::Type(id) => {
                return self.outline_of(&self.context.api.definition(*id).schema, depth);
            }
        };
        let is_plain = schema.any_of.is_empty()
            && schema.one_of.is_empty()
            && schema.not.is_none()
            && schema.discriminator.is_none()
            && schema.rare.is_none()
            && schema.required.is_empty()
            && !matches!(schema.additional, Additional::Schema(_));
        if !is_plain {
            return None;
        }
        let mut outline = Outline {
            types: schema.types.clone(),
            is_closed: schema.additional == Additional::Forbidden && schema.all_of.is_empty(),
            ..Outline::default()
        };
        for part in &schema.all_of {
            outline.add(self.outline_of(part, depth)?);
        }
        for property in &schema.properties {
            let member = self.member(property, depth);
            outline.add_member(property.name.clone(), member);
        }
        Some(outline)
    }

    fn member(&self, property: &Property, depth: usize) -> Member {
        let mut schema = &property.schema;
        for _ in 0..depth {
            match schema {
                SchemaRef::Type(id) => schema = &self.context.api.definition(*id).schema,
                SchemaRef::Inline(_) => break,
            }
        }
        let SchemaRef::Inline(schema) = schema else {
            return Member::default();
        };
        let is_listed = schema.enumeration.len() <= MAX_VALUES;
        Member {
            is_required: property.required && property.access == Access::ReadWrite,
            types: schema.types.clone(),
            values: schema
                .enumeration
                .iter()
                .filter(|_| is_listed)
                .cloned()
                .collect(),
        }
    }
}

impl Outline {
    /// Takes in what a part of the same schema says.
    fn add(&mut self, part: Self) {
        if self.types.is_empty() {
            self.types = part.types;
        }
        for (name, member) in part.properties {
            self.add_member(name, member);
        }
    }

    fn add_member(&mut self, name: String, member: Member) {
        let own = self.properties.entry(name).or_default();
        own.is_required |= member.is_required;
        if own.types.is_empty() {
            own.types = member.types;
        }
        if own.values.is_empty() {
            own.values = member.values;
        }
    }
}

/// Whether a schema holds no other.
fn is_flat(schema: &Schema) -> bool {
    schema.items.is_none()
        && schema.properties.is_empty()
        && schema.all_of.is_empty()
        && !matches!(schema.additional, Additional::Schema(_))
}

/// Whether no value is of two types, where both are named.
fn are_disjoint(left: &[JsonType], right: &[JsonType]) -> bool {
    let is_common = |ty: &JsonType| right.iter().any(|other| wide(*other) == wide(*ty));
    !left.is_empty() && !right.is_empty() && !left.iter().any(is_common)
}
