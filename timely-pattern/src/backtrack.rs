//! Backtracking with memoization: runs a program over a text step by step and, where one fails, from the latest choice on.
//!
//! A choice that has failed once at a place, with the same in all registers, is not tried again, so that nested
//! repetitions do not multiply. References back make more of these than a text has places: what they may take is
//! bounded by the meter, and by the memory that a match may use.

use crate::guard::Places;
use crate::node::Direction;
use crate::program::{BackReference, NONE, Op, Program, Repetition};
use crate::{Exhausted, Meter};
use std::collections::{HashMap, HashSet};

/// The most choices that are open or have failed in one match; beyond the former it is given up.
pub(crate) const MAX_CHOICES: usize = 1 << 18;
/// The most contents of the registers, all together, that are told apart.
pub(crate) const MAX_CONTENTS: usize = 1 << 16;
/// The most changes of registers that may have to be taken back.
const MAX_TRAIL: usize = 1 << 21;
/// What it takes to remember a choice, in steps.
pub(crate) const CHOICE: u64 = 8;
/// Work that is done before it is paid for.
const PORTION: u64 = 2048;

/// Whether a program finds a match somewhere in a text.
pub(crate) fn is_match(
    program: &Program,
    text: &str,
    meter: &dyn Meter,
) -> Result<bool, Exhausted> {
    // Places are kept in 32 bits.
    if u32::try_from(text.len()).is_ok_and(|length| length < NONE) {
        let looks = program.looks.places(text, meter)?;
        let mut run = Run {
            program,
            text,
            looks,
            meter,
            registers: vec![NONE; program.registers],
            trail: Vec::new(),
            open: Vec::new(),
            failed: HashSet::new(),
            contents: HashMap::new(),
            content: None,
            nested: Vec::new(),
            depth: 0,
            spent: 0,
        };
        run.search()
    } else {
        Err(Exhausted)
    }
}

/// Where a choice goes on that has not been tried yet.
struct Choice {
    op: u32,
    at: u32,
    trail: u32,
}

/// A choice that was made: the step, the place, and the content of the registers.
type Key = (u32, u32, u32);

struct Run<'a> {
    program: &'a Program,
    text: &'a str,
    looks: Vec<Places>,
    meter: &'a dyn Meter,
    registers: Vec<u32>,
    /// What was in registers before, to go back to.
    trail: Vec<(u32, u32)>,
    open: Vec<Choice>,
    failed: HashSet<Key>,
    /// The contents of the registers, by number.
    contents: HashMap<Box<[u32]>, u32>,
    /// The number of the present content, if it was asked for since it changed.
    content: Option<u32>,
    /// What was added to `failed` within look-arounds, and has not failed if they succeed.
    nested: Vec<Key>,
    depth: usize,
    spent: u64,
}

impl Run<'_> {
    fn search(&mut self) -> Result<bool, Exhausted> {
        let mut at = 0;
        let found = loop {
            if self.run(self.program.entry, at)?.is_some() {
                break true;
            }
            let next = self.text[at..].chars().next();
            match next.filter(|_| !self.program.is_anchored) {
                Some(character) => at += character.len_utf8(),
                None => break false,
            }
        };
        self.pay()?;
        Ok(found)
    }

    fn pay(&mut self) -> Result<(), Exhausted> {
        let steps = std::mem::take(&mut self.spent);
        self.meter.spend(steps).then_some(()).ok_or(Exhausted)
    }

    /// Where the first match ends that begins with a step at a place. Registers hold what it found then.
    fn run(&mut self, op: u32, at: usize) -> Result<Option<usize>, Exhausted> {
        let (open, trail) = (self.open.len(), self.trail.len());
        let (mut op, mut at) = (op, at);
        loop {
            self.spent += 1;
            if self.spent > PORTION {
                self.pay()?;
            }
            match self.step(op, at)? {
                Step::To(next, place) => (op, at) = (next, place),
                Step::Accept => {
                    self.open.truncate(open);
                    return Ok(Some(at));
                }
                Step::Fail if self.open.len() == open => {
                    self.undo(trail);
                    return Ok(None);
                }
                Step::Fail => {
                    if let Some(choice) = self.open.pop() {
                        self.undo(choice.trail as usize);
                        (op, at) = (choice.op, choice.at as usize);
                    }
                }
            }
        }
    }

    fn step(&mut self, op: u32, at: usize) -> Result<Step, Exhausted> {
        let program = self.program;
        let failing = |passes: bool, next: u32| {
            if passes {
                Step::To(next, at)
            } else {
                Step::Fail
            }
        };
        Ok(match &program.ops[op as usize] {
            Op::Accept => Step::Accept,
            Op::Set {
                set,
                direction,
                next,
            } => match self.character(at, *direction) {
                Some((character, beyond)) if program.sets[*set as usize].has(character.into()) => {
                    Step::To(*next, beyond)
                }
                _ => Step::Fail,
            },
            Op::Split { first, second } => self.choose(op, *first, *second, at)?,
            Op::Save { register, next } => {
                self.set(*register, place(at));
                Step::To(*next, at)
            }
            Op::Guard {
                guard,
                negated,
                next,
            } => failing(guard.holds(self.text, at, &self.looks) != *negated, *next),
            Op::Look {
                body,
                negated,
                next,
            } => {
                let before = self.trail.len();
                let found = self.nested(*body, at)?.is_some();
                if *negated {
                    self.undo(before);
                }
                failing(found != *negated, *next)
            }
            Op::Atomic { body, next } => match self.nested(*body, at)? {
                Some(end) => Step::To(*next, end),
                None => Step::Fail,
            },
            Op::Back(reference) => match self.repeat(reference, at) {
                Some(end) => Step::To(reference.next, end),
                None => Step::Fail,
            },
            Op::Enter(number) => self.enter(&program.repetitions[*number as usize], op, at)?,
            Op::Again(number) => self.again(&program.repetitions[*number as usize], op, at)?,
            Op::Iterate(number) => self.iterate(&program.repetitions[*number as usize], at),
            Op::Leave(number) => self.leave(&program.repetitions[*number as usize], at),
        })
    }

    /// Before a repetition.
    #[inline]
    fn enter(&mut self, repetition: &Repetition, op: u32, at: usize) -> Result<Step, Exhausted> {
        self.set(repetition.count, 0);
        self.go_on(repetition, op, at)
    }

    /// Behind the body of a repetition: once more, unless it took nothing without need.
    #[inline]
    fn again(&mut self, repetition: &Repetition, op: u32, at: usize) -> Result<Step, Exhausted> {
        let count = self.registers[repetition.count as usize];
        let took_nothing = repetition
            .begun
            .is_some_and(|begun| self.registers[begun as usize] == place(at));
        if took_nothing && count > repetition.min {
            Ok(Step::Fail)
        } else {
            self.go_on(repetition, op, at)
        }
    }

    /// Begins the body of a repetition.
    #[inline]
    fn iterate(&mut self, repetition: &Repetition, at: usize) -> Step {
        let count = self.registers[repetition.count as usize];
        self.set(repetition.count, (count + 1).min(repetition.enough()));
        if let Some(begun) = repetition.begun {
            self.set(begun, place(at));
        }
        for register in &repetition.inside {
            self.set(*register, NONE);
        }
        self.spent += repetition.inside.len() as u64;
        Step::To(repetition.body, at)
    }

    /// Forgets a repetition, which has ended.
    #[inline]
    fn leave(&mut self, repetition: &Repetition, at: usize) -> Step {
        self.set(repetition.count, NONE);
        if let Some(begun) = repetition.begun {
            self.set(begun, NONE);
        }
        Step::To(repetition.next, at)
    }

    /// Goes through the body of a repetition, or leaves it.
    fn go_on(&mut self, repetition: &Repetition, op: u32, at: usize) -> Result<Step, Exhausted> {
        let count = self.registers[repetition.count as usize];
        let Repetition { iterate, leave, .. } = *repetition;
        if count < repetition.min {
            Ok(Step::To(iterate, at))
        } else if repetition.max.is_some_and(|max| count >= max) {
            Ok(Step::To(leave, at))
        } else if repetition.greedy {
            self.choose(op, iterate, leave, at)
        } else {
            self.choose(op, leave, iterate, at)
        }
    }

    /// Goes on with the first, and later with the second, unless that was done before.
    fn choose(&mut self, op: u32, first: u32, second: u32, at: usize) -> Result<Step, Exhausted> {
        self.spent += CHOICE;
        if let Some(content) = self.content()
            && self.failed.len() < MAX_CHOICES
        {
            let key = (op, place(at), content);
            if !self.failed.insert(key) {
                return Ok(Step::Fail);
            }
            if self.depth > 0 {
                self.nested.push(key);
            }
        }
        if self.open.len() >= MAX_CHOICES || self.trail.len() >= MAX_TRAIL {
            return Err(Exhausted);
        }
        self.open.push(Choice {
            op: second,
            at: place(at),
            trail: place(self.trail.len()),
        });
        Ok(Step::To(first, at))
    }

    /// The number of what the registers hold; `None` beyond those that are told apart.
    fn content(&mut self) -> Option<u32> {
        if self.content.is_none() {
            let next = u32::try_from(self.contents.len()).ok()?;
            self.content = match self.contents.get(self.registers.as_slice()) {
                Some(number) => Some(*number),
                None if self.contents.len() == MAX_CONTENTS => None,
                None => {
                    self.contents.insert(self.registers.clone().into(), next);
                    Some(next)
                }
            };
            self.spent += self.registers.len() as u64 / 4;
        }
        self.content
    }

    /// Runs what is kept as it is found first.
    fn nested(&mut self, body: u32, at: usize) -> Result<Option<usize>, Exhausted> {
        let before = self.nested.len();
        self.depth += 1;
        let end = self.run(body, at)?;
        self.depth -= 1;
        if end.is_some() {
            // Some of these choices have not failed.
            self.spent += (self.nested.len() - before) as u64;
            for key in self.nested.drain(before..) {
                self.failed.remove(&key);
            }
        } else if self.depth == 0 {
            self.nested.clear();
        }
        Ok(end)
    }

    fn set(&mut self, register: u32, value: u32) {
        let old = std::mem::replace(&mut self.registers[register as usize], value);
        if old != value {
            self.trail.push((register, old));
            self.content = None;
        }
    }

    fn undo(&mut self, trail: usize) {
        while self.trail.len() > trail {
            if let Some((register, old)) = self.trail.pop() {
                self.registers[register as usize] = old;
                self.content = None;
            }
        }
    }

    /// The next character, and the place beyond it.
    #[inline]
    fn character(&self, at: usize, direction: Direction) -> Option<(char, usize)> {
        match direction {
            Direction::Forward => {
                let character = self.text[at..].chars().next()?;
                Some((character, at + character.len_utf8()))
            }
            Direction::Backward => {
                let character = self.text[..at].chars().next_back()?;
                Some((character, at - character.len_utf8()))
            }
        }
    }

    /// The place beyond what a group has matched, if that comes next.
    fn repeat(&mut self, reference: &BackReference, at: usize) -> Option<usize> {
        let fold = reference.fold;
        let defined = reference.registers.iter().find_map(|first| {
            let ends = [
                self.registers[*first as usize],
                self.registers[*first as usize + 1],
            ];
            (!ends.contains(&NONE)).then_some(ends)
        });
        let Some([start, end]) = defined else {
            return Some(at);
        };
        let group = self.text.get(start as usize..end as usize)?;
        self.spent += group.len() as u64 / if fold { 1 } else { 32 };
        let text = self.text;
        let (before, behind) = (&text[..at], &text[at..]);
        match (fold, reference.direction) {
            (false, Direction::Forward) => behind.starts_with(group).then(|| at + group.len()),
            (false, Direction::Backward) => before.ends_with(group).then(|| at - group.len()),
            (true, Direction::Forward) => {
                folded(group.chars(), behind.chars()).map(|length| at + length)
            }
            (true, Direction::Backward) => {
                folded(group.chars().rev(), before.chars().rev()).map(|length| at - length)
            }
        }
    }
}

enum Step {
    To(u32, usize),
    Fail,
    Accept,
}

/// A place in 32 bits; texts are no longer.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// The bytes of what comes, if it differs from a group in nothing but case.
fn folded(
    group: impl Iterator<Item = char>,
    mut text: impl Iterator<Item = char>,
) -> Option<usize> {
    let mut length = 0;
    for wanted in group {
        let character = text.next()?;
        let is_same = wanted == character || wanted.to_lowercase().eq(character.to_lowercase());
        if !is_same {
            return None;
        }
        length += character.len_utf8();
    }
    Some(length)
}
