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
            r#"style = "cursor"; page_param = "cursor"; items = "/data"; next_cursor = "/links/next""#,
        ),
        // The address of the next page comes before the number of this one.
        (
            &[
                ("Page", INTEGER),
                ("PageSize", INTEGER),
                ("PageToken", TEXT),
            ],
            "meta: {type: object, properties: {next_page_url: {type: string, format: uri}}}",
            r#"style = "cursor"; page_param = "PageToken"; limit_param = "PageSize"; items = "/data"; next_cursor = "/meta/next_page_url""#,
        ),
        (
            &[("$skip", INTEGER), ("$count", "{type: boolean}")],
            "x: {type: integer}",
            r#"style = "offset"; page_param = "$skip"; items = "/data""#,
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
        // Pages that count from 0.
        &[("page", "{type: integer, default: 0}")],
        &[("page", "{type: integer, minimum: 0}")],
        &[(
            "page",
            "{oneOf: [{type: integer, minimum: 0}, {type: 'null'}], default: null}",
        )],
    ] {
        let found = pagination(&queries(parameters), "total: {type: integer}");
        assert_eq!(found, None, "{parameters:?}");
    }
    let described =
        "{name: page, in: query, description: Zero-based page index, schema: {type: integer}}";
    assert_eq!(pagination(described, "total: {type: integer}"), None);
}
