//! Documents of other standards, which are told apart from broken ones: what such a file is, and what to do with it.

use crate::diagnostic::Pointer;
use serde_json::{Map, Value};

/// What a file is that is no OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What it is, behind "this is".
    pub(super) what: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

const fn foreign(what: &'static str, help: &'static str) -> Foreign {
    Foreign { what, help }
}

const WEB_PAGE: Foreign = foreign(
    "a web page",
    "save the document that the page shows: Swagger UI and Redoc load it from an address such as `/openapi.json`, `/swagger.json` \
     or `/v3/api-docs`, and on GitHub it is behind the button `Raw`",
);
const WSDL: Foreign = foreign(
    "a WSDL description of a SOAP service",
    "ask the provider for the OpenAPI document of an API over HTTP; a SOAP service has none",
);
const WADL: Foreign = foreign("a WADL description", CONVERTER);
const ODATA: Foreign = foreign(
    "an OData metadata document",
    "convert it to OpenAPI 3 first, with a tool such as `odata-openapi3`",
);
const XML: Foreign = foreign(
    "an XML file",
    "name an OpenAPI document, which is YAML or JSON",
);
const RAML: Foreign = foreign("a RAML document", CONVERTER);
const API_BLUEPRINT: Foreign = foreign("an API Blueprint document", CONVERTER);
const GOOGLE_DISCOVERY: Foreign = foreign("a Google API discovery document", CONVERTER);
const GRAPHQL: Foreign = foreign(
    "a GraphQL schema",
    "generate from it with a crate for GraphQL, such as `graphql_client` or `cynic`; OpenAPI describes APIs with an address for \
     each operation",
);
const PROTOBUF: Foreign = foreign(
    "a Protocol Buffers file",
    "generate from it with a crate for gRPC, such as `tonic`; of services with `google.api.http` options, \
     `protoc-gen-openapi` makes an OpenAPI document",
);
const TYPESPEC: Foreign = foreign(
    "a TypeSpec file",
    "compile it to OpenAPI 3 first, with the emitter `@typespec/openapi3`",
);
const SMITHY: Foreign = foreign(
    "a Smithy model",
    "convert it to OpenAPI 3 first, with the plugin `openapi` of `smithy-build`",
);
const GIT_LFS: Foreign = foreign(
    "a pointer of Git LFS, in the place of the file itself",
    "fetch the file with `git lfs pull`",
);
const NOT_FOUND: Foreign = foreign(
    "the answer to a download that failed",
    "download the document again, and look at the address first",
);
const ASYNCAPI: Foreign = foreign(
    "an AsyncAPI document",
    "ask the provider for the OpenAPI document of its API over HTTP; what an API sends its users over HTTP are the `webhooks` of \
     OpenAPI 3.1",
);
const POSTMAN: Foreign = foreign(
    "a Postman collection",
    "convert it to OpenAPI 3 first, with a tool such as `postman-to-openapi`, or export the API definition in place of the \
     collection",
);
const INSOMNIA: Foreign = foreign(
    "an export of Insomnia's requests",
    "export the design document of the API in place of the requests",
);
const HAR: Foreign = foreign(
    "a HAR file of recorded requests",
    "ask the provider of the API for its OpenAPI document; often it is at `/openapi.json`",
);
const OPENRPC: Foreign = foreign(
    "an OpenRPC document",
    "generate from it with a tool for JSON-RPC; OpenAPI describes APIs with an address for each operation",
);
const ARAZZO: Foreign = foreign(
    "an Arazzo description of workflows",
    "name the OpenAPI document that is listed in its `sourceDescriptions`",
);
const OVERLAY: Foreign = foreign(
    "an OpenAPI overlay",
    "name the OpenAPI document that it changes (`extends`), and this one with `--overlay` or the setting `overlays`",
);
const INTROSPECTION: Foreign = foreign("the introspection of a GraphQL schema", GRAPHQL.help);
const JSON_SCHEMA: Foreign = foreign(
    "a JSON Schema",
    "refer to it from an OpenAPI document of a few lines: `openapi: 3.1.1`, `info: {title: Types, version: '1'}` and \
     `components: {schemas: {Name: {$ref: 'this-file.json'}}}`",
);
const CONVERTER: &str = "convert it to OpenAPI 3 first, with a tool such as `api-spec-converter`";

/// What a text is that is neither YAML nor JSON, or only by chance, and the byte where that shows.
pub(super) fn by_text(text: &str) -> Option<(Foreign, usize)> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let offset = text.len() - start.len();
    // A merge key of YAML begins so as well.
    if start.starts_with('<') && !start.starts_with("<<") {
        return Some((markup(start), offset));
    }
    let first = start.lines().next().unwrap_or_default();
    let found = if first.starts_with("#%RAML") {
        RAML
    } else if first.trim_end() == "FORMAT: 1A" {
        API_BLUEPRINT
    } else if first.starts_with("version https://git-lfs.github.com/") {
        GIT_LFS
    } else if start.trim_end() == "404: Not Found" {
        NOT_FOUND
    } else {
        return language(text);
    };
    Some((found, offset))
}

/// What a text of tags is, by its first elements.
fn markup(text: &str) -> Foreign {
    // What stands before the first element is short, but for comments.
    let head: String = text.chars().take(4096).collect();
    let head = head.to_ascii_lowercase();
    let names = |name: &str| {
        let starts = head.match_indices('<').map(|(at, _)| &head[at + 1..]);
        let elements = starts.map(|rest| {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
            &rest[..end.unwrap_or(rest.len())]
        });
        elements
            .map(|element| element.rsplit(':').next().unwrap_or(element))
            .any(|element| element == name)
    };
    if names("!doctype") && head.contains("<!doctype html") || names("html") {
        WEB_PAGE
    } else if head.contains("schemas.xmlsoap.org/wsdl") || head.contains("www.w3.org/ns/wsdl") {
        WSDL
    } else if head.contains("wadl.dev.java.net") {
        WADL
    } else if names("edmx") {
        ODATA
    } else {
        XML
    }
}

/// What a text in a language of its own is, by its first statement behind comments and descriptions.
fn language(text: &str) -> Option<(Foreign, usize)> {
    let mut at = 0;
    let mut in_block: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let begin = at + (line.len() - line.trim_start().len());
        at += line.len();
        let line = line.trim();
        if let Some(end) = in_block {
            in_block = Some(end).filter(|end| !line.contains(end));
            continue;
        }
        let block = [("/*", "*/"), ("\"\"\"", "\"\"\"")];
        let opened = block.iter().find(|(start, _)| line.starts_with(start));
        if let Some((start, end)) = opened {
            in_block = Some(*end).filter(|end| !line[start.len()..].contains(end));
            continue;
        }
        if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        let found = statement(line, text)?;
        return Some((found, begin));
    }
    None
}

/// What a text is whose first statement this is.
fn statement(line: &str, text: &str) -> Option<Foreign> {
    let mut words = line.split_whitespace();
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let is_name = |word: &str| {
        let end = word
            .find(|c: char| "{@(:=&".contains(c))
            .unwrap_or(word.len());
        let mut letters = word[..end].chars();
        letters
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_')
            && letters.all(|c| c.is_alphanumeric() || c == '_')
    };
    match first {
        "syntax" | "edition" if line.contains('"') && line.ends_with(';') => Some(PROTOBUF),
        "import" if line.contains("@typespec/") => Some(TYPESPEC),
        "$version:" if text.lines().any(|line| line.starts_with("namespace ")) => Some(SMITHY),
        "schema" | "query" | "mutation" | "subscription"
            if second.starts_with(['{', '@']) && !line.contains(':') =>
        {
            Some(GRAPHQL)
        }
        "schema{" => Some(GRAPHQL),
        "directive" if second.starts_with('@') => Some(GRAPHQL),
        "extend" if is_definition(second) => Some(GRAPHQL),
        // `type Pet {`, `union Pet = Cat | Dog`, `scalar Date`: a mapping of YAML has its colon behind the first word.
        word if is_definition(word) && is_name(second) && is_open(line) => Some(GRAPHQL),
        _ => None,
    }
}

/// Whether a word begins a definition of GraphQL.
fn is_definition(word: &str) -> bool {
    ["type", "interface", "union", "enum", "input", "scalar"].contains(&word)
}

/// Whether a line goes on as a definition of GraphQL does, and not as a sentence.
fn is_open(line: &str) -> bool {
    let is_scalar = line.starts_with("scalar ") && line.split_whitespace().count() == 2;
    is_scalar || line.contains(['{', '@', '='])
}

/// What an object is that has no `openapi` key, by the keys that it has, and where that shows.
pub(super) fn by_keys(value: &Value) -> Option<(Foreign, Pointer)> {
    let document = value.as_object()?;
    if document.contains_key("openapi") || document.contains_key("swagger") {
        return None;
    }
    let at = |key: &str| Pointer::root().child(key);
    let has = |key: &str| document.contains_key(key);
    let keyed = [
        ("asyncapi", ASYNCAPI),
        ("openrpc", OPENRPC),
        ("arazzo", ARAZZO),
        ("overlay", OVERLAY),
        ("__schema", INTROSPECTION),
        ("smithy", SMITHY),
        ("discoveryVersion", GOOGLE_DISCOVERY),
        ("__export_format", INSOMNIA),
    ];
    if let Some((key, found)) = keyed.into_iter().find(|(key, _)| has(key)) {
        return Some((found, at(key)));
    }
    let inner = |key: &str| document.get(key).and_then(Value::as_object);
    if inner("data").is_some_and(|data| data.contains_key("__schema")) {
        return Some((INTROSPECTION, at("data")));
    }
    if inner("log").is_some_and(|log| log.contains_key("entries")) {
        return Some((HAR, at("log")));
    }
    if is_collection(document) {
        return Some((POSTMAN, at("info")));
    }
    // What Postman's API gives is around the collection.
    if inner("collection").is_some_and(is_collection) {
        return Some((POSTMAN, at("collection")));
    }
    schema_key(document).map(|key| (JSON_SCHEMA, at(key)))
}

fn is_collection(document: &Map<String, Value>) -> bool {
    let info = document.get("info").and_then(Value::as_object);
    info.is_some_and(|info| {
        let schema = info.get("schema").and_then(Value::as_str);
        info.contains_key("_postman_id")
            || schema.is_some_and(|schema| schema.contains("schema.getpostman.com"))
    })
}

/// The key by which an object is a JSON Schema. What has `info` or `paths` is more likely an OpenAPI document that lacks its
/// version.
fn schema_key(document: &Map<String, Value>) -> Option<&'static str> {
    if document.contains_key("info") || document.contains_key("paths") {
        return None;
    }
    let has = |key: &str| document.contains_key(key);
    let schema = document.get("$schema").and_then(Value::as_str);
    if schema.is_some_and(|schema| schema.contains("json-schema.org")) {
        return Some("$schema");
    }
    let keys = ["$defs", "definitions"];
    if let Some(key) = keys.into_iter().find(|key| has(key)) {
        return Some(key);
    }
    let is_described = ["properties", "items", "enum"].into_iter().any(has);
    let is_combined = ["oneOf", "anyOf", "allOf"].into_iter().find(|key| has(key));
    match has("type") && is_described {
        true => Some("type"),
        false => is_combined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn what(text: &str) -> Option<&'static str> {
        by_text(text).map(|(found, _)| found.what)
    }

    #[test]
    fn texts_are_known_by_how_they_begin() {
        for (text, expected) in [
            ("<!DOCTYPE html>\n<html></html>", WEB_PAGE),
            ("\n\n<HTML lang=en>", WEB_PAGE),
            (
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
                WEB_PAGE,
            ),
            (
                "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">",
                WSDL,
            ),
            (
                "<?xml version='1.0'?>\n<!-- é -->\n<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/'/>",
                WSDL,
            ),
            (
                "<application xmlns=\"http://wadl.dev.java.net/2009/02\">",
                WADL,
            ),
            ("<edmx:Edmx Version='4.0'>", ODATA),
            ("<rss/>", XML),
            ("#%RAML 1.0\ntitle: Pets\n", RAML),
            ("FORMAT: 1A\n\n# Pets\n", API_BLUEPRINT),
            (
                "// Pets.\n/* More\n * of them. */\nsyntax = \"proto3\";\n",
                PROTOBUF,
            ),
            ("edition = \"2023\";\n", PROTOBUF),
            ("# Pets\ntype Query {\n  pets: [Pet]\n}\n", GRAPHQL),
            (
                "\"\"\"\nPets: all of them.\n\"\"\"\ntype Query { a: Int }\n",
                GRAPHQL,
            ),
            ("\"\"\"One.\"\"\"\nscalar Date\n", GRAPHQL),
            ("schema {\n  query: Query\n}\n", GRAPHQL),
            ("directive @key(fields: String!) on OBJECT\n", GRAPHQL),
            ("extend type Query {\n  a: Int }\n", GRAPHQL),
            ("union Pet = Cat | Dog\n", GRAPHQL),
            ("import \"@typespec/http\";\n", TYPESPEC),
            ("$version: \"2\"\nnamespace pets\n", SMITHY),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                GIT_LFS,
            ),
            ("404: Not Found", NOT_FOUND),
        ] {
            assert_eq!(what(text), Some(expected.what), "{text}");
        }
    }

    /// Documents of OpenAPI, whole or broken, and files that they refer to.
    #[test]
    fn what_is_yaml_or_json_is_left_alone() {
        for text in [
            "",
            "openapi: 3.1.0\n",
            "# type Query {\nopenapi: 3.1.0\n",
            "type: object\nproperties: {}\n",
            "schema:\n  type: string\n",
            "schema : { a: b }\n",
            "enum: [a, b]\n",
            "input output\n more words: x\n",
            "type of things that are sold here\n",
            "<<: *base\n",
            "{\"openapi\": \"3.1.0\"}",
            "\"openapi\": 3.1.0\n",
            "$version: 2\nother: x\n",
            "404: Not Found\nopenapi: 3.1.0\n",
            "syntax: x\n",
            "---\nopenapi: 3.1.0\n",
        ] {
            assert_eq!(what(text), None, "{text}");
        }
    }

    #[test]
    fn objects_are_known_by_their_keys() {
        let is = |value: Value| by_keys(&value).map(|(found, at)| (found.what, at.to_string()));
        for (value, expected, at) in [
            (
                json!({"asyncapi": "2.6.0", "info": {}}),
                ASYNCAPI,
                "/asyncapi",
            ),
            (
                json!({"info": {"_postman_id": "1"}, "item": []}),
                POSTMAN,
                "/info",
            ),
            (
                json!({"collection": {"info": {"schema": "https://schema.getpostman.com/json/x"}}}),
                POSTMAN,
                "/collection",
            ),
            (json!({"data": {"__schema": {}}}), INTROSPECTION, "/data"),
            (json!({"__schema": {}}), INTROSPECTION, "/__schema"),
            (json!({"log": {"entries": []}}), HAR, "/log"),
            (
                json!({"$schema": "https://json-schema.org/draft/2020-12/schema"}),
                JSON_SCHEMA,
                "/$schema",
            ),
            (
                json!({"definitions": {"Pet": {}}}),
                JSON_SCHEMA,
                "/definitions",
            ),
            (
                json!({"type": "object", "properties": {}}),
                JSON_SCHEMA,
                "/type",
            ),
            (json!({"oneOf": []}), JSON_SCHEMA, "/oneOf"),
            (json!({"smithy": "2.0", "shapes": {}}), SMITHY, "/smithy"),
        ] {
            assert_eq!(
                is(value.clone()),
                Some((expected.what, format!("#{at}"))),
                "{value}"
            );
        }
        for value in [
            json!({"openapi": "3.1.0", "asyncapi": "2.6.0"}),
            json!({"swagger": "2.0", "definitions": {}}),
            json!({"info": {}, "definitions": {}, "paths": {}}),
            json!({"info": {"title": "x"}}),
            json!({"type": "object"}),
            json!([]),
        ] {
            assert_eq!(is(value.clone()), None, "{value}");
        }
    }
}
