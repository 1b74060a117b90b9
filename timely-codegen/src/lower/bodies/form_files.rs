//! Which properties of a multipart body are files.

use super::media_types::{Shape, essence};
use crate::formats::JsonType;
use crate::ir::{FormFieldKind, Schema as Constraints, SchemaRef};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use crate::normalize::{Entries, key};
use openapiv3::{MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType};
use serde_json::Value;

/// What decides whether a part is a file.
struct PartShape<'a> {
    shape: Shape,
    /// The media type of its content, if its schema tells one.
    content: Option<&'a str>,
}

impl Default for PartShape<'_> {
    fn default() -> Self {
        Self {
            shape: Shape::Unknown,
            content: None,
        }
    }
}

impl<'a> Bodies<'a> {
    /// Whether a property is a file or several: it is bytes, nothing is said of it (which is how OpenAPI 3.1 writes bytes,
    /// section 4.8.14.2), or its encoding says that it is no text.
    pub(super) fn file(
        &self,
        media: &'a MediaType,
        name: &str,
        schema: &'a ReferenceOr<Box<Schema>>,
    ) -> Option<FormFieldKind> {
        let content_type = media
            .encoding
            .get(name)
            .and_then(|encoding| encoding.content_type.as_deref());
        let is_file = content_type.is_some_and(is_file_type);
        // The encoding counts before what the schema says of its content.
        let is_value = |of_schema: Option<&str>| {
            let named = content_type.or(of_schema);
            named.is_some_and(|named| !is_file_type(named))
        };
        let (part, item) = self.property_shape(schema);
        let item = item.as_ref();
        match (part.shape, item.map(|item| item.shape)) {
            (Shape::Binary, _) => Some(FormFieldKind::File),
            (Shape::Unknown, _) if !is_value(part.content) => Some(FormFieldKind::File),
            (_, Some(Shape::Binary)) => Some(FormFieldKind::Files),
            (Shape::Structured, Some(Shape::Unknown))
                if !is_value(item.and_then(|item| item.content)) =>
            {
                Some(FormFieldKind::Files)
            }
            (Shape::Structured, Some(Shape::Text)) if is_file => Some(FormFieldKind::Files),
            (Shape::Text, _) if is_file => Some(FormFieldKind::File),
            _ => None,
        }
    }

    /// What the check of a form knows of files: that there is one, or how many there are.
    pub(super) fn file_schema(
        &self,
        kind: &FormFieldKind,
        schema: Option<&'a ReferenceOr<Box<Schema>>>,
    ) -> SchemaRef {
        let FormFieldKind::Files = kind else {
            return SchemaRef::Inline(Box::new(Constraints {
                types: vec![JsonType::String],
                ..Constraints::default()
            }));
        };
        let inner = match schema {
            Some(ReferenceOr::Item(schema)) => Some(&**schema),
            Some(ReferenceOr::Reference { reference }) => component_key(reference, "schemas")
                .and_then(|key| self.types.schemas().items?.get(&key))
                .and_then(|schema| self.target(schema)),
            None => None,
        };
        let (mut min_items, mut max_items) = (None, None);
        if let Some(SchemaKind::Type(SchemaType::Array(array))) =
            inner.map(|schema| &schema.schema_kind)
        {
            let count = |count: usize| u64::try_from(count).ok();
            min_items = array.min_items.and_then(count).filter(|count| *count > 0);
            max_items = array.max_items.and_then(count);
        }
        SchemaRef::Inline(Box::new(Constraints {
            types: vec![JsonType::Array],
            min_items,
            max_items,
            ..Constraints::default()
        }))
    }

    /// Whether a property is a list of which each item is a part: not one that is JSON, and none of lists.
    pub(super) fn is_part_each(
        &self,
        media: &'a MediaType,
        name: &str,
        schema: &'a ReferenceOr<Box<Schema>>,
    ) -> bool {
        let encoding = media.encoding.get(name);
        let named = encoding.and_then(|encoding| encoding.content_type.as_deref());
        if named.is_some_and(|named| essence(named).ends_with("json")) {
            return false;
        }
        let list = self.types.followed(schema.into());
        let Some(SchemaKind::Type(SchemaType::Array(list))) = list.map(|list| &list.schema_kind)
        else {
            return false;
        };
        let items = list.items.as_ref();
        let item = items.and_then(|items| self.types.followed(items.into()));
        item.is_some_and(|item| {
            let is_list = matches!(item.schema_kind, SchemaKind::Type(SchemaType::Array(_)));
            !is_list && self.shape_of_schema(item) != Shape::Unknown
        })
    }

    /// Whether a part, or each of several, holds other values, and so is JSON.
    pub(super) fn is_structured_part(&self, schema: &'a ReferenceOr<Box<Schema>>) -> bool {
        let (part, item) = self.property_shape(schema);
        let shape = item.map_or(part.shape, |item| item.shape);
        matches!(shape, Shape::Structured)
    }

    /// What decides whether a property is a file, and the same of its items if it is an array.
    fn property_shape(
        &self,
        schema: &'a ReferenceOr<Box<Schema>>,
    ) -> (PartShape<'a>, Option<PartShape<'a>>) {
        let inner = match schema {
            ReferenceOr::Item(schema) => Some(&**schema),
            ReferenceOr::Reference { reference } => component_key(reference, "schemas")
                .and_then(|key| self.types.schemas().items?.get(&key))
                .and_then(|schema| self.target(schema)),
        };
        let Some(inner) = inner else {
            return (PartShape::default(), None);
        };
        let extensions = &inner.schema_data.extensions;
        let content = extensions.key(key::CONTENT_MEDIA_TYPE);
        let part = PartShape {
            shape: self.shape_of_schema(inner),
            content: content.and_then(Value::as_str),
        };
        let item = match &inner.schema_kind {
            SchemaKind::Type(SchemaType::Array(array)) => Some(match &array.items {
                Some(items) => self.property_shape(items).0,
                None => PartShape::default(),
            }),
            _ => None,
        };
        (part, item)
    }
}

/// Whether a part with this content type is a file rather than a value.
pub(super) fn is_file_type(content_type: &str) -> bool {
    let essence = essence(content_type);
    !essence.starts_with("text/")
        && !essence.ends_with("json")
        && !essence.ends_with("xml")
        && essence != "application/x-www-form-urlencoded"
}
