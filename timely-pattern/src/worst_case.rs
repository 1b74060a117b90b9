//! The worst case of patterns in linear time: those whose every character may take thousands of steps, since they may be in
//! thousands of states at once.

use crate::automaton::{Automaton, State, Walk};
use crate::scan::NEW_SET;
use crate::search::{Search, Way};
use std::collections::HashSet;

/// The most characters, up to `most`, with which automata surely take no more than so many steps to read a text; `None`
/// where that is so with `most`, or no text is found that takes more. `main` is read until it matches, and the others to
/// the end.
///
/// `effort` is how many states may be looked at to find out, and is what is left of it afterwards. The less there is, the
/// shorter the texts that are surely cheap.
pub(crate) fn longest(
    looks: &[Automaton],
    main: Option<&Automaton>,
    (steps, most): (u64, u64),
    effort: &mut u64,
) -> Option<u64> {
    let in_all = |automata: &mut dyn Iterator<Item = &Automaton>| automata.map(most_steps).sum();
    let all: u64 = in_all(&mut looks.iter().chain(main));
    if all.saturating_mul(most + 1) <= steps {
        return None;
    }
    let fronts = || {
        let looks = looks.iter().map(Front::new);
        looks.chain(main.map(Front::until_match))
    };
    // For most patterns a character leads to a state or two, however many there are.
    let each = fronts().map(|front| front.most(effort));
    let each: Option<u64> = each.sum();
    if each.is_some_and(|each| each.saturating_mul(most + 1) <= steps) {
        return None;
    }
    // A match is seen one place behind the one that leads to it.
    let spent = 2 * in_all(&mut main.into_iter());
    let bound = surely(fronts().collect(), spent, (steps, most), effort)?;
    let ways = [Way::Straight, Way::Winding];
    let searches = fronts().flat_map(|front| ways.map(|way| Search::new(front.clone(), way)));
    let mut is_slow = searches.map(|search| {
        let mut left = (*effort / 4).min(SEARCH);
        let before = left;
        let found = search.finds((steps, most), &mut left);
        *effort -= before - left;
        found
    });
    // What could not be found out is taken to be so.
    is_slow.any(|found| found != Some(false)).then_some(bound)
}

/// The most characters with which that is so whatever sets of states come up.
fn surely(
    mut fronts: Vec<Front<'_>>,
    mut spent: u64,
    (steps, most): (u64, u64),
    effort: &mut u64,
) -> Option<u64> {
    // One place more than there are characters.
    for place in 0..=most {
        let here = fronts.iter_mut().map(|front| front.advance(effort));
        spent = spent.saturating_add(here.sum());
        if spent > steps {
            return Some(place.saturating_sub(1));
        }
    }
    None
}

/// The most states that are looked at to find out about each set that comes up.
const SETS: u64 = 1_000_000;
/// The same to look for one slow text.
const SEARCH: u64 = 10_000_000;

/// What a place takes where a set of states is new, after so many were looked at.
pub(crate) fn steps_of(looked_at: u64) -> u64 {
    NEW_SET + 1 + looked_at / 3
}

/// What a place takes in all states at once: each is looked at when its turn comes, and whenever another leads to it.
fn most_steps(automaton: &Automaton) -> u64 {
    steps_of(4 * automaton.states.len() as u64)
}

/// The states in which an automaton may be after so many characters, whatever they are.
#[derive(Clone)]
pub(crate) struct Front<'a> {
    pub(crate) automaton: &'a Automaton,
    pub(crate) here: Vec<u32>,
    pub(crate) next: Vec<u32>,
    walk: Walk,
    guarded: Walk,
    /// The states behind which nothing is read, since they are a match.
    ends: Vec<bool>,
    /// What each place takes, once the states are the same from one to the next.
    settled: Option<u64>,
}

impl<'a> Front<'a> {
    fn new(automaton: &'a Automaton) -> Self {
        let states = automaton.states.len();
        Self {
            automaton,
            here: automaton.start.clone(),
            next: Vec::new(),
            walk: Walk::new(states),
            guarded: Walk::new(states),
            ends: vec![false; states],
            settled: None,
        }
    }

    /// The same of one that is read until it matches.
    fn until_match(automaton: &'a Automaton) -> Self {
        let mut front = Self::new(automaton);
        if front.here.iter().any(|state| is_match(automaton, *state)) {
            front.here.clear();
        }
        // Most states are behind those that they lead to, but for the ones that lead back.
        loop {
            let mut has_changed = false;
            for (index, state) in automaton.states.iter().enumerate() {
                let ends = match *state {
                    State::Accept => true,
                    State::Split(first, second) => {
                        front.ends[first as usize] || front.ends[second as usize]
                    }
                    State::Set { .. } | State::Guard { .. } => false,
                };
                has_changed |= ends != front.ends[index];
                front.ends[index] = ends;
            }
            if !has_changed {
                return front;
            }
        }
    }

    /// Goes on by one character, whatever it is; returns the most steps that it may take. Whether a set of states has come up
    /// before is for the text to tell, so that each is taken to be new.
    fn advance(&mut self, effort: &mut u64) -> u64 {
        if let Some(steps) = self.settled {
            return steps;
        }
        if *effort == 0 {
            return most_steps(self.automaton);
        }
        let steps = steps_of(self.step(|_| true, effort));
        self.next.sort_unstable();
        if self.next == self.here {
            self.settled = Some(steps);
        }
        std::mem::swap(&mut self.here, &mut self.next);
        steps
    }

    /// The most steps that any character may take in any text; `None` where that is too much to find out.
    fn most(mut self, effort: &mut u64) -> Option<u64> {
        let alphabet = &self.automaton.alphabet;
        let mut left = (*effort / 8).min(SETS);
        let mut most = 0;
        let mut known = HashSet::from([self.here.clone()]);
        let mut open = vec![self.here.clone()];
        while let Some(set) = open.pop() {
            for letter in 0..alphabet.len() {
                self.here.clone_from(&set);
                let before = left;
                let looked_at = self.step(|set| alphabet.is_in(letter, set), &mut left);
                *effort = effort.saturating_sub(before - left);
                if left == 0 {
                    return None;
                }
                most = most.max(steps_of(looked_at));
                self.next.sort_unstable();
                if known.insert(self.next.clone()) {
                    open.push(std::mem::take(&mut self.next));
                }
            }
        }
        Some(most)
    }

    /// Follows the states whose characters are taken to those behind, guards taken to hold; returns how many were looked at,
    /// which is taken off the effort.
    pub(crate) fn step(&mut self, takes: impl Fn(u32) -> bool, effort: &mut u64) -> u64 {
        let states = &self.automaton.states;
        let mut open = self.here.clone();
        let mut looked_at = 0;
        self.next.clear();
        self.walk.restart();
        self.guarded.restart();
        while let Some(state) = open.pop() {
            looked_at += 1;
            match states[state as usize] {
                State::Set { set, .. } if !takes(set) => {}
                State::Set { next, .. } if self.ends[next as usize] => looked_at += 1,
                State::Set { next, .. } => {
                    looked_at += self.walk.expand(states, next, &mut self.next);
                }
                State::Guard { next, .. } => {
                    looked_at += self.guarded.expand(states, next, &mut open);
                }
                State::Accept | State::Split(..) => {}
            }
        }
        if !self.automaton.is_anchored && !self.here.is_empty() {
            for state in &self.automaton.start {
                if self.walk.visit(*state) {
                    self.next.push(*state);
                }
            }
        }
        *effort = effort.saturating_sub(looked_at + 1);
        looked_at
    }
}

fn is_match(automaton: &Automaton, state: u32) -> bool {
    matches!(automaton.states[state as usize], State::Accept)
}
