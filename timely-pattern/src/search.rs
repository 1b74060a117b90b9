//! A search for texts whose characters lead an automaton to large sets of states, again and again to other ones.

use crate::automaton::State;
use crate::scan::Memory;
use crate::worst_case::{Front, steps_of};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many letters are tried at a place.
const LETTERS: usize = 2;
/// After how many places at which nothing new comes up a text is given up.
const FRUITLESS: u32 = 64;

/// Which letter is taken of those that leave most of the states that can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The last once more, most often.
    Straight,
    /// Any.
    Winding,
}

/// A text that is being made.
pub(crate) struct Search<'a> {
    front: Front<'a>,
    way: Way,
    last: Option<u16>,
    /// The letters of each set of characters.
    members: Vec<Vec<u16>>,
    /// What the automaton would remember, and the bytes that it would take.
    seen: HashSet<u64>,
    used: usize,
    random: u64,
}

impl<'a> Search<'a> {
    pub(crate) fn new(front: Front<'a>, way: Way) -> Self {
        let automaton = front.automaton;
        let sets = automaton.states.iter().filter_map(|state| match state {
            State::Set { set, .. } => Some(set + 1),
            _ => None,
        });
        let of_set = |set| {
            let letters = 0..automaton.alphabet.len();
            letters
                .filter(|letter| automaton.alphabet.is_in(*letter, set))
                .collect()
        };
        Self {
            members: (0..sets.max().unwrap_or(0)).map(of_set).collect(),
            front,
            way,
            last: None,
            seen: HashSet::new(),
            used: 0,
            random: 0x9E37_79B9_7F4A_7C15,
        }
    }

    /// Whether a text of no more than so many characters comes up that takes more than so many steps; `None` where that is
    /// too much to find out.
    pub(crate) fn finds(mut self, (steps, most): (u64, u64), effort: &mut u64) -> Option<bool> {
        let (mut spent, mut fruitless) = (0_u64, 0);
        for _ in 0..most {
            let Some(looked_at) = self.advance(effort) else {
                return Some(false);
            };
            if *effort == 0 {
                return None;
            }
            if self.is_new() {
                spent += steps_of(looked_at);
                fruitless = 0;
            } else {
                spent += 1;
                fruitless += 1;
            }
            if spent > steps {
                return Some(true);
            }
            if fruitless > FRUITLESS {
                return Some(false);
            }
        }
        Some(false)
    }

    /// Whether the present set is none that the automaton would remember; it does from now on.
    fn is_new(&mut self) -> bool {
        let mut hasher = DefaultHasher::new();
        self.front.here.sort_unstable();
        self.front.here.hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            return false;
        }
        self.used += Memory::size(self.front.automaton, self.front.here.len());
        if self.used > Memory::most(self.front.automaton) {
            self.seen.clear();
            self.used = 0;
        }
        true
    }

    /// Goes on by a letter; returns how many states were looked at. `None` where none leads on.
    fn advance(&mut self, effort: &mut u64) -> Option<u64> {
        let least = self.front.here.len() * 3 / 4;
        let again = self.last.filter(|_| self.way == Way::Straight);
        if let Some(letter) = again.filter(|_| self.below(16) != Some(0))
            && let Some((set, looked_at)) = self.behind(letter, effort)
            && set.len() > least
        {
            self.front.here = set;
            return Some(looked_at);
        }
        let mut found = Vec::with_capacity(LETTERS);
        for _ in 0..LETTERS {
            let letter = self.letter()?;
            if let Some((set, looked_at)) = self.behind(letter, effort) {
                found.push((set, looked_at, letter));
            }
        }
        let largest = found.iter().map(|(set, ..)| set.len()).max()?;
        found.retain(|(set, ..)| set.len() * 4 >= largest * 3);
        let place = self.below(found.len())?;
        let (set, looked_at, letter) = found.swap_remove(place);
        self.front.here = set;
        self.last = Some(letter);
        Some(looked_at)
    }

    /// The states behind a letter, unless there are none, and how many were looked at.
    fn behind(&mut self, letter: u16, effort: &mut u64) -> Option<(Vec<u32>, u64)> {
        let alphabet = &self.front.automaton.alphabet;
        let takes = |set| alphabet.is_in(letter, set);
        let looked_at = self.front.step(takes, effort);
        let set = std::mem::take(&mut self.front.next);
        (!set.is_empty()).then_some((set, looked_at))
    }

    /// A letter that a state of the present set takes.
    fn letter(&mut self) -> Option<u16> {
        const TRIES: u32 = 16;
        let states = &self.front.automaton.states;
        for _ in 0..TRIES {
            let place = self.below(self.front.here.len())?;
            let mut state = self.front.here[place];
            // Behind guards and splits another one waits.
            for _ in 0..TRIES {
                state = match states[state as usize] {
                    State::Guard { next, .. } => next,
                    State::Split(first, _) if self.below(2) == Some(0) => first,
                    State::Split(_, second) => second,
                    State::Set { .. } | State::Accept => break,
                };
            }
            if let State::Set { set, .. } = states[state as usize]
                && let Some(place) = self.below(self.members[set as usize].len())
            {
                return Some(self.members[set as usize][place]);
            }
        }
        None
    }

    /// A number below another, the same in every run.
    fn below(&mut self, count: usize) -> Option<usize> {
        // Xorshift (Marsaglia 2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let high = (self.random >> 32) as usize;
        (count > 0).then(|| high % count)
    }
}
