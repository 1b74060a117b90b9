//! Streams of values: server-sent events and JSON Lines.

use super::body_name::BodyName;
use super::media_types::Shape;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{EventData, Type};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use crate::lower::types::{Lowered, Node};
use crate::normalize::{Entries, is_item_schema, key};
use openapiv3::{MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType};
use serde_json::Value;

/// The fields of an event (WHATWG HTML, section 9.2.6).
const EVENT_FIELDS: &[&str] = &["data", "event", "id", "retry", "comment"];

impl<'a> Bodies<'a> {
    /// What the data of server-sent events is.
    ///
    /// A schema may describe the events themselves (`itemSchema` of OpenAPI 3.2), with their `data` as a property, or
    /// the JSON that their data is. A plain string says that the data is text.
    pub(super) fn event_data(
        &mut self,
        media: &'a MediaType,
        pointer: &Pointer,
        name: &BodyName,
    ) -> EventData {
        let at = pointer.child("schema");
        let Some(schema) = &media.schema else {
            return EventData::Text;
        };
        if matches!(
            self.shape(Some(schema)),
            Shape::Text | Shape::Binary | Shape::Unknown
        ) {
            return EventData::Text;
        }
        let Some(events) = self.target(schema) else {
            return EventData::Text;
        };
        if let Some(data) = event_property(events) {
            let at = self.place(schema, &at);
            return self.data_of_event(data, &at, name);
        }
        if self.is_array_of_events(media, events) {
            return match &events.schema_kind {
                SchemaKind::Type(SchemaType::Array(array)) => match &array.items {
                    Some(items) => {
                        let naming = name.with("Item").naming();
                        let at = self.place(schema, &at).child("items");
                        json(self.types.lower_schema(items, &at, &naming))
                    }
                    None => EventData::Json(Type::Any),
                },
                _ => EventData::Text,
            };
        }
        if self.is_union_of_events(events) {
            self.types
                .diagnostics
                .warning(
                    Code::Degraded,
                    &at,
                    "the data of these events is of several types; it is untyped",
                )
                .help("the name of each event tells its type; read its data as that");
            return EventData::Json(Type::Any);
        }
        json(self.types.lower_shared(schema, &at, name.naming()))
    }

    /// The type of each value of a stream of JSON values.
    pub(in crate::lower) fn line(
        &mut self,
        media: &'a MediaType,
        pointer: &Pointer,
        name: &BodyName,
    ) -> Type {
        let at = pointer.child("schema");
        let Some(schema) = &media.schema else {
            return Type::Any;
        };
        let items = self.target(schema).map(|schema| &schema.schema_kind);
        if !is_item_schema(&media.extensions)
            && let Some(SchemaKind::Type(SchemaType::Array(array))) = items
        {
            let Some(items) = &array.items else {
                return Type::Any;
            };
            let naming = name.with("Item").naming();
            let at = self.place(schema, &at).child("items");
            return self.types.lower_schema(items, &at, &naming).value_type();
        }
        match self.shape(Some(schema)) {
            // A string is the whole text.
            Shape::Text | Shape::Binary | Shape::Unknown => Type::Any,
            Shape::Scalar | Shape::Structured => self
                .types
                .lower_shared(schema, &at, name.naming())
                .value_type(),
        }
    }

    fn data_of_event(
        &mut self,
        data: &'a ReferenceOr<Box<Schema>>,
        pointer: &Pointer,
        name: &BodyName,
    ) -> EventData {
        let inline = match data {
            ReferenceOr::Item(schema) => Some(&**schema),
            ReferenceOr::Reference { .. } => None,
        };
        let is_text = inline.is_some_and(|schema| {
            matches!(schema.schema_kind, SchemaKind::Type(SchemaType::String(_)))
        });
        // The data of an event is text, whether its schema says so or only what is in that text.
        let extensions = inline.map(|schema| &schema.schema_data.extensions);
        let has_content = extensions.is_some_and(|keys| keys.has(key::CONTENT_MEDIA_TYPE));
        let at = pointer.child("properties").child("data");
        if !is_text && !has_content {
            let naming = name.with("Data").naming();
            return json(self.types.lower_schema(data, &at, &naming));
        }
        let content =
            inline.and_then(|schema| schema.schema_data.extensions.key(key::CONTENT_SCHEMA));
        match content {
            None if is_text => EventData::Text,
            None => EventData::Json(Type::Any),
            Some(content) => match content.get("$ref").and_then(Value::as_str) {
                Some(reference) => json(self.types.lower_schema(
                    Node::Reference(reference),
                    &at,
                    &name.naming(),
                )),
                None => match self.context.keyword_schemas.schema(content) {
                    Some(schema) => {
                        let at = at.child(key::CONTENT_SCHEMA.name);
                        let naming = name.with("Data").naming();
                        json(self.types.lower_schema(schema, &at, &naming))
                    }
                    None => EventData::Json(Type::Any),
                },
            },
        }
    }

    /// Where a schema stands that may be a reference.
    fn place(&self, schema: &'a ReferenceOr<Schema>, at: &Pointer) -> Pointer {
        /// Longer chains say nothing.
        const LONGEST: usize = 32;
        let (mut schema, mut at) = (schema, at.clone());
        for _ in 0..LONGEST {
            let ReferenceOr::Reference { reference } = schema else {
                break;
            };
            let Some(key) = component_key(reference, "schemas") else {
                break;
            };
            let items = self.types.schemas().items;
            at = ["components", "schemas", &key]
                .iter()
                .fold(Pointer::root(), |place, part| place.child(part));
            match items.and_then(|items| items.get(&key)) {
                Some(next) => schema = next,
                None => break,
            }
        }
        at
    }

    /// Whether the schema is that of the whole stream, as a list.
    fn is_array_of_events(&self, media: &MediaType, schema: &Schema) -> bool {
        !is_item_schema(&media.extensions)
            && matches!(schema.schema_kind, SchemaKind::Type(SchemaType::Array(_)))
    }

    fn is_union_of_events(&self, schema: &'a Schema) -> bool {
        let (SchemaKind::OneOf { one_of: parts } | SchemaKind::AnyOf { any_of: parts }) =
            &schema.schema_kind
        else {
            return false;
        };
        let mut parts = parts.iter().peekable();
        parts.peek().is_some()
            && parts.all(|part| {
                self.target(part)
                    .is_some_and(|schema| event_property(schema).is_some())
            })
    }
}

fn json(lowered: Lowered) -> EventData {
    EventData::Json(lowered.value_type())
}

/// The `data` of a schema that describes an event: all of its properties are fields of events, and not `data` alone.
fn event_property(schema: &Schema) -> Option<&ReferenceOr<Box<Schema>>> {
    let properties = match &schema.schema_kind {
        SchemaKind::Type(SchemaType::Object(object)) => &object.properties,
        SchemaKind::Any(any) => &any.properties,
        _ => return None,
    };
    let is_event = properties.contains_key("event")
        || properties.get("data").is_some_and(|data| match data {
            ReferenceOr::Item(data) => data.schema_data.extensions.has(key::CONTENT_MEDIA_TYPE),
            ReferenceOr::Reference { .. } => false,
        })
        || properties.contains_key("id") && properties.contains_key("retry");
    let all_fields = properties
        .keys()
        .all(|name| EVENT_FIELDS.contains(&name.as_str()));
    (is_event && all_fields)
        .then(|| properties.get("data"))
        .flatten()
}
