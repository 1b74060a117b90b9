//! What of a schema tells how a value is written in a form or as a parameter: types and structure, and no bounds.

use crate::formats::JsonType;
use crate::ir::{Additional, Schema, SchemaRef};

/// The schema without what values are held to.
pub(super) fn shape(schema: &SchemaRef) -> SchemaRef {
    let SchemaRef::Inline(schema) = schema else {
        return schema.clone();
    };
    let mut shape = Schema {
        enumeration: match schema.types.is_empty() {
            true => schema.enumeration.clone(),
            false => Vec::new(),
        },
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        default: None,
        ..(**schema).clone()
    };
    let lists = [&mut shape.all_of, &mut shape.any_of, &mut shape.one_of];
    for part in lists.into_iter().flatten() {
        *part = self::shape(part);
    }
    for property in &mut shape.properties {
        property.schema = self::shape(&property.schema);
    }
    if let Some(items) = &mut shape.items {
        *items = self::shape(items);
    }
    if let Additional::Schema(values) = &mut shape.additional {
        *values = self::shape(values);
    }
    merge_texts(&mut shape);
    SchemaRef::inline(shape)
}

/// Alternatives that are all nothing but strings are one.
fn merge_texts(shape: &mut Schema) {
    let text = Schema {
        types: vec![JsonType::String],
        ..Schema::default()
    };
    let is_text = |part: &SchemaRef| matches!(part, SchemaRef::Inline(part) if **part == text);
    for list in [&mut shape.any_of, &mut shape.one_of] {
        if !list.is_empty() && list.iter().all(is_text) && shape.types.is_empty() {
            list.clear();
            shape.types = vec![JsonType::String];
        }
    }
}
