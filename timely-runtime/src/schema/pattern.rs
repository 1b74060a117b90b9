//! `pattern`: regular expressions, compiled once.
//!
//! Most are rows of classes, which need no engine. Nearly all others are matched by `regex-lite`, in time linear in the text. What looks around or back is matched by
//! `fancy-regex`, which gives up after a number of steps: a sender cannot keep the server busy.

use super::Budget;
use super::simple::Simple;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

type Cache = RwLock<HashMap<&'static str, Option<Arc<Engine>>>>;

/// Patterns are statics of generated code, so the cache is bounded by the document.
static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);

/// After how many steps back a match is given up.
const MAX_BACKTRACKS: usize = 100_000;

enum Engine {
    Simple(Simple),
    Linear(regex_lite::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Engine {
    fn new(pattern: &str) -> Option<Self> {
        if let Some(simple) = Simple::new(pattern) {
            return Some(Self::Simple(simple));
        }
        let pattern = with_standard_classes(pattern);
        if let Ok(regex) = regex_lite::Regex::new(&pattern) {
            return Some(Self::Linear(regex));
        }
        let mut builder = fancy_regex::RegexBuilder::new(&pattern);
        let regex = builder.backtrack_limit(MAX_BACKTRACKS).build().ok()?;
        Some(Self::Backtracking(Box::new(regex)))
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Simple(simple) => simple.matches(text),
            Self::Linear(regex) => regex.is_match(text),
            // Given up: a text that takes so many steps is none that the pattern was made for.
            Self::Backtracking(regex) => regex.is_match(text).unwrap_or(false),
        }
    }
}

/// Whether the pattern matches somewhere in the text. A pattern that does not compile matches everything; the generator
/// states none. Where the budget does not suffice to tell, it is exhausted, and the answer is no.
pub(super) fn matches(pattern: &'static str, text: &str, budget: &Budget) -> bool {
    // Half a step for each byte.
    budget.spend(1 + text.len() as u64 / 2)
        && compiled(pattern).is_none_or(|regex| regex.is_match(text))
}

fn compiled(pattern: &'static str) -> Option<Arc<Engine>> {
    // No code that can panic runs while the lock is held, so a poisoned cache is still whole.
    if let Some(regex) = CACHE
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return regex.clone();
    }
    let regex = Engine::new(pattern).map(Arc::new);
    CACHE
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(pattern, regex.clone());
    regex
}

/// `WhiteSpace` and `LineTerminator` of ECMA-262, as the inside of a class.
const SPACE: &str = r"\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";
/// What `.` does not match in ECMA-262, as the inside of a class.
const LINE_ENDS: &str = r"\n\r\u{2028}\u{2029}";

/// Gives `.`, `\s` and `\S` the meaning of ECMA-262. It is done here so that the pattern can be shown as the document
/// writes it.
fn with_standard_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('s') if in_class => out.push_str(SPACE),
                Some('s') => out.extend(["[", SPACE, "]"]),
                // Within a class, white space beyond ASCII counts as none.
                Some('S') if !in_class => out.extend(["[^", SPACE, "]"]),
                escaped => {
                    out.push('\\');
                    out.extend(escaped);
                }
            },
            '.' if !in_class => out.extend(["[^", LINE_ENDS, "]"]),
            other => {
                in_class = match other {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Budget;

    fn matches(pattern: &'static str, text: &str) -> bool {
        super::matches(pattern, text, &Budget::unlimited())
    }

    #[test]
    fn patterns_are_not_anchored() {
        assert!(matches("b", "abc"));
        assert!(!matches("^b", "abc"));
        assert!(matches(r"^\+[1-9]\d{1,14}$", "+5511999999999"));
        assert!(!matches(r"^\d$", "٣"), "ECMA-262 digits are ASCII");
    }

    #[test]
    fn spaces_and_dots_are_those_of_ecma_262() {
        for space in ["\u{a0}", "\u{feff}", "\u{2029}", "\u{b}", "\u{2003}", " "] {
            assert!(matches(r"^\s$", space), "{space:?}");
            assert!(matches(r"^[a\s]$", space), "{space:?}");
            assert!(!matches(r"^\S$", space), "{space:?}");
        }
        assert!(!matches(r"^.$", "\r") && !matches("^.$", "\u{2028}"));
        assert!(matches(r"^.$", "\u{1f600}") && matches(r"^[.]\.$", ".."));
    }

    #[test]
    fn patterns_look_around_and_back() {
        let password = "^(?=.*[a-z])(?=.*[0-9])[^ ]{4,}$";
        assert!(matches(password, "abc1") && !matches(password, "abcd"));
        assert!(matches(r"^[a-z-]+(?<!-)$", "a-b") && !matches(r"^[a-z-]+(?<!-)$", "a-"));
        assert!(matches(r"^(a|b)\1$", "bb") && !matches(r"^(a|b)\1$", "ab"));
    }

    #[test]
    fn a_match_that_takes_too_many_steps_is_given_up() {
        let started = std::time::Instant::now();
        assert!(!matches(r"^(?=(a+)+b)(a|aa)+\1$", &"a".repeat(5_000)));
        assert!(!matches(r"^((a+)+)+(?!a)b$", &"a".repeat(5_000)));
        assert!(started.elapsed().as_secs() < 10);
    }

    #[test]
    fn what_does_not_compile_is_not_enforced() {
        assert!(matches(r"(", "b"));
    }
}
