//! Reads a text with an automaton, one state for each set of states that it may be in.
//!
//! These are made as a text leads to them, and remembered as long as they fit into the memory that an automaton has: for
//! nearly all patterns a character is then one look into a table, however many states there are. A pattern that leads
//! to new sets again and again is read without remembering, at the cost of the states that it is in.

use crate::automaton::{Automaton, State, Walk};
use crate::guard::Places;
use crate::{Exhausted, Meter};
use std::collections::HashMap;
use std::sync::Arc;

/// The bytes that an automaton may remember, at the least.
const MEMORY: usize = 256 << 10;
/// So many sets of the largest size may be remembered, whatever they take.
const LEAST_SETS: usize = 16;
/// After how many new sets in one text it is asked whether remembering them is worth it.
const MANY_SETS: u64 = 4096;
/// The most combinations of guards whose steps are remembered.
const MAX_COMBINATIONS: usize = 64;

/// Work that is done before it is paid for.
const PORTION: u64 = 2048;
/// Steps of the meter for a set that is new, beside those for what is in it.
pub(crate) const NEW_SET: u64 = 16;

const UNKNOWN: u32 = u32::MAX;
/// The empty set, which no character leads out of.
const DEAD: u32 = (u32::MAX >> 1) - 1;
const ACCEPT: u32 = 1 << 31;

/// What an automaton remembers of the texts that it has read.
pub(crate) struct Memory {
    sets: Vec<Arc<[u32]>>,
    numbers: HashMap<Arc<[u32]>, u32>,
    /// Where each set is led by each letter under each combination of guards.
    rows: Vec<u32>,
    /// The combinations of guards, by number; the first is none at all.
    combinations: Vec<u64>,
    /// How many combinations a row has room for.
    room: usize,
    used: usize,
    latest: (u64, usize),
    work: Work,
}

/// What a step needs, kept for the next.
struct Work {
    here: Vec<u32>,
    /// The states behind the character.
    next: Vec<u32>,
    walk: Walk,
    guarded: Walk,
}

/// What is read at one place.
#[derive(Clone, Copy)]
struct Place {
    guards: u64,
    /// `None` at the end.
    letter: Option<u16>,
}

/// The bytes that a set of so many states takes, and its row.
fn bytes(states: usize, row: usize) -> usize {
    4 * (states + row) + 64
}

/// The bytes that an automaton may remember.
fn most_bytes(automaton: &Automaton, row: usize) -> usize {
    MEMORY.max(4 * LEAST_SETS * (automaton.states.len() + row))
}

impl Memory {
    pub(crate) fn new(automaton: &Automaton) -> Self {
        let mut memory = Self {
            sets: Vec::new(),
            numbers: HashMap::new(),
            rows: Vec::new(),
            combinations: vec![0],
            room: 1,
            used: 0,
            latest: (0, 0),
            work: Work::new(automaton),
        };
        memory.add(automaton, &automaton.start);
        memory
    }

    /// How many entries a row has for each combination of guards: one for each letter, and one for the end.
    fn width(automaton: &Automaton) -> usize {
        usize::from(automaton.alphabet.len()) + 1
    }

    fn forget(&mut self, automaton: &Automaton) {
        self.sets.clear();
        self.numbers.clear();
        self.rows.clear();
        self.used = 0;
        self.add(automaton, &automaton.start);
    }

    /// The number of a set.
    fn add(&mut self, automaton: &Automaton, set: &[u32]) -> u32 {
        if set.is_empty() {
            return DEAD;
        }
        if let Some(number) = self.numbers.get(set) {
            return *number;
        }
        let row = Self::width(automaton) * self.room;
        let number = self.sets.len() as u32;
        let set: Arc<[u32]> = set.into();
        self.used += bytes(set.len(), row);
        self.sets.push(Arc::clone(&set));
        self.numbers.insert(set, number);
        self.rows.resize(self.rows.len() + row, UNKNOWN);
        number
    }

    fn is_full(&self, automaton: &Automaton) -> bool {
        let row = Self::width(automaton) * self.room;
        self.used > most_bytes(automaton, row)
    }

    /// The bytes that a set of so many states takes, without guards.
    pub(crate) fn size(automaton: &Automaton, states: usize) -> usize {
        bytes(states, Self::width(automaton))
    }

    /// The bytes beyond which sets are forgotten, without guards.
    pub(crate) fn most(automaton: &Automaton) -> usize {
        most_bytes(automaton, Self::width(automaton))
    }

    /// The number of a combination of guards, and that of a set when both are known; `None` beyond the combinations that
    /// are remembered.
    fn combination(
        &mut self,
        automaton: &Automaton,
        guards: u64,
        set: u32,
    ) -> Option<(usize, u32)> {
        if self.latest.0 == guards {
            return Some((self.latest.1, set));
        }
        let mut set = set;
        let known = self.combinations.iter().position(|known| *known == guards);
        let number = known.unwrap_or(self.combinations.len());
        if number == MAX_COMBINATIONS {
            return None;
        }
        if known.is_none() {
            self.combinations.push(guards);
            if number == self.room {
                // Rows become wider, and begin anew.
                self.room *= 2;
                let states = Arc::clone(&self.sets[set as usize]);
                self.forget(automaton);
                set = self.add(automaton, &states);
            }
        }
        self.latest = (guards, number);
        Some((number, set))
    }
}

/// A pass over a text.
pub(crate) struct Scan<'a> {
    pub(crate) automaton: &'a Automaton,
    pub(crate) memory: &'a mut Memory,
    pub(crate) text: &'a str,
    /// Where the look-arounds hold that the automaton asks for.
    pub(crate) looks: &'a [Places],
    pub(crate) meter: &'a dyn Meter,
}

impl Scan<'_> {
    /// Whether a match ends at any place.
    pub(crate) fn finds(self) -> Result<bool, Exhausted> {
        self.run(&mut |_| true)
    }

    /// The places at which a match ends.
    pub(crate) fn places(self) -> Result<Places, Exhausted> {
        let mut places = Places::none(self.text);
        self.run(&mut |at| {
            places.add(at);
            false
        })?;
        Ok(places)
    }

    /// Reads the text, and tells where a match ends until it is told that this is enough.
    fn run(mut self, is_enough: &mut dyn FnMut(usize) -> bool) -> Result<bool, Exhausted> {
        let automaton = self.automaton;
        // The start is what is remembered first.
        let mut set = 0;
        let mut at = if automaton.is_reversed {
            self.text.len()
        } else {
            0
        };
        let mut spent = 0;
        let mut new_sets = 0;
        let mut read = 0;
        let is_plain = automaton.guards.is_empty();
        let found = loop {
            let (place, length) = self.place(at);
            let row = self.entry(set, place);
            let known = row.map_or(UNKNOWN, |(_, row)| self.memory.rows[row]);
            let step = if known == UNKNOWN {
                let set = row.map_or(set, |(set, _)| set);
                let (step, steps) = self.step(set, row.map(|(_, row)| row), place);
                spent += NEW_SET + steps / 3;
                new_sets += 1;
                step
            } else {
                known
            };
            if step & ACCEPT != 0 && is_enough(at) {
                break true;
            }
            set = step & !ACCEPT;
            if place.letter.is_none() || set == DEAD {
                break false;
            }
            at = automaton.beyond(at, length);
            read += 1;
            spent += if is_plain { read & 1 } else { 1 };
            if spent > PORTION {
                self.pay(&mut spent)?;
                if new_sets > MANY_SETS && new_sets > read / 4 {
                    return self.run_on(at, set, spent, is_enough);
                }
            }
        };
        self.pay(&mut spent)?;
        Ok(found)
    }

    /// Reads the rest of a text without remembering.
    fn run_on(
        self,
        mut at: usize,
        set: u32,
        mut spent: u64,
        is_enough: &mut dyn FnMut(usize) -> bool,
    ) -> Result<bool, Exhausted> {
        let mut here = self.memory.sets[set as usize].to_vec();
        let found = loop {
            let (place, length) = self.place(at);
            let (accepts, steps) = self.memory.work.step(self.automaton, &here, place);
            spent += 1 + steps / 3;
            if accepts && is_enough(at) {
                break true;
            }
            std::mem::swap(&mut here, &mut self.memory.work.next);
            if place.letter.is_none() || here.is_empty() {
                break false;
            }
            at = self.automaton.beyond(at, length);
            if spent > PORTION {
                self.pay(&mut spent)?;
            }
        };
        self.pay(&mut spent)?;
        Ok(found)
    }

    fn pay(&self, spent: &mut u64) -> Result<(), Exhausted> {
        let steps = std::mem::take(spent);
        self.meter.spend(steps).then_some(()).ok_or(Exhausted)
    }

    /// What is read at a place, and its length in bytes.
    fn place(&self, at: usize) -> (Place, usize) {
        let automaton = self.automaton;
        let (letter, length) = automaton.letter(self.text, at);
        let mut guards = 0;
        for (guard, bit) in automaton.guards.iter().zip(0..) {
            guards |= u64::from(guard.holds(self.text, at, self.looks)) << bit;
        }
        (Place { guards, letter }, length)
    }

    /// The set, by its number, and where in the rows its step is; `None` for one that is not remembered.
    fn entry(&mut self, set: u32, place: Place) -> Option<(u32, usize)> {
        let memory = &mut *self.memory;
        let width = Memory::width(self.automaton);
        let letter = place.letter.map_or(width - 1, usize::from);
        let (combination, set) = memory.combination(self.automaton, place.guards, set)?;
        Some((
            set,
            (set as usize * memory.room + combination) * width + letter,
        ))
    }

    /// Makes a step for the first time, and remembers it; with the work that it was.
    fn step(&mut self, set: u32, row: Option<usize>, place: Place) -> (u32, u64) {
        let memory = &mut *self.memory;
        let here = Arc::clone(&memory.sets[set as usize]);
        let (accepts, steps) = memory.work.step(self.automaton, &here, place);
        let mut next = std::mem::take(&mut memory.work.next);
        next.sort_unstable();
        let is_full = memory.is_full(self.automaton);
        if is_full {
            memory.forget(self.automaton);
        }
        let mut step = memory.add(self.automaton, &next);
        memory.work.next = next;
        if accepts {
            step |= ACCEPT;
        }
        if let Some(row) = row.filter(|_| !is_full) {
            memory.rows[row] = step;
        }
        (step, steps)
    }
}

impl Work {
    fn new(automaton: &Automaton) -> Self {
        let states = automaton.states.len();
        let guarded = if automaton.guards.is_empty() {
            0
        } else {
            states
        };
        Self {
            here: Vec::new(),
            next: Vec::new(),
            walk: Walk::new(states),
            guarded: Walk::new(guarded),
        }
    }

    /// Whether a match ends here, and what it took to tell; the states behind the character are in `next` then.
    fn step(&mut self, automaton: &Automaton, set: &[u32], place: Place) -> (bool, u64) {
        let states = &automaton.states;
        let mut accepts = false;
        let mut steps = 0;
        self.here.clear();
        self.here.extend_from_slice(set);
        self.next.clear();
        self.walk.restart();
        self.guarded.restart();
        while let Some(state) = self.here.pop() {
            steps += 1;
            match states[state as usize] {
                State::Set { set, next } => {
                    let takes = |letter| automaton.alphabet.is_in(letter, set);
                    if place.letter.is_some_and(takes) {
                        steps += self.walk.expand(states, next, &mut self.next);
                    }
                }
                State::Guard {
                    guard,
                    negated,
                    next,
                } => {
                    if (place.guards >> guard & 1 == 1) != negated {
                        steps += self.guarded.expand(states, next, &mut self.here);
                    }
                }
                State::Accept => accepts = true,
                // They were followed when their states were added.
                State::Split(..) => {}
            }
        }
        if !automaton.is_anchored && place.letter.is_some() {
            for state in &automaton.start {
                if self.walk.visit(*state) {
                    self.next.push(*state);
                }
            }
        }
        (accepts, steps)
    }
}

impl Automaton {
    /// The letter that is read at a place, and its length in bytes.
    fn letter(&self, text: &str, at: usize) -> (Option<u16>, usize) {
        let next = if self.is_reversed {
            at.checked_sub(1)
        } else {
            Some(at)
        };
        // Most characters are of ASCII, and no part of another character is.
        if let Some(byte) = next.and_then(|next| text.as_bytes().get(next))
            && byte.is_ascii()
        {
            return (Some(self.alphabet.letter(char::from(*byte))), 1);
        }
        let character = if self.is_reversed {
            text[..at].chars().next_back()
        } else {
            text[at..].chars().next()
        };
        match character {
            Some(character) => (Some(self.alphabet.letter(character)), character.len_utf8()),
            None => (None, 0),
        }
    }

    fn beyond(&self, at: usize, length: usize) -> usize {
        if self.is_reversed {
            at - length
        } else {
            at + length
        }
    }
}
