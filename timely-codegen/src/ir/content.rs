//! Content: what the bodies of requests and responses hold.

use super::schema::SchemaRef;
use super::types::{Docs, Matching, Type};
use super::xml::XmlRoot;
use crate::formats::JsonType;

/// What a body holds, as Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A value, written as its media type says: JSON, a form, or text.
    Value(Type),
    /// Bytes that are handed over as they come.
    Stream,
    /// Bytes in memory: what an error that is no value holds.
    Bytes,
    /// Server-sent events with this data.
    Events(EventData),
    /// JSON values of this type, line after line.
    Lines(Type),
    /// The parts of a multipart body of which the document says nothing.
    Parts,
    /// The parts of a multipart body that are the items of a list of this type.
    PartList(Type),
    /// A multipart body with files: its place in [`Api::forms`](super::Api::forms).
    Form(usize),
    /// One of several: its place in [`Api::choices`](super::Api::choices).
    Choice(usize),
}

/// What the data of server-sent events is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventData {
    /// Text, as it comes.
    Text,
    /// JSON of this type.
    Json(Type),
}

impl Content {
    /// The type of a value.
    pub fn value(&self) -> Option<&Type> {
        match self {
            Self::Value(ty) => Some(ty),
            _ => None,
        }
    }
}

/// One media type of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Such as `application/json`: in lower case and without parameters. It may be a range.
    pub name: String,
    /// What is sent, with the parameters that the document gives it, where that is not the name.
    pub written: Option<String>,
    /// What travels under it.
    pub kind: MediaKind,
    /// The constraints of a value, or of the values of a form.
    pub schema: SchemaRef,
    /// How the properties of a form are written, where that is not the usual way.
    pub encoding: Vec<Encoding>,
    /// The largest body, in bytes, where the document says so.
    pub limit: Option<u64>,
    /// How values are XML, where that is what they are.
    pub xml: Option<XmlRoot>,
    /// The media type beside it under which the same value is sent by default.
    pub alternative_to: Option<String>,
}

impl Media {
    /// Whether it is a stream of events.
    pub fn is_events(&self) -> bool {
        let essence = self.name.split(';').next().unwrap_or_default();
        self.kind == MediaKind::Items && essence.trim() == "text/event-stream"
    }

    /// Whether the same value goes under it as under another media type by default, in a syntax of its own that servers answer in
    /// as well: XML or YAML.
    pub fn is_markup(&self) -> bool {
        self.xml.is_some() || self.is_yaml_value()
    }

    /// Whether it is YAML that is read as a value.
    pub fn is_yaml_value(&self) -> bool {
        let essence = self.name.split(';').next().unwrap_or_default();
        let is_yaml = essence.ends_with("yaml") || essence.ends_with("yml");
        let is_text = |schema: &super::Schema| schema.types == [JsonType::String];
        let is_text = matches!(&self.schema, SchemaRef::Inline(schema) if is_text(schema));
        is_yaml && self.kind == MediaKind::Value && !is_text
    }
}

/// What travels under a media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A value that is read as a whole.
    Value,
    /// A stream of bytes.
    Stream,
    /// A stream of events or of JSON values.
    Items,
    /// A form, in which these properties are files.
    Parts(Vec<String>),
    /// A multipart message whose parts are the items of a list.
    List,
}

/// How one property of a form is written (OpenAPI 3.1, section 4.8.15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The property's name.
    pub property: String,
    /// The media type of its part.
    pub content_type: Option<String>,
    /// How it is written in a form of pairs.
    pub style: super::ParameterStyle,
    /// Whether members are written one by one.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
    /// The headers that its part must have.
    pub headers: Vec<String>,
    /// Whether the headers of its part are handed over, where it is a value.
    pub headed: bool,
}

/// Content in one of several forms: an enum.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The enum's name.
    pub name: String,
    /// The forms, the one that is sent by default first.
    pub variants: Vec<ChoiceVariant>,
}

/// One form of a content.
#[derive(Clone, Debug)]
pub struct ChoiceVariant {
    /// The variant's name.
    pub name: String,
    /// The media types.
    pub media: Vec<Media>,
    /// What they hold.
    pub content: Content,
}

/// A multipart body with files, or with values whose parts have headers: a struct.
#[derive(Clone, Debug)]
pub struct Form {
    /// The struct's name.
    pub name: String,
    /// What the document says of it.
    pub docs: Docs,
    /// The properties, in document order.
    pub fields: Vec<FormField>,
    /// The maps of values by patterns of their names.
    pub matching: Vec<Matching>,
    /// The identifier and the type of the map of the values that nothing else holds, where the document asks for them.
    pub additional: Option<(String, Type)>,
}

/// One property of a multipart body.
#[derive(Clone, Debug)]
pub struct FormField {
    /// The field's identifier.
    pub name: String,
    /// The property's name on the wire.
    pub wire: String,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub kind: FormFieldKind,
    /// The headers that its part has.
    pub headers: Vec<PartHeader>,
}

/// A header of one part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartHeader {
    /// Its name.
    pub name: String,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether it must be there.
    pub required: bool,
}

/// What a property of a multipart body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormFieldKind {
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// A value of this type.
    Value(Type),
    /// A value of this type, with the headers of its part.
    Headed(Type),
    /// A list of this type whose items are parts with headers.
    HeadedItems(Type),
}
