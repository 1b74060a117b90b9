//! Patterns that no automaton takes, as steps that go back where they fail: those with references back, with atomic
//! groups, and with counts of thousands.

use crate::automaton::Compiler;
use crate::guard::Guard;
use crate::linear::Looks;
use crate::node::Node;
use crate::set::Set;
use std::collections::HashMap;

/// A register that holds nothing.
pub(crate) const NONE: u32 = u32::MAX;

/// One step. Most name the one that comes next.
pub(crate) enum Op {
    Set {
        set: u32,
        back: bool,
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
    Back {
        registers: Vec<u32>,
        fold: bool,
        back: bool,
        next: u32,
    },
    /// Before a repetition, and each time behind its body.
    Enter(u32),
    Again(u32),
    /// Goes through the body once more.
    Iterate(u32),
    Leave(u32),
    Accept,
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
        let entry = builder.build(node, 0, false)?;
        Some(Self {
            ops: builder.ops,
            repetitions: builder.repetitions,
            sets: builder.sets,
            looks: Looks::new(builder.looks),
            registers: builder.registers as usize,
            entry,
            is_anchored: node.is_anchored(true),
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

    /// The step that begins a node behind which `next` comes; `back` where characters are taken backwards.
    fn build(&mut self, node: &Node, next: u32, back: bool) -> Option<u32> {
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => {
                let known = self.sets.iter().position(|known| known == set);
                let number = known.unwrap_or(self.sets.len());
                if known.is_none() {
                    self.sets.push(set.clone());
                }
                let set = u32::try_from(number).ok()?;
                self.push(Op::Set { set, back, next })
            }
            Node::Concat(nodes) if back => {
                let mut nodes = nodes.iter();
                nodes.try_fold(next, |next, node| self.build(node, next, back))
            }
            Node::Concat(nodes) => {
                let mut nodes = nodes.iter().rev();
                nodes.try_fold(next, |next, node| self.build(node, next, back))
            }
            Node::Alternate(nodes) => {
                let (last, others) = nodes.split_last()?;
                let mut entry = self.build(last, next, back)?;
                for node in others.iter().rev() {
                    let first = self.build(node, next, back)?;
                    entry = self.push(Op::Split {
                        first,
                        second: entry,
                    })?;
                }
                Some(entry)
            }
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => self.repeat(node, (*min, *max, *greedy), next, back),
            Node::Group(node, number) => {
                let start = *self.groups.get(number)?;
                let (first, last) = if back {
                    (start + 1, start)
                } else {
                    (start, start + 1)
                };
                let next = self.push(Op::Save {
                    register: last,
                    next,
                })?;
                let next = self.build(node, next, back)?;
                self.push(Op::Save {
                    register: first,
                    next,
                })
            }
            Node::Assert(assertion) => {
                let (guard, negated) = Guard::of(*assertion);
                self.push(Op::Guard {
                    guard,
                    negated,
                    next,
                })
            }
            Node::Look {
                node,
                ahead,
                negated,
            } => {
                let negated = *negated;
                if let Some(number) = self.regular_look(node, *ahead) {
                    let guard = Guard::Look(number);
                    return self.push(Op::Guard {
                        guard,
                        negated,
                        next,
                    });
                }
                let body = self.build(node, 0, !ahead)?;
                self.push(Op::Look {
                    body,
                    negated,
                    next,
                })
            }
            Node::Atomic(node) => {
                let body = self.build(node, 0, back)?;
                self.push(Op::Atomic { body, next })
            }
            Node::Back { groups, fold } => {
                // A group that can take no part was left out.
                let registers = groups.iter();
                let registers = registers.filter_map(|group| self.groups.get(group).copied());
                let registers = registers.collect();
                let fold = *fold;
                self.push(Op::Back {
                    registers,
                    fold,
                    back,
                    next,
                })
            }
        }
    }

    /// The number of a look-around that an automaton finds the places of.
    fn regular_look(&mut self, node: &Node, ahead: bool) -> Option<u32> {
        if !is_regular(node) {
            return None;
        }
        self.looks.look(node, ahead).ok()
    }

    fn repeat(
        &mut self,
        node: &Node,
        (min, max, greedy): (u32, Option<u32>, bool),
        next: u32,
        back: bool,
    ) -> Option<u32> {
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
        let body = self.build(node, again, back)?;
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
