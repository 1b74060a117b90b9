//! From elements to JSON, by tables.
//!
//! JSON is what the rest of a message's way knows: it is held to the schema, and read into its type, as if it had come so.

use super::name::{is_blank, trimmed};
use super::tables::{Found, Index, Tables};
use super::tree::{self, Child, Element, Named, Tree, XML};
use super::{ANY, Items, Member, Name, Node, Root, Shape, UNNAMED_ITEM};
use crate::Types;
use crate::json::{self, pointer};
use serde_json::Number;
use std::collections::HashSet;

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
pub(crate) fn read(text: &str, root: &Root, reading: Reading) -> Result<Vec<u8>, Fault> {
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
        json: Vec::with_capacity(text.len()),
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
    json: Vec<u8>,
}

/// What a property is made of.
#[derive(Clone, Copy)]
enum Source<'s> {
    Attribute(usize),
    Element(Element),
    Text(&'s str),
}

/// What stands for members of a table.
type Own<'s> = Vec<(Found, Source<'s>)>;

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
        if self.is_nil(element) {
            return self.nil(element);
        }
        if let Some(items) = &shape.items
            && !self.is_scalar(element, shape)
            && (!shape.is_object() || self.is_list(element, items, name))
        {
            return self.list(element, items, name);
        }
        self.single(element, shape)
    }

    /// Writes a value that is no list.
    fn single(&mut self, element: Element, shape: &'static Shape) -> Result<(), Fault> {
        let tree = self.tree;
        if self.is_nil(element) {
            return self.nil(element);
        }
        if shape.is_object() && !self.is_scalar(element, shape) {
            return self.object(element, shape);
        }
        if self.reading == Reading::Strict {
            if let Some(at) = self.data(element).next() {
                let (attribute, _) = tree.attribute(at);
                return Err(self.fault("text alone", words("attribute", attribute.local)));
            }
            if let Some(first) = tree.elements(element).next() {
                let found = words("element", tree.name(first).local);
                return Err(self.fault("text alone", found));
            }
        }
        self.scalar(&tree.text(element), shape.text);
        Ok(())
    }

    /// Whether nothing but text is in an element.
    fn is_plain(&self, element: Element) -> bool {
        self.tree.elements(element).next().is_none() && self.data(element).next().is_none()
    }

    /// Whether an element is a text where it may be something else. An empty one is null in place of an object that cannot
    /// be empty.
    fn is_scalar(&mut self, element: Element, shape: &'static Shape) -> bool {
        if shape.text == Types::EMPTY || !self.is_plain(element) {
            return false;
        }
        if shape.text.contains(Types::STRING) {
            return true;
        }
        if !is_blank(&self.tree.text(element)) {
            return shape.has_text();
        }
        match shape.members {
            _ if shape.items.is_some() => false,
            Some(members) => {
                shape.text.contains(Types::NULL) && self.tables.of(members).needs_content
            }
            None => true,
        }
    }

    /// Whether the only element of a list without one around it is a value that is no list, where the schema has both.
    fn stands_alone(&mut self, element: Element, shape: &'static Shape) -> bool {
        match self.is_nil(element) {
            true => shape.text.contains(Types::NULL),
            false => shape.is_object() || shape.has_text() && self.is_plain(element),
        }
    }

    /// Null, which has no content (XML Schema, part 1, section 3.3.4).
    fn nil(&mut self, element: Element) -> Result<(), Fault> {
        let is_empty = self.tree.children(element).next().is_none();
        if !is_empty && self.reading == Reading::Strict {
            return Err(self.fault("nothing in an element that is nil", "content"));
        }
        self.json.extend_from_slice(b"null");
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
        self.json.push(b'[');
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
        self.json.push(b']');
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
            self.json.push(b',');
        }
        self.at(&at.to_string(), |reader| {
            reader.value(element, items.at(at), name)
        })
    }

    fn object(&mut self, element: Element, shape: &'static Shape) -> Result<(), Fault> {
        let text = self.tree.text(element);
        let content = Content {
            attributes: self.tree.attributes(element).collect(),
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
        let is_mixed = !content.elements.is_empty();
        let mut own: Own<'_> = Vec::new();
        let mut others: Vec<(&str, Source<'_>)> = Vec::new();
        for at in content.attributes {
            let (name, _) = tree.attribute(at);
            match index.attribute(name, self.reading) {
                Some(found) => own.push((found, Source::Attribute(at))),
                None if is_data(name) => {
                    let source = Source::Attribute(at);
                    self.unnamed(name.local, source, members, &index, &mut own, &mut others)?;
                }
                None => {}
            }
        }
        for element in content.elements {
            let name = tree.name(element);
            match index.element(name, self.reading) {
                Some(found) => own.push((found, Source::Element(element))),
                None => {
                    let source = Source::Element(element);
                    self.unnamed(name.local, source, members, &index, &mut own, &mut others)?;
                }
            }
        }
        self.release(&index, &mut own, &mut others);
        self.place_text(content.text, is_mixed, shape, &index, &mut own, &mut others)?;
        let mut own: Vec<(usize, Source<'_>)> = own
            .into_iter()
            .map(|(found, source)| (found.member, source))
            .collect();
        own.sort_by_key(|(member, _)| *member);
        others.sort_by_key(|(name, _)| *name);
        self.json.push(b'{');
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
        self.json.push(b'}');
        Ok(())
    }

    /// Takes what no member is called. One that is called as a property, which is something else in XML, is none of the
    /// others; with goodwill it is that property.
    fn unnamed<'s>(
        &self,
        name: &'s str,
        source: Source<'s>,
        members: &[Member],
        index: &Index,
        own: &mut Own<'s>,
        others: &mut Vec<(&'s str, Source<'s>)>,
    ) -> Result<(), Fault> {
        let Some(member) = index.property(name) else {
            others.push((name, source));
            return Ok(());
        };
        if self.reading == Reading::Strict {
            return Err(self.fault(
                "elements and attributes of the schema's names",
                words("property", name),
            ));
        }
        if !matches!(members[member].node, Node::None | Node::Hidden) {
            let is_exact = false;
            own.push((Found { member, is_exact }, source));
        }
        Ok(())
    }

    /// Leaves what is only nearly called as a member to the others, where the member is there itself.
    fn release<'s>(&self, index: &Index, own: &mut Own<'s>, others: &mut Vec<(&'s str, Source<'s>)>)
    where
        'a: 's,
    {
        if own.iter().all(|(found, _)| found.is_exact) {
            return;
        }
        let exact = own.iter().filter(|(found, _)| found.is_exact);
        let exact: HashSet<usize> = exact.map(|(found, _)| found.member).collect();
        own.retain(|(found, source)| {
            let is_own = found.is_exact || !exact.contains(&found.member);
            let name = match source {
                Source::Element(element) => self.tree.name(*element).local,
                Source::Attribute(at) => self.tree.attribute(*at).0.local,
                Source::Text(_) => "",
            };
            // Nor is it one of the others if it has the name of a property.
            if !is_own && index.property(name).is_none() {
                others.push((name, *source));
            }
            is_own
        });
    }

    /// Puts the text of an object where it belongs.
    fn place_text<'s>(
        &mut self,
        text: &'s str,
        is_mixed: bool,
        shape: &'static Shape,
        index: &Index,
        own: &mut Own<'s>,
        others: &mut Vec<(&str, Source<'s>)>,
    ) -> Result<(), Fault> {
        let members = shape.members.unwrap_or_default();
        match index.text {
            Some(_) if text.is_empty() => {}
            // White space between elements, which is no number.
            Some(member)
                if is_mixed
                    && is_blank(text)
                    && members[member].node != Node::None
                    && !members[member].shape.text.contains(Types::STRING) => {}
            Some(member) => {
                let is_exact = true;
                own.push((Found { member, is_exact }, Source::Text(text)));
            }
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
    ) -> Result<(), Fault>
    where
        'a: 's,
    {
        let mut content = Content {
            attributes: Vec::new(),
            elements: Vec::new(),
            text: "",
        };
        for source in sources {
            match source {
                Source::Attribute(at) => content.attributes.push(at),
                Source::Element(element) => content.elements.push(element),
                Source::Text(text) => content.text = text,
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
        let (name, _) = sources[0];
        self.key(name, start);
        let rest = shape.rest.unwrap_or(&ANY);
        let each = sources.iter().map(|(_, source)| *source);
        if sources.len() == 1 || !std::ptr::eq(rest, &ANY) {
            return self.property(name, rest, None, each);
        }
        // Of what nothing is known, several of one name are a list.
        self.json.push(b'[');
        for (count, source) in each.enumerate() {
            if count > 0 {
                self.json.push(b',');
            }
            self.at(name, |reader| reader.one(source, rest, None))?;
        }
        self.json.push(b']');
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
        let Some(first) = sources.next() else {
            return Ok(());
        };
        self.at(property, |reader| match (shape.unwrapped(), first) {
            (Some(items), Source::Element(element)) => {
                reader.items(element, sources, shape, items, name)
            }
            _ => {
                reader.one(first, shape, name)?;
                match reader.reading == Reading::Strict && sources.next().is_some() {
                    true => Err(reader.fault("one element", "several")),
                    false => Ok(()),
                }
            }
        })
    }

    /// Writes the items of a list without an element around it, or the value that the only one of them is.
    fn items<'s>(
        &mut self,
        first: Element,
        mut others: impl Iterator<Item = Source<'s>>,
        shape: &'static Shape,
        items: &'static Items,
        name: Option<Name>,
    ) -> Result<(), Fault> {
        let name = items.name.or(name);
        let second = others.next();
        if second.is_none() && self.stands_alone(first, shape) {
            return self.single(first, shape);
        }
        self.json.push(b'[');
        self.item(0, first, items, name)?;
        for (at, source) in second.into_iter().chain(others).enumerate() {
            if let Source::Element(element) = source {
                self.item(at + 1, element, items, name)?;
            }
        }
        self.json.push(b']');
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
                let items = shape.items.as_ref().filter(|_| !shape.has_text());
                let Some(items) = items else {
                    self.scalar(value, shape.text);
                    return Ok(());
                };
                // A list of XML Schema, part 2, section 2.5.1.2.
                self.json.push(b'[');
                for (at, word) in value.split_ascii_whitespace().enumerate() {
                    if at > 0 {
                        self.json.push(b',');
                    }
                    self.scalar(word, items.at(at).text);
                }
                self.json.push(b']');
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
                self.json.extend_from_slice(b"[]");
            }
            Node::Attribute if member.shape.text.contains(Types::NULL) => {
                self.key(member.property, start);
                self.json.extend_from_slice(b"null");
            }
            Node::Text | Node::Cdata => {
                self.key(member.property, start);
                self.scalar("", member.shape.text);
            }
            Node::None => {
                self.key(member.property, start);
                return self.inline(member, std::iter::empty());
            }
            Node::Element | Node::Attribute | Node::Hidden => {}
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
            Some(written) => self.json.extend_from_slice(written.as_bytes()),
            None => json::append_text(&mut self.json, text),
        }
    }

    /// Begins a member of an object that began at this place.
    fn key(&mut self, name: &str, start: usize) {
        if self.json.len() > start {
            self.json.push(b',');
        }
        json::append_text(&mut self.json, name);
        self.json.push(b':');
    }

    /// The attributes that are data, and not about the text itself, by their places.
    fn data(&self, element: Element) -> impl Iterator<Item = usize> + use<'a> {
        let tree = self.tree;
        tree.attributes(element)
            .filter(move |at| is_data(tree.attribute(*at).0))
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
        let name = items.name.or(name).map_or(UNNAMED_ITEM, |name| name.local);
        let tree = self.tree;
        let mut children = tree.elements(element).peekable();
        let is_item = |child| tree.name(child).local == name;
        children.peek().is_some()
            && self.data(element).next().is_none()
            && children.all(is_item)
            && is_blank(&tree.text(element))
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

/// Whether an attribute is data, and not about the text itself, unless the document says so.
fn is_data(name: Named<'_>) -> bool {
    !matches!(name.namespace, XSI | XML)
}

fn is_named(found: Named<'_>, name: Name) -> bool {
    found.local == name.local && is_namespace(found.namespace, name)
}

/// Whether a name may be in this namespace: a table that has none for it leaves it open, since children are often in that of
/// the root.
fn is_namespace(namespace: &str, name: Name) -> bool {
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
