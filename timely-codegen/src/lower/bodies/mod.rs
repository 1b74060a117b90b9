//! What messages hold: media types, multipart forms and streams.

pub(super) mod contents;
pub(super) mod media_types;
pub(super) mod multipart;
pub(super) mod part_headers;
pub(super) mod streams;

pub(super) use contents::Side;
pub(super) use media_types::{Kind, Shape, essence, kind};
