//! The tables of objects by the names in them, so that no element is compared with all members of a large one.

use super::read::{Reading, is_namespace};
use super::tree::Named;
use super::{Member, Node};
use std::collections::HashMap;
use std::rc::Rc;

/// How many objects without elements may be in each other; the generator gives those an element that are deeper.
const MAX_INLINE: usize = 8;

/// The indices of the tables that a body has met.
pub(super) struct Tables {
    reading: Reading,
    known: HashMap<usize, Rc<Index>>,
}

/// The members of a table by their names.
#[derive(Default)]
pub(super) struct Index {
    elements: HashMap<String, Vec<usize>>,
    attributes: HashMap<String, Vec<usize>>,
    /// The member that is the text beside the attributes.
    pub(super) text: Option<usize>,
    /// Those that must be there.
    pub(super) required: Vec<usize>,
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
            if member.required {
                index.required.push(at);
            }
            if matches!(member.node, Node::Text | Node::Cdata) {
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
            Node::None | Node::Text | Node::Cdata => return,
        };
        let places = names.entry(key(name.local, reading)).or_default();
        if places.last() != Some(&at) {
            places.push(at);
        }
    }

    /// The member that an element stands for, or in which it stands.
    pub(super) fn element(
        &self,
        members: &[Member],
        name: Named<'_>,
        reading: Reading,
    ) -> Option<usize> {
        let name_of = Member::element_name;
        choose(&self.elements, members, name, reading, name_of)
    }

    /// The member that an attribute stands for, or in which it stands.
    pub(super) fn attribute(
        &self,
        members: &[Member],
        name: Named<'_>,
        reading: Reading,
    ) -> Option<usize> {
        choose(&self.attributes, members, name, reading, |member| {
            member.name
        })
    }
}

/// The first member of a name: with goodwill, in another letter case or namespace if there is none in its own.
fn choose(
    names: &HashMap<String, Vec<usize>>,
    members: &[Member],
    found: Named<'_>,
    reading: Reading,
    name_of: impl Fn(&Member) -> super::Name,
) -> Option<usize> {
    let places = match reading {
        Reading::Strict => names.get(found.local)?,
        Reading::Lenient => names.get(&key(found.local, reading))?,
    };
    let is_exact = |at: &&usize| {
        let member = &members[**at];
        let name = name_of(member);
        member.node == Node::None
            || name.local == found.local && is_namespace(found.namespace, name)
    };
    let exact = places.iter().find(is_exact);
    match reading {
        Reading::Strict => exact.copied(),
        Reading::Lenient => exact.or(places.first()).copied(),
    }
}

/// What names are compared by.
fn key(name: &str, reading: Reading) -> String {
    match reading {
        Reading::Strict => name.to_owned(),
        Reading::Lenient => name.to_ascii_lowercase(),
    }
}
