//! A text that a pattern matches, for examples that people read.

use crate::node::Node;
use crate::set::Set;
use crate::{Limited, Pattern, parse};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The longest text that is made, in characters.
const MOST: usize = 1024;
/// How many alternatives are tried of those that a pattern lists.
const ALTERNATIVES: usize = 4;
/// What finding out may take, in steps of a meter.
const STEPS: u64 = 10_000_000;
/// The characters that are taken before others, in this order.
const PREFERRED: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_.@/:#+!$%&*=?,;~'\"()[]{}<>|^`\\ ";

/// A text that a pattern matches and that has so many characters: readable, and as short as the pattern and `lengths` allow.
///
/// `None` for a text that is no pattern, and where no such text is found: patterns that look around, or refer back to what
/// they have matched, may have one all the same.
///
/// ```
/// use timely_pattern::sample;
///
/// assert_eq!(sample("^[0-9]{13}$", 0..=100).as_deref(), Some("1234567890123"));
/// assert_eq!(sample("^[a-z]+$", 5..=100).as_deref(), Some("abcde"));
/// assert_eq!(sample("^[a-z]{5}$", 0..=3), None);
/// ```
#[must_use]
pub fn sample(pattern: &str, lengths: RangeInclusive<usize>) -> Option<String> {
    let node = parse::parse(pattern).ok()?;
    let wanted = Wanted {
        node: &node,
        pattern: Pattern::new(pattern).ok()?,
        steps: Limited::to(STEPS),
        lengths,
    };
    let mut looked_for = Vec::new();
    looked_for_characters(&node, false, &mut looked_for);
    let choices = [
        Choice::InTurn(0),
        Choice::Of(&looked_for),
        Choice::First,
        // Where what comes first must not.
        Choice::InTurn(1),
        Choice::InTurn(3),
    ];
    for choice in choices {
        for alternative in 0..ALTERNATIVES {
            if let Some(text) = wanted.text(choice, alternative) {
                return Some(text);
            }
        }
    }
    None
}

/// What a text has to be.
struct Wanted<'p> {
    node: &'p Node,
    pattern: Pattern,
    steps: Limited,
    lengths: RangeInclusive<usize>,
}

impl Wanted<'_> {
    /// The shortest text that is made in this way, if it is one that is wanted.
    fn text(&self, choice: Choice<'_>, alternative: usize) -> Option<String> {
        let made = |extra| {
            let mut writer = Writer {
                choice,
                alternative,
                extra,
                text: Vec::new(),
                groups: HashMap::new(),
            };
            writer.write(self.node)?;
            Some(writer.text)
        };
        let mut text = made(0)?;
        if let Some(missing) = self.lengths.start().checked_sub(text.len()) {
            text = made(missing)?;
        }
        let is_fitting = self.lengths.contains(&text.len());
        let text: String = text.into_iter().collect();
        let is_match = is_fitting && self.pattern.is_match(&text, &self.steps) == Ok(true);
        is_match.then_some(text)
    }
}

/// Which character of a set is taken.
#[derive(Clone, Copy)]
enum Choice<'c> {
    /// Another at each place, from one of this number on: `abc`, `123`.
    InTurn(usize),
    /// The same at each place.
    First,
    /// One of these at each place, in turn, where the set has it.
    Of(&'c [char]),
}

impl Choice<'_> {
    fn character(self, set: &Set, place: usize) -> Option<char> {
        let is_in = |c: char| set.has(c.into());
        match self {
            Self::First => {}
            Self::Of([]) => return None,
            Self::Of(some) => {
                let next = some[place % some.len()];
                if is_in(next) {
                    return Some(next);
                }
            }
            Self::InTurn(start) => {
                // Of one kind, so that a text looks like one.
                let is_kind: [fn(&char) -> bool; 3] = [
                    char::is_ascii_lowercase,
                    char::is_ascii_uppercase,
                    char::is_ascii_digit,
                ];
                for is_kind in is_kind {
                    let kind = PREFERRED.chars().filter(|c| is_kind(c) && is_in(*c));
                    let kind: Vec<char> = kind.collect();
                    if !kind.is_empty() {
                        return Some(kind[(start + place) % kind.len()]);
                    }
                }
            }
        }
        let preferred = PREFERRED.chars().find(|c| is_in(*c));
        preferred.or_else(|| readable(set))
    }
}

/// A character that can be seen.
fn readable(set: &Set) -> Option<char> {
    let points = set
        .ranges()
        .iter()
        .flat_map(|(first, last)| (*first..=*last).take(256));
    let mut characters = points.filter_map(char::from_u32);
    characters.find(|c| c.is_alphanumeric())
}

/// Of each set that a pattern looks for around, the character that is taken first.
fn looked_for_characters(node: &Node, is_within: bool, found: &mut Vec<char>) {
    let is_within = match node {
        Node::Look { negated, .. } if *negated => return,
        Node::Look { .. } => true,
        Node::Set(set) if is_within => {
            let character = Choice::First.character(set, 0);
            found.extend(character.filter(|c| !found.contains(c)));
            return;
        }
        _ => is_within,
    };
    for child in node.children() {
        looked_for_characters(child, is_within, found);
    }
}

/// Writes a text by a tree.
struct Writer<'c> {
    choice: Choice<'c>,
    /// Which of several alternatives is taken; the last, where there are not as many.
    alternative: usize,
    /// How many characters repetitions are to make beyond what they have to.
    extra: usize,
    text: Vec<char>,
    /// What each group has matched.
    groups: HashMap<u32, Vec<char>>,
}

impl Writer<'_> {
    /// `None` where there is no character to take, or too many.
    fn write(&mut self, node: &Node) -> Option<()> {
        match node {
            // What is looked for around, the pattern itself has to have.
            Node::Empty | Node::Assert(_) | Node::Look { .. } => {}
            Node::Set(set) => {
                let character = self.choice.character(set, self.text.len())?;
                self.text.push(character);
            }
            Node::Concat(nodes) => {
                for node in nodes {
                    self.write(node)?;
                }
            }
            Node::Alternate(nodes) => {
                let last = nodes.len().checked_sub(1)?;
                self.write(&nodes[self.alternative.min(last)])?;
            }
            Node::Repeat { node, min, max, .. } => self.repeat(node, *min, *max)?,
            Node::Group(node, number) => {
                let start = self.text.len();
                self.write(node)?;
                self.groups
                    .insert(*number, self.text.get(start..)?.to_vec());
            }
            Node::Atomic(node) => self.write(node)?,
            Node::Back { groups, .. } => {
                let known = groups.iter().find_map(|group| self.groups.get(group));
                self.text.extend(known.cloned().unwrap_or_default());
            }
        }
        (self.text.len() <= MOST).then_some(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>) -> Option<()> {
        let mut count = 0;
        while count < min {
            let start = self.text.len();
            self.write(node)?;
            // What takes nothing is no different the next time.
            if self.text.len() == start {
                return Some(());
            }
            count += 1;
        }
        while self.extra > 0 && max.is_none_or(|max| count < max) {
            let (start, extra) = (self.text.len(), std::mem::take(&mut self.extra));
            self.write(node)?;
            let written = self.text.len() - start;
            self.extra = extra.saturating_sub(written);
            if written == 0 {
                break;
            }
            count += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn samples_match_and_read_well() {
        for (pattern, text) in [
            ("^[0-9]{13}$", "1234567890123"),
            ("^[A-Z]{3}-\\d{2,}$", "ABC-56"),
            ("^(cat|dog)s?$", "cat"),
            (r"^\+[1-9]\d{1,14}$", "+23"),
            ("^#[0-9a-fA-F]{6}$", "#bcdefa"),
            (r"^\p{Script=Greek}+$", "Ͱ"),
            (r"^(.)-\1$", "a-a"),
            (r"^(?=.*[A-Z])(?=.*\d)(?=.*[!?]).{8,}$", "aA1!aA1!"),
            (r"^(?!a)\w+$", "b"),
            (r"^(?:ab)*$", ""),
            ("needle", "needle"),
        ] {
            assert_eq!(sample(pattern, 0..=60).as_deref(), Some(text), "{pattern}");
        }
    }

    #[test]
    fn lengths_are_kept() {
        assert_eq!(sample("^(?:ab)*$", 5..=60).as_deref(), Some("ababab"));
        assert_eq!(sample("^a?b{2}c*$", 4..=4).as_deref(), Some("abbc"));
        assert_eq!(sample("^(?:ab)*$", 5..=5), None);
        assert_eq!(sample("^x{50}$", 0..=20), None);
        assert_eq!(sample("^(?:long-word|abc)$", 0..=3).as_deref(), Some("abc"));
    }

    #[test]
    fn what_has_no_sample_ends() {
        for pattern in ["a{2147483647}", "^[]$", "^a$b", "(", "((a{999}){999}){999}"] {
            assert_eq!(sample(pattern, 0..=4000), None, "{pattern}");
        }
    }
}
