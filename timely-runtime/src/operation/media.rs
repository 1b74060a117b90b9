//! The media types of bodies (OpenAPI 3.1, section 4.8.14), and which of those that a document lists a message has.

use super::Encoding;
use crate::Schema;
use crate::media_type::{OCTETS, bare, in_range, is_json, is_range, lower, parameters};

/// The body of a request.
#[derive(Debug)]
pub(crate) struct RequestBody {
    /// Whether a request without a body is refused.
    pub(crate) required: bool,
    /// The media types that the document allows, the one that clients send first.
    pub(crate) content: &'static [MediaType],
}

/// One media type of a body (OpenAPI 3.1, section 4.8.14).
#[derive(Debug)]
pub struct MediaType {
    /// Such as `application/json`, in lower case; it may be a range such as `text/*`. It has parameters, as in
    /// `application/json;version=2`, where several media types of a body differ in these alone.
    pub name: &'static str,
    /// What the body must be, or the values in it.
    pub schema: &'static Schema,
    /// What travels under it.
    pub kind: MediaKind,
    /// How properties of a form are written, where that is not the usual way.
    pub encoding: &'static [Encoding],
    /// The largest body, in bytes, where the document says so.
    pub limit: Option<u64>,
    /// What is sent, with the parameters that the document gives it, where that is not the name.
    pub written: Option<&'static str>,
    /// The media type beside it under which the same value is sent by default, if there is one.
    pub alternative_to: Option<&'static str>,
    /// The data of the event that ends a stream of events, if there is one.
    pub done: Option<&'static str>,
    /// How values are XML, if that is what it is.
    #[cfg(feature = "xml")]
    pub xml: Option<&'static crate::xml::Root>,
}

/// What travels under a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A value that is read as a whole.
    Value,
    /// Bytes, which are handed over as they come.
    Stream,
    /// Events or JSON values, one by one, which are handed over as they come.
    Items,
    /// A multipart form in which these properties are files.
    Parts(&'static [&'static str]),
    /// A multipart message whose parts are the items of a list.
    List,
}

impl MediaKind {
    /// Whether it is handed over as it comes.
    pub(crate) const fn is_stream(self) -> bool {
        matches!(self, Self::Stream | Self::Items)
    }
}

impl MediaType {
    /// A media type whose values are held to a schema.
    pub const fn new(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            kind: MediaKind::Value,
            encoding: &[],
            limit: None,
            written: None,
            alternative_to: None,
            done: None,
            #[cfg(feature = "xml")]
            xml: None,
        }
    }

    /// What is sent as `Content-Type`.
    pub(crate) fn sent(&self) -> &'static str {
        self.written.unwrap_or(self.name)
    }

    /// The name without parameters.
    pub(crate) fn essence(&self) -> &'static str {
        crate::media_type::bare(self.name)
    }

    /// A media type of which nothing more is said.
    pub const fn named(name: &'static str) -> Self {
        Self::new(name, Schema::ANY)
    }

    /// A media type that is a stream of bytes.
    pub const fn stream(name: &'static str) -> Self {
        Self {
            kind: MediaKind::Stream,
            ..Self::named(name)
        }
    }

    /// A media type that is a stream of events or of JSON values.
    pub const fn items(name: &'static str) -> Self {
        Self {
            kind: MediaKind::Items,
            ..Self::named(name)
        }
    }

    /// A multipart form in which these properties are files.
    pub const fn parts(
        name: &'static str,
        schema: &'static Schema,
        files: &'static [&'static str],
    ) -> Self {
        Self {
            kind: MediaKind::Parts(files),
            ..Self::new(name, schema)
        }
    }

    /// A multipart message whose parts are the items of a list that is held to a schema.
    pub const fn list(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            kind: MediaKind::List,
            ..Self::new(name, schema)
        }
    }

    /// Says how the properties of a form are written.
    #[must_use]
    pub const fn encoded(self, encoding: &'static [Encoding]) -> Self {
        Self { encoding, ..self }
    }

    /// Sets what is sent, such as `text/plain; charset=utf-8`.
    #[must_use]
    pub const fn written(self, written: &'static str) -> Self {
        Self {
            written: Some(written),
            ..self
        }
    }

    /// Says that it holds the same value as another one beside it, which is sent by default.
    #[must_use]
    pub const fn alternative_to(self, name: &'static str) -> Self {
        Self {
            alternative_to: Some(name),
            ..self
        }
    }

    /// Says with what data an event ends a stream of events.
    #[must_use]
    pub const fn done(self, data: &'static str) -> Self {
        Self {
            done: Some(data),
            ..self
        }
    }

    /// Sets how values are XML.
    #[cfg(feature = "xml")]
    #[must_use]
    pub const fn xml(self, root: &'static crate::xml::Root) -> Self {
        Self {
            xml: Some(root),
            ..self
        }
    }

    /// Sets the largest body, in bytes.
    #[must_use]
    pub const fn limited(self, bytes: u64) -> Self {
        Self {
            limit: Some(bytes),
            ..self
        }
    }
}

/// The one of the documented media types that a response has: by its name, or by a range, or else the first, since the names
/// that servers give are often wrong. None where that is a stream of items and the name is that of something else: as such
/// it would be a stream without items, whatever it says.
pub(crate) fn choose(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    find(media, content_type).or_else(|| {
        let first = media.first()?;
        match content_type.map(bare) {
            Some(sent) if first.kind == MediaKind::Items => {
                may_be_items(sent, first.essence()).then_some(first)
            }
            _ => Some(first),
        }
    })
}

/// Whether a stream of items may well have another name than the documented one. Lines of JSON have many, and what is no
/// JSON among them does not go unseen; events have one.
fn may_be_items(sent: &str, documented: &str) -> bool {
    let sent = lower(sent);
    let is_unspecific = matches!(&*sent, "" | "text/plain" | OCTETS);
    let is_lines = sent.contains("json") && !is_json(&sent);
    documented != "text/event-stream" && (is_unspecific || is_lines)
}

/// As [`choose`], but none where nothing fits.
///
/// A documented media type may have parameters, where several of a body differ in them alone: the one with the most
/// that are all sent goes first (RFC 9110, section 8.3.1).
pub(crate) fn find(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    // Most are named as the document names them, and have no parameters.
    if let Some(sent) = content_type
        && memchr::memchr3(b'*', b';', b' ', sent.as_bytes()).is_none()
        && let Some(found) = media
            .iter()
            .find(|media| media.name.eq_ignore_ascii_case(sent))
    {
        return Some(found);
    }
    // A message is of one media type: a range is none.
    let sent = content_type.filter(|sent| !is_range(bare(sent)))?;
    let name = bare(sent);
    let same = |media: &&MediaType| media.essence().eq_ignore_ascii_case(name);
    let has_all = |media: &&MediaType| {
        let mut wanted = parameters(media.name);
        wanted.all(|wanted| parameters(sent).any(|sent| sent.eq_ignore_ascii_case(wanted)))
    };
    // Of equals the first; of ranges the narrowest, which is the longest (OpenAPI 3.1, section 4.8.14).
    let exact = media.iter().filter(same).filter(has_all).rev();
    let ranges = media
        .iter()
        .filter(|media| in_range(name, media.essence()))
        .rev();
    exact
        .max_by_key(|media| parameters(media.name).count())
        .or_else(|| media.iter().find(same))
        .or_else(|| ranges.max_by_key(|media| media.essence().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_range_is_the_one() {
        static MEDIA: [MediaType; 4] = [
            MediaType::named("*/*"),
            MediaType::named("text/*"),
            MediaType::named("text/*+json"),
            MediaType::named("text/csv"),
        ];
        for (sent, found) in [
            ("text/csv; header=present", "text/csv"),
            ("text/plain", "text/*"),
            ("text/x+json", "text/*+json"),
            ("image/png", "*/*"),
        ] {
            assert_eq!(
                find(&MEDIA, Some(sent)).map(|media| media.name),
                Some(found)
            );
        }
        for sent in [None, Some("text/*"), Some("*/*")] {
            assert!(find(&MEDIA, sent).is_none(), "{sent:?}");
        }
    }

    #[test]
    fn a_stream_of_items_has_its_name() {
        static EVENTS: [MediaType; 1] = [MediaType::items("text/event-stream")];
        static LINES: [MediaType; 1] = [MediaType::items("application/x-ndjson")];
        static BYTES: [MediaType; 1] = [MediaType::stream("application/pdf")];
        let is_one = |media, name| choose(media, name).is_some();
        for name in [None, Some("Text/event-stream; charset=utf-8")] {
            assert!(is_one(&EVENTS, name), "{name:?}");
        }
        for name in ["text/plain", "application/json", "text/html", ""] {
            assert!(!is_one(&EVENTS, Some(name)), "{name}");
        }
        for name in [
            "application/jsonl",
            "text/plain",
            "application/json-seq",
            "",
        ] {
            assert!(is_one(&LINES, Some(name)), "{name}");
        }
        for name in ["application/json", "application/problem+json", "text/html"] {
            assert!(!is_one(&LINES, Some(name)), "{name}");
        }
        assert!(is_one(&BYTES, Some("text/html")));
    }
}
