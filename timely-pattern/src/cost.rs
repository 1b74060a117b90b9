//! How long a text may be so that matching it is surely cheap.

use crate::backtrack::{CHOICE, MAX_CHOICES, MAX_CONTENTS};
use crate::node::{Assertion, Direction, Node};
use crate::program::Program;
use std::collections::HashMap;

/// The most characters with which a program surely takes no more steps than these, and no more memory than it has.
pub(crate) fn longest(program: &Program, node: &Node, steps: u64) -> u64 {
    let cost = Cost::new(program, node);
    let is_cheap = |length: u64| cost.steps(length) <= steps as f64 && cost.fits(length);
    let (mut good, mut bad) = (0, 1 << 24);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if is_cheap(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

/// What a program may take, as a function of the length of the text. Numbers of steps may be astronomical.
#[derive(Default)]
struct Cost {
    ops: f64,
    /// The most characters that each reference takes, and whether their case is folded.
    references: Vec<(Option<u64>, bool)>,
    /// The most characters of each group, by its number.
    widths: HashMap<u32, Option<u64>>,
    choices: Vec<Choice>,
    /// The groups that were matched before what is looked at.
    matched: Vec<Group>,
    /// How many groups began before it, somewhere, and have not ended.
    open: i32,
}

/// Where a node may begin to match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// At one place only.
    Fixed,
    Anywhere,
}

impl Start {
    /// The same, if what stands before it leaves that as it is.
    fn kept_if(self, is_kept: bool) -> Self {
        match is_kept {
            true => self,
            false => Self::Anywhere,
        }
    }

    /// At how many of these places it may be.
    fn of(self, places: f64) -> f64 {
        match self {
            Self::Fixed => 1.0,
            Self::Anywhere => places,
        }
    }

    /// How many nodes these are that may begin anywhere.
    fn anywhere(self) -> i32 {
        i32::from(self == Self::Anywhere)
    }
}

/// A group: where it may begin, and how many lengths it may have.
#[derive(Clone, Copy)]
struct Group(Start, Option<u64>);

/// A step that chooses, and what may differ each time that it does.
struct Choice {
    start: Start,
    matched: Vec<Group>,
    open: i32,
    around: Around,
}

/// What a node stands in.
#[derive(Clone, Copy)]
struct Around {
    /// How many repetitions there are, and the product of their counts.
    repetitions: i32,
    counts: f64,
    /// How many of these note where they began.
    noted: i32,
    /// How many look-arounds are asked at many places.
    nested: i32,
}

impl Cost {
    fn new(program: &Program, node: &Node) -> Self {
        let mut cost = Self {
            ops: program.ops.len() as f64,
            ..Self::default()
        };
        cost.measure(node);
        let around = Around {
            repetitions: 0,
            counts: 1.0,
            noted: 0,
            nested: 0,
        };
        let start = Start::Fixed.kept_if(program.is_anchored);
        cost.visit(node, start, around);
        cost
    }

    fn measure(&mut self, node: &Node) {
        if let Node::Group(node, number) = node {
            self.widths.insert(*number, node.width().1);
        }
        node.children().iter().for_each(|node| self.measure(node));
    }

    fn choose(&mut self, start: Start, around: Around) {
        self.choices.push(Choice {
            start,
            matched: self.matched.clone(),
            open: self.open,
            around,
        });
    }

    /// Looks at a node that begins there; returns where what is behind it begins.
    fn visit(&mut self, node: &Node, start: Start, around: Around) -> Start {
        let (min, max) = node.width();
        match node {
            Node::Concat(nodes) => {
                let visit = |start, node| self.visit(node, start, around);
                return nodes.iter().fold(start, visit);
            }
            Node::Assert(Assertion::Start) => return Start::Fixed,
            Node::Alternate(nodes) => {
                for node in nodes {
                    self.choose(start, around);
                    self.visit(node, start, around);
                }
            }
            Node::Repeat { node, min, max, .. } => {
                self.visit_repeated(node, (*min, *max), start, around);
            }
            Node::Group(node, _) => {
                self.open += start.anywhere();
                self.visit(node, start, around);
                self.open -= start.anywhere();
                let lengths = max.map(|max| max - min + 1);
                self.matched.push(Group(start, lengths));
            }
            Node::Look {
                node, direction, ..
            } => {
                let inner = start.kept_if(*direction == Direction::Forward);
                self.visit(node, inner, around.within(start));
            }
            Node::Atomic(node) => {
                self.visit(node, start, around.within(start));
            }
            Node::Back { groups, fold } => {
                let widths = groups.iter().map(|group| *self.widths.get(group)?);
                let widest = widths.reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b)));
                self.references.push((widest.flatten(), *fold));
            }
            Node::Empty | Node::Set(_) | Node::Assert(_) => {}
        }
        start.kept_if(Some(min) == max)
    }

    fn visit_repeated(
        &mut self,
        node: &Node,
        (min, max): (u32, Option<u32>),
        start: Start,
        around: Around,
    ) {
        self.choose(start, around);
        let around = Around {
            repetitions: around.repetitions + 1,
            counts: around.counts * (f64::from(max.unwrap_or(min)) + 2.0),
            noted: around.noted + i32::from(node.width().0 == 0),
            ..around
        };
        self.visit(node, start.kept_if(max == Some(1)), around);
        self.choose(Start::Anywhere, around);
    }

    fn steps(&self, length: u64) -> f64 {
        // In bytes, of which a character has up to four.
        let compared = self.references.iter().map(|(widest, fold)| {
            let width = widest.map_or(length, |widest| widest.min(length));
            width as f64 * if *fold { 4.0 } else { 0.125 }
        });
        let each = self.ops + CHOICE as f64 + compared.sum::<f64>();
        // A choice leads to two others, made before or not; and each place is tried as the beginning of a match.
        (2.0 * self.made(length) + length as f64 + 1.0) * each
    }

    /// How many choices may be made.
    fn made(&self, length: u64) -> f64 {
        self.choices.iter().map(|choice| choice.made(length)).sum()
    }

    fn fits(&self, length: u64) -> bool {
        let contents: f64 = self
            .choices
            .iter()
            .map(|choice| choice.contents(length))
            .sum();
        self.made(length) <= MAX_CHOICES as f64 && contents <= MAX_CONTENTS as f64
    }
}

impl Around {
    /// Within a look-around or an atomic group.
    fn within(self, start: Start) -> Self {
        let nested = self.nested + start.anywhere();
        Self { nested, ..self }
    }
}

impl Choice {
    /// How many contents the registers may have here with a text of so many characters.
    fn contents(&self, length: u64) -> f64 {
        let places = length as f64 + 1.0;
        let matched = self.matched.iter().map(|Group(start, lengths)| {
            let lengths = lengths.map_or(places, |lengths| places.min(lengths as f64));
            lengths * start.of(places) + 1.0
        });
        let Around {
            repetitions, noted, ..
        } = self.around;
        // Each time through takes a character, but for those that must be there and may take none.
        let most = (places + 1.0).powi(repetitions + noted);
        let counts = self.around.counts.min(most);
        matched.product::<f64>() * counts * places.powi(self.open + noted)
    }

    fn made(&self, length: u64) -> f64 {
        let places = length as f64 + 1.0;
        self.start.of(places) * self.contents(length) * places.powi(self.around.nested)
    }
}
