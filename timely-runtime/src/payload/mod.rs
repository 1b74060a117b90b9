//! What the bodies of messages hold, and the way between that and bytes, as a media type has it.

mod choice;
mod parts;
mod streams;
mod value;

use crate::content::{Body, NamedPart};
use crate::json;
use crate::{DecodeError, EncodeError, MediaType, NoContent};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

#[cfg(feature = "server")]
pub(crate) use parts::read_parts;
pub(crate) use parts::read_whole;
pub use parts::{FileField, FormReader, FormWriter, Parts};
pub(crate) use value::is_json;
#[cfg(feature = "client")]
pub(crate) use value::write_value;
#[cfg(feature = "server")]
pub(crate) use value::{Unfit, integers, parse, reads_json, typed, typed_text};

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
    /// All bytes, and their media type as the sender names it, in lower case and without parameters.
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
    /// Their media type.
    pub content_type: Option<HeaderValue>,
}

impl Written {
    /// A body of a documented media type, which may be a range.
    fn new(body: impl Into<Body>, media: &MediaType, range: &'static str) -> Self {
        let name = if media.name.contains('*') {
            range
        } else {
            media.name
        };
        Self {
            body: body.into(),
            content_type: static_value(name),
        }
    }
}

/// The one of the documented media types that a body has: by its name, or as a kind of JSON, or by a range, or else the
/// first.
pub(crate) fn choose(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    find(media, content_type).or(media.first())
}

/// As [`choose`], but none where nothing fits.
///
/// A documented media type may have parameters, where several of a body differ in them alone: the one with the most
/// that are all sent goes first (RFC 9110, section 8.3.1).
pub(crate) fn find(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    let sent = content_type?;
    let name = bare(sent);
    let same = |media: &&MediaType| media.essence().eq_ignore_ascii_case(name);
    let has_all = |media: &&MediaType| {
        let mut wanted = parameters(media.name);
        wanted.all(|wanted| parameters(sent).any(|sent| sent.eq_ignore_ascii_case(wanted)))
    };
    // Of equals the first.
    let exact = media.iter().filter(same).filter(has_all).rev();
    exact
        .max_by_key(|media| parameters(media.name).count())
        .or_else(|| media.iter().find(same))
        .or_else(|| media.iter().find(|media| in_range(name, media.name)))
}

/// A media type in lower case and without its parameters.
pub(crate) fn essence(content_type: &str) -> String {
    lower(bare(content_type)).into_owned()
}

/// A name in lower case, in which it most often comes.
pub(crate) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
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

/// A media type without its parameters.
pub(crate) fn bare(content_type: &str) -> &str {
    let name = content_type.split(';').next().unwrap_or(content_type);
    name.trim()
}

/// The parameters of a media type, such as `version=1`.
fn parameters(content_type: &str) -> impl Iterator<Item = &str> {
    content_type.split(';').skip(1).map(str::trim)
}

/// Whether a media type is in a range such as `text/*`.
fn in_range(name: &str, range: &str) -> bool {
    range == "*/*"
        || range
            .strip_suffix('*')
            .is_some_and(|start| start.ends_with('/') && is_prefix(start, name))
}

fn is_prefix(start: &str, text: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case(start))
}

/// The media type that headers name, with its parameters.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// Whether a response is to be handed over as it comes.
#[cfg(feature = "client")]
pub(crate) fn is_stream(media: &'static [MediaType], headers: &HeaderMap) -> bool {
    choose(media, content_type(headers)).is_some_and(|media| media.kind == crate::MediaKind::Stream)
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

/// What a range such as `*/*` is sent as when it holds bytes.
const OCTETS: &str = "application/octet-stream";

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
        let media = media.first().ok_or(EncodeError::Content)?;
        Ok(Written::new(self.0, media, OCTETS))
    }
}

impl Content for Body {
    fn read(source: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(match source {
            Source::Stream(body) => body,
            Source::Whole(bytes, _) => bytes.into(),
            Source::Value(value) | Source::Parts(value, _) => value.to_string().into(),
        })
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        Ok(Written::new(self, media, OCTETS))
    }
}

/// What comes all the same is ignored.
impl Content for NoContent {
    fn read(_: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn write(self, _: &'static [MediaType]) -> Result<Written, EncodeError> {
        Ok(Written {
            body: Body::empty(),
            content_type: None,
        })
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
