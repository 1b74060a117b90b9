//! The fast path, for patterns that need no engine: a row of characters and classes from the beginning of the text, such as
//! `^https?://[a-z]` or `^\+[1-9]\d{1,14}$`. Most patterns of documents are that, and are matched in one pass.

use crate::node::{Assertion, Node};
use crate::set::Set;

/// A pattern without choices: at each character it is plain which step comes next.
pub(crate) struct FastPath {
    /// The characters of ASCII that the text begins with.
    start: Box<[u8]>,
    /// What follows.
    steps: Vec<Step>,
    /// Whether the text must end where the steps do.
    to_end: bool,
}

/// So many characters of a set.
struct Step {
    set: Set,
    /// The set's characters of ASCII, one bit each.
    ascii: [u64; 2],
    min: u32,
    max: Option<u32>,
}

impl FastPath {
    /// `None` for a pattern that is none of these.
    pub(crate) fn new(node: &Node) -> Option<Self> {
        let nodes = match node {
            Node::Concat(nodes) => nodes,
            only => std::slice::from_ref(only),
        };
        let [Node::Assert(Assertion::Start), nodes @ ..] = nodes else {
            return None;
        };
        let (nodes, to_end) = match nodes {
            [nodes @ .., Node::Assert(Assertion::End)] => (nodes, true),
            nodes => (nodes, false),
        };
        let steps: Vec<_> = nodes.iter().map(Step::new).collect::<Option<_>>()?;
        let start: Box<[u8]> = steps.iter().map_while(Step::only).collect();
        let mut path = Self {
            start: [].into(),
            steps,
            to_end,
        };
        path.is_plain().then(|| {
            path.steps.drain(..start.len());
            path.start = start;
            path
        })
    }

    /// Whether no step could leave a character to a later one.
    fn is_plain(&self) -> bool {
        self.steps.iter().enumerate().all(|(at, step)| {
            let mut later = self.steps[at + 1..].iter();
            Some(step.min) == step.max
                || loop {
                    match later.next() {
                        Some(next) if next.set.meets(&step.set) => break false,
                        Some(next) if next.min == 0 => {}
                        _ => break true,
                    }
                }
        })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        if !text.as_bytes().starts_with(&self.start) {
            return false;
        }
        let mut at = self.start.len();
        for step in &self.steps {
            let max = step.max.unwrap_or(u32::MAX);
            let mut count = 0;
            while count < max {
                match step.length(text, at) {
                    0 => break,
                    length => at += length,
                }
                count += 1;
            }
            if count < step.min {
                return false;
            }
        }
        !self.to_end || at == text.len()
    }
}

impl Step {
    fn new(node: &Node) -> Option<Self> {
        let (set, min, max) = match node {
            Node::Set(set) => (set, 1, Some(1)),
            Node::Repeat { node, min, max, .. } => match &**node {
                Node::Set(set) => (set, *min, *max),
                _ => return None,
            },
            _ => return None,
        };
        let word = |first: u32| {
            let points = (0..64).filter(|bit| set.has(first + bit));
            points.fold(0, |word, bit| word | 1 << bit)
        };
        Some(Self {
            ascii: [word(0), word(64)],
            set: set.clone(),
            min,
            max,
        })
    }

    /// The character of ASCII that it is, if it can be no other.
    fn only(&self) -> Option<u8> {
        let is_one = (self.min, self.max) == (1, Some(1));
        self.set.only_ascii().filter(|_| is_one)
    }

    /// How many bytes the character at a place of the text has, if it is one of the set; else none.
    #[inline]
    fn length(&self, text: &str, at: usize) -> usize {
        let has = match text.as_bytes().get(at) {
            None => return 0,
            Some(byte) if byte.is_ascii() => {
                return usize::from(self.ascii[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1);
            }
            Some(_) => text[at..]
                .chars()
                .next()
                .filter(|it| self.set.has((*it).into())),
        };
        has.map_or(0, char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::FastPath;
    use crate::parse::parse;

    fn fast_path(pattern: &str) -> Option<FastPath> {
        FastPath::new(&parse(pattern).unwrap())
    }

    #[test]
    fn patterns_of_documents_take_it() {
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
            (r"^\p{L}+\s.", &["é a", "Ab\u{a0}b"], &["é", "1 a", "a \n"]),
            ("^0x[a-f]{262144}$", &[], &["0xabc"]),
        ] {
            let path = fast_path(pattern).unwrap();
            for text in good {
                assert!(path.is_match(text), "{pattern} {text}");
            }
            for text in bad {
                assert!(!path.is_match(text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn others_are_not() {
        for pattern in [
            "a", "^a|b", "^(ab)+", "^a?a", "^a*b?a", r"^\bA", "^(?=a)b", "^a*(?!b)", r"^(a)\1",
            "^a{2,3}.",
        ] {
            assert!(fast_path(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn a_large_count_takes_no_room() {
        let path = fast_path("^a{2147483648,}$").unwrap();
        assert!(!path.is_match("aaa"));
    }
}
