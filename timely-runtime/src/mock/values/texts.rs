//! Texts: of a format, of a pattern, or in words that fit the name.

use super::parts::Parts;
use super::{BYTES, Maker, formats, words};
use crate::Format;
use crate::schema::program::{Compiled, TextRules};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// How many texts are tried.
const TRIES: usize = 16;
/// How many texts of patterns are kept.
const KEPT: usize = 10_000;

/// What all parts ask of a text.
struct Asked {
    least: usize,
    most: usize,
    formats: Vec<Format>,
    patterns: Vec<&'static Compiled>,
}

impl Asked {
    fn of(parts: &Parts) -> Option<Self> {
        let rules = || parts.rules(|node| node.node().text.as_deref());
        let least = rules().map(|rules: &TextRules| rules.min_length).max();
        let most = rules().map(|rules| rules.max_length).min();
        let size = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
        let (least, most) = (least.map_or(0, size), most.map_or(usize::MAX, size));
        let said = rules().filter_map(|rules| rules.format);
        // Formats of numbers hold texts to nothing, but a type may be both.
        let own = parts.nodes.iter().filter_map(|node| node.node().format);
        let mut formats: Vec<Format> = said.chain(own).filter(|it| it.is_of_text()).collect();
        formats.dedup();
        (least <= most).then(|| Self {
            least,
            most,
            formats,
            patterns: rules().filter_map(|rules| rules.pattern.as_ref()).collect(),
        })
    }
}

impl Maker<'_> {
    /// A text; none where none is found.
    pub(super) fn text(&mut self, parts: &Parts, name: &str) -> Option<String> {
        let asked = Asked::of(parts)?;
        if asked.least > self.bytes.min(BYTES / 8) {
            self.bytes = 0;
            return None;
        }
        for tried in 0..TRIES {
            let text = match (asked.formats.as_slice(), asked.patterns.as_slice()) {
                ([], []) => Some(self.words(&asked, name)),
                ([], patterns) => self.of_pattern(patterns, &asked, name, tried),
                (formats, []) => {
                    let format = formats[tried % formats.len()];
                    Some(formats::text(format, name, &mut self.random, tried))
                }
                (formats, patterns) => match tried % 2 {
                    0 => {
                        let format = formats[tried / 2 % formats.len()];
                        Some(formats::text(format, name, &mut self.random, tried))
                    }
                    _ => self.of_pattern(patterns, &asked, name, tried),
                },
            };
            let text = text.map(|text| match asked.patterns.is_empty() {
                true => fitted(text, &asked),
                false => text,
            });
            if let Some(text) = text.filter(|text| self.text_fits(text, &asked)) {
                self.bytes = self.bytes.saturating_sub(text.len());
                return Some(text);
            }
        }
        None
    }

    fn text_fits(&self, text: &str, asked: &Asked) -> bool {
        let length = text.chars().count();
        (asked.least..=asked.most).contains(&length)
            && asked.formats.iter().all(|format| format.allows_text(text))
            && asked
                .patterns
                .iter()
                .all(|pattern| pattern.matches(text, &self.budget))
            && !self.budget.is_exhausted()
    }

    /// Words that fit the name, of a length that is allowed.
    fn words(&mut self, asked: &Asked, name: &str) -> String {
        let mut text = words::text(name, &mut self.random);
        let mut length = text.chars().count();
        while length < asked.least {
            let more = words::sentence(&mut self.random);
            text.push(' ');
            text.push_str(&more);
            length += 1 + more.chars().count();
        }
        cut(text, asked.most)
    }

    /// A name that a pattern matches.
    pub(super) fn name_like(&mut self, pattern: &str) -> Option<String> {
        // Another length gives another name.
        let least = self.random.below(4);
        let sample = sample(pattern, least, 64).or_else(|| sample(pattern, 0, 256))?;
        let varied = varied(&sample, &mut self.random);
        let is_match = timely_pattern::Pattern::new(pattern)
            .is_ok_and(|pattern| pattern.is_match(&varied, &self.budget) == Ok(true));
        Some(if is_match { varied } else { sample })
    }

    /// A text that one of the patterns matches: words where they do, or else made of the pattern.
    fn of_pattern(
        &mut self,
        patterns: &[&'static Compiled],
        asked: &Asked,
        name: &str,
        tried: usize,
    ) -> Option<String> {
        if tried == 0 {
            let text = words::text(name, &mut self.random);
            if self.text_fits(&text, asked) {
                return Some(text);
            }
        }
        if patterns.len() > 1 && tried >= TRIES / 2 {
            // One after the other, since most patterns look for a part of a text.
            let (before, after) = patterns.split_at(tried % patterns.len());
            let samples = after.iter().chain(before);
            return samples.map(|it| sample(&it.text, 0, asked.most)).collect();
        }
        let pattern = patterns.get(tried % patterns.len())?;
        // Another length gives another text.
        let least = asked.least.saturating_add(tried / patterns.len() / 2);
        let least = if least > asked.most {
            asked.least
        } else {
            least
        };
        let sample = sample(&pattern.text, least, asked.most)?;
        let varied = varied(&sample, &mut self.random);
        Some(match self.text_fits(&varied, asked) {
            true => varied,
            false => sample,
        })
    }
}

/// A text of a pattern; that takes long to find out, so that what was found is kept.
fn sample(pattern: &str, least: usize, most: usize) -> Option<String> {
    type Samples = HashMap<(Box<str>, usize, usize), Option<String>>;
    static SAMPLES: LazyLock<Mutex<Samples>> = LazyLock::new(Mutex::default);
    let key = (pattern.into(), least, most);
    let lock = || SAMPLES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().get(&key) {
        return known.clone();
    }
    let found = timely_pattern::sample(pattern, least..=most);
    let found = found.or_else(|| filled(pattern, least, most));
    let mut samples = lock();
    if samples.len() < KEPT {
        samples.insert(key, found.clone());
    }
    found
}

/// A text that a pattern matches a part of, and that is longer than what is matched.
fn filled(pattern: &str, least: usize, most: usize) -> Option<String> {
    let sample = timely_pattern::sample(pattern, 0..=most).filter(|_| least > 0)?;
    let pattern = timely_pattern::Pattern::new(pattern).ok()?;
    let filling = "abcdefghijklmnopqrstuvwxyz".chars().cycle();
    let filling: String = filling
        .take(least.saturating_sub(sample.chars().count()))
        .collect();
    let texts = [format!("{sample}{filling}"), format!("{filling}{sample}")];
    let steps = timely_pattern::Limited::to(1_000_000);
    let is_match = |text: &String| pattern.is_match(text, &steps) == Ok(true);
    texts.into_iter().find(is_match)
}

/// The same text with other letters and digits.
fn varied(text: &str, random: &mut super::Random) -> String {
    let of = |random: &mut super::Random, first: char, count: usize| {
        let offset = u8::try_from(random.below(count)).unwrap_or_default();
        char::from(first as u8 + offset)
    };
    let other = |character: char| match character {
        // Numbers do not begin with a zero as well as they do with something else.
        '1'..='9' => of(random, '1', 9),
        'a'..='f' => of(random, 'a', 6),
        'g'..='z' => of(random, 'g', 20),
        'A'..='F' => of(random, 'A', 6),
        'G'..='Z' => of(random, 'G', 20),
        other => other,
    };
    text.chars().map(other).collect()
}

/// A text of a format, of a length that is allowed, as far as it may be longer or shorter.
fn fitted(text: String, asked: &Asked) -> String {
    if asked.formats.is_empty() {
        return text;
    }
    let length = text.chars().count();
    if length >= asked.least {
        return text;
    }
    asked
        .formats
        .first()
        .and_then(|format| formats::longer(*format, &text, asked.least - length))
        .unwrap_or(text)
}

/// The first so many characters.
fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        // A blank at the end is not seen.
        if text.ends_with(' ') {
            text.pop();
            text.push('.');
        }
    }
    text
}
