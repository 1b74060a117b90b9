//! What must hold between two characters: the ends of the text, words, and what is ahead or behind.

use crate::node::Assertion;

/// The places of a text, by bytes, at which something holds.
pub(crate) struct Places(Vec<u64>);

impl Places {
    pub(crate) fn none(text: &str) -> Self {
        Self(vec![0; text.len() / 64 + 1])
    }

    pub(crate) fn add(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

/// What holds at a place or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    Start,
    End,
    LineStart,
    LineEnd,
    Word,
    /// The look-around of this number.
    Look(u32),
}

/// A guard that must hold or, negated, must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) guard: Guard,
    pub(crate) negated: bool,
}

impl From<Assertion> for Condition {
    fn from(assertion: Assertion) -> Self {
        let guard = match assertion {
            Assertion::Start => Guard::Start,
            Assertion::End => Guard::End,
            Assertion::LineStart => Guard::LineStart,
            Assertion::LineEnd => Guard::LineEnd,
            Assertion::Word | Assertion::NotWord => Guard::Word,
        };
        Self {
            guard,
            negated: assertion == Assertion::NotWord,
        }
    }
}

impl Guard {
    pub(crate) fn holds(self, text: &str, at: usize, looks: &[Places]) -> bool {
        let is_line_end = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        // All are of ASCII, of which no byte is part of another character.
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        match self {
            Self::Start => at == 0,
            Self::End => at == text.len(),
            Self::LineStart => text[..at].chars().next_back().is_none_or(is_line_end),
            Self::LineEnd => text[at..].chars().next().is_none_or(is_line_end),
            Self::Word => {
                let bytes = text.as_bytes();
                bytes[..at].last().is_some_and(is_word) != bytes[at..].first().is_some_and(is_word)
            }
            Self::Look(number) => looks[number as usize].has(at),
        }
    }
}
