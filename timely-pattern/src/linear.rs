//! Patterns without references back, matched in time linear in the text.
//!
//! A look-around holds at a place or not, whatever the rest of the pattern does there. So each is read over the text
//! once, those within others first, and its places are noted: backwards for one that looks ahead, which then ends where
//! it would begin. What is left is a pattern that asks at some places whether a note is there (Mamouras and
//! Chattopadhyay, "Efficient Matching of Regular Expressions with Lookaround Assertions", POPL 2024).

use crate::automaton::{Automaton, Compiler, TooLarge};
use crate::guard::Places;
use crate::node::{Direction, Node};
use crate::scan::{Memory, Scan};
use crate::{Exhausted, Meter, worst_case};
use std::sync::{Mutex, PoisonError};

/// How many texts may be matched at once without making memories anew.
const KEPT_MEMORIES: usize = 4;

pub(crate) struct Linear {
    looks: Looks,
    main: Automaton,
    pool: Pool,
}

impl Linear {
    pub(crate) fn new(node: &Node) -> Result<Self, TooLarge> {
        let mut compiler = Compiler::default();
        let main = compiler.automaton(node, Direction::Forward)?;
        Ok(Self {
            looks: Looks::new(compiler),
            main,
            pool: Pool::default(),
        })
    }

    /// See [`worst_case::longest`].
    pub(crate) fn bound(&self, (steps, most): (u64, u64), effort: &mut u64) -> Option<u64> {
        worst_case::longest(
            self.looks.automata(),
            Some(&self.main),
            (steps, most),
            effort,
        )
    }

    pub(crate) fn is_match(&self, text: &str, meter: &dyn Meter) -> Result<bool, Exhausted> {
        let looks = self.looks.places(text, meter)?;
        self.pool
            .with(std::slice::from_ref(&self.main), |memories| {
                let scan = Scan {
                    automaton: &self.main,
                    memory: &mut memories[0],
                    text,
                    looks: &looks,
                    meter,
                };
                scan.finds()
            })
    }
}

/// The look-arounds of a pattern; those that stand in others come first.
pub(crate) struct Looks {
    automata: Vec<Automaton>,
    pool: Pool,
}

impl Looks {
    pub(crate) fn new(compiler: Compiler) -> Self {
        Self {
            automata: compiler.looks,
            pool: Pool::default(),
        }
    }

    pub(crate) fn automata(&self) -> &[Automaton] {
        &self.automata
    }

    /// Where each holds in a text.
    pub(crate) fn places(&self, text: &str, meter: &dyn Meter) -> Result<Vec<Places>, Exhausted> {
        if self.automata.is_empty() {
            return Ok(Vec::new());
        }
        self.pool.with(&self.automata, |memories| {
            let mut looks = Vec::with_capacity(self.automata.len());
            for (automaton, memory) in self.automata.iter().zip(memories) {
                let scan = Scan {
                    automaton,
                    memory,
                    text,
                    looks: &looks,
                    meter,
                };
                looks.push(scan.places()?);
            }
            Ok(looks)
        })
    }
}

/// The memories of automata that no text is matched with at the moment.
#[derive(Default)]
struct Pool(Mutex<Vec<Vec<Memory>>>);

impl Pool {
    fn with<T>(&self, automata: &[Automaton], work: impl FnOnce(&mut [Memory]) -> T) -> T {
        // A memory is put back only when the work with it has ended well.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lock().pop();
        let mut memories = kept.unwrap_or_else(|| automata.iter().map(Memory::new).collect());
        let result = work(&mut memories);
        let mut pool = lock();
        if pool.len() < KEPT_MEMORIES {
            pool.push(memories);
        }
        result
    }
}
