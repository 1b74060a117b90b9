//! Multipart bodies (OpenAPI 3.1, section 4.8.15): a struct where some properties are files, a value where none is.

use super::lowered::{LoweredContent, any, encodings};
use super::media_types::Shape;
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{
    Access, Content, Form, FormField, FormFieldKind, Media, MediaKind, Property,
    Schema as Constraints, SchemaRef,
};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use crate::lower::docs;
use crate::lower::types::{Lowered, Naming};
use crate::naming::{Case, Claim, Scope, claim_all, identifier, pascal, snake};
use crate::normalize::{Entries, is_item_schema, key};
use openapiv3::{
    AdditionalProperties, MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType,
};
use serde_json::Value;

/// One property of a multipart body as the document has it.
struct Part<'a> {
    name: &'a str,
    /// Its schema, if the form lists it.
    schema: Option<&'a ReferenceOr<Box<Schema>>>,
    at: Pointer,
    file: Option<FormFieldKind>,
}

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

/// The properties of an object, wherever its parts declare them.
#[derive(Default)]
struct Object<'a> {
    properties: Vec<(&'a str, &'a ReferenceOr<Box<Schema>>, Pointer)>,
    required: Vec<&'a str>,
    /// Whether other properties are forbidden.
    closed: bool,
    /// The bounds of how many properties there are.
    count: (Option<u64>, Option<u64>),
    /// The schemas that say this.
    parts: Vec<(&'a Schema, Pointer)>,
}

/// Compositions are followed no deeper than this.
const DEPTH: usize = 16;

impl<'a> Bodies<'a> {
    /// What a multipart body is.
    pub(super) fn lower_multipart(
        &mut self,
        media: &'a MediaType,
        essence: &str,
        pointer: &Pointer,
        name: &str,
    ) -> LoweredContent {
        let at = pointer.child("schema");
        let Some(schema) = &media.schema else {
            return parts(essence);
        };
        let mut object = Object::default();
        // `itemSchema` is of each part alone (OpenAPI 3.2, section 4.14.5).
        if !is_item_schema(media) {
            self.collect(schema, &at, &mut object, DEPTH);
        }
        if object.properties.is_empty() {
            self.report_unnamed(schema, essence, pointer);
            return parts(essence);
        }
        let found: Vec<Part<'a>> = std::mem::take(&mut object.properties)
            .into_iter()
            .map(|(name, schema, at)| Part {
                name,
                schema: Some(schema),
                at,
                file: self.file(media, name, schema),
            })
            .collect();
        if found.iter().all(|part| part.file.is_none()) {
            for part in &found {
                self.report_part_headers(media, part.name, pointer);
            }
            let lowered = self
                .types
                .lower_shared(schema, &at, Naming::Inline(name.to_owned()));
            let media = Media {
                name: essence.to_owned(),
                written: None,
                kind: MediaKind::Value,
                schema: lowered.schema.clone(),
                encoding: encodings(media),
                limit: None,
            };
            return LoweredContent {
                content: Content::Value(lowered.value_type()),
                media: vec![media],
            };
        }
        // A component that is a form for several operations is one struct.
        let component = match schema {
            ReferenceOr::Reference { reference } => component_key(reference, "schemas"),
            ReferenceOr::Item(_) => None,
        };
        let Some(key) = component.filter(|_| media.encoding.is_empty()) else {
            return self.lower_form(
                (schema, &at),
                found,
                &object,
                (media, pointer),
                essence,
                name,
            );
        };
        let place = Pointer::root()
            .child("components")
            .child("schemas")
            .child(&key)
            .child(essence);
        if let Some(known) = self.contents.form_places.get(&place) {
            return known.clone();
        }
        let lowered = self.lower_form(
            (schema, &at),
            found,
            &object,
            (media, pointer),
            essence,
            &format!("{}Form", pascal(&key)),
        );
        self.contents.form_places.insert(place, lowered.clone());
        lowered
    }

    fn lower_form(
        &mut self,
        (schema, at): (&'a ReferenceOr<Schema>, &Pointer),
        mut found: Vec<Part<'a>>,
        object: &Object<'a>,
        (media, pointer): (&'a MediaType, &Pointer),
        essence: &str,
        name: &str,
    ) -> LoweredContent {
        let mut encodings = encodings(media);
        let flat = self.flat_form(schema, at);
        self.report_not_held(&flat, &object.parts);
        // Nothing is said of them, which is how bytes are written.
        found.extend(self.asked_alone(&flat).into_iter().map(|name| Part {
            name,
            schema: None,
            at: at.clone(),
            file: Some(FormFieldKind::File),
        }));
        let mut scope = Scope::reserving(Case::Snake, &["new"]);
        let claims: Vec<Claim<'_>> = found
            .iter()
            .map(|part| Claim {
                wire: part.name,
                wanted: snake(part.name),
                word: "part",
            })
            .collect();
        let names = claim_all(&mut scope, &claims);
        let mut fields = Vec::new();
        let mut properties = Vec::new();
        let mut files = Vec::new();
        for (part, field) in found.into_iter().zip(names) {
            let required = object.required.contains(&part.name);
            let (kind, schema, headers) = match (part.file, part.schema) {
                (Some(kind), _) => {
                    files.push(part.name.to_owned());
                    let schema = self.file_schema(&kind, part.schema);
                    let headers = self.part_headers(media, part.name, pointer);
                    let encoding = encodings
                        .iter_mut()
                        .find(|known| known.property == part.name);
                    if let Some(encoding) = encoding {
                        let required = headers.iter().filter(|header| header.required);
                        encoding.headers = required.map(|header| header.name.clone()).collect();
                    }
                    (kind, schema, headers)
                }
                (None, schema) => {
                    self.report_part_headers(media, part.name, pointer);
                    let naming = Naming::Inline(format!("{name}{}", pascal(part.name)));
                    let lowered = match schema {
                        Some(schema) => self.types.lower_schema(schema, &part.at, &naming),
                        None => Lowered::any(),
                    };
                    let kind = FormFieldKind::Value(lowered.value_type());
                    (kind, lowered.schema, Vec::new())
                }
            };
            let data = match part.schema {
                Some(ReferenceOr::Item(schema)) => Some(&schema.schema_data),
                Some(ReferenceOr::Reference { .. }) | None => None,
            };
            properties.push(Property {
                name: part.name.to_owned(),
                required,
                access: Access::ReadWrite,
                schema,
            });
            let _encoding = media.encoding.get(part.name);
            fields.push(FormField {
                name: identifier(&field),
                wire: part.name.to_owned(),
                docs: data.map_or_else(Default::default, |data| {
                    docs::with_deprecation(docs::of_data(data), data.deprecated)
                }),
                required,
                kind,
                headers,
            });
        }
        let mut constraints = Constraints {
            types: vec![JsonType::Object],
            properties,
            additional: match object.closed {
                true => crate::ir::Additional::Forbidden,
                false => crate::ir::Additional::Allowed,
            },
            min_properties: object.count.0,
            max_properties: object.count.1,
            ..Constraints::default()
        };
        let own = Naming::Inline(name.to_owned());
        let rest = self.lower_form_rest(&flat, &own, &mut scope, &mut constraints);
        let docs = self.target(schema).map_or_else(Default::default, |schema| {
            let data = &schema.schema_data;
            docs::of_data(data)
        });
        self.contents.forms.push(Form {
            name: name.to_owned(),
            docs,
            fields,
            matching: rest.matching,
            additional: rest.additional,
        });
        let media = Media {
            name: essence.to_owned(),
            written: None,
            kind: MediaKind::Parts(files),
            schema: SchemaRef::Inline(Box::new(constraints)),
            encoding: encodings,
            limit: None,
        };
        LoweredContent {
            content: Content::Form(self.contents.forms.len() - 1),
            media: vec![media],
        }
    }

    /// Whether a property is a file or several: it is bytes, nothing is said of it (which is how OpenAPI 3.1 writes bytes,
    /// section 4.8.14.2), or its encoding says that it is no text.
    fn file(
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
    fn file_schema(
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

    fn collect(
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
        let (properties, required, additional, parts, count) = match &inner.schema_kind {
            SchemaKind::Type(SchemaType::Object(own)) => (
                &own.properties,
                &own.required,
                &own.additional_properties,
                [].as_slice(),
                (own.min_properties, own.max_properties),
            ),
            SchemaKind::Any(any) => (
                &any.properties,
                &any.required,
                &any.additional_properties,
                any.all_of.as_slice(),
                (any.min_properties, any.max_properties),
            ),
            SchemaKind::AllOf { all_of } => {
                for (index, part) in all_of.iter().enumerate() {
                    self.collect(part, &at.child("allOf").index(index), object, depth - 1);
                }
                return;
            }
            _ => return,
        };
        for (name, schema) in properties {
            if object.properties.iter().all(|(known, ..)| known != name) {
                let at = at.child("properties").child(name);
                object.properties.push((name, schema, at));
            }
        }
        object.required.extend(required.iter().map(String::as_str));
        let number = |count: Option<usize>| count.and_then(|count| u64::try_from(count).ok());
        let (least, most) = (number(count.0), number(count.1));
        object.count = (
            object.count.0.max(least),
            object.count.1.into_iter().chain(most).min(),
        );
        object.closed |= matches!(additional, Some(AdditionalProperties::Any(false)));
        for (index, part) in parts.iter().enumerate() {
            self.collect(part, &at.child("allOf").index(index), object, depth - 1);
        }
    }
}

/// Parts that nothing is known of.
fn parts(essence: &str) -> LoweredContent {
    LoweredContent {
        content: Content::Parts,
        media: vec![Media {
            name: essence.to_owned(),
            written: None,
            kind: MediaKind::Parts(Vec::new()),
            schema: any(),
            encoding: Vec::new(),
            limit: None,
        }],
    }
}

/// Whether a part with this content type is a file rather than a value.
fn is_file_type(content_type: &str) -> bool {
    let essence = super::media_types::essence(content_type);
    !essence.starts_with("text/")
        && !essence.ends_with("json")
        && !essence.ends_with("xml")
        && essence != "application/x-www-form-urlencoded"
}
