//! Multipart messages whose parts are the items of a list: the document says what each is, and names none (OpenAPI 3.2, section
//! 4.15.2).

use super::{Content, Source, Written, multipart, value};
use crate::bodies::{
    Body, MultipartError, MultipartLimits, MultipartReader, MultipartWriter, NamedPart, Part,
    charset,
};
use crate::json;
use crate::media_type::{bare, is_json};
#[cfg(feature = "server")]
use crate::misfit::fault;
use crate::{DecodeError, EncodeError, Field, IntoField, MediaType, Schema, parameters};
use http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A part of a multipart message that holds a value, with its headers.
///
/// ```
/// use timely_runtime::ValuePart;
///
/// let plain: ValuePart<i32> = 7.into();
/// assert!(plain.headers.is_empty());
/// let typed = ValuePart::new("hello").content_type("text/markdown");
/// assert_eq!(typed.content_type.as_deref(), Some("text/markdown"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValuePart<T> {
    /// The value.
    pub value: T,
    /// The media type of the content. Where it is JSON, the value is written as that.
    pub content_type: Option<String>,
    /// Further headers: all but `Content-Disposition` and `Content-Type`.
    pub headers: HeaderMap,
}

impl<T> ValuePart<T> {
    /// A part with this value.
    pub fn new(value: T) -> Self {
        Self {
            value,
            content_type: None,
            headers: HeaderMap::new(),
        }
    }

    /// Sets the media type of the content. One that cannot stand in a header is an error when the message is written.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the further headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// A value with what a part has beside its content.
    pub(super) fn with_head(value: T, head: Part) -> Self {
        Self {
            value,
            content_type: head.content_type,
            headers: head.headers,
        }
    }
}

impl<T> From<T> for ValuePart<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for ValuePart<String> {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

impl<T> IntoField<ValuePart<T>> for T {
    fn into_field(self) -> Field<ValuePart<T>> {
        Field::Value(self.into())
    }
}

impl IntoField<ValuePart<String>> for &str {
    fn into_field(self) -> Field<ValuePart<String>> {
        Field::Value(self.into())
    }
}

/// The parts of a multipart message that the document says are of one type, and gives no names.
///
/// ```
/// use timely_runtime::{Part, PartList, ValuePart};
///
/// let list: PartList<u32> = PartList::new()
///     .unnamed(1)
///     .named("second", ValuePart::new(2).content_type("application/json"))
///     .other("file", Part::new(vec![0xFF]).file_name("a.bin"));
/// assert_eq!(list.values().collect::<Vec<_>>(), [&1, &2]);
/// ```
#[derive(Debug)]
pub struct PartList<T>(pub Vec<ListedPart<T>>);

/// One part of a [`PartList`].
#[derive(Debug)]
pub struct ListedPart<T> {
    /// Its name, if it has one. A part of `multipart/form-data` that is sent without goes by its place, which is a number.
    pub name: Option<String>,
    /// What it holds.
    pub content: ListedContent<T>,
}

/// What a part of a [`PartList`] holds.
#[derive(Debug)]
pub enum ListedContent<T> {
    /// What the document says.
    Value(ValuePart<T>),
    /// Something else, such as a file. A server refuses it, and a client hands it over.
    Other(Part),
}

impl<T> PartList<T> {
    /// No parts.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a value under a name.
    #[must_use]
    pub fn named(self, name: impl Into<String>, value: impl Into<ValuePart<T>>) -> Self {
        self.with(Some(name.into()), ListedContent::Value(value.into()))
    }

    /// Adds a value without a name.
    #[must_use]
    pub fn unnamed(self, value: impl Into<ValuePart<T>>) -> Self {
        self.with(None, ListedContent::Value(value.into()))
    }

    /// Adds a part that is not what the document says, for a server that wants it all the same.
    #[must_use]
    pub fn other(self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.with(Some(name.into()), ListedContent::Other(part.into()))
    }

    fn with(mut self, name: Option<String>, content: ListedContent<T>) -> Self {
        self.0.push(ListedPart { name, content });
        self
    }

    /// The values in their order, without what is none.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(|part| match &part.content {
            ListedContent::Value(part) => Some(&part.value),
            ListedContent::Other(_) => None,
        })
    }

    /// The values in their order, without what is none.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().filter_map(|part| match part.content {
            ListedContent::Value(part) => Some(part.value),
            ListedContent::Other(_) => None,
        })
    }
}

impl<T> Default for PartList<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Values without names.
impl<T> FromIterator<T> for PartList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().fold(Self::new(), Self::unnamed)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Content for PartList<T> {
    fn read(source: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        let Source::Parts(Value::Array(values), parts) = source else {
            return Err(multipart::NOT_MULTIPART);
        };
        let listed = values.into_iter().zip(parts).map(|(value, part)| {
            let content = match value::typed(value, Schema::ANY) {
                Ok(value) => ListedContent::Value(ValuePart::with_head(value, part.part)),
                Err(_) => ListedContent::Other(part.part),
            };
            ListedPart {
                name: part.name,
                content,
            }
        });
        Ok(Self(listed.collect()))
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        let mut writer = ListWriter::new(media);
        for part in self.0 {
            match part.content {
                ListedContent::Value(value) => {
                    let own = json::to_value(&value.value).map_err(EncodeError::Body)?;
                    let head = Part {
                        content_type: value.content_type,
                        headers: value.headers,
                        ..Part::default()
                    };
                    writer.value(part.name, &own, head)?;
                }
                ListedContent::Other(other) => writer.part(part.name, other),
            }
        }
        writer.finish()
    }
}

/// Writes a list of values as the parts of a multipart message.
pub(super) fn write_values(
    values: &[Value],
    media: &'static MediaType,
) -> Result<Written, EncodeError> {
    let mut writer = ListWriter::new(media);
    for value in values {
        writer.value(None, value, Part::default())?;
    }
    writer.finish()
}

/// Makes a multipart message of a list.
struct ListWriter {
    writer: MultipartWriter,
    media: &'static MediaType,
    is_form: bool,
    count: usize,
}

impl ListWriter {
    fn new(media: &'static MediaType) -> Self {
        let kind = multipart::kind(media);
        Self {
            writer: MultipartWriter::new(kind),
            media,
            is_form: kind == "multipart/form-data",
            count: 0,
        }
    }

    /// Adds a value with what its part has beside its content.
    fn value(
        &mut self,
        name: Option<String>,
        value: &Value,
        head: Part,
    ) -> Result<(), EncodeError> {
        let place = self.count;
        let documented = item_type(self.media, place).filter(|names| !names.contains([',', '*']));
        let content_type = head.content_type.as_deref().or(documented);
        let must_be_json = content_type.is_some_and(|name| is_json(bare(name)));
        let (text, is_json) = parameters::item_text(self.media, place, value, must_be_json)?;
        let content_type = content_type.or(is_json.then_some("application/json"));
        let part = Part {
            content_type: content_type.map(str::to_owned),
            content: text.into(),
            ..head
        };
        self.part(name, part);
        Ok(())
    }

    fn part(&mut self, name: Option<String>, part: Part) {
        // RFC 7578, section 4.2.
        let name = name.or_else(|| self.is_form.then(|| self.count.to_string()));
        self.count += 1;
        let writer = std::mem::replace(&mut self.writer, MultipartWriter::form_data());
        self.writer = match name {
            Some(name) => writer.part(&name, part),
            None => writer.unnamed(part),
        };
    }

    fn finish(self) -> Result<Written, EncodeError> {
        multipart::finish(self.writer)
    }
}

/// The media type that the document names for the item of a place.
fn item_type(media: &MediaType, place: usize) -> Option<&'static str> {
    parameters::item_encoding(media, place)?.content_type
}

/// Whose message is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A request's: what is not as it should be is an error.
    #[cfg(feature = "server")]
    Strictly,
    /// A response's: what is no text is null, and stays in its part.
    Leniently,
}

/// Reads a multipart message as a list: the values, and the parts that they came in.
pub(super) async fn read(
    media: &'static MediaType,
    content_type: &str,
    body: Body,
    limits: MultipartLimits,
    reading: Reading,
) -> Result<(Value, Vec<NamedPart>), MultipartError> {
    let mut reader = MultipartReader::new(content_type, body, limits)?;
    let (mut values, mut parts) = (Vec::new(), Vec::new());
    while let Some(mut part) = reader.next().await? {
        let content = std::mem::take(&mut part.part.content);
        let bytes = content.bytes(limits.total).await?;
        let place = values.len();
        let stated = part.part.content_type.as_deref();
        let says_json = stated.or_else(|| item_type(media, place));
        let says_json = says_json.is_some_and(|name| is_json(bare(name)));
        let charset = stated.and_then(charset::of);
        let text = charset::text(&bytes, charset.as_deref());
        values.push(match (text, reading) {
            (Ok(text), _) => {
                #[cfg(feature = "server")]
                if says_json && reading == Reading::Strictly {
                    refuse_repeated(&text, place)?;
                }
                let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned();
                parameters::item_value(media, place, text, says_json)
            }
            (Err(_), Reading::Leniently) => Value::Null,
            #[cfg(feature = "server")]
            (Err(error), Reading::Strictly) => return Err(error.into()),
        });
        if reading == Reading::Leniently {
            part.part.content = bytes.into();
        }
        parts.push(part);
    }
    Ok((Value::Array(values), parts))
}

/// Refuses JSON that names a member twice.
#[cfg(feature = "server")]
fn refuse_repeated(text: &str, place: usize) -> Result<(), MultipartError> {
    match json::repeated_name(text.as_bytes()) {
        Some(error) => Err(MultipartError::RepeatedName {
            part: place.to_string(),
            what: fault(&error),
        }),
        None => Ok(()),
    }
}
