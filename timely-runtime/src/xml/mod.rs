//! XML bodies: how values are elements, attributes and text (OpenAPI 3.1, section 4.8.26; 3.2, the XML Object).
//!
//! Tables say it, which the generator makes of the schemas that a body of XML has. They are plain data: a type knows nothing of
//! XML. What is read becomes JSON text, and what is to be written comes as a [`serde_json::Value`].
//!
//! XML has no types, so that some values have one text. What a table does not know is read as texts and objects of texts;
//! a list without a wrapper that is empty is not there, and is read as an empty one where it is required; neither is text
//! that is empty beside attributes.

mod name;
mod read;
mod tables;
mod tree;
mod write;

#[cfg(test)]
mod tests;

#[cfg(feature = "server")]
pub(crate) use read::Fault;
pub(crate) use read::{Reading, read};
pub(crate) use write::write;

use crate::Types;
use std::fmt;

/// The root element of a body.
#[derive(Debug)]
pub struct Root {
    /// Its name. Where the document gives it none, any is read, and [`UNNAMED`] is written.
    name: Option<Name>,
    shape: &'static Shape,
}

/// What a root element is called that has no name of its own.
const UNNAMED: &str = "root";
/// What the items of a list are called where neither they nor the list have a name.
const UNNAMED_ITEM: &str = "item";

impl Root {
    /// A root element without a name of its own.
    pub const fn unnamed(shape: &'static Shape) -> Self {
        Self { name: None, shape }
    }

    /// A root element.
    pub const fn new(name: &'static str, shape: &'static Shape) -> Self {
        Self {
            name: Some(Name::new(name)),
            shape,
        }
    }

    /// Sets the namespace of its name.
    #[must_use]
    pub const fn within(self, namespace: &'static str, prefix: &'static str) -> Self {
        let name = match self.name {
            Some(name) => Some(name.within(namespace, prefix)),
            None => None,
        };
        Self { name, ..self }
    }
}

/// A name of an element or attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    /// The name without a prefix.
    local: &'static str,
    /// The URI of its namespace; empty for none.
    namespace: &'static str,
    /// The prefix that is written; empty for none.
    prefix: &'static str,
}

impl Name {
    const fn new(local: &'static str) -> Self {
        Self {
            local,
            namespace: "",
            prefix: "",
        }
    }

    const fn within(self, namespace: &'static str, prefix: &'static str) -> Self {
        Self {
            namespace,
            prefix,
            ..self
        }
    }
}

/// What an element holds. Where a schema leaves a choice, it may be several of these.
pub struct Shape {
    /// The types of a value that is text; empty where none is.
    text: Types,
    /// The members of an object.
    members: Option<&'static [Member]>,
    /// What an object's other members are, where the document says so.
    rest: Option<&'static Shape>,
    /// The items of a list.
    items: Option<Items>,
}

/// Without the shapes within it, which may lead back to it.
impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |member: &Member| (member.property, member.node, member.name, member.required);
        let members = self.members.map(|members| members.iter().map(names));
        f.debug_struct("Shape")
            .field("text", &self.text)
            .field("members", &members.map(Iterator::collect::<Vec<_>>))
            .field("has_rest", &self.rest.is_some())
            .field(
                "items",
                &self.items.as_ref().map(|items| (items.name, items.wrapped)),
            )
            .finish()
    }
}

/// The items of a list.
struct Items {
    /// The name of their elements; none where it is that of the list.
    name: Option<Name>,
    shape: &'static Shape,
    /// The first of them, where they have a shape of their own.
    first: &'static [&'static Shape],
    /// Whether they are in an element of their own.
    wrapped: bool,
}

impl Items {
    /// The shape of an item, by its place.
    fn at(&self, place: usize) -> &'static Shape {
        self.first.get(place).copied().unwrap_or(self.shape)
    }
}

/// Any value: texts, and objects of such values.
pub static ANY: Shape = Shape {
    text: Types::STRING
        .or(Types::NUMBER)
        .or(Types::BOOLEAN)
        .or(Types::NULL),
    members: Some(&[]),
    rest: Some(&ANY),
    items: None,
};
/// A string.
pub static STRING: Shape = Shape::text(Types::STRING);
/// A number.
pub static NUMBER: Shape = Shape::text(Types::NUMBER);
/// An integer.
pub static INTEGER: Shape = Shape::text(Types::INTEGER);
/// `true` or `false`.
pub static BOOLEAN: Shape = Shape::text(Types::BOOLEAN);

impl Shape {
    /// Text of these types.
    pub const fn text(types: Types) -> Self {
        Self {
            text: types,
            members: None,
            rest: None,
            items: None,
        }
    }

    /// An object.
    pub const fn object(members: &'static [Member]) -> Self {
        Self {
            members: Some(members),
            ..Self::text(Types::EMPTY)
        }
    }

    /// A list, each item of which is an element beside those of its neighbours.
    pub const fn list(items: &'static Shape) -> Self {
        Self {
            items: Some(Items {
                name: None,
                shape: items,
                first: &[],
                wrapped: false,
            }),
            ..Self::text(Types::EMPTY)
        }
    }

    /// Sets what the first of the items are (JSON Schema 2020-12, `prefixItems`).
    #[must_use]
    pub const fn beginning(self, first: &'static [&'static Shape]) -> Self {
        let items = match self.items {
            Some(items) => Some(Items { first, ..items }),
            None => None,
        };
        Self { items, ..self }
    }

    /// The same in an element of its own.
    #[must_use]
    pub const fn wrapped(self) -> Self {
        let items = match self.items {
            Some(items) => Some(Items {
                wrapped: true,
                ..items
            }),
            None => None,
        };
        Self { items, ..self }
    }

    /// Sets the name of the items' elements.
    #[must_use]
    pub const fn each(
        self,
        name: &'static str,
        namespace: &'static str,
        prefix: &'static str,
    ) -> Self {
        let items = match self.items {
            Some(items) => Some(Items {
                name: Some(Name::new(name).within(namespace, prefix)),
                ..items
            }),
            None => None,
        };
        Self { items, ..self }
    }

    /// It may be an object as well.
    #[must_use]
    pub const fn or_object(self, members: &'static [Member]) -> Self {
        Self {
            members: Some(members),
            ..self
        }
    }

    /// It may be text of these types as well.
    #[must_use]
    pub const fn or_text(self, types: Types) -> Self {
        Self {
            text: types,
            ..self
        }
    }

    /// Sets what members of an object are that are not listed.
    #[must_use]
    pub const fn others(self, rest: &'static Shape) -> Self {
        Self {
            rest: Some(rest),
            ..self
        }
    }

    /// Whether it may be an object.
    const fn is_object(&self) -> bool {
        self.members.is_some()
    }

    /// Whether it may be a text that is not null.
    fn has_text(&self) -> bool {
        self.text.without(Types::NULL) != Types::EMPTY
    }

    /// The items, where each is an element beside those of its neighbours.
    fn unwrapped(&self) -> Option<&Items> {
        self.items.as_ref().filter(|items| !items.wrapped)
    }
}

/// A property of an object.
pub struct Member {
    property: &'static str,
    node: Node,
    name: Name,
    shape: &'static Shape,
    /// Whether a list or a text that is not there is an empty one.
    required: bool,
}

/// What a property is in XML (OpenAPI 3.2, `nodeType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    Element,
    Attribute,
    /// The text beside the attributes.
    Text,
    /// The same, written as a CDATA section.
    Cdata,
    /// Nothing: what it holds stands where it would stand.
    None,
    /// What cannot be told from a property before it, and so is never written.
    Hidden,
}

impl Member {
    const fn new(property: &'static str, node: Node, shape: &'static Shape) -> Self {
        Self {
            property,
            node,
            name: Name::new(property),
            shape,
            required: false,
        }
    }

    /// An element of the property's name.
    pub const fn element(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Element, shape)
    }

    /// An attribute of the property's name.
    pub const fn attribute(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Attribute, shape)
    }

    /// The text beside the attributes.
    pub const fn text(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Text, shape)
    }

    /// The same, written as a CDATA section.
    pub const fn cdata(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Cdata, shape)
    }

    /// An object without an element of its own.
    pub const fn inline(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::None, shape)
    }

    /// A property that would have the element, the attribute or the text of one before it.
    pub const fn hidden(property: &'static str) -> Self {
        Self::new(property, Node::Hidden, &ANY)
    }

    /// Sets the name of the element or attribute.
    #[must_use]
    pub const fn named(self, name: &'static str) -> Self {
        Self {
            name: Name {
                local: name,
                ..self.name
            },
            ..self
        }
    }

    /// Sets the namespace of its name.
    #[must_use]
    pub const fn within(self, namespace: &'static str, prefix: &'static str) -> Self {
        Self {
            name: self.name.within(namespace, prefix),
            ..self
        }
    }

    /// The property is required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The name of the elements that stand for it: that of its items, where they have no element around them.
    fn element_name(&self) -> Name {
        let items = self.shape.unwrapped();
        items.and_then(|items| items.name).unwrap_or(self.name)
    }
}
