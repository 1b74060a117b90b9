//! What `new` recognizes in a document: how its listings are paged, and what only looks like a page.

use super::program::Folder;

/// The settings of pagination for a listing with these optional parameters and this body.
fn pagination(parameters: &str, body: &str) -> Option<String> {
    let folder = Folder::new();
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example.com'}}]\nsecurity: []\n\
         paths:\n  /things:\n    get:\n      operationId: list\n      parameters: [{parameters}]\n      responses:\n        \
         '200':\n          description: A page\n          content:\n            application/json:\n              \
         schema: {{type: object, properties: {{data: {{type: array, items: {{type: string}}}}, {body}}}}}\n"
    );
    folder
        .timely_reading(&document, &["new", "sdk", "--spec", "-"])
        .ends(0);
    let settings = folder.read("sdk/codegen.toml");
    let (_, table) = settings.split_once(".pagination]\n")?;
    let lines = table.lines().take_while(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join("; "))
}

/// A parameter of the query.
fn query(name: &str, schema: &str) -> String {
    format!("{{name: {name}, in: query, schema: {schema}}}")
}

fn queries(parameters: &[(&str, &str)]) -> String {
    let parameters = parameters.iter().map(|(name, schema)| query(name, schema));
    parameters.collect::<Vec<_>>().join(", ")
}

const INTEGER: &str = "{type: integer}";
const TEXT: &str = "{type: string}";

#[test]
fn pages_are_recognized() {
    for (parameters, body, expected) in [
        (
            &[
                ("page", INTEGER),
                ("limit", INTEGER),
                ("page_size", INTEGER),
            ][..],
            "total_pages: {type: integer}",
            r#"style = "page"; page_param = "page"; limit_param = "page_size"; items = "/data"; total_pages = "/total_pages""#,
        ),
        (
            &[("start", INTEGER), ("count", INTEGER)],
            "total: {type: integer}",
            r#"style = "offset"; page_param = "start"; limit_param = "count"; items = "/data"; total = "/total""#,
        ),
        (
            &[("cursor", TEXT)],
            "links: {type: object, properties: {next: {type: string}}}, meta: {type: object, properties: {cursors: \
             {type: object, properties: {next: {type: string}}}}}",
            r#"style = "cursor"; page_param = "cursor"; items = "/data"; next_cursor = "/meta/cursors/next""#,
        ),
        (
            &[("cursor", TEXT)],
            "links: {type: object, properties: {next: {type: string}}}",
            r#"style = "url"; items = "/data"; next_url = "/links/next""#,
        ),
        // The address of the next page comes before the number of this one.
        (
            &[
                ("Page", INTEGER),
                ("PageSize", INTEGER),
                ("PageToken", TEXT),
            ],
            "meta: {type: object, properties: {next_page_url: {type: string, format: uri}}}",
            r#"style = "url"; items = "/data"; next_url = "/meta/next_page_url""#,
        ),
        (
            &[
                ("$skip", INTEGER),
                ("$top", INTEGER),
                ("$count", "{type: boolean}"),
            ],
            "x: {type: integer}",
            r#"style = "offset"; page_param = "$skip"; limit_param = "$top"; items = "/data""#,
        ),
        // Pages that count from 0.
        (
            &[("page", "{type: integer, default: 0}")],
            "total: {type: integer}",
            r#"style = "page"; page_param = "page"; first = 0; items = "/data"; total = "/total""#,
        ),
        (
            &[("cursor", TEXT), ("limit", INTEGER)],
            "pageInfo: {type: object, required: [hasNextPage, endCursor], properties: {hasNextPage: {type: boolean}, \
             endCursor: {type: string}}}",
            r#"style = "cursor"; page_param = "cursor"; limit_param = "limit"; items = "/data"; has_more = "/pageInfo/hasNextPage"; next_cursor = "/pageInfo/endCursor""#,
        ),
        (
            &[("x", TEXT)],
            "_links: {type: object, properties: {next: {type: object, properties: {href: {type: string}}}}}",
            r#"style = "url"; items = "/data"; next_url = "/_links/next/href""#,
        ),
        (
            &[("x", TEXT)],
            "'@odata.nextLink': {type: string}",
            r#"style = "url"; items = "/data"; next_url = "/@odata.nextLink""#,
        ),
    ] {
        let found = pagination(&queries(parameters), body);
        assert_eq!(found.as_deref(), Some(expected));
    }
}

#[test]
fn what_only_looks_like_a_page_is_none() {
    for parameters in [
        // A span of time.
        &[("start", INTEGER), ("end", INTEGER), ("limit", INTEGER)][..],
        &[("from", INTEGER)],
        // Nobody knows whether the first page is 0 or 1.
        &[("page", "{type: integer, minimum: 0}")],
        &[("page", INTEGER), ("size", INTEGER)],
        // Nor how many items there are on a page.
        &[("skip", INTEGER)],
        // The first item is 1.
        &[
            ("startIndex", "{type: integer, default: 1}"),
            ("count", INTEGER),
        ],
        &[(
            "page",
            "{oneOf: [{type: integer, minimum: 0}, {type: 'null'}], default: null}",
        )],
    ] {
        let found = pagination(&queries(parameters), "total: {type: integer}");
        assert_eq!(found, None, "{parameters:?}");
    }
}

#[test]
fn lint_tells_what_is_recognized() {
    let folder = Folder::new();
    let document = include_str!("../../../tests/fixtures/page_styles.yaml");
    let told = folder.timely_reading(document, &["lint", "-"]);
    let mut told = told.ends(0);
    for expected in [
        r#"1 operation recognized as pages by { style = "link", items = "" }: listLinked"#,
        "the setting `pagination = { auto = 1 }` has their calls follow the pages",
    ] {
        told = told.says(expected);
    }
    folder
        .timely_reading(document, &["new", "sdk", "--spec", "-"])
        .ends(0);
    let settings = folder.read("sdk/codegen.toml");
    assert!(settings.contains("pagination]\nauto = 1\n"), "{settings}");
}
