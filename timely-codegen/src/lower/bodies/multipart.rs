//! Multipart bodies (OpenAPI 3.1, section 4.8.15): a struct where some properties are files, a value where none is.

use super::lowered::{LoweredContent, any, encodings};
use super::media_types::Shape;
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{
    Access, Content, Encoding, Form, FormField, FormFieldKind, Media, MediaKind, PartHeader,
    Property, Schema as Constraints, SchemaRef,
};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use crate::lower::docs;
use crate::lower::types::{Lowered, Naming};
use crate::naming::{Case, Claim, Scope, claim_all, identifier, pascal, snake};
use crate::normalize::{Entries, is_item_schema, key};
use indexmap::IndexMap;
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
    required: bool,
}

/// A multipart body as the document has it.
#[derive(Clone, Copy)]
struct Multipart<'n, 'a> {
    media: &'a MediaType,
    schema: &'a ReferenceOr<Schema>,
    /// Of the media type.
    pointer: &'n Pointer,
    essence: &'n str,
    /// What its types are named for.
    name: &'n str,
}

impl Multipart<'_, '_> {
    fn schema_at(&self) -> Pointer {
        self.pointer.child("schema")
    }
}

/// What the parts of a form have become.
struct LoweredParts {
    fields: Vec<FormField>,
    properties: Vec<Property>,
    /// The parts that are files.
    files: Vec<String>,
    encodings: Vec<Encoding>,
}

impl LoweredParts {
    fn new(encodings: Vec<Encoding>) -> Self {
        Self {
            fields: Vec::new(),
            properties: Vec::new(),
            files: Vec::new(),
            encodings,
        }
    }

    /// Notes a file, and the headers that it must have.
    fn add_file(&mut self, name: &str, headers: &[PartHeader]) {
        self.files.push(name.to_owned());
        let mut encodings = self.encodings.iter_mut();
        if let Some(encoding) = encodings.find(|known| known.property == name) {
            let required = headers.iter().filter(|header| header.required);
            encoding.headers = required.map(|header| header.name.clone()).collect();
        }
    }
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
    fn constraints(&self, properties: Vec<Property>) -> Constraints {
        Constraints {
            types: vec![JsonType::Object],
            properties,
            additional: match self.closed {
                true => crate::ir::Additional::Forbidden,
                false => crate::ir::Additional::Allowed,
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
        let Some(schema) = &media.schema else {
            return parts(essence);
        };
        let body = Multipart {
            media,
            schema,
            pointer,
            essence,
            name,
        };
        let mut object = Object::default();
        // `itemSchema` is of each part alone (OpenAPI 3.2, section 4.14.5).
        if !is_item_schema(media) {
            self.collect(schema, &body.schema_at(), &mut object, DEPTH);
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
                required: object.required.contains(&name),
            })
            .collect();
        if found.iter().all(|part| part.file.is_none()) {
            self.lower_without_files(&body, &found)
        } else {
            self.lower_with_files(&body, found, &object)
        }
    }

    /// A body none of whose parts is a file: a value.
    fn lower_without_files(
        &mut self,
        body: &Multipart<'_, 'a>,
        found: &[Part<'a>],
    ) -> LoweredContent {
        for part in found {
            self.report_part_headers(body.media, part.name, body.pointer);
        }
        let lowered = self.types.lower_shared(
            body.schema,
            &body.schema_at(),
            Naming::Inline(body.name.to_owned()),
        );
        let media = Media {
            name: body.essence.to_owned(),
            written: None,
            kind: MediaKind::Value,
            schema: lowered.schema.clone(),
            encoding: encodings(body.media),
            limit: None,
        };
        LoweredContent {
            content: Content::Value(lowered.value_type()),
            media: vec![media],
        }
    }

    /// A body with files: a form. A component that is one for several operations is one struct.
    fn lower_with_files(
        &mut self,
        body: &Multipart<'_, 'a>,
        found: Vec<Part<'a>>,
        object: &Object<'a>,
    ) -> LoweredContent {
        let component = match body.schema {
            ReferenceOr::Reference { reference } => component_key(reference, "schemas"),
            ReferenceOr::Item(_) => None,
        };
        let Some(key) = component.filter(|_| body.media.encoding.is_empty()) else {
            return self.lower_form(body, found, object);
        };
        let place = Pointer::root()
            .child("components")
            .child("schemas")
            .child(&key)
            .child(body.essence);
        if let Some(known) = self.contents.form_places.get(&place) {
            return known.clone();
        }
        let body = Multipart {
            name: &format!("{}Form", pascal(&key)),
            ..*body
        };
        let lowered = self.lower_form(&body, found, object);
        self.contents.form_places.insert(place, lowered.clone());
        lowered
    }

    /// Lowers a body to a struct with a field for each part.
    fn lower_form(
        &mut self,
        body: &Multipart<'_, 'a>,
        mut found: Vec<Part<'a>>,
        object: &Object<'a>,
    ) -> LoweredContent {
        let at = body.schema_at();
        let flat = self.flat_form(body.schema, &at);
        self.report_not_held(&flat, &object.parts);
        // Nothing is said of them, which is how bytes are written.
        found.extend(self.asked_alone(&flat).into_iter().map(|name| Part {
            name,
            schema: None,
            at: at.clone(),
            file: Some(FormFieldKind::File),
            required: object.required.contains(&name),
        }));
        let mut scope = Scope::reserving(Case::Snake, &["new"]);
        let names = field_names(&found, &mut scope);
        let mut parts = LoweredParts::new(encodings(body.media));
        for (part, field) in found.into_iter().zip(names) {
            self.add_part(body, part, &field, &mut parts);
        }
        let mut constraints = object.constraints(parts.properties);
        let own = Naming::Inline(body.name.to_owned());
        let rest = self.lower_form_rest(&flat, &own, &mut scope, &mut constraints);
        let schema = self.target(body.schema);
        let docs = schema.map(|schema| docs::of_data(&schema.schema_data));
        self.contents.forms.push(Form {
            name: body.name.to_owned(),
            docs: docs.unwrap_or_default(),
            fields: parts.fields,
            matching: rest.matching,
            additional: rest.additional,
        });
        let media = Media {
            name: body.essence.to_owned(),
            written: None,
            kind: MediaKind::Parts(parts.files),
            schema: SchemaRef::Inline(Box::new(constraints)),
            encoding: parts.encodings,
            limit: None,
        };
        LoweredContent {
            content: Content::Form(self.contents.forms.len() - 1),
            media: vec![media],
        }
    }

    /// Adds a part as the field of this name.
    fn add_part(
        &mut self,
        body: &Multipart<'_, 'a>,
        part: Part<'a>,
        field: &str,
        parts: &mut LoweredParts,
    ) {
        let (kind, schema, headers) = match &part.file {
            Some(kind) => {
                let schema = self.file_schema(kind, part.schema);
                let headers = self.part_headers(body.media, part.name, body.pointer);
                parts.add_file(part.name, &headers);
                (kind.clone(), schema, headers)
            }
            None => {
                let lowered = self.lower_value_part(body, &part);
                let kind = FormFieldKind::Value(lowered.value_type());
                (kind, lowered.schema, Vec::new())
            }
        };
        let data = match part.schema {
            Some(ReferenceOr::Item(schema)) => Some(&schema.schema_data),
            Some(ReferenceOr::Reference { .. }) | None => None,
        };
        parts.properties.push(Property {
            name: part.name.to_owned(),
            required: part.required,
            access: Access::ReadWrite,
            schema,
        });
        parts.fields.push(FormField {
            name: identifier(field),
            wire: part.name.to_owned(),
            docs: data.map_or_else(Default::default, |data| {
                docs::with_deprecation(docs::of_data(data), data.deprecated)
            }),
            required: part.required,
            kind,
            headers,
        });
    }

    /// Lowers a part that is no file.
    fn lower_value_part(&mut self, body: &Multipart<'_, 'a>, part: &Part<'a>) -> Lowered {
        self.report_part_headers(body.media, part.name, body.pointer);
        let naming = Naming::Inline(format!("{}{}", body.name, pascal(part.name)));
        match part.schema {
            Some(schema) => self.types.lower_schema(schema, &part.at, &naming),
            None => Lowered::any(),
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

    /// Adds what a schema says of the properties, with all parts of its `allOf`.
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

/// The names of the fields of a form.
fn field_names(parts: &[Part<'_>], scope: &mut Scope) -> Vec<String> {
    let claims: Vec<Claim<'_>> = parts
        .iter()
        .map(|part| Claim {
            wire: part.name,
            wanted: snake(part.name),
            word: "part",
        })
        .collect();
    claim_all(scope, &claims)
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
