//! What multipart bodies say of their parts besides names and values: headers, and parts that have no names.

use super::media_types::Shape;
use crate::diagnostic::{Code, Pointer};
use crate::ir::PartHeader;
use crate::lower::bodies::Bodies;
use crate::lower::components::Section;
use crate::lower::docs;
use openapiv3::{
    AdditionalProperties, MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType,
};

impl<'a> Bodies<'a> {
    /// The headers of the part of a property (OpenAPI 3.1, section 4.8.15.1.1), which leaves out `Content-Type`.
    pub(in crate::lower) fn part_headers(
        &mut self,
        media: &'a MediaType,
        property: &str,
        pointer: &Pointer,
    ) -> Vec<PartHeader> {
        let Some(encoding) = media.encoding.get(property) else {
            return Vec::new();
        };
        let at = place(property, pointer);
        let mut headers = Vec::new();
        for (name, header) in &encoding.headers {
            if is_the_codec_s(name) {
                continue;
            }
            let section = Section::of(self.context.openapi, "headers", |components| {
                &components.headers
            });
            let Some((header, _)) = self.types.resolve(header, &at.child(name), section) else {
                continue;
            };
            headers.push(PartHeader {
                name: name.clone(),
                docs: docs::with_deprecation(
                    docs::of(None, header.description.as_ref()),
                    header.deprecated.unwrap_or_default(),
                ),
                required: header.required,
            });
        }
        headers
    }

    /// Names the headers of a part that is a value, which has no place for them.
    pub(super) fn report_part_headers(
        &mut self,
        media: &'a MediaType,
        property: &str,
        pointer: &Pointer,
    ) {
        let names: Vec<String> = self
            .part_headers(media, property, pointer)
            .into_iter()
            .map(|header| format!("`{}`", header.name))
            .collect();
        if names.is_empty() {
            return;
        }
        let word = if names.len() == 1 {
            "header"
        } else {
            "headers"
        };
        self.types.diagnostics
            .warning(
                Code::Degraded,
                &place(property, pointer),
                format!(
                    "the {word} {} of the part `{property}` cannot be set or read",
                    names.join(", ")
                ),
            )
            .help("the generated code has the value of the part alone; a part that is a file has headers");
    }

    /// Names a body whose parts have no names, of which the generated code knows nothing more.
    pub(super) fn report_unnamed(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        essence: &str,
        pointer: &Pointer,
    ) {
        let says_nothing = self.target(schema).is_none_or(is_bare);
        if says_nothing || self.shape(Some(schema)) != Shape::Structured {
            return;
        }
        self.types.diagnostics
            .warning(
                Code::Degraded,
                pointer,
                format!("the parts of this `{essence}` body are handed over as they come"),
            )
            .help(
                "no properties name them: they are a list of parts with their headers and contents, and are not held \
                 to the schema",
            );
    }
}

/// Whether a schema says that there are properties, and nothing of them.
fn is_bare(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(SchemaType::Object(object)) => {
            object.properties.is_empty()
                && !matches!(
                    object.additional_properties,
                    Some(AdditionalProperties::Schema(_))
                )
        }
        _ => false,
    }
}

fn place(property: &str, pointer: &Pointer) -> Pointer {
    pointer.child("encoding").child(property).child("headers")
}

/// Headers that the name, the file name and the media type of a part are written as.
fn is_the_codec_s(name: &str) -> bool {
    ["content-type", "content-disposition"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}
