//! Random patterns on random texts, against engines of others: `regress`, which follows ECMA-262, and `fancy-regex`.

use super::{Steps, matches};
use crate::linear::Linear;
use crate::parse::parse;
use crate::program::Program;
use crate::{Pattern, Unmetered, backtrack};
use proptest::prelude::*;

/// Patterns without references: rows, choices, repetitions and look-around, in each other.
fn regular() -> impl Strategy<Value = String> {
    tree(
        5,
        prop::sample::select(vec![
            "a", "b", "c", "é", "[ab]", "[^a]", ".", r"\w", r"\W", r"\b", r"\B", "^", "$", "",
        ]),
    )
}

fn tree(
    depth: u32,
    leaf: impl Strategy<Value = &'static str> + 'static,
) -> impl Strategy<Value = String> {
    let leaf = leaf.prop_map(str::to_owned);
    leaf.prop_recursive(depth, 8 * depth, 4, |inner| {
        const COUNTS: &[&str] = &[
            "?", "*", "+", "{2}", "{0,2}", "{1,3}", "{2,}", "*?", "+?", "??", "{0,2}?",
        ];
        const LOOKS: &[&str] = &["(?=", "(?!", "(?<=", "(?<!"];
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => (inner.clone(), prop::sample::select(COUNTS))
                .prop_map(|(part, count)| format!("(?:{part}){count}")),
            2 => (inner.clone(), prop::sample::select(LOOKS))
                .prop_map(|(part, look)| format!("{look}{part})")),
            1 => inner.prop_map(|part| format!("({part})")),
        ]
    })
}

/// The common shape: what must be ahead or not, then what is taken, then what must be behind.
fn conjunction() -> impl Strategy<Value = String> {
    const AHEAD: &[&str] = &[
        "(?=.*a)",
        "(?!.*b)",
        "(?=.{2,5}$)",
        "(?!a|bc)",
        "(?=[^c]*c)",
        r"(?=.*\b)",
        "(?!$)",
    ];
    const TAKEN: &[&str] = &[".{3,}", "[ab]+", "(?:a|b?c)+", "[^ ]{2,4}", ".*", r"\w+-?"];
    const BEHIND: &[&str] = &["", "(?<!a)", "(?<=b)", "(?<!bb)", "(?<=^.+a)"];
    (
        any::<bool>(),
        prop::collection::vec(prop::sample::select(AHEAD), 0..4),
        prop::sample::select(TAKEN),
        prop::sample::select(BEHIND),
        any::<bool>(),
    )
        .prop_map(|(start, ahead, taken, behind, end)| {
            let (start, end) = (if start { "^" } else { "" }, if end { "$" } else { "" });
            format!("{start}{}{taken}{behind}{end}", ahead.concat())
        })
}

fn text() -> impl Strategy<Value = String> {
    "[abcé_ \n-]{0,9}"
}

/// What ECMA-262 says.
fn by_ecma(pattern: &str, text: &str) -> bool {
    let regex = regress::Regex::with_flags(pattern, "u");
    let regex = regex.unwrap_or_else(|error| panic!("{pattern}: {error}"));
    regex.find(text).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn regular_patterns_match_as_in_ecma_262(pattern in regular(), text in text()) {
        prop_assert_eq!(matches(&pattern, &text), by_ecma(&pattern, &text), "{} {:?}", pattern, text);
    }

    #[test]
    fn conjunctions_match_as_in_ecma_262(pattern in conjunction(), text in text()) {
        prop_assert_eq!(matches(&pattern, &text), by_ecma(&pattern, &text), "{} {:?}", pattern, text);
    }

    #[test]
    fn conjunctions_match_as_in_fancy_regex(pattern in conjunction(), text in text()) {
        // There `\w` and `\b` know other letters.
        let text = text.replace('é', "b");
        let regex = fancy_regex::Regex::new(&pattern).unwrap();
        let expected = regex.is_match(&text).unwrap();
        prop_assert_eq!(matches(&pattern, &text), expected, "{} {:?}", pattern, text);
    }

    #[test]
    fn automata_and_programs_agree(pattern in prop_oneof![regular(), conjunction()], text in text()) {
        let node = parse(&pattern).unwrap();
        let linear = Linear::new(&node).ok().unwrap().is_match(&text, &Unmetered);
        let program = Program::new(&node).unwrap();
        prop_assert_eq!(linear, backtrack::is_match(&program, &text, &Unmetered), "{} {:?}", pattern, text);
    }

    // One level of repetition in another, since the engine to compare with takes time exponential in it.
    #[test]
    fn references_match_as_in_ecma_262(
        first in tree(1, prop::sample::select(vec!["a", "b", "[ab]", "."])),
        second in tree(1, prop::sample::select(vec!["a", "b", ".", r"\1", r"\2"])),
        third in tree(1, prop::sample::select(vec!["a", "", "^", "$", r"\1", r"\2"])),
        text in "[ab\n]{0,6}",
    ) {
        let pattern = format!("({first})(?:{second}|({third}))*{third}").replace("(?<", "(?");
        prop_assert_eq!(matches(&pattern, &text), by_ecma(&pattern, &text), "{} {:?}", pattern, text);
    }

    #[test]
    fn a_text_that_is_short_enough_is_cheap(
        first in tree(2, prop::sample::select(vec!["a", "b", "[ab]", "."])),
        second in tree(2, prop::sample::select(vec!["a", "b", ".", r"\1"])),
        text in "[ab]{0,40}",
    ) {
        const STEPS: u64 = 200_000;
        let pattern = Pattern::new(&format!("({first})(?:{second})*$")).unwrap();
        let is_short = pattern.longest(STEPS).is_some_and(|longest| text.len() as u64 <= longest);
        if is_short {
            prop_assert!(pattern.is_match(&text, &Steps::up_to(STEPS)).is_ok());
        }
    }
}
