//! Which operations are paged, by rules and by what is recognized, and what is said of rules that are of no use.

use std::collections::BTreeMap;
use timely_codegen::Generator;
use timely_codegen::settings::{PageStyle, Pagination, PaginationRules, Settings};
use timely_codegen::tree::SourceTree;

const DOCUMENT: &str = include_str!("../../tests/fixtures/page_styles.yaml");

/// How the calls of each operation move on, by the names of their types; and the messages.
fn turns(document: &str, pages: impl Into<PaginationRules>) -> (BTreeMap<String, String>, String) {
    let settings = Settings::default().pagination(pages);
    let outcome = Generator::from_str("api.yaml", document)
        .settings(settings)
        .run();
    let shown = outcome.render_diagnostics();
    let module = outcome.module.as_ref();
    let module = module.unwrap_or_else(|| panic!("{shown}"));
    let tree = SourceTree::from_module(module, "").expect("generated code is Rust");
    let mut turns = BTreeMap::new();
    for text in tree.files().values() {
        for part in text.split("impl rt::client::Listing for ").skip(1) {
            let name = part.split("Call {").next().unwrap_or_default();
            let body = part.split("-> rt::client::Next {").nth(1);
            let body = body.and_then(|body| body.split("\n    }").next());
            let turn = body.unwrap_or_default().split_whitespace();
            turns.insert(name.to_owned(), turn.collect::<Vec<_>>().join(" "));
        }
    }
    (turns, shown)
}

/// What the first edition recognizes. Under its number it stays so.
#[test]
fn the_first_edition_recognizes_these() {
    let (turns, messages) = turns(DOCUMENT, PaginationRules::Auto(Some(1)));
    assert_eq!(messages, "");
    let expected = [
        (
            "ListAccounts",
            "turn.told(Some(page.body.has_more)) .by_item(&page.body.data, |item| Some(&item.id))",
        ),
        (
            "ListByAddress",
            "turn.by_urls( page.body.next.as_value().map(rt::Text::as_str), page.body.previous.as_value().map(rt::Text::as_str), )",
        ),
        (
            "ListByCursor",
            "turn.by_texts( page.body .meta .as_value() .and_then(|it| it.page.as_ref()) .and_then(|it| it.next.as_value()) \
             .map(String::as_str), page.body .meta .as_value() .and_then(|it| it.page.as_ref()) .and_then(|it| it.previous.as_value()) \
             .map(String::as_str), )",
        ),
        (
            "ListByOffset",
            "turn.by_offset::<i64>(page.body.total.map(i128::from))",
        ),
        (
            "ListFromZero",
            "turn.up_to::<i64>(0, Some(i128::from(page.body.total_pages)))",
        ),
        ("ListLinked", "turn.by_link()"),
        (
            "ListNumbered",
            "turn.up_to::<i64>( 1, page.body .meta .as_ref() .and_then(|it| it.total_pages.as_ref()) .copied() .map(i128::from), )",
        ),
        ("ListOpen", "turn.until_empty::<i64>(1)"),
        ("Search", "turn.by_text(page.body.next_cursor.as_deref())"),
    ];
    let plain = |text: &str| text.replace(' ', "").replace(",)", ")").replace(",>", ">");
    let found: Vec<(String, String)> = turns
        .iter()
        .map(|(name, turn)| (name.clone(), plain(turn)))
        .collect();
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(name, turn)| ((*name).to_owned(), plain(turn)))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_the_document_says_goes_before_what_is_recognized() {
    let document = DOCUMENT
        .replace(
            "      operationId: listOpen\n",
            "      operationId: listOpen\n      x-pagination: false\n",
        )
        .replace(
            "info: {",
            "x-pagination: [{style: offset, page_param: offset, items: /items}]\ninfo: {",
        );
    let (turns, messages) = turns(&document, PaginationRules::Auto(None));
    assert_eq!(messages, "");
    assert!(!turns.contains_key("ListOpen"), "{turns:?}");
    assert_eq!(turns["ListByOffset"], "turn.by_offset::<i64>(None)");
    assert!(turns.contains_key("ListLinked"), "{turns:?}");
}

#[test]
fn the_first_rule_that_fits_counts() {
    let numbered = |total: &str| {
        let mut rule = Pagination::new(PageStyle::Page, "page", "/data");
        rule.total_pages = Some(total.to_owned());
        rule
    };
    let mut named = Pagination::new(PageStyle::Page, "page", "");
    named.operations = vec!["listOpen".to_owned()];
    let rules = [named, numbered("/meta/total_pages"), numbered("/data")];
    let (turns, messages) = turns(DOCUMENT, rules);
    let names: Vec<&String> = turns.keys().collect();
    assert_eq!(names, ["ListNumbered", "ListOpen"]);
    assert!(
        messages.contains("rule 3 of the `pagination` setting fits no operation")
            && messages.contains("the rules before it fit the operations that it is for"),
        "{messages}"
    );
    assert!(
        !messages.contains("rule 1") && !messages.contains("rule 2"),
        "{messages}"
    );
}

#[test]
fn rules_of_no_use_are_told() {
    let mut misspelt = Pagination::new(PageStyle::Link, "", "");
    misspelt.operations = vec!["listLinkd".to_owned()];
    let mut url = Pagination::new(PageStyle::Url, "", "/data");
    url.next_url = Some("/meta/page/nxt".to_owned());
    let (turns, messages) = turns(DOCUMENT, [misspelt, url]);
    assert!(turns.is_empty(), "{turns:?}");
    for message in [
        "rule 1 of the `pagination` setting names no operation: `listLinkd`",
        "did you mean `listLinked`?",
        "rule 2 of the `pagination` setting fits no operation",
        "its response has no `/meta/page/nxt`",
    ] {
        assert!(messages.contains(message), "{message}: {messages}");
    }
    let none = "openapi: 3.1.0\ninfo: {title: None, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
                responses: {'204': {description: Nothing}}\n";
    let (_, messages) = self::turns(none, PaginationRules::Auto(None));
    assert!(
        messages.contains("no operation is recognized as a listing"),
        "{messages}"
    );
}

#[test]
fn a_parameter_must_be_where_a_rule_says() {
    for (place, name, reason) in [
        ("in = \"header\"", "page", "has no header parameter `page`"),
        (
            "in = \"query\"",
            "X-Page",
            "has no query parameter `X-Page`",
        ),
        (
            "in = \"body\"",
            "/pages",
            "the body of its request has no `/pages`",
        ),
        (
            "in = \"body\"",
            "/query",
            "`/query` of the body of its request is required",
        ),
    ] {
        let text = format!(
            "pagination = {{ operations = [\"search\"], style = \"page\", page_param = {name:?}, {place}, items = \"/items\" }}"
        );
        let settings = timely_codegen::settings::Config::parse_settings("settings.toml", &text);
        let rules = settings
            .expect("they make sense")
            .pagination
            .expect("rules");
        let (turns, messages) = turns(DOCUMENT, rules);
        assert!(turns.is_empty(), "{turns:?}");
        let is_told = messages.contains(reason) || messages.contains("none has that parameter");
        assert!(is_told, "{reason}: {messages}");
    }
}

#[test]
fn settings_that_make_no_sense_are_told() {
    let read = |text: &str| timely_codegen::settings::Config::parse_settings("s.toml", text);
    for (text, expected) in [
        ("pagination = \"automatic\"", "unknown value `automatic`"),
        (
            "pagination = { auto = 2 }",
            "expected an edition that this generator knows: 1 to 1",
        ),
        (
            "pagination = { auto = 1, style = \"link\", items = \"\" }",
            "`auto` stands alone",
        ),
        ("pagination = { style = \"link\" }", "missing key `items`"),
        ("pagination = []", "expected a rule at least"),
        ("pagination = { styl = \"link\" }", "unknown key `styl`"),
        (
            "[[pagination]]\nstyle = \"link\"\nitems = \"\"\nitem = 1",
            "unknown key `item`",
        ),
        (
            "[[pagination]]\nstyle = \"link\"\nitems = \"\"\n[[pagination]]\nstyle = \"url\"\nitems = \"x\"",
            "`pagination.1.items`: expected a JSON pointer",
        ),
        (
            "pagination = { style = \"cursor\", page_param = \"a\", items = \"\" }",
            "`cursor` needs the key `next_cursor` or `item_cursor`",
        ),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}
