//! What hostile texts take, in steps.

use super::{Steps, steps};
use crate::{Exhausted, Pattern};

/// Patterns of reports on denial of service, and texts that made them take forever.
const REPORTED: &[(&str, &str, &str)] = &[
    ("^(a+)+$", "a", "!"),
    ("(a|aa)+$", "a", "!"),
    ("^(a|a)*$", "a", "b"),
    ("^([a-zA-Z]+)*$", "a", "1"),
    ("(.*a){25}$", "a", "!"),
    (r"^(\w+\s?){1,500}$", "aaaa ", "!"),
    (r"^(\w+\s?){1,500}$", "a", "!"),
    ("(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,}", "a", ""),
    (r"^(?=.*[A-Z])(?=.*\d)(?=.*[^\w]).{8,}$", "aA1", ""),
    (r"^(?!.*\.\.)(?!.*\.$)[\w.]+$", "a.", "."),
    (r"(?!.*\.\.)x$", "a.", "."),
    (
        r"^(?=.{1,254}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,}$",
        "a-a.",
        "-",
    ),
    (
        r"^([a-zA-Z0-9_.+-])+@(([a-zA-Z0-9-])+\.)+([a-zA-Z0-9]{2,4})+$",
        "a",
        "@",
    ),
    (
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
        "aa",
        "!",
    ),
    (
        r"^(https?:\/\/)?([\da-z.-]+)\.([a-z.]{2,6})([\/\w .-]*)*\/?$",
        "a.",
        "!",
    ),
    (
        r"^(([^<>()\[\]\\.,;:\s@]+(\.[^<>()\[\]\\.,;:\s@]+)*)|(.+))@((([a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}))$",
        "a.",
        "@",
    ),
    (r"\s+$", " ", "x"),
    (r"^\s*|\s*$x", " ", "x"),
    ("[ab]*a[ab]{20}c", "abba", ""),
    (r"(?<=^.*a)b(?=.*c$)", "ab", ""),
    (r"(?:(?=.*x)a|b)*c", "ab", ""),
    (r"\b\w+\b(?!.*\bfoo\b)z$", "ab ", ""),
    ("(?<!(?<!a.*)b.*)c", "ab", ""),
    (r"^(?:\p{L}|\p{Lu}+)+$", "é", "1"),
];

#[test]
fn reported_patterns_take_time_linear_in_the_text() {
    for (pattern, repeated, last) in REPORTED {
        let text = |size: usize| repeated.repeat(size / repeated.len()) + last;
        let (outcome, short) = steps(pattern, &text(20_000));
        assert!(outcome.is_ok(), "{pattern}");
        let (outcome, long) = steps(pattern, &text(200_000));
        assert!(outcome.is_ok(), "{pattern}");
        // What new sets of states take is paid once.
        assert!(
            long <= 12 * short.max(200_000),
            "{pattern}: {short}, then {long}"
        );
        assert!(long <= 2_000_000, "{pattern}: {long}");
    }
}

#[test]
fn what_is_counted_does_not_multiply() {
    let text = "word ".repeat(20_000);
    let few = steps(r"^(\w+\s?){1,50}$", &text).1;
    let many = steps(r"^(\w+\s?){1,500}$", &text).1;
    assert!(few < 2_000_000 && many < 2_000_000, "{few}, then {many}");
}

#[test]
fn texts_of_two_mebibytes_match() {
    let text = "aB3_".repeat(1 << 19);
    for pattern in [
        "(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,}",
        r"^(?=.*[a-z])(?!.*\s)\w+(?<![^_])$",
        r"^(?:[a-z][A-Z]\d_)+$",
    ] {
        let (outcome, taken) = steps(pattern, &text);
        assert_eq!(outcome, Ok(true), "{pattern}");
        assert!(taken < 4 * text.len() as u64, "{pattern}: {taken}");
    }
}

#[test]
fn a_match_ends_when_its_meter_does() {
    for pattern in [
        r"^(?=(a+)+b)(a|aa)+\1$",
        r"((a+)+)+(?!a)\1b$",
        r"(.+)+\1\1c$",
        r"(a*)*\1b$",
        r"(.*)(.*)(.*)\1\2\3c$",
        r"(?:(?=(.*))\1?a)*b$",
        "(?>a|aa)+(?>a+)*b$",
        "(?:a|aa){70000}b$",
        "^[ab]*a[ab]{3000}c",
    ] {
        let text = "a".repeat(50_000);
        let meter = Steps::up_to(300_000);
        let outcome = Pattern::new(pattern).unwrap().is_match(&text, &meter);
        assert_eq!(outcome, Err(Exhausted), "{pattern}");
        // What is beyond the limit is a portion of work, which is small.
        assert!(meter.spent() < 400_000, "{pattern}: {}", meter.spent());
    }
}

#[test]
fn how_long_a_text_may_be_is_known() {
    const STEPS: u64 = 2_000_000;
    for (pattern, repeated, range) in [
        (r"^(\w+)\s\1$", "a", 100..10_000),
        (r"^(['\x22]).*\1$", "'", 5_000..100_000),
        (r"(a|b)\1c", "a", 100..2000),
        (r"^(?!.*(.)\1\1).+$", "ab", 50..2000),
        (r"(.+)\1c", "a", 10..300),
        ("(?:ab|a){80000}", "a", 100..1000),
    ] {
        let compiled = Pattern::new(pattern).unwrap();
        let longest = compiled.longest(STEPS).unwrap();
        assert!(range.contains(&longest), "{pattern}: {longest}");
        let text = repeated.repeat(longest as usize / repeated.len());
        let meter = Steps::up_to(STEPS);
        assert!(compiled.is_match(&text, &meter).is_ok(), "{pattern}");
    }
    for (pattern, ..) in REPORTED {
        assert_eq!(Pattern::new(pattern).unwrap().longest(0), None, "{pattern}");
    }
}

/// What the server has for the smallest message, halved, and a text that a form may well have.
const SERVER: u64 = 2_500_000;
/// Less, which takes less time.
const ALLOWED: u64 = 400_000;
const USUAL: u64 = 4096;
const EFFORT: u64 = 30_000_000;

#[test]
fn patterns_in_thousands_of_states_are_known() {
    for (pattern, parts) in [
        ("^(a{1,40}b?){1,40}$", &["a", "b"][..]),
        ("^(?:a{1,30}|b{1,30}|(?:ab){1,30}){1,30}$", &["a", "b"]),
        ("a[ab]{1200}c", &["a", "b"]),
        ("^(?=[ab]{1200}a)[ab]+$", &["a", "b"]),
    ] {
        let compiled = Pattern::new(pattern).unwrap();
        assert_eq!(compiled.longest(ALLOWED), None, "{pattern} is linear");
        let bound = compiled.bound(ALLOWED, USUAL, &mut { EFFORT });
        let bound = bound.unwrap_or_else(|| panic!("{pattern} is not known"));
        assert!((10..USUAL).contains(&bound), "{pattern}: {bound}");
        // No text of that length takes more.
        let mut random = 7_u32;
        for one in [0, parts.len()] {
            let mut text = String::new();
            while text.len() < bound as usize {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let place = (random >> 16) as usize % parts.len();
                text += parts.get(one).unwrap_or(&parts[place]);
            }
            let meter = Steps::up_to(ALLOWED);
            let outcome = compiled.is_match(&text, &meter);
            assert!(outcome.is_ok(), "{pattern}: {bound} characters");
        }
    }
}

#[test]
fn at_the_edge_a_pattern_is_slow_or_is_not() {
    let bound = |count: u32, steps, usual| {
        let pattern = Pattern::new(&format!("^[ab]*a[ab]{{{count}}}c")).unwrap();
        pattern.bound(steps, usual, &mut { EFFORT })
    };
    assert_eq!(bound(60, ALLOWED, USUAL), None);
    let most = bound(1200, ALLOWED, USUAL).unwrap();
    assert!(most < bound(1200, 2 * ALLOWED, USUAL).unwrap());
    assert_eq!(bound(1200, 100 * ALLOWED, USUAL), None);
    // Texts of just that length are cheap, and among longer ones are some that are not.
    assert_eq!(bound(1200, ALLOWED, most), None);
    assert_eq!(bound(1200, ALLOWED, 4 * most), Some(most));
}

#[test]
fn less_effort_bounds_texts_all_the_same() {
    let pattern = Pattern::new("^[ab]*a[ab]{1200}c").unwrap();
    let bound = |mut effort| {
        let bound = pattern.bound(ALLOWED, USUAL, &mut effort).unwrap();
        (bound, effort)
    };
    let (exact, left) = bound(EFFORT);
    assert!(0 < left && left < EFFORT);
    let (rough, left) = bound(150_000);
    assert_eq!(left, 0);
    let (blind, _) = bound(0);
    assert!(
        0 < blind && blind < rough && rough < exact,
        "{blind}, {rough}, {exact}"
    );
}

#[test]
fn what_is_looked_for_around_counts() {
    // It is read before, backwards, and as slow as where it stands alone.
    for pattern in ["^(?=[ab]{1200}a)[ab]+$", r"^(?=[ab]{1200}a)(a|b)\1"] {
        let pattern = Pattern::new(pattern).unwrap();
        assert!(pattern.bound(ALLOWED, USUAL, &mut { EFFORT }).is_some());
    }
    let (with, without) = (r"^(?=[ab]{1200}a)(a|b)\1", r"^(a|b)\1");
    let longest = |pattern| Pattern::new(pattern).unwrap().longest(ALLOWED).unwrap();
    assert!(longest(with) < 2000 && longest(without) > 2000);
}

#[test]
fn counts_alone_make_no_pattern_slow() {
    let usual = [
        "^[a-z]{1,255}$",
        r"[\w-]{1,2000}",
        r"^[^\s]{1,4096}$",
        "^.{0,9999}$",
        "^(?=.{1,1000}$)[a-z.]+$",
        "^(?:[A-Za-z0-9+/]{4}){0,2000}(?:==)?$",
        r"^(?:\d{1,3}\.){3}\d{1,3}$",
        r"^\p{L}{1,500}(?: \p{L}{1,500}){0,9}$",
        "^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$",
        "(a{1,100}b?){1,100}",
    ];
    for pattern in usual
        .iter()
        .chain(REPORTED.iter().map(|(pattern, ..)| pattern))
    {
        let compiled = Pattern::new(pattern).unwrap();
        assert_eq!(
            compiled.bound(SERVER, USUAL, &mut { EFFORT }),
            None,
            "{pattern}"
        );
    }
}

#[test]
fn a_pattern_takes_bounded_memory() {
    // Written out these would take more than any machine has.
    for pattern in [
        r"^(?:(?:(?:\w{1,900}-){1,900}){1,900}:){900}$",
        "(?:a{1000000}b){1000000}",
        "(?:(?=a{1000}){1000}b){1000}",
        "((((a?){1000}){1000}){1000}){1000}",
    ] {
        let pattern = Pattern::new(pattern).unwrap();
        let meter = Steps::up_to(2_000_000);
        let _ = pattern.is_match(&"ab-".repeat(1000), &meter);
    }
}
