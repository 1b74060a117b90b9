//! A pattern as a tree.

use crate::set::Set;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// Matches without taking a character.
    Empty,
    /// One character.
    Set(Set),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of them, the first that leads to a match.
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        /// `None`: without end.
        max: Option<u32>,
        greedy: bool,
    },
    /// A group that something refers back to, by its number.
    Group(Box<Node>, u32),
    Assert(Assertion),
    /// A look ahead or behind.
    Look {
        node: Box<Node>,
        direction: Direction,
        negated: bool,
    },
    /// What the first of these groups that took part has matched; nothing when none did.
    Back {
        groups: Vec<u32>,
        fold: bool,
    },
    /// What is matched first is kept, whatever comes behind it.
    Atomic(Box<Node>),
}

/// How often a node is there, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantifier {
    pub(crate) min: u32,
    /// `None`: without end.
    pub(crate) max: Option<u32>,
    /// Whether more are tried before fewer.
    pub(crate) greedy: bool,
}

/// Where a pattern goes on from a place, or in which order a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// Towards the end of the text: a look ahead.
    Forward,
    /// Towards its beginning: a look behind.
    Backward,
}

impl Direction {
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// What holds between two characters, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Assertion {
    Start,
    End,
    LineStart,
    LineEnd,
    Word,
    NotWord,
}

impl Node {
    /// The least and the largest number of characters that it takes; `None`: without end.
    pub(crate) fn width(&self) -> (u64, Option<u64>) {
        match self {
            Self::Empty | Self::Assert(_) | Self::Look { .. } => (0, Some(0)),
            Self::Set(_) => (1, Some(1)),
            Self::Concat(nodes) => {
                nodes
                    .iter()
                    .map(Self::width)
                    .fold((0, Some(0)), |(min, max), (least, most)| {
                        let most = max.zip(most);
                        let sum = |(a, b): (u64, u64)| a.saturating_add(b);
                        (sum((min, least)), most.map(sum))
                    })
            }
            Self::Alternate(nodes) => {
                let widths = nodes.iter().map(Self::width);
                let either = |(min, max): (u64, Option<u64>), (least, most): (u64, Option<u64>)| {
                    (min.min(least), max.zip(most).map(|(a, b)| a.max(b)))
                };
                widths.reduce(either).unwrap_or_default()
            }
            Self::Repeat { node, min, max, .. } => {
                let (least, most) = node.width();
                let times = |width: u64, count: u32| width.saturating_mul(count.into());
                let most = match (most, max) {
                    (Some(0), _) => Some(0),
                    (most, max) => most.zip(*max).map(|(most, max)| times(most, max)),
                };
                (times(least, *min), most)
            }
            Self::Group(node, _) | Self::Atomic(node) => node.width(),
            Self::Back { .. } => (0, None),
        }
    }

    /// Whether it is tried at the beginning of the text only or, read backward, at its end.
    pub(crate) fn is_anchored(&self, direction: Direction) -> bool {
        match self {
            Self::Assert(Assertion::Start) => direction == Direction::Forward,
            Self::Assert(Assertion::End) => direction == Direction::Backward,
            Self::Concat(nodes) => {
                // What takes nothing stands at the same place as what is behind it.
                let mut before = true;
                let mut anchors = |node: &Self| {
                    let found = before && node.is_anchored(direction);
                    before &= node.width().1 == Some(0);
                    found
                };
                match direction {
                    Direction::Forward => nodes.iter().any(&mut anchors),
                    Direction::Backward => nodes.iter().rev().any(&mut anchors),
                }
            }
            Self::Alternate(nodes) => nodes.iter().all(|node| node.is_anchored(direction)),
            Self::Repeat { node, min, .. } => *min > 0 && node.is_anchored(direction),
            Self::Group(node, _) | Self::Atomic(node) => node.is_anchored(direction),
            _ => false,
        }
    }

    /// Whether it matches nothing at any place, and leaves no trace when it does.
    pub(crate) fn is_nullable(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Concat(nodes) => nodes.iter().all(Self::is_nullable),
            Self::Alternate(nodes) => {
                let is_traced = |node: &Self| node.any(&|node| matches!(node, Self::Group(..)));
                nodes.iter().any(Self::is_nullable) && !nodes.iter().any(is_traced)
            }
            Self::Repeat { node, min, .. } => {
                let is_traced = node.any(&|node| matches!(node, Self::Group(..)));
                !is_traced && (*min == 0 || node.is_nullable())
            }
            _ => false,
        }
    }

    /// The nodes directly below.
    pub(crate) fn children(&self) -> &[Self] {
        match self {
            Self::Concat(nodes) | Self::Alternate(nodes) => nodes,
            Self::Repeat { node, .. }
            | Self::Group(node, _)
            | Self::Look { node, .. }
            | Self::Atomic(node) => std::slice::from_ref(node),
            _ => &[],
        }
    }

    /// Whether this or one below it is such a node.
    pub(crate) fn any(&self, is_it: &dyn Fn(&Self) -> bool) -> bool {
        is_it(self) || self.children().iter().any(|node| node.any(is_it))
    }
}
