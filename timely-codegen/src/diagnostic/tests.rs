//! How messages look.

use super::*;
use std::sync::Arc;

/// A text with messages at some of its places.
fn shown(text: &str, report: impl FnOnce(&mut Diagnostics, &dyn Fn(&str) -> Location)) -> String {
    let source = Arc::new(Source::new("spec/api.yaml", text));
    let at = |needle: &str| Location {
        source: Arc::clone(&source),
        position: source.position(text.find(needle).unwrap()),
        pointer: None,
    };
    let mut diagnostics = Diagnostics::new();
    report(&mut diagnostics, &at);
    render(
        &diagnostics,
        &SourceMap::new(),
        TextStyle::Plain,
        Extent::All,
    )
}

#[test]
fn messages_are_sorted_by_place_and_merged() {
    let text = "a: 1\nb: two\n";
    let pointer = Pointer::root().child("x");
    insta::assert_snapshot!(shown(text, |diagnostics, at| {
        diagnostics
            .warning(Code::Repaired, &pointer, "later")
            .location(at("two"))
            .help("do this");
        diagnostics
            .error(Code::InvalidDocument, &pointer, "earlier")
            .location(at("1"));
        diagnostics
            .warning(Code::Repaired, &pointer.index(1), "later")
            .location(at("two"))
            .help("do this");
        diagnostics.error(Code::TooLarge, &Pointer::root(), "about the whole");
        diagnostics.error(Code::UnsupportedFeature, &pointer, "no place in the text");
    }));
}

#[test]
fn long_lines_are_cut_around_the_caret() {
    let text = format!("{}\"needle\": {}", "a, ".repeat(100), "b, ".repeat(100));
    insta::assert_snapshot!(shown(&text, |diagnostics, at| {
        diagnostics
            .error(Code::InvalidDocument, &Pointer::root(), "here")
            .location(at("\"needle"));
    }));
}

#[test]
fn tabs_and_wide_characters_do_not_move_the_caret() {
    let text = "\tk:\t日本語 \u{202E}needle\u{1B}[31m # comment";
    insta::assert_snapshot!(shown(text, |diagnostics, at| {
        diagnostics
            .error(
                Code::InvalidDocument,
                &Pointer::root(),
                "a \u{1B}[2J\n\u{202E}b",
            )
            .location(at("needle"));
    }));
}

#[test]
fn carets_span_the_word() {
    let text = "a: 'x y' # c\nb: {c: word, d: 1}\nkey: value\n";
    insta::assert_snapshot!(shown(text, |diagnostics, at| {
        for needle in ["'x y'", "word", "{c", "key", "value"] {
            diagnostics
                .error(Code::InvalidDocument, &Pointer::root(), needle)
                .location(at(needle));
        }
    }));
}

#[test]
fn each_message_begins_with_one_line_that_says_all() {
    let source = Arc::new(Source::new("spec/api.yaml", "a:\n  b: two\n"));
    let mut diagnostics = Diagnostics::new();
    diagnostics
        .error(
            Code::InvalidDocument,
            &Pointer::root().child("a"),
            "no\nnumber",
        )
        .location(Location {
            position: source.position(8),
            source,
            pointer: None,
        })
        .help("write\none");
    diagnostics.warning(Code::TooLarge, &Pointer::root(), "about the whole");
    let messages = messages(&diagnostics, &SourceMap::new());
    let summaries = messages.iter().map(|message| message.summary.as_str());
    let summaries: Vec<&str> = summaries.collect();
    assert_eq!(
        summaries,
        [
            "about the whole [too-large]",
            "spec/api.yaml:2:6: no\u{FFFD}number [invalid-document]"
        ]
    );
    assert_eq!(messages[0].details, "");
    assert_eq!(
        messages[1].details,
        "  |\n2 |   b: two\n  |      ^^^\n  = at: #/a\n  = help: write\u{FFFD}one\n"
    );
    assert_eq!(messages[1].help.as_deref(), Some("write\u{FFFD}one"));
}

#[test]
fn colors_are_for_terminals() {
    let mut diagnostics = Diagnostics::new();
    diagnostics.error(Code::InvalidDocument, &Pointer::root(), "m");
    assert!(
        render(
            &diagnostics,
            &SourceMap::new(),
            TextStyle::Colored,
            Extent::All
        )
        .starts_with("\u{1B}[1;31merror[invalid-document]")
    );
    assert!(
        !render(
            &diagnostics,
            &SourceMap::new(),
            TextStyle::Plain,
            Extent::All
        )
        .contains('\u{1B}')
    );
}
