//! Sets of characters, which classes and single characters are.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// The last code point.
const LAST: u32 = 0x10_FFFF;

/// A set of characters: ranges of code points in order, apart from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Set {
    ranges: Vec<(u32, u32)>,
}

impl Set {
    pub(crate) fn new(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().collect();
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        Self { ranges: merged }
    }

    pub(crate) fn single(character: char) -> Self {
        Self::range(character, character)
    }

    /// The character of ASCII in it, if it is the only one.
    pub(crate) fn only_ascii(&self) -> Option<u8> {
        match self.ranges[..] {
            [(first, last)] if first == last => u8::try_from(first).ok().filter(u8::is_ascii),
            _ => None,
        }
    }

    pub(crate) fn range(first: char, last: char) -> Self {
        Self {
            ranges: vec![(first.into(), last.into())],
        }
    }

    /// Every character.
    pub(crate) fn any() -> Self {
        Self {
            ranges: vec![(0, LAST)],
        }
    }

    /// `\d`.
    pub(crate) fn digits() -> Self {
        Self::range('0', '9')
    }

    /// `\w`.
    pub(crate) fn words() -> Self {
        Self::union([
            Self::digits(),
            Self::range('A', 'Z'),
            Self::single('_'),
            Self::range('a', 'z'),
        ])
    }

    /// `\s`: `WhiteSpace` and `LineTerminator` of ECMA-262.
    pub(crate) fn spaces() -> Self {
        Self::union([
            Self::range('\t', '\r'),
            Self::single(' '),
            Self::single('\u{A0}'),
            Self::single('\u{1680}'),
            Self::range('\u{2000}', '\u{200A}'),
            Self::range('\u{2028}', '\u{2029}'),
            Self::single('\u{202F}'),
            Self::single('\u{205F}'),
            Self::single('\u{3000}'),
            Self::single('\u{FEFF}'),
        ])
    }

    /// What `.` does not match.
    pub(crate) fn line_ends() -> Self {
        Self::union([
            Self::single('\n'),
            Self::single('\r'),
            Self::range('\u{2028}', '\u{2029}'),
        ])
    }

    /// `\p{…}`; `None` for a name that Unicode does not know.
    pub(crate) fn property(name: &str) -> Option<Self> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let class = regex_syntax::parse(&format!(r"[\p{{{name}}}]")).ok()?;
        Some(match class.into_kind() {
            HirKind::Class(Class::Unicode(class)) => Self::from_class(&class),
            HirKind::Class(Class::Bytes(class)) => Self::from_class(&class.to_unicode_class()?),
            // A class of a single character.
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                Self::union(text.chars().map(Self::single))
            }
            _ => return None,
        })
    }

    fn from_class(class: &ClassUnicode) -> Self {
        let ranges = class.ranges().iter();
        Self::new(ranges.map(|range| (range.start().into(), range.end().into())))
    }

    pub(crate) fn union(sets: impl IntoIterator<Item = Self>) -> Self {
        Self::new(sets.into_iter().flat_map(|set| set.ranges))
    }

    /// All other characters.
    pub(crate) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for (first, last) in &self.ranges {
            if *first > next {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self { ranges }
    }

    /// The set with all characters that differ from its own in nothing but case (Unicode's simple case folding).
    pub(crate) fn folded(&self) -> Self {
        // Surrogates have no case, and stand at the end of a range only where a class was negated.
        let start = |point: u32| char::from_u32(point).unwrap_or('\u{E000}');
        let end = |point: u32| char::from_u32(point).unwrap_or('\u{D7FF}');
        let ranges = self.ranges.iter().map(|(a, b)| (start(*a), end(*b)));
        let mut class = ClassUnicode::new(
            ranges
                .filter(|(first, last)| first <= last)
                .map(|(first, last)| ClassUnicodeRange::new(first, last)),
        );
        // It fails only without Unicode's tables, which the manifest asks for.
        let _ = class.try_case_fold_simple();
        Self::from_class(&class)
    }

    pub(crate) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    pub(crate) fn has(&self, point: u32) -> bool {
        let at = self.ranges.partition_point(|(_, last)| *last < point);
        self.ranges
            .get(at)
            .is_some_and(|(first, _)| *first <= point)
    }

    /// Whether some character is in both.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let (mut mine, mut theirs) = (self.ranges.iter(), other.ranges.iter());
        let (mut a, mut b) = (mine.next(), theirs.next());
        while let (Some((first, last)), Some((from, to))) = (a, b) {
            if last < from {
                a = mine.next();
            } else if to < first {
                b = theirs.next();
            } else {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn sets_are_merged_negated_and_compared() {
        let set = Set::new([(5, 9), (1, 2), (3, 3), (7, 12)]);
        assert_eq!(set.ranges(), [(1, 3), (5, 12)]);
        assert_eq!(set.negated().ranges(), [(0, 0), (4, 4), (13, 0x10_FFFF)]);
        assert_eq!(set.negated().negated(), set);
        assert_eq!(Set::any().negated(), Set::default());
        assert!(set.has(3) && !set.has(4) && set.has(12) && !set.has(13));
        assert!(set.meets(&Set::new([(12, 20)])) && !set.meets(&Set::new([(4, 4), (13, 20)])));
        assert!(!Set::default().meets(&Set::any()));
    }

    #[test]
    fn properties_are_those_of_unicode() {
        assert!(Set::property("L").unwrap().has('é'.into()));
        assert!(Set::property("Script=Greek").unwrap().has('λ'.into()));
        assert_eq!(Set::property("ASCII").unwrap().ranges(), [(0, 127)]);
        assert!(Set::property("Nothing").is_none() && Set::property("L}|\\p{L").is_none());
    }

    #[test]
    fn case_is_folded() {
        let set = Set::single('s').folded();
        assert!(set.has('S'.into()) && set.has('ſ'.into()) && !set.has('t'.into()));
        assert_eq!(Set::any().negated().folded(), Set::default());
        let beyond = Set::new([(0, 0xDFFF)]);
        assert!(beyond.negated().folded().has(0xE000));
    }
}
