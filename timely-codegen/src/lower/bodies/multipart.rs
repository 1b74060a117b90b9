//! Multipart bodies (OpenAPI 3.1, section 4.8.15): a struct where some properties are files, a value where none is.

use super::body_name::BodyName;
use super::form_properties::{DEPTH, Object};
use super::lowered::{LoweredContent, Side, encodings};
use super::media_types::essence;
use super::part_headers::is_the_codec_s;
use super::unnamed_parts::parts;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{
    Access, Content, Encoding, Form, FormField, FormFieldKind, Media, MediaKind, PartHeader,
    Property, SchemaRef,
};
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use crate::lower::docs;
use crate::lower::types::Lowered;
use crate::naming::{Case, Claim, Scope, claim_all, identifier, pascal, snake};
use crate::normalize::is_item_schema;
use openapiv3::{MediaType, ReferenceOr, Schema};

/// One property of a multipart body as the document has it.
struct Part<'a> {
    name: &'a str,
    /// Its schema, if the form lists it.
    schema: Option<&'a ReferenceOr<Box<Schema>>>,
    at: Pointer,
    file: Option<FormFieldKind>,
    required: bool,
}

impl Part<'_> {
    /// Whether the document says which headers the part has.
    fn has_headers(&self, media: &MediaType) -> bool {
        let encoding = media.encoding.get(self.name);
        encoding.is_some_and(|encoding| encoding.headers.keys().any(|name| !is_the_codec_s(name)))
    }
}

/// A multipart body as the document has it.
#[derive(Clone, Copy)]
pub(super) struct Multipart<'n, 'a> {
    pub(super) media: &'a MediaType,
    pub(super) schema: &'a ReferenceOr<Schema>,
    /// Of the media type.
    pub(super) pointer: &'n Pointer,
    pub(super) essence: &'n str,
    pub(super) name: &'n BodyName,
}

impl Multipart<'_, '_> {
    pub(super) fn schema_at(&self) -> Pointer {
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
        if let Some(encoding) = self.encoding(name) {
            encoding.headers = required(headers);
        }
    }

    /// Notes a value, and the headers that its part has.
    fn add_value(&mut self, name: &str, headers: &[PartHeader]) {
        if let Some(encoding) = self.encoding(name) {
            encoding.headers = required(headers);
            encoding.headed = !headers.is_empty();
        }
    }

    fn encoding(&mut self, name: &str) -> Option<&mut Encoding> {
        let mut encodings = self.encodings.iter_mut();
        encodings.find(|known| known.property == name)
    }
}

impl<'a> Bodies<'a> {
    /// What a multipart body is. `None` where it has parts that an error cannot hold, which is compared and shown.
    pub(super) fn lower_multipart(
        &mut self,
        media: &'a MediaType,
        essence: &str,
        pointer: &Pointer,
        name: &BodyName,
        side: Side,
    ) -> Option<LoweredContent> {
        let Some(schema) = &media.schema else {
            return parts(media, essence, side);
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
        if !is_item_schema(&media.extensions) {
            self.collect(schema, &body.schema_at(), &mut object, DEPTH);
        }
        if object.properties.is_empty() {
            return self.lower_unnamed(&body, side);
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
        let values = found.iter().filter(|part| part.file.is_none());
        values.for_each(|part| self.report_markup_part(&body, part));
        let asks_headers = !self.context.has_wide_types();
        let is_value =
            |part: &Part<'a>| part.file.is_none() && !(asks_headers && part.has_headers(media));
        let files = found.iter().any(|part| part.file.is_some());
        match side {
            Side::Stream if !found.iter().all(is_value) => {
                Some(self.lower_form_once(&body, found, &object))
            }
            Side::Whole if files => None,
            Side::Stream | Side::Whole => Some(self.lower_object(&body)),
        }
    }

    /// A body of an object none of whose parts is a file, or has headers: a value.
    pub(super) fn lower_object(&mut self, body: &Multipart<'_, 'a>) -> LoweredContent {
        let lowered = self
            .types
            .lower_shared(body.schema, &body.schema_at(), body.name.naming());
        let media = Media {
            name: body.essence.to_owned(),
            written: None,
            kind: MediaKind::Value,
            schema: lowered.schema.clone(),
            encoding: encodings(body.media),
            limit: None,
            xml: None,
            alternative_to: None,
        };
        LoweredContent {
            content: Content::Value(lowered.value_type()),
            media: vec![media],
        }
    }

    /// A body with files or headers: a form. A component that is one for several operations is one struct.
    fn lower_form_once(
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
            name: &BodyName::of_model(format!("{}Form", pascal(&key))),
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
        let given: Vec<Option<&str>> = found
            .iter()
            .map(|part| self.given_part_name(part))
            .collect();
        let names = field_names(&found, &given, &mut scope);
        let mut parts = LoweredParts::new(encodings(body.media));
        for (part, field) in found.into_iter().zip(names) {
            self.add_part(body, part, &field, &mut parts);
        }
        let mut constraints = object.constraints(parts.properties);
        let own = body.name.naming();
        let rest = self.lower_form_rest(&flat, &own, &mut scope, &mut constraints);
        let schema = self.target(body.schema);
        let docs = schema.map(|schema| docs::of_data(&schema.schema_data));
        self.contents.forms.push(Form {
            name: body.name.whole.clone(),
            docs: docs.unwrap_or_default(),
            fields: parts.fields,
            matching: rest.matching,
            additional: rest.additional,
        });
        let media = Media {
            name: body.essence.to_owned(),
            written: None,
            // Without files, all parts are values.
            kind: match parts.files.is_empty() {
                true => MediaKind::Value,
                false => MediaKind::Parts(parts.files),
            },
            schema: SchemaRef::Inline(Box::new(constraints)),
            encoding: parts.encodings,
            limit: None,
            xml: None,
            alternative_to: None,
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
                let headers = match self.context.has_wide_types() {
                    true => Vec::new(),
                    false => self.part_headers(body.media, part.name, body.pointer),
                };
                parts.add_value(part.name, &headers);
                let ty = lowered.value_type();
                let kind = match headers.as_slice() {
                    [] => FormFieldKind::Value(ty),
                    _ if part
                        .schema
                        .is_some_and(|schema| self.is_part_each(body.media, part.name, schema)) =>
                    {
                        FormFieldKind::HeadedItems(ty)
                    }
                    _ => FormFieldKind::Headed(ty),
                };
                (kind, lowered.schema, headers)
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

    /// The name that a part is given in place of that on the wire.
    fn given_part_name(&self, part: &Part<'a>) -> Option<&'a str> {
        let extensions = match part.schema? {
            ReferenceOr::Item(schema) => Some(&schema.schema_data.extensions),
            ReferenceOr::Reference { .. } => None,
        };
        self.types
            .given_name(part.at.as_str(), &part.at, extensions)
    }

    /// Says that a part which holds other values is JSON, whatever markup the document calls it.
    fn report_markup_part(&mut self, body: &Multipart<'_, 'a>, part: &Part<'a>) {
        let encoding = body.media.encoding.get(part.name);
        let Some(named) = encoding.and_then(|encoding| encoding.content_type.as_deref()) else {
            return;
        };
        let schema = part.schema;
        let is_structured = schema.is_some_and(|schema| self.is_structured_part(schema));
        if !is_structured || !essence(named).ends_with("xml") {
            return;
        }
        let at = body.pointer.child("encoding").child(part.name);
        self.types
            .diagnostics
            .warning(
                Code::Degraded,
                &at.child("contentType"),
                format!("the part `{}` is JSON under the name `{named}`", part.name),
            )
            .help(
                "parts are not written as XML; make it a string, to write its text in the program",
            );
    }

    /// Lowers a part that is no file.
    fn lower_value_part(&mut self, body: &Multipart<'_, 'a>, part: &Part<'a>) -> Lowered {
        let naming = body.name.naming().part(part.name);
        match part.schema {
            Some(schema) => self.types.lower_schema(schema, &part.at, &naming),
            None => Lowered::any(),
        }
    }
}

/// The names of the fields of a form.
fn field_names(parts: &[Part<'_>], given: &[Option<&str>], scope: &mut Scope) -> Vec<String> {
    let claims: Vec<Claim<'_>> = parts
        .iter()
        .zip(given)
        .map(|(part, given)| {
            let name = given.unwrap_or(part.name);
            Claim {
                wire: name,
                wanted: snake(name),
                word: "part",
                rank: 0,
            }
        })
        .collect();
    claim_all(scope, &claims)
}

/// The names of the headers that must be there.
pub(super) fn required(headers: &[PartHeader]) -> Vec<String> {
    let required = headers.iter().filter(|header| header.required);
    required.map(|header| header.name.clone()).collect()
}
