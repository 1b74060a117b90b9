//! Regular expressions that need no engine: a row of characters and classes from the beginning of the text, such as
//! `^https?://[a-z]` or `^\+[1-9]\d{1,14}$`. Most patterns of documents are that, and are matched in one pass.

/// A pattern without choices: at each character it is plain which step comes next.
pub(super) struct Simple {
    steps: Vec<Step>,
    /// Whether the text must end where the steps do.
    to_end: bool,
}

/// So many characters of a set.
struct Step {
    set: Set,
    min: u32,
    max: u32,
}

/// Characters: those of ASCII one by one, and all others as one.
#[derive(Clone, Copy, PartialEq)]
struct Set {
    ascii: u128,
    others: bool,
}

impl Set {
    const EMPTY: Self = Self {
        ascii: 0,
        others: false,
    };

    fn of(characters: &str) -> Self {
        let mut set = Self::EMPTY;
        characters.bytes().for_each(|byte| set.add(byte, byte));
        set
    }

    /// Adds the characters of ASCII from one to another.
    fn add(&mut self, first: u8, last: u8) {
        for byte in first..=last.min(127) {
            self.ascii |= 1 << byte;
        }
    }

    const fn without(self) -> Self {
        Self {
            ascii: !self.ascii,
            others: !self.others,
        }
    }

    const fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || self.others && other.others
    }

    fn has(self, character: char) -> bool {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => self.ascii >> byte & 1 == 1,
            _ => self.others,
        }
    }
}

impl Simple {
    /// `None` for a pattern that is none of these.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        // Characters beyond ASCII are left to the engine.
        let mut rest = pattern
            .is_ascii()
            .then_some(pattern)?
            .strip_prefix('^')?
            .as_bytes();
        let mut simple = Self {
            steps: Vec::new(),
            to_end: false,
        };
        while !rest.is_empty() {
            if rest == b"$" {
                simple.to_end = true;
                break;
            }
            let set = atom(&mut rest)?;
            let (min, max) = quantifier(&mut rest)?;
            simple.steps.push(Step { set, min, max });
        }
        simple.is_plain().then_some(simple)
    }

    /// Whether no step could leave a character to a later one.
    fn is_plain(&self) -> bool {
        self.steps.iter().enumerate().all(|(at, step)| {
            let mut later = self.steps[at + 1..].iter();
            step.min == step.max
                || loop {
                    match later.next() {
                        Some(next) if next.set.meets(step.set) => break false,
                        Some(next) if next.min == 0 => {}
                        _ => break true,
                    }
                }
        })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let mut characters = text.chars();
        for step in &self.steps {
            let mut count = 0;
            while count < step.max {
                let mut next = characters.clone();
                match next.next() {
                    Some(character) if step.set.has(character) => characters = next,
                    _ => break,
                }
                count += 1;
            }
            if count < step.min {
                return false;
            }
        }
        !self.to_end || characters.as_str().is_empty()
    }
}

/// Takes a character or a class.
fn atom(rest: &mut &[u8]) -> Option<Set> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    match first {
        b'[' => class(rest),
        b'\\' => escape(rest),
        b'.' | b'(' | b')' | b'|' | b'^' | b'$' | b'*' | b'+' | b'?' | b'{' | b'}' | b']' => None,
        byte => Some(Set::of(char::from(*byte).encode_utf8(&mut [0; 4]))),
    }
}

/// Takes what follows a backslash: a class of ASCII, or a character without a meaning of its own.
fn escape(rest: &mut &[u8]) -> Option<Set> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    let mut set = Set::EMPTY;
    match first {
        b'd' => set.add(b'0', b'9'),
        b'w' => {
            set = Set::of("_");
            set.add(b'0', b'9');
            set.add(b'A', b'Z');
            set.add(b'a', b'z');
        }
        byte if byte.is_ascii_punctuation() => set.add(*byte, *byte),
        _ => return None,
    }
    Some(set)
}

/// Takes the inside of a class and its end.
fn class(rest: &mut &[u8]) -> Option<Set> {
    let is_negated = rest.first() == Some(&b'^');
    if is_negated {
        *rest = &rest[1..];
    }
    let mut set = Set::EMPTY;
    loop {
        let (first, after) = rest.split_first()?;
        *rest = after;
        match (first, after) {
            (b']', _) if set != Set::EMPTY => break,
            // What engines read in more ways than one.
            (b']' | b'[', _) | (b'&', [b'&', ..]) | (b'~', [b'~', ..]) | (b'-', [b'-', ..]) => {
                return None;
            }
            (b'\\', _) => {
                let escaped = escape(rest)?;
                if rest.starts_with(b"-") && !rest.starts_with(b"-]") {
                    return None;
                }
                set.ascii |= escaped.ascii;
            }
            (first, [b'-', last, after @ ..]) if *last != b']' => {
                let is_range =
                    first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() && first <= last;
                if !is_range {
                    return None;
                }
                set.add(*first, *last);
                *rest = after;
            }
            (first, _) => set.add(*first, *first),
        }
    }
    Some(if is_negated { set.without() } else { set })
}

/// Takes how often something stands: once where nothing is said.
fn quantifier(rest: &mut &[u8]) -> Option<(u32, u32)> {
    let (times, length) = match rest {
        [b'?', ..] => ((0, 1), 1),
        [b'*', ..] => ((0, u32::MAX), 1),
        [b'+', ..] => ((1, u32::MAX), 1),
        [b'{', inside @ ..] => {
            let end = inside.iter().position(|byte| *byte == b'}')?;
            let text = std::str::from_utf8(&inside[..end]).ok()?;
            (bounds(text)?, end + 2)
        }
        _ => return Some((1, 1)),
    };
    *rest = &rest[length..];
    // `a??` and the like.
    let is_more = matches!(rest, [b'?' | b'*' | b'+' | b'{', ..]);
    (!is_more).then_some(times)
}

/// `3`, `3,` or `3,5`.
fn bounds(text: &str) -> Option<(u32, u32)> {
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let (min, max) = match text.split_once(',') {
        None => (number(text)?, number(text)?),
        Some((min, "")) => (number(min)?, u32::MAX),
        Some((min, max)) => (number(min)?, number(max)?),
    };
    (min <= max).then_some((min, max))
}

#[cfg(test)]
mod tests {
    use super::Simple;
    use proptest::prelude::*;

    #[test]
    fn patterns_of_documents_are_simple() {
        for (pattern, good, bad) in [
            (
                r"^https?://[A-Za-z0-9\[]",
                &["http://a", "https://[::1]/b"][..],
                &["https:", "ftp://a", "https:///a", " http://a"][..],
            ),
            (
                r"^\+[1-9]\d{1,14}$",
                &["+12", "+551199999999"],
                &["+1", "+0123", "+1234567890123456", "+12 "],
            ),
            (
                "^[a-z0-9][a-z0-9-]*$",
                &["a", "a-b-"],
                &["", "-a", "A", "aé"],
            ),
            ("^[^/]{2,}$", &["aé", "a\n"], &["a", "a/b"]),
            (r"^#[0-9a-fA-F]{6}$", &["#00ffAA"], &["#00ff", "#00ffAA0"]),
            ("^$", &[""], &["a"]),
        ] {
            let simple = Simple::new(pattern).unwrap();
            for text in good {
                assert!(simple.matches(text), "{pattern} {text}");
            }
            for text in bad {
                assert!(!simple.matches(text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn others_are_not() {
        for pattern in [
            "a", "^a|b", "^(a)", "^a?a", "^a*b?a", "^.", r"^\s", r"^\bA", "^[]a]", "^[a&&b]",
            "^[a[b]]", "^a+?", "^a{2", "^é", r"^[\d-z]", r"^[z-\d]",
        ] {
            assert!(Simple::new(pattern).is_none(), "{pattern}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn they_match_what_an_engine_matches(
            pattern in r"\^(([ab1_-]|\\d|\\w|\\-|\[\^?[ab][a1_-]{0,2}(a-c)?\])([?*+]|\{[0-2]\}|\{1,[12]?\})?){0,5}\$?",
            text in "[ab1_é\n-]{0,6}",
        ) {
            if let Some(simple) = Simple::new(&pattern) {
                let engine = regex_lite::Regex::new(&pattern).unwrap();
                prop_assert_eq!(simple.matches(&text), engine.is_match(&text), "{}", pattern);
            }
        }
    }
}
