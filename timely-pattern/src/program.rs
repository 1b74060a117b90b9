//! Patterns that no automaton takes, as steps that go back where they fail: those with references back, with atomic
//! groups, and with counts of thousands.

use crate::automaton::Compiler;
use crate::guard::{Condition, Guard};
use crate::linear::Looks;
use crate::node::{Direction, Node, Quantifier};
use crate::set::Set;
use std::collections::HashMap;

/// A register that holds nothing.
pub(crate) const NONE: u32 = u32::MAX;

/// One step. Most name the one that comes next.
pub(crate) enum Op {
    Set {
        set: u32,
        direction: Direction,
        next: u32,
    },
    Split {
        first: u32,
        second: u32,
    },
    Save {
        register: u32,
        next: u32,
    },
    Guard {
        guard: Guard,
        negated: bool,
        next: u32,
    },
    /// What is found from `body` on must be there, or must not.
    Look {
        body: u32,
        negated: bool,
        next: u32,
    },
    Atomic {
        body: u32,
        next: u32,
    },
    Back(BackReference),
    /// Before a repetition, and each time behind its body.
    Enter(u32),
    Again(u32),
    /// Goes through the body once more.
    Iterate(u32),
    Leave(u32),
    Accept,
}

/// A reference back to what a group has matched.
pub(crate) struct BackReference {
    /// The first register of each group that may have; the first group that took part counts.
    pub(crate) registers: Vec<u32>,
    /// Whether case does not count.
    pub(crate) fold: bool,
    pub(crate) direction: Direction,
    pub(crate) next: u32,
}

/// A repetition.
pub(crate) struct Repetition {
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    pub(crate) greedy: bool,
    pub(crate) body: u32,
    pub(crate) next: u32,
    pub(crate) iterate: u32,
    pub(crate) leave: u32,
    /// How often the body was gone through, as far as it matters.
    pub(crate) count: u32,
    /// Where the body was begun, if it may take nothing.
    pub(crate) begun: Option<u32>,
    /// The registers of the groups inside, which each time are undefined at first.
    pub(crate) inside: Vec<u32>,
}

impl Repetition {
    /// The count that all beyond are as good as.
    pub(crate) fn enough(&self) -> u32 {
        let enough = self.max.unwrap_or(self.min);
        enough.saturating_add(u32::from(self.begun.is_some()))
    }
}

/// The steps of a pattern.
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) repetitions: Vec<Repetition>,
    pub(crate) sets: Vec<Set>,
    pub(crate) looks: Looks,
    /// Two for each group that is referred to, then those of repetitions.
    pub(crate) registers: usize,
    pub(crate) entry: u32,
    pub(crate) is_anchored: bool,
}

impl Program {
    /// `None` for a pattern whose program has as many steps as no text of a pattern could.
    pub(crate) fn new(node: &Node) -> Option<Self> {
        let mut builder = Builder {
            ops: vec![Op::Accept],
            repetitions: Vec::new(),
            sets: Vec::new(),
            groups: HashMap::new(),
            registers: 0,
            looks: Compiler::default(),
        };
        builder.number_groups(node);
        let entry = builder.build(node, 0, Direction::Forward)?;
        Some(Self {
            ops: builder.ops,
            repetitions: builder.repetitions,
            sets: builder.sets,
            looks: Looks::new(builder.looks),
            registers: builder.registers as usize,
            entry,
            is_anchored: node.is_anchored(Direction::Forward),
        })
    }
}

/// Whether a look-around needs nothing that an automaton has not.
fn is_regular(node: &Node) -> bool {
    !node.any(&|node| matches!(node, Node::Back { .. } | Node::Group(..) | Node::Atomic(_)))
}

struct Builder {
    ops: Vec<Op>,
    repetitions: Vec<Repetition>,
    sets: Vec<Set>,
    /// The first register of each group, by its number.
    groups: HashMap<u32, u32>,
    registers: u32,
    looks: Compiler,
}

impl Builder {
    fn number_groups(&mut self, node: &Node) {
        if let Node::Group(_, number) = node {
            self.groups.insert(*number, self.registers);
            self.registers += 2;
        }
        node.children()
            .iter()
            .for_each(|node| self.number_groups(node));
    }

    fn push(&mut self, op: Op) -> Option<u32> {
        self.ops.push(op);
        u32::try_from(self.ops.len() - 1).ok()
    }

    /// The step that begins a node behind which `next` comes, with characters taken in this direction.
    fn build(&mut self, node: &Node, next: u32, direction: Direction) -> Option<u32> {
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => {
                let set = self.set(set)?;
                self.push(Op::Set {
                    set,
                    direction,
                    next,
                })
            }
            Node::Concat(nodes) => self.concatenation(nodes, next, direction),
            Node::Alternate(nodes) => self.alternatives(nodes, next, direction),
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => {
                let quantifier = Quantifier {
                    min: *min,
                    max: *max,
                    greedy: *greedy,
                };
                self.repeat(node, quantifier, next, direction)
            }
            Node::Group(node, number) => self.group(node, *number, next, direction),
            Node::Assert(assertion) => self.guard((*assertion).into(), next),
            Node::Look {
                node,
                direction,
                negated,
            } => {
                let negated = *negated;
                if let Some(number) = self.regular_look(node, *direction) {
                    let guard = Guard::Look(number);
                    return self.guard(Condition { guard, negated }, next);
                }
                let body = self.build(node, 0, *direction)?;
                self.push(Op::Look {
                    body,
                    negated,
                    next,
                })
            }
            Node::Atomic(node) => {
                let body = self.build(node, 0, direction)?;
                self.push(Op::Atomic { body, next })
            }
            Node::Back { groups, fold } => {
                let reference = BackReference {
                    registers: self.registers_of(groups),
                    fold: *fold,
                    direction,
                    next,
                };
                self.push(Op::Back(reference))
            }
        }
    }

    /// The number of a set.
    fn set(&mut self, set: &Set) -> Option<u32> {
        let known = self.sets.iter().position(|known| known == set);
        let number = known.unwrap_or(self.sets.len());
        if known.is_none() {
            self.sets.push(set.clone());
        }
        u32::try_from(number).ok()
    }

    fn guard(&mut self, condition: Condition, next: u32) -> Option<u32> {
        let Condition { guard, negated } = condition;
        self.push(Op::Guard {
            guard,
            negated,
            next,
        })
    }

    /// One after the other, built from what comes last.
    fn concatenation(&mut self, nodes: &[Node], next: u32, direction: Direction) -> Option<u32> {
        let mut nodes = nodes.iter();
        let mut build = |next, node| self.build(node, next, direction);
        match direction {
            Direction::Forward => nodes.rev().try_fold(next, &mut build),
            Direction::Backward => nodes.try_fold(next, &mut build),
        }
    }

    /// Tries one after the other.
    fn alternatives(&mut self, nodes: &[Node], next: u32, direction: Direction) -> Option<u32> {
        let (last, others) = nodes.split_last()?;
        let mut entry = self.build(last, next, direction)?;
        for node in others.iter().rev() {
            let first = self.build(node, next, direction)?;
            entry = self.push(Op::Split {
                first,
                second: entry,
            })?;
        }
        Some(entry)
    }

    /// The first register of each of these groups; one that can take no part was left out.
    fn registers_of(&self, groups: &[u32]) -> Vec<u32> {
        let registers = groups.iter();
        registers
            .filter_map(|group| self.groups.get(group).copied())
            .collect()
    }

    /// A group that notes where it begins and ends.
    fn group(&mut self, node: &Node, number: u32, next: u32, direction: Direction) -> Option<u32> {
        let start = *self.groups.get(&number)?;
        let (first, last) = match direction {
            Direction::Forward => (start, start + 1),
            Direction::Backward => (start + 1, start),
        };
        let next = self.push(Op::Save {
            register: last,
            next,
        })?;
        let next = self.build(node, next, direction)?;
        self.push(Op::Save {
            register: first,
            next,
        })
    }

    /// The number of a look-around that an automaton finds the places of.
    fn regular_look(&mut self, node: &Node, direction: Direction) -> Option<u32> {
        if !is_regular(node) {
            return None;
        }
        self.looks.look(node, direction).ok()
    }

    fn repeat(
        &mut self,
        node: &Node,
        quantifier: Quantifier,
        next: u32,
        direction: Direction,
    ) -> Option<u32> {
        let Quantifier { min, max, greedy } = quantifier;
        let number = u32::try_from(self.repetitions.len()).ok()?;
        let count = self.registers;
        self.registers += 1;
        let begun = (node.width().0 == 0).then_some(self.registers);
        self.registers += u32::from(begun.is_some());
        let mut inside = Vec::new();
        self.registers_inside(node, &mut inside);
        let iterate = self.push(Op::Iterate(number))?;
        let leave = self.push(Op::Leave(number))?;
        let again = self.push(Op::Again(number))?;
        self.repetitions.push(Repetition {
            min,
            max,
            greedy,
            body: again,
            next,
            iterate,
            leave,
            count,
            begun,
            inside,
        });
        let body = self.build(node, again, direction)?;
        self.repetitions.get_mut(number as usize)?.body = body;
        self.push(Op::Enter(number))
    }

    fn registers_inside(&self, node: &Node, inside: &mut Vec<u32>) {
        if let Node::Group(_, number) = node
            && let Some(register) = self.groups.get(number)
        {
            inside.extend([*register, register + 1]);
        }
        let children = node.children().iter();
        children.for_each(|node| self.registers_inside(node, inside));
    }
}
