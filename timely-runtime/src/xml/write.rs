//! From values to elements, by tables.

use super::name::{is_blank, is_character, is_name};
use super::read::XSI;
use super::tables::MAX_INLINE;
use super::tree::XML;
use super::{ANY, Member, Name, Node, Root, Shape, UNNAMED, UNNAMED_ITEM};
use crate::Types;
use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What cannot be written, said after the property.
type Problem = &'static str;

const NO_NAME: Problem = "cannot be the name of an XML element";
const NO_CHARACTER: Problem = "holds a character that XML does not have";
const NO_TEXT: Problem =
    "is not a text, which alone can be an attribute or stand beside attributes";
const NO_LIST: Problem = "is a list of lists, which XML cannot tell apart";
const NO_CHOICE: Problem =
    "cannot be told in XML from another of the values that the schema allows";
const NO_NAME_OF_ITS_OWN: Problem = "has a name in XML that another property has";
const NO_ELEMENT: Problem = "is not listed in an object that has no element of its own";
const NO_ITEM: Problem = "has an item that is no word, which alone can be in an attribute";

/// Writes a body; else the property that cannot be written, and what is wrong with it.
pub(crate) fn write(value: &Value, root: &Root) -> Result<Vec<u8>, (String, Problem)> {
    let mut output = Output {
        writer: Writer::new(Vec::new()),
        scope: Vec::new(),
        property: String::new(),
        nodes: 0,
    };
    let name = root.name.unwrap_or(Name::new(UNNAMED));
    let written = output.document(value, name, root);
    let Output {
        writer, property, ..
    } = output;
    match written {
        Ok(()) => Ok(writer.into_inner()),
        Err(problem) => Err((property, problem)),
    }
}

/// A name that is being written.
#[derive(Clone, Copy)]
struct Written<'n> {
    local: &'n str,
    namespace: &'static str,
    prefix: &'static str,
}

impl From<Name> for Written<'_> {
    fn from(name: Name) -> Self {
        Self {
            local: name.local,
            namespace: name.namespace,
            prefix: name.prefix,
        }
    }
}

impl<'n> Written<'n> {
    /// A name of the value's own.
    const fn of(local: &'n str) -> Self {
        Self {
            local,
            namespace: "",
            prefix: "",
        }
    }

    fn qualified(self, prefix: &str) -> Cow<'n, str> {
        match prefix {
            "" => Cow::Borrowed(self.local),
            prefix => Cow::Owned(format!("{prefix}:{}", self.local)),
        }
    }
}

struct Output {
    writer: Writer<Vec<u8>>,
    /// The namespaces that are declared, by their prefixes.
    scope: Vec<(Cow<'static, str>, &'static str)>,
    /// How many elements and attributes were written that are data.
    nodes: usize,
    /// The property that is being written, for messages.
    property: String,
}

impl Output {
    fn document(&mut self, value: &Value, name: Name, root: &Root) -> Result<(), Problem> {
        self.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.element(name.into(), root.shape, value, root.name)
    }

    /// Writes an element that holds a value; `inherited` is what items are called that have no name of their own.
    fn element(
        &mut self,
        name: Written<'_>,
        shape: &'static Shape,
        value: &Value,
        inherited: Option<Name>,
    ) -> Result<(), Problem> {
        let outside = self.scope.len();
        self.nodes += 1;
        let before = self.nodes;
        let (prefix, declaration) = self.prefix(name.namespace, name.prefix, outside, false);
        let qualified = name.qualified(&prefix);
        let mut start = BytesStart::new(&*qualified);
        if let Some(declaration) = declaration {
            start.push_attribute((&*declaration, name.namespace));
        }
        if value.is_null() {
            let (prefix, declaration) = self.prefix(XSI, "xsi", outside, true);
            if let Some(declaration) = declaration {
                start.push_attribute((&*declaration, XSI));
            }
            start.push_attribute((&*format!("{prefix}:nil"), "true"));
        }
        if let Value::Object(values) = value {
            self.attributes(&mut start, shape, values, outside)?;
        }
        let inside = self.scope.len();
        let end = BytesEnd::new(&*qualified);
        if is_empty(value) {
            self.event(Event::Empty(start))?;
        } else {
            self.event(Event::Start(start))?;
            self.content(shape, value, inherited)?;
            debug_assert_eq!(
                self.scope.len(),
                inside,
                "each element closes its own scope"
            );
            self.event(Event::End(end))?;
        }
        self.scope.truncate(outside);
        let is_plain = self.nodes == before;
        match is_ambiguous(value, shape, is_plain, inherited) {
            true => Err(NO_CHOICE),
            false => Ok(()),
        }
    }

    fn content(
        &mut self,
        shape: &'static Shape,
        value: &Value,
        inherited: Option<Name>,
    ) -> Result<(), Problem> {
        match value {
            Value::Null => Ok(()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => self.text(&text_of(value)),
            Value::Object(values) => self.members(shape, values, false),
            Value::Array(values) => {
                let items = shape.items.as_ref();
                let own = items.and_then(|items| items.name).or(inherited);
                let name = own.map_or(Written::of(UNNAMED_ITEM), Written::from);
                for (at, value) in values.iter().enumerate() {
                    let shape = items.map_or(&ANY, |items| items.at(at));
                    self.element(name, shape, value, own)?;
                }
                Ok(())
            }
        }
    }

    /// Adds the attributes of an object, and of the objects in it that have no element.
    fn attributes(
        &mut self,
        start: &mut BytesStart<'_>,
        shape: &'static Shape,
        values: &Map<String, Value>,
        outside: usize,
    ) -> Result<(), Problem> {
        for member in shape.members.unwrap_or_default() {
            let Some(value) = values.get(member.property) else {
                continue;
            };
            match (member.node, value) {
                (Node::None, Value::Object(values)) => {
                    self.attributes(start, member.shape, values, outside)?;
                }
                // One that is not there is null where the schema wants one.
                (Node::Attribute, Value::Null) => {}
                (Node::Attribute, value) => {
                    self.at(member.property);
                    let text = attribute_text(value, member.shape)?;
                    let Name {
                        namespace, prefix, ..
                    } = member.name;
                    let (prefix, declaration) = self.prefix(namespace, prefix, outside, true);
                    if let Some(declaration) = declaration {
                        start.push_attribute((&*declaration, namespace));
                    }
                    self.nodes += 1;
                    let name = Written::from(member.name).qualified(&prefix);
                    start.push_attribute(Attribute {
                        key: QName(&name),
                        value: escaped(&text, true)?,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes what is in an object: its members in the order of the table, then the others.
    fn members(
        &mut self,
        shape: &'static Shape,
        values: &Map<String, Value>,
        is_inline: bool,
    ) -> Result<(), Problem> {
        let members = shape.members.unwrap_or_default();
        for member in members {
            if let Some(value) = values.get(member.property) {
                self.member(member, value)?;
            }
        }
        let is_listed = |name: &str| members.iter().any(|member| member.property == name);
        let rest = shape.rest.unwrap_or(&ANY);
        for (name, value) in values.iter().filter(|(name, _)| !is_listed(name)) {
            self.at(name);
            if is_inline {
                return Err(NO_ELEMENT);
            }
            if !is_name(name) {
                return Err(NO_NAME);
            }
            if has_element(members, name, MAX_INLINE) {
                return Err(NO_NAME_OF_ITS_OWN);
            }
            self.property(Written::of(name), rest, value, None)?;
        }
        Ok(())
    }

    fn member(&mut self, member: &Member, value: &Value) -> Result<(), Problem> {
        self.at(member.property);
        match (member.node, value) {
            (Node::Attribute, _) => Ok(()),
            (Node::Hidden, _) => Err(NO_NAME_OF_ITS_OWN),
            // It would be read as an empty text.
            (Node::Text | Node::Cdata, Value::Null)
                if member.required && member.shape.text.contains(Types::STRING) =>
            {
                Err(NO_CHOICE)
            }
            (Node::Text | Node::Cdata, Value::Null) => Ok(()),
            (Node::Text | Node::Cdata, Value::Object(_) | Value::Array(_)) => Err(NO_TEXT),
            (Node::Text, value) => self.text(&text_of(value)),
            (Node::Cdata, value) => self.cdata(&text_of(value)),
            (Node::None, Value::Object(values)) => self.members(member.shape, values, true),
            (Node::None | Node::Element, value) => {
                let name = Some(member.name);
                self.property(member.name.into(), member.shape, value, name)
            }
        }
    }

    /// Writes a property as an element, or as one for each of its items.
    fn property(
        &mut self,
        name: Written<'_>,
        shape: &'static Shape,
        value: &Value,
        inherited: Option<Name>,
    ) -> Result<(), Problem> {
        let list = shape.items.as_ref();
        let item_name = match shape.unwrapped() {
            // What the table does not list is known by the name of the property alone.
            Some(items) if inherited.is_some() => items.name.map_or(name, Written::from),
            _ => name,
        };
        let values = match value {
            Value::Array(values) if list.is_none_or(|items| !items.wrapped) => values,
            // What is in place of a list has the name of its items, by which it is found.
            _ => return self.element(item_name, shape, value, inherited),
        };
        let own = list.and_then(|items| items.name).or(inherited);
        for (at, value) in values.iter().enumerate() {
            let items = list.map_or(&ANY, |items| items.at(at));
            if value.is_array() && items.items.is_none() {
                return Err(NO_LIST);
            }
            let before = self.nodes;
            self.element(item_name, items, value, own)?;
            let is_plain = self.nodes == before + 1;
            if list.is_some() && values.len() == 1 && stands_alone(value, shape, is_plain) {
                return Err(NO_CHOICE);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        let text = escaped(text, false)?;
        self.event(Event::Text(BytesText::from_escaped(text)))
    }

    fn cdata(&mut self, text: &str) -> Result<(), Problem> {
        // A carriage return would be read as the end of a line, and cannot be written in another way there.
        if text.contains('\r') {
            return self.text(text);
        }
        if !text.chars().all(is_character) {
            return Err(NO_CHARACTER);
        }
        for section in BytesCData::escaped(text) {
            self.event(Event::CData(section))?;
        }
        Ok(())
    }

    /// The prefix by which an element or attribute is in its namespace, and the attribute that declares it where that has
    /// not been done. The element that is being written began when this many namespaces were declared.
    fn prefix(
        &mut self,
        uri: &'static str,
        wanted: &'static str,
        outside: usize,
        is_attribute: bool,
    ) -> (Cow<'static, str>, Option<String>) {
        if uri.is_empty() {
            return (Cow::Borrowed(""), None);
        }
        if uri == XML {
            return (Cow::Borrowed("xml"), None);
        }
        let mut prefix = Cow::Borrowed(wanted);
        // An attribute without a prefix is in no namespace (Namespaces in XML 1.0, section 6.2).
        if is_attribute && wanted.is_empty() {
            prefix = Cow::Owned(format!("ns{}", self.scope.len()));
        }
        let mut declared = self.scope.iter().rev();
        let known = declared.find(|(known, _)| *known == prefix);
        if known.is_some_and(|(_, known)| *known == uri) {
            return (prefix, None);
        }
        // An element declares a prefix once.
        let mut count = self.scope.len();
        while self.scope[outside..].iter().any(|(own, _)| *own == prefix) {
            prefix = Cow::Owned(format!("ns{count}"));
            count += 1;
        }
        self.scope.push((prefix.clone(), uri));
        let declaration = match &*prefix {
            "" => "xmlns".to_owned(),
            prefix => format!("xmlns:{prefix}"),
        };
        (prefix, Some(declaration))
    }

    fn event(&mut self, event: Event<'_>) -> Result<(), Problem> {
        // What is written goes to memory, which takes all of it.
        let written = self.writer.write_event(event);
        written.map_err(|_| "cannot be written")
    }

    fn at(&mut self, property: &str) {
        self.property.clear();
        self.property.push_str(property);
    }
}

/// Whether nothing stands in the element of a value.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text of a value that is one.
fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        value => Cow::Owned(value.to_string()),
    }
}

/// Whether an element would be read as something else than its value; it is plain if nothing but text is in it.
fn is_ambiguous(value: &Value, shape: &Shape, is_plain: bool, inherited: Option<Name>) -> bool {
    let has_string = shape.text.contains(Types::STRING);
    let is_both = shape.is_object() && shape.items.is_some();
    // Of anything, what it is like is not known in the first place.
    if std::ptr::eq(shape, &ANY) {
        return false;
    }
    match value {
        Value::Array(items) => items.is_empty() && (has_string || is_both),
        Value::Object(values) if is_plain => has_string || !values.is_empty() && shape.has_text(),
        Value::Object(values) => is_both && is_like_list(values, shape, inherited),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether all that is in an object has the name of the items of the list that it may be as well.
fn is_like_list(values: &Map<String, Value>, shape: &Shape, inherited: Option<Name>) -> bool {
    let item = shape.items.as_ref().and_then(|items| items.name);
    let item = item.or(inherited).map_or(UNNAMED_ITEM, |name| name.local);
    let members = shape.members.unwrap_or_default();
    values.iter().all(|(name, value)| {
        let Some(member) = members.iter().find(|member| member.property == name) else {
            return name == item;
        };
        match member.node {
            Node::Element => member.element_name().local == item,
            Node::Text | Node::Cdata => value.as_str().is_none_or(is_blank),
            Node::Attribute => value.is_null(),
            Node::None | Node::Hidden => false,
        }
    })
}

/// Whether the only item of a list without an element around it would be read as a value that is no list.
fn stands_alone(item: &Value, shape: &Shape, is_plain: bool) -> bool {
    match item.is_null() {
        true => shape.text.contains(Types::NULL),
        false => shape.is_object() || shape.has_text() && is_plain,
    }
}

/// Whether one of these members has elements of this name.
fn has_element(members: &[Member], name: &str, depth: usize) -> bool {
    members.iter().any(|member| match member.node {
        Node::Element => member.element_name().local == name,
        Node::None if depth > 0 => {
            has_element(member.shape.members.unwrap_or_default(), name, depth - 1)
        }
        Node::None | Node::Attribute | Node::Text | Node::Cdata | Node::Hidden => false,
    })
}

/// The text of an attribute: of a list, its items with blanks between them.
fn attribute_text<'v>(value: &'v Value, shape: &Shape) -> Result<Cow<'v, str>, Problem> {
    match value {
        Value::Object(_) | Value::Null => Err(NO_TEXT),
        // A text is read as one where the schema has both.
        Value::Array(_) if shape.has_text() => Err(NO_CHOICE),
        Value::Array(items) => {
            let mut words = Vec::with_capacity(items.len());
            for item in items {
                let word = text_of(item);
                let is_word = !word.is_empty() && !word.contains([' ', '\t', '\n', '\r']);
                if !is_word || item.is_array() || item.is_object() || item.is_null() {
                    return Err(NO_ITEM);
                }
                words.push(word);
            }
            Ok(Cow::Owned(words.join(" ")))
        }
        value => Ok(text_of(value)),
    }
}

/// A text in which nothing is markup, and white space stays what it is.
fn escaped(text: &str, in_attribute: bool) -> Result<Cow<'_, str>, Problem> {
    if !text.chars().all(is_character) {
        return Err(NO_CHARACTER);
    }
    let reference = |character: char| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        // Else it would be read as a line feed (XML 1.0, section 2.11).
        '\r' => Some("&#13;"),
        '"' if in_attribute => Some("&quot;"),
        // Else they would be read as blanks (section 3.3.3).
        '\n' if in_attribute => Some("&#10;"),
        '\t' if in_attribute => Some("&#9;"),
        _ => None,
    };
    if !text.contains(|character| reference(character).is_some()) {
        return Ok(Cow::Borrowed(text));
    }
    let mut written = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match reference(character) {
            Some(reference) => written.push_str(reference),
            None => written.push(character),
        }
    }
    Ok(Cow::Owned(written))
}
