//! From text to elements, without a look at what they mean.
//!
//! There are no document type declarations, and so no entities but the five of XML itself: nothing is expanded, and nothing
//! is fetched. Depth, attributes and namespaces are bounded, so that the time is linear in the text.

use super::name::{is_blank, is_character, is_name};
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// How deep elements may be in each other: as deep as JSON may be.
const MAX_DEPTH: usize = 127;
/// How many attributes an element may have: each is compared with those before it.
const MAX_ATTRIBUTES: usize = 256;
/// How many namespaces may be declared at one place: each prefix is looked for among them.
const MAX_NAMESPACES: usize = 64;

/// The namespace of `xml:lang` and `xml:space` (Namespaces in XML 1.0, section 3).
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The elements of a text, each followed by what is in it.
#[derive(Debug, Default)]
pub(super) struct Tree<'t> {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    texts: Vec<Cow<'t, str>>,
    /// The names, and the URIs of namespaces, each once.
    names: Vec<Rc<str>>,
}

#[derive(Debug)]
enum Node {
    Element {
        name: Qualified,
        /// The first of its attributes; those of the next element follow.
        attributes: u32,
        /// The node after all that is in it.
        end: u32,
    },
    /// A place in the list of texts.
    Text(u32),
}

/// A name without its prefix, and the URI of its namespace: places in the list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Qualified {
    local: u32,
    /// The first name is that of no namespace.
    namespace: u32,
}

/// Where the list of names has the empty one.
const NONE: u32 = 0;

#[derive(Debug)]
struct Attribute {
    name: Qualified,
    value: Box<str>,
}

/// One element of a tree, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element(u32);

/// What an element or an attribute is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// Without a prefix.
    pub(super) local: &'a str,
    /// The URI of its namespace; empty for none.
    pub(super) namespace: &'a str,
}

/// What is in an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child<'a> {
    Element(Element),
    Text(&'a str),
}

impl<'t> Tree<'t> {
    /// The root element.
    pub(super) const fn root(&self) -> Element {
        Element(0)
    }

    /// What an element is called.
    pub(super) fn name(&self, element: Element) -> Named<'_> {
        match &self.nodes[element.0 as usize] {
            Node::Element { name, .. } => self.named(*name),
            Node::Text(_) => self.named(Qualified {
                local: NONE,
                namespace: NONE,
            }),
        }
    }

    /// The attributes of an element by their places, without those that declare namespaces.
    pub(super) fn attributes(&self, element: Element) -> Range<usize> {
        let start = |node: &Node| match node {
            Node::Element { attributes, .. } => Some(*attributes as usize),
            Node::Text(_) => None,
        };
        let mut starts = self.nodes[element.0 as usize..].iter().filter_map(start);
        let all = self.attributes.len();
        starts.next().unwrap_or(all)..starts.next().unwrap_or(all)
    }

    /// An attribute, by its place: what it is called, and its value.
    pub(super) fn attribute(&self, at: usize) -> (Named<'_>, &str) {
        let attribute = &self.attributes[at];
        (self.named(attribute.name), &attribute.value)
    }

    /// What is in an element, in order.
    pub(super) fn children(&self, element: Element) -> impl Iterator<Item = Child<'_>> {
        let mut at = element.0 + 1;
        let end = match &self.nodes[element.0 as usize] {
            Node::Element { end, .. } => *end,
            Node::Text(_) => at,
        };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            Some(match &self.nodes[at as usize] {
                Node::Element { end, .. } => {
                    let child = Element(at);
                    at = *end;
                    Child::Element(child)
                }
                Node::Text(text) => {
                    at += 1;
                    Child::Text(&self.texts[*text as usize])
                }
            })
        })
    }

    /// The elements in one.
    pub(super) fn elements(&self, element: Element) -> impl Iterator<Item = Element> {
        self.children(element).filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The text that is directly in an element.
    pub(super) fn text(&self, element: Element) -> Cow<'_, str> {
        let mut pieces = self.children(element).filter_map(|child| match child {
            Child::Text(text) => Some(text),
            Child::Element(_) => None,
        });
        let first = pieces.next().unwrap_or_default();
        pieces.fold(Cow::Borrowed(first), |text, piece| text + piece)
    }

    fn named(&self, name: Qualified) -> Named<'_> {
        Named {
            local: &self.names[name.local as usize],
            namespace: &self.names[name.namespace as usize],
        }
    }
}

/// The elements of a text; else what it has that XML, or an API, does not.
pub(super) fn parse(text: &str) -> Result<Tree<'_>, &'static str> {
    // All places fit 32 bits then.
    if u32::try_from(text.len()).is_err() {
        return Err("too much text");
    }
    let mut reader = Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    reader.config_mut().enable_all_checks(true);
    let mut builder = Builder::default();
    // That of no namespace.
    builder.place_of("");
    loop {
        match reader.read_event().map_err(|error| words(&error))? {
            Event::Eof => break,
            event => builder.take(event)?,
        }
    }
    if !builder.open.is_empty() {
        return Err("an element without an end");
    }
    if builder.tree.nodes.is_empty() {
        return Err("no element");
    }
    Ok(builder.tree)
}

/// An error in words that hold nothing of the text, which may be long.
fn words(error: &Error) -> &'static str {
    match error {
        Error::Syntax(_) => "markup without an end",
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => "a comment with `--` in it",
        Error::IllFormed(IllFormedError::UnclosedReference) => "an `&` that begins no reference",
        Error::IllFormed(_) => "elements that do not end where they must",
        Error::InvalidAttr(_) => "attributes that are none",
        Error::Escape(_) => "a reference that stands for no character",
        _ => "other text",
    }
}

#[derive(Default)]
struct Builder<'t> {
    tree: Tree<'t>,
    /// The places of the names.
    places: HashMap<Rc<str>, u32>,
    /// The elements around the place, each with how many namespaces were declared outside of it.
    open: Vec<(usize, usize)>,
    /// The namespaces that are declared at the place, by their prefixes; that of none for a default that is taken back.
    scope: Vec<(u32, u32)>,
    /// Whether the last node is a text that goes on.
    is_in_text: bool,
}

impl<'t> Builder<'t> {
    fn take(&mut self, event: Event<'t>) -> Result<(), &'static str> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.characters(text.xml10_content()),
            Event::CData(text) => self.characters(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = referred(&reference)?;
                self.characters(Cow::Owned(character.to_string()))
            }
            Event::DocType(_) => Err("a document type declaration"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), &'static str> {
        if self.open.len() >= MAX_DEPTH {
            return Err("elements too deep in each other");
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err("a second root element");
        }
        let outside = self.scope.len();
        let attributes = self.attributes(start)?;
        let name = self.qualified(start.name().0)?;
        self.is_in_text = false;
        self.open.push((self.tree.nodes.len(), outside));
        self.tree.nodes.push(Node::Element {
            name,
            attributes,
            end: 0,
        });
        Ok(())
    }

    fn end(&mut self) {
        self.is_in_text = false;
        let Some((at, outside)) = self.open.pop() else {
            return;
        };
        self.scope.truncate(outside);
        let here = place(self.tree.nodes.len());
        if let Node::Element { end, .. } = &mut self.tree.nodes[at] {
            *end = here;
        }
    }

    fn characters(&mut self, text: Cow<'t, str>) -> Result<(), &'static str> {
        if !text.chars().all(is_character) {
            return Err("a character that XML does not have");
        }
        if self.open.is_empty() {
            return match is_blank(&text) {
                true => Ok(()),
                false => Err("text outside of the root element"),
            };
        }
        match self.tree.texts.last_mut() {
            Some(before) if self.is_in_text => before.to_mut().push_str(&text),
            _ => {
                let at = place(self.tree.texts.len());
                self.tree.nodes.push(Node::Text(at));
                self.tree.texts.push(text);
            }
        }
        self.is_in_text = true;
        Ok(())
    }

    /// Takes the attributes of an element, after the namespaces that it declares.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<u32, &'static str> {
        let first = self.tree.attributes.len();
        let mut plain = Vec::new();
        // Their names are compared by their namespaces, below.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| words(&error.into()))?;
            if plain.len() == MAX_ATTRIBUTES {
                return Err("too many attributes");
            }
            if attribute.value.contains('<') {
                return Err("attributes that are none");
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| words(&error))?;
            if !value.chars().all(is_character) {
                return Err("a character that XML does not have");
            }
            match attribute.key.0.split_once(':') {
                None if attribute.key.0 == "xmlns" => self.declare("", &value)?,
                Some(("xmlns", prefix)) => self.declare(prefix, &value)?,
                _ => plain.push((attribute.key.0, value)),
            }
        }
        for (name, value) in plain {
            // A prefix alone gives an attribute a namespace (Namespaces in XML 1.0, section 6.2).
            let name = match name.contains(':') {
                true => self.qualified(name)?,
                false => self.local(name)?,
            };
            let mut before = self.tree.attributes[first..].iter();
            if before.any(|other| other.name == name) {
                return Err("an attribute twice");
            }
            self.tree.attributes.push(Attribute {
                name,
                value: value.into(),
            });
        }
        Ok(place(first))
    }

    fn declare(&mut self, prefix: &str, uri: &str) -> Result<(), &'static str> {
        if self.scope.len() == MAX_NAMESPACES {
            return Err("too many namespaces");
        }
        let prefix = self.place_of(prefix);
        let uri = self.place_of(uri);
        self.scope.push((prefix, uri));
        Ok(())
    }

    fn qualified(&mut self, name: &str) -> Result<Qualified, &'static str> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let name = self.local(local)?;
        if prefix == "xml" {
            let namespace = self.place_of(XML);
            return Ok(Qualified { namespace, ..name });
        }
        let known = self.places.get(prefix).copied();
        let mut declared = self.scope.iter().rev();
        let declared = declared.find(|(prefix, _)| Some(*prefix) == known);
        let namespace = match declared {
            Some((_, namespace)) => *namespace,
            None if prefix.is_empty() => NONE,
            None => return Err("a prefix without a namespace"),
        };
        Ok(Qualified { namespace, ..name })
    }

    fn local(&mut self, name: &str) -> Result<Qualified, &'static str> {
        // Names repeat, and are looked at once.
        if !self.places.contains_key(name) && !is_name(name) {
            return Err("a name that is none");
        }
        Ok(Qualified {
            local: self.place_of(name),
            namespace: NONE,
        })
    }

    fn place_of(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let new = place(self.tree.names.len());
        let name: Rc<str> = name.into();
        self.tree.names.push(Rc::clone(&name));
        self.places.insert(name, new);
        new
    }
}

/// The character that a reference stands for: one by its number, or one of the five that XML names itself.
fn referred(reference: &BytesRef<'_>) -> Result<char, &'static str> {
    let numbered = reference.resolve_char_ref();
    if let Some(character) = numbered.map_err(|error| words(&error))? {
        return Ok(character);
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err("an entity that XML does not have"),
    }
}

/// A place in a list that is no longer than the text, which is shorter than what 32 bits can tell.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
