//! The tables of objects by the names in them, so that no element is compared with all members of a large one.

use super::read::{Reading, XSI};
use super::tree::{Named, XML};
use super::{Member, Name, Node};
use crate::Types;
use std::collections::HashMap;
use std::rc::Rc;

/// How many objects without elements may be in each other; the generator gives those an element that are deeper.
pub(super) const MAX_INLINE: usize = 8;

/// The indices of the tables that a body has met.
pub(super) struct Tables {
    reading: Reading,
    known: HashMap<usize, Rc<Index>>,
}

/// The members of a table by their names.
#[derive(Default)]
pub(super) struct Index {
    elements: Names,
    attributes: Names,
    /// The members by their properties, of which few have the same name in XML.
    properties: HashMap<&'static str, usize>,
    /// The member that is the text beside the attributes, or in which that is.
    pub(super) text: Option<usize>,
    /// Those that must be there.
    pub(super) required: Vec<usize>,
    /// Whether one must be there that an empty element does not have.
    pub(super) needs_content: bool,
}

/// Members by the names that they have, in order.
type Names = HashMap<String, Vec<(usize, Name)>>;

/// The member that something stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its place in the table.
    pub(super) member: usize,
    /// Whether it is called as the table has it, and not only nearly so.
    pub(super) is_exact: bool,
}

impl Tables {
    pub(super) fn new(reading: Reading) -> Self {
        Self {
            reading,
            known: HashMap::new(),
        }
    }

    /// The index of a table, which is made once.
    pub(super) fn of(&mut self, members: &'static [Member]) -> Rc<Index> {
        let place = members.as_ptr() as usize;
        let reading = self.reading;
        let index = self.known.entry(place);
        Rc::clone(index.or_insert_with(|| Rc::new(Index::new(members, reading))))
    }
}

impl Index {
    fn new(members: &'static [Member], reading: Reading) -> Self {
        let mut index = Self::default();
        for (at, member) in members.iter().enumerate() {
            index.add(member, at, MAX_INLINE, reading);
            index.properties.entry(member.property).or_insert(at);
            if member.required {
                index.required.push(at);
                index.needs_content |= match member.node {
                    Node::Element => member.shape.unwrapped().is_none(),
                    Node::Attribute => !member.shape.text.contains(Types::NULL),
                    Node::Text | Node::Cdata | Node::None | Node::Hidden => false,
                };
            }
            if has_text(member, MAX_INLINE) {
                index.text.get_or_insert(at);
            }
        }
        index
    }

    fn add(&mut self, member: &Member, at: usize, depth: usize, reading: Reading) {
        let (names, name) = match member.node {
            Node::Element => (&mut self.elements, member.element_name()),
            Node::Attribute => (&mut self.attributes, member.name),
            Node::None if depth > 0 => {
                for inner in member.shape.members.unwrap_or_default() {
                    self.add(inner, at, depth - 1, reading);
                }
                return;
            }
            Node::None | Node::Text | Node::Cdata | Node::Hidden => return,
        };
        let places = names.entry(key(name.local, reading)).or_default();
        if places.last() != Some(&(at, name)) {
            places.push((at, name));
        }
    }

    /// The member that an element stands for, or in which it stands.
    pub(super) fn element(&self, name: Named<'_>, reading: Reading) -> Option<Found> {
        choose(&self.elements, name, reading)
    }

    /// The member that an attribute stands for, or in which it stands.
    pub(super) fn attribute(&self, name: Named<'_>, reading: Reading) -> Option<Found> {
        choose(&self.attributes, name, reading)
    }

    /// The member of this property.
    pub(super) fn property(&self, name: &str) -> Option<usize> {
        self.properties.get(name).copied()
    }
}

/// Whether a member is text, or has it in it.
fn has_text(member: &Member, depth: usize) -> bool {
    match member.node {
        Node::Text | Node::Cdata => true,
        Node::None if depth > 0 => {
            let mut inner = member.shape.members.unwrap_or_default().iter();
            inner.any(|member| has_text(member, depth - 1))
        }
        Node::None | Node::Element | Node::Attribute | Node::Hidden => false,
    }
}

/// The first member of a name: in its own namespace, or else one that has none; with goodwill, in another letter case or
/// namespace if there is none of these.
fn choose(names: &Names, found: Named<'_>, reading: Reading) -> Option<Found> {
    let places = match reading {
        Reading::Strict => names.get(found.local)?,
        Reading::Lenient => names.get(&key(found.local, reading))?,
    };
    // What XML itself has by this name is not what a document means by it.
    let is_own = matches!(found.namespace, XML | XSI);
    let of = |namespace: &str| {
        let is_it =
            |(_, name): &&(usize, Name)| name.local == found.local && name.namespace == namespace;
        places.iter().find(is_it)
    };
    let exact = of(found.namespace).or_else(|| of("").filter(|_| !is_own));
    let near = places
        .first()
        .filter(|_| reading == Reading::Lenient && !is_own);
    let (member, _) = exact.or(near)?;
    Some(Found {
        member: *member,
        is_exact: exact.is_some(),
    })
}

/// What names are compared by.
fn key(name: &str, reading: Reading) -> String {
    match reading {
        Reading::Strict => name.to_owned(),
        Reading::Lenient => name.to_ascii_lowercase(),
    }
}
