//! What patterns mean.

use super::{error, matches};
use proptest::prelude::*;

/// Checks texts that a pattern matches, and others that it does not.
fn check(pattern: &str, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(matches(pattern, text), "{pattern} {text:?}");
    }
    for text in bad {
        assert!(!matches(pattern, text), "{pattern} {text:?}");
    }
}

#[test]
fn patterns_are_not_anchored() {
    check("b", &["abc", "b"], &["", "ac"]);
    check("^b", &["b", "bc"], &["abc"]);
    check("b$", &["b", "ab"], &["bc", "b\n"]);
    check("", &["", "a"], &[]);
    check("a|^b$|", &["", "cbc"], &[]);
    check("^a|b$", &["ac", "cb"], &["cac", "bc"]);
}

#[test]
fn classes_are_those_of_ecma_262() {
    check(r"^\d$", &["3"], &["٣"]);
    check(r"^\w+$", &["aZ_9"], &["é", "-"]);
    for space in ["\u{a0}", "\u{feff}", "\u{2029}", "\u{b}", "\u{2003}", " "] {
        check(r"^\s$", &[space], &[]);
        check(r"^[a\s]$", &[space], &[]);
        check(r"^\S$|^[\S]$", &[], &[space]);
    }
    check(
        "^.$",
        &["\u{1f600}", "\u{85}"],
        &["\r", "\n", "\u{2028}", "\u{2029}"],
    );
    check(r"^[.]\.$", &[".."], &["a."]);
    check(r"^\p{L}+$", &["été", "λ"], &["a1", ""]);
    check(r"^\P{Lu}$", &["a"], &["A"]);
    check(r"^[^\p{Script=Runic}_]$", &["a"], &["ᚠ", "_"]);
    check("^[^]$", &["\n"], &["", "ab"]);
    check("[]", &[], &["", "a"]);
    check(r"^\b.\b$|^\B$", &["a", ""], &["-", "é"]);
}

#[test]
fn escapes_are_those_of_ecma_262() {
    check(
        r"^\u00e9\u{1F600}\uD83D\uDE00\x41\cJ\0$",
        &["é😀😀A\n\0"],
        &[],
    );
    check(
        r"^[\u0000-\u001f\b]$",
        &["\0", "\u{1f}", "\u{8}"],
        &[" ", "b"],
    );
    check(r"^[\u{1F600}-\uD83D\uDE4F]$", &["😀", "🙏"], &["🚀"]);
    check(r"^\/a\-b\_\#\t\v\f\r\n$", &["/a-b_#\t\u{b}\u{c}\r\n"], &[]);
    check(r"^[\w-.]$", &["a", "-", "."], &["/"]);
    check(r"^[+--]$", &["+", ",", "-"], &["."]);
    check(r"^[-a]$|^[b-]$|^[^-c]$", &["-", "a", "b", "x"], &["c"]);
    check(r"^[a-\d]$", &["a", "-", "5"], &["b"]);
    check(r"^[[a&&b~~c]$", &["[", "&", "~", "c"], &["]"]);
    check(r"^a{,3}{x}]$", &["a{,3}{x}]"], &["aaa"]);
    check(r"\Aa\z", &["a"], &["ba", "ab"]);
}

#[test]
fn flags_of_other_languages_hold_where_they_stand() {
    check("(?i)^straße$", &["STRAßE"], &["STRASSE"]);
    check("^(?i:a)b$", &["Ab", "ab"], &["aB"]);
    check("^((?i)a)b$", &["Ab"], &["aB"]);
    check("^(?i)[^a]$", &["b"], &["A", "a"]);
    check(r"(?i)^\W$", &["-"], &["ſ", "k"]);
    check("(?m)^b$", &["a\nb\rc"], &["ab"]);
    check("^a.c$", &[], &["a\nc"]);
    check("^(?s:a.)c$", &["a\nc"], &[]);
    check("(?x) ^ a # comment\n b $", &["ab"], &["a b"]);
    check("(?s-s:.)", &["a"], &["\n"]);
    check(r"(?i)^(a)\1$", &["aA", "Aa"], &["ab"]);
    check("^a(?#b)c$", &["ac"], &["abc"]);
    check("^a++$|^b*?+$", &["aa", ""], &["ab"]);
}

#[test]
fn groups_and_counts_repeat() {
    check(
        "^(?:ab|c){2,3}$",
        &["abc", "cab", "ccc"],
        &["ab", "cccc", "abb"],
    );
    check("^(a|b)*?c{2}$", &["cc", "abcc"], &["c", "ccc"]);
    check(
        "^(?<year>[0-9]{4})(?P<m>-[0-9]{2})?$",
        &["2024", "2024-01"],
        &["24"],
    );
    check("^(a?){3}$", &["", "a", "aaa"], &["aaaa"]);
    check("^(a*)*$", &["", "aaa"], &["b"]);
    check("^(?:(?=a)b?){2}c?$", &[], &["", "b", "a", "c"]);
    check("^(?:){5}a{0}$", &[""], &["a"]);
}

#[test]
fn look_around_asks_what_is_ahead_and_behind() {
    let password = r"^(?=.*[a-z])(?=.*[0-9])[^ ]{4,}$";
    check(
        password,
        &["abc1", "1bcd"],
        &["abcd", "1234", "ab1", "ab 12"],
    );
    let unanchored = "(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,}";
    check(
        unanchored,
        &["abcdefG1", "\nabcdefG1"],
        &["abcdefgh1", "aG1", "aaaaaaaaG\n1"],
    );
    check("^[a-z-]+(?<!-)$", &["a-b"], &["a-", ""]);
    check("^(?!.*--)[a-z-]+$", &["a-b"], &["a--b"]);
    check("^(?!(?:admin|root)$)", &["admins", ""], &["admin", "root"]);
    check("(?<=a)b", &["ab"], &["b", "cb"]);
    check("(?<=^|,)x(?=,|$)", &["x", "a,x,b"], &["ax", "x "]);
    check("^(?=(?!ab)a)..$", &["ac"], &["ab", "ba"]);
    check("(?<=(?<!x)a{2,})b", &["aab"], &["ab"]);
    check(r"^(?:(?=a)a|(?!a)b)+$", &["abba"], &["c", ""]);
    check("(?=a)*b(?=c){2}", &["bc"], &["b"]);
    check(r"a(?!\b)", &["ab"], &["a", "ba"]);
}

#[test]
fn references_take_what_a_group_has_matched() {
    check(r"^(a|b)\1$", &["aa", "bb"], &["ab", "a"]);
    check(r"^(?<q>['\x22]).*\k<q>$", &["'a'", "\"\""], &["'a\"", "'"]);
    check(r"^(?P<q>a)(?P=q)$", &["aa"], &["ab"]);
    check(r"(\w+) \1", &["the the", "this is"], &["abc def"]);
    check(r"^(?:(a)|b)\1$", &["aa", "b"], &["ba", "bb", "a"]);
    check(r"^\1(a)$", &["a"], &["aa"]);
    check(r"^(?:(a)|(b)|c)+\1$", &["ab", "aa", "caaab"], &["x"]);
    check(r"^(?!.*(.)\1{2})", &["aabb"], &["aaa", "abbbc"]);
    check(r"^(?=(a+))\1b$", &["aab"], &["aa"]);
    check(r"(?<=\1(a))b", &["aab"], &["ab"]);
    check(r"^(é+)-\1$", &["éé-éé"], &["éé-é"]);
    check("^(?:(?<n>a)|(?<n>b))\\k<n>$", &["aa", "bb"], &["ab", "ba"]);
    check(r"^(a\1)b$", &["ab"], &["aab"]);
    check(r"^(?>a|ab)c$", &["ac"], &["abc"]);
    check(r"^(?>a*)b$", &["aab"], &["aa"]);
}

#[test]
fn large_counts_are_counted() {
    let long = |count: usize| "ab".repeat(count);
    for pattern in ["^(?:ab){1500}$", "^(?:ab){100000}$", "^(?:[a]b?){100000}$"] {
        let count = if pattern.contains("1500") {
            1500
        } else {
            100_000
        };
        check(
            pattern,
            &[&long(count)],
            &[&long(count - 1), &long(count + 1), ""],
        );
    }
    check(
        "^(?:a|bc){70000,}$",
        &[&"bca".repeat(35_000)],
        &[&"bca".repeat(34_999)],
    );
    check("^(?:a|b){0,2147483648}$", &["", "ab"], &["abc"]);
    check("^(?:a|b){99999999999999999999}$", &[], &["", "ab"]);
    check("^(?:a|b?){99999999999999999999}$", &["", "ab"], &["abc"]);
    check(
        "[a-f]{2000}",
        &[&"abcdef".repeat(400)],
        &[&"abcdefg".repeat(400)],
    );
}

#[test]
fn what_is_no_pattern_is_named() {
    for (pattern, expected) in [
        ("(", "a parenthesis that is not closed, at character 1"),
        (
            "a)",
            "a closing parenthesis without an opening one, at character 1",
        ),
        (
            "[z-a]",
            "a range whose ends are out of order, at character 4",
        ),
        (r"\", "a backslash with nothing behind it, at character 1"),
        (
            "a|*",
            "a quantifier without anything to repeat, at character 2",
        ),
        (
            "{2}",
            "a quantifier without anything to repeat, at character 3",
        ),
        (
            "a{3,2}",
            "a quantifier whose minimum is above its maximum, at character 6",
        ),
        (
            r"\2(a)",
            "a reference to a group that does not exist, at character 2",
        ),
        (
            r"\k<a>",
            "a reference to a group that does not exist, at character 5",
        ),
        (
            r"\p{Nothing}",
            "a property that Unicode does not know, at character 11",
        ),
        (
            r"\q",
            "a backslash before a letter or digit that has no meaning, at character 1",
        ),
        ("[a", "a class without an end, at character 2"),
        (r"\u12", "a hexadecimal digit is missing, at character 4"),
        (r"\uD800", "half a pair of surrogates, at character 6"),
        (
            "(?y)a",
            "a group of a kind that does not exist, at character 2",
        ),
    ] {
        let error = error(pattern).map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{pattern}");
    }
}

#[test]
fn deep_patterns_are_refused() {
    for pattern in [
        "(".repeat(100_000),
        format!("{}{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{}{}", "(?=".repeat(100_000), ")".repeat(100_000)),
        format!("a{}", "*".repeat(100_000)),
    ] {
        assert!(error(&pattern).is_some());
    }
    let deep = format!("^{}a{}", "(?=(?:".repeat(95), ")+)".repeat(95));
    check(&deep, &["a"], &["b"]);
    let deep = format!(r"^(b)?{}a{}\1a$", "(?=(?:".repeat(90), ")+)".repeat(90));
    check(&deep, &["a"], &["b"]);
}

proptest! {
    #[test]
    fn no_pattern_panics(
        pattern in r"[\\\[\](){}^$.|?*+a-c0-9pPuxkbdswDSW<=!:,&~é-]{0,20}",
        text in "[a-cé0-2 ]{0,8}",
    ) {
        if let Ok(pattern) = crate::Pattern::new(&pattern) {
            let _ = pattern.is_match(&text, &super::Steps::up_to(1_000_000));
            let _ = pattern.longest(1_000_000);
            let _ = pattern.bound(1_000, 1_000, &mut 100_000);
        }
    }
}
