//! From elements to values, by tables.

use super::name::{is_blank, trimmed};
use super::tree::{self, Child, Element, Named, XML};
use super::{ANY, Items, Member, Name, Node, Root, Shape};
use crate::Types;
use crate::json::pointer;
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// The namespace of `xsi:nil` (XML Schema, part 1, section 2.6.2).
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The member that text is which stands beside elements or attributes, where nothing is known of them.
const TEXT: &str = "$text";

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As servers do: what the document does not say is refused.
    Strict,
    /// As clients do: letter case and namespaces may differ, and what means nothing is passed over.
    Lenient,
}

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The place in the value that was being made.
    pub(crate) pointer: String,
    /// What was expected; nothing else than well-formed XML where the text is not.
    pub(crate) expected: String,
    pub(crate) found: String,
    /// Whether it is no XML at all.
    pub(crate) is_syntax: bool,
}

/// Reads a body. What is of another type than its place wants is a text, which the schema refuses.
pub(crate) fn read(text: &str, root: &Root, reading: Reading) -> Result<Value, Fault> {
    let syntax = |found: &str| Fault {
        pointer: String::new(),
        expected: "XML".to_owned(),
        found: found.to_owned(),
        is_syntax: true,
    };
    let tree = tree::parse(text).map_err(syntax)?;
    let element = tree.root().ok_or_else(|| syntax("no element"))?;
    let mut reader = Reader {
        reading,
        pointer: String::new(),
        indices: HashMap::new(),
    };
    if reading == Reading::Strict
        && let Some(name) = root.name
        && !is_named(element.local(), element.namespace(), name)
    {
        return Err(reader.fault(of_name("element", name.local), element_words(element)));
    }
    reader.value(element, root.shape, root.name)
}

/// Where names of members lead: to places in the table.
type Index = HashMap<&'static str, Vec<usize>>;

struct Reader {
    reading: Reading,
    pointer: String,
    /// The members of the larger tables by the names of their elements, so that no element is compared with all of them.
    indices: HashMap<usize, Index>,
}

/// What an object is made of while it is read.
struct Object<'a> {
    values: Map<String, Value>,
    text: Cow<'a, str>,
}

impl Reader {
    fn value(
        &mut self,
        element: Element<'_>,
        shape: &'static Shape,
        name: Option<Name>,
    ) -> Result<Value, Fault> {
        if is_nil(element) {
            return self.nil(element);
        }
        let has_elements = element.elements().next().is_some();
        let is_plain = !has_elements && data(element).next().is_none();
        if let Some(items) = &shape.items
            && !(is_plain && shape.text != Types::EMPTY && !element.text().is_empty())
            && (!shape.is_object() || is_list(element, items, name))
        {
            return self.list(element, items, name);
        }
        let is_text = is_plain && shape.text != Types::EMPTY;
        if shape.is_object() && !is_text {
            return self.object(element, shape);
        }
        if self.reading == Reading::Strict {
            if let Some(attribute) = data(element).next() {
                return Err(self.fault("text alone", of_name("attribute", attribute.local)));
            }
            if let Some(child) = element.elements().next() {
                return Err(self.fault("text alone", element_words(child)));
            }
        }
        Ok(scalar(element.text(), shape.text, self.reading))
    }

    /// Null, which has no content (XML Schema, part 1, section 3.3.4).
    fn nil(&self, element: Element<'_>) -> Result<Value, Fault> {
        let is_empty = element.children().next().is_none();
        match is_empty || self.reading == Reading::Lenient {
            true => Ok(Value::Null),
            false => Err(self.fault("nothing in an element that is nil", "content")),
        }
    }

    fn list(
        &mut self,
        element: Element<'_>,
        items: &'static Items,
        name: Option<Name>,
    ) -> Result<Value, Fault> {
        let expected = items.name.or(name);
        let mut values = Vec::new();
        for child in element.children() {
            let child = match child {
                Child::Element(child) => child,
                Child::Text(text) if is_blank(text) || self.reading == Reading::Lenient => continue,
                Child::Text(_) => return Err(self.fault("elements alone", "text")),
            };
            if self.reading == Reading::Strict
                && let Some(name) = expected
                && !is_named(child.local(), child.namespace(), name)
            {
                return Err(self.fault(of_name("element", name.local), element_words(child)));
            }
            let at = values.len().to_string();
            values.push(self.at(&at, |reader| reader.value(child, items.shape, expected))?);
        }
        Ok(Value::Array(values))
    }

    fn object(&mut self, element: Element<'_>, shape: &'static Shape) -> Result<Value, Fault> {
        let mut object = Object {
            values: Map::new(),
            text: Cow::Borrowed(""),
        };
        for attribute in data(element) {
            self.attribute(attribute, shape, &mut object.values)?;
        }
        for child in element.children() {
            match child {
                Child::Text(text) => object.text += text,
                Child::Element(child) => self.child(child, shape, &mut object.values)?,
            }
        }
        self.finish(shape, &object.text, &mut object.values)?;
        Ok(Value::Object(object.values))
    }

    fn attribute(
        &mut self,
        attribute: Named<'_>,
        shape: &'static Shape,
        values: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        let members = shape.members.unwrap_or_default();
        let lenient = self.reading == Reading::Lenient;
        let is_it = |member: &&Member, is_same: fn(&str, &str) -> bool| {
            member.node == Node::Attribute && is_same(member.name.local, attribute.local)
        };
        let exact = members.iter().find(|member| {
            is_it(member, |a, b| a == b)
                && (lenient || is_namespace(attribute.namespace, member.name))
        });
        let alike = || {
            members
                .iter()
                .find(|member| is_it(member, str::eq_ignore_ascii_case))
        };
        if let Some(member) = exact.or_else(|| lenient.then(alike).flatten()) {
            let value = match &member.shape.items {
                // A list of XML Schema, part 2, section 2.5.1.2.
                Some(items) => {
                    let texts = attribute.value.split_ascii_whitespace();
                    texts
                        .map(|text| scalar(text.into(), items.shape.text, self.reading))
                        .collect()
                }
                None => scalar(attribute.value.into(), member.shape.text, self.reading),
            };
            values.insert(member.property.to_owned(), value);
            return Ok(());
        }
        let inline = members.iter().find(|member| {
            let inner = member.shape.members.unwrap_or_default();
            member.node == Node::None && inner.iter().any(|inner| is_it(&inner, |a, b| a == b))
        });
        if let Some(member) = inline {
            return match inner(values, member.property) {
                Some(values) => self.attribute(attribute, member.shape, values),
                None => Ok(()),
            };
        }
        if attribute.namespace == XML {
            return Ok(());
        }
        let rest = shape.rest.unwrap_or(&ANY);
        let value = scalar(attribute.value.into(), rest.text, self.reading);
        values.entry(attribute.local).or_insert(value);
        Ok(())
    }

    fn child(
        &mut self,
        child: Element<'_>,
        shape: &'static Shape,
        values: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        let members = shape.members.unwrap_or_default();
        if let Some(at) = self.find(members, child) {
            let member = &members[at];
            if member.node == Node::None {
                return match inner(values, member.property) {
                    Some(values) => self.at(member.property, |reader| {
                        reader.child(child, member.shape, values)
                    }),
                    None => Ok(()),
                };
            }
            return self.member(
                child,
                member.property,
                member.shape,
                Some(member.name),
                values,
            );
        }
        let local = child.local();
        let rest = shape.rest.unwrap_or(&ANY);
        if rest.unwrapped().is_some() || !values.contains_key(local) {
            return self.member(child, local, rest, None, values);
        }
        if !std::ptr::eq(rest, &ANY) {
            return self.member(child, local, rest, None, values);
        }
        // Of what nothing is known, several of one name are a list.
        let value = self.at(local, |reader| reader.value(child, rest, None))?;
        match values.get_mut(local) {
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {}
        }
        Ok(())
    }

    /// Reads an element that stands for a property, or for one of its items.
    fn member(
        &mut self,
        child: Element<'_>,
        property: &str,
        shape: &'static Shape,
        name: Option<Name>,
        values: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        if let Some(items) = shape.unwrapped() {
            let at = values
                .get(property)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            let outer = self.pointer.len();
            pointer::push(&mut self.pointer, property);
            let value = self.at(&at.to_string(), |reader| {
                reader.value(child, items.shape, items.name.or(name))
            });
            self.pointer.truncate(outer);
            let value = value?;
            match values.get_mut(property) {
                Some(Value::Array(items)) => items.push(value),
                _ => {
                    values.insert(property.to_owned(), Value::Array(vec![value]));
                }
            }
            return Ok(());
        }
        if values.contains_key(property) {
            return match self.reading {
                Reading::Lenient => Ok(()),
                Reading::Strict => {
                    Err(self.at(property, |reader| reader.fault("one element", "several")))
                }
            };
        }
        let value = self.at(property, |reader| reader.value(child, shape, name))?;
        values.insert(property.to_owned(), value);
        Ok(())
    }

    /// Adds the text, and what is not there and yet means something.
    fn finish(
        &mut self,
        shape: &'static Shape,
        text: &str,
        values: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        let members = shape.members.unwrap_or_default();
        let place = members
            .iter()
            .find(|member| matches!(member.node, Node::Text | Node::Cdata));
        match place {
            Some(member) if member.required || !text.is_empty() => {
                let value = scalar(Cow::Borrowed(text), member.shape.text, self.reading);
                values.insert(member.property.to_owned(), value);
            }
            Some(_) => {}
            None if is_blank(text) => {}
            None if std::ptr::eq(shape, &ANY) => {
                values.insert(TEXT.to_owned(), Value::from(text));
            }
            None if self.reading == Reading::Strict => {
                return Err(self.fault("elements and attributes alone", "text"));
            }
            None => {}
        }
        for member in members {
            self.complete(member, values)?;
        }
        Ok(())
    }

    /// Adds a property of which XML has nothing, where its schema wants one.
    fn complete(
        &mut self,
        member: &'static Member,
        values: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        if member.node == Node::None {
            if member.required {
                inner(values, member.property);
            }
            let Some(Value::Object(values)) = values.get_mut(member.property) else {
                return Ok(());
            };
            return self.at(member.property, |reader| {
                reader.finish(member.shape, "", values)
            });
        }
        if !member.required || values.contains_key(member.property) {
            return Ok(());
        }
        let empty = match member.node {
            Node::Element if member.shape.unwrapped().is_some() => Value::Array(Vec::new()),
            Node::Attribute if member.shape.text.contains(Types::NULL) => Value::Null,
            _ => return Ok(()),
        };
        values.insert(member.property.to_owned(), empty);
        Ok(())
    }

    /// The member that an element stands for, or in which it stands.
    fn find(&mut self, members: &'static [Member], child: Element<'_>) -> Option<usize> {
        let (local, namespace) = (child.local(), child.namespace());
        let lenient = self.reading == Reading::Lenient;
        let fits = |at: &&usize| {
            let member = &members[**at];
            member.node == Node::None || is_namespace(namespace, member.element_name())
        };
        let index = self
            .indices
            .entry(members.as_ptr() as usize)
            .or_insert_with(|| index_of(members));
        let named = index.get(local).map(Vec::as_slice).unwrap_or_default();
        let found = named.iter().find(fits);
        if !lenient || found.is_some() {
            return found.copied();
        }
        named.first().copied().or_else(|| {
            let mut members = members.iter();
            members.position(|member| {
                member.node == Node::Element
                    && member.element_name().local.eq_ignore_ascii_case(local)
            })
        })
    }

    fn at<T>(&mut self, token: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.pointer.len();
        pointer::push(&mut self.pointer, token);
        let read = read(self);
        self.pointer.truncate(outer);
        read
    }

    fn fault(&self, expected: impl Into<String>, found: impl Into<String>) -> Fault {
        Fault {
            pointer: self.pointer.clone(),
            expected: expected.into(),
            found: found.into(),
            is_syntax: false,
        }
    }
}

/// The members of a table by the names of the elements that stand for them, and those without an element by the names in them.
fn index_of(members: &'static [Member]) -> Index {
    let mut index = Index::new();
    for (at, member) in members.iter().enumerate() {
        add_names(member, at, MAX_INLINE, &mut index);
    }
    index
}

/// How many objects without elements may be in each other; the generator gives those an element that are deeper.
const MAX_INLINE: usize = 8;

fn add_names(member: &Member, at: usize, depth: usize, index: &mut Index) {
    match member.node {
        Node::Element => {
            let places = index.entry(member.element_name().local).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        Node::None if depth > 0 => {
            for inner in member.shape.members.unwrap_or_default() {
                add_names(inner, at, depth - 1, index);
            }
        }
        Node::None | Node::Attribute | Node::Text | Node::Cdata => {}
    }
}

/// The object that a member without an element is made of.
fn inner<'v>(
    values: &'v mut Map<String, Value>,
    property: &str,
) -> Option<&'v mut Map<String, Value>> {
    let value = values.entry(property);
    value
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
}

/// Whether an element that may be a list or an object is a list: all in it is an item.
fn is_list(element: Element<'_>, items: &Items, name: Option<Name>) -> bool {
    let name = items.name.or(name);
    let mut children = element.elements().peekable();
    children.peek().is_some()
        && data(element).next().is_none()
        && children.all(|child| name.is_none_or(|name| child.local() == name.local))
}

/// The attributes that are data, and not about the text itself.
fn data<'a>(element: Element<'a>) -> impl Iterator<Item = Named<'a>> {
    let attributes = element.attributes();
    attributes.filter(|attribute| !matches!(attribute.namespace, XSI | XML))
}

fn is_nil(element: Element<'_>) -> bool {
    element.attributes().any(|attribute| {
        attribute.namespace == XSI
            && attribute.local == "nil"
            && matches!(trimmed(attribute.value), "true" | "1")
    })
}

fn is_named(local: &str, namespace: &str, name: Name) -> bool {
    local == name.local && is_namespace(namespace, name)
}

/// Whether a name may be in this namespace: a table that has none for it leaves it open, since children are often in that of
/// the root.
fn is_namespace(namespace: &str, name: Name) -> bool {
    name.namespace.is_empty() || namespace == name.namespace
}

/// Reads a text as the first of these types that it can be; a string before all others. What is none of them stays a text.
fn scalar(text: Cow<'_, str>, types: Types, reading: Reading) -> Value {
    if types.contains(Types::STRING) {
        return Value::String(text.into_owned());
    }
    let bare = trimmed(&text);
    if types.contains(Types::NULL) && bare.is_empty() {
        return Value::Null;
    }
    if types.contains(Types::INTEGER)
        && let Ok(number) = bare.parse::<Number>()
    {
        return Value::Number(number);
    }
    if types.contains(Types::BOOLEAN) {
        // XML Schema has two more texts for these (part 2, section 3.2.2), and the document does not.
        let is_lenient = reading == Reading::Lenient;
        match bare {
            "true" => return Value::Bool(true),
            "false" => return Value::Bool(false),
            "1" if is_lenient => return Value::Bool(true),
            "0" if is_lenient => return Value::Bool(false),
            _ => {}
        }
    }
    Value::String(text.into_owned())
}

fn of_name(what: &str, name: &str) -> String {
    const SHOWN: usize = 60;
    let (short, mark) = match name.char_indices().nth(SHOWN) {
        Some((cut, _)) => (&name[..cut], "…"),
        None => (name, ""),
    };
    format!("the {what} `{short}{mark}`")
}

fn element_words(element: Element<'_>) -> String {
    of_name("element", element.local())
}
