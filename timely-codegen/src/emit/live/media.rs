//! Media types of bodies and responses.

use super::operations::number;
use super::{Live, kept, list, text};
use crate::emit::media_rows::{self, is_form};
use crate::ir::{Encoding, Media, MediaKind, Operation, ParameterStyle, SchemaRef, StatusMatch};
use std::borrow::Cow;
use timely_runtime::generated as rt;

/// A row of an operation's media types, and one of its schemas of plain JSON.
type MediaRow = (u16, &'static [rt::MediaType]);
type JsonRow = (&'static [u16], &'static rt::Schema);

impl Live {
    /// A media type of a request's body.
    pub(super) fn body_media(&mut self, media: &'static Media) -> rt::MediaType {
        let made = self.media(media);
        match media.is_markup() {
            true => made,
            false => beside(made, media),
        }
    }

    fn media(&mut self, media: &'static Media) -> rt::MediaType {
        let name = text(&media.name);
        let made = match &media.kind {
            MediaKind::Stream => rt::MediaType::stream(name),
            MediaKind::Items => {
                let end = self.api.event_end.as_ref().filter(|_| media.is_events());
                let items = rt::MediaType::items(name);
                match end {
                    Some(end) => items.done(text(end)),
                    None => items,
                }
            }
            MediaKind::Value => match media.schema.is_any() {
                true => rt::MediaType::named(name),
                false => rt::MediaType::new(name, self.schemas.schema(&media.schema)),
            },
            MediaKind::List => rt::MediaType::list(name, self.schemas.schema(&media.schema)),
            MediaKind::Parts(files) => {
                let files = files.iter().map(|file| text(file));
                let schema = self.schemas.schema(&media.schema);
                rt::MediaType::parts(name, schema, list(files.collect()))
            }
        };
        let encodings = media.encoding.iter().map(encoding);
        let made = made.encoded(list(encodings.collect()));
        let made = written(made, media);
        let made = match media.limit {
            Some(bytes) => made.limited(bytes),
            None => made,
        };
        self.xml(made, media)
    }

    fn xml(&mut self, made: rt::MediaType, media: &Media) -> rt::MediaType {
        let made = match &media.xml {
            Some(root) => made.xml(self.xml.root(root)),
            None => made,
        };
        match media.is_markup() {
            true => beside(made, media),
            false => made,
        }
    }

    /// The schemas of responses that are plain JSON, or the same in another form as well: the statuses of each.
    pub(super) fn json_responses(&mut self, operation: &'static Operation) -> Vec<JsonRow> {
        let rows = media_rows::json(operation, Cow::Borrowed).into_iter();
        let row = |(schema, statuses): (Cow<'static, SchemaRef>, Vec<StatusMatch>)| {
            let statuses = statuses.into_iter().map(number);
            let schema = match schema {
                Cow::Borrowed(schema) => schema,
                Cow::Owned(schema) => kept(schema),
            };
            (list(statuses.collect()), self.schemas.schema(schema))
        };
        rows.map(row).collect()
    }

    /// A media type of a response.
    fn response_media(&mut self, media: &'static Media) -> rt::MediaType {
        match &media.kind {
            MediaKind::Value if !is_form(media) => {
                let outline = self.schemas.outline(&media.schema);
                let made = rt::MediaType::new(text(&media.name), outline);
                self.xml(written(made, media), media)
            }
            _ => self.media(media),
        }
    }

    /// The responses that are not plain JSON; and those that are, where a listed one would stand for them.
    pub(super) fn media_types(&mut self, operation: &'static Operation) -> Vec<MediaRow> {
        let row = |(status, media): (StatusMatch, &'static [Media])| {
            let media = media.iter().map(|media| self.response_media(media));
            (number(status), list(media.collect()))
        };
        media_rows::others(operation).map(row).collect()
    }
}

fn written(made: rt::MediaType, media: &Media) -> rt::MediaType {
    match &media.written {
        Some(written) => made.written(text(written)),
        None => made,
    }
}

fn beside(made: rt::MediaType, media: &Media) -> rt::MediaType {
    match &media.alternative_to {
        Some(name) => made.alternative_to(text(name)),
        None => made,
    }
}

fn encoding(encoding: &Encoding) -> rt::Encoding {
    let made = rt::Encoding::new(text(&encoding.property));
    let made = match &encoding.content_type {
        Some(name) => made.content_type(text(name)),
        None => made,
    };
    let style = match encoding.style {
        ParameterStyle::SpaceDelimited => rt::Style::SpaceDelimited,
        ParameterStyle::PipeDelimited => rt::Style::PipeDelimited,
        ParameterStyle::DeepObject => rt::Style::DeepObject,
        _ => rt::Style::Form,
    };
    let made = made.styled(style, encoding.explode);
    let made = if encoding.reserved {
        made.reserved()
    } else {
        made
    };
    let headers = encoding.headers.iter().map(|name| text(name));
    let made = made.headers(list(headers.collect()));
    if encoding.headed { made.headed() } else { made }
}
