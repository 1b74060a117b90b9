use super::*;

#[test]
fn makes_links_and_escapes_brackets() {
    assert_eq!(
        markdown("see https://a.example/x."),
        "see <https://a.example/x>."
    );
    assert_eq!(
        markdown("an `a[0]` of [Vec] <b>"),
        "an `a[0]` of \\[Vec\\] \\<b\\>"
    );
    assert_eq!(
        markdown("[here](https://a.example)"),
        "[here](https://a.example)"
    );
    assert_eq!(markdown("[here](#section)"), "\\[here\\](#section)");
    assert_eq!(markdown("lone ` tick"), "lone \\` tick");
}

#[test]
fn marks_code_as_text() {
    assert_eq!(markdown("```rust\npanic!()\n```"), "```text\npanic!()\n```");
    assert_eq!(markdown("```\nopen"), "```text\nopen\n```");
    assert_eq!(
        markdown("a\n\n    code <x>\n\nb"),
        "a\n\n```text\ncode <x>\n```\n\nb"
    );
    assert_eq!(markdown("- item\n\n    more"), "- item\n\n   more");
}

#[test]
fn marks_what_continues_a_quotation() {
    assert_eq!(markdown("> a\nb\n c\n\nd"), "> a\n> b\n> c\n\nd");
    assert_eq!(markdown("> - a\nb\n> c"), "> - a\n>   b\n> c");
    assert_eq!(markdown("- > a\nb\n# c"), "- > a\n  > b\n# c");
    assert_eq!(markdown("> # a\nb"), "> # a\nb");
}

#[test]
fn indents_what_continues_a_list_item() {
    assert_eq!(markdown("* a\nb\n\nc"), "* a\n  b\n\nc");
    assert_eq!(markdown("*   a\n b\n* c\n# d"), "* a\n  b\n* c\n# d");
    assert_eq!(
        markdown("1. **a**\nb\n*c*\n= d"),
        "1. **a**\n   b\n   *c*\n   = d"
    );
    assert_eq!(markdown("- a\n---\nb"), "- a\n---\nb");
    assert_eq!(markdown("10. a\n<hr>"), "10. a\n    \\<hr\\>");
}

/// What CommonMark takes for code must be marked as text, or no code at all.
#[test]
fn leaves_no_code_unmarked() {
    for (text, safe) in [
        ("# a\n    b", "# a\nb"),
        ("- a\n\n      b", "- a\n\n  b"),
        ("-     a", "- a"),
        (">     a", "> a"),
        ("> ~~~\n> a", "> \\~~~\n> a"),
        ("- ~~~\n  a", "- \\~~~\n  a"),
        ("- ```\n  a", "- \\`\\`\\`\n  a"),
        (
            "- a\n  ```\nb\n```rust\nc",
            "- a\n  ```text\n  b\n  ```rust\n  c\n  ```",
        ),
        ("    ```\n    a\nb", "```text\n'''\na\n```\nb"),
        ("a\n    ```\n    b", "a\n```text\n    b\n```"),
        ("```a``` b", "```a``` b"),
    ] {
        assert_eq!(markdown(text), safe);
    }
    assert_eq!(line("a\n\n    b [c]"), "a b \\[c\\]");
    assert_eq!(code("a\n`\u{202e}b"), "`a''b`");
}

/// What rustdoc would run: a code block that is not marked as text, by the parser that rustdoc uses.
fn has_doctest(markdown: &str) -> bool {
    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
    Parser::new(markdown).any(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => &*language != "text",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
        _ => false,
    })
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(4096))]

    #[test]
    fn no_text_is_a_doctest(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "b c", " ", "  ", "    ", "\t", "\n", "\n\n", "```", "~~~", "````", "`", "- ", "* ", "+ ", "1. ",
                "10) ", "> ", "# ", "***", "---", "rust", "|", "<pre>", "\\", "[x]: y", "=", ":", "![", "](z)", "\r",
            ]),
            0..24,
        ),
    ) {
        let text = parts.concat();
        for paragraphs in [vec![markdown(&text)], led("404", vec![markdown(&text)])] {
            let docs = lines(&paragraphs).join("\n");
            proptest::prop_assert!(!has_doctest(&docs), "{text:?} became {docs:?}");
        }
    }
}

#[test]
fn wraps_running_text() {
    let text = format!("- {} `a b` 1. end", "word ".repeat(19).trim());
    let wrapped = lines(&[text]);
    assert_eq!(wrapped.len(), 2);
    assert!(wrapped[1].starts_with("  "), "{wrapped:?}");
    let spaced = format!("- a {}  next words", "w".repeat(96));
    assert_eq!(lines(&[spaced])[1], "  next words");
    let table = format!("| {} |", "cell ".repeat(40));
    assert_eq!(lines(&[table]).len(), 1);
}

#[test]
fn drops_what_hides_or_reorders() {
    assert_eq!(markdown("a\u{202e}b\u{0}c"), "abc");
}
