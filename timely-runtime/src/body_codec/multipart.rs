//! Multipart bodies: forms with files, and parts of which nothing more is said.

use super::part_list::{self, Reading, ValuePart};
use super::{Content, Source, Written, value};
use crate::bodies::charset;
use crate::bodies::{
    Body, MultipartError, MultipartLimits, MultipartReader, MultipartWriter, NamedPart, Part,
};
use crate::json;
use crate::media_type::is_json;
#[cfg(feature = "server")]
use crate::misfit::fault;
use crate::schema::{matches_names, name_mismatch};
use crate::{DecodeError, EncodeError, MediaKind, MediaType, Schema, parameters};
use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Error as _;
use serde_json::{Map, Value};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The parts of a multipart body of which the document says nothing more.
///
/// ```
/// use timely_runtime::{Part, Parts};
///
/// let parts = Parts::new().part("note", "hello").part("file", Part::new(vec![1]).file_name("a.bin"));
/// assert_eq!(parts.0.len(), 2);
/// ```
#[derive(Debug, Default)]
pub struct Parts(pub Vec<NamedPart>);

impl Parts {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part with a name.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.0.push(NamedPart {
            name: Some(name.into()),
            part: part.into(),
        });
        self
    }

    /// Adds a part without a name, which `multipart/form-data` does not allow.
    #[must_use]
    pub fn unnamed(mut self, part: impl Into<Part>) -> Self {
        self.0.push(NamedPart {
            name: None,
            part: part.into(),
        });
        self
    }
}

impl Content for Parts {
    fn read(source: Source, _: &'static MediaType) -> Result<Self, DecodeError> {
        match source {
            Source::Parts(_, files) => Ok(Self(files)),
            _ => Err(NOT_MULTIPART),
        }
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        let mut writer = MultipartWriter::new(kind(media));
        for (place, NamedPart { name, mut part }) in self.0.into_iter().enumerate() {
            let documented = parameters::item_encoding(media, place);
            let documented = documented.and_then(|encoding| encoding.content_type);
            let documented = documented.filter(|names| !names.contains([',', '*']));
            part.content_type = part.content_type.or(documented.map(str::to_owned));
            writer = match name {
                Some(name) => writer.part(&name, part),
                None => writer.unnamed(part),
            };
        }
        finish(writer)
    }
}

pub(super) const NOT_MULTIPART: DecodeError = DecodeError::Content("a multipart message");

/// The kind of multipart that a media type is; a form where it is a range.
pub(super) fn kind(media: &MediaType) -> &'static str {
    if media.name.contains('*') {
        "multipart/form-data"
    } else {
        media.name
    }
}

pub(super) fn finish(writer: MultipartWriter) -> Result<Written, EncodeError> {
    let (content_type, body) = writer.finish().map_err(EncodeError::Multipart)?;
    Ok(Written::documented(body, Some(content_type)))
}

/// Reads a multipart message as a server does: the values in it as the object that the schema wants, and the files. Parts
/// of JSON that name a member twice are refused.
#[cfg(feature = "server")]
pub(crate) async fn read_parts(
    media: &'static MediaType,
    content_type: &str,
    body: Body,
    limits: MultipartLimits,
) -> Result<(Value, Vec<NamedPart>), MultipartError> {
    if media.kind == MediaKind::List {
        return part_list::read(media, content_type, body, limits, Reading::Strictly).await;
    }
    let (texts, files) = split(media, content_type, body, limits).await?;
    let texts = texts.read(media.schema)?;
    for (name, values) in &texts {
        let is_json = |one: &&Text| one.is_json || parameters::is_json(media, name);
        for one in values.iter().filter(is_json) {
            if let Some(error) = json::repeated_name(one.text.as_bytes()) {
                return Err(MultipartError::RepeatedName {
                    part: name.clone(),
                    what: fault(&error),
                });
            }
        }
    }
    Ok((values(media, texts), files))
}

/// The values of a form as an object.
fn values(media: &'static MediaType, texts: Vec<(String, Vec<Text>)>) -> Value {
    let members = texts.into_iter().map(|(name, texts)| {
        let texts = texts.into_iter().map(|one| one.text).collect();
        let value = parameters::part_values(media, &name, texts);
        (name, value)
    });
    Value::Object(members.collect())
}

/// The values and the files of a multipart message.
async fn split(
    media: &'static MediaType,
    content_type: &str,
    body: Body,
    limits: MultipartLimits,
) -> Result<(Texts, Vec<NamedPart>), MultipartError> {
    let files = match media.kind {
        MediaKind::Parts(files) => Some(files),
        MediaKind::Value | MediaKind::Stream | MediaKind::Items | MediaKind::List => None,
    };
    let mut reader = MultipartReader::new(content_type, body, limits)?;
    let mut found = Vec::new();
    let mut texts = Texts::default();
    while let Some(mut part) = reader.next().await? {
        let is_file = files.is_some_and(|files| {
            // A form of which nothing is known has parts alone.
            files.is_empty()
                || part
                    .name
                    .as_deref()
                    .is_some_and(|name| files.contains(&name))
        });
        if is_file {
            found.push(part);
            continue;
        }
        let Some(name) = part.name else { continue };
        let content = std::mem::take(&mut part.part.content);
        let bytes = content.bytes(limits.total).await?;
        texts
            .0
            .push((name.clone(), bytes, part.part.content_type.clone()));
        // Its headers are asked for.
        if parameters::encoding(media, &name).is_some_and(|encoding| encoding.headed) {
            found.push(NamedPart {
                name: Some(name),
                part: part.part,
            });
        }
    }
    Ok((texts, found))
}

/// The text of a part, and whether the part says that it is JSON.
struct Text {
    text: String,
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    is_json: bool,
}

/// The values of a form in their order, each with its name and the media type that its part names.
#[derive(Default)]
struct Texts(Vec<(String, Bytes, Option<String>)>);

impl Texts {
    /// The values of each name. A part that names no charset has that of the form (RFC 7578, section 4.6), or UTF-8.
    fn read(self, schema: &'static Schema) -> Result<Vec<(String, Vec<Text>)>, MultipartError> {
        const CHARSET: &str = "_charset_";
        let is_property = schema.root().property_named(CHARSET).is_some();
        let of_form = self.0.iter().find(|(name, ..)| name == CHARSET);
        let of_form = of_form.filter(|_| !is_property);
        let of_form = of_form.and_then(|(_, bytes, _)| std::str::from_utf8(bytes).ok());
        let of_form = of_form.map(|charset| charset.trim().to_owned());
        let mut texts: Vec<(String, Vec<Text>)> = Vec::new();
        for (name, bytes, content_type) in self.0 {
            if name == CHARSET && !is_property {
                continue;
            }
            let charset = content_type.as_deref().and_then(charset::of);
            let charset = charset.as_deref().or(of_form.as_deref());
            let mut text = charset::text(&bytes, charset)?.into_owned();
            let is_json = content_type.is_some_and(|name| is_json(crate::media_type::bare(&name)));
            if is_json && text.starts_with('\u{FEFF}') {
                text.remove(0);
            }
            let text = Text { text, is_json };
            match texts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, texts)) => texts.push(text),
                None => texts.push((name, vec![text])),
            }
        }
        Ok(texts)
    }
}

/// Reads a multipart message that is in memory as a client does: with goodwill.
pub(crate) fn read_whole(
    media: &'static MediaType,
    content_type: &str,
    body: Body,
) -> Result<(Value, Vec<NamedPart>), DecodeError> {
    let limits = MultipartLimits {
        // It is in memory already.
        file_memory: usize::MAX,
        text_memory: usize::MAX,
        ..MultipartLimits::new(usize::MAX)
    };
    let reading = pin!(async move {
        if media.kind == MediaKind::List {
            return part_list::read(media, content_type, body, limits, Reading::Leniently).await;
        }
        let (texts, files) = split(media, content_type, body, limits).await?;
        Ok((values(media, texts.read(media.schema)?), files))
    });
    match reading.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(read)) => Ok(read),
        Poll::Ready(Err(_)) | Poll::Pending => Err(NOT_MULTIPART),
    }
}

/// Writes an object whose members are values as a multipart form.
pub(super) fn write_value(value: Value, media: &'static MediaType) -> Result<Written, EncodeError> {
    let members = match value {
        Value::Object(members) => members,
        Value::Array(items) if media.kind == MediaKind::List => {
            return part_list::write_values(&items, media);
        }
        _ => return Err(EncodeError::NotAForm),
    };
    let mut writer = FormWriter::of(media);
    for (name, value) in members {
        writer.push(&name, &value, &Part::default());
    }
    writer.finish()
}

/// Takes a generated form out of a received body.
#[derive(Debug)]
pub struct FormReader {
    values: Map<String, Value>,
    files: Vec<NamedPart>,
}

impl FormReader {
    /// The parts of a body.
    ///
    /// # Errors
    /// When it has none.
    pub fn new(source: Source) -> Result<Self, DecodeError> {
        match source {
            Source::Parts(Value::Object(values), files) => Ok(Self { values, files }),
            _ => Err(NOT_MULTIPART),
        }
    }

    /// Takes a value; for one that may be absent, `T` is an `Option`.
    ///
    /// # Errors
    /// When it does not fit its type.
    pub fn value<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, DecodeError> {
        let value = self.values.remove(name).unwrap_or_default();
        value::typed(value, Schema::ANY).map_err(|misfit| DecodeError::Body(misfit.below(name)))
    }

    /// Takes the values that are left whose names match a pattern, as a map of one type.
    ///
    /// # Errors
    /// When one does not fit its type.
    pub fn matching<T, R>(&mut self, pattern: &'static str) -> Result<R, DecodeError>
    where
        T: DeserializeOwned,
        R: Default + Extend<(String, T)> + IntoIterator<Item = (String, T)>,
    {
        let matches = matches_names(pattern);
        let all = std::mem::take(&mut self.values);
        let (matching, others) = all.into_iter().partition(|(name, _)| matches(name));
        self.values = others;
        all_typed(matching)
    }

    /// Takes all values that are left, as a map of one type.
    ///
    /// # Errors
    /// When one does not fit its type.
    pub fn rest<T, R>(&mut self) -> Result<R, DecodeError>
    where
        T: DeserializeOwned,
        R: Default + Extend<(String, T)> + IntoIterator<Item = (String, T)>,
    {
        all_typed(std::mem::take(&mut self.values))
    }

    /// Takes a file, or several.
    ///
    /// # Errors
    /// When there is none where there must be one.
    pub fn file<T: FileField>(&mut self, name: &str) -> Result<T, DecodeError> {
        T::take(self, name)
    }

    /// Takes a value with the headers of its part, or several.
    ///
    /// # Errors
    /// When it does not fit its type.
    pub fn headed<T: HeadedField>(&mut self, name: &str) -> Result<T, DecodeError> {
        T::take(self, name)
    }

    fn next(&mut self, name: &str) -> Option<Part> {
        let place = self
            .files
            .iter()
            .position(|part| part.name.as_deref() == Some(name))?;
        Some(self.files.remove(place).part)
    }
}

/// Values as a map of one type.
fn all_typed<T, R>(values: Map<String, Value>) -> Result<R, DecodeError>
where
    T: DeserializeOwned,
    R: Default + Extend<(String, T)>,
{
    let mut all = R::default();
    for (name, value) in values {
        let value = value::typed(value, Schema::ANY)
            .map_err(|misfit| DecodeError::Body(misfit.below(&name)))?;
        all.extend([(name, value)]);
    }
    Ok(all)
}

/// Makes a body of a generated form.
#[derive(Debug)]
pub struct FormWriter {
    writer: MultipartWriter,
    media: &'static MediaType,
    error: Option<EncodeError>,
}

impl FormWriter {
    /// No parts yet.
    ///
    /// # Errors
    /// When the document has no media type for the body.
    pub fn new(media: &'static [MediaType]) -> Result<Self, EncodeError> {
        Ok(Self::of(media.first().ok_or(EncodeError::Content)?))
    }

    fn of(media: &'static MediaType) -> Self {
        Self {
            writer: MultipartWriter::new(kind(media)),
            media,
            error: None,
        }
    }

    /// Adds a value.
    pub fn value<T: Serialize>(&mut self, name: &str, value: &T) {
        self.value_with(name, value, None, HeaderMap::new());
    }

    /// Adds a value with what its part has beside its content.
    fn value_with<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        content_type: Option<String>,
        headers: HeaderMap,
    ) {
        let head = Part {
            content_type,
            headers,
            ..Part::default()
        };
        match json::to_sent_value(value) {
            Ok(value) => self.push(name, &value, &head),
            Err(error) => {
                self.error.get_or_insert(EncodeError::Body(error));
            }
        }
    }

    /// Adds the values of a map of which each name matches a pattern. One that does not would be read as something else, and
    /// is an error.
    pub fn matching<'v, T, M>(&mut self, pattern: &'static str, values: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        let matches = matches_names(pattern);
        for (name, value) in values {
            if !matches(name) {
                let error = serde_json::Error::custom(name_mismatch(name));
                self.error.get_or_insert(EncodeError::Body(error));
            }
            self.value(name, value);
        }
    }

    /// Adds the values of a map.
    pub fn rest<'v, T, M>(&mut self, values: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        for (name, value) in values {
            self.value(name, value);
        }
    }

    /// Adds a file, or several.
    pub fn file<T: FileField>(&mut self, name: &str, file: T) {
        file.put(self, name);
    }

    /// Adds a value with the headers of its part, or several.
    pub fn headed<T: HeadedField>(&mut self, name: &str, field: T) {
        field.put(self, name);
    }

    /// The body.
    ///
    /// # Errors
    /// When a part of it cannot be written.
    pub fn finish(self) -> Result<Written, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => finish(self.writer),
        }
    }

    /// The media type that the document names for a part, if it is one alone.
    fn content_type(&self, name: &str) -> Option<&'static str> {
        parameters::encoding(self.media, name)?
            .content_type
            .filter(|names| !names.contains([',', '*']))
    }

    /// The media type of a file: what it says of itself, if the document allows that, or else the first that the document
    /// names.
    fn file_type(&self, name: &str, part: &Part) -> Result<String, EncodeError> {
        let allowed = parameters::encoding(self.media, name).and_then(|one| one.content_type);
        let is_allowed =
            |name: &str| allowed.is_none_or(|allowed| crate::media_type::is_allowed(name, allowed));
        let of_content = part
            .content
            .content_type()
            .and_then(|name| name.to_str().ok());
        let of_content =
            of_content.filter(|name| part.content.states_content_type() || is_allowed(name));
        let allowed = allowed.unwrap_or(crate::media_type::OCTETS);
        if let Some(own) = part.content_type.as_deref().or(of_content) {
            return match is_allowed(own) {
                true => Ok(own.to_owned()),
                false => Err(EncodeError::ContentType {
                    found: own.to_owned(),
                    allowed: allowed.to_owned(),
                }),
            };
        }
        let mut named = allowed.split(',').map(str::trim);
        let first = named.find(|name| !crate::media_type::is_range(name));
        let octets = is_allowed(crate::media_type::OCTETS).then_some(crate::media_type::OCTETS);
        let chosen = first.or(octets).map(str::to_owned);
        chosen.ok_or_else(|| EncodeError::UnknownContentType {
            allowed: allowed.to_owned(),
        })
    }

    /// Adds a value as parts like this one. Null is left out, the items of a list are parts of their own, and what holds other
    /// values is JSON.
    fn push(&mut self, name: &str, value: &Value, head: &Part) {
        let named = head.content_type.as_deref().or(self.content_type(name));
        match parameters::part_texts(self.media, name, value) {
            Ok(texts) => {
                for (text, is_json) in texts {
                    let mut part = Part::new(text).headers(head.headers.clone());
                    part.content_type = named
                        .or(is_json.then_some("application/json"))
                        .map(str::to_owned);
                    self.add(name, part);
                }
            }
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
    }

    fn add(&mut self, name: &str, part: Part) {
        let writer = std::mem::replace(&mut self.writer, MultipartWriter::form_data());
        self.writer = writer.part(name, part);
    }
}

/// A field of a form that holds files: one, perhaps one, or any number.
pub trait FileField: Sized {
    /// Takes it out of a received form.
    ///
    /// # Errors
    /// When there is none where there must be one.
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError>;

    /// Adds it to a form.
    fn put(self, writer: &mut FormWriter, name: &str);
}

impl FileField for Part {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        reader
            .next(name)
            .ok_or(DecodeError::Content("a form with all of its files"))
    }

    fn put(mut self, writer: &mut FormWriter, name: &str) {
        // Many servers take what has neither for text.
        match writer.file_type(name, &self) {
            Ok(content_type) => self.content_type = Some(content_type),
            Err(error) => {
                writer.error.get_or_insert(error);
            }
        }
        self.file_name.get_or_insert(name.to_owned());
        writer.add(name, self);
    }
}

impl FileField for Option<Part> {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        Ok(reader.next(name))
    }

    fn put(self, writer: &mut FormWriter, name: &str) {
        if let Some(part) = self {
            part.put(writer, name);
        }
    }
}

impl FileField for Vec<Part> {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        Ok(std::iter::from_fn(|| reader.next(name)).collect())
    }

    fn put(self, writer: &mut FormWriter, name: &str) {
        for part in self {
            part.put(writer, name);
        }
    }
}

/// A field of a form that holds a value with the headers of its part: one, perhaps one, or any number.
pub trait HeadedField: Sized {
    /// Takes it out of a received form.
    ///
    /// # Errors
    /// When it does not fit its type.
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError>;

    /// Adds it to a form.
    fn put(self, writer: &mut FormWriter, name: &str);
}

impl<T: Serialize + DeserializeOwned> HeadedField for ValuePart<T> {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        let value = reader.value(name)?;
        let head = reader.next(name).unwrap_or_default();
        Ok(Self::with_head(value, head))
    }

    fn put(self, writer: &mut FormWriter, name: &str) {
        writer.value_with(name, &self.value, self.content_type, self.headers);
    }
}

impl<T: Serialize + DeserializeOwned> HeadedField for Option<ValuePart<T>> {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        match reader.values.contains_key(name) {
            true => ValuePart::take(reader, name).map(Some),
            false => Ok(None),
        }
    }

    fn put(self, writer: &mut FormWriter, name: &str) {
        if let Some(part) = self {
            part.put(writer, name);
        }
    }
}

/// A part each.
impl<T: Serialize + DeserializeOwned> HeadedField for Vec<ValuePart<T>> {
    fn take(reader: &mut FormReader, name: &str) -> Result<Self, DecodeError> {
        let values: Vec<T> = match reader.values.contains_key(name) {
            true => reader.value(name)?,
            false => Vec::new(),
        };
        let with_head = |value| ValuePart::with_head(value, reader.next(name).unwrap_or_default());
        Ok(values.into_iter().map(with_head).collect())
    }

    fn put(self, writer: &mut FormWriter, name: &str) {
        for part in self {
            // An item of the list, which is written as the list of it alone.
            writer.value_with(name, &[part.value], part.content_type, part.headers);
        }
    }
}

/// Implements [`Content`](crate::Content) for a generated form, whose fields are values and files, maps of values by patterns
/// of their names, and last, after two dots, a map of the values that are left.
///
/// ```
/// use timely_runtime::generated::form;
/// use timely_runtime::{Map, Part};
///
/// #[derive(Debug)]
/// pub struct Upload {
///     pub title: Option<String>,
///     pub file: Part,
/// }
/// form!(Upload { title: value "title", file: file "file" });
///
/// #[derive(Debug)]
/// pub struct Tagged {
///     pub file: Part,
///     pub tags: Map<i64>,
///     pub others: Map<String>,
/// }
/// form!(Tagged { file: file "file", tags: matching "^tag-", ..others, });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __form {
    ($name:ident { $($field:ident: $kind:ident $wire:literal),+ $(,)? $(..$rest:ident $(,)?)? }) => {
        impl $crate::generated::Content for $name {
            fn read(
                source: $crate::generated::body_codec::Source,
                _: &'static $crate::generated::MediaType,
            ) -> ::core::result::Result<Self, $crate::generated::DecodeError> {
                let mut form = $crate::generated::body_codec::FormReader::new(source)?;
                ::core::result::Result::Ok(Self {
                    $($field: form.$kind($wire)?,)+
                    $($rest: form.rest()?,)?
                })
            }

            fn write(
                self,
                media: &'static [$crate::generated::MediaType],
            ) -> ::core::result::Result<$crate::generated::body_codec::Written, $crate::generated::EncodeError> {
                let mut form = $crate::generated::body_codec::FormWriter::new(media)?;
                $($crate::__form!(@put $kind form, $wire, self.$field);)+
                $(form.rest(&self.$rest);)?
                form.finish()
            }
        }
    };
    (@put value $form:ident, $wire:literal, $value:expr) => { $form.value($wire, &$value) };
    (@put matching $form:ident, $pattern:literal, $map:expr) => { $form.matching($pattern, &$map) };
    (@put file $form:ident, $wire:literal, $file:expr) => { $form.file($wire, $file) };
    (@put headed $form:ident, $wire:literal, $value:expr) => { $form.headed($wire, $value) };
}
