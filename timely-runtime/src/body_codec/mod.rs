//! What the bodies of messages hold, and the way between that and bytes, as a media type has it.

mod alternative;
mod choice;
mod multipart;
mod part_list;
mod streams;
mod value;
#[cfg(feature = "xml")]
mod xml;

use crate::bodies::{Body, NamedPart};
use crate::json;
use crate::media_type::{OCTETS, in_range, is_range};
use crate::operation::media::find;
use crate::{DecodeError, EncodeError, MediaType, NoContent};
use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::ops::Deref;

#[cfg(feature = "server")]
pub(crate) use alternative::instead;
#[cfg(feature = "client")]
pub(crate) use alternative::written_as;
#[cfg(feature = "server")]
pub(crate) use multipart::read_parts;
pub(crate) use multipart::read_whole;
pub use multipart::{FileField, FormReader, FormWriter, HeadedField, Parts};
pub use part_list::{ListedContent, ListedPart, PartList, ValuePart};
#[cfg(feature = "server")]
pub(crate) use value::{parse, reads_json, typed, typed_text};
#[cfg(feature = "client")]
pub(crate) use value::{sent, write_json, write_value};
#[cfg(all(feature = "xml", feature = "server"))]
pub(crate) use xml::parse as parse_xml;

/// What a body can be in generated code: any value that serde reads and writes, bytes, a stream, or an enum of those.
pub trait Content: Sized + Send + 'static {
    /// Reads a body of a documented media type.
    ///
    /// # Errors
    /// When it is not what the document says.
    fn read(source: Source, media: &'static MediaType) -> Result<Self, DecodeError>;

    /// Writes a body as one of the documented media types; the first, unless the body itself tells.
    ///
    /// # Errors
    /// When it cannot be written so.
    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError>;

    /// How a message shows it; nothing for what is not text.
    #[must_use]
    fn shown(&self) -> String {
        String::new()
    }
}

/// A body that has been received.
#[derive(Debug)]
pub enum Source {
    /// A value that has been read and checked.
    Value(Value),
    /// All bytes, and their media type as the sender names it.
    Whole(Bytes, Option<String>),
    /// Bytes as they come.
    Stream(Body),
    /// The values of a multipart form as an object, and its files.
    Parts(Value, Vec<NamedPart>),
}

/// A body that is to be sent.
#[derive(Debug)]
pub struct Written {
    /// The bytes.
    pub body: Body,
    /// Their media type; none where the document leaves open which it is.
    pub content_type: Option<HeaderValue>,
    /// What the document has to do with it.
    pub fit: Fit,
    /// Which of the documented media types it may be, by their names; all of them where it is not one of several forms.
    forms: &'static [&'static str],
    /// What it may be sent as where the document has a range.
    names: &'static [&'static str],
    /// The value as JSON, where the document has it in other forms than the one that this is.
    json: Option<Bytes>,
}

/// What the media type of a body that is to be sent has to do with the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is the documented one, or a documented one that the body itself has named.
    Documented,
    /// It is one of several that the document allows.
    Chosen,
    /// The document does not allow it, or allows a range of which none can be chosen.
    Refused,
}

impl Written {
    /// The same once more; none where it is a stream, which is read once.
    #[cfg(feature = "client")]
    pub(crate) fn again(&self) -> Option<Self> {
        Some(Self {
            body: self.body.as_bytes()?.clone().into(),
            content_type: self.content_type.clone(),
            json: self.json.clone(),
            ..*self
        })
    }

    /// The same with these bytes.
    #[cfg(feature = "client")]
    pub(crate) fn with_bytes(&self, bytes: Vec<u8>) -> Self {
        Self {
            body: bytes.into(),
            content_type: self.content_type.clone(),
            json: self.json.clone(),
            ..*self
        }
    }

    /// The same of a value that is this text as JSON.
    #[cfg(feature = "client")]
    pub(crate) fn of_json(mut self, text: Option<Vec<u8>>) -> Self {
        self.json = text.map(Bytes::from);
        self
    }

    /// A body of a documented media type; where that is a range, of the first of these names that is in it.
    fn new(body: impl Into<Body>, media: &MediaType, names: &'static [&'static str]) -> Self {
        let mut own = names.iter();
        let (name, fit) = match is_range(media.name) {
            false => (Some(media.sent()), Fit::Documented),
            true => match own.find(|name| in_range(name, media.essence())) {
                Some(name) => (Some(*name), Fit::Chosen),
                None => (None, Fit::Refused),
            },
        };
        let content_type = name.and_then(static_value);
        Self {
            body: body.into(),
            // A name that cannot stand in a header cannot be sent.
            fit: if content_type.is_some() {
                fit
            } else {
                Fit::Refused
            },
            content_type,
            forms: &[],
            names,
            json: None,
        }
    }

    /// A body that its media type describes by itself; one without content has none.
    const fn documented(body: Body, content_type: Option<HeaderValue>) -> Self {
        Self {
            body,
            content_type,
            fit: Fit::Documented,
            forms: &[],
            names: &[],
            json: None,
        }
    }

    /// The same as one of several forms of a body, which has these of the documented media types: refused under a name that
    /// whoever receives it takes for that of another form.
    #[doc(hidden)]
    #[must_use]
    pub fn among(mut self, media: &'static [MediaType], forms: &'static [&'static str]) -> Self {
        self.forms = forms;
        let is_own = |name: &str| find(media, Some(name)).is_some_and(|found| self.may_be(found));
        let name = self.content_type.as_ref().map(HeaderValue::to_str);
        if name.is_none_or(|name| name.is_ok_and(is_own)) {
            return self;
        }
        // What was made up here is given up, for a name that is free.
        let other = self.names.iter().find(|name| is_own(name));
        match self.fit {
            Fit::Chosen => {
                self.content_type = other.and_then(|name| static_value(name));
                if self.content_type.is_none() {
                    self.fit = Fit::Refused;
                }
            }
            Fit::Documented | Fit::Refused => self.fit = Fit::Refused,
        }
        self
    }

    /// Whether it may be one of this media type.
    pub(crate) fn may_be(&self, media: &MediaType) -> bool {
        self.forms.is_empty() || self.forms.contains(&media.name)
    }

    /// A body of bytes, which may name its media type itself.
    fn of_bytes(body: Body, media: &'static [MediaType]) -> Result<Self, EncodeError> {
        let first = media.first().ok_or(EncodeError::Content)?;
        let named = body.content_type().cloned();
        let allowed = named.as_ref().filter(|name| {
            let name = name.to_str().ok();
            find(media, name).is_some_and(|found| found.kind == first.kind)
        });
        let is_stated = body.states_content_type();
        if let Some(name) = named.as_ref().filter(|_| is_stated).or(allowed) {
            let fit = match allowed {
                Some(_) => Fit::Documented,
                None => Fit::Refused,
            };
            return Ok(Self {
                fit,
                ..Self::documented(body, Some(name.clone()))
            });
        }
        let written = Self::new(body, first, &[OCTETS]);
        if written.fit == Fit::Refused && is_range(first.name) {
            // Of a range, nothing can be made up: one beside it that has a name of its own.
            let mut named = media
                .iter()
                .filter(|other| other.kind == first.kind && !is_range(other.name));
            let unspecific = named.clone().find(|other| other.essence() == OCTETS);
            if let Some(other) = unspecific.or_else(|| named.next()) {
                let mut written = Self::new(written.body, other, &[]);
                if written.fit == Fit::Documented {
                    written.fit = Fit::Chosen;
                }
                return Ok(written);
            }
        }
        Ok(match written.fit {
            // Another of them may be meant.
            Fit::Documented if media[1..].iter().any(|other| other.kind == first.kind) => Self {
                fit: Fit::Chosen,
                ..written
            },
            _ => written,
        })
    }
}

/// A header value of a text that lives as long as the program, without a copy.
fn static_value(text: &'static str) -> Option<HeaderValue> {
    if text == "application/json" {
        return Some(const { HeaderValue::from_static("application/json") });
    }
    let is_plain = text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    is_plain.then(|| HeaderValue::from_static(text))
}

/// Bytes in memory: the body of an error that is neither a value nor text.
///
/// ```
/// use timely_runtime::Binary;
///
/// let image = Binary::from(vec![0x89, b'P', b'N', b'G']);
/// assert_eq!(image.len(), 4);
/// assert_eq!(format!("{image:?}"), "Binary(4 bytes)");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(pub Bytes);

impl Deref for Binary {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.0
    }
}

impl<T: Into<Bytes>> From<T> for Binary {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

/// The length alone.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Content for Binary {
    fn read(source: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        match source {
            Source::Whole(bytes, _) => Ok(Self(bytes)),
            Source::Value(value) | Source::Parts(value, _) => Ok(Self(value.to_string().into())),
            Source::Stream(body) => body
                .as_bytes()
                .cloned()
                .map(Self)
                .ok_or(DecodeError::Content("bytes in memory")),
        }
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        Written::of_bytes(self.0.into(), media)
    }
}

impl Content for Body {
    fn read(source: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(match source {
            Source::Stream(body) => body,
            Source::Whole(bytes, name) => {
                let name = name.and_then(|name| HeaderValue::try_from(name).ok());
                Self::from(bytes).received_as(name.as_ref())
            }
            Source::Value(value) | Source::Parts(value, _) => value.to_string().into(),
        })
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        Written::of_bytes(self, media)
    }
}

/// What comes all the same is no part of it.
impl Content for NoContent {
    fn read(_: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn write(self, _: &'static [MediaType]) -> Result<Written, EncodeError> {
        Ok(Written::documented(Body::empty(), None))
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Content for T {
    fn read(source: Source, media: &'static MediaType) -> Result<Self, DecodeError> {
        value::read(source, media)
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        value::write(&self, media)
    }

    fn shown(&self) -> String {
        // A body that was read or is to be sent can be written; one that cannot has nothing to show.
        json::to_string(self).unwrap_or_default()
    }
}

/// The media types from the first of those on that a variant of an enum has.
#[doc(hidden)]
pub fn from(media: &'static [MediaType], names: &[&str]) -> &'static [MediaType] {
    let first = media
        .iter()
        .position(|media| names.contains(&media.name))
        .unwrap_or_default();
    &media[first..]
}

/// What is said of a media type that an enum has no variant for, which its table rules out.
#[doc(hidden)]
#[must_use]
pub fn unknown() -> DecodeError {
    DecodeError::Content("one of the documented media types")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_written_as_what_the_document_allows() {
        static RANGE: [MediaType; 1] = [MediaType::stream("image/*")];
        static BESIDE: [MediaType; 2] =
            [MediaType::stream("image/*"), MediaType::stream("image/png")];
        static NAMED: [MediaType; 1] = [MediaType::named("text/plain").written("text/plain; a=b")];
        static BROKEN: [MediaType; 1] = [MediaType::stream("application/\u{e9}")];
        let written = |body: Body, media| {
            let written = Written::of_bytes(body, media).unwrap();
            let name = written
                .content_type
                .map(|name| name.to_str().unwrap().to_owned());
            (name, written.fit)
        };
        let png = || Body::from("png").with_content_type(HeaderValue::from_static("image/png"));
        assert_eq!(
            written(png(), &RANGE),
            (Some("image/png".to_owned()), Fit::Documented)
        );
        assert_eq!(written(Body::from("png"), &RANGE), (None, Fit::Refused));
        assert_eq!(
            written(Body::from("png"), &BESIDE),
            (Some("image/png".to_owned()), Fit::Chosen)
        );
        assert_eq!(written(Body::from("a"), &BROKEN), (None, Fit::Refused));
        assert_eq!(
            written(Body::from("a"), &NAMED),
            (Some("text/plain; a=b".to_owned()), Fit::Documented)
        );
        // What was received is passed on as what it is where that is allowed, and else as what is.
        let received = |name| Body::from("a").received_as(Some(&HeaderValue::from_static(name)));
        assert_eq!(
            written(received("text/plain; c=d"), &NAMED),
            (Some("text/plain; c=d".to_owned()), Fit::Documented)
        );
        assert_eq!(
            written(received("text/html"), &NAMED),
            (Some("text/plain; a=b".to_owned()), Fit::Documented)
        );
    }
}
