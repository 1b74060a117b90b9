//! Multipart bodies whose schema names no parts: lists, maps, objects in one of several shapes, and what nothing is said of.

use super::lowered::{LoweredContent, Side, any, encodings};
use super::media_types::Shape;
use super::multipart::Multipart;
use crate::diagnostic::Code;
use crate::formats::JsonType;
use crate::ir::{
    Content, Encoding, FormFieldKind, Media, MediaKind, Schema as Constraints, SchemaRef, Type,
};
use crate::lower::bodies::Bodies;
use crate::normalize::{Entries, is_item_schema, key};
use openapiv3::{
    AdditionalProperties, MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType,
};

/// Alternatives are looked into no deeper than this.
const DEPTH: usize = 8;

/// What the values of a schema may be.
#[derive(Clone, Copy, Default)]
struct Forms {
    objects: bool,
    lists: bool,
    others: bool,
    /// Objects that have files in them.
    files: bool,
}

impl Forms {
    fn or(self, other: Self) -> Self {
        Self {
            objects: self.objects || other.objects,
            lists: self.lists || other.lists,
            others: self.others || other.others,
            files: self.files || other.files,
        }
    }
}

impl<'a> Bodies<'a> {
    /// What a body is whose schema has no properties of its own.
    pub(super) fn lower_unnamed(
        &mut self,
        body: &Multipart<'_, 'a>,
        side: Side,
    ) -> Option<LoweredContent> {
        let as_they_come = || parts(body.media, body.essence, side);
        if self.context.has_wide_types() {
            return as_they_come();
        }
        // `itemSchema` is of each part alone (OpenAPI 3.2, section 4.14.3).
        if is_item_schema(&body.media.extensions) {
            return match self.shape(Some(body.schema)) {
                Shape::Binary => as_they_come(),
                Shape::Unknown if !self.says_item_is_value(body.media) => as_they_come(),
                _ => Some(self.lower_items(body, side)),
            };
        }
        let forms = self.forms(body.media, body.schema, DEPTH);
        if forms.files
            || (forms.objects || forms.lists) && forms.others
            || forms.objects && forms.lists
        {
            self.report_unnamed(body);
            return as_they_come();
        }
        match (forms.objects, forms.lists) {
            (true, _) => Some(self.lower_object(body)),
            (_, true) if !self.is_list_of_files(body) => Some(self.lower_list(body, side)),
            _ => as_they_come(),
        }
    }

    /// A list of values, whose schema is that of the list.
    fn lower_list(&mut self, body: &Multipart<'_, 'a>, side: Side) -> LoweredContent {
        let lowered = self
            .types
            .lower_shared(body.schema, &body.schema_at(), body.name.naming());
        let schema = lowered.schema.clone();
        // Items that differ by their places are no list of one type.
        let is_tuple = self
            .target(body.schema)
            .is_some_and(|schema| schema.schema_data.extensions.has(key::PREFIX_ITEMS));
        let content = match (side, &lowered.ty) {
            (Side::Stream, Type::Array(_) | Type::Named(_)) if !is_tuple && !lowered.nullable => {
                Content::PartList(lowered.ty)
            }
            _ => Content::Value(lowered.value_type()),
        };
        self.list(body, content, schema)
    }

    /// A list of values, whose schema is that of an item.
    fn lower_items(&mut self, body: &Multipart<'_, 'a>, side: Side) -> LoweredContent {
        let lowered = self
            .types
            .lower_shared(body.schema, &body.schema_at(), body.name.naming());
        let list = Type::Array(Box::new(lowered.value_type()));
        let schema = Constraints {
            types: vec![JsonType::Array],
            items: Some(lowered.schema),
            ..Constraints::default()
        };
        let content = match side {
            Side::Stream => Content::PartList(list),
            Side::Whole => Content::Value(list),
        };
        self.list(body, content, SchemaRef::inline(schema))
    }

    fn list(
        &mut self,
        body: &Multipart<'_, 'a>,
        content: Content,
        schema: SchemaRef,
    ) -> LoweredContent {
        let mut encoding = encodings(body.media);
        for item in &mut encoding {
            let headers = self.part_headers(body.media, &item.property, body.pointer);
            item.headers = super::multipart::required(&headers);
        }
        LoweredContent {
            content,
            media: vec![media(body.essence, MediaKind::List, schema, encoding)],
        }
    }

    /// Whether the items of a list are files: each is bytes, or nothing is said of it.
    fn is_list_of_files(&self, body: &Multipart<'_, 'a>) -> bool {
        let Some(schema) = self.target(body.schema) else {
            return true;
        };
        if schema.schema_data.extensions.has(key::PREFIX_ITEMS) {
            return false;
        }
        match items(schema) {
            Some(items) => self.file(body.media, "*", items) == Some(FormFieldKind::File),
            None => !self.says_item_is_value(body.media),
        }
    }

    /// Whether the media type of the items is one of values.
    fn says_item_is_value(&self, media: &MediaType) -> bool {
        let encoding = media.encoding.get("*");
        let named = encoding.and_then(|encoding| encoding.content_type.as_deref());
        named.is_some_and(|named| !super::form_files::is_file_type(named))
    }

    fn forms(&self, media: &'a MediaType, schema: &'a ReferenceOr<Schema>, depth: usize) -> Forms {
        let Some(schema) = self.target(schema).filter(|_| depth > 0) else {
            return Forms::default();
        };
        let all = |parts: &'a [ReferenceOr<Schema>]| {
            // The breadth is bounded as well, so that what refers to itself over and over costs no time.
            let parts = parts.iter().take(64);
            parts.fold(Forms::default(), |forms, part| {
                forms.or(self.forms(media, part, depth.min(4) - 1))
            })
        };
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(_)) => self.forms_of_object(media, schema),
            SchemaKind::Type(SchemaType::Array(_)) => Forms {
                lists: true,
                ..Forms::default()
            },
            SchemaKind::Type(_) => Forms {
                others: true,
                ..Forms::default()
            },
            SchemaKind::OneOf { one_of: parts }
            | SchemaKind::AnyOf { any_of: parts }
            | SchemaKind::AllOf { all_of: parts } => all(parts),
            SchemaKind::Not { .. } => Forms::default(),
            SchemaKind::Any(any) => {
                let own = match any.typ.as_deref() {
                    Some("array") => Forms {
                        lists: true,
                        ..Forms::default()
                    },
                    Some("object") | None => self.forms_of_object(media, schema),
                    Some(_) => Forms {
                        others: true,
                        ..Forms::default()
                    },
                };
                own.or(all(&any.one_of))
                    .or(all(&any.any_of))
                    .or(all(&any.all_of))
            }
        }
    }

    /// What the keywords of an object say, if there are any.
    fn forms_of_object(&self, media: &'a MediaType, schema: &'a Schema) -> Forms {
        let (properties, additional) = match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(object)) => {
                (&object.properties, &object.additional_properties)
            }
            SchemaKind::Any(any) => (&any.properties, &any.additional_properties),
            _ => return Forms::default(),
        };
        let holds_values = match additional {
            // A map of files is a list of parts that have names.
            Some(AdditionalProperties::Schema(values)) => {
                !matches!(self.shape(Some(values)), Shape::Binary | Shape::Unknown)
            }
            Some(AdditionalProperties::Any(_)) | None => false,
        };
        Forms {
            objects: !properties.is_empty() || holds_values,
            files: properties
                .iter()
                .any(|(name, property)| self.file(media, name, property).is_some()),
            ..Forms::default()
        }
    }

    /// Names a body that no type holds.
    fn report_unnamed(&mut self, body: &Multipart<'_, 'a>) {
        self.types
            .diagnostics
            .warning(
                Code::Degraded,
                body.pointer,
                format!(
                    "the parts of this `{}` body are handed over as they come",
                    body.essence
                ),
            )
            .help(
                "they differ from one alternative to the next, and some are files: they are a list of parts with their headers and \
                 contents, and are not held to the schema",
            );
    }
}

fn items(schema: &Schema) -> Option<&ReferenceOr<Box<Schema>>> {
    match &schema.schema_kind {
        SchemaKind::Type(SchemaType::Array(array)) => array.items.as_ref(),
        SchemaKind::Any(any) => any.items.as_ref(),
        _ => None,
    }
}

/// Parts that nothing is known of, or that are files. An error, which is compared and shown, cannot hold them.
pub(super) fn parts(documented: &MediaType, essence: &str, side: Side) -> Option<LoweredContent> {
    let kind = MediaKind::Parts(Vec::new());
    (side == Side::Stream).then(|| LoweredContent {
        content: Content::Parts,
        media: vec![media(essence, kind, any(), encodings(documented))],
    })
}

fn media(essence: &str, kind: MediaKind, schema: SchemaRef, encoding: Vec<Encoding>) -> Media {
    Media {
        name: essence.to_owned(),
        written: None,
        kind,
        schema,
        encoding,
        limit: None,
        xml: None,
        alternative_to: None,
    }
}
