//! What it takes of the schema of a union to read it.

use super::Schemas;
use crate::formats::JsonType;
use crate::ir::{Schema, SchemaRef, TypeDef, TypeKind};
use std::borrow::Cow;

/// How many schemas are looked through for the types that one of them allows.
const MAX_DEPTH: usize = 8;

impl Schemas<'_> {
    /// The schema of a type as it is written: of a union whose alternatives are told by their types no more than these,
    /// where values are not checked.
    pub(in crate::emit) fn written<'d>(&self, definition: &'d TypeDef) -> Cow<'d, SchemaRef> {
        let whole = Cow::Borrowed(&definition.schema);
        let is_checked = self.context.validates() || self.context.checks_messages();
        let (false, TypeKind::Union(_), SchemaRef::Inline(schema)) =
            (is_checked, &definition.kind, &definition.schema)
        else {
            return whole;
        };
        match self.by_types(schema) {
            Some(schema) => Cow::Owned(SchemaRef::inline(schema)),
            None => whole,
        }
    }

    /// A union of the types of its alternatives; `None` where two have a type in common, or it says anything else.
    fn by_types(&self, schema: &Schema) -> Option<Schema> {
        let list = sole_list(schema)?;
        let types: Option<Vec<Vec<JsonType>>> = list
            .iter()
            .map(|alternative| self.types_of(alternative, MAX_DEPTH))
            .collect();
        let types = types?;
        let all = types.iter().flatten().filter(|ty| **ty != JsonType::Null);
        let mut seen = Vec::new();
        for ty in all {
            let ty = wide(*ty);
            if seen.contains(&ty) {
                return None;
            }
            seen.push(ty);
        }
        let alternative = |types| {
            SchemaRef::inline(Schema {
                types,
                ..Schema::default()
            })
        };
        Some(Schema {
            any_of: types.into_iter().map(alternative).collect(),
            ..Schema::default()
        })
    }

    /// The types that a schema names; `None` where it leaves them open.
    pub(super) fn types_of(&self, schema: &SchemaRef, depth: usize) -> Option<Vec<JsonType>> {
        let depth = depth.checked_sub(1)?;
        let schema = match schema {
            SchemaRef::Inline(schema) => schema,
            SchemaRef::Type(id) => {
                return self.types_of(&self.context.api.definition(*id).schema, depth);
            }
        };
        if !schema.types.is_empty() {
            return Some(schema.types.clone());
        }
        let mut parts = schema.all_of.iter();
        parts.find_map(|part| self.types_of(part, depth))
    }
}

/// The type that all values of a type are of: each integer is a number as well.
pub(super) fn wide(ty: JsonType) -> JsonType {
    match ty {
        JsonType::Integer => JsonType::Number,
        ty => ty,
    }
}

/// The alternatives of a union of which nothing else is said, but perhaps that it may be null.
pub(super) fn sole_list(schema: &Schema) -> Option<&[SchemaRef]> {
    let list = own_list(schema)?;
    let is_null = |part: &SchemaRef| matches!(part, SchemaRef::Inline(part) if part.types == [JsonType::Null]);
    match list {
        [SchemaRef::Inline(inner), null] | [null, SchemaRef::Inline(inner)] if is_null(null) => {
            Some(own_list(inner).unwrap_or(list))
        }
        list => Some(list),
    }
}

fn own_list(schema: &Schema) -> Option<&[SchemaRef]> {
    let list = match [&schema.any_of, &schema.one_of] {
        [list, rest] | [rest, list] if rest.is_empty() => list,
        _ => return None,
    };
    let rest = Schema {
        any_of: Vec::new(),
        one_of: Vec::new(),
        default: None,
        ..schema.clone()
    };
    (rest == Schema::default() && !list.is_empty()).then_some(list)
}
