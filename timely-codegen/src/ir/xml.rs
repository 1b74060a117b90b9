//! How values are XML (OpenAPI 3.1, section 4.8.26; 3.2, the XML Object).

use crate::formats::JsonType;

/// The root element of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlRoot {
    /// Its name, where it has one.
    pub name: Option<XmlName>,
    /// What it holds.
    pub shape: XmlRef,
}

/// A name of an element or attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlName {
    /// The name without a prefix.
    pub local: String,
    /// The URI of its namespace.
    pub namespace: Option<String>,
    /// The prefix that is written.
    pub prefix: Option<String>,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlRef {
    /// Any value.
    Any,
    /// Text of these types.
    Text(Vec<JsonType>),
    /// A list, the items of which are elements of this name, or of that of the list.
    List {
        /// The name, where it is their own.
        name: Option<XmlName>,
        /// The items.
        items: Box<XmlRef>,
        /// The first of them, where they have schemas of their own.
        first: Vec<XmlRef>,
        /// Whether they are in an element of their own.
        wrapped: bool,
    },
    /// One of several, or an object: its place in [`Api::xml`](super::Api::xml).
    Shape(usize),
}

/// What an element holds that has a static of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlShape {
    /// The name of its static.
    pub name: String,
    /// What the document calls it.
    pub of: String,
    /// The types of a value that is text.
    pub text: Vec<JsonType>,
    /// The properties, where it may be an object.
    pub members: Option<Vec<XmlMember>>,
    /// What other properties are, where the document says so.
    pub rest: Option<XmlRef>,
    /// The list that it may be.
    pub list: Option<XmlRef>,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlMember {
    /// The property's name.
    pub property: String,
    /// What it is.
    pub node: XmlNode,
    /// The name of the element or attribute.
    pub name: XmlName,
    /// What it holds.
    pub shape: XmlRef,
    /// Whether it must be there.
    pub required: bool,
}

/// What a property is in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum XmlNode {
    /// An element.
    Element,
    /// An attribute.
    Attribute,
    /// The text beside the attributes.
    Text,
    /// The same, written as a CDATA section.
    Cdata,
    /// Nothing: what it holds stands where it would stand.
    None,
    /// What cannot be told from a property before it.
    Hidden,
}
