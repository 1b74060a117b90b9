//! Builds the [`Spans`] of a file from the events of a parser.

use super::limits::MAX_COPIED;
use crate::diagnostic::{Code, NodeId, Pointer, SpanEntry, Spans};
use crate::grammar::MAX_DEPTH;
use std::collections::HashMap;

/// Something wrong at a byte of the text.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) offset: u32,
    pub(super) pointer: Pointer,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// A key that a mapping holds twice.
#[derive(Debug)]
pub(super) struct Duplicate {
    pub(super) pointer: Pointer,
    pub(super) first: u32,
    pub(super) second: u32,
}

impl Duplicate {
    /// Whether its values are put together.
    pub(super) fn is_joined(&self) -> bool {
        self.pointer
            .parent()
            .is_some_and(|mapping| joins_duplicates(&mapping))
    }
}

/// Takes the events of a parser, in order, and keeps the limits.
#[derive(Debug, Default)]
pub(super) struct TreeBuilder {
    spans: Spans,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    /// Values so far, aliases expanded.
    values: u64,
    /// Those of them that aliases stand for.
    copied: u64,
    root: Option<NodeId>,
    duplicates: Vec<Duplicate>,
}

#[derive(Debug)]
struct Frame {
    offset: u32,
    anchor: usize,
    /// The value of [`TreeBuilder::values`] when it began.
    values_before: u64,
    /// How many levels it holds, itself included.
    height: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Mapping {
        entries: Vec<SpanEntry>,
        key: Option<Key>,
        merged: Vec<NodeId>,
    },
    Sequence {
        items: Vec<NodeId>,
    },
}

#[derive(Debug)]
struct Key {
    text: String,
    offset: u32,
    /// Whether it stands without quotes: only then may `<<` be a merge.
    plain: bool,
}

/// What an alias brings.
#[derive(Clone, Debug)]
struct Anchor {
    node: NodeId,
    values: u64,
    height: usize,
    /// The text, if it is a scalar: an alias can be a key.
    text: Option<String>,
}

/// A scalar of the text.
pub(super) struct Scalar<'a> {
    pub(super) text: &'a str,
    pub(super) offset: u32,
    pub(super) plain: bool,
    /// The number of its anchor; 0 if it has none.
    pub(super) anchor: usize,
}

impl TreeBuilder {
    /// A scalar: a key, if a mapping waits for one.
    pub(super) fn scalar(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        self.values += 1;
        let node = self.spans.scalar(scalar.offset);
        if scalar.anchor != 0 {
            let text = Some(scalar.text.to_owned());
            self.anchors.insert(
                scalar.anchor,
                Anchor {
                    node,
                    values: 1,
                    height: 1,
                    text,
                },
            );
        }
        if let Some(key) = self.awaited_key() {
            *key = Some(Key {
                text: scalar.text.to_owned(),
                offset: scalar.offset,
                plain: scalar.plain,
            });
            return Ok(());
        }
        self.place(node, 1);
        Ok(())
    }

    /// An alias of what has the anchor of this number.
    pub(super) fn alias(&mut self, number: usize, offset: u32) -> Result<(), Problem> {
        let Some(anchor) = self.anchors.get(&number).cloned() else {
            return Err(self
                .problem(
                    Code::InvalidSyntax,
                    offset,
                    "the alias stands inside of what it repeats",
                )
                .with_help(
                    "an anchored value cannot hold itself; a schema can refer to itself by `$ref`",
                ));
        };
        self.copy(anchor.values, offset)?;
        self.check_depth(anchor.height, offset)?;
        if let Some(text) = &anchor.text
            && let Some(key) = self.awaited_key()
        {
            *key = Some(Key {
                text: text.clone(),
                offset,
                plain: false,
            });
            return Ok(());
        }
        self.refuse_as_key(offset)?;
        let node = self.spans.alias(offset, anchor.node);
        self.place(node, anchor.height);
        Ok(())
    }

    /// The beginning of a mapping.
    pub(super) fn begin_mapping(&mut self, offset: u32, anchor: usize) -> Result<(), Problem> {
        let content = Content::Mapping {
            entries: Vec::new(),
            key: None,
            merged: Vec::new(),
        };
        self.begin(offset, anchor, content)
    }

    /// The beginning of a sequence.
    pub(super) fn begin_sequence(&mut self, offset: u32, anchor: usize) -> Result<(), Problem> {
        self.begin(offset, anchor, Content::Sequence { items: Vec::new() })
    }

    fn begin(&mut self, offset: u32, anchor: usize, content: Content) -> Result<(), Problem> {
        self.refuse_as_key(offset)?;
        self.values += 1;
        self.check_depth(1, offset)?;
        self.stack.push(Frame {
            offset,
            anchor,
            values_before: self.values - 1,
            height: 1,
            content,
        });
        Ok(())
    }

    /// The end of the innermost mapping or sequence.
    pub(super) fn end(&mut self) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let node = match frame.content {
            Content::Mapping {
                entries, merged, ..
            } => self.finish_mapping(frame.offset, entries, &merged),
            Content::Sequence { items } => self.spans.sequence(frame.offset, &items),
        };
        if frame.anchor != 0 {
            let values = self.values - frame.values_before;
            self.anchors.insert(
                frame.anchor,
                Anchor {
                    node,
                    values,
                    height: frame.height,
                    text: None,
                },
            );
        }
        self.place(node, frame.height);
    }

    /// Gives up what was built, and the keys that stand twice. What was begun and not ended is ended here.
    pub(super) fn finish(mut self) -> (Spans, Vec<Duplicate>) {
        while !self.stack.is_empty() {
            self.end();
        }
        if let Some(root) = self.root {
            self.spans.set_root(root);
        }
        (self.spans, self.duplicates)
    }

    fn finish_mapping(
        &mut self,
        offset: u32,
        mut entries: Vec<SpanEntry>,
        merged: &[NodeId],
    ) -> NodeId {
        let at = pointer(&self.stack);
        if self.note_duplicates(&entries, &at) && joins_duplicates(&at) {
            self.join(&mut entries, &at);
        }
        for source in merged {
            let sources = match self.spans.items(*source) {
                Some(items) => items.to_vec(),
                None => vec![*source],
            };
            for source in sources {
                let brought = self.spans.entries(source).unwrap_or_default();
                let have: std::collections::HashSet<&str> =
                    entries.iter().map(|entry| &*entry.key).collect();
                let new: Vec<SpanEntry> = brought
                    .iter()
                    .filter(|entry| !have.contains(&*entry.key))
                    .cloned()
                    .collect();
                entries.extend(new);
            }
        }
        self.spans.mapping(offset, entries)
    }

    /// Whether a key stands twice in a mapping, which is at this place.
    fn note_duplicates(&mut self, entries: &[SpanEntry], mapping: &Pointer) -> bool {
        let before = self.duplicates.len();
        let mut first = HashMap::with_capacity(entries.len());
        for entry in entries {
            match first.entry(&*entry.key) {
                std::collections::hash_map::Entry::Vacant(vacant) => {
                    vacant.insert(entry.offset);
                }
                std::collections::hash_map::Entry::Occupied(occupied) => {
                    self.duplicates.push(Duplicate {
                        pointer: mapping.child(&entry.key),
                        first: *occupied.get(),
                        second: entry.offset,
                    })
                }
            }
        }
        self.duplicates.len() > before
    }

    /// Of equal keys, the last one counts, with what it takes over from those before it.
    fn join(&mut self, entries: &mut [SpanEntry], at: &Pointer) {
        let mut places: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(entries.len());
        for (place, entry) in entries.iter().enumerate() {
            places.entry(entry.key.clone()).or_default().push(place);
        }
        for equal in places.into_values().filter(|equal| equal.len() > 1) {
            let mappings = equal.iter().map(|place| entries[*place].value);
            let mappings: Vec<NodeId> = mappings.collect();
            let (Some(joined), Some(last)) = (self.spans.joined(&mappings), equal.last()) else {
                continue;
            };
            let last = &mut entries[*last];
            last.value = joined;
            let inner = self.spans.entries(joined).unwrap_or_default().to_vec();
            self.note_duplicates(&inner, &at.child(&last.key));
        }
    }

    /// Puts a value where the innermost frame wants one.
    fn place(&mut self, node: NodeId, height: usize) {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.height = frame.height.max(height + 1);
        match &mut frame.content {
            Content::Sequence { items } => items.push(node),
            Content::Mapping {
                entries,
                key,
                merged,
            } => {
                let Some(key) = key.take() else { return };
                let holds_mappings = |id: &NodeId| self.spans.entries(*id).is_some();
                let mergeable = holds_mappings(&node)
                    || self
                        .spans
                        .items(node)
                        .is_some_and(|items| items.iter().all(holds_mappings));
                if key.plain && key.text == "<<" && mergeable {
                    merged.push(node);
                } else {
                    entries.push(SpanEntry {
                        key: key.text.into(),
                        offset: key.offset,
                        value: node,
                    });
                }
            }
        }
    }

    /// Where to put a key, if the innermost frame is a mapping without one.
    fn awaited_key(&mut self) -> Option<&mut Option<Key>> {
        match &mut self.stack.last_mut()?.content {
            Content::Mapping { key, .. } if key.is_none() => Some(key),
            _ => None,
        }
    }

    fn refuse_as_key(&mut self, offset: u32) -> Result<(), Problem> {
        if self.awaited_key().is_none() {
            return Ok(());
        }
        Err(self
            .problem(
                Code::InvalidSyntax,
                offset,
                "a mapping or a list cannot be a key",
            )
            .with_help("put quotes around text that begins with `{` or `[`"))
    }

    fn copy(&mut self, values: u64, offset: u32) -> Result<(), Problem> {
        self.values = self.values.saturating_add(values);
        self.copied = self.copied.saturating_add(values);
        if self.copied <= MAX_COPIED {
            return Ok(());
        }
        let message = format!("the aliases stand for more than {MAX_COPIED} values");
        Err(self.problem(Code::TooLarge, offset, message))
    }

    fn check_depth(&self, more: usize, offset: u32) -> Result<(), Problem> {
        if self.stack.len() + more <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("values are nested more than {MAX_DEPTH} levels deep");
        Err(self
            .problem(Code::TooLarge, offset, message)
            .with_help("move inner schemas to `components` and refer to them"))
    }

    fn problem(&self, code: Code, offset: u32, message: impl Into<String>) -> Problem {
        Problem {
            code,
            offset,
            pointer: pointer(&self.stack),
            message: message.into(),
            help: None,
        }
    }
}

impl Problem {
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The place of the value that is being read.
fn pointer(stack: &[Frame]) -> Pointer {
    let mut pointer = Pointer::root();
    for frame in stack {
        match &frame.content {
            Content::Mapping { key: Some(key), .. } => pointer.push(&key.text),
            Content::Mapping { key: None, .. } => {}
            Content::Sequence { items } => pointer.push_index(items.len()),
        }
    }
    pointer
}

/// Whether the values of equal keys in the mapping at this place are put together. Operations of one path are written in
/// two places, and both are meant.
pub(super) fn joins_duplicates(mapping: &Pointer) -> bool {
    mapping.as_str() == "/paths"
}
