//! A tree without references back as a nondeterministic automaton, whose guards are numbered.

use crate::alphabet::Alphabet;
use crate::guard::{Condition, Guard};
use crate::node::{Direction, Node};
use crate::set::Set;
use std::collections::HashMap;

/// The most states that a pattern may take, with all that it looks for around.
const MAX_STATES: usize = 1 << 16;
/// The most guards of one automaton: one bit each.
const MAX_GUARDS: usize = 64;

/// That a pattern takes more states, guards or letters than an automaton may have.
pub(crate) struct TooLarge;

#[derive(Clone, Copy)]
pub(crate) enum State {
    /// Takes a character of a set.
    Set {
        set: u32,
        next: u32,
    },
    Split(u32, u32),
    /// Goes on where a guard holds or, negated, does not.
    Guard {
        guard: u32,
        negated: bool,
        next: u32,
    },
    Accept,
}

/// Finds whether a match ends at a place of the text, reading it from one end to the other.
pub(crate) struct Automaton {
    pub(crate) states: Vec<State>,
    pub(crate) guards: Vec<Guard>,
    pub(crate) alphabet: Alphabet,
    /// The states to begin with, and to add at each place unless anchored.
    pub(crate) start: Vec<u32>,
    pub(crate) is_anchored: bool,
    /// Whether the text is read from its end.
    pub(crate) is_reversed: bool,
}

/// Makes the automata of a pattern.
#[derive(Default)]
pub(crate) struct Compiler {
    /// The look-arounds; those that stand in others come first.
    pub(crate) looks: Vec<Automaton>,
    known: HashMap<(Node, Direction), u32>,
    states: usize,
}

impl Compiler {
    /// An automaton for a tree, that reads a text in this direction.
    pub(crate) fn automaton(
        &mut self,
        node: &Node,
        direction: Direction,
    ) -> Result<Automaton, TooLarge> {
        let mut builder = Builder {
            compiler: self,
            states: vec![State::Accept],
            guards: Vec::new(),
            sets: Vec::new(),
            set_numbers: HashMap::new(),
            direction,
        };
        let entry = builder.build(node, 0)?;
        let Builder {
            states,
            guards,
            sets,
            ..
        } = builder;
        let mut start = Vec::new();
        Walk::new(states.len()).expand(&states, entry, &mut start);
        start.sort_unstable();
        Ok(Automaton {
            states,
            guards,
            alphabet: Alphabet::new(&sets).ok_or(TooLarge)?,
            start,
            is_anchored: node.is_anchored(direction),
            is_reversed: direction == Direction::Backward,
        })
    }

    /// The number of a look-around, made when it is new. It is read the other way, so that all its places are found at
    /// once.
    pub(crate) fn look(&mut self, node: &Node, direction: Direction) -> Result<u32, TooLarge> {
        let key = (node.clone(), direction);
        if let Some(number) = self.known.get(&key) {
            return Ok(*number);
        }
        let automaton = self.automaton(node, direction.opposite())?;
        let number = u32::try_from(self.looks.len()).map_err(|_| TooLarge)?;
        self.looks.push(automaton);
        self.known.insert(key, number);
        Ok(number)
    }
}

struct Builder<'c> {
    compiler: &'c mut Compiler,
    states: Vec<State>,
    guards: Vec<Guard>,
    sets: Vec<Set>,
    set_numbers: HashMap<Set, u32>,
    direction: Direction,
}

impl Builder<'_> {
    fn push(&mut self, state: State) -> Result<u32, TooLarge> {
        self.compiler.states += 1;
        if self.compiler.states > MAX_STATES {
            return Err(TooLarge);
        }
        self.states.push(state);
        u32::try_from(self.states.len() - 1).map_err(|_| TooLarge)
    }

    /// The state that begins a node behind which `next` comes.
    fn build(&mut self, node: &Node, next: u32) -> Result<u32, TooLarge> {
        match node {
            Node::Empty => Ok(next),
            Node::Set(set) => {
                let set = self.set(set)?;
                self.push(State::Set { set, next })
            }
            Node::Concat(nodes) => {
                let mut entry = next;
                match self.direction {
                    Direction::Forward => {
                        for node in nodes.iter().rev() {
                            entry = self.build(node, entry)?;
                        }
                    }
                    Direction::Backward => {
                        for node in nodes {
                            entry = self.build(node, entry)?;
                        }
                    }
                }
                Ok(entry)
            }
            Node::Alternate(nodes) => {
                let mut entry = None;
                for node in nodes {
                    let other = self.build(node, next)?;
                    entry = Some(match entry {
                        None => other,
                        Some(entry) => self.push(State::Split(entry, other))?,
                    });
                }
                Ok(entry.unwrap_or(next))
            }
            Node::Repeat { node, min, max, .. } => self.repeat(node, *min, *max, next),
            Node::Group(node, _) => self.build(node, next),
            Node::Assert(assertion) => self.guard((*assertion).into(), next),
            Node::Look {
                node,
                direction,
                negated,
            } => {
                let condition = Condition {
                    guard: Guard::Look(self.compiler.look(node, *direction)?),
                    negated: *negated,
                };
                self.guard(condition, next)
            }
            // They need a memory that no automaton has.
            Node::Back { .. } | Node::Atomic(_) => Err(TooLarge),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: Option<u32>,
        next: u32,
    ) -> Result<u32, TooLarge> {
        let mut entry = next;
        let required = match max {
            Some(max) => {
                for _ in min..max {
                    let body = self.build(node, entry)?;
                    entry = self.push(State::Split(body, next))?;
                }
                min
            }
            None => {
                let split = self.push(State::Split(next, next))?;
                let body = self.build(node, split)?;
                self.states[split as usize] = State::Split(body, next);
                entry = if min == 0 { split } else { body };
                min.saturating_sub(1)
            }
        };
        for _ in 0..required {
            entry = self.build(node, entry)?;
        }
        Ok(entry)
    }

    fn set(&mut self, set: &Set) -> Result<u32, TooLarge> {
        if let Some(number) = self.set_numbers.get(set) {
            return Ok(*number);
        }
        let number = u32::try_from(self.sets.len()).map_err(|_| TooLarge)?;
        self.sets.push(set.clone());
        self.set_numbers.insert(set.clone(), number);
        Ok(number)
    }

    fn guard(&mut self, condition: Condition, next: u32) -> Result<u32, TooLarge> {
        let Condition { guard, negated } = condition;
        let known = self.guards.iter().position(|known| *known == guard);
        let number = known.unwrap_or(self.guards.len());
        if number == MAX_GUARDS {
            return Err(TooLarge);
        }
        if known.is_none() {
            self.guards.push(guard);
        }
        let guard = u32::try_from(number).map_err(|_| TooLarge)?;
        self.push(State::Guard {
            guard,
            negated,
            next,
        })
    }
}

/// A walk through states, each once.
#[derive(Clone)]
pub(crate) struct Walk {
    marks: Vec<u32>,
    now: u32,
    open: Vec<u32>,
}

impl Walk {
    pub(crate) fn new(states: usize) -> Self {
        Self {
            marks: vec![0; states],
            now: 1,
            open: Vec::new(),
        }
    }

    /// Forgets where it was.
    pub(crate) fn restart(&mut self) {
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.marks.fill(0);
            self.now = 1;
        }
    }

    /// False for a state that was visited before.
    pub(crate) fn visit(&mut self, state: u32) -> bool {
        let mark = &mut self.marks[state as usize];
        let is_new = *mark != self.now;
        *mark = self.now;
        is_new
    }

    /// Adds the states that a state leads to without a character or a guard; returns how many were looked at.
    pub(crate) fn expand(&mut self, states: &[State], state: u32, out: &mut Vec<u32>) -> u64 {
        let mut steps = 0;
        self.open.push(state);
        while let Some(state) = self.open.pop() {
            steps += 1;
            if !self.visit(state) {
                continue;
            }
            match states[state as usize] {
                State::Split(first, second) => self.open.extend([first, second]),
                _ => out.push(state),
            }
        }
        steps
    }
}
