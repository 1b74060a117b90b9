//! The regular expressions that JSON Schema's `pattern` is in (ECMA-262, section 22.2.1, with the `u` flag), matched at
//! a bounded cost.
//!
//! A server matches patterns of a document that it trusts with texts that it does not. So the cost of a match must not
//! be for the sender to choose:
//!
//! - Patterns without references back, whatever they look ahead or behind for, take time linear in the text. Counts
//!   such as `{1,500}` do not multiply it.
//! - References back, atomic groups, and counts of many thousands on more than one character are matched by going back,
//!   each choice once. What that takes is counted, and [`Pattern::longest`] tells how long a text may be.
//! - Every match pays with a [`Meter`] for what it does, and ends when the meter says so.
//!
//! ```
//! use timely_pattern::{Pattern, Unmetered};
//!
//! let password = Pattern::new(r"^(?=.*[A-Z])(?=.*\d).{8,}$")?;
//! assert_eq!(password.is_match("Correct1Horse", &Unmetered), Ok(true));
//! assert_eq!(password.is_match("correct1horse", &Unmetered), Ok(false));
//! # Ok::<(), timely_pattern::Error>(())
//! ```

mod alphabet;
mod automaton;
mod backtrack;
mod class;
mod cost;
mod fast_path;
mod guard;
mod linear;
mod node;
mod parse;
mod program;
mod sample;
mod scan;
mod search;
mod set;
mod worst_case;

#[cfg(test)]
mod tests;

use fast_path::FastPath;
use linear::Linear;
use node::Node;
use program::Program;
use std::cell::Cell;

pub use sample::sample;

/// What is wrong with a text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}, at character {at}")]
pub struct Error {
    what: &'static str,
    at: usize,
}

/// That a match would have taken more than its meter allows. Whether the text matches is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("matching the pattern takes too many steps")]
pub struct Exhausted;

/// Counts what matches take.
pub trait Meter {
    /// Takes steps off, of roughly 10 ns each. A match ends when this is false.
    fn spend(&self, steps: u64) -> bool;
}

/// Lets a match take what it takes, for texts that do not come from others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unmetered;

impl Meter for Unmetered {
    fn spend(&self, _: u64) -> bool {
        true
    }
}

/// Lets matches take so many steps, all together.
#[derive(Clone, Debug)]
pub struct Limited(Cell<u64>);

impl Limited {
    /// So many steps.
    #[must_use]
    pub fn to(steps: u64) -> Self {
        Self(Cell::new(steps))
    }
}

impl Meter for Limited {
    fn spend(&self, steps: u64) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// A pattern, ready to be matched.
pub struct Pattern(Engine);

enum Engine {
    FastPath(FastPath),
    Linear(Box<Linear>),
    Program(Box<(Program, Node)>),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// It is that of ECMA-262, and of its annex B what has a plain meaning, such as `\-`. Flags such as `(?i)` and some
    /// other signs of other languages are taken as well.
    ///
    /// # Errors
    /// What is wrong with a text that is no such pattern.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let node = parse::parse(pattern)?;
        if let Some(fast) = FastPath::new(&node) {
            return Ok(Self(Engine::FastPath(fast)));
        }
        if let Ok(linear) = Linear::new(&node) {
            return Ok(Self(Engine::Linear(Box::new(linear))));
        }
        let program = Program::new(&node).ok_or(Error {
            what: "more than a pattern can be made of",
            at: 0,
        })?;
        Ok(Self(Engine::Program(Box::new((program, node)))))
    }

    /// Whether the pattern matches somewhere in the text.
    ///
    /// # Errors
    /// [`Exhausted`] when the meter allows no more.
    pub fn is_match(&self, text: &str, meter: &dyn Meter) -> Result<bool, Exhausted> {
        match &self.0 {
            Engine::FastPath(fast) => {
                let is_paid = meter.spend(1 + text.len() as u64 / 4);
                is_paid.then(|| fast.is_match(text)).ok_or(Exhausted)
            }
            Engine::Linear(linear) => linear.is_match(text, meter),
            Engine::Program(program) => backtrack::is_match(&program.0, text, meter),
        }
    }

    /// How many characters a text may have so that a match surely takes no more than so many steps. `None` for patterns
    /// that take time linear in the text.
    #[must_use]
    pub fn longest(&self, steps: u64) -> Option<u64> {
        match &self.0 {
            Engine::FastPath(_) | Engine::Linear(_) => None,
            Engine::Program(program) => Some(program_longest(&program.0, &program.1, steps)),
        }
    }

    /// How many characters a text may have so that a match surely takes no more than so many steps, where a text of `length`
    /// characters may take more.
    ///
    /// That is [`Pattern::longest`] where there is one. It is known as well of patterns that may be in thousands of states
    /// at once, such as `^(\w{1,100}-?){1,100}$`: linear in the text, but at thousands of steps for each of its characters.
    ///
    /// ```
    /// use timely_pattern::Pattern;
    ///
    /// let mut effort = 100_000_000;
    /// let mut bound = |pattern| Pattern::new(pattern).map(|pattern| pattern.bound(2_500_000, 4096, &mut effort));
    /// assert_eq!(bound(r"^(\w+\s?){1,500}$")?, None);
    /// assert!(bound(r"^(\w{1,100}-?){1,100}$")?.is_some());
    /// # Ok::<(), timely_pattern::Error>(())
    /// ```
    ///
    /// `effort` is how many states may be looked at to find out, and is what is left of it afterwards. The less there is, the
    /// shorter the texts that are surely cheap.
    #[must_use]
    pub fn bound(&self, steps: u64, length: u64, effort: &mut u64) -> Option<u64> {
        match &self.0 {
            Engine::FastPath(_) => None,
            Engine::Linear(linear) => linear.bound((steps, length), effort),
            Engine::Program(_) => self.longest(steps),
        }
    }
}

/// How many states may be looked at to find out what the look-arounds of a program take.
const EFFORT: u64 = 1_000_000;

/// As [`Pattern::longest`]. What a program looks for around it is read before, each once.
fn program_longest(program: &Program, node: &Node, steps: u64) -> u64 {
    let looks = program.looks.automata();
    if looks.is_empty() {
        return cost::longest(program, node, steps);
    }
    let longest = cost::longest(program, node, steps / 2);
    let of_looks = worst_case::longest(looks, None, (steps / 2, longest), &mut { EFFORT });
    of_looks.unwrap_or(longest)
}
