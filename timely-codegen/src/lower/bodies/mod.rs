//! What messages hold: media types, multipart forms and streams.

mod body_name;
mod contents;
mod form_files;
mod form_properties;
mod lowered;
mod media_types;
mod multipart;
mod part_headers;
mod streams;
mod unlisted_parts;
mod unnamed_parts;
mod variant_names;
mod xml;
mod xml_object;
mod xml_parts;

pub(super) use body_name::BodyName;
pub(super) use lowered::Side;
pub(super) use media_types::{Kind, Shape, essence, kind};

use super::context::Context;
use super::types::Types;

/// What has been made of the bodies so far.
pub(super) struct Bodies<'a> {
    pub(super) context: Context<'a>,
    pub(super) types: Types<'a>,
    pub(super) contents: lowered::ContentStore,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(types: Types<'a>) -> Self {
        Self {
            context: types.context,
            types,
            contents: lowered::ContentStore::default(),
        }
    }
}
