//! From elements to JSON, by tables.
//!
//! JSON is what the rest of a message's way knows: it is held to the schema, and read into its type, as if it had come so.

use super::name::{is_blank, trimmed};
use super::tables::{Index, Tables};
use super::tree::{self, Child, Element, Named, Tree, XML};
use super::{ANY, Items, Member, Name, Node, Root, Shape};
use crate::Types;
use crate::json::pointer;
use serde_json::Number;

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

/// Reads a body as JSON text. What is of another type than its place wants is a string, which the schema refuses.
pub(crate) fn read(text: &str, root: &Root, reading: Reading) -> Result<String, Fault> {
    let tree = tree::parse(text).map_err(|found| Fault {
        pointer: String::new(),
        expected: "XML".to_owned(),
        found: found.to_owned(),
        is_syntax: true,
    })?;
    let mut reader = Reader {
        tree: &tree,
        reading,
        pointer: String::new(),
        tables: Tables::new(reading),
        json: String::with_capacity(text.len()),
    };
    let element = tree.root();
    let found = tree.name(element);
    if reading == Reading::Strict
        && let Some(name) = root.name
        && !is_named(found, name)
    {
        return Err(reader.fault(words("element", name.local), words("element", found.local)));
    }
    reader.value(element, root.shape, root.name)?;
    Ok(reader.json)
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    reading: Reading,
    pointer: String,
    tables: Tables,
    json: String,
}

/// What a property is made of.
#[derive(Clone, Copy)]
enum Source<'s> {
    Attribute(usize),
    Element(Element),
    Text(&'s str),
}

/// What an object is made of.
struct Content<'s> {
    attributes: Vec<usize>,
    elements: Vec<Element>,
    text: &'s str,
}

impl<'a> Reader<'a> {
    fn value(
        &mut self,
        element: Element,
        shape: &'static Shape,
        name: Option<Name>,
    ) -> Result<(), Fault> {
        let tree = self.tree;
        if self.is_nil(element) {
            return self.nil(element);
        }
        let first = tree.elements(element).next();
        let is_plain = first.is_none() && self.data(element).next().is_none();
        if let Some(items) = &shape.items
            && !(is_plain && shape.text != Types::EMPTY && !tree.text(element).is_empty())
            && (!shape.is_object() || self.is_list(element, items, name))
        {
            return self.list(element, items, name);
        }
        if shape.is_object() && !(is_plain && shape.text != Types::EMPTY) {
            return self.object(element, shape);
        }
        if self.reading == Reading::Strict {
            if let Some(at) = self.data(element).next() {
                let (attribute, _) = tree.attribute(at);
                return Err(self.fault("text alone", words("attribute", attribute.local)));
            }
            if let Some(first) = first {
                let found = words("element", tree.name(first).local);
                return Err(self.fault("text alone", found));
            }
        }
        self.scalar(&tree.text(element), shape.text);
        Ok(())
    }

    /// Null, which has no content (XML Schema, part 1, section 3.3.4).
    fn nil(&mut self, element: Element) -> Result<(), Fault> {
        let is_empty = self.tree.children(element).next().is_none();
        if !is_empty && self.reading == Reading::Strict {
            return Err(self.fault("nothing in an element that is nil", "content"));
        }
        self.json.push_str("null");
        Ok(())
    }

    fn list(
        &mut self,
        element: Element,
        items: &'static Items,
        name: Option<Name>,
    ) -> Result<(), Fault> {
        let expected = items.name.or(name);
        let tree = self.tree;
        let is_strict = self.reading == Reading::Strict;
        self.json.push('[');
        let mut count = 0;
        for child in tree.children(element) {
            let child = match child {
                Child::Element(child) => child,
                Child::Text(text) if is_blank(text) || !is_strict => continue,
                Child::Text(_) => return Err(self.fault("elements alone", "text")),
            };
            let found = tree.name(child);
            if is_strict
                && let Some(name) = expected
                && !is_named(found, name)
            {
                let found = words("element", found.local);
                return Err(self.fault(words("element", name.local), found));
            }
            self.item(count, child, items, expected)?;
            count += 1;
        }
        self.json.push(']');
        Ok(())
    }

    fn item(
        &mut self,
        at: usize,
        element: Element,
        items: &'static Items,
        name: Option<Name>,
    ) -> Result<(), Fault> {
        if at > 0 {
            self.json.push(',');
        }
        self.at(&at.to_string(), |reader| {
            reader.value(element, items.shape, name)
        })
    }

    fn object(&mut self, element: Element, shape: &'static Shape) -> Result<(), Fault> {
        let text = self.tree.text(element);
        let content = Content {
            attributes: self.data(element).collect(),
            elements: self.tree.elements(element).collect(),
            text: &text,
        };
        self.members(content, shape)
    }

    /// Writes an object: its members in the order of the table, then the others by their names.
    fn members(&mut self, content: Content<'_>, shape: &'static Shape) -> Result<(), Fault> {
        let tree = self.tree;
        let members = shape.members.unwrap_or_default();
        let index = self.tables.of(members);
        let mut own: Vec<(usize, Source<'_>)> = Vec::new();
        let mut others: Vec<(&str, Source<'_>)> = Vec::new();
        for at in content.attributes {
            let (name, _) = tree.attribute(at);
            match index.attribute(members, name, self.reading) {
                Some(member) => own.push((member, Source::Attribute(at))),
                None => others.push((name.local, Source::Attribute(at))),
            }
        }
        for element in content.elements {
            let name = tree.name(element);
            match index.element(members, name, self.reading) {
                Some(member) => own.push((member, Source::Element(element))),
                None => others.push((name.local, Source::Element(element))),
            }
        }
        self.place_text(content.text, shape, &index, &mut own, &mut others)?;
        own.sort_by_key(|(member, _)| *member);
        others.sort_by_key(|(name, _)| *name);
        self.json.push('{');
        let start = self.json.len();
        for group in own.chunk_by(|(a, _), (b, _)| a == b) {
            self.member(&members[group[0].0], group, start)?;
        }
        for missing in &index.required {
            if own.binary_search_by_key(missing, |(at, _)| *at).is_err() {
                self.missing(&members[*missing], start)?;
            }
        }
        for group in others.chunk_by(|(a, _), (b, _)| a == b) {
            self.other(group, shape, start)?;
        }
        self.json.push('}');
        Ok(())
    }

    /// Puts the text of an object where it belongs.
    fn place_text<'s>(
        &mut self,
        text: &'s str,
        shape: &'static Shape,
        index: &Index,
        own: &mut Vec<(usize, Source<'s>)>,
        others: &mut Vec<(&str, Source<'s>)>,
    ) -> Result<(), Fault> {
        match index.text {
            Some(_) if text.is_empty() => {}
            Some(member) => own.push((member, Source::Text(text))),
            None if is_blank(text) => {}
            None if std::ptr::eq(shape, &ANY) => others.push((TEXT, Source::Text(text))),
            None if self.reading == Reading::Strict => {
                return Err(self.fault("elements and attributes alone", "text"));
            }
            None => {}
        }
        Ok(())
    }

    /// Writes a property of the table, of all that stands for it.
    fn member(
        &mut self,
        member: &'static Member,
        sources: &[(usize, Source<'_>)],
        start: usize,
    ) -> Result<(), Fault> {
        self.key(member.property, start);
        let sources = sources.iter().map(|(_, source)| *source);
        if member.node == Node::None {
            return self.inline(member, sources);
        }
        self.property(member.property, member.shape, Some(member.name), sources)
    }

    /// Writes an object that has no element, of what stands for it in the element around it.
    fn inline<'s>(
        &mut self,
        member: &'static Member,
        sources: impl Iterator<Item = Source<'s>>,
    ) -> Result<(), Fault> {
        let mut content = Content {
            attributes: Vec::new(),
            elements: Vec::new(),
            text: "",
        };
        for source in sources {
            match source {
                Source::Attribute(at) => content.attributes.push(at),
                Source::Element(element) => content.elements.push(element),
                Source::Text(_) => {}
            }
        }
        self.at(member.property, |reader| {
            reader.members(content, member.shape)
        })
    }

    /// Writes a property that the table does not list.
    fn other(
        &mut self,
        sources: &[(&str, Source<'_>)],
        shape: &'static Shape,
        start: usize,
    ) -> Result<(), Fault> {
        let (name, first) = sources[0];
        if let Source::Attribute(at) = first
            && self.tree.attribute(at).0.namespace == XML
        {
            return Ok(());
        }
        self.key(name, start);
        let rest = shape.rest.unwrap_or(&ANY);
        let each = sources.iter().map(|(_, source)| *source);
        if sources.len() == 1 || !std::ptr::eq(rest, &ANY) {
            return self.property(name, rest, None, each);
        }
        // Of what nothing is known, several of one name are a list.
        self.json.push('[');
        for (count, source) in each.enumerate() {
            if count > 0 {
                self.json.push(',');
            }
            self.at(name, |reader| reader.one(source, rest, None))?;
        }
        self.json.push(']');
        Ok(())
    }

    /// Writes a property of elements: one, or several that are the items of a list.
    fn property<'s>(
        &mut self,
        property: &str,
        shape: &'static Shape,
        name: Option<Name>,
        mut sources: impl Iterator<Item = Source<'s>>,
    ) -> Result<(), Fault> {
        let outer = self.pointer.len();
        pointer::push(&mut self.pointer, property);
        let Some(first) = sources.next() else {
            return Ok(());
        };
        match (shape.unwrapped(), first) {
            (Some(items), Source::Element(element)) => {
                let name = items.name.or(name);
                self.json.push('[');
                self.item(0, element, items, name)?;
                for (at, source) in sources.enumerate() {
                    if let Source::Element(element) = source {
                        self.item(at + 1, element, items, name)?;
                    }
                }
                self.json.push(']');
            }
            _ => {
                self.one(first, shape, name)?;
                if self.reading == Reading::Strict && sources.next().is_some() {
                    return Err(self.fault("one element", "several"));
                }
            }
        }
        self.pointer.truncate(outer);
        Ok(())
    }

    fn one(
        &mut self,
        source: Source<'_>,
        shape: &'static Shape,
        name: Option<Name>,
    ) -> Result<(), Fault> {
        match source {
            Source::Element(element) => return self.value(element, shape, name),
            Source::Text(text) => self.scalar(text, shape.text),
            Source::Attribute(at) => {
                let (_, value) = self.tree.attribute(at);
                let Some(items) = &shape.items else {
                    self.scalar(value, shape.text);
                    return Ok(());
                };
                // A list of XML Schema, part 2, section 2.5.1.2.
                self.json.push('[');
                for (at, word) in value.split_ascii_whitespace().enumerate() {
                    if at > 0 {
                        self.json.push(',');
                    }
                    self.scalar(word, items.shape.text);
                }
                self.json.push(']');
            }
        }
        Ok(())
    }

    /// Writes a property of which XML has nothing, where its schema wants one and nothing means something.
    fn missing(&mut self, member: &'static Member, start: usize) -> Result<(), Fault> {
        let is_list = member.shape.unwrapped().is_some();
        match member.node {
            Node::Element if is_list => {
                self.key(member.property, start);
                self.json.push_str("[]");
            }
            Node::Attribute if member.shape.text.contains(Types::NULL) => {
                self.key(member.property, start);
                self.json.push_str("null");
            }
            Node::Text | Node::Cdata => {
                self.key(member.property, start);
                self.scalar("", member.shape.text);
            }
            Node::None => {
                self.key(member.property, start);
                return self.inline(member, std::iter::empty());
            }
            Node::Element | Node::Attribute => {}
        }
        Ok(())
    }

    /// Writes a text as the first of these types that it can be; a string before all others. What is none of them stays a
    /// string.
    fn scalar(&mut self, text: &str, types: Types) {
        let bare = trimmed(text);
        let is_lenient = self.reading == Reading::Lenient;
        let written = match bare {
            _ if types.contains(Types::STRING) => None,
            "" if types.contains(Types::NULL) => Some("null"),
            _ if types.contains(Types::INTEGER) && bare.parse::<Number>().is_ok() => Some(bare),
            "true" | "false" if types.contains(Types::BOOLEAN) => Some(bare),
            // XML Schema has these as well (part 2, section 3.2.2), and the document does not.
            "1" if types.contains(Types::BOOLEAN) && is_lenient => Some("true"),
            "0" if types.contains(Types::BOOLEAN) && is_lenient => Some("false"),
            _ => None,
        };
        match written {
            Some(written) => self.json.push_str(written),
            None => self.string(text),
        }
    }

    /// Begins a member of an object that began at this place.
    fn key(&mut self, name: &str, start: usize) {
        if self.json.len() > start {
            self.json.push(',');
        }
        self.string(name);
        self.json.push(':');
    }

    fn string(&mut self, text: &str) {
        self.json
            .push_str(&serde_json::Value::from(text).to_string());
    }

    /// The attributes that are data, and not about the text itself, by their places.
    fn data(&self, element: Element) -> impl Iterator<Item = usize> + use<'a> {
        let tree = self.tree;
        tree.attributes(element).filter(move |at| {
            let (name, _) = tree.attribute(*at);
            !matches!(name.namespace, XSI | XML)
        })
    }

    fn is_nil(&self, element: Element) -> bool {
        self.tree.attributes(element).any(|at| {
            let (name, value) = self.tree.attribute(at);
            let is_it = name.namespace == XSI && name.local == "nil";
            is_it && matches!(trimmed(value), "true" | "1")
        })
    }

    /// Whether an element that may be a list or an object is a list: all in it is an item.
    fn is_list(&self, element: Element, items: &Items, name: Option<Name>) -> bool {
        let name = items.name.or(name);
        let tree = self.tree;
        let mut children = tree.elements(element).peekable();
        let is_item = |child| name.is_none_or(|name| tree.name(child).local == name.local);
        children.peek().is_some() && self.data(element).next().is_none() && children.all(is_item)
    }

    fn at<T>(
        &mut self,
        token: &str,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let outer = self.pointer.len();
        pointer::push(&mut self.pointer, token);
        let read = read(self)?;
        self.pointer.truncate(outer);
        Ok(read)
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

pub(super) fn is_named(found: Named<'_>, name: Name) -> bool {
    found.local == name.local && is_namespace(found.namespace, name)
}

/// Whether a name may be in this namespace: a table that has none for it leaves it open, since children are often in that of
/// the root.
pub(super) fn is_namespace(namespace: &str, name: Name) -> bool {
    name.namespace.is_empty() || namespace == name.namespace
}

/// A name for a message, cut short where a sender made it long.
fn words(what: &str, name: &str) -> String {
    const SHOWN: usize = 60;
    let (short, mark) = match name.char_indices().nth(SHOWN) {
        Some((cut, _)) => (&name[..cut], "…"),
        None => (name, ""),
    };
    format!("the {what} `{short}{mark}`")
}
