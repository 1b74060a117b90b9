//! From JSON pointers back to the text.

use super::{Location, Pointer, Source};
use std::collections::HashMap;
use std::sync::Arc;

/// Where the values of one file stand in its text: a tree of the same shape as the values.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    nodes: Vec<Node>,
    entries: Vec<SpanEntry>,
    items: Vec<NodeId>,
    root: Option<NodeId>,
}

/// A value of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(u32);

/// Where a value begins, in bytes, and what it holds.
#[derive(Clone, Copy, Debug)]
struct Node {
    offset: u32,
    children: Children,
}

/// Ranges of [`Spans::entries`] and [`Spans::items`]. YAML aliases share the range of their anchor.
#[derive(Clone, Copy, Debug)]
enum Children {
    None,
    Entries { start: u32, end: u32 },
    Items { start: u32, end: u32 },
}

/// What of an entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Value,
    Key,
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct SpanEntry {
    pub(crate) key: Box<str>,
    pub(crate) offset: u32,
    pub(crate) value: NodeId,
}

impl Spans {
    /// Adds a scalar.
    pub(crate) fn scalar(&mut self, offset: u32) -> NodeId {
        self.add(offset, Children::None)
    }

    /// Adds a mapping. Of equal keys, the last one counts.
    pub(crate) fn mapping(&mut self, offset: u32, mut entries: Vec<SpanEntry>) -> NodeId {
        // Sorted for the search; the sort is stable, so that the search can tell the last of equals.
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        let start = length(&self.entries);
        self.entries.append(&mut entries);
        self.add(
            offset,
            Children::Entries {
                start,
                end: length(&self.entries),
            },
        )
    }

    /// Adds a mapping that stands where the last of several stands, and has the entries of all; `None` if one of them is
    /// no mapping.
    pub(crate) fn joined(&mut self, mappings: &[NodeId]) -> Option<NodeId> {
        let last = self.node(*mappings.last()?)?.offset;
        let entries = mappings.iter().map(|mapping| self.entries(*mapping));
        let entries: Option<Vec<&[SpanEntry]>> = entries.collect();
        let entries = entries?.concat();
        Some(self.mapping(last, entries))
    }

    /// Adds a sequence.
    pub(crate) fn sequence(&mut self, offset: u32, items: &[NodeId]) -> NodeId {
        let start = length(&self.items);
        self.items.extend_from_slice(items);
        self.add(
            offset,
            Children::Items {
                start,
                end: length(&self.items),
            },
        )
    }

    /// Adds a value that stands at `offset` and holds what `anchor` holds.
    pub(crate) fn alias(&mut self, offset: u32, anchor: NodeId) -> NodeId {
        let children = self
            .node(anchor)
            .map_or(Children::None, |node| node.children);
        self.add(offset, children)
    }

    /// Names the outermost value.
    pub(crate) fn set_root(&mut self, root: NodeId) {
        self.root = Some(root);
    }

    /// The entries of a mapping, in the order of their keys.
    pub(crate) fn entries(&self, node: NodeId) -> Option<&[SpanEntry]> {
        match self.node(node)?.children {
            Children::Entries { start, end } => self.entries.get(start as usize..end as usize),
            Children::None | Children::Items { .. } => None,
        }
    }

    /// The items of a sequence.
    pub(crate) fn items(&self, node: NodeId) -> Option<&[NodeId]> {
        match self.node(node)?.children {
            Children::Items { start, end } => self.items.get(start as usize..end as usize),
            Children::None | Children::Entries { .. } => None,
        }
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    fn add(&mut self, offset: u32, children: Children) -> NodeId {
        let id = NodeId(length(&self.nodes));
        self.nodes.push(Node { offset, children });
        id
    }

    /// The place of a value, or of the nearest value around it that the file has.
    fn find(&self, pointer: &Pointer) -> Option<Found> {
        let mut found = Found {
            node: self.root?,
            key: None,
        };
        for segment in pointer.segments() {
            let Some(next) = self.step(found.node, &segment) else {
                break;
            };
            found = next;
        }
        Some(found)
    }

    fn step(&self, node: NodeId, segment: &str) -> Option<Found> {
        if let Some(entries) = self.entries(node) {
            let end = entries.partition_point(|entry| *entry.key <= *segment);
            let entry = entries[..end]
                .last()
                .filter(|entry| *entry.key == *segment)?;
            return Some(Found {
                node: entry.value,
                key: Some(entry.offset),
            });
        }
        let index: usize = segment.parse().ok()?;
        Some(Found {
            node: *self.items(node)?.get(index)?,
            key: None,
        })
    }
}

fn length<T>(list: &[T]) -> u32 {
    // The reader refuses texts whose nodes would not fit.
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// A value and its key, if it has one.
#[derive(Clone, Copy)]
struct Found {
    node: NodeId,
    key: Option<u32>,
}

/// Where the values of a document come from.
///
/// A pointer into the document leads to a file and a pointer in it, which is the same pointer unless the value was
/// moved (`moved`) or comes from another file (`mount`).
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<File>,
    places: HashMap<Pointer, Place>,
}

#[derive(Debug)]
struct File {
    source: Arc<Source>,
    spans: Spans,
}

/// A pointer into one of the files.
#[derive(Clone, Debug)]
struct Place {
    file: usize,
    pointer: Pointer,
}

impl SourceMap {
    /// A map without files: it locates nothing.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its number. The first one is the document itself.
    pub(crate) fn add_file(&mut self, source: Arc<Source>, spans: Spans) -> usize {
        self.files.push(File { source, spans });
        self.files.len() - 1
    }

    /// Says that the value at `pointer` of the document is the one at `place` of a file.
    pub(crate) fn mount(&mut self, pointer: Pointer, file: usize, place: Pointer) {
        self.places.insert(
            pointer,
            Place {
                file,
                pointer: place,
            },
        );
    }

    /// Says that the value at `to` of the document was at `from` before.
    pub(crate) fn moved(&mut self, from: &Pointer, to: Pointer) {
        let place = self.place(from);
        self.places.insert(to, place);
    }

    /// Forgets where what is below a place came from, since something else stands there now.
    pub(crate) fn forget_below(&mut self, pointer: &Pointer) {
        self.places
            .retain(|known, _| known == pointer || known.below(pointer).is_none());
    }

    /// Says that an item of an array is gone, so that those after it have the places before theirs.
    pub(crate) fn remove_item(&mut self, array: &Pointer, index: usize, length: usize) {
        for after in index + 1..length {
            let (from, to) = (array.index(after), array.index(after - 1));
            let place = self.place(&from);
            self.forget_below(&to);
            let below = self.places.iter().filter(|(known, _)| **known != from);
            let below = below.filter_map(|(known, place)| {
                let rest = known.below(&from)?;
                Some((to.join(&rest), place.clone()))
            });
            let below: Vec<_> = below.collect();
            self.places.extend(below);
            self.places.insert(to, place);
        }
        let last = array.index(length.saturating_sub(1));
        self.forget_below(&last);
        self.places.remove(&last);
    }

    /// The same for many values at once: all that they were moved from are places as they were before any of them was.
    pub(crate) fn moved_together(&mut self, moves: &[(Pointer, Pointer)]) {
        let places: Vec<Place> = moves.iter().map(|(from, _)| self.place(from)).collect();
        let ends = moves.iter().map(|(_, to)| to.clone());
        self.places.extend(ends.zip(places));
    }

    /// The file and pointer that a pointer into the document comes from.
    fn place(&self, pointer: &Pointer) -> Place {
        if !self.places.is_empty() {
            let mut ancestor = Some(pointer.clone());
            while let Some(candidate) = ancestor {
                if let (Some(place), Some(rest)) =
                    (self.places.get(&candidate), pointer.below(&candidate))
                {
                    return Place {
                        file: place.file,
                        pointer: place.pointer.join(&rest),
                    };
                }
                ancestor = candidate.parent();
            }
        }
        Place {
            file: 0,
            pointer: pointer.clone(),
        }
    }

    /// Whether what is at a place comes from the document itself, and not from another file.
    pub(crate) fn is_of_document(&self, pointer: &Pointer) -> bool {
        self.place(pointer).file == 0
    }

    /// Whether two places of the document are one place of the text: a value is copied to where it is referred to, and
    /// a YAML alias holds what its anchor does.
    pub(crate) fn is_same_source(&self, a: &Pointer, b: &Pointer) -> bool {
        match (self.locate(a, Spot::Value), self.locate(b, Spot::Value)) {
            (Some(a), Some(b)) => a.position == b.position && Arc::ptr_eq(&a.source, &b.source),
            _ => false,
        }
    }

    /// A place of the document as its author knows it, for the text of a message.
    pub(crate) fn shown(&self, pointer: &Pointer) -> String {
        let place = self.place(pointer);
        match self.files.get(place.file).filter(|_| place.file > 0) {
            Some(file) => format!("{}{}", file.source.name(), place.pointer),
            None => place.pointer.to_string(),
        }
    }

    /// The number of the file and the pointer in it that a place of the document comes from.
    pub(crate) fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let place = self.place(pointer);
        (place.file, place.pointer)
    }

    /// The number of the file that a value of the document stands in.
    pub(crate) fn file_of(&self, pointer: &Pointer) -> usize {
        self.place(pointer).file
    }

    /// Whether the value at this place of the document stands there in the text as well, and was not copied to it.
    pub(crate) fn is_in_place(&self, pointer: &Pointer) -> bool {
        let place = self.place(pointer);
        place.file == 0 && place.pointer == *pointer
    }

    /// Where a pointer leads in the text: to the value itself if it is a scalar, to its key if it is more than that,
    /// and to the nearest value around it if the text has none there.
    pub(crate) fn locate(&self, pointer: &Pointer, spot: Spot) -> Option<Location> {
        let place = self.place(pointer);
        self.locate_in(place.file, &place.pointer, spot)
    }

    /// Where a pointer into one of the files leads in its text.
    pub(crate) fn locate_in(&self, file: usize, pointer: &Pointer, spot: Spot) -> Option<Location> {
        let file = self.files.get(file)?;
        // A file that holds no value at all is meant from its beginning.
        let offset = file.spans.find(pointer).map_or(Some(0), |found| {
            let node = file.spans.node(found.node)?;
            Some(match (found.key, node.children) {
                (Some(key), Children::Entries { .. } | Children::Items { .. }) => key,
                (Some(key), Children::None) if spot == Spot::Key => key,
                _ => node.offset,
            })
        })?;
        let position = file.source.position(offset as usize);
        Some(Location {
            source: Arc::clone(&file.source),
            position,
            pointer: Some(pointer.clone()),
        })
    }

    /// A number or word as it is written in the text: `1.10` is a number whose value no longer shows the zero.
    pub(crate) fn written(&self, pointer: &Pointer) -> Option<&str> {
        let place = self.place(pointer);
        let file = self.files.get(place.file)?;
        let node = file.spans.node(file.spans.find(&place.pointer)?.node)?;
        let rest = file.source.text().get(node.offset as usize..)?;
        let end = rest
            .find(|c: char| c.is_whitespace() || ",}]#".contains(c))
            .unwrap_or(rest.len());
        (end > 0 && matches!(node.children, Children::None)).then(|| &rest[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"a": {"b": [1, 2]}}`, each value at its byte.
    fn spans() -> Spans {
        let mut spans = Spans::default();
        let items = [spans.scalar(13), spans.scalar(16)];
        let list = spans.sequence(12, &items);
        let inner = spans.mapping(
            6,
            vec![SpanEntry {
                key: "b".into(),
                offset: 7,
                value: list,
            }],
        );
        let root = spans.mapping(
            0,
            vec![SpanEntry {
                key: "a".into(),
                offset: 1,
                value: inner,
            }],
        );
        spans.set_root(root);
        spans
    }

    fn map() -> SourceMap {
        let mut map = SourceMap::new();
        map.add_file(
            Arc::new(Source::new("x.json", r#"{"a": {"b": [1, 2]}}"#)),
            spans(),
        );
        map
    }

    fn place(map: &SourceMap, pointer: &str) -> String {
        let location = map
            .locate(&Pointer::parse(pointer).unwrap(), Spot::Value)
            .unwrap();
        format!("{} {}", location.position.column, location.pointer.unwrap())
    }

    #[test]
    fn scalars_by_value_and_containers_by_key() {
        let map = map();
        assert_eq!(place(&map, ""), "1 #");
        assert_eq!(place(&map, "/a"), "2 #/a");
        assert_eq!(place(&map, "/a/b"), "8 #/a/b");
        assert_eq!(place(&map, "/a/b/1"), "17 #/a/b/1");
    }

    #[test]
    fn what_is_not_there_leads_to_what_is_around_it() {
        assert_eq!(place(&map(), "/a/b/7/x"), "8 #/a/b/7/x");
        assert!(
            SourceMap::new()
                .locate(&Pointer::root(), Spot::Value)
                .is_none()
        );
    }

    #[test]
    fn moves_follow_each_other() {
        let mut map = map();
        map.moved(
            &Pointer::parse("/a/b").unwrap(),
            Pointer::parse("/c").unwrap(),
        );
        map.moved(
            &Pointer::parse("/c/1").unwrap(),
            Pointer::parse("/d").unwrap(),
        );
        assert_eq!(place(&map, "/d"), "17 #/a/b/1");
        assert_eq!(map.written(&Pointer::parse("/d").unwrap()), Some("2"));
    }
}
