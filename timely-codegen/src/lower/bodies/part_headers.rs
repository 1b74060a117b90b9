//! What multipart bodies say of their parts besides names and values: headers.

use crate::diagnostic::Pointer;
use crate::ir::PartHeader;
use crate::lower::bodies::Bodies;
use crate::lower::components::Section;
use crate::lower::docs;
use openapiv3::MediaType;

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
}

fn place(property: &str, pointer: &Pointer) -> Pointer {
    pointer.child("encoding").child(property).child("headers")
}

/// Headers that the name, the file name and the media type of a part are written as.
pub(super) fn is_the_codec_s(name: &str) -> bool {
    ["content-type", "content-disposition"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}
